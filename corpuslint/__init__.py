"""The linter for text datasets: near-duplicates, boilerplate, scraper artifacts and mojibake, with their places.

>>> import corpuslint
>>> report = corpuslint.check(["A text.", "Another text."])
>>> report.counts()
{}
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from corpuslint.api import Report, check, check_text
    from corpuslint.model import CorpuslintError, Document, Edit, Finding, Location, Safety

__all__ = [
    "CorpuslintError",
    "Document",
    "Edit",
    "Finding",
    "Location",
    "Report",
    "Safety",
    "check",
    "check_text",
]

_API = ("Report", "check", "check_text")


def __getattr__(name: str) -> Any:
    """Load what is asked for on first use: importing corpuslint loads no heavy module."""
    if name not in __all__:
        raise AttributeError(f"module 'corpuslint' has no attribute '{name}'")
    from importlib import import_module

    return getattr(import_module("corpuslint.api" if name in _API else "corpuslint.model"), name)

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
    from corpuslint.api_clean import clean, clean_text
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
    "clean",
    "clean_text",
]

_MODULES = {
    "Report": "corpuslint.api",
    "check": "corpuslint.api",
    "check_text": "corpuslint.api",
    "clean": "corpuslint.api_clean",
    "clean_text": "corpuslint.api_clean",
}


def __getattr__(name: str) -> Any:
    """Load what is asked for on first use: importing corpuslint loads no heavy module."""
    if name not in __all__:
        raise AttributeError(f"module 'corpuslint' has no attribute '{name}'")
    from importlib import import_module

    return getattr(import_module(_MODULES.get(name, "corpuslint.model")), name)

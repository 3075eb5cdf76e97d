"""Values of options that make no sense are refused, in one line that says which do."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from corpuslint.model import CorpuslintError

if TYPE_CHECKING:
    from corpuslint.rules.base import Rule


def require_choice(rule: Rule, option: str, choices: Iterable[str]) -> None:
    """Refuse a word that is not one of the choices."""
    value, choices = getattr(rule, option), tuple(choices)
    if value not in choices:
        raise CorpuslintError(f"{rule.name}: {option} is {value!r}; it can be {' or '.join(choices)}")


def require_range(rule: Rule, option: str, least: float, most: float | None = None) -> None:
    """Refuse a number outside of `least..most`, both of which are allowed."""
    value = getattr(rule, option)
    if not (least <= value and (most is None or value <= most)):
        bounds = f"{least:,} or more" if most is None else f"{least:,} to {most:,}"
        raise CorpuslintError(f"{rule.name}: {option} is {value}; it can be {bounds}")

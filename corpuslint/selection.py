"""Which rules run: selectors, and the options of rules."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from corpuslint.model import CorpuslintError
from corpuslint.nearest import nearest
from corpuslint.rules import RULES, Entry, Rule

ALL = "ALL"


def find_rule(name: str) -> type[Rule]:
    """The rule with this code or name.

    Raises:
        CorpuslintError: there is none; the message names the nearest.
    """
    wanted = name.strip()
    for entry in RULES.entries:
        if wanted.upper() == entry.code or wanted.lower() == entry.name:
            return entry.load()
    known = [*(entry.code for entry in RULES.entries), *(entry.name for entry in RULES.entries)]
    raise CorpuslintError(f"unknown rule '{name}'{nearest(wanted, known)}")


def specificity(selector: str, rule: Entry | type[Rule]) -> int:
    """How specifically a selector names a rule: 0 not at all, then ALL, a family or prefix, a code or name."""
    upper = selector.strip().upper()
    if upper == rule.code or selector.strip().lower() == rule.name:
        return 10
    if upper == ALL:
        return 1
    return 1 + len(upper) if re.fullmatch(r"[A-Z]{3}\d{0,2}", upper) and rule.code.startswith(upper) else 0


def validate_selectors(selectors: Iterable[str]) -> None:
    """Raise `CorpuslintError` for a selector that names no rule."""
    for selector in selectors:
        if selector.strip().upper() != ALL and not any(specificity(selector, entry) for entry in RULES.entries):
            families = sorted({entry.code[:3] for entry in RULES.entries})
            names = [ALL, *families, *(e.code for e in RULES.entries), *(e.name for e in RULES.entries)]
            raise CorpuslintError(f"unknown rule '{selector}'{nearest(selector, names)}")


def choose(select: Sequence[str] | None, extend: Sequence[str], ignore: Sequence[str]) -> tuple[type[Rule], ...]:
    """The rules that run: of the selectors that name a rule the most specific decides, and `ignore` wins a tie.

    Without `select` the rules that are on by default are selected, as generally as `ALL` would.
    """
    validate_selectors([*(select or ()), *extend, *ignore])
    chosen = []
    for entry in RULES.entries:
        base = int(entry.load().default) if select is None else 0
        wanted = max([base, *(specificity(s, entry) for s in [*(select or ()), *extend])])
        unwanted = max([0, *(specificity(s, entry) for s in ignore)])
        if wanted > unwanted:
            chosen.append(entry.load())
    return tuple(chosen)


def configure(rules: Iterable[type[Rule]], options: Mapping[str, Mapping[str, Any]], origin: str) -> tuple[Rule, ...]:
    """The rules with their options; `options` maps code to option to value. `origin` is named in errors."""
    return tuple(build(rule, options.get(rule.code, {}), origin) for rule in rules)


def build(rule: type[Rule], options: Mapping[str, Any], origin: str) -> Rule:
    """One rule with its options.

    Raises:
        CorpuslintError: an option that the rule does not have, or a value of the wrong type.
    """
    fields = {field.name: field for field in dataclasses.fields(rule)}
    values = {}
    for key, value in options.items():
        name = key.replace("-", "_")
        if name not in fields:
            raise CorpuslintError(f"{origin}: {rule.name} has no option '{key}'{nearest(name, list(fields))}")
        values[name] = convert(value, fields[name].default, f"{origin}: {rule.name}.{key}")
    try:
        return rule(**values)
    except ValueError as error:
        raise CorpuslintError(f"{origin}: {rule.name}: {error}") from None


def convert(value: Any, example: Any, place: str) -> Any:
    """A value as the type of the option's default; strings (from the command line) are read as that type."""
    kind = type(example)
    if isinstance(value, str) and kind is not str:
        try:
            if kind is bool:
                return {"true": True, "false": False, "1": True, "0": False}[value.lower()]
            return kind(value)
        except (ValueError, KeyError):
            pass
    elif isinstance(value, kind) and (kind is bool or not isinstance(value, bool)):
        return value
    elif kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    names = {bool: "true or false", int: "a whole number", float: "a number", str: "a text"}
    raise CorpuslintError(f"{place} must be {names.get(kind, kind.__name__)}, not {value!r}")

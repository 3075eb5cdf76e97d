"""Settings: `corpuslint.toml`, or `[tool.corpuslint]` in `pyproject.toml`."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpuslint.model import CorpuslintError
from corpuslint.nearest import nearest
from corpuslint.selection import find_rule, validate_selectors

OWN_FILE = "corpuslint.toml"
SHARED_FILE = "pyproject.toml"
LISTS = ("paths", "select", "extend-select", "ignore", "exclude", "fields", "allow")


@dataclass(frozen=True)
class Settings:
    """What a settings file says; `origin` is its path, for messages, and its folder is the base of `paths`."""

    origin: str = "settings"
    paths: tuple[str, ...] = ()
    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    per_file_ignores: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    fields: tuple[str, ...] = ()
    baseline: str | None = None
    allow: tuple[str, ...] = ()
    options: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def from_here(self) -> tuple[str, ...]:
        """The `paths`, which the file names from its own folder, as one names them from the current folder."""
        folder = Path(self.origin).parent
        if folder == Path():
            return self.paths
        return tuple(Path(os.path.relpath(folder / path)).as_posix() for path in self.paths)


def find_settings(folder: Path) -> Path | None:
    """The settings file of a folder: its own or that of the nearest parent that has one."""
    for place in (folder, *folder.parents):
        if (place / OWN_FILE).is_file():
            return place / OWN_FILE
        shared = place / SHARED_FILE
        if shared.is_file() and "corpuslint" in read_toml(shared).get("tool", {}):
            return shared
    return None


def load_settings(file: Path) -> Settings:
    """Read one settings file.

    Raises:
        CorpuslintError: no such file, invalid TOML, an unknown key, or a value of the wrong type.
    """
    table = read_toml(file)
    if file.name == SHARED_FILE:
        table = table.get("tool", {}).get("corpuslint", {})
    return parse(table, shorten(file))


def read_toml(file: Path) -> dict[str, Any]:
    """The tables of a TOML file."""
    import tomllib

    try:
        with file.open("rb") as stream:
            return tomllib.load(stream)
    except tomllib.TOMLDecodeError as error:
        raise CorpuslintError(f"{shorten(file)}: not valid TOML: {error}") from None
    except UnicodeDecodeError:
        raise CorpuslintError(f"{shorten(file)}: not valid UTF-8") from None
    except OSError as error:
        raise CorpuslintError(f"{shorten(file)}: cannot be read: {(error.strerror or str(error)).lower()}") from None


def parse(table: Mapping[str, Any], origin: str) -> Settings:
    """Settings from the tables of a file; see `load_settings` for errors."""
    known = [*LISTS, "per-file-ignores", "baseline", "rules"]
    values: dict[str, Any] = {"origin": origin}
    for key, value in table.items():
        if key not in known:
            own = " (in a file of its own, settings stand without [tool.corpuslint])" if key == "tool" else ""
            raise CorpuslintError(f"{origin}: unknown setting '{key}'{own or nearest(key, known)}")
        if key in LISTS:
            values[key.replace("-", "_")] = strings(value, f"{origin}: {key}")
        elif key == "baseline":
            if not isinstance(value, str):
                raise CorpuslintError(f"{origin}: baseline must be a text, not {value!r}")
            values["baseline"] = value
        elif key == "per-file-ignores":
            entries = mapping(value, f"{origin}: {key}").items()
            values["per_file_ignores"] = {k: strings(v, f"{origin}: {key}.{k}") for k, v in entries}
        else:
            values["options"] = rule_options(mapping(value, f"{origin}: {key}"), origin)
    settings = Settings(**values)
    ignored = [code for codes in settings.per_file_ignores.values() for code in codes]
    try:
        validate_selectors([*(settings.select or ()), *settings.extend_select, *settings.ignore, *ignored])
    except CorpuslintError as error:
        raise CorpuslintError(f"{origin}: {error}") from None
    for pattern in settings.allow:
        try:
            re.compile(pattern)
        except re.error as error:
            raise CorpuslintError(f"{origin}: allow: '{pattern}' is not a valid expression: {error}") from None
    return settings


def rule_options(table: Mapping[str, Any], origin: str) -> dict[str, dict[str, Any]]:
    """The options of `[rules.NAME]` tables by rule code."""
    options: dict[str, dict[str, Any]] = {}
    for name, values in table.items():
        try:
            code = find_rule(name).code
        except CorpuslintError as error:
            raise CorpuslintError(f"{origin}: rules: {error}") from None
        options[code] = dict(mapping(values, f"{origin}: rules.{name}"))
    return options


def option_from(text: str) -> tuple[str, str, str]:
    """Rule code, option and value of a `RULE.OPTION=VALUE` on the command line."""
    target, equals, value = text.partition("=")
    rule, dot, option = target.partition(".")
    if not equals or not dot or not option:
        raise CorpuslintError(f"--set {text}: must look like RULE.OPTION=VALUE")
    return find_rule(rule).code, option, value


def strings(value: Any, place: str) -> tuple[str, ...]:
    """A list of texts; a single text counts as a list of one."""
    if isinstance(value, str):
        return (value,)
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise CorpuslintError(f"{place} must be a list of texts, not {value!r}")
    return tuple(value)


def mapping(value: Any, place: str) -> Mapping[str, Any]:
    """A table."""
    if not isinstance(value, dict):
        raise CorpuslintError(f"{place} must be a table, not {value!r}")
    return value


def shorten(file: Path) -> str:
    """The path as one would name it from the current folder."""
    try:
        return file.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return str(file)

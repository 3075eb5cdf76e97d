"""What tests of bad input share: errors of one line, and findings of the rules about input."""

from __future__ import annotations

from typing import Any

import pytest
from support import findings

from corpuslint.cli import main

JSON = ("--isolated", "--output-format", "json")


def refused(*arguments: str, capsys: pytest.CaptureFixture[str]) -> str:
    """The one line of an error, after a command that cannot do its job and writes nothing to stdout."""
    capsys.readouterr()
    assert main(list(arguments)) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("corpuslint: ")
    assert captured.err.count("\n") == 1
    return captured.err.removeprefix("corpuslint: ").rstrip("\n")


def found(*arguments: str, capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """The findings of a check of the current folder by the rules about input."""
    capsys.readouterr()
    code = main(["check", *(arguments or (".",)), "--select", "DOC", *JSON])
    rows = findings(capsys.readouterr().out)
    assert code == (1 if rows else 0)
    return rows


def told(rows: list[dict[str, Any]]) -> list[tuple[str, int | None, str, str]]:
    """Path, record, code and message."""
    return [(row["path"], row["record"], row["code"], row["message"]) for row in rows]

"""`--output-format github`: annotations that GitHub shows beside the changed lines of a pull request."""

from __future__ import annotations

from collections.abc import Iterable

from corpuslint.model import Document, Finding
from corpuslint.reporters.base import Summary, printable
from corpuslint.reporters.lines import describe, region_of


class GitHub:
    """One workflow command per finding. GitHub itself shows only the first ten of a step."""

    def begin(self) -> str:
        return ""

    def document(self, document: Document, findings: Iterable[Finding]) -> str:
        return "".join(annotation(document, finding) for finding in findings)

    def end(self, summary: Summary) -> str:
        return ""


def annotation(document: Document, finding: Finding) -> str:
    """A finding as a workflow command."""
    region = region_of(finding.where, document)
    values: dict[str, object] = {"title": f"{finding.code} {finding.name}", "file": finding.where.path}
    if region:
        values["line"] = region.line
        # Columns of a finding on several lines are not shown by GitHub and must be left out.
        if region.end_line == region.line:
            values |= {"endLine": region.end_line, "col": region.column, "endColumn": region.end_column}
        elif region.end_line:
            values["endLine"] = region.end_line
    properties = ",".join(f"{name}={escape(str(value), ':,')}" for name, value in values.items())
    place = describe(finding.where)
    message = f"{place}: {finding.message}" if place else finding.message
    return f"::warning {properties}::{escape(message)}\n"


def escape(text: str, more: str = "") -> str:
    """The text with everything encoded that would end a workflow command or one of its properties."""
    return "".join(f"%{ord(c):02X}" if c == "%" or c in more else c for c in printable(text))

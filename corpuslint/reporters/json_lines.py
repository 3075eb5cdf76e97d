"""`--output-format json`: one object per finding per line, pure ASCII."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from corpuslint.model import Document, Finding, Location
from corpuslint.reporters.base import Summary


class JsonLines:
    """One line of JSON per finding."""

    def begin(self) -> str:
        return ""

    def document(self, document: Document, findings: Iterable[Finding]) -> str:
        return "".join(json.dumps(to_dict(finding)) + "\n" for finding in findings)

    def end(self, summary: Summary) -> str:
        return ""


def to_dict(finding: Finding) -> dict[str, Any]:
    """A finding as a dict of plain values."""
    return {
        "code": finding.code,
        "name": finding.name,
        **location_to_dict(finding.where),
        "message": finding.message,
        "safety": str(finding.safety),
        "edits": [{"start": e.start, "end": e.end, "text": e.text} for e in finding.edits],
        "related": [location_to_dict(where) for where in finding.related],
    }


def location_to_dict(where: Location) -> dict[str, Any]:
    """A location as a dict of plain values."""
    return {
        "path": where.path,
        "record": where.record,
        "field": where.field,
        "start": where.start,
        "end": where.end,
        "line": where.line,
        "column": where.column,
    }

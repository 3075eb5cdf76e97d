"""`--output-format json`: one object per finding per line, pure ASCII."""

from __future__ import annotations

from collections.abc import Iterable
from json.encoder import encode_basestring_ascii as quoted
from typing import Any

from corpuslint.model import Document, Finding, Location
from corpuslint.reporters.base import Summary


class JsonLines:
    """One line of JSON per finding."""

    def begin(self) -> str:
        return ""

    def document(self, document: Document, findings: Iterable[Finding]) -> str:
        return "".join([line_of(finding) for finding in findings])

    def end(self, summary: Summary) -> str:
        return ""


def line_of(finding: Finding) -> str:
    """What `json.dumps` makes of the finding's dict, and a line feed, in less than half the time."""
    edits = ", ".join([f'{{"start": {e.start}, "end": {e.end}, "text": {quoted(e.text)}}}' for e in finding.edits])
    related = ", ".join([f"{{{place_of(where)}}}" for where in finding.related])
    return (
        f'{{"code": {quoted(finding.code)}, "name": {quoted(finding.name)}, {place_of(finding.where)}, '
        f'"message": {quoted(finding.message)}, "safety": {quoted(finding.safety)}, '
        f'"edits": [{edits}], "related": [{related}]}}\n'
    )


def place_of(where: Location) -> str:
    """The members of a location's object."""
    record = "null" if where.record is None else where.record
    field = "null" if where.field is None else quoted(where.field)
    return (
        f'"path": {quoted(where.path)}, "record": {record}, "field": {field}, "start": {where.start}, '
        f'"end": {where.end}, "line": {where.line}, "column": {where.column}'
    )


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

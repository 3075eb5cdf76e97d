"""`--output-format sarif`: SARIF 2.1.0, which code scanning services and editors read."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote

from corpuslint import __version__
from corpuslint.fingerprints import fingerprint
from corpuslint.model import Document, Finding, Location
from corpuslint.reporters.base import Summary, place_of
from corpuslint.reporters.lines import describe, region_of

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


class Sarif:
    """One run with a result per finding, written as they come. There are no severities: each is a warning."""

    def __init__(self, codes: Sequence[str] = ()) -> None:
        self.codes = list(codes)
        self.separator = "\n"
        self.path: str | None = None
        self.seen: Counter[str] = Counter()

    def begin(self) -> str:
        rules = [rule(code) for code in self.codes]
        driver = {"name": "corpuslint", "version": __version__, "semanticVersion": __version__, "rules": rules}
        head = {"$schema": SCHEMA, "version": "2.1.0"}
        run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints"}
        return f'{json.dumps(head)[:-1]}, "runs": [{json.dumps(run)[:-1]}, "results": ['

    def document(self, document: Document, findings: Iterable[Finding]) -> str:
        rows = []
        for finding in findings:
            rows.append(f"{self.separator}{json.dumps(self.result(document, finding))}")
            self.separator = ",\n"
        return "".join(rows)

    def end(self, summary: Summary) -> str:
        return "\n]}]}\n"

    def result(self, document: Document, finding: Finding) -> dict[str, Any]:
        """A finding as a SARIF result."""
        where = finding.where
        message = finding.message
        if finding.related:
            link = place_of(finding.related[0])
            # Square brackets make links in SARIF messages; where texts hold some, the related location must do.
            message += "" if set("[]\\") & set(message + link) else f" ([{link}](1))"
        result: dict[str, Any] = {
            "ruleId": finding.code,
            "level": "warning",
            "message": {"text": message},
            "locations": [location(where, document)],
            "partialFingerprints": {"corpuslint/v1": self.name(document, finding)},
            "properties": {
                "safety": str(finding.safety),
                **{key: getattr(where, key) for key in ("record", "field", "start", "end", "line", "column")},
            },
        }
        if finding.code in self.codes:
            result["ruleIndex"] = self.codes.index(finding.code)
        if finding.related:
            others = [location(other) | {"id": number} for number, other in enumerate(finding.related, 1)]
            others[0]["message"] = {"text": "the copy that stays"}
            result["relatedLocations"] = others
        if finding.edits and where.record is None:
            result["fixes"] = [fix(finding)]
        return result

    def name(self, document: Document, finding: Finding) -> str:
        """The finding's fingerprint; equal ones in one file are numbered in order."""
        if finding.where.path != self.path:
            self.path = finding.where.path
            self.seen.clear()
        digest = fingerprint(document, finding)
        self.seen[digest] += 1
        return f"{digest}:{self.seen[digest]}"


def rule(code: str) -> dict[str, Any]:
    """What SARIF readers show of a rule."""
    from corpuslint.manual import page
    from corpuslint.selection import find_rule

    found = find_rule(code)
    text = page(found)
    return {
        "id": code,
        "name": "".join(part.capitalize() for part in found.name.split("-")),
        "shortDescription": {"text": found.summary()},
        "help": {"text": text, "markdown": text},
        "defaultConfiguration": {"enabled": found.default, "level": "warning"},
    }


def location(where: Location, document: Document | None = None) -> dict[str, Any]:
    """A place as a SARIF location; with the document also where it ends."""
    physical: dict[str, Any] = {"artifactLocation": {"uri": uri(where.path)}}
    region = region_of(where, document)
    if region:
        lines = {
            "startLine": region.line,
            "startColumn": region.column,
            "endLine": region.end_line,
            "endColumn": region.end_column,
        }
        physical["region"] = {key: value for key, value in lines.items() if value is not None}
        if where.record is None:
            physical["region"] |= {"charOffset": where.start, "charLength": where.end - where.start}
    result: dict[str, Any] = {"physicalLocation": physical}
    if name := describe(where):
        result["logicalLocations"] = [{"fullyQualifiedName": name, "kind": "element"}]
    return result


def uri(path: str) -> str:
    """A path as a URI reference: relative ones stay relative."""
    if PurePosixPath(path).is_absolute() or Path(path).is_absolute():
        return Path(path).as_uri()
    return quote(path or "text", errors="surrogateescape")


def fix(finding: Finding) -> dict[str, Any]:
    """The edits of a finding as a SARIF fix; all of them or none."""
    replacements = [
        {
            "deletedRegion": {"charOffset": edit.start, "charLength": edit.end - edit.start},
            "insertedContent": {"text": edit.text},
        }
        for edit in finding.edits
    ]
    change = {"artifactLocation": {"uri": uri(finding.where.path)}, "replacements": replacements}
    return {"description": {"text": f"{finding.safety} edit"}, "artifactChanges": [change]}

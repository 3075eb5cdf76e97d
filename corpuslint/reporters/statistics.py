"""`--statistics`: totals by rule instead of findings."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from corpuslint.model import Document, Finding
from corpuslint.reporters.base import Showing, Summary, plural


@dataclass
class Total:
    """What one rule found: findings, documents with one, characters that they cover, and edits proposed."""

    findings: int = 0
    documents: int = 0
    characters: int = 0
    safe: int = 0
    unsafe: int = 0


class Statistics:
    """A table for people, or one JSON object per rule per line."""

    def __init__(self, showing: Showing, as_json: bool = False) -> None:
        self.showing = showing
        self.as_json = as_json
        self.totals: dict[tuple[str, str], Total] = {}

    def begin(self) -> str:
        return ""

    def document(self, document: Document, findings: Iterable[Finding]) -> str:
        reached: dict[tuple[str, str], int] = {}
        for finding in findings:
            key = (finding.code, finding.name)
            total = self.totals.setdefault(key, Total())
            total.findings += 1
            total.documents += key not in reached
            # Findings come sorted by their start: what lies before `reached` is counted already.
            begin = max(finding.where.start, reached.get(key, 0))
            total.characters += max(0, finding.where.end - begin)
            reached[key] = max(finding.where.end, begin)
            if finding.edits:
                total.safe += finding.safety == "safe"
                total.unsafe += finding.safety != "safe"
        return ""

    def end(self, summary: Summary) -> str:
        rows = sorted(self.totals.items(), key=lambda item: (-item[1].findings, item[0]))
        if self.as_json:
            return "".join(
                json.dumps({"code": code, "name": name, **vars(total)}) + "\n" for (code, name), total in rows
            )
        what = f"{plural(summary.files, 'file')}, {plural(summary.documents, 'document')}, "
        what += plural(summary.characters, "character")
        if not rows:
            return f"All clean: {what}.\n"
        lines = [f"{'findings':>9}  {'documents':>9}  {'characters':>11}  {'safe':>7}  {'unsafe':>7}  rule"]
        lines += [
            f"{t.findings:>9,}  {t.documents:>9,}  {t.characters:>11,}  {t.safe:>7,}  {t.unsafe:>7,}  {code} {name}"
            for (code, name), t in rows
        ]
        return "\n".join(lines) + f"\n{plural(summary.findings, 'finding')} in {what}.\n"

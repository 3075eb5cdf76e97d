"""A rule of one's own over a folder, without a change to corpuslint.

python examples/custom_rule.py seeds/
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from corpuslint.batch import Batch
from corpuslint.discovery import discover
from corpuslint.linter import Run
from corpuslint.model import Finding
from corpuslint.plan import Plan
from corpuslint.rules import Example, Rule


@dataclass(frozen=True)
class Dateline(Rule):
    """A line that is nothing but a date, as archives of news leave it."""

    code: ClassVar[str] = "XYZ001"
    name: ClassVar[str] = "dateline"
    good: ClassVar[tuple[Example, ...]] = ("It was on May 3, 2019 that it began.",)
    bad: ClassVar[tuple[tuple[Example, Example], ...]] = (("May 3, 2019\nIt began.", "It began."),)
    months: str = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"

    def check(self, batch: Batch) -> Iterator[Finding]:
        line = re.compile(rf"(?m)^[ \t]*\w*[ ,]*(?:{self.months})[a-z.]* \d{{1,2}},? \d{{4}}[ \t]*$\n?")
        for match in batch.finditer(line):
            yield self.finding(
                batch, match.start(), match.end(), f"a date alone: {match.group(0).strip()}", [(*match.span(), "")]
            )


if __name__ == "__main__":
    corpus = discover(sys.argv[1:] or ["seeds/"])
    for checked in Run(Plan((Dateline(),)), corpus.sources).checked():
        for _document, findings in checked.findings:
            for finding in findings:
                print(f"{finding.where.path}:{finding.where.line}: {finding.message}")

"""Where findings stand along each document, in a few bytes per document."""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from dataclasses import dataclass, field

from corpuslint.model import Document, Finding
from corpuslint.reporters.base import place_of

BINS = 240
"""Stretches into which a document is divided: about what can be told apart on a screen."""


@dataclass(slots=True)
class DocumentMap:
    """The findings of one document: how many, and for each family the stretches in which they stand, as bits."""

    place: str
    findings: int = 0
    families: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, document: Document, findings: Iterable[Finding]) -> DocumentMap:
        """The map of a document."""
        made = cls("")
        length = max(1, len(document.text))
        for finding in findings:
            made.place = made.place or place_of(finding.where).rsplit(":", 2)[0]
            start = min(BINS - 1, max(0, finding.where.start - document.offset) * BINS // length)
            end = min(BINS, max(start + 1, -(-(finding.where.end - document.offset) * BINS // length)))
            made.findings += 1
            family = finding.code[:3]
            made.families[family] = made.families.get(family, 0) | (1 << end) - (1 << start)
        return made


class MostFindings:
    """The documents with the most findings, of any number of documents."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.heap: list[tuple[int, int, DocumentMap]] = []
        self.documents = 0

    def add(self, one: DocumentMap) -> None:
        """Take in a document."""
        self.documents += 1
        item = (one.findings, -self.documents, one)
        if len(self.heap) < self.limit:
            heapq.heappush(self.heap, item)
        else:
            heapq.heappushpop(self.heap, item)

    def maps(self) -> list[DocumentMap]:
        """The documents in corpus order."""
        return [one for _, _, one in sorted(self.heap, key=lambda item: -item[1])]

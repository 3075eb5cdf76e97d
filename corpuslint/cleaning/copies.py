"""Copies that stay: a removal waits as long as the copy that it names is itself about to change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from corpuslint.model import Document, Edit, Finding, Location
from corpuslint.settle import DUPLICATES

Key = tuple[str, int | None, str | None]


def key_of(where: Location | Document) -> Key:
    """What names a document."""
    return (where.path, where.record, where.field)


def copies_of(finding: Finding) -> tuple[Location, ...]:
    """The copies that must stay, if the edits of a finding are to be right."""
    return finding.related if finding.code.startswith(DUPLICATES) else ()


def partly_elsewhere(document: Document, finding: Finding) -> bool:
    """Whether a finding is about a part of a document that stands in another one as well."""
    if not finding.related or key_of(finding.related[0]) == key_of(document):
        return False
    start, end = document.offset, document.offset + len(document.text)
    return document.part or document.offset != 0 or (finding.where.start, finding.where.end) != (start, end)


class Touched:
    """Which stretches of the documents that removals lean on are about to change in a round, and which must stay."""

    def __init__(self) -> None:
        self.changing: dict[Key, list[Edit]] = {}
        self.staying: dict[Key, list[Location]] = {}

    def watch(self, findings: Iterable[Finding]) -> None:
        """Note what removals lean on."""
        for finding in findings:
            for kept in copies_of(finding):
                self.changing.setdefault(key_of(kept), [])

    def note(self, document: Document, findings: Iterable[Finding]) -> None:
        """Note what is about to change, where a removal leans on it."""
        changing = self.changing.get(key_of(document))
        if changing is not None:
            changing += [edit for finding in findings for edit in finding.edits]

    def forget(self) -> None:
        """Begin anew with the same documents watched, nothing of which is about to change."""
        for changing in self.changing.values():
            changing.clear()

    def waits(self, finding: Finding) -> bool:
        """Whether a copy that the finding names is about to change."""
        return any(_meet(edit, kept) for kept in copies_of(finding) for edit in self.changing[key_of(kept)])

    def first_of_circles(self, waiting: Iterable[tuple[int, Document, list[Finding]]]) -> set[tuple[int, Finding]]:
        """Where all removals of a round wait for one another: those that may go, with the ids of their documents.

        One goes when its copy does not change by what went before; from then on whatever would change the copy waits.
        Removals that lean on the copy on which most lean go first, else a circle of n copies would take n rounds.
        """
        rows = [(identity, key_of(document), finding) for identity, document, mine in waiting for finding in mine]
        leaning = Counter(kept for _, _, finding in rows for kept in copies_of(finding))
        rows.sort(key=lambda row: -max((leaning[kept] for kept in copies_of(row[2])), default=0))
        going = set()
        for identity, key, finding in rows:
            staying = self.staying.get(key, ())
            if self.waits(finding) or any(_meet(edit, kept) for edit in finding.edits for kept in staying):
                continue
            going.add((identity, finding))
            for kept in copies_of(finding):
                self.staying.setdefault(key_of(kept), []).append(kept)
            if key in self.changing:
                self.changing[key] += finding.edits
        return going


def _meet(edit: Edit, kept: Location) -> bool:
    """Whether an edit changes something within a stretch."""
    if edit.start == edit.end:
        return kept.start < edit.start < kept.end
    return edit.start < kept.end and kept.start < edit.end

"""BPL002: lines that stand in many documents of the corpus."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from corpuslint import tables
from corpuslint.batch import Batch
from corpuslint.language.line_terms import masked_line_hashes, mix
from corpuslint.model import Finding
from corpuslint.rules.amounts import lines_of_amounts
from corpuslint.rules.base import CorpusRule, Example, Survey, Verdicts
from corpuslint.rules.copies import place_of, tell_place
from corpuslint.rules.furniture import eligible_lines, flags_of, lines_at, marked_up, removals
from corpuslint.rules.recurrence import documents_with, group_hashes, linked_titles, needed
from corpuslint.segmentation import Kind

ALMOST_ALL = 0.9
"""A document of which more than this share recurs is a copy of others, and no evidence of what is boilerplate."""

INDENTED = 4
"""Lines that are indented so far are a listing, whatever their kind."""

Indexes = NDArray[np.int64]


@dataclass(frozen=True)
class RecurringBlock(CorpusRule):
    """A line that stands in many documents of the corpus: menus, footers, notices of a site.

    ## What it finds
    Lines of prose that stand in several documents of one group, digits apart. The group of a document is its `source`,
    `url` or `domain` field, or its folder. Every occurrence is a finding and names how many documents carry the line,
    and one of them.

    ## Why it matters
    What stands on every page of a site says nothing about any of its pages, and is learnt by heart.

    ## How it decides
    A line counts once in each document, and documents that are alike in all their lines count once. In a group of n
    documents it must stand in `min_documents` of them, or in more where n is large: log2(n) - 1. Documents of which
    nearly everything recurs are copies of others (the duplicate rules report these) and do not count. A line that opens
    its own document and stands elsewhere in others is a title, to which they link. Headings, list
    items, table rows, code, verse and front matter are not looked at, nor are documents with markup: documentation
    repeats these on purpose.

    On pages of news portals, with the other two rules: precision .99, recall 1.00 by line.

    ## Safety of the edit
    The edit takes the line out. It is never safe: the same standing in another document is no reason to be sure.
    """

    code: ClassVar[str] = "BPL002"
    name: ClassVar[str] = "recurring-block"
    default: ClassVar[bool] = True
    per_document: ClassVar[bool] = True
    good: ClassVar[tuple[Example, ...]] = (
        ("The mill burned down.\nIt was rebuilt.", "The mill burned down.\nNobody was hurt.", "The mill stands."),
    )
    bad: ClassVar[tuple[tuple[Example, Example], ...]] = (
        (
            (
                "The mill burned down.\nRiver Herald, Friday edition 1",
                "The bridge opened.\nRiver Herald, Friday edition 2",
                "The market moved.\nRiver Herald, Friday edition 3",
            ),
            ("The mill burned down.", "The bridge opened.", "The market moved."),
        ),
    )
    min_documents: int = 3

    def survey(self, batch: Batch) -> Survey:
        """One row for each eligible line, without the repeats inside a document."""
        chosen = _recurring_kinds(batch)
        lines = batch.lines
        keys = masked_line_hashes(batch, lines.first_word[chosen], lines.first_word[chosen + 1])
        owner = lines.document[chosen]
        groups = group_hashes(batch)
        keys = mix(keys ^ groups[owner])
        shift = batch.starts - np.array([document.offset for document in batch.documents], np.int64)
        first = np.searchsorted(lines.start, batch.starts) - np.array([d.line for d in batch.documents], np.int64)
        return {
            "document": batch.ids[owner],
            "group": groups[owner],
            "key": keys,
            "start": (lines.text_start[chosen] - shift[owner]).astype(np.int32),
            "end": (lines.text_end[chosen] - shift[owner]).astype(np.int32),
            "line": (chosen - first[owner]).astype(np.int32),
        }

    def conclude(self, survey: Survey) -> Verdicts:
        """All occurrences of the lines that stand in enough documents."""
        if not survey or not len(survey["key"]):
            return {"document": np.zeros(0, np.int64)}
        documents, number = np.unique(survey["document"], return_inverse=True)
        _, first_row = np.unique(survey["document"], return_index=True)
        group = survey["group"][first_row]
        length = (survey["end"] - survey["start"]).astype(np.int64)
        _, key = np.unique(survey["key"], return_inverse=True)
        alone = _first_of_its_kind(key, number, len(documents))
        enough = needed(group, self.min_documents)[number]
        count = documents_with(key, number, alone[number])
        whole = np.bincount(number, length, len(documents))
        recurring = np.bincount(number, np.where(count >= enough, length, 0), len(documents))
        original = recurring <= ALMOST_ALL * whole
        count = documents_with(key, number, alone[number] & original[number])
        title = linked_titles(key, number, length, enough)
        rows = np.flatnonzero((count >= enough) & original[number] & ~title)
        kept = _another(key, survey["document"], rows, original[number])
        return {
            "document": survey["document"][rows],
            "start": survey["start"][rows],
            "count": count[rows],
            "kept": survey["document"][kept],
            **{f"kept_{name}": survey[name][kept] for name in ("start", "end", "line")},
        }

    def check_verdicts(self, batch: Batch, verdicts: Verdicts) -> Iterator[Finding]:
        """A finding for each occurrence."""
        if not len(verdicts["document"]):
            return
        lines = batch.lines
        found = lines_at(batch, verdicts["document"], verdicts["start"])
        order = np.argsort(found, kind="stable")
        listed = lines_of_amounts(batch, tables.distinct(lines.document[found]).tolist())
        order = order[~tables.isin(found[order], listed)]
        edits = removals(batch, found[order])
        for row in order.tolist():
            line = int(found[row])
            start, end = int(lines.text_start[line]), int(lines.text_end[line])
            kept = (int(verdicts[f"kept_{name}"][row]) for name in ("start", "end", "line"))
            other = place_of(batch, int(verdicts["kept"][row]), *kept)
            place = tell_place(other, batch.documents[int(lines.document[line])])
            message = f"stands in {int(verdicts['count'][row])} documents, {place} among them"
            yield self.finding(batch, start, end, message, [edits[line]], related=[other])


_REPEATED = ~flags_of((Kind.LIST, Kind.HEADING, Kind.TABLE), len(Kind))


def _recurring_kinds(batch: Batch) -> Indexes:
    """Lines with letters, of kinds that pages repeat and documentation does not; one of equal ones per document."""
    lines = batch.lines
    chosen = eligible_lines(batch) & np.take(_REPEATED, lines.kind) & (lines.words > 0)
    chosen &= ~marked_up(batch)[lines.document] & (lines.text_start - lines.start < INDENTED)
    found = np.flatnonzero(chosen)
    return found[_lettered(batch, found)]


def _lettered(batch: Batch, chosen: Indexes) -> NDArray[np.bool_]:
    """Which of these lines have a letter: most begin with one, and only the others are looked through."""
    lines = batch.lines
    found: NDArray[np.bool_] = (lines.first_class[chosen] & tables.LETTER) != 0
    rest = np.flatnonzero(~found)
    starts, ends = lines.text_start[chosen[rest]], lines.text_end[chosen[rest]]
    edges = np.zeros(len(rest) + 1, np.int64)
    np.cumsum(ends - starts, out=edges[1:])
    inside = np.repeat(starts - edges[:-1], ends - starts) + np.arange(edges[-1])
    letters = np.zeros(len(inside) + 1, np.int64)
    np.cumsum((batch.classes[inside] & tables.LETTER) != 0, out=letters[1:])
    found[rest] = letters[edges[1:]] > letters[edges[:-1]]
    return found


def _first_of_its_kind(key: Indexes, number: Indexes, documents: int) -> NDArray[np.bool_]:
    """Documents that are the first with just these lines."""
    spread = mix(key.astype(np.uint64) + np.uint64(1))
    total = np.zeros(documents, np.uint64)
    np.add.at(total, number, spread)
    alone = np.zeros(documents, np.bool_)
    alone[np.unique(total, return_index=True)[1]] = True
    return alone


def _another(key: Indexes, document: Indexes, rows: Indexes, original: NDArray[np.bool_]) -> Indexes:
    """For each of the rows the first row of the same line in another document."""
    order = np.flatnonzero(original)
    order = order[np.lexsort((order, key[order]))]
    ordered = key[order]
    first = np.searchsorted(ordered, key[rows])
    kept = order[first]
    # In the document of the first occurrence itself: the first row of a later document.
    for index in np.flatnonzero(document[kept] == document[rows]).tolist():
        place = int(first[index])
        while (
            place + 1 < len(order)
            and ordered[place + 1] == ordered[place]
            and document[order[place]] == document[rows[index]]
        ):
            place += 1
        kept[index] = order[place]
    return kept

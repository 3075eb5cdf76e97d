"""Where the texts of DUP003's first survey stand in its second one, which of them go, and their copies."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpuslint.columns import release, scratch, stretches
from corpuslint.rules.base import Again, Before, Survey
from corpuslint.similarity.containment import LONGER
from corpuslint.tables import distinct

Indexes = NDArray[np.int64]
RELEASE = 64
"""Texts or documents that are read in full before the memory of columns on the disk is given up."""

PLACE = ("document", "start", "end")
"""Columns that say where a text stands."""
IDS = ("document", "holder", "copy_document")
"""Columns of ids, of what is asked of texts."""


class Windows(NamedTuple):
    """Shingles of texts (from `begin` to `end`), and where each is looked for (from `low` to `high`)."""

    begin: Indexes
    end: Indexes
    low: Indexes
    high: Indexes
    slack: Indexes
    """By how many shingles it may be parted there."""

    @classmethod
    def of(
        cls, survey: Survey, again: Survey, blocks: Indexes, begin: Indexes, length: Indexes, slack: Indexes
    ) -> Windows:
        """Where each candidate, a block with so many shingles from `begin` on, is to be looked for."""
        edges = np.append(0, np.cumsum(again["size"]))
        owner, holder = (again["documents"].searchsorted(ids) for ids in (again["document"][blocks], survey["holder"]))
        there = begin + edges[holder] + survey["other"] - edges[owner] - survey["own"]
        low = np.maximum(there - slack, edges[holder])
        return cls(begin, begin + length, low, np.minimum(there + length + slack, edges[holder + 1]), slack)

    def own(self, row: int) -> slice:
        """The shingles of one text."""
        return slice(int(self.begin[row]), int(self.end[row]))

    def there(self, row: int) -> slice:
        """The shingles among which one text is looked for."""
        return slice(int(self.low[row]), int(self.high[row]))

    def longer(self, first: Indexes, told: NDArray[np.int32], blocks: Indexes, rows: Indexes) -> Indexes:
        """Those of the rows for which the blocks there (that begin at `first`) tell more than the text."""
        sums = np.append(0, np.cumsum(told, dtype=np.int64))
        top, bottom = (first.searchsorted(edge[rows], side="right") for edge in (self.low, self.high - 1))
        found: Indexes = rows[LONGER[1] * (sums[bottom] - sums[top - 1]) >= LONGER[0] * told[blocks[rows]]]
        return found


def first_shingles(again: Survey) -> Indexes:
    """The first shingle of each block, among those of all documents."""
    edges = np.append(0, np.cumsum(again["size"]))
    first = scratch(again["first"].shape, np.int64)
    for some in (slice(*edge) for edge in stretches(len(first))):
        document = again["documents"].searchsorted(again["document"][some])
        first[some] = np.minimum(edges[document] + again["first"][some], edges[document + 1])
        release((first, *again.values()))
    return first


def equal_to(texts: Indexes, kept: Indexes, survey: Survey) -> Survey:
    """Where texts stand that are equal to some (ascending) of those that ask, as far as they could ask themselves."""
    mine = np.zeros(len(kept), np.bool_)
    mine[texts] = True
    found = [np.zeros(0, np.int64)]
    for first, last in stretches(len(kept)):
        equal = mine[kept[first:last]] & survey["asks"][first:last] & ~mine[first:last]
        found.append(np.flatnonzero(equal) + first)
        release((kept, survey["asks"]))
    copies = np.concatenate(found)
    places = {f"copy_{name}": survey[name][copies] for name in PLACE}
    return places | {"copy": texts.searchsorted(kept[copies])}


def to_be_read(asked: Survey) -> Again:
    """The texts and their places, and the documents to be read for them."""
    return Again(distinct(np.concatenate((asked["document"], asked["holder"]))), asked)


def with_places(asked: Survey, before: Before, survey: Survey, touched: NDArray[np.bool_]) -> Survey:
    """What is asked of some texts, and what was asked before of all others: those that are not `touched`."""
    old = before.survey | {name: before.renumber(before.survey[name]) for name in IDS}
    rows = _numbered(survey, survey["document"], survey["start"])
    numbers = [_numbered(survey, each["document"], each["start"]) for each in (old, asked)]
    place = np.minimum(rows.searchsorted(numbers[0]), len(rows) - 1)
    kept = (old["document"] >= 0) & (rows[place] == numbers[0]) & ~touched[place]
    order = np.argsort(np.concatenate((numbers[0][kept], numbers[1])), kind="stable")
    number = np.empty(len(order), np.int64)  # Of a text, by its place among the kept ones and the others.
    number[order] = np.arange(len(order))
    text = (np.cumsum(kept) - 1, np.arange(len(numbers[1])) + int(kept.sum()))
    found = {name: np.append(old[name][kept], asked[name])[order] for name in (*PLACE, "words")}
    for owner, names in (("text", ("holder", "own", "other")), ("copy", tuple(f"copy_{name}" for name in PLACE))):
        mine = kept[old[owner]]
        joined = number[np.append(text[0][old[owner][mine]], text[1][asked[owner]])]
        columns = {name: np.append(old[name][mine], asked[name]) for name in names}
        ranks = joined if owner == "text" else _numbered(survey, columns["copy_document"], columns["copy_start"])
        rank = np.argsort(ranks, kind="stable")
        found |= {owner: joined[rank]} | {name: column[rank] for name, column in columns.items()}
    return found


def _numbered(survey: Survey, documents: Indexes, starts: NDArray[np.int32]) -> Indexes:
    """One number for a document and an offset in it, in corpus order."""
    return survey["documents"].searchsorted(documents) << 32 | starts


def with_copies(rows: Indexes, survey: Survey, again: Survey) -> tuple[Indexes, Survey]:
    """The rows of contained texts and those of texts equal to them, and where these stand, in order.

    A copy that stands in the very stretch that stays is left alone.
    """
    number = np.full(len(survey["document"]), -1)
    number[rows[:, 0]] = np.arange(len(rows))
    row = number[survey["copy"]]
    copies = np.flatnonzero(row >= 0)
    row = row[copies]
    first, last = rows[row, 2], rows[row, 3]
    top, bottom = again["start"][first], again["end"][last]
    inside = (survey["copy_start"][copies] >= top) & (survey["copy_end"][copies] <= bottom)
    apart = ~(inside & (survey["copy_document"][copies] == again["document"][first]))
    row, copies = np.append(np.arange(len(rows)), row[apart]), copies[apart]
    columns = (np.append(survey[name][rows[:, 0]], survey[f"copy_{name}"][copies]) for name in PLACE)
    places = dict(zip(PLACE, columns, strict=True))
    order = np.lexsort((places["start"], places["document"]))
    return rows[row[order]], {name: column[order] for name, column in places.items()}


def blocks_at(again: Survey, survey: Survey) -> Indexes:
    """The blocks of the second survey that are the texts of the first."""
    tops = np.searchsorted(again["document"], survey["document"])
    bottoms = np.searchsorted(again["document"], survey["document"], side="right")
    begins = zip(tops.tolist(), bottoms.tolist(), survey["start"].tolist(), strict=True)
    blocks = [top + int(np.searchsorted(again["start"][top:bottom], start)) for top, bottom, start in begins]
    return np.array(blocks, np.int64)


def that_stay(rows: Indexes, words: Indexes, blocks: Indexes) -> Indexes:
    """One row per contained text, the best whose stretch begins with a block that stays: longest first, no chains.

    `words` and `blocks` are those of the texts; the blocks ascend.
    """
    text = rows[:, 0]
    rows = rows[np.lexsort((rows[:, 4], -rows[:, 1], text, -words[text]))]
    number = np.minimum(blocks.searchsorted(rows[:, 2]), len(blocks) - 1)
    holders = np.where(blocks[number] == rows[:, 2], number, -1)
    gone: set[int] = set()
    chosen = []
    for row, (index, holder) in enumerate(zip(rows[:, 0].tolist(), holders.tolist(), strict=True)):
        if index not in gone and holder not in gone:
            gone.add(index)
            chosen.append(row)
    kept = rows[chosen]
    return kept[np.argsort(kept[:, 0], kind="stable")]

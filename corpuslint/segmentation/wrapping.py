"""Which lines end only because the next word did not fit.

A text that was wrapped at a width W has a sharp edge: no line is longer than W, and each line that the paragraph goes
on after would be longer than W with one more word. Both are whole numbers that every line break states, so that the
breaks of a document vote for the widths that explain them, and the width with most votes is looked at more closely.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from corpuslint import tables
from corpuslint.lines import Offsets
from corpuslint.segmentation.groups import after
from corpuslint.segmentation.kind import Flags
from corpuslint.segmentation.rows import Rows

NARROWEST, WIDEST = 40, 132
"""Widths at which texts are wrapped, in characters."""
SLACK = 2
"""Characters by which a line may miss or pass the edge: wrapped by hand, or before an edit."""
DOCUMENT_FULL = 50
"""Percent of the breaks of a document that the width must explain."""
PARAGRAPH_FULL = 80
"""Percent of the breaks of a paragraph that its longest line must explain."""
MIDWAY = 60
"""Percent of the explained breaks that stand within a sentence."""
LOWER = 30
"""Percent of the explained breaks after which a line begins with a small letter (or one without case)."""
CAPITALS = 75
"""Percent of the breaks of a paragraph before a capital from which on it is verse or a list (German prose: 50)."""
PAIR = 55
"""Width from which on the two lines of a paragraph may be wrapped for the words alone."""


@dataclass(frozen=True, eq=False)
class Wrapping:
    """The breaks between rows of one paragraph; each entry speaks of the break after the row."""

    rows: Rows
    apart: Flags

    @cached_property
    def inner(self) -> Flags:
        """The next row is of the same paragraph and begins nothing new."""
        rows = self.rows
        closed = rows.gap | rows.listed | rows.ruler | self.apart
        found = np.zeros(len(rows), np.bool_)
        found[:-1] = ~closed[1:] & ~(rows.ruler | self.apart)[:-1]
        return found

    @cached_property
    def word(self) -> Offsets:
        """The first token of each row; in quotations (`> `) the one after the mark."""
        rows = self.rows
        first = rows.lines.first_token[rows.index]
        quoting = rows.first == ord(">")
        return first + (quoting & (rows.second == 32)) if quoting.any() else first

    @cached_property
    def need(self) -> Offsets:
        """How long the row would be with the first word of the next one."""
        starts, ends = self.rows.lines.tokens
        length = ends[self.word] - starts[self.word]
        length[(self.word_class & tables.SOLO) != 0] = 1
        return self.rows.reach + 1 + after(length)

    @cached_property
    def word_class(self) -> NDArray[np.uint8]:
        """The class flags of the first character of each row's first word."""
        return self.rows.lines.classes[self.rows.lines.tokens[0][self.word]]

    @cached_property
    def midway(self) -> Flags:
        """The row ends within a sentence."""
        return self.inner & ~self.rows.sentence_end

    @cached_property
    def lower(self) -> Flags:
        """The next row begins with a letter that is no capital."""
        classes = self.word_class
        return after(((classes & tables.LETTER) != 0) & ((classes & tables.UPPER) == 0))

    @cached_property
    def edge(self) -> Offsets:
        """For each row the width at which its document is wrapped; 0 where it is not."""
        rows = self.rows
        voters = np.flatnonzero(self.inner & (rows.reach >= NARROWEST) & (rows.reach <= WIDEST))
        edges = np.zeros(len(rows.documents.first), np.int64)
        if not len(voters):
            return edges[rows.documents.number]
        number = rows.documents.number[voters]
        first = np.ones(len(voters), np.bool_)
        np.not_equal(number[1:], number[:-1], out=first[1:])
        documents, group = number[first], np.cumsum(first) - 1
        bins = WIDEST + 2
        begin = group * bins + rows.reach[voters]
        finish = group * bins + np.minimum(self.need[voters], bins - 1)
        votes = np.bincount(begin, minlength=len(documents) * bins) - np.bincount(
            finish, minlength=len(documents) * bins
        )
        votes = np.cumsum(votes.reshape(-1, bins), axis=1)
        best = bins - 1 - np.argmax(votes[:, ::-1], axis=1)
        full = (rows.reach[voters] <= best[group] + SLACK) & (self.need[voters] > best[group] - SLACK)
        explained = np.bincount(group[full], minlength=len(documents))
        total = np.bincount(group, minlength=len(documents))
        midway = np.bincount(group[full & self.midway[voters]], minlength=len(documents))
        lower = np.bincount(group[full & self.lower[voters]], minlength=len(documents))
        wrapped = (explained >= 3) & (100 * explained >= DOCUMENT_FULL * total)
        wrapped &= (100 * midway >= MIDWAY * explained) & (100 * lower >= LOWER * explained)
        edges[documents[wrapped]] = best[wrapped]
        return edges[rows.documents.number]

    @cached_property
    def capitals(self) -> Flags:
        """Rows of paragraphs whose rows mostly begin with a capital, as in verse, whatever their length."""
        groups = self.rows.paragraphs
        upper = self.inner & after((self.word_class & tables.UPPER) != 0)
        breaks = groups.count(self.inner)
        return ((breaks >= 2) & (100 * groups.count(upper) >= CAPITALS * breaks))[groups.number]

    @cached_property
    def by_document(self) -> Flags:
        """Breaks that the width of the document explains."""
        # Where a sentence ends, the paragraph may end too: no slack there.
        full = (self.rows.reach <= self.edge + SLACK) & (self.need > self.edge - SLACK * ~self.rows.sentence_end)
        return self.inner & (self.edge > 0) & full

    @cached_property
    def by_paragraph(self) -> Flags:
        """Breaks in paragraphs whose own longest line explains nearly all of them."""
        rows = self.rows
        groups, number = rows.paragraphs, rows.paragraphs.number
        longest = groups.largest(rows.reach)
        breaks = np.maximum(groups.count(self.inner), 1)
        full = self.inner & (self.need > longest[number] - SLACK)
        explained = groups.count(full)
        wrapped = (longest >= NARROWEST) & (longest <= WIDEST) & (100 * explained >= PARAGRAPH_FULL * breaks)
        wrapped &= 100 * groups.count(full & self.midway) >= MIDWAY * explained
        lower = groups.count(full & self.midway & self.lower)
        few = explained < 3
        wrapped &= np.where(few, (lower == breaks) & (longest >= PAIR), 100 * lower >= LOWER * explained)
        return wrapped[number] & (full | (self.midway & self.lower))

    def wraps(self) -> Flags:
        """Rows that go on in the next one."""
        found = (self.by_document & ~self.capitals) | self.by_paragraph
        if not found.any():
            return found
        # A row that is short by hand, in a paragraph of which at least half is wrapped.
        groups, number = self.rows.paragraphs, self.rows.paragraphs.number
        mostly = (2 * groups.count(found) >= groups.count(self.inner))[number]
        longest = groups.largest(self.rows.reach)[number]
        return found | (mostly & self.midway & self.lower & (2 * self.rows.reach >= longest) & (longest <= WIDEST))

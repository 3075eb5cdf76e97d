"""Rows: the lines that are not blank, with what the steps of segmentation look at.

Blank lines are left out so that the row before is the last text before; `gap` says whether blank lines (or the top of
the document) stand between. Every column is computed for all rows of a batch at once, and no value of one document
depends on another document.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from corpuslint import tables
from corpuslint.lines import Lines, Offsets
from corpuslint.ranks import Ranks
from corpuslint.segmentation.groups import Groups
from corpuslint.segmentation.kind import Flags
from corpuslint.segmentation.traits import BAR, BULLET, CLOSER, MARK, RULE, STOP, Codes, counted_marks, traits_of


@dataclass(frozen=True, eq=False)
class Rows:
    """All rows of a batch. Arrays have one entry per row; offsets are code points into the batch's text."""

    lines: Lines

    def __len__(self) -> int:
        return len(self.index)

    @cached_property
    def index(self) -> Offsets:
        """The number of the line."""
        return np.flatnonzero(~self.lines.blank)

    @cached_property
    def start(self) -> Offsets:
        """Where the text begins."""
        return self.lines.text_start[self.index]

    @cached_property
    def end(self) -> Offsets:
        """Where the text ends."""
        return self.lines.text_end[self.index]

    @cached_property
    def origin(self) -> Offsets:
        """Where the line begins."""
        return self.lines.start[self.index]

    @cached_property
    def width(self) -> Offsets:
        """Characters of the text, surrounding white space left out."""
        return self.end - self.start

    @cached_property
    def reach(self) -> Offsets:
        """Characters of the line up to the end of its text."""
        return self.end - self.origin

    @cached_property
    def indent(self) -> Offsets:
        """Columns before the text; a tab counts as four."""
        width = self.start - self.origin
        if not width.any():
            return width
        return np.where((width > 0) & (self.lines.low[self.origin] == 9), 4 * width, width)

    @cached_property
    def gap(self) -> Flags:
        """A blank line or the top of the document stands before the row."""
        found = self.top.copy()
        found[1:] |= self.index[1:] - self.index[:-1] > 1
        return found

    @cached_property
    def top(self) -> Flags:
        """The first row of a document."""
        document = self.lines.document[self.index]
        found = np.ones(len(document), np.bool_)
        np.not_equal(document[1:], document[:-1], out=found[1:])
        return found

    @cached_property
    def paragraphs(self) -> Groups:
        """Rows without a blank line between them."""
        return Groups.of(self.gap)

    @cached_property
    def documents(self) -> Groups:
        """Rows of one document."""
        return Groups.of(self.top)

    def at(self, place: int) -> Codes:
        """The character at a place of each row's text (negative: from its end); 0 where the row is too short."""
        if not len(self):
            return np.zeros(0, np.uint32)
        offsets = self.start + place if place >= 0 else self.end + place
        found = np.take(self.lines.codes, offsets, mode="clip")
        found[self.width <= (place if place >= 0 else -1 - place)] = 0
        return found

    @cached_property
    def first(self) -> Codes:
        """The first character."""
        return self.lines.codes[self.start]

    @cached_property
    def second(self) -> Codes:
        """The second character."""
        return self.at(1)

    @cached_property
    def third(self) -> Codes:
        """The third character."""
        return self.at(2)

    @cached_property
    def last(self) -> Codes:
        """The last character."""
        return self.lines.codes[self.end - 1]

    @cached_property
    def before_last(self) -> Codes:
        """The last character but one."""
        return self.at(-2)

    @cached_property
    def first_traits(self) -> NDArray[np.uint8]:
        """The traits of the first character."""
        return traits_of(self.first)

    @cached_property
    def last_traits(self) -> NDArray[np.uint8]:
        """The traits of the last character."""
        return traits_of(self.last)

    @cached_property
    def first_class(self) -> NDArray[np.uint8]:
        """The class flags of the first character."""
        return self.lines.classes[self.start]

    @cached_property
    def tokens(self) -> Offsets:
        """Tokens in each row."""
        return self.lines.token_count[self.index]

    def token_end(self, some: Offsets) -> Offsets:
        """The end of the first token of some rows."""
        return self.lines.tokens[1][self.lines.first_token[self.index[some]]]

    @cached_property
    def columns(self) -> Offsets:
        """The width as it is seen: rows that begin in a script without spaces count twice (its characters are wide)."""
        wide = (self.first_class & tables.SOLO) != 0
        return np.where(wide, 2 * self.width, self.width)

    @cached_property
    def sentence_end(self) -> Flags:
        """The text ends like a sentence: terminal punctuation, closing quotes and brackets left out."""
        last = self.last_traits
        found = (last & STOP) != 0
        closed = np.flatnonzero(last & CLOSER)
        if len(closed):
            before, third = traits_of(self.before_last[closed]), traits_of(self.at(-3)[closed])
            found[closed] |= ((before & STOP) != 0) | (((before & CLOSER) != 0) & ((third & STOP) != 0))
        return np.asarray(found)

    @cached_property
    def listed(self) -> Flags:
        """Begins with a bullet or a number: `- x`, `* x`, `1. x`, `12) x`, `(a) x`, `a) x`."""
        first, second, third = self.first, self.second, self.third
        blank = (second == 32) | (second == 9) | (second == 0xA0)
        found = ((self.first_traits & BULLET) != 0) & blank
        figure = (self.first_class & tables.DIGIT) != 0
        lettered = ((self.first_class & tables.LETTER) != 0) & (second == ord(")"))
        some = np.flatnonzero((figure | lettered | (first == ord("("))) & (self.tokens > 1))
        found[some] |= self._numbered(some)
        found |= ((self.first_class & tables.SOLO) != 0) & (second == ord("、"))
        found |= (first >= 0x2460) & (first <= 0x24FF)
        return np.asarray(found & (self.width > 2) & (third != 0))

    def _numbered(self, some: Offsets) -> Flags:
        """Which of these rows, that begin with a figure, a letter or a bracket, begin with a number of a list."""
        start, end, kind = self.start[some], self.token_end(some), self.first_class[some]
        size, ending = end - start, self.lines.codes[end - 1]
        closed = ending == ord(")")
        digits = ((kind & tables.DIGIT) != 0) & (size <= 4) & ((ending == ord(".")) | closed)
        digits &= (size < 3) | ((self.lines.classes[np.minimum(start + 1, self.end[some] - 1)] & tables.DIGIT) != 0)
        lettered = ((kind & tables.LETTER) != 0) & (size == 2)
        bracketed = (self.first[some] == ord("(")) & (size <= 4) & (size >= 3)
        return np.asarray(digits | ((lettered | bracketed) & closed))

    @cached_property
    def ruler(self) -> Flags:
        """Nothing but one punctuation character, three times or more (underlines, horizontal rules)."""
        found = ((self.first_traits & RULE) != 0) & (self.first == self.last) & (self.second == self.first)
        found &= (self.width >= 3) & (self.third == self.first) & (self.tokens == 1)
        for row in np.flatnonzero(found & (self.width > 4)).tolist():
            stretch = self.lines.codes[self.start[row] : self.end[row]]
            found[row] = bool((stretch == stretch[0]).all())
        return np.asarray(found)

    @cached_property
    def counted(self) -> tuple[Offsets, NDArray[np.uint8], NDArray[np.uint8]]:
        """Where the characters of `COUNTED` stand in the whole batch (and some others), which they are, their marks."""
        low = self.lines.low
        told = (self.lines.classes & tables.PUNCT) != 0
        told &= low - np.uint8(ord("-")) > 2  # None of `-./`, which follow one another.
        for frequent in b"'\"_":
            told &= low != frequent
        told |= low == ord("\t")
        places = np.flatnonzero(told)
        characters = np.take(low, places)
        return places, characters, np.take(counted_marks(), characters)

    def has_words(self, chosen: Offsets) -> Flags:
        """Which of these rows hold a word."""
        words = self.lines.word_starts
        if not len(words):
            return np.zeros(len(chosen), np.bool_)
        following = self.lines.words_before(self.start[chosen])
        return np.asarray(np.take(words, following, mode="clip") - self.start[chosen] < self.width[chosen]) & (
            following < len(words)
        )

    @cached_property
    def _edges(self) -> Offsets:
        """The index of the first counted character in each row, and their number."""
        places = self.counted[0]
        return np.append(Ranks.at(places, len(self.lines.codes))(self.start), len(places))

    def count(self, chosen: Flags) -> Offsets:
        """How many of the chosen ones among the counted characters (none of them white space) lie in each row."""
        sums = np.zeros(len(chosen) + 1, np.int32)
        np.cumsum(chosen, out=sums[1:])
        before = np.take(sums, self._edges)
        return before[1:] - before[:-1]

    def places(self, mark: int) -> Offsets:
        """Where the characters of a mark stand, in the whole batch."""
        places, _, marks = self.counted
        return np.asarray(places[(marks & mark) != 0])

    @cached_property
    def marks(self) -> Offsets:
        """Characters that are frequent in programs."""
        return self.count((self.counted[2] & MARK) != 0)

    @cached_property
    def bars(self) -> Offsets:
        """Vertical bars."""
        return self.count((self.counted[2] & BAR) != 0)

"""Code that no markup tells: lines of programs, by their punctuation, and paragraphs and documents of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray

from corpuslint import tables
from corpuslint.lines import Offsets
from corpuslint.segmentation.kind import Flags
from corpuslint.segmentation.rows import BRACKET, ENDS_CODE, MARK, OPENS_COMMENT, Rows

INDENTED = 4
"""Columns from which on a row may be indented code."""
FLUENT = 12
"""Tokens (or six times as many columns) of a row that ends like a sentence and is taken for prose."""
SURE = 15
"""Percent of rows that must look like code for sure, where others only may be."""
KEYWORDS = b"""
    def class return import from elif else: try: except raise assert yield async await lambda pass break continue
    if for while with print self let const var function public private static void int char double bool string
    struct enum switch case default: package using fn pub impl mod use type func #include #define #ifdef #endif end
    then do done fi echo export local set unset goto select insert update @param param throw new delete elsif
    module require sub my our foreach extern typedef template typename virtual override final abstract interface
""".split()
"""Words that many lines of programs begin with (eight bytes of them at most, so that they compare as numbers)."""
PROSE = 10
"""Percent of rows that may be full sentences without an indent in a document that is code."""
IN_DOCUMENT, IN_PARAGRAPH, IN_INDENTED = 30, 60, 25
"""Percent of rows that look like code from which on a document, a paragraph, an indented paragraph is code."""


_MASKS = np.array([(1 << 8 * length) - 1 for length in range(9)], np.uint64)


@cache
def _keywords() -> NDArray[np.uint64]:
    packed = b"".join(word[:8].ljust(8, b"\0") for word in KEYWORDS)
    return np.unique(np.frombuffer(packed, "<u8"))


@dataclass(frozen=True, eq=False)
class Programs:
    """The observations that make code; `apart` are rows that markup or cells already explain."""

    rows: Rows
    apart: Flags

    @cached_property
    def linked(self) -> Flags:
        """Rows with a Markdown link, whose brackets say nothing."""
        low = self.rows.lines.low
        places = self.rows.places(MARK)
        places = places[low[places] == ord("]")]
        places = places[low[np.minimum(places + 1, len(low) - 1)] == ord("(")]
        return self.rows.count(places) > 0

    @cached_property
    def marks(self) -> Offsets:
        """Marks of programming in each row."""
        return self.rows.marks

    @cached_property
    def likely(self) -> Flags:
        """Looks like a line of a program: many marks of programming, a program's line end, or a prompt."""
        rows, marks = self.rows, self.marks
        first, second, third, last = rows.first, rows.second, rows.third, rows.last
        dense = (marks >= 3) & (marks * 8 >= rows.width) & ~self.linked
        ends = ((rows.last_traits & ENDS_CODE) != 0) & (marks >= 2) & ~self.linked
        opens = ((last == ord("(")) | (last == ord("[")) | (last == ord(","))) & (marks >= 2) & (rows.indent > 0)
        call = (last == ord(")")) & (marks >= 3) & (rows.tokens <= 4) & ~self.linked
        clause = (last == ord(":")) & (marks >= 3) & ((rows.at(-2) == ord(")")) | (rows.at(-2) == ord("]")))
        prompt = (first == ord(">")) & (second == ord(">")) & (third == ord(">"))
        prompt |= (first == ord("$")) & (second == 32)
        include = (first == ord("#")) & ((second == ord("!")) | (second == ord("i")) | (second == ord("d")))
        slashes = (first == ord("/")) & ((second == ord("/")) | (second == ord("*")))
        tag = (first == ord("<")) & (last == ord(">")) & (marks >= 2)
        lonely = (rows.width <= 3) & ((rows.first_traits & BRACKET) != 0)
        decorator = (first == ord("@")) & (rows.tokens == 1) & (rows.indent > 0)
        quote = (first == ord('"')) | (first == ord("'"))
        item = quote & (last == ord(",")) & (rows.at(-2) == first) & (rows.indent > 0)
        return np.asarray(
            item | dense | ends | opens | call | clause | prompt | include | slashes | tag | lonely | decorator
        )

    @cached_property
    def head(self) -> NDArray[np.uint64]:
        """The first eight bytes of the first token, as a number."""
        rows = self.rows
        starts, ends = rows.lines.tokens
        first = rows.lines.first_token[rows.index]
        padded = np.append(rows.lines.low, np.zeros(8, np.uint8))
        windows = np.lib.stride_tricks.sliding_window_view(padded, 8)[rows.start].view("<u8")[:, 0]
        return np.asarray(windows & _MASKS[np.minimum(ends[first] - starts[first], 8)])

    @cached_property
    def possible(self) -> Flags:
        """May be a line of a program: begins with a keyword or an assignment, or is a call."""
        rows = self.rows
        keyword = found_in(_keywords(), self.head) & (
            ~rows.sentence_end | (rows.last == ord(":")) | (rows.last == ord(";"))
        )
        starts, ends = rows.lines.tokens
        next_token = np.minimum(rows.lines.first_token[rows.index] + 1, len(starts) - 1)
        equals = (rows.lines.low[ends[next_token] - 1] == ord("=")) & (ends[next_token] - starts[next_token] <= 3)
        low = rows.lines.low
        places = rows.places(MARK)
        places = places[low[places] == ord("(")]
        places = places[(rows.lines.classes[np.maximum(places - 1, 0)] & tables.WORD) != 0]
        called = (rows.count(places) > 0) & (rows.tokens <= 6)
        called &= (rows.last == ord(")")) | (rows.last == ord(":")) | (rows.last == ord("{"))
        return np.asarray(keyword | (equals & (rows.tokens > 2)) | called)

    @cached_property
    def remark(self) -> Flags:
        """Begins like a comment or a long string: says nothing by itself."""
        first, second = self.rows.first, self.rows.second
        quoted = (first == second) & (second == self.rows.third) & ((first == ord('"')) | (first == ord("'")))
        starred = (first == ord("*")) & ((second == 32) | (second == ord("/")) | (second == 0))
        return np.asarray(((self.rows.first_traits & OPENS_COMMENT) != 0) | quoted | starred)

    @cached_property
    def fluent(self) -> Flags:
        """A full sentence."""
        rows = self.rows
        long = (rows.tokens >= FLUENT) | (rows.columns >= 6 * FLUENT)
        return rows.sentence_end & long & (self.marks * 12 < rows.width)

    def code(self) -> Flags:
        """Rows of programs."""
        rows = self.rows
        usable = ~self.apart & ~rows.ruler
        likely = self.likely & usable & ~rows.listed
        if not likely.any():
            return likely
        either = (likely | self.possible) & usable & ~rows.listed
        telling = usable & (~self.remark | likely)
        in_document = rows.share(rows.documents, either, telling)
        number = rows.documents.count(likely)[rows.documents.number]
        sure = rows.share(rows.documents, likely, telling)
        indented = rows.indent >= INDENTED
        sentence = self.fluent & (rows.indent == 0) & ~self.remark
        whole = (in_document >= IN_DOCUMENT) & (sure >= SURE)
        whole &= (number >= 5) | ((number >= 2) & (in_document >= 2 * IN_DOCUMENT))
        whole &= rows.share(rows.documents, sentence, usable) <= PROSE
        found = whole & ~(sentence & (in_document < 70))
        in_paragraph = rows.share(rows.paragraphs, either, usable)
        several = rows.paragraphs.count(either)[rows.paragraphs.number]
        sure = rows.share(rows.paragraphs, likely, usable)
        found |= (in_paragraph >= IN_PARAGRAPH) & (several >= 2) & (sure >= SURE)
        deep = rows.paragraphs.count(indented) == rows.paragraphs.count(np.ones(len(rows), np.bool_))
        found |= (sure >= IN_INDENTED) & indented & deep[rows.paragraphs.number] & ~self.fluent
        return np.asarray(found & usable)


def found_in(known: NDArray[np.uint64], values: NDArray[np.uint64]) -> Flags:
    """Which values are among the known ones (ascending)."""
    return np.asarray(known[np.minimum(np.searchsorted(known, values), len(known) - 1)] == values)

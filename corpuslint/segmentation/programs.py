"""Code that no markup tells: lines of programs, by their punctuation, and paragraphs and documents of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray

from corpuslint import tables
from corpuslint.lines import Offsets
from corpuslint.segmentation.kind import Flags
from corpuslint.segmentation.rows import Rows
from corpuslint.segmentation.traits import BRACKET, ENDS_CODE, OPENS_COMMENT

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
SHIFT = np.uint64(51)
"""Leaves so many bits of a hash of 64 that a table of keywords has 8,192 places."""
PURE = 70
"""Percent of rows from which on sentences without an indent are comments too."""
PROSE = 10
"""Percent of rows that may be full sentences without an indent in a document that is code."""
IN_DOCUMENT, IN_PARAGRAPH, IN_INDENTED = 30, 60, 25
"""Percent of rows that look like code from which on a document, a paragraph, an indented paragraph is code."""


_MASKS = np.array([(1 << 8 * length) - 1 for length in range(9)], np.uint64)


@cache
def _keywords() -> tuple[NDArray[np.uint64], np.uint64]:
    """A table of the keywords by hash, and the factor that makes the hash: no two of them share a place."""
    words = sorted({word[:8].ljust(8, b"\0") for word in KEYWORDS})
    packed = np.frombuffer(b"".join(words), "<u8")
    factor = np.uint64(0x9E3779B97F4A7C15)
    while len(set(((packed * factor) >> SHIFT).tolist())) < len(packed):  # np.unique takes 15 ms at first
        factor += np.uint64(2)
    table = np.zeros(1 << (64 - int(SHIFT)), np.uint64)
    table[(packed * factor) >> SHIFT] = packed
    return table, factor


@dataclass(frozen=True, eq=False)
class Programs:
    """The observations that make code; `apart` are rows that markup or cells already explain."""

    rows: Rows
    apart: Flags

    @cached_property
    def linked(self) -> Flags:
        """Rows with a Markdown link, whose brackets say nothing."""
        places, characters, _ = self.rows.counted
        links = characters == ord("]")
        links[links] = self.rows.lines.padded[places[links] + 1] == ord("(")
        return self.rows.count(links) > 0

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
        clause = (last == ord(":")) & (marks >= 3) & ((rows.before_last == ord(")")) | (rows.before_last == ord("]")))
        prompt = (first == ord(">")) & (second == ord(">")) & (third == ord(">"))
        prompt |= (first == ord("$")) & (second == 32)
        include = (first == ord("#")) & ((second == ord("!")) | (second == ord("i")) | (second == ord("d")))
        slashes = (first == ord("/")) & ((second == ord("/")) | (second == ord("*")))
        tag = (first == ord("<")) & (last == ord(">")) & (marks >= 2)
        lonely = (rows.width <= 3) & ((rows.first_traits & BRACKET) != 0)
        decorator = (first == ord("@")) & (rows.tokens == 1) & (rows.indent > 0)
        quote = (first == ord('"')) | (first == ord("'"))
        item = quote & (last == ord(",")) & (rows.before_last == first) & (rows.indent > 0)
        return np.asarray(
            item | dense | ends | opens | call | clause | prompt | include | slashes | tag | lonely | decorator
        )

    def heads(self, chosen: Offsets) -> NDArray[np.uint64]:
        """The first eight bytes of the first token of some rows, as a number."""
        rows = self.rows
        start = rows.start[chosen]
        windows = np.lib.stride_tricks.sliding_window_view(rows.lines.padded, 8)[start].view("<u8")[:, 0]
        return np.asarray(windows & _MASKS[np.minimum(rows.token_end(chosen) - start, 8)])

    def possible(self, chosen: Offsets) -> Flags:
        """Which of these rows may be of a program: begins with a keyword or an assignment, or is a call."""
        rows, last = self.rows, self.rows.last[chosen]
        table, factor = _keywords()
        head, colon = self.heads(chosen), last == ord(":")
        keyword = table[(head * factor) >> SHIFT] == head
        keyword &= ~rows.sentence_end[chosen] | colon | (last == ord(";"))
        starts, ends = rows.lines.tokens
        second = np.minimum(rows.lines.first_token[rows.index[chosen]] + 1, len(starts) - 1)
        equals = (rows.lines.low[ends[second] - 1] == ord("=")) & (ends[second] - starts[second] <= 3)
        called = (self.calls[chosen] > 0) & (rows.tokens[chosen] <= 6)
        called &= (last == ord(")")) | colon | (last == ord("{"))
        return np.asarray(keyword | (equals & (rows.tokens[chosen] > 2)) | called)

    @cached_property
    def calls(self) -> Offsets:
        """Brackets right after a word in each row."""
        places, characters, _ = self.rows.counted
        calls = characters == ord("(")
        calls[calls] = (self.rows.lines.classes[np.maximum(places[calls] - 1, 0)] & tables.WORD) != 0
        return self.rows.count(calls)

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
        plain = usable & ~rows.listed
        likely = self.likely & plain
        if not likely.any():
            return likely
        # Rows that only may be of a program count where enough of their document or paragraph is for sure.
        near = np.zeros(len(rows), np.bool_)
        for groups in (rows.documents, rows.paragraphs):
            near |= (100 * groups.count(likely) >= SURE * groups.count(plain & ~self.remark))[groups.number]
        chosen = np.flatnonzero(near & plain & ~likely)
        either = likely.copy()
        either[chosen] = self.possible(chosen)
        return (self._in_documents(likely, either, usable) | self._in_paragraphs(likely, either, usable)) & usable

    def _in_documents(self, likely: Flags, either: Flags, usable: Flags) -> Flags:
        """Rows of documents that are programs."""
        rows, documents = self.rows, self.rows.documents
        sentence = self.fluent & (rows.indent == 0) & ~self.remark
        telling = documents.count(usable & (~self.remark | likely))
        sure, some = documents.count(likely), documents.count(either)
        whole = (100 * some >= IN_DOCUMENT * telling) & (100 * sure >= SURE * telling)
        whole &= (sure >= 5) | ((sure >= 2) & (100 * some >= 2 * IN_DOCUMENT * telling))
        whole &= 100 * documents.count(sentence & usable) <= PROSE * documents.count(usable)
        if not whole.any():
            return whole[documents.number]
        mixed = 100 * some < PURE * telling
        return np.asarray(whole[documents.number] & ~(sentence & mixed[documents.number]))

    def _in_paragraphs(self, likely: Flags, either: Flags, usable: Flags) -> Flags:
        """Rows of paragraphs that are code, or that are indented as a whole and hold code."""
        rows, paragraphs = self.rows, self.rows.paragraphs
        total, sure, some = (paragraphs.count(flags) for flags in (usable, likely, either))
        found = ((some >= 2) & (100 * some >= IN_PARAGRAPH * total) & (100 * sure >= SURE * total))[paragraphs.number]
        indented = rows.indent >= INDENTED
        deep = (paragraphs.count(indented) == paragraphs.size) & (sure > 0) & (100 * sure >= IN_INDENTED * total)
        if deep.any():
            found |= deep[paragraphs.number] & ~self.fluent
        return found

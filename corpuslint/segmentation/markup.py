"""Stretches that markup delimits: fenced and literal code, front matter, delimited tables.

Only rows that may open such a stretch are looked at one by one.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

import numpy as np

from corpuslint.lines import Offsets
from corpuslint.segmentation.groups import after
from corpuslint.segmentation.kind import Flags
from corpuslint.segmentation.rows import Rows
from corpuslint.segmentation.traits import Codes

INFO = 400
"""Characters of a line that opens a fence that are searched for another fence."""
FRONT_ROWS = 80
"""Front matter is no longer than so many rows."""
CODE_DIRECTIVES = (
    b"code",
    b"source",
    b"example",
    b"doctest",
    b"literal",
    b"math",
    b"toctree",
    b"graph",
    b"raw",
    b"csv",
)
"""Parts of the names of reStructuredText directives that hold something other than prose."""


def text_of(rows: Rows, row: int, limit: int = 60) -> bytes:
    """The beginning of a row; characters above Latin-1 are 255."""
    start = int(rows.start[row])
    return rows.lines.low[start : min(int(rows.end[row]), start + limit)].tobytes()


def stretches(candidates: Offsets, document: Offsets, same: Offsets) -> Iterator[tuple[int, int]]:
    """Pairs of candidates that open and close: of one document, with an equal value in `same`."""
    opening = -1
    for row in candidates.tolist():
        if opening < 0 or document[opening] != document[row]:
            opening = row
        elif same[opening] == same[row]:
            yield opening, row
            opening = -1


def fenced(rows: Rows) -> Flags:
    """Between two code fences of one document (``` or ~~~), fences included.

    A closing fence is as long as the one that opened or longer, of the same character, and has nothing after it.
    """
    first = rows.first
    tripled = ((first == ord("`")) | (first == ord("~"))) & (rows.second == first) & (rows.third == first)
    candidates = np.flatnonzero(tripled)
    depth = np.zeros(len(rows) + 1, np.int8)
    if len(candidates):
        length, marks = fence_lengths(rows, candidates)
        fences = Fences(
            candidates,
            rows.documents.number[candidates],
            first[candidates],
            length,
            marks == length,
            rows.width[candidates] == length,
        )
        opening, closing = fences.pairs()
        depth[opening] = 1
        depth[closing + 1] -= 1
    return np.cumsum(depth[:-1], dtype=np.int8).view(np.bool_)


class Fences(NamedTuple):
    """Rows that begin like a fence: of which document, their mark and how often it is repeated; whether they may open
    code, and whether nothing stands after the fence.
    """

    row: Offsets
    document: Offsets
    mark: Codes
    length: Offsets
    opens: Flags
    bare: Flags

    def pairs(self) -> tuple[Offsets, Offsets]:
        """The rows of fences that open, and of those that close: in nearly all documents one after the other."""
        begins = np.flatnonzero(np.append(True, self.document[1:] != self.document[:-1]))
        sizes = np.diff(np.append(begins, len(self.row)))
        second = (np.arange(len(self.row)) - np.repeat(begins, sizes)) % 2 == 1
        closes = self.bare.copy()
        closes[1:] &= (self.mark[1:] == self.mark[:-1]) & (self.length[1:] >= self.length[:-1])
        odd = np.logical_or.reduceat(np.where(second, ~closes, ~self.opens), begins)
        closing = np.flatnonzero(second & ~np.repeat(odd, sizes))
        one_by_one = [self._followed(begin, begin + size) for begin, size in zip(begins[odd], sizes[odd], strict=True)]
        found = np.array([*chain(*one_by_one)], np.int64).reshape(-1, 2)
        return np.append(self.row[closing - 1], found[:, 0]), np.append(self.row[closing], found[:, 1])

    def _followed(self, begin: int, end: int) -> Iterator[tuple[int, int]]:
        """The pairs of one document, whatever stands between them."""
        opening: int | None = None
        fences = zip(*(column[begin:end].tolist() for column in self), strict=True)
        for row, _, mark, length, opens, bare in fences:
            if opening is None:
                if opens:
                    opening, fence = row, (mark, length)
            elif bare and mark == fence[0] and length >= fence[1]:
                yield opening, row
                opening = None


def fence_lengths(rows: Rows, candidates: Offsets) -> tuple[Offsets, Offsets]:
    """How often the first character of these rows is repeated at their start, and how often it stands in the row."""
    low, start = rows.lines.padded, rows.start[candidates]
    length, growing = np.full(len(candidates), 3), np.arange(len(candidates))
    while len(growing):
        growing = growing[low[start[growing] + length[growing]] == low[start[growing]]]
        length[growing] += 1
    number = np.zeros(len(candidates), np.int64)
    counted, characters, _ = rows.counted
    end = np.minimum(rows.end[candidates], start + INFO)
    for mark in b"`~":
        mine = low[start] == mark
        places = counted[characters == mark]
        number[mine] = (np.searchsorted(places, end) - np.searchsorted(places, start))[mine]
    return length, number


def delimited(rows: Rows) -> tuple[Flags, Flags]:
    """AsciiDoc: rows of code (between two lines of ---- or ....) and of tables (between two of |===)."""
    code, table = np.zeros(len(rows), np.bool_), np.zeros(len(rows), np.bool_)
    document = rows.documents.number
    bars = np.flatnonzero((rows.first == ord("|")) & (rows.second == ord("=")) & (rows.last == ord("=")))
    for opening, closing in stretches(bars, document, rows.width):
        table[opening : closing + 1] = True
    dashes = rows.ruler & ((rows.first == ord("-")) | (rows.first == ord("."))) & (rows.width >= 4)
    if not dashes.any():
        return code, table
    attribute = (rows.first == ord("[")) & (rows.last == ord("]"))
    title = (rows.first == ord(".")) & (rows.second > 64)
    led = np.zeros(len(rows), np.bool_)
    led[1:] = (attribute | title)[:-1] & ~rows.gap[1:]
    candidates = np.flatnonzero(dashes)
    position = 0
    while position + 1 < len(candidates):
        opening, closing = int(candidates[position]), int(candidates[position + 1])
        position += 1
        if (
            led[opening]
            and document[opening] == document[closing]
            and rows.first[opening] == rows.first[closing]
            and rows.width[opening] == rows.width[closing]
        ):
            code[opening : closing + 1] = True
            position += 1
    return code, table


def literal(rows: Rows) -> Flags:
    """Literal blocks of reStructuredText: indented more than the row before them, which ends with `::`."""
    inside = np.zeros(len(rows), np.bool_)
    colons = (rows.last == ord(":")) & (rows.before_last == ord(":"))
    directive = (rows.first == ord(".")) & (rows.second == ord(".")) & (rows.third == 32)
    deeper = after(rows.indent) > rows.indent
    deeper &= ~after(rows.top)
    done = -1
    for row in np.flatnonzero((colons | directive) & deeper).tolist():
        if row <= done:
            continue
        if directive[row]:
            name = text_of(rows, row).partition(b"::")[0]
            if not any(part in name for part in CODE_DIRECTIVES):
                continue
        elif not rows.gap[row + 1]:
            continue
        end = row + 1
        indent, limit = rows.indent[row], len(rows)
        while end < limit and rows.indent[end] > indent and not rows.top[end]:
            end += 1
        inside[row + (not directive[row]) : end] = True
        done = end - 1
    return inside


def front(rows: Rows) -> Flags:
    """Metadata at the top of a document, between two lines of --- or +++."""
    inside = np.zeros(len(rows), np.bool_)
    dashes = (rows.first == ord("-")) | (rows.first == ord("+"))
    fence = rows.ruler & dashes & (rows.width == 3)
    candidates = np.flatnonzero(fence)
    opening, closing = candidates[:-1], candidates[1:]
    found = rows.top[opening] & (rows.documents.number[opening] == rows.documents.number[closing])
    found &= (rows.first[opening] == rows.first[closing]) & (closing - opening > 1) & (closing - opening < FRONT_ROWS)
    opening, closing = opening[found], closing[found]
    told = (rows.lines.codes[rows.token_end(opening + 1) - 1] == ord(":")) | (rows.first[opening + 1] == ord("#"))
    for row, end, key in zip(opening.tolist(), closing.tolist(), told.tolist(), strict=True):
        if key or b"=" in text_of(rows, row + 1):
            inside[row : end + 1] = True
    return inside

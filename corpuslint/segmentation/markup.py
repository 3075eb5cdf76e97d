"""Stretches that markup delimits: fenced and literal code, front matter, delimited tables.

Only rows that may open such a stretch are looked at one by one.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from corpuslint.lines import Offsets
from corpuslint.segmentation.groups import after
from corpuslint.segmentation.kind import Flags
from corpuslint.segmentation.rows import Rows

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
    inside = np.zeros(len(rows), np.bool_)
    tripled = ((first == ord("`")) | (first == ord("~"))) & (rows.second == first) & (rows.third == first)
    document = rows.documents.number
    opening, fence = -1, (0, 0)
    candidates = np.flatnonzero(tripled)
    if not len(candidates):
        return inside
    length, marks = fence_lengths(rows, candidates)
    columns = (candidates, document[candidates], first[candidates], length, rows.width[candidates] == length, marks)
    for row, owner, mark, size, bare, number in zip(*(column.tolist() for column in columns), strict=True):
        if opening < 0 or document[opening] != owner:
            opening, fence = (row, (mark, size)) if number == size else (-1, (0, 0))
        elif bare and mark == fence[0] and size >= fence[1]:
            inside[opening : row + 1] = True
            opening = -1
    return inside


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
    colons = (rows.last == ord(":")) & (rows.at(-2) == ord(":"))
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
    document, first, top = (column[candidates].tolist() for column in (rows.documents.number, rows.first, rows.top))
    places = candidates.tolist()
    for number, opening in enumerate(places[:-1]):
        closing = places[number + 1]
        same = document[number] == document[number + 1] and first[number] == first[number + 1]
        if top[number] and same and 1 < closing - opening < FRONT_ROWS:
            row = text_of(rows, opening + 1)
            if row.split()[0].endswith(b":") or row.startswith(b"#") or b"=" in row:
                inside[opening : closing + 1] = True
    return inside

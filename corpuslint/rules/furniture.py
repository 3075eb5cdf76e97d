"""What the boilerplate rules share: which lines they look at, and how a line is taken out."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from corpuslint import tables
from corpuslint.batch import Batch
from corpuslint.lines import runs
from corpuslint.segmentation import Kind

TABLE_ROWS = 4
"""So many table rows under one another are a table; fewer may be a menu with bars between its entries."""
MOSTLY = 0.5
"""The share of table rows in a document from which they are its content, and not left over from a page's layout."""
MARKED_UP = 2
"""A document with so many marked lines is marked up."""
MARKS = "#=`<{"
"""A line that begins with one of these is marked up: documentation, not a page's furniture."""

RECORD = re.compile(r"^[ \t]*(?:(?!\d\d?:\d\d)[^\s:;=,|]{1,40}(?:[:;|](?!//)[^\s]|[ \t]?=)|[A-Z]:)", re.MULTILINE)
"""A field with its value, as `RDATE:19520420`, `410;Middle River` or `K:G`; no time of day, no address of a page."""
RECORDS = 0.5
"""The share of lines that are such records from which a document is data. No labelled page (of 1,631) reaches .4; of
calendars, tunes in letters and tables of facts nearly all do, and those left out of training had 13, 32 and 4% of their
characters reported."""


def flags_of(members: Iterable[int], size: int) -> NDArray[np.bool_]:
    """A table that tells for each small number whether it is one of these: several times as fast as `np.isin`."""
    table = np.zeros(size, np.bool_)
    table[list(members)] = True
    return table


def eligible_lines(batch: Batch) -> NDArray[np.bool_]:
    """Lines that can be boilerplate: not code (nor `.SH` of a manual page's source), not front matter, not verse, not a
    row of a real table.
    """
    return batch.derive("furniture.eligible", _eligible_lines)


_POSSIBLE = ~flags_of((Kind.BLANK, Kind.CODE, Kind.FRONT, Kind.VERSE), len(Kind))
_MARKED = flags_of(map(ord, MARKS), 128)


def _eligible_lines(batch: Batch) -> NDArray[np.bool_]:
    lines = batch.lines
    kind = lines.kind
    chosen = np.take(_POSSIBLE, kind)
    starts, ends = runs(kind == Kind.TABLE)
    tabular = by_document(batch, kind == Kind.TABLE) >= MOSTLY * solid_lines(batch)
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        if end - start >= TABLE_ROWS and tabular[lines.document[start]]:
            chosen[start:end] = False
    chosen &= ~np.take(_MARKED, lines.first, mode="clip")
    dotted = np.flatnonzero(lines.first == ord("."))
    second = batch.codes[np.minimum(lines.text_start[dotted] + 1, len(batch.codes) - 1)]
    letter = (tables.classes()[second] & tables.LETTER) != 0
    chosen[dotted[letter | (second == ord("\\"))]] = False
    return chosen


def marked_up(batch: Batch) -> NDArray[np.bool_]:
    """Documents with marked headings, fences or front matter: documentation, which repeats lines on purpose."""
    return batch.derive("furniture.marked_up", _marked_up)


def _marked_up(batch: Batch) -> NDArray[np.bool_]:
    lines = batch.lines
    marks = lines.kind == Kind.FRONT
    headings = np.flatnonzero((lines.kind == Kind.HEADING) & (lines.first == ord("#")))
    # `#7 Anna 10.01.12` is a comment's number, `# Anna` a heading.
    after = batch.codes[np.minimum(lines.text_start[headings] + 1, lines.text_end[headings] - 1)]
    marks[headings] |= np.isin(after, np.array([ord(mark) for mark in "# \t"], np.uint32))
    marks |= (lines.kind == Kind.CODE) & (lines.first == ord("`"))
    return by_document(batch, marks) >= MARKED_UP


def by_document(batch: Batch, chosen: NDArray[np.bool_]) -> NDArray[np.int32]:
    """How many of the chosen lines each document of the batch has: in a fifth of the time of `np.bincount`."""
    before = np.zeros(len(chosen) + 1, np.int32)
    np.cumsum(chosen, out=before[1:])
    first = batch.lines.document.searchsorted(np.arange(len(batch.documents) + 1))
    return np.diff(before[first])


def solid_lines(batch: Batch) -> NDArray[np.int32]:
    """How many lines each document of the batch has that are not blank."""
    return batch.derive("furniture.solid", lambda same: by_document(same, ~same.lines.blank))


def is_data(batch: Batch, document: int) -> bool:
    """Whether half of the lines of a document of the batch or more are records."""

    def look(same: Batch) -> bool:
        text = same.text[int(same.starts[document]) : int(same.ends[document])]
        least = RECORDS * int(solid_lines(same)[document])
        return sum(map(text.count, ":;|=")) >= least and sum(1 for _ in RECORD.finditer(text)) >= least

    return batch.derive(("furniture.data", document), look)


def solid_neighbour(batch: Batch, line: int, step: int) -> int:
    """The nearest line of the document before (`step` -1) or after (1) this one that is not blank; -1 where none is."""
    lines = batch.lines
    document, line = lines.document[line], line + step
    while 0 <= line < len(lines) and lines.document[line] == document:
        if not lines.blank[line]:
            return line
        line += step
    return -1


def runs_on(batch: Batch, line: int) -> bool:
    """Whether the line is part of a wrapped paragraph: then its words are part of a sentence (`jump to the line`).

    Of 213 lines of manuals and other files of packages in which phrases stand 71 are such, of 7,640 lines of furniture
    on labelled pages 8.
    """
    wraps = batch.lines.wraps
    return bool(wraps[line]) or (line > 0 and bool(wraps[line - 1]))


def lines_at(batch: Batch, documents: NDArray[np.int64], starts: NDArray[np.int32]) -> NDArray[np.int64]:
    """The lines in which these offsets into documents (ids) lie."""
    owner = np.searchsorted(batch.ids, documents)
    offsets = np.array([document.offset for document in batch.documents], np.int64)
    return np.searchsorted(batch.lines.start, starts + batch.starts[owner] - offsets[owner], side="right") - 1


def removals(batch: Batch, chosen: NDArray[np.int64]) -> dict[int, tuple[int, int, str]]:
    """For each of these lines (ascending) the edit that takes it out, with its line end.

    Where the lines around it would read as one paragraph without it, the line end stays. The last line of a document
    goes with the line end before it.
    """
    lines = batch.lines
    gone = np.zeros(len(lines) + 1, np.bool_)
    gone[chosen] = True
    edits: dict[int, tuple[int, int, str]] = {}
    for line in chosen.tolist():
        start, end = int(lines.start[line]), int(lines.end[line])
        document = int(lines.document[line])
        last = line + 1 >= len(lines) or int(lines.document[line + 1]) != document
        first = line == 0 or int(lines.document[line - 1]) != document
        if not last and not _would_join(batch, line, first):
            end = int(lines.start[line + 1])
        elif last and not first and not gone[line - 1]:
            start = int(lines.end[line - 1])
        edits[line] = (start, end, "")
    return edits


def _would_join(batch: Batch, line: int, first: bool) -> bool:
    """Whether the lines around would run on: one ends in mid-sentence, the other begins in small letters."""
    lines = batch.lines
    if first or lines.blank[line - 1] or lines.blank[line + 1]:
        return False
    goes_on = (int(lines.first_class[line + 1]) & tables.LOWER) != 0
    return goes_on and not bool(lines.sentence_end[line - 1])

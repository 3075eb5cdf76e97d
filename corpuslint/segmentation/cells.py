"""Tables: rows of cells that are set apart by bars, tabs, commas, or aligned gaps.

One row alone is never a table: a navigation menu is often a row of words with bars between.
"""

from __future__ import annotations

import numpy as np

from corpuslint.lines import Offsets
from corpuslint.segmentation.kind import Flags
from corpuslint.segmentation.rows import BAR, CELL, STOP, TAB, Rows, after, before, traits_of

WIDE = 3
"""Spaces that set columns apart; two do, unless they follow the end of a sentence."""
CELL_TOKENS = 12
"""Tokens of a cell on average; in tables that only lay out a page there are more."""
MOSTLY = 60
"""A paragraph is a table as a whole when so many percent of its rows are."""


def tabular(rows: Rows) -> Flags:
    """Rows of tables."""
    found = barred(rows) | tabbed(rows) | separated(rows) | aligned(rows)
    if not found.any():
        return found
    everything = np.ones(len(rows), np.bool_)
    return found | (rows.share(rows.paragraphs, found, everything) >= MOSTLY)


def barred(rows: Rows) -> Flags:
    """Bars: two framed rows, three rows with as many bars, or rows beside a line of dashes and bars."""
    if not len(rows.places(BAR)):
        found = np.zeros(len(rows), np.bool_)
    else:
        bars = rows.bars
        brief = rows.tokens <= CELL_TOKENS * bars
        framed = (rows.first == ord("|")) & (rows.last == ord("|")) & (bars >= 3) & brief
        ruled = (bars >= 1) & rule_of_cells(rows)
        beside = ruled | ((bars >= 1) & ((after(ruled) & ~after(rows.gap)) | (before(ruled) & ~rows.gap)))
        beside = (bars >= 1) & rows.in_runs(bars >= 1, 2) & touching(rows, bars >= 1, beside)
        found = rows.in_runs(framed, 2) | beside | rows.in_runs((bars >= 2) & brief, 3, bars)
    border = (rows.first == ord("+")) & (rows.last == ord("+")) & (rows.second == ord("-")) & (rows.width > 4)
    if border.any():
        found |= touching(rows, np.ones(len(rows), np.bool_), border)
    return found


def rule_of_cells(rows: Rows) -> Flags:
    """The line under the head of a table: nothing but bars, dashes, colons and spaces."""
    dashed = np.zeros(len(rows), np.bool_)
    for characters in (rows.first, rows.second, rows.third):
        dashed |= characters == ord("-")
    return np.asarray(dashed & (rows.bars > 0) & (rows.lines.words[rows.index] == 0))


def touching(rows: Rows, among: Flags, chosen: Flags) -> Flags:
    """The rows `among` that stand in an unbroken run with a chosen one."""
    begins = among & (rows.gap | ~before(among))
    number = np.cumsum(begins)
    hit = np.zeros(int(number[-1]) + 1 if len(number) else 1, np.bool_)
    hit[number[chosen & among]] = True
    return among & hit[number]


def tabbed(rows: Rows) -> Flags:
    """Tabs inside the text: three rows with as many, or two with two or more."""
    places = rows.places(TAB)
    if not len(places):
        return np.zeros(len(rows), np.bool_)
    tabs = rows.count(places)
    return rows.in_runs(tabs >= 1, 3, tabs) | rows.in_runs(tabs >= 2, 2, tabs)


def separated(rows: Rows) -> Flags:
    """Commas or semicolons without a space after them: three rows with two or more, and hardly any other."""
    places = rows.places(CELL)
    low = rows.lines.low
    tight = places[low[np.minimum(places + 1, len(low) - 1)] > 32]
    if len(tight) < 6:
        return np.zeros(len(rows), np.bool_)
    cells = rows.count(tight)
    some = cells >= 2
    if some.any():
        some &= cells >= 3 * (rows.count(places) - cells)
    return rows.in_runs(some, 3)


def aligned(rows: Rows) -> Flags:
    """Columns: gaps between tokens that end below or above one another in neighbouring rows."""
    found = np.zeros(len(rows), np.bool_)
    if len(rows) < 2:
        return found
    starts, ends = rows.lines.tokens
    right = np.flatnonzero(starts[1:] - ends[:-1] > 1) + 1
    row = np.searchsorted(rows.start, starts[right], side="right") - 1
    inner = (starts[right] > rows.start[row]) & (rows.lines.tokens[0][right - 1] >= rows.start[row])
    right, row = right[inner], row[inner]
    if not len(right):
        return found
    gaps = starts[right] - ends[right - 1]
    loose = (traits_of(rows.lines.codes[ends[right - 1] - 1]) & STOP) != 0
    marker = rows.listed[row] & (starts[right - 1] == rows.start[row])
    kept = ((gaps >= WIDE) | ~loose) & ~marker
    right, row = right[kept], row[kept]
    column = np.minimum(starts[right] - rows.origin[row], 4095)
    keys = row * 4096 + column
    above = has(keys, keys - 4096) & ~rows.gap[row]
    found[row[above]] = True
    found[row[above] - 1] = True
    return found


def has(keys: Offsets, wanted: Offsets) -> Flags:
    """Which wanted values are among the keys (ascending)."""
    place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.asarray(keys[place] == wanted)

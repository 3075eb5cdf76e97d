"""Tables: rows of cells that are set apart by bars, tabs, commas, or aligned gaps.

One row alone is never a table: a navigation menu is often a row of words with bars between.
"""

from __future__ import annotations

import numpy as np

from corpuslint.lines import Offsets
from corpuslint.segmentation.groups import in_runs, touching
from corpuslint.segmentation.kind import Flags
from corpuslint.segmentation.rows import Rows
from corpuslint.segmentation.traits import CELL, STOP, TAB, traits_of

WIDE = 3
"""Spaces that set columns apart; two do, unless they follow the end of a sentence."""
CELL_TOKENS = 12
"""Tokens of a cell on average; in tables that only lay out a page there are more."""
MOSTLY = 60
"""A paragraph is a table as a whole when so many percent of its rows are."""


def tabular(rows: Rows) -> Flags:
    """Rows of tables."""
    found = barred(rows) | tabbed(rows) | separated(rows)
    found |= aligned(rows, ~found)
    if not found.any():
        return found
    groups = rows.paragraphs
    mostly = 100 * groups.count(found) >= MOSTLY * groups.size
    return found | mostly[groups.number]


def barred(rows: Rows) -> Flags:
    """Bars: two framed rows, three rows with as many bars, or rows beside a line of dashes and bars."""
    found = np.zeros(len(rows), np.bool_)
    if rows.bars.any():
        some = np.flatnonzero(rows.bars)
        found[some] = beside_bars(rows, some)
    border = (rows.first == ord("+")) & (rows.last == ord("+"))
    if border.any():
        border &= (rows.second == ord("-")) & (rows.width > 4)
        found |= touching(np.ones(len(rows), np.bool_), rows.gap, border)
    return found


def beside_bars(rows: Rows, some: Offsets) -> Flags:
    """For some rows, all that have bars: which are of a table."""
    gap = rows.gap[some]
    gap[1:] |= some[1:] - some[:-1] > 1
    first, second = rows.first[some], rows.second[some]
    dashed = (first == ord("-")) | (second == ord("-")) | (rows.third[some] == ord("-"))
    # The line under the head of a table holds no word.
    run = np.cumsum(gap)
    dashed[dashed] = ~rows.has_words(some[dashed])
    ruled = np.bincount(run[dashed], minlength=len(some) + 1) > 0
    found = (ruled & (np.bincount(run, minlength=len(some) + 1) >= 2))[run]
    if found.all():
        return np.asarray(found)
    bars = rows.bars[some]
    brief = rows.tokens[some] <= CELL_TOKENS * bars
    framed = (first == ord("|")) & (rows.last[some] == ord("|")) & (bars >= 3) & brief
    return np.asarray(found | in_runs(framed, gap, 2) | in_runs((bars >= 2) & brief, gap, 3, bars))


def tabbed(rows: Rows) -> Flags:
    """Tabs inside the text: three rows with as many, or two with two or more."""
    places = rows.places(TAB)
    if not len(places):
        return np.zeros(len(rows), np.bool_)
    tabs = np.searchsorted(places, rows.end) - np.searchsorted(places, rows.start)
    return in_runs(tabs >= 1, rows.gap, 3, tabs) | in_runs(tabs >= 2, rows.gap, 2, tabs)


def separated(rows: Rows) -> Flags:
    """Commas or semicolons without a space after them: three rows with two or more, and hardly any other."""
    places, _, marks = rows.counted
    cell = (marks & CELL) != 0
    tight = cell & (rows.lines.padded[places + 1] > 32)
    if np.count_nonzero(tight) < 6:
        return np.zeros(len(rows), np.bool_)
    cells = rows.count(tight)
    some = cells >= 2
    if some.any():
        some &= cells >= 3 * (rows.count(cell) - cells)
    return in_runs(some, rows.gap, 3)


def aligned(rows: Rows, among: Flags) -> Flags:
    """Columns: gaps between tokens that end below or above one another in neighbouring rows."""
    found = np.zeros(len(rows), np.bool_)
    if len(rows) < 2:
        return found
    starts, ends = rows.lines.tokens
    right = np.flatnonzero(starts[1:] - ends[:-1] > 1) + 1
    after_token = rows.lines.low[ends[right - 1]]
    right = right[(after_token == 32) | (after_token == 9)]
    row = np.searchsorted(rows.start, starts[right], side="right") - 1
    inner = (starts[right - 1] >= rows.start[row]) & among[row]
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

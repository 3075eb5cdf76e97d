"""Headings: marked by markup, or short lines that begin a section of longer text."""

from __future__ import annotations

import numpy as np

from corpuslint import tables
from corpuslint.segmentation.groups import after, before
from corpuslint.segmentation.kind import Flags
from corpuslint.segmentation.rows import Rows
from corpuslint.segmentation.traits import PAUSE

TOKENS, COLUMNS = 14, 90
"""No heading is longer."""
LONG = 70
"""Columns from which on a row counts as running text."""


def headings(rows: Rows, apart: Flags, wraps: Flags) -> Flags:
    """Rows that are headings without a mark of their own; `apart` are rows of other kinds."""
    return underlined(rows, apart) | leading(rows, apart, wraps)


def marked(rows: Rows) -> Flags:
    """`# x` of Markdown, `== x` of AsciiDoc and wikis."""
    found = (rows.first == ord("#")) | (rows.first == ord("="))
    found &= (rows.second == rows.first) | (rows.second == 32)
    found &= (rows.tokens > 1) & (rows.tokens <= TOKENS + 6)
    some = np.flatnonzero(found)
    end = rows.token_end(some)
    found[some] = (end - rows.start[some] <= 6) & (rows.lines.codes[end - 1] == rows.first[some])
    return np.asarray(found)


def underlined(rows: Rows, apart: Flags) -> Flags:
    """A line and the rule under it (and the one above it), as in Markdown and reStructuredText."""
    rule = rows.ruler & ~apart
    if not rule.any():
        return rule
    title = after(rule) & ~after(rows.gap) & ~rule & (rows.tokens <= TOKENS + 2) & (rows.columns <= COLUMNS + 10)
    fitting = np.abs(after(rows.columns) - rows.columns) <= 2
    title &= rows.gap | before(rule) | fitting
    title &= ~rows.listed
    under = before(title) & ~rows.gap
    over = after(title) & ~after(rows.gap)
    return title | (rule & (under | over))


def leading(rows: Rows, apart: Flags, wraps: Flags) -> Flags:
    """A short line with nothing before it in its paragraph that is followed by running text."""
    running = (rows.columns >= LONG) & ~rows.listed & ~apart
    running[1:] |= wraps[:-1]
    running |= wraps
    short = (rows.tokens <= TOKENS) & (rows.columns <= COLUMNS) & ~rows.sentence_end & ~wraps & ~before(wraps)
    short &= ((rows.last_traits & PAUSE) == 0) & ((rows.first_class & tables.LOWER) == 0) & ~apart & ~rows.ruler
    short &= (rows.first_class & (tables.WORD | tables.PUNCT)) != 0
    short &= ~after(((rows.first_class & tables.LOWER) != 0) & ~rows.gap)
    alone = rows.gap | before(running) | before(rows.sentence_end)
    return short & alone & after(running) & ~after(rows.top)

"""A byte of every shingle: what tells two stretches apart that have the same chosen shingles.

Sentences of one pattern differ in a word, which the third of the shingles that is chosen often does not see. A byte of
each of the others sees it, and so spares reading most texts again.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from corpuslint.columns import mapping, release, stretches
from corpuslint.similarity.containment import CHOSEN
from corpuslint.similarity.shingles import Rows

Indexes = NDArray[np.int64]
Values = NDArray[np.uint32]
Traces = NDArray[np.uint8]

SHIFT = 24
"""The upper byte of a shingle is its trace."""
UNCHOSEN = CHOSEN >> SHIFT
"""Traces below this are those of chosen shingles."""
NONE = 0xFFFFFFFF
"""At the last words of a document, at which no shingle begins."""
TOGETHER, SCATTERED = 1 << 20, 1 << 8
"""Traces that are looked at at a time, and pairs of stretches: on the disk, each of these brings along 64 KB twice."""


def within(shingles: Rows, ends: Indexes) -> Rows:
    """The shingles of documents whose words go up to `ends`, with `NONE` for those that go on in the next one."""
    row = np.repeat(np.arange(len(ends)), ends - shingles.ends)
    behind = np.arange(len(row)) + (ends - np.cumsum(ends - shingles.ends))[row]
    shingles.values[behind[behind < len(shingles.values)]] = NONE
    return shingles


def make_traces(shingles: Values, count: int, chosen: Indexes, values: Values) -> Traces:
    """A trace for each of so many words: that of the shingle which begins there.

    `chosen` are the places of the chosen shingles, and `values` these shingles.
    """
    traces = np.full(count, NONE >> SHIFT, np.uint8)
    traces[: len(shingles)] = shingles >> np.uint32(SHIFT)
    traces[chosen[values >= UNCHOSEN << SHIFT]] = UNCHOSEN - 1
    return traces


def find_chosen(traces: Traces, numbers: Indexes) -> Indexes:
    """Where the chosen shingles with these numbers stand among all traces."""
    order = np.argsort(numbers)
    numbers, found = numbers[order], np.empty(len(numbers), np.int64)
    top = count = 0
    for first, last in stretches(len(traces), TOGETHER):
        chosen = np.flatnonzero(traces[first:last] < UNCHOSEN)
        bottom = int(numbers.searchsorted(count + len(chosen)))
        found[order[top:bottom]] = chosen[numbers[top:bottom] - count] + first
        top, count = bottom, count + len(chosen)
        release((traces,))
    return found


def count_different(traces: Traces, first: Indexes, second: Indexes, lengths: Indexes) -> Indexes:
    """How many traces are not the same in two stretches of the same length, for each pair of stretches."""
    found = np.zeros(len(first), np.int64)
    for top, bottom in stretches(len(first), TOGETHER if mapping(traces) is None else SCATTERED):
        size = lengths[top:bottom]
        one, other = (Rows(traces, start[top:bottom], start[top:bottom] + size).gather() for start in (first, second))
        unequal = np.repeat(np.arange(top, bottom), size)[one != other]
        found[top:bottom] = np.bincount(unequal - top, minlength=bottom - top)
    return found

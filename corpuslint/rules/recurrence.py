"""In how many documents of their group lines stand, and which stretch of a document is its own."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from corpuslint.batch import Batch

Indexes = NDArray[np.int64]
Flags = NDArray[np.bool_]


@lru_cache(1024)
def hash_text(text: str) -> int:
    """A 64-bit hash of a group's name that is the same in every process."""
    value = 0xCBF29CE484222325
    for byte in text.encode("utf-8", "surrogatepass"):
        value = (value ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return value


def group_hashes(batch: Batch) -> NDArray[np.uint64]:
    """The hash of each document's group."""
    return np.array([hash_text(document.group) for document in batch.documents], np.uint64)


def needed(group: NDArray[np.uint64], least: int) -> Indexes:
    """For each document, in how many documents of its group a line must stand."""
    _, index, size = np.unique(group, return_inverse=True, return_counts=True)
    enough: Indexes = np.maximum(least, np.floor(np.log2(size)).astype(np.int64) - 1)[index]
    return enough


def documents_with(key: Indexes, number: Indexes, counted: Flags) -> Indexes:
    """For each row, how many different documents among the counted ones hold its line.

    `key` numbers the lines and `number` the documents, both from 0.
    """
    size = int(number.max()) + 1
    pairs = np.unique(key[counted] * size + number[counted])
    found: Indexes = np.bincount(pairs // size, minlength=int(key.max()) + 1)[key]
    return found


def linked_titles(key: Indexes, number: Indexes, length: Indexes, enough: Indexes) -> Flags:
    """For each row, whether its line is a title to which other documents link: it opens its own, but few others."""
    opening = np.zeros(len(number), np.bool_)
    opening[np.unique(number, return_index=True)[1]] = True
    found: Flags = opening & (length >= TITLE) & (documents_with(key, number, opening) < enough)
    return found


def longest_stretches(number: Indexes, recurs: Flags, running: Flags, length: Indexes) -> Flags:
    """For each row (a line), whether it belongs to its document's longest run of lines that stand on no other page.

    Characters of running text count `RUNNING` times.
    """
    own = ~recurs
    rows = np.flatnonzero(own)
    if not len(rows):
        return own
    fresh = own & np.append(True, ~own[:-1] | (number[1:] != number[:-1]))[: len(number)]
    stretch = np.cumsum(fresh) - 1
    weight = np.bincount(stretch[rows], np.where(running, RUNNING, 1)[rows] * length[rows]).astype(np.int64)
    first = np.flatnonzero(fresh)
    order = np.lexsort((first, -weight, number[first]))
    best = np.zeros(len(first), np.bool_)
    best[order[np.append(True, np.diff(number[first][order]) != 0)]] = True
    chosen: Flags = own & best[np.maximum(stretch, 0)]
    return chosen


def own_stretches(number: Indexes, longest: Flags, running: Flags, pale: Flags) -> Flags:
    """Of the longest stretches what is their documents' own: from their first line of running text to their last, and
    the `pale` lines beside these.
    """
    count = len(number)
    core = np.flatnonzero(longest & running)
    if not len(core):
        return np.zeros(count, np.bool_)
    edges = np.flatnonzero(np.diff(number[core])) + 1
    begins, ends = core[np.append(0, edges)], core[np.append(edges, len(core)) - 1]
    # As far as no line comes between that is not pale, or of another stretch.
    index = np.arange(count)
    other = ~(longest & pale)
    before = np.append(-1, np.maximum.accumulate(np.where(other, index, -1)))
    after = np.append(np.minimum.accumulate(np.where(other, index, count)[::-1])[::-1], count)
    rows = np.flatnonzero(longest)
    first = rows[np.searchsorted(number[rows], number[begins])]
    past = rows[np.searchsorted(number[rows], number[ends], side="right") - 1] + 1
    inside = np.zeros(count + 1, np.int64)
    inside[np.maximum(before[begins] + 1, first)] += 1
    np.add.at(inside, np.minimum(after[ends + 1], past), -1)
    kept: Flags = longest & (np.cumsum(inside)[:count] > 0)
    return kept


TITLE = 12
"""Characters of a title, at least: shorter lines at the top are entries of a menu."""
RUNNING = 10
"""How much more a character of running text counts than another in the choice of a document's own stretch."""

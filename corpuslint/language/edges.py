"""Words at the edges of elements of web pages, and names with inner capitals: shipped tables, looked up by hash."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from corpuslint import tables

Hashes = NDArray[np.uint64]
Flags = NDArray[np.bool_]
EDGES, NAMES = tables.DATA / "edges.npz", tables.DATA / "names.npz"
NOTHING = np.uint64(1)
"""Stands for the second word where an element has only one."""


def pair_keys(first: Hashes, second: Hashes) -> NDArray[np.uint64]:
    """One key of 32 bits for two words in this order."""
    return ((first * np.uint64(3)) ^ (second >> np.uint64(1))) >> np.uint64(32)


@cache
def _edges() -> dict[str, NDArray[np.int8] | Hashes | NDArray[np.uint32]]:
    with np.load(EDGES) as packed:
        return dict(packed)


def edge_scores(hashes: Hashes) -> NDArray[np.int8]:
    """For each word, how much more often than other words it begins and ends an element of a page.

    Two columns, in tenths of a bit against the average word; 0 for words that were not counted.
    """
    known, scores = _edges()["hashes"], _edges()["scores"]
    found = np.minimum(np.searchsorted(known, hashes), len(known) - 1)
    return np.where((known[found] == hashes)[:, None], scores[found], np.int8(0))


def known_pair(first: Hashes, second: Hashes, table: str) -> Flags:
    """Whether elements of pages begin (`begins`) or end (`ends`) with these two words."""
    keys, known = pair_keys(first, second).astype(np.uint32), _edges()[table]
    found: Flags = known[np.minimum(np.searchsorted(known, keys), len(known) - 1)] == keys
    return found


@cache
def _names() -> dict[str, NDArray[np.uint32] | NDArray[np.uint8]]:
    with np.load(NAMES) as packed:
        return dict(packed)


def name_parts(hashes: Hashes) -> NDArray[np.uint8]:
    """How many names with inner capitals begin and end with each word: two columns, eight to the octave."""
    known, parts = _names()["hashes"], _names()["parts"]
    short = (hashes >> np.uint64(32)).astype(np.uint32)
    found = np.minimum(np.searchsorted(known, short), len(known) - 1)
    return np.where((known[found] == short)[:, None], parts[found], np.uint8(0))


def known_name(hashes: Hashes) -> Flags:
    """Which words are well-known names with inner capitals, once their case is folded."""
    short, known = (hashes >> np.uint64(32)).astype(np.uint32), _names()["names"]
    found: Flags = known[np.minimum(np.searchsorted(known, short), len(known) - 1)] == short
    return found

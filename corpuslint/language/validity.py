"""Rare words that are right all the same, though a commoner word of English is one edit away."""

from __future__ import annotations

from enum import IntEnum
from functools import cache

import numpy as np
from numpy.typing import NDArray

from corpuslint.tables import DATA


class Validity(IntEnum):
    """Where such a word is known from; see `benchmarks/make_valid_words.py`."""

    UNKNOWN = 0
    FOREIGN = 1
    """A common word of another language in Latin script: `Persson`, `unter`."""
    OLD = 2
    """In a dictionary of 1934: `shent`, `liken`."""
    MODERN = 3


def validity(hashes: NDArray[np.uint64]) -> NDArray[np.uint8]:
    """What each word is known as (`Validity`); only words that resemble a commoner one are in the tables."""
    high = (hashes >> np.uint64(32)).astype(np.uint32)
    out = np.zeros(len(hashes), np.uint8)
    for value, table in _tables().items():
        at = np.searchsorted(table, high)
        at[at == len(table)] = 0
        out[table[at] == high] = value
    return out


@cache
def _tables() -> dict[Validity, NDArray[np.uint32]]:
    with np.load(DATA / "valid_en.npz") as packed:
        return {value: packed[value.name.lower()] for value in Validity if value != Validity.UNKNOWN}

"""Rare words that are right all the same, though a commoner word of English is one edit away."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import cache

import numpy as np
from numpy.typing import NDArray

from corpuslint.tables import DATA

_FILTER_BITS = 19


class Validity(IntEnum):
    """Where such a word is known from; see `benchmarks/make_valid_words.py`."""

    UNKNOWN = 0
    FOREIGN = 1
    """A common word of another language in Latin script: `Persson`, `unter`."""
    OLD = 2
    """In a dictionary of 1934: `shent`, `liken`."""
    COINED = 3
    """In the descriptions of five programs or more, such as `manpage`; a few misspellings are, too."""
    MODERN = 4


def validity(hashes: NDArray[np.uint64]) -> NDArray[np.uint8]:
    """What each word is known as (`Validity`); only words that resemble a commoner one are in the tables."""
    known = _known()
    out = np.zeros(len(hashes), np.uint8)
    some = np.flatnonzero(known.filter[hashes >> np.uint64(64 - _FILTER_BITS)])
    high = (hashes[some] >> np.uint64(32)).astype(np.uint32)
    at = np.searchsorted(known.high, high)
    at[at == len(known.high)] = 0
    out[some] = np.where(known.high[at] == high, known.value[at], 0)
    return out


@dataclass(frozen=True, eq=False)
class _Known:
    """The upper halves of hashes, ascending, what each is known as, and which upper bits occur at all."""

    high: NDArray[np.uint32]
    value: NDArray[np.uint8]
    filter: NDArray[np.bool_]


@cache
def _known() -> _Known:
    with np.load(DATA / "valid_en.npz") as packed:
        lists = [packed[value.name.lower()] for value in Validity if value != Validity.UNKNOWN]
    high = np.concatenate(lists)
    value = np.repeat(np.arange(1, len(lists) + 1, dtype=np.uint8), [len(words) for words in lists])
    order = np.lexsort((value, high))
    last = order[np.append(high[order][1:] != high[order][:-1], True)]  # Of two, what speaks most for the word.
    table = np.zeros(1 << _FILTER_BITS, np.bool_)
    table[high >> np.uint32(32 - _FILTER_BITS)] = True
    return _Known(high[last], value[last], table)

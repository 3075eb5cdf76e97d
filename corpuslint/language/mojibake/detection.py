"""Which lines may hold mojibake: by table look-ups over all characters of a batch at once.

Only these lines are looked at more closely. The table (`data/suspects.npz`) has a number for each character of the
code pages that get mixed up and a verdict for each pair of numbers; see `benchmarks/make_suspects.py`.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from corpuslint import tables

TABLE = "suspects.npz"
OTHER, HAN, RARE_HAN = 0, 1, 2
"""The numbers of characters that no code page of one byte has: any, Han, Han that hardly occurs."""
RARE_HAN_NEAR, RARE_HAN_COUNT = 10, 4
"""So many rare Han characters must stand within this distance to either side (or one inside a Latin word)."""
DENSE = 4
"""Above one character in so many beyond ASCII, whole arrays are faster than picking positions."""

Offsets = NDArray[np.int64]


@cache
def _table() -> tuple[NDArray[np.uint16], NDArray[np.bool_], int]:
    with np.load(tables.DATA / TABLE) as packed:
        return packed["numbers"], np.ascontiguousarray(packed["pairs"]).reshape(-1), len(packed["pairs"])


def suspicious_places(codes: NDArray[np.uint32]) -> Offsets:
    """Offsets of characters that, with the one before them, look like mojibake; ascending."""
    if not len(codes):
        return np.zeros(0, np.int64)
    numbers, pairs, size = _table()
    beyond = codes >= 0x80
    places = np.flatnonzero(beyond)
    if len(places) * DENSE > len(codes):
        ids = numbers[np.minimum(codes, 0xFFFF)].astype(np.int32)
        hits = np.flatnonzero(pairs[ids[:-1] * size + ids[1:]]) + 1
        han = np.flatnonzero(ids == RARE_HAN)
    else:
        before = numbers[np.minimum(codes[np.maximum(places - 1, 0)], 0xFFFF)].astype(np.int32)
        ids = numbers[np.minimum(codes[places], 0xFFFF)].astype(np.int32)
        after = numbers[np.minimum(codes[np.minimum(places + 1, len(codes) - 1)], 0xFFFF)].astype(np.int32)
        first, second = pairs[before * size + ids] & (places > 0), pairs[ids * size + after] & (places < len(codes) - 1)
        hits = np.concatenate((places[first], places[second] + 1))
        han = places[ids == RARE_HAN]
    controls = places[codes[places] < 0xA0]
    return np.unique(np.concatenate((hits, controls, _rare_han(codes, han))))


def _rare_han(codes: NDArray[np.uint32], han: Offsets) -> Offsets:
    """Rare Han characters among whose neighbours others are rare, or which stand inside a Latin word."""
    if not len(han):
        return han
    near = np.searchsorted(han, han + RARE_HAN_NEAR) - np.searchsorted(han, han - RARE_HAN_NEAR)
    before, after = codes[np.maximum(han - 1, 0)] | 32, codes[np.minimum(han + 1, len(codes) - 1)] | 32
    latin = (before >= 97) & (before <= 122) | (after >= 97) & (after <= 122)
    return han[(near >= RARE_HAN_COUNT) | latin]

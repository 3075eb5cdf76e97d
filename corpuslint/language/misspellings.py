"""Misspellings that people are known to make, with what was meant: shipped, looked up by the hashes of both words."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from corpuslint.language.edges import pair_keys
from corpuslint.tables import DATA

MISSPELLINGS = DATA / "misspellings.npy"


def listed(wrong: NDArray[np.uint64], right: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Which pairs of words stand in the list (see `benchmarks/make_misspellings.py`), by the words' hashes."""
    keys, known = pair_keys(wrong, right).astype(np.uint32), _known()
    found: NDArray[np.bool_] = known[np.minimum(np.searchsorted(known, keys), len(known) - 1)] == keys
    return found


@cache
def _known() -> NDArray[np.uint32]:
    keys: NDArray[np.uint32] = np.load(MISSPELLINGS)
    return keys

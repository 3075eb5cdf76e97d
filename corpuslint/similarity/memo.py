"""Band keys of texts that were met before: half of the paragraphs of a corpus may be repeats of others.

What a text is signed with depends on its words alone, so keys may be kept by the fingerprint of the words. A memo is a
table without chains: of two texts with one place the later one stays.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import lru_cache
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from corpuslint.similarity.candidates import Indexes, Keys

BITS = 16
"""Texts of a memo, as a power of two: at 32 bands 9 MB. On 81 MB of documentation, half of whose paragraphs are
repeats, 41% are found with 2^16, 29% with 2^14, 45% with 2^18."""


class Memo:
    """Keys by fingerprint; may be used by several threads."""

    def __init__(self, bands: int) -> None:
        self.prints = np.zeros(1 << BITS, np.uint64)
        self.keys = np.zeros((1 << BITS, bands), np.uint32)
        self.lock = Lock()

    def look_up(self, prints: NDArray[np.uint64], make: Callable[[Indexes], Keys]) -> Keys:
        """The keys of texts with these fingerprints; `make` gives those of some of the texts, each different."""
        places = (prints >> np.uint64(64 - BITS)).astype(np.int64)
        with self.lock:
            keys = self.keys[places]
            known = (self.prints[places] == prints) & (prints != 0)
        unknown = np.flatnonzero(~known)
        if not len(unknown):
            return keys
        order = unknown[np.argsort(prints[unknown], kind="stable")]
        first = np.append(True, prints[order[1:]] != prints[order[:-1]])
        new = np.sort(order[first])
        made = make(new)
        keys[order] = made[new.searchsorted(order[first][np.cumsum(first) - 1])]
        with self.lock:
            self.prints[places[new]] = prints[new]
            stay = self.prints[places[new]] == prints[new]  # Of two with one place, one.
            self.keys[places[new[stay]]] = made[stay]
        return keys


@lru_cache(4)
def memo_of(what: Hashable, bands: int) -> Memo:
    """The memo of this process for what is signed in one way."""
    return Memo(bands)

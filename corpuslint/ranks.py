"""How many marked places stand before another: a bitmap with running sums, which answers in constant time.

(Guy Jacobson: Space-efficient static trees and graphs, FOCS 1989.) For as many questions as a text has lines or words
this takes a fifth of the time of a binary search among the marked places.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Offsets = NDArray[np.int64]
FEW = 256
"""For fewer questions a binary search is as fast."""
ONE = np.uint64(1)


@dataclass(frozen=True, eq=False)
class Ranks:
    """A bit for each place (64 to a number, the lowest first), and how many are set before each number."""

    bits: NDArray[np.uint64]
    before: Offsets

    @classmethod
    def of(cls, marked: NDArray[np.bool_]) -> Ranks:
        """The ranks of flags."""
        packed = np.zeros(8 * (len(marked) // 64 + 1), np.uint8)
        packed[: (len(marked) + 7) // 8] = np.packbits(marked, bitorder="little")
        bits = packed.view("<u8")
        before = np.zeros(len(bits) + 1, np.int64)
        np.cumsum(np.bitwise_count(bits), out=before[1:])
        return cls(bits, before)

    @classmethod
    def at(cls, places: Offsets, size: int) -> Ranks:
        """The ranks of places below `size`."""
        marked = np.zeros(size, np.bool_)
        marked[places] = True
        return cls.of(marked)

    def __call__(self, offsets: Offsets) -> Offsets:
        """How many marked places are smaller than each offset: what `searchsorted` says, for offsets up to the size."""
        number = offsets >> 6
        mask = np.left_shift(ONE, (offsets & 63).astype(np.uint64)) - ONE
        found: Offsets = self.before[number] + np.bitwise_count(self.bits[number] & mask)
        return found

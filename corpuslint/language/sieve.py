"""Which of many hashes may be among some known ones: bits that let through all of these and one in hundreds of others.

(Burton Bloom: Space/time trade-offs in hash coding with allowable errors, CACM 13/7, 1970, with two tables of a byte an
entry.) What passes the first table, by the highest bits of the hashes, is looked up in a second one by lower bits.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]
Offsets = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Sieve:
    """Two tables of 2^`bits` flags."""

    bits: int
    high: Flags
    low: Flags

    @classmethod
    def of(cls, known: Hashes, bits: int) -> Sieve:
        """The sieve of these hashes; with 2^`bits` of eight times their number one other in 64 passes, or fewer."""
        sieve = cls(bits, np.zeros(1 << bits, np.bool_), np.zeros(1 << bits, np.bool_))
        sieve.high[sieve._highest(known)] = True
        sieve.low[sieve._lower(known)] = True
        return sieve

    def passing(self, hashes: Hashes) -> Offsets:
        """The places of those that may be known."""
        some = np.flatnonzero(np.take(self.high, self._highest(hashes)))
        found: Offsets = some[np.take(self.low, self._lower(hashes[some]))]
        return found

    def _highest(self, hashes: Hashes) -> Offsets:
        return (hashes >> np.uint64(64 - self.bits)).view(np.int64)

    def _lower(self, hashes: Hashes) -> Offsets:
        return (hashes << np.uint64(self.bits) >> np.uint64(64 - self.bits)).view(np.int64)

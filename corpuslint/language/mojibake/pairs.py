"""Pairs of characters that no language has side by side, as a table (`data/suspects.npz`).

The table has a number for each character of the code pages that get mixed up and a verdict for each pair of numbers;
see `benchmarks/make_suspects.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from corpuslint import tables

TABLE = "suspects.npz"
OTHER, HAN, RARE_HAN = 0, 1, 2
"""The numbers of characters that no code page of one byte has: any, Han, Han that hardly occurs."""
SURE, BEFORE_WORD, BEFORE_OTHER, BEFORE_FOREIGN, BEFORE_MORE = 1, 2, 3, 4, 5
"""Verdicts on pairs: suspicious; where a letter or digit follows; where no small letter follows (`лБЛ`); where no
Cyrillic letter follows (`cafЙ`, but not `NAMEИмя`); where the line does not end (`my¶l`, but not `Heading¶`)."""
ALWAYS, LATIN, ASIAN = 1, 2, 4
"""Kinds of characters: suspicious by themselves; Latin letters beyond ASCII; those numbered `HAN` and `RARE_HAN`."""
ALL = np.uint64(2**64 - 1)
"""The languages of what is not a Latin letter."""
LATIN_END = 0x250
LOCKSMITH = 0x951F
"""The first character of 锟斤拷, which is U+FFFD in UTF-8 read as GBK; hardly anybody writes it otherwise."""
DENSE = 4
"""Above one character in so many beyond ASCII, whole arrays are faster than picking positions."""

Offsets = NDArray[np.int64]
Codes = NDArray[np.uint32]


@dataclass(frozen=True, eq=False)
class Pairs:
    """The number and kind of each character of the first plane, the verdicts on pairs of `size` numbers, and, by
    number, the languages that have a Latin letter, a bit each.
    """

    numbers: NDArray[np.int32]
    kinds: NDArray[np.uint8]
    verdicts: NDArray[np.uint8]
    size: int
    languages: NDArray[np.uint64]

    def number(self, codes: Codes) -> NDArray[np.int32]:
        """The number of each character."""
        return self.numbers.take(codes, mode="clip")

    def hits(self, codes: Codes, beyond: Offsets) -> tuple[Offsets, NDArray[np.uint8]]:
        """Where the second character of each pair with a verdict stands, and the verdict; `beyond` are the places of
        characters beyond ASCII.
        """
        if len(beyond) * DENSE > len(codes):
            numbers = self.number(codes)
            found, verdicts = self._found(numbers[:-1], numbers[1:])
            return found + 1, verdicts
        own = self.number(codes[beyond])
        left, right = beyond > 0, beyond < len(codes) - 1
        before, verdicts = self._found(self.number(codes[beyond[left] - 1]), own[left])
        after, more = self._found(own[right], self.number(codes[beyond[right] + 1]))
        return np.concatenate((beyond[left][before], beyond[right][after] + 1)), np.concatenate((verdicts, more))

    def _found(self, first: NDArray[np.int32], second: NDArray[np.int32]) -> tuple[Offsets, NDArray[np.uint8]]:
        """The pairs that have a verdict, and the verdict."""
        verdicts = self.verdicts.take(first * np.int32(self.size) + second)
        found = np.flatnonzero(verdicts != 0)
        return found, verdicts[found]


@cache
def pair_table() -> Pairs:
    """The shipped table (10 ms)."""
    with np.load(tables.DATA / TABLE) as packed:
        numbers, verdicts, languages = packed["numbers"], np.ascontiguousarray(packed["pairs"]), packed["languages"]
    kinds = np.zeros(len(numbers), np.uint8)
    kinds[0x80:0xA0] = kinds[LOCKSMITH] = ALWAYS
    kinds[0x80:LATIN_END] |= ((languages[numbers[0x80:LATIN_END]] != ALL) * LATIN).astype(np.uint8)
    kinds[(numbers == HAN) | (numbers == RARE_HAN)] |= ASIAN
    return Pairs(numbers.astype(np.int32), kinds, verdicts.reshape(-1), len(verdicts), languages)

"""Fast similarity sketches: what MinHash signatures tell of long texts, for a sixth of the time.

A signature of `k` values hashes every shingle `k` times. A sketch throws every shingle into one of `k` bins, and the
least value of a bin stays; where bins are empty, all shingles of the text are thrown once more, and what comes later
counts only in bins that are still empty. Two texts agree in a bin as often as in a value of their signatures, and the
share of bins that agree deviates no more from their similarity. (S. Dahlgaard, M. B. T. Knudsen, M. Thorup: Fast
Similarity Sketching, FOCS 2017.)

Sketches compare with sketches alone: what leaves this package are signatures (see `signatures`).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from corpuslint.similarity.shingles import Rows
from corpuslint.similarity.signatures import EMPTY, Signatures, make_permutations, premix, sign

ROUNDS = (2, 4, 10)
"""How often the shingles of a text are thrown; texts without an empty bin are left out after so many times. Ten times
fill the bins of a text of 90 shingles; the empty bins of shorter ones get values of a signature, at its price."""


def sketch(shingles: Rows, count: int, seed: int = 1) -> Signatures:
    """The sketch of each row of 32-bit shingle hashes, shape (rows, count); rows without shingles are all `EMPTY`."""
    permutations = make_permutations(max(count, ROUNDS[-1]), seed)
    sketches = np.full((len(shingles), count), EMPTY, np.uint32)
    open_ = np.flatnonzero(shingles.ends > shingles.starts)
    done = 0
    for rounds in ROUNDS:
        some = shingles.some(open_)
        sketches[open_] = thrown(some, sketches[open_], permutations[:, done:rounds])
        open_ = open_[(sketches[open_] == EMPTY).any(axis=1)]
        done = rounds
    filled = sketches[open_]
    sketches[open_] = np.where(filled == EMPTY, sign(shingles.some(open_), permutations[:, :count]), filled)
    return sketches


def thrown(shingles: Rows, sketches: Signatures, permutations: NDArray[np.uint32]) -> Signatures:
    """The sketches with empty bins filled by throwing all shingles, once for each permutation.

    The upper bits of a permuted hash choose the bin.
    """
    bits = max(1, (sketches.shape[1] - 1).bit_length())
    mixed = premix(shingles.gather())
    first = np.repeat(np.arange(len(shingles)) << bits, shingles.lengths)
    for multiplier, addend in permutations.T:
        value = mixed * multiplier
        value += addend
        place = (value >> np.uint32(32 - bits)).astype(np.int64)  # An addition of two types takes five times as long.
        place += first
        bins = np.full((len(shingles), 1 << bits), EMPTY, np.uint32)
        np.minimum.at(bins.reshape(-1), place, value)
        sketches = np.where(sketches == EMPTY, bins[:, : sketches.shape[1]], sketches)
    return sketches

"""MinHash signatures of many texts at once, bit for bit those of `datasketch.MinHash(scheme="affine32")`.

The permutations are `a * x + b` modulo 2^32 with odd `a`, over shingle hashes that were mixed once by the finaliser of
MurmurHash3; datasketch (https://github.com/ekzhu/datasketch, issue 212) shows why. They come from the same seed by the
same generator, without importing datasketch, which would cost half a second.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from corpuslint.similarity.shingles import Rows

if TYPE_CHECKING:
    from datasketch import LeanMinHash

Signatures = NDArray[np.uint32]
EMPTY = np.uint32(0xFFFFFFFF)
"""What a text without shingles has in every place of its signature."""
FEW = 1 << 17
"""Values that are permuted all at once: for these, hundreds of array operations take longer."""


@lru_cache(8)
def make_permutations(count: int = 128, seed: int = 1) -> NDArray[np.uint32]:
    """The multipliers and addends of `count` permutations, shape (2, count), as datasketch draws them from `seed`."""
    generator = np.random.RandomState(seed)
    odd = generator.randint(0, 1 << 31, count, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    return np.array([odd, generator.randint(0, 1 << 32, count, dtype=np.uint32)])


def premix(hashes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """The 32-bit finaliser of MurmurHash3: a bijection that spreads structured hashes."""
    mixed = hashes ^ (hashes >> np.uint32(16))
    mixed *= np.uint32(0x85EBCA6B)
    mixed ^= mixed >> np.uint32(13)
    mixed *= np.uint32(0xC2B2AE35)
    mixed ^= mixed >> np.uint32(16)
    return mixed


def sign(shingles: Rows, permutations: NDArray[np.uint32]) -> Signatures:
    """The signature of each row of 32-bit shingle hashes, shape (rows, permutations).

    One permutation at a time over all rows, 100 MB of text a second at 128 permutations; rows without shingles keep
    `EMPTY` everywhere (they are equal to no other text, however equal their signatures).
    """
    signatures = np.full((len(shingles), permutations.shape[1]), EMPTY, np.uint32)
    filled = np.flatnonzero(shingles.ends > shingles.starts)
    if not len(filled):
        return signatures
    rows = Rows(shingles.values, shingles.starts[filled], shingles.ends[filled])
    mixed = premix(rows.gather())
    edges = np.cumsum(rows.lengths) - rows.lengths
    if mixed.size * permutations.shape[1] <= FEW:
        permuted = mixed[:, None] * permutations[0]
        permuted += permutations[1]
        signatures[filled] = np.minimum.reduceat(permuted, edges, axis=0)
        return signatures
    permuted = np.empty_like(mixed)
    for index, (multiplier, addend) in enumerate(permutations.T):
        np.multiply(mixed, multiplier, out=permuted)
        np.add(permuted, addend, out=permuted)
        signatures[filled, index] = np.minimum.reduceat(permuted, edges)
    return signatures


def to_lean(signature: NDArray[np.uint32], seed: int = 1) -> LeanMinHash:
    """The signature as a `datasketch.LeanMinHash`, for its own LSH indexes and their Redis or Cassandra stores.

    `seed` is that of the permutations; LeanMinHash objects of different seeds do not compare.
    """
    from datasketch import LeanMinHash

    return LeanMinHash(seed=seed, hashvalues=signature, scheme="affine32")

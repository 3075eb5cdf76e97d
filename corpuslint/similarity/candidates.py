"""Bands and buckets: which texts are worth comparing, never all pairs of a bucket.

A signature is cut into bands of a few values; texts that agree in a whole band share a bucket. A bucket of `k` texts
gives at most `k * REPRESENTATIVES` pairs: each text with the first few open texts of the bucket.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpuslint.similarity.signatures import Signatures

Keys = NDArray[np.uint32]
Indexes = NDArray[np.int64]

REPRESENTATIVES = 16
"""Texts of one bucket with which the others of the bucket are compared. Texts found to be copies leave their buckets at
once, so that only texts that stay take up these places."""
LOW = np.uint64(0xFFFFFFFF)
MIXERS = (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9)


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of texts (`first` before `second` in corpus order), and how many buckets were larger than the cap."""

    first: Indexes
    second: Indexes
    capped: int = 0


def make_bands(signatures: Signatures, bands: int, rows: int) -> Keys:
    """The keys of each text, shape (texts, bands): a 32-bit hash of `rows` neighbouring values of the signature.

    32 bits are enough: a chance collision costs one comparison. They make 84 bytes a text with 21 bands.
    """
    keys = np.zeros((len(signatures), bands), np.uint64)
    for row in range(rows):
        keys ^= signatures[:, row : bands * rows : rows]
        keys *= np.uint64(MIXERS[0])
        keys ^= keys >> np.uint64(29)
    keys *= np.uint64(MIXERS[1])
    return (keys >> np.uint64(32)).astype(np.uint32)


def in_company(keys: Keys) -> NDArray[np.bool_]:
    """Texts that share a bucket with another text: all others need no second look."""
    shared = np.zeros(len(keys), np.bool_)
    for band in range(keys.shape[1]):
        packed, same = _sorted(keys[:, band])
        members = (packed & LOW).astype(np.int64)
        shared[members[1:][same]] = True
        shared[members[:-1][same]] = True
    return shared


def _sorted(keys: NDArray[np.uint32]) -> tuple[NDArray[np.uint64], NDArray[np.bool_]]:
    """Keys with their indexes in the low half, ascending; and which of them has the same key as the one before."""
    packed = keys.astype(np.uint64) << np.uint64(32)
    packed |= np.arange(len(keys), dtype=np.uint64)
    packed.sort()
    return packed, (packed[1:] ^ packed[:-1]) <= LOW


def pair_up(
    keys: Keys,
    band: int,
    texts: Indexes,
    asking: NDArray[np.bool_],
    ranks: NDArray[np.uint8],
    most: int = REPRESENTATIVES,
) -> Pairs:
    """The pairs of one band among `texts` (ascending) of which at least one is `asking`; none that an earlier band had.

    `asking` has an entry per row of `keys`. `ranks` has the shape of `keys` and takes down the place of each text in
    its bucket of each band, by which later bands know which pairs this one had.
    """
    packed, same = _sorted(keys[texts, band])
    inside = np.flatnonzero(np.append(same, False) | np.append(False, same))
    key, members = packed[inside] >> np.uint64(32), texts[(packed[inside] & LOW).astype(np.int64)]
    heads = np.flatnonzero(np.append(True, key[1:] != key[:-1])) if len(key) else np.zeros(0, np.int64)
    sizes = np.diff(np.append(heads, len(key)))
    head = np.repeat(heads, sizes)
    rank = np.arange(len(key)) - head
    ranks[members, band] = np.minimum(rank, 255)
    firsts, seconds = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for place in range(int(min(most, sizes.max(initial=1) - 1))):
        later = np.flatnonzero(rank > place)
        first, second = members[head[later] + place], members[later]
        wanted = asking[first] | asking[second]
        for earlier in range(band):
            wanted &= (keys[first, earlier] != keys[second, earlier]) | (ranks[first, earlier] >= most)
        firsts.append(first[wanted])
        seconds.append(second[wanted])
    return Pairs(np.concatenate(firsts), np.concatenate(seconds), int((sizes > most + 1).sum()))

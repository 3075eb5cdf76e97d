"""Bands and buckets: which texts are worth comparing, never all pairs of a bucket.

A signature is cut into bands of a few values; texts that agree in a whole band share a bucket. A bucket of `k` texts
gives at most `k * REPRESENTATIVES` pairs: each text with the first few open texts of the bucket.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpuslint.columns import release
from corpuslint.similarity.signatures import Signatures

Keys = NDArray[np.uint32]
Indexes = NDArray[np.int64]

REPRESENTATIVES = 16
"""Texts of one bucket with which the others of the bucket are compared. Texts found to be copies leave their buckets at
once, so that only texts that stay take up these places."""
NOWHERE = 255
"""The place in a bucket of a text that is in none."""
LOW = np.uint64(0xFFFFFFFF)
TRIES = 160
"""Texts with which one text is compared at most, over all bands: it bounds the work where hundreds of thousands of
texts share many buckets and none is a copy."""
AT_ONCE = 1 << 18
"""Pairs that are compared at once: it bounds the memory."""
MIXERS = (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9)


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


def in_company(keys: Keys, texts: Indexes, tags: NDArray[np.uint32] | None = None) -> Indexes:
    """Those of `texts` (ascending) that share a bucket with another one of them: all others need no second look.

    With `tags`, of two texts with different tags neither is company for the other; a text with the tag 0 is company for
    all.
    """
    shared = np.zeros(len(texts), np.bool_)
    for band in range(keys.shape[1]):
        packed, same = _sorted(keys[texts, band])
        members = (packed & LOW).astype(np.int64)
        if tags is not None:
            order = np.lexsort((tags[texts[members]], packed >> np.uint64(32)))
            members = members[order]
            same &= _alike(tags[texts[members]], same)
        shared[members[1:][same]] = True
        shared[members[:-1][same]] = True
        release((keys,))
    return texts[shared]


def _alike(tags: NDArray[np.uint32], same: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which texts have the tag of the one before, or share a bucket with a text without one (these come first)."""
    heads = np.flatnonzero(np.append(True, ~same)[: len(tags)])
    untagged = np.repeat(tags[heads] == 0, np.diff(np.append(heads, len(tags))))
    return np.asarray((tags[1:] == tags[:-1]) | untagged[1:])


def _sorted(keys: NDArray[np.uint32]) -> tuple[NDArray[np.uint64], NDArray[np.bool_]]:
    """Keys with their indexes in the low half, ascending; and which of them has the same key as the one before."""
    packed = keys.astype(np.uint64) << np.uint64(32)
    packed |= np.arange(len(keys), dtype=np.uint64)
    packed.sort()
    return packed, (packed[1:] ^ packed[:-1]) <= LOW


@dataclass(frozen=True, slots=True)
class Buckets:
    """The buckets of one band that hold two texts or more: members side by side, in corpus order."""

    members: Indexes
    heads: Indexes
    ranks: Indexes
    largest: int

    def pairs(self) -> Iterator[tuple[Indexes, Indexes]]:
        """The first `REPRESENTATIVES` texts of each bucket with each of the texts behind them, `AT_ONCE` or so."""
        held: list[tuple[Indexes, Indexes]] = []
        total = 0
        for place in range(min(REPRESENTATIVES, self.largest - 1)):
            later = np.flatnonzero(self.ranks > place)
            held.append((self.members[self.heads[later] + place], self.members[later]))
            total += len(later)
            if total >= AT_ONCE:
                yield _joined(held)
                held, total = [], 0
        if held:
            yield _joined(held)


def _joined(pairs: list[tuple[Indexes, Indexes]]) -> tuple[Indexes, Indexes]:
    return np.concatenate([first for first, _ in pairs]), np.concatenate([second for _, second in pairs])


def make_buckets(keys: Keys, band: int, texts: Indexes) -> Buckets:
    """The buckets of a band among `texts` (ascending)."""
    packed, same = _sorted(keys[texts, band])
    inside = np.flatnonzero(np.append(same, False) | np.append(False, same))
    key, members = packed[inside] >> np.uint64(32), texts[(packed[inside] & LOW).astype(np.int64)]
    heads = np.flatnonzero(np.append(True, key[1:] != key[:-1])) if len(key) else np.zeros(0, np.int64)
    sizes = np.diff(np.append(heads, len(key)))
    head = np.repeat(heads, sizes)
    return Buckets(members, head, np.arange(len(key)) - head, int(sizes.max(initial=0)))


class Seen:
    """Which pairs one round of the search had, without a list of them: they share a key, and the first was in front.

    Of the texts that are `asking`, each is compared with the others of its buckets.
    """

    def __init__(self, keys: Keys, asking: NDArray[np.bool_]) -> None:
        self.keys, self.asking = keys, asking
        self.ranks = np.full(keys.shape, NOWHERE, np.uint8)
        self.tries = np.zeros(len(keys), np.int32)
        self.tired = np.full(len(keys), np.iinfo(np.int32).max, np.int32)

    def enter(self, band: int, buckets: Buckets) -> None:
        """Take down the places of texts in their buckets."""
        self.ranks[buckets.members, band] = np.minimum(buckets.ranks, NOWHERE - 1)

    def fresh(self, band: int, first: Indexes, second: Indexes) -> NDArray[np.bool_]:
        """Pairs that no earlier band had, of texts that were not tried too often."""
        fresh = self.tries[second] < TRIES
        for earlier in range(band):
            alike = self.keys[first, earlier] == self.keys[second, earlier]
            fresh &= ~(alike & (self.ranks[first, earlier] < REPRESENTATIVES))
        return fresh

    def count(self, band: int, second: Indexes) -> None:
        """Take down that these texts were compared with another one, in this band."""
        self.tries += np.bincount(second, minlength=len(self.tries))
        self.tired[(self.tries >= TRIES) & (self.tired > band)] = band

    def met(self, band: int, first: Indexes, second: Indexes) -> NDArray[np.bool_]:
        """Which of these pairs of one bucket were compared there."""
        wanted = self.asking[first] | self.asking[second]
        met: NDArray[np.bool_] = wanted & (self.ranks[first, band] < REPRESENTATIVES) & (self.tired[second] >= band)
        return met

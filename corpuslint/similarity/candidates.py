"""Bands and buckets: which texts are worth comparing, never all pairs of a bucket.

A signature is cut into bands of a few values; texts that agree in a whole band share a bucket. A bucket of `k` texts
gives at most `k * REPRESENTATIVES` pairs: each text with the first few texts of the bucket that stay.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpuslint.columns import mapping, release, stretches
from corpuslint.similarity.signatures import Signatures

Keys = NDArray[np.uint32]
Indexes = NDArray[np.int64]
Flags = NDArray[np.bool_]
Pairs = NDArray[Any]

REPRESENTATIVES = 16
"""Texts of one bucket with which the others of the bucket are compared: the first ones that stay."""
LOW, HALF = np.uint64(0xFFFFFFFF), np.uint64(32)
SORTED = 1 << 19
"""Keys that are sorted at a time."""
COUNTED = 20
"""Low bits of a key, at most, by which texts are counted that may be in company."""
AT_ONCE = 1 << 18
"""Pairs that are compared at once: it bounds the memory."""
TOGETHER = 1 << 13
"""Pairs of which all keys are looked at at a time."""
RELEASED = 8
"""Bands that are looked at before their memory is given up."""
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
        for some in _with_key(keys[:, band], texts):
            mine = texts if some is None else texts[some]
            company = _company(keys[mine, band], None if tags is None else tags[mine])
            shared[company if some is None else some[company]] = True
            release((keys, texts))
    return texts[shared]


def _with_key(keys: NDArray[np.uint32], texts: Indexes) -> Iterator[Indexes | None]:
    """The indexes of texts whose keys have the same upper bits, some at a time; None for all at once."""
    bits = (len(texts) // SORTED).bit_length()
    if not bits:
        yield None
        return
    for part in range(1 << bits):
        found = []
        for first, last in stretches(len(texts), SORTED):
            found.append(np.flatnonzero(keys[texts[first:last]] >> np.uint32(32 - bits) == part) + first)
        yield np.concatenate(found)


def _company(keys: NDArray[np.uint32], tags: NDArray[np.uint32] | None) -> Indexes:
    """Which texts have the key of another one, and its tag, unless one of them has none."""
    places = keys & np.uint32((1 << min(COUNTED, len(keys).bit_length() + 3)) - 1)
    few = np.flatnonzero(np.bincount(places).take(places) > 1)  # Most texts are alone: no need to sort their keys.
    packed, same = _sorted(keys[few])
    inside = np.flatnonzero(np.append(same, False) | np.append(False, same))
    members = few[(packed[inside] & LOW).astype(np.int64)]
    if tags is None:
        return members
    bucket, tag = np.cumsum(~np.append(False, same)[inside]), tags[members]
    untagged = np.zeros(len(inside) + 1, np.bool_)
    untagged[bucket[tag == 0]] = True
    pairs = bucket.astype(np.uint64) << HALF | tag
    order = np.argsort(pairs, kind="stable")
    alike = np.flatnonzero(pairs[order[1:]] == pairs[order[:-1]])
    return np.concatenate((members[untagged[bucket]], members[order[alike]], members[order[alike + 1]]))


def _sorted(keys: NDArray[np.uint32]) -> tuple[NDArray[np.uint64], NDArray[np.bool_]]:
    """Keys with their indexes in the low half, ascending; and which of them has the same key as the one before."""
    packed = keys.astype(np.uint64) << HALF
    packed |= np.arange(len(keys), dtype=np.uint64)
    packed.sort()
    return packed, (packed[1:] ^ packed[:-1]) <= LOW


@dataclass(frozen=True, slots=True)
class Buckets:
    """The buckets of one band that hold two texts or more: members side by side, in order.

    `leaders` are those members with which others are compared, side by side too. Member `i` has `before[i]` leaders in
    front of it in its bucket, the first of which is `leaders[heads[i]]`.
    """

    members: Indexes
    leaders: Indexes
    heads: Indexes
    before: Indexes

    def pairs(
        self, most: int, at_once: int = AT_ONCE, asking: Flags | None = None
    ) -> Iterator[tuple[Indexes, Indexes]]:
        """The first `most` leaders of each bucket with each of the texts behind them, `at_once` pairs or so.

        `asking` flags the texts of which pairs are wanted, if not of all.
        """
        held: list[tuple[Indexes, Indexes]] = []
        total = 0
        later = np.flatnonzero(self.before)
        if asking is not None:
            later = later[asking[self.members[later]]]
        for place in range(min(most, int(self.before.max(initial=0)))):
            later = later[self.before[later] > place]
            held.append((self.leaders[self.heads[later] + place], self.members[later]))
            total += len(later)
            if total >= at_once:
                yield _joined(held)
                held, total = [], 0
        if held:
            yield _joined(held)


def _joined(pairs: list[tuple[Indexes, Indexes]]) -> tuple[Indexes, Indexes]:
    return np.concatenate([first for first, _ in pairs]), np.concatenate([second for _, second in pairs])


def make_buckets(keys: Keys, band: int, texts: Indexes, leading: Flags | None = None) -> Buckets:
    """The buckets of a band among `texts`, in their order; of all texts, those that are `leading` are leaders."""
    packed, same = _sorted(keys[texts, band])
    release((keys,))
    inside = np.flatnonzero(np.append(same, False) | np.append(False, same))
    key, members = packed[inside] >> HALF, texts[(packed[inside] & LOW).astype(np.int64)]
    leads = np.ones(len(members), np.bool_) if leading is None else leading[members]
    before = np.cumsum(leads) - leads
    new = np.flatnonzero(np.append(True, key[1:] != key[:-1])[: len(key)])
    heads = np.repeat(before[new], np.diff(np.append(new, len(key))))
    return Buckets(members, members[leads], heads, before - heads)


def meeting(keys: Keys, band: int, texts: Indexes, asking: Flags) -> Indexes:
    """Those of `texts` that may share a bucket of this band with one that is asking, all others left out."""
    wanted = np.zeros(1 << 16, np.bool_)
    wanted[keys[asking, band] & np.uint32(0xFFFF)] = True
    found: Indexes = texts[wanted[keys[texts, band] & np.uint32(0xFFFF)]]
    return found


class BandFlags:
    """A flag for each text and band, in bits."""

    def __init__(self, keys: Keys, value: bool) -> None:
        self.keys = keys
        self.bits = np.full((-(-keys.shape[1] // 8), len(keys)), 0xFF if value else 0, np.uint8)

    def copy(self) -> BandFlags:
        """Flags that can be changed without changing these."""
        copied = BandFlags(self.keys[:0], False)
        copied.keys, copied.bits = self.keys, self.bits.copy()
        return copied

    def set(self, band: int, texts: Indexes, value: bool) -> None:
        """Give texts the flag of this band, or take it."""
        bit = np.uint8(1 << band % 8)
        if value:
            self.bits[band // 8, texts] |= bit
        else:
            self.bits[band // 8, texts] &= ~bit

    def get(self, band: int, texts: Pairs | slice = slice(None)) -> Flags:
        """Which texts have the flag of this band."""
        found: Flags = self.bits[band // 8, texts] & np.uint8(1 << band % 8) != 0
        return found

    def meet(self, first: Pairs, second: Pairs, bands: int) -> Flags:
        """Which pairs share a bucket of one of the first `bands` bands in which the first text has its flag."""
        found = np.zeros(len(first), np.bool_)
        if mapping(self.keys) is not None:  # Rows far from each other would bring all bands along, band by band one.
            for begin, end in stretches(len(first), AT_ONCE):
                self._meet(first[begin:end], second[begin:end], bands, found[begin:end])
            return found
        for begin, end in stretches(len(first) if bands else 0, TOGETHER):
            one, other = first[begin:end], second[begin:end]
            flags = np.unpackbits(self.bits[:, one], axis=0, count=bands, bitorder="little").T
            found[begin:end] = ((self.keys[one, :bands] == self.keys[other, :bands]) & flags.view(np.bool_)).any(axis=1)
        return found

    def _meet(self, first: Pairs, second: Pairs, bands: int, found: Flags) -> None:
        rest = np.arange(len(first))
        for band in range(bands):
            one, other = first[rest], second[rest]
            met = (self.keys[one, band] == self.keys[other, band]) & self.get(band, one)
            found[rest[met]] = True
            rest = rest[~met]
            if band % RELEASED == 0:
                release((self.keys,))

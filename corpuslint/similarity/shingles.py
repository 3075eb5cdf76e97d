"""Texts as rows of word hashes, and rows of word hashes as rows of shingle hashes.

A *shingle* is a stretch of consecutive words (5, by default). Its hash is a sum of the words' hashes, each times a
power of an odd constant that depends on its place, then mixed: nothing is split into Python strings, and all shingles
of a batch come from a handful of array operations (130 MB of text a second on one core).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpuslint import tables, words
from corpuslint.columns import mapping, release

Offsets = NDArray[np.int64]
Hashes = NDArray[np.uint64]

PLACE = 0x9E3779B97F4A7C15
"""Odd constant whose powers tell the places within a shingle apart (2^64 divided by the golden ratio)."""
INVERSE = pow(PLACE, -1, 1 << 64)
BATCH = 1 << 17
"""Code points that are worked on at a time: all temporary arrays then stay in the cache, which is twice as fast as
batches of 2^20."""
GATHERED = 1 << 18
"""Values that are gathered at a time: their indexes take four times their memory."""
APART = 1 << 8
"""Rows that are gathered at a time of values on the disk: each brings 64 KB along, if they lie far from each other."""
LONG = 64
"""Values of a row, on average, from which on rows are copied one by one, without an index of their values."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of different lengths in one array: row `i` is `values[starts[i]:ends[i]]`.

    Rows ascend and do not overlap, but values may lie between them (the shingles that would cross two texts).
    """

    values: NDArray[Any]
    starts: Offsets
    ends: Offsets

    def __len__(self) -> int:
        return len(self.starts)

    @property
    def lengths(self) -> Offsets:
        """How many values each row has."""
        return self.ends - self.starts

    def some(self, rows: Offsets) -> Rows:
        """Some of the rows."""
        return Rows(self.values, self.starts[rows], self.ends[rows])

    def gather(self, values: NDArray[Any] | None = None) -> NDArray[Any]:
        """The values of all rows, one row after another, and nothing between them; into `values`, if it is given."""
        lengths = self.lengths
        ends = np.cumsum(lengths)
        if values is None and len(ends) and bool((self.starts[1:] == self.ends[:-1]).all()):
            return self.values[int(self.starts[0]) : int(self.ends[-1])].copy()
        if values is None:
            values = np.empty(int(ends[-1]) if len(ends) else 0, self.values.dtype)
        most = len(ends) if mapping(self.values) is None else APART
        shift, first, done = self.starts - (ends - lengths), 0, 0
        while first < len(ends):
            last = max(first + 1, min(first + most, int(ends.searchsorted(done + GATHERED, "right"))))
            end = int(ends[last - 1])
            if end - done > LONG * (last - first):
                edges = zip(self.starts[first:last].tolist(), self.ends[first:last].tolist(), strict=True)
                np.concatenate([self.values[one:other] for one, other in edges], out=values[done:end])
            else:
                index = np.arange(done, end)
                index += np.repeat(shift[first:last], lengths[first:last])
                values[done:end] = self.values[index]
            first, done = last, end
            release((self.values, values))
        return values


def join_rows(parts: Sequence[Rows]) -> Rows:
    """The rows of several batches as one, without what lies between them."""
    lengths = np.concatenate([part.lengths for part in parts])
    ends = np.cumsum(lengths)
    return Rows(np.concatenate([part.gather() for part in parts]), ends - lengths, ends)


def read_words(texts: Sequence[str]) -> Rows:
    """The word hashes of a few texts (uint64), one row each; hashed as one batch.

    Case, punctuation, white space and the Unicode form do not matter; in scripts without spaces each character is a
    word.

    >>> rows = read_words(["One two!", "ONE,  two"])
    >>> bool((rows.values[0:2] == rows.values[2:4]).all())
    True
    """
    text = "\n".join(texts)
    edges = np.zeros(len(texts) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)) + 1, out=edges[1:])
    codes = words.code_points(text)
    begin, end = words.find_words(np.take(tables.classes(), codes, mode="clip"))
    hashes = words.hash_words(codes, begin, end)
    if not words.is_normalized(codes, words.Beyond.of(codes)):
        words.normalize_hashes(text, begin, end, hashes)
    first = np.searchsorted(begin, edges)
    return Rows(hashes, first[:-1], first[1:])


def batches(texts: Sequence[str], size: int = BATCH) -> Iterator[Sequence[str]]:
    """The texts in stretches of at most `size` code points; a longer text is one by itself."""
    edges = np.zeros(len(texts) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)) + 1, out=edges[1:])
    first = 0
    while first < len(texts):
        last = max(first + 1, int(edges.searchsorted(edges[first] + size + 1, "right")) - 1)
        yield texts[first:last]
        first = last


def make_shingles(hashes: Hashes, starts: Offsets, ends: Offsets, size: int = 5, seed: int = 0) -> Rows:
    """The shingles of each row of word hashes, in order, as 32-bit hashes (so the rows serve `datasketch`).

    Rows with fewer words than `size` have no shingles. `seed` keys the hash: another seed, other collisions.
    """
    count = len(hashes) - size + 1
    if count <= 0:
        empty = np.zeros(len(starts), np.int64)
        return Rows(np.zeros(0, np.uint32), empty, empty)
    sums = hashes[:count] * np.uint64(_odd(seed))
    for place in range(1, size):
        sums += hashes[place : count + place] * np.uint64(_odd(seed) * pow(PLACE, place, 1 << 64) % (1 << 64))
    sums ^= sums >> np.uint64(32)
    last = np.maximum(ends - (size - 1), starts)
    return Rows(sums.astype(np.uint32), np.minimum(starts, count), np.minimum(last, count))


def fingerprints(hashes: Hashes, starts: Offsets, ends: Offsets, seed: int = 0) -> Hashes:
    """One 64-bit hash for each row of word hashes, of its words and their order; 0 for an empty row.

    A polynomial over the words from one cumulative sum, as in `corpuslint.words`; rows may overlap.
    """
    count = len(hashes)
    sums = np.zeros(count + 1, np.uint64)
    np.cumsum(hashes * _powers(PLACE, count), out=sums[1:])
    found = sums[ends] - sums[starts]
    found *= np.append(_powers(INVERSE, count), np.uint64(1))[starts]
    found += np.uint64(_odd(seed)) * (ends - starts).astype(np.uint64)
    return words.mix(found)


def _odd(seed: int) -> int:
    return (seed * 0xD1342543DE82EF95 * 2 + 1) % (1 << 64)


def _powers(base: int, count: int) -> Hashes:
    return _table(base, max(1 << 16, 1 << count.bit_length()))[:count]


@lru_cache(4)
def _table(base: int, count: int) -> Hashes:
    powers = np.full(count, base, np.uint64)
    powers[0] = 1
    return np.multiply.accumulate(powers)

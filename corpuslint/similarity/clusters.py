"""Which of many similar texts stays: in corpus order, and never by a chain.

A text is a duplicate when it was verified against an earlier text that itself stays. So what is removed resembles what
is left; with connected components, 269 of 823 documents removed from a templated corpus were unlike the one kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpuslint.columns import release, scratch, stretches

Indexes = NDArray[np.int64]
Pairs = NDArray[Any]
"""One side of pairs, or their scores: integers of any width."""
Prints = NDArray[np.uint64]
STAYS = -1
AT_ONCE = 1 << 18
"""Pairs that are sorted at a time."""
EQUAL_TOGETHER = 1 << 19
"""Texts of which equal ones are looked for at a time."""


def choose(count: int, first: Pairs, second: Pairs, score: Pairs, rank: Indexes | None = None) -> Indexes:
    """For each of `count` texts the text whose copy it is, or `STAYS`.

    `first` and `second` are verified pairs; of several texts that stay a text is called a copy of the one with the
    highest `score`, then of the earliest. `rank` gives the order in which texts are taken instead of their own (see
    `order_of`).
    """
    kept = np.full(count, STAYS, np.int64)
    gone = bytearray(count)
    place = np.arange(0) if rank is None else np.argsort(rank)
    for one, other in _by_copy(count, first, second, score, rank):
        pairs = _first_that_stay(gone, one, other)
        copies, originals = np.array(pairs[0], np.int64), np.array(pairs[1], np.int64)
        kept[copies if rank is None else place[copies]] = originals if rank is None else place[originals]
    return kept


def _first_that_stay(gone: bytearray, one: Pairs, other: Pairs) -> tuple[list[int], list[int]]:
    """The copies of ranked pairs, and the text that stays of each; marks the copies as `gone`."""
    copies, originals = [], []
    for kept, copy in zip(one.tolist(), other.tolist(), strict=True):
        if not gone[copy] and not gone[kept]:
            gone[copy] = 1
            copies.append(copy)
            originals.append(kept)
    return copies, originals


def _by_copy(
    count: int, first: Pairs, second: Pairs, score: Pairs, rank: Indexes | None
) -> Iterator[tuple[Pairs, Pairs]]:
    """Pairs of ranks, ascending by the copy, its best original first; for some copies at a time, to bound memory."""
    width = -(-count // (1 + len(first) // AT_ONCE)) or 1
    for low in range(0, count, width):
        found = []
        for begin, end in stretches(len(first), AT_ONCE):
            one, other = first[begin:end], second[begin:end]
            if rank is not None:
                one, other = np.minimum(rank[one], rank[other]), np.maximum(rank[one], rank[other])
            mine = np.flatnonzero((other >= low) & (other < low + width))
            found.append((one[mine], other[mine], score[begin:end][mine]))
        release((first, second, score))
        one, other, best = map(np.concatenate, zip(*found, strict=True)) if found else (first, second, score)
        order = np.lexsort((one, -best, other))
        for begin, end in stretches(len(order)):  # Python's own numbers take five times the memory.
            yield one[order[begin:end]], other[order[begin:end]]


def order_of(keep: str, lengths: Indexes) -> Indexes | None:
    """The rank of each text in the order in which texts are taken: `first`, `last` or `longest` stays."""
    count = len(lengths)
    if keep == "last":
        return np.arange(count)[::-1].copy()
    if keep == "longest":
        rank = np.empty(count, np.int64)
        rank[np.lexsort((np.arange(count), -lengths))] = np.arange(count)
        return rank
    return None


def group_equal(fingerprints: Prints, rank: Indexes | None = None) -> Indexes:
    """For each text the text that stays of those with the same fingerprint: its own index where it stays itself."""
    kept = scratch((len(fingerprints),), np.int64)
    for texts, mine in equal_texts(fingerprints, rank):
        kept[texts] = mine
        release((kept,))
    return kept


def equal_texts(fingerprints: Prints, rank: Indexes | None = None) -> Iterator[tuple[Indexes, Indexes]]:
    """Texts and which of them stays of those with the same fingerprint; equal ones come together, some at a time.

    The texts of one time ascend. Fingerprints are hashes: those with the same upper bits are a fair share of them.
    """
    bits = (len(fingerprints) // EQUAL_TOGETHER).bit_length()
    for part in range(1 << bits):
        texts = np.arange(len(fingerprints)) if not bits else _with_upper(fingerprints, bits, part)
        mine = fingerprints[texts]
        release((fingerprints,))
        order = np.argsort(mine, kind="stable") if rank is None else np.lexsort((rank[texts], mine))
        heads = np.flatnonzero(changes(mine, order))
        del mine  # A million equal texts come together.
        kept = np.empty(len(texts), np.int64)
        kept[order] = np.repeat(texts[order[heads]], np.diff(np.append(heads, len(texts))))
        del order
        yield texts, kept


def changes(values: NDArray[Any], order: Indexes) -> NDArray[np.bool_]:
    """Which of the values, in this order, are the first or other than the one before."""
    found = np.ones(len(order), np.bool_)
    for first, last in stretches(len(order) - 1):
        found[first + 1 : last + 1] = values[order[first + 1 : last + 1]] != values[order[first:last]]
    return found


def _with_upper(fingerprints: Prints, bits: int, part: int) -> Indexes:
    """The texts whose fingerprints have these upper bits."""
    found = []
    for first, last in stretches(len(fingerprints), EQUAL_TOGETHER):
        found.append(np.flatnonzero(fingerprints[first:last] >> np.uint64(64 - bits) == part) + first)
        release((fingerprints,))
    return np.concatenate(found)


def stays(kept: Indexes) -> NDArray[np.bool_]:
    """Which texts are their own in what `group_equal` gives."""
    found = np.zeros(len(kept), np.bool_)
    for first, last in stretches(len(kept)):
        found[first:last] = kept[first:last] == np.arange(first, last)
    release((kept,))
    return found


def clusters(kept: Indexes) -> Iterable[tuple[int, list[int]]]:
    """Each text that stays and has copies, with its copies, in order."""
    members: dict[int, list[int]] = {}
    for text in np.flatnonzero(kept != STAYS).tolist():
        members.setdefault(int(kept[text]), []).append(text)
    return sorted(members.items())

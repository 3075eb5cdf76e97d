"""Which short texts stand inside longer ones: teasers, excerpts, quotations.

MinHash is blind to containment (16 bands of 8 find 43% of planted teasers). Here a third of all shingles, chosen by
their hash and so alike everywhere, are looked up in an index of the whole corpus; the document that holds most of a
text's chosen shingles is then searched exactly, for the stretch in which the others stand too.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Indexes = NDArray[np.int64]
Values = NDArray[np.uint32]

CHOSEN = (1 << 32) // 3
"""Shingles with hashes below this go into the index. A text of twelve words has none of them once in 25 cases, one of
twenty once in 650."""
OCCURRENCES = 16
"""Places of one shingle that are looked at: its first ones in the corpus."""
HOLDERS = 8
"""Documents in which a text is searched exactly: those with most of its shingles."""
VOTES = 0.5
"""The least share of a text's chosen shingles that such a document has: half of the final threshold, to be safe."""
STRAY = 1
"""Shingles that two texts share by chance."""
CHUNK = 1 << 15
"""Texts that are looked up at a time."""


@dataclass(frozen=True, slots=True)
class Index:
    """The chosen shingles of the corpus in order, and which of them each text owns: `first[i]:last[i]`."""

    values: Values
    document: Indexes
    first: Indexes
    last: Indexes


def find_holders(index: Index, asking: Indexes) -> tuple[Indexes, Indexes]:
    """Pairs (text, document) such that the document may hold the text; of the texts `asking` only."""
    packed = index.values.astype(np.uint64) << np.uint64(32)
    packed |= np.arange(len(packed), dtype=np.uint64)
    packed.sort()
    order = (packed & np.uint64(0xFFFFFFFF)).astype(np.int64)
    key = packed >> np.uint64(32)
    head = np.flatnonzero(np.append(True, key[1:] != key[:-1])) if len(key) else np.zeros(0, np.int64)
    size = np.diff(np.append(head, len(key)))
    bucket = np.empty(len(key), np.int64)
    bucket[order] = np.repeat(np.arange(len(head)), size)
    texts, documents = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for begin in range(0, len(asking), CHUNK):
        some = asking[begin : begin + CHUNK]
        text, document = _vote(index, some, order, head, size, bucket)
        texts.append(text)
        documents.append(document)
    return np.concatenate(texts), np.concatenate(documents)


def _vote(
    index: Index, texts: Indexes, order: Indexes, head: Indexes, size: Indexes, bucket: Indexes
) -> tuple[Indexes, Indexes]:
    lengths = index.last[texts] - index.first[texts]
    owner = np.repeat(np.arange(len(texts)), lengths)
    mine = np.arange(int(lengths.sum())) + np.repeat(index.first[texts] - (np.cumsum(lengths) - lengths), lengths)
    votes = []
    for place in range(OCCURRENCES):
        inside = np.flatnonzero(size[bucket[mine]] > place)
        other = order[head[bucket[mine[inside]]] + place]
        text = owner[inside]
        apart = (other < index.first[texts[text]]) | (other >= index.last[texts[text]])
        vote = text[apart].astype(np.uint64) << np.uint64(32)
        votes.append(vote | index.document[other[apart]].astype(np.uint64))
    ballots, counts = np.unique(np.concatenate(votes), return_counts=True)
    text = (ballots >> np.uint64(32)).astype(np.int64)
    document = (ballots & np.uint64(0xFFFFFFFF)).astype(np.int64)
    enough = counts >= VOTES * lengths[text]
    text, document, counts = text[enough], document[enough], counts[enough]
    ranked = np.lexsort((document, -counts, text))
    text, document = text[ranked], document[ranked]
    rank = np.arange(len(text)) - np.searchsorted(text, text)
    best = rank < HOLDERS
    return texts[text[best]], document[best]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Where a text stands in a document: the places of its shingles there, and how many different ones it has."""

    hits: Indexes
    different: int

    def share(self, document: Values) -> int:
        """The share of the text's shingles that stand there, in millionths."""
        return len(np.unique(document[self.hits])) * 1_000_000 // self.different

    def within(self, edges: Indexes) -> tuple[Stretch, int, int] | None:
        """What is left of the stretch in blocks that begin at `edges`, with the first and the last of them.

        Blocks at either end in which only a few shingles stand by chance are left out, and all others where one block
        holds nine in ten.
        """
        block = np.searchsorted(edges, self.hits, side="right") - 1
        held = np.bincount(block, minlength=len(edges))
        good = np.flatnonzero(held > max(STRAY, self.different // 20))
        if not len(good):
            return None
        fullest = int(held.argmax())
        alone = held[fullest] * 10 >= self.different * 9
        first, last = (fullest, fullest) if alone else (int(good[0]), int(good[-1]))
        inside = (block >= first) & (block <= last)
        return Stretch(self.hits[inside], self.different), first, last


def find_stretch(
    text: Values, document: Values, own: tuple[int, int] | None, edges: Indexes, allowed: NDArray[np.bool_]
) -> Stretch | None:
    """The stretch of the document that holds most of the text's shingles and is not much longer than the text.

    `text` are the shingles of the text, `document` those of the document, in order; `own` is where the text itself
    stands in the document, if it does. Blocks begin at `edges`; only those `allowed` count.
    """
    wanted = np.unique(text)
    place = np.minimum(np.searchsorted(wanted, document), len(wanted) - 1)
    hits = np.flatnonzero(wanted[place] == document)
    hits = hits[allowed[np.searchsorted(edges, hits, side="right") - 1]]
    if own is not None:
        hits = hits[(hits < own[0]) | (hits >= own[1])]
    if not len(hits):
        return None
    width = len(text) + len(text) // 4 + 16
    ends = np.searchsorted(hits, hits + width)
    found = document[hits]
    if len(np.unique(found)) == len(found):
        best = int(np.argmax(ends - np.arange(len(hits))))
    else:
        best = _most_different(found.tolist(), ends.tolist())
    inside = hits[best : int(ends[best])]
    if own is not None:
        side = inside < own[0] if inside[0] < own[0] else inside >= own[1]
        inside = inside[side]
    return Stretch(inside, len(wanted))


def _most_different(values: list[int], ends: list[int]) -> int:
    """The start of the first window with most different values; the window that starts at `i` ends before `ends[i]`."""
    held: dict[int, int] = {}
    best, most, right = 0, 0, 0
    for left, end in enumerate(ends):
        while right < end:
            held[values[right]] = held.get(values[right], 0) + 1
            right += 1
        if len(held) > most:
            best, most = left, len(held)
        held[values[left]] -= 1
        if not held[values[left]]:
            del held[values[left]]
    return best

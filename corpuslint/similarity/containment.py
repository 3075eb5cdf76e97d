"""Which short texts stand inside longer ones: teasers, excerpts, quotations.

MinHash is blind to containment (16 bands of 8 find 43% of planted teasers). Here a third of all shingles, chosen by
their hash and so alike everywhere, are looked up in an index of the corpus. A text that stands elsewhere word for word
has the same chosen shingles there in the same order, so one shingle that both have tells where all others must be, and
a comparison of two stretches of the index says whether they are. What passes is then read in full.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpuslint.similarity.clusters import group_equal

Indexes = NDArray[np.int64]
Values = NDArray[np.uint32]
Flags = NDArray[np.bool_]

CHOSEN = (1 << 32) // 3
"""Shingles with hashes below this go into the index. A text of twelve words has none of them once in 25 cases, one of
twenty once in 650."""
OCCURRENCES = 16
"""Places of one shingle that are looked at: its first ones in the corpus."""
ANCHORS = 8
"""The rarest shingles of a text, which are looked up; of a short text, two more than may be missing."""
ALIGNED = 32
"""Places of a text at which all its chosen shingles are compared: those on which most of its anchors agree."""
HOLDERS = 8
"""Places at which a text is read in full: those that have most of its shingles."""
SHIFTS = 3
"""Shingles that a word more or less in the middle of a text takes away: where so many may be missing, half of the
chosen ones in line are enough to look."""
STRAY = 1
"""Shingles that two texts share by chance."""
OFTEN = 16
"""A text that stands as a block of its own more often than this is boilerplate, which other rules report."""
LONGER = (21, 20)
"""How much longer the text that stays must be; what is as long is a near-duplicate, not an excerpt."""
CHUNK = 1 << 15
"""Shingles that are looked up at a time."""


@dataclass(frozen=True, slots=True)
class Index:
    """The chosen shingles of the corpus in order, and which of them each text owns: `first[i]:last[i]`.

    Those of document `d` are `edges[d]:edges[d + 1]`. Of the shingles of text `i`, chosen or not, `spare[i]` may be
    missing where it is held. Texts ascend; equal ones have the same `print`.
    """

    values: Values
    edges: Indexes
    first: Indexes
    last: Indexes
    print: NDArray[np.uint64]
    words: Indexes
    spare: Indexes


@dataclass(frozen=True, slots=True)
class Places:
    """Where texts may stand: the chosen shingle `own` of the text is the chosen shingle `other` of the corpus."""

    text: Indexes
    own: Indexes
    other: Indexes
    hits: Indexes

    def only(self, which: NDArray[Any]) -> Places:
        """Some of them."""
        return Places(self.text[which], self.own[which], self.other[which], self.hits[which])


@dataclass(frozen=True, slots=True)
class Buckets:
    """The places of each value: `order[begin[p]:begin[p] + size[begin[p]]]` have the same value as place `p`."""

    order: NDArray[np.uint32]
    begin: NDArray[np.int32]
    size: NDArray[np.int32]

    @classmethod
    def of(cls, values: Values, places: Indexes) -> Buckets:
        """The buckets of the values at some places; no others may be asked for."""
        packed = values[places].astype(np.uint64) << np.uint64(32)
        packed |= places.astype(np.uint64)
        packed.sort()
        order, key = packed.astype(np.uint32), (packed >> np.uint64(32)).astype(np.uint32)
        heads = np.flatnonzero(np.append(True, key[1:] != key[:-1])[: len(key)]).astype(np.int32)
        sizes = np.diff(np.append(heads, np.int32(len(key)))).astype(np.int32)
        begin, size = np.zeros(len(values), np.int32), np.zeros(len(key), np.int32)
        begin[order] = np.repeat(heads, sizes)
        size[heads] = sizes
        return cls(order, begin, size)


def find_places(index: Index) -> Places:
    """Where each text may stand besides its own place; of equal texts only the first one asks and may hold others."""
    kept = group_equal(index.print)
    different = kept == np.arange(len(kept))
    buckets = Buckets.of(index.values, np.flatnonzero(~_inside(index, np.flatnonzero(~different))))
    rare = np.bincount(kept, minlength=len(kept)) <= OFTEN
    asking = np.flatnonzero(different & rare & (index.last > index.first))
    sums = np.cumsum(index.last[asking] - index.first[asking])
    parts = np.split(asking, np.searchsorted(sums, np.arange(CHUNK, sums[-1], CHUNK))) if len(asking) else []
    found = [_places(index, buckets, part) for part in parts if len(part)]
    none = np.zeros(0, np.int64)
    columns = zip(*((places.text, places.own, places.other, places.hits) for places in found), strict=True)
    return Places(*map(np.concatenate, columns)) if found else Places(none, none, none, none)


def _inside(index: Index, texts: Indexes) -> Flags:
    """Which shingles lie within one of the texts."""
    change = np.zeros(len(index.values) + 1, np.int32)
    np.add.at(change, index.first[texts], 1)
    np.add.at(change, index.last[texts], -1)
    inside: Flags = np.cumsum(change)[:-1] > 0
    return inside


def _places(index: Index, buckets: Buckets, texts: Indexes) -> Places:
    row, mine = _spread(index.first[texts], index.last[texts] - index.first[texts])
    sizes = buckets.size[buckets.begin[mine]]
    alone = np.bincount(row[sizes == 1], minlength=len(texts))
    serious = (alone <= index.spare[texts])[row]
    row, mine, sizes = row[serious], mine[serious], sizes[serious]
    ranked = np.lexsort((sizes, row))
    row, mine, sizes = row[ranked], mine[ranked], sizes[ranked]
    rank = np.arange(len(row)) - np.searchsorted(row, row)
    anchors = np.flatnonzero((rank < np.minimum(index.spare[texts[row]] + 2, ANCHORS)) & (sizes > 1))
    anchor, place = _spread(buckets.begin[mine[anchors]], np.minimum(sizes[anchors], OCCURRENCES))
    anchor = anchors[anchor]
    text, own, other = texts[row[anchor]], mine[anchor], buckets.order[place].astype(np.int64)
    apart = (other < index.first[text]) | (other >= index.last[text])
    text, own, other = text[apart], own[apart], other[apart]
    shifts = row[anchor][apart] << 33 | (other - own + (1 << 32))
    _, once, votes = np.unique(shifts, return_index=True, return_counts=True)
    places = _best(Places(text[once], own[once], other[once], votes), ALIGNED)
    return _best(_in_line(index, places), HOLDERS)


def _in_line(index: Index, places: Places) -> Places:
    """Those places at which enough of the text's chosen shingles stand in line, in a text that may be longer."""
    text, shift = places.text, places.other - places.own
    lengths = index.last[text] - index.first[text]
    row, mine = _spread(index.first[text], lengths)
    there = mine + shift[row]
    document = np.searchsorted(index.edges, places.other, side="right") - 1
    inside = (there >= index.edges[document][row]) & (there < index.edges[document + 1][row])
    equal = inside & (index.values[np.where(inside, there, 0)] == index.values[mine])
    hits = np.bincount(row[equal], minlength=len(text))
    spare = index.spare[text]
    enough = (lengths - hits <= spare) | ((spare >= SHIFTS) & (2 * hits >= lengths))
    holder = _block_of(index, index.first[text] + shift)
    whole = (holder >= 0) & (holder == _block_of(index, index.last[text] - 1 + shift))
    short = whole & (LONGER[1] * index.words[holder] < LONGER[0] * index.words[text])
    return Places(text, places.own, places.other, hits).only(enough & ~short)


def _block_of(index: Index, places: Indexes) -> Indexes:
    """The text that owns each chosen shingle, or -1."""
    text = np.searchsorted(index.first, places, side="right") - 1
    return np.where((text >= 0) & (places < index.last[text]), text, -1)


def _best(places: Places, number: int) -> Places:
    """The first places of each text among those with most hits."""
    ranked = np.lexsort((places.other, -places.hits, places.text))
    text = places.text[ranked]
    rank = np.arange(len(text)) - np.searchsorted(text, text)
    return places.only(ranked[rank < number])


def _spread(starts: NDArray[Any], lengths: NDArray[Any]) -> tuple[Indexes, Indexes]:
    """Ranges one after another: for each member the number of its range, and the member."""
    row = np.repeat(np.arange(len(starts)), lengths)
    sums = np.cumsum(lengths, dtype=np.int64)
    return row, np.arange(len(row)) + (starts.astype(np.int64) - (sums - lengths))[row]


@dataclass(frozen=True, slots=True)
class Stretch:
    """The blocks that hold a text, first and last, and the share of its shingles that stand there, in millionths."""

    first: int
    last: int
    share: int


def find_stretch(text: Values, window: Values, block: Indexes, allowed: Flags) -> Stretch | None:
    """The blocks that hold the text, of those that the `window` of shingles of a document goes over.

    `block` says for each shingle of the window to which block it belongs, `allowed` whether it counts. Blocks at either
    end in which only a few shingles stand by chance are left out, and all others where one block holds nine in ten.
    """
    wanted = np.unique(text)
    place = np.minimum(np.searchsorted(wanted, window), len(wanted) - 1)
    hits = np.flatnonzero((wanted[place] == window) & allowed)
    if not len(hits):
        return None
    top = int(block[hits[0]])
    held = np.bincount(block[hits] - top)
    fullest = int(held.argmax())
    if held[fullest] * 10 >= len(wanted) * 9:
        first = last = fullest
    else:
        good = np.flatnonzero(held > max(STRAY, len(wanted) // 20))
        if not len(good):
            return None
        first, last = int(good[0]), int(good[-1])
    inside = hits[(block[hits] >= top + first) & (block[hits] <= top + last)]
    return Stretch(top + first, top + last, len(np.unique(place[inside])) * 1_000_000 // len(wanted))

"""Which short texts stand inside longer ones: teasers, excerpts, quotations.

MinHash is blind to containment (16 bands of 8 find 43% of planted teasers). Here a third of all shingles, chosen by
their hash and so alike everywhere, are looked up in an index of the corpus. A text that stands elsewhere word for word
has the same chosen shingles there in the same order, so one shingle that both have tells where all others must be, and
a comparison of two stretches of the index says whether they are. What passes is then read in full.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpuslint.columns import mapping, release, scratch, stretches, take
from corpuslint.similarity.clusters import group_equal, stays
from corpuslint.tables import distinct

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
OFTEN = 16
"""A text that stands as a block of its own more often than this is boilerplate, which other rules report."""
LONGER = (21, 20)
"""How much longer the text that stays must be; what is as long is a near-duplicate, not an excerpt."""
CHUNK = 1 << 15
"""Shingles that are looked up at a time."""
TOGETHER = 1 << 20
"""Places that are sorted at a time."""
SCATTERED, SCATTERED_PLACES = 1 << 23, 1 << 10
"""Values on the disk that are written in any order, and places that are looked at, before their memory is given up:
each look at one brings 64 KB with it."""
ASKED = 1 << 18
"""Anchors that are looked up at a time."""
TABLE_BITS = 22
"""Bits of a value by which places are passed over that have no value that is looked up."""
LARGEST = 0xFFFF
LOW, HALF = np.uint64(0xFFFFFFFF), np.uint64(32)


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
    words: NDArray[np.integer[Any]]
    spare: Indexes

    @property
    def columns(self) -> tuple[NDArray[Any], ...]:
        """All that may lie on the disk."""
        return self.values, self.first, self.last, self.print, self.words, self.spare


@dataclass(frozen=True, slots=True)
class Places:
    """Where texts may stand: the chosen shingle `own` of the text is the chosen shingle `other` of the corpus."""

    text: Indexes
    own: Indexes
    other: Indexes
    hits: Indexes

    def only(self, which: NDArray[Any] | slice) -> Places:
        """Some of them."""
        return Places(self.text[which], self.own[which], self.other[which], self.hits[which])


class Buckets:
    """The places of each value, but for places that are left out; a range of values at a time, to bound memory."""

    def __init__(self, values: Values, left_out: Flags) -> None:
        self.values = values
        self.left_out = left_out

    def sizes(self) -> NDArray[np.uint16]:
        """For each place, how many places have its value; 0 for those left out, 65,535 for all larger numbers."""
        found = scratch(self.values.shape, np.uint16)
        width = -(-CHOSEN // (1 + len(self.values) // TOGETHER))
        for low in range(0, CHOSEN, width):
            packed = self._sorted(partial(_between, np.uint32(low), np.uint32(width)))
            heads = np.flatnonzero(np.append(True, packed[1:] ^ packed[:-1] > LOW)[: len(packed)])
            sizes = np.diff(np.append(heads, len(packed)))
            place, held = packed.astype(np.uint32), np.repeat(np.minimum(sizes, LARGEST).astype(np.uint16), sizes)
            for first, last in stretches(len(found), SCATTERED):
                mine = slice(None) if last - first == len(found) else (place >= first) & (place < last)
                found[place[mine]] = held[mine]
                release((found,))
        return found

    def places(self, wanted: Values, most: NDArray[np.uint16]) -> tuple[Indexes, Indexes]:
        """Some of the first places of each wanted value, `most` of them: the number of the value, and the place."""
        asked, known = np.zeros(1 << TABLE_BITS, np.bool_), distinct(wanted)
        asked[wanted & (len(asked) - 1)] = True

        def is_asked(values: Values) -> Flags:
            flags: Flags = asked[values & (len(asked) - 1)]
            hits = np.flatnonzero(flags)
            flags[hits] = known[np.minimum(known.searchsorted(values[hits]), len(known) - 1)] == values[hits]
            return flags

        packed = self._sorted(is_asked)
        value, place = _spread(packed.searchsorted(wanted.astype(np.uint64) << HALF), most)
        return value, packed[place].astype(np.uint32).astype(np.int64)

    def _sorted(self, chosen: Callable[[Values], Flags]) -> NDArray[np.uint64]:
        """The chosen values with their places in the low half, ascending."""
        parts = []
        for first in range(0, len(self.values), TOGETHER):
            values = self.values[first : first + TOGETHER]
            hits = np.flatnonzero(chosen(values) & ~self.left_out[first : first + TOGETHER])
            parts.append(values[hits].astype(np.uint64) << HALF | (hits + first).astype(np.uint64))
            release((self.values, self.left_out))
        packed = np.concatenate(parts) if parts else np.zeros(0, np.uint64)
        packed.sort()
        return packed


def _between(low: np.uint32, width: np.uint32, values: Values) -> Flags:
    inside: Flags = values - low < width  # below `low`, the difference wraps around
    return inside


def find_places(index: Index) -> Places:
    """Where each text may stand besides its own place; of equal texts only the first one asks and may hold others."""
    kept = group_equal(index.print)
    different = stays(kept)
    buckets = Buckets(index.values, _inside(index, np.flatnonzero(~different)))
    texts, own, sizes = _anchors(index, buckets.sizes(), _asking(index, kept, different))
    none = np.zeros(0, np.int64)
    found = [Places(none, none, none, none)]
    for begin, end in pairwise(_chunks(texts, np.ones(len(texts), np.int64), ASKED).tolist()):
        text, mine = texts[begin:end], own[begin:end]
        order = np.argsort(mine)
        values = np.empty(len(mine), np.uint32)
        values[order] = take(index.values, mine[order])
        anchor, other = buckets.places(values, np.minimum(sizes[begin:end], OCCURRENCES))
        ends = np.searchsorted(anchor, _chunks(text, np.bincount(anchor, minlength=len(text))))
        for first, last in pairwise(ends.tolist()):
            some = anchor[first:last]
            found.append(_places(index, text[some], mine[some], other[first:last]))
    return _joined(found)


def _asking(index: Index, kept: Indexes, different: Flags) -> Indexes:
    """The texts that are looked for: the first of equal ones, if they are few, that have chosen shingles."""
    held, asking = np.zeros(len(kept), np.uint8), np.zeros(len(kept), np.bool_)
    for first, last in stretches(len(kept)):
        texts, times = np.unique(kept[first:last], return_counts=True)
        held[texts] = np.minimum(held[texts] + times, OFTEN + 1)
        asking[first:last] = different[first:last] & (index.last[first:last] > index.first[first:last])
        release((kept, index.last, index.first))
    return np.flatnonzero(asking & (held <= OFTEN))


def _inside(index: Index, texts: Indexes) -> Flags:
    """Which shingles lie within one of the texts."""
    inside = scratch(index.values.shape, np.bool_)
    for part in _stretches(index, texts):
        inside[_spread(index.first[part], index.last[part] - index.first[part])[1]] = True
        release((inside,))
    return inside


def _stretches(index: Index, texts: Indexes) -> Iterator[Indexes]:
    """The texts, so many at a time that they have `CHUNK` shingles or so."""
    for begin, end in stretches(len(texts)):
        some = texts[begin:end]
        edges = _chunks(np.arange(len(some)), index.last[some] - index.first[some])
        release((index.first, index.last))
        yield from (some[first:last] for first, last in pairwise(edges.tolist()))


def _chunks(owners: Indexes, sizes: Indexes, size: int | None = None) -> Indexes:
    """Where to cut a list of things of these sizes into chunks, but never between two of one owner (ascending)."""
    sums, size = np.cumsum(sizes), size or CHUNK
    cuts = np.searchsorted(sums, np.arange(size, sums[-1], size)) if len(sums) else np.zeros(0, np.int64)
    return distinct(np.concatenate(([0], np.searchsorted(owners, owners[cuts]), [len(owners)])))


def _anchors(index: Index, sizes: NDArray[np.uint16], texts: Indexes) -> tuple[Indexes, Indexes, NDArray[np.uint16]]:
    """The rarest shingles of texts that do not stand alone: the text, the place, and the places that have the value."""
    found = [(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.uint16))]
    for part in _stretches(index, texts):
        row, mine = _spread(index.first[part], index.last[part] - index.first[part])
        held = sizes[mine]
        alone = np.bincount(row[held == 1], minlength=len(part))
        serious = (alone <= index.spare[part])[row]
        row, mine, held = row[serious], mine[serious], held[serious]
        ranked = np.lexsort((held, row))
        row, mine, held = row[ranked], mine[ranked], held[ranked]
        rank = np.arange(len(row)) - np.searchsorted(row, row)
        chosen = (rank < np.minimum(index.spare[part[row]] + 2, ANCHORS)) & (held > 1)
        found.append((part[row[chosen]], mine[chosen], held[chosen]))
        release((sizes, *index.columns))
    texts, own, held = map(np.concatenate, zip(*found, strict=True))
    return texts, own, held


def _places(index: Index, text: Indexes, own: Indexes, other: Indexes) -> Places:
    """The best places, from all that the anchors have."""
    apart = (other < index.first[text]) | (other >= index.last[text])
    text, own, other = text[apart], own[apart], other[apart]
    _, once, votes = np.unique(text << 33 | (other - own + (1 << 32)), return_index=True, return_counts=True)
    places = _best(Places(text[once], own[once], other[once], votes), ALIGNED)
    places = _best(_in_line(index, places), HOLDERS)
    release(index.columns)
    return places


def _in_line(index: Index, places: Places) -> Places:
    """Those places at which enough of the text's chosen shingles stand in line, in a text that may be longer."""
    if mapping(index.values) is None:
        return _some_in_line(index, places)
    found = [places.only(slice(0))]
    for first, last in stretches(len(places.text), SCATTERED_PLACES):
        found.append(_some_in_line(index, places.only(slice(first, last))))
        release(index.columns)
    return _joined(found)


def _joined(parts: Sequence[Places]) -> Places:
    columns = zip(*((places.text, places.own, places.other, places.hits) for places in parts), strict=True)
    return Places(*map(np.concatenate, columns))


def _some_in_line(index: Index, places: Places) -> Places:
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

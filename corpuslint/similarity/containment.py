"""Which short texts stand inside longer ones: teasers, excerpts, quotations.

MinHash is blind to containment (16 bands of 8 find 43% of planted teasers). Here a third of all shingles, chosen by
their hash and so alike everywhere, are looked up in an index of the corpus. A text that stands elsewhere word for word
has the same chosen shingles there in the same order, so one shingle that both have tells where all others must be, and
a comparison of two stretches of the index says whether they are. What passes is then read in full.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpuslint.columns import mapping, release, scratch, stretches
from corpuslint.similarity.clusters import stays
from corpuslint.similarity.occurrences import Occurrences, Slots
from corpuslint.tables import distinct

Indexes = NDArray[np.int64]
Values = NDArray[np.uint32]
Flags = NDArray[np.bool_]

CHOSEN = (1 << 32) // 3
"""Shingles with hashes below this go into the index. A text of twelve words has none of them once in 25 cases, one of
twenty once in 650."""
NOT_HELD = np.uint32(1 << 31)
"""Added to a shingle of a stretch that holds no texts: it keeps its place among the others, and nothing equals it."""
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
WITH_BITS = 21
"""Bits of a value that are its slot in the table of values that are looked for."""
CHUNK = 1 << 15
"""Shingles that are looked up at a time."""
CROWDED = 2
"""Where so many shingles share a slot, another round is worth while, if one in so many is left by the last one."""
SCATTERED_PLACES = 1 << 8
"""Places on the disk that are looked at before their memory is given up: each brings 64 KB with it."""
ASKED = 1 << 18
"""Shingles whose places are looked up at a time."""


@dataclass(frozen=True, slots=True)
class Index:
    """The chosen shingles of the corpus in order, and which of them each text owns: `first[i]:last[i]`.

    Those of document `d` are `edges[d]:edges[d + 1]`. Of the shingles of text `i`, chosen or not, `spare[i]` may be
    missing where it is held. Texts ascend; `kept` is the first of those that are equal.
    """

    values: Values
    edges: Indexes
    first: Indexes
    last: Indexes
    kept: Indexes
    words: NDArray[np.integer[Any]]
    spare: Indexes
    asks: Flags

    @property
    def columns(self) -> tuple[NDArray[Any], ...]:
        """All that may lie on the disk."""
        return self.values, self.first, self.last, self.kept, self.words, self.spare, self.asks


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


def find_places(index: Index) -> Places:
    """Where each text may stand besides its own place; of equal texts only the first one asks and may hold others."""
    different = stays(index.kept)
    left_out = _inside(index, np.flatnonzero(~different))
    for some in (slice(*edge) for edge in stretches(len(left_out))):
        left_out[some] |= index.values[some] >= NOT_HELD
        release((left_out, index.values))
    texts = _known_elsewhere(index, left_out, _asking(index, different))
    occurrences = Occurrences(index.values, left_out, _values(index, texts), _size(index, texts))
    none = np.zeros(0, np.int64)
    found = [Places(none, none, none, none)]
    for part in _stretches(index, texts, ASKED):
        text, own, first, size = _anchors(index, occurrences, part)
        most = np.minimum(size, OCCURRENCES)
        for begin, end in pairwise(_chunks(text, most).tolist()):
            anchor, row = _spread(first[begin:end], most[begin:end])
            anchor += begin
            found.append(_places(index, text[anchor], own[anchor], occurrences.at(row)))
    return _joined(found)


def texts_with(index: Index, values: Values) -> Flags:
    """Which texts have one of these values among their chosen shingles."""
    if not len(values):
        return np.zeros(len(index.first), np.bool_)
    wanted = distinct(values)
    table = np.zeros(1 << WITH_BITS, np.bool_)
    table[wanted & np.uint32(len(table) - 1)] = True
    found = [np.zeros(0, np.int64)]
    for first, last in stretches(len(index.values), ASKED):
        some = index.values[first:last]
        hits = np.flatnonzero(table.take(some & np.uint32(len(table) - 1)))
        place = np.minimum(wanted.searchsorted(some[hits]), len(wanted) - 1)
        found.append(hits[wanted[place] == some[hits]] + first)
        release((index.values,))
    places = np.append(np.concatenate(found), len(index.values))
    return places[places.searchsorted(index.first)] < index.last


def _known_elsewhere(index: Index, left_out: Flags, texts: Indexes) -> Indexes:
    """The texts without those of which too many shingles are known to stand nowhere else."""
    while True:
        slots, size = Slots(_size(index, texts)), _size(index, texts)
        for part in _stretches(index, texts):
            places = _owned(index, part)[1]
            slots.ask(index.values[places], places)
            release(index.columns)
        slots.look(index.values, left_out)
        found = [np.zeros(0, np.int64)]
        for part in _stretches(index, texts):
            row, places = _owned(index, part)
            alone = np.bincount(row[slots.alone(index.values[places])], minlength=len(part))
            found.append(part[alone <= index.spare[part]])
            release(index.columns)
        texts = np.concatenate(found)
        if size <= CROWDED * len(slots) or CROWDED * _size(index, texts) > size:
            return texts


def _values(index: Index, texts: Indexes) -> Iterator[Values]:
    """The chosen shingles of texts, some at a time."""
    for part in _stretches(index, texts):
        yield index.values[_owned(index, part)[1]]
        release(index.columns)


def _size(index: Index, texts: Indexes) -> int:
    """How many chosen shingles texts have."""
    return int((index.last[texts] - index.first[texts]).sum())


def _asking(index: Index, different: Flags) -> Indexes:
    """The texts that are looked for: the first of equal ones, if they are few, that have chosen shingles."""
    kept = index.kept
    held, asking = np.zeros(len(kept), np.uint8), np.zeros(len(kept), np.bool_)
    for first, last in stretches(len(kept)):
        texts, times = np.unique(kept[first:last], return_counts=True)
        held[texts] = np.minimum(held[texts] + times, OFTEN + 1)
        some = slice(first, last)
        asking[some] = different[some] & index.asks[some] & (index.last[some] > index.first[some])
        release((kept, index.last, index.first, index.asks))
    return np.flatnonzero(asking & (held <= OFTEN))


def _inside(index: Index, texts: Indexes) -> Flags:
    """Which shingles lie within one of the texts."""
    inside = scratch(index.values.shape, np.bool_)
    for part in _stretches(index, texts):
        inside[_owned(index, part)[1]] = True
        release((inside,))
    return inside


def _owned(index: Index, texts: Indexes) -> tuple[Indexes, Indexes]:
    """The chosen shingles of texts: for each the number of its text, and its place."""
    return _spread(index.first[texts], index.last[texts] - index.first[texts])


def _stretches(index: Index, texts: Indexes, size: int | None = None) -> Iterator[Indexes]:
    """The texts, so many at a time that they have `size` shingles or so, `CHUNK` by default."""
    for begin, end in stretches(len(texts)):
        some = texts[begin:end]
        edges = _chunks(np.arange(len(some)), index.last[some] - index.first[some], size)
        release((index.first, index.last))
        yield from (some[first:last] for first, last in pairwise(edges.tolist()))


def _chunks(owners: Indexes, sizes: Indexes, size: int | None = None) -> Indexes:
    """Where to cut a list of things of these sizes into chunks, but never between two of one owner (ascending)."""
    sums, size = np.cumsum(sizes), size or CHUNK
    cuts = np.searchsorted(sums, np.arange(size, sums[-1], size)) if len(sums) else np.zeros(0, np.int64)
    return distinct(np.concatenate(([0], np.searchsorted(owners, owners[cuts]), [len(owners)])))


def _anchors(index: Index, occurrences: Occurrences, texts: Indexes) -> tuple[Indexes, Indexes, Indexes, Indexes]:
    """The rarest shingles of texts that do not stand alone: the text, the place, where its others begin, how many."""
    row, mine = _owned(index, texts)
    first, held = occurrences.find(index.values[mine])
    alone = np.bincount(row[held == 1], minlength=len(texts))
    rows = np.flatnonzero((alone <= index.spare[texts])[row])
    rows = rows[np.lexsort((held[rows], row[rows]))]
    row, mine, first, held = row[rows], mine[rows], first[rows], held[rows]
    rank = np.arange(len(row)) - np.searchsorted(row, row)
    chosen = (rank < np.minimum(index.spare[texts[row]] + 2, ANCHORS)) & (held > 1)
    release(index.columns)
    return texts[row[chosen]], mine[chosen], first[chosen], held[chosen]


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
    return _longer(index, Places(text, places.own, places.other, hits).only(enough))


def _longer(index: Index, places: Places) -> Places:
    """Those places that do not lie in a block that is too short to hold the text."""
    text, shift = places.text, places.other - places.own
    holder = _block_of(index, index.first[text] + shift)
    whole = (holder >= 0) & (holder == _block_of(index, index.last[text] - 1 + shift))
    short = whole & (LONGER[1] * index.words[holder] < LONGER[0] * index.words[text])
    return places.only(~short)


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

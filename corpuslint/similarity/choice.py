"""Which texts stay, and whose copies the others are: one answer, whatever the way to it.

The answer is defined by taking the texts in order. A text is compared with the texts that stay so far, of each of its
buckets the first `REPRESENTATIVES`; it is a copy when it is near one of them, and then of the most similar one, of
equally similar ones the first. To go from text to text would be slow. So the search guesses which texts stay, compares
what such a guess asks to be compared, and mends the guess until it is what follows from it. Only one guess is: a text
depends on earlier ones alone, so by induction nothing else can come out, in whatever order pairs were compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import starmap
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpuslint.columns import ColumnStore, release, stretches
from corpuslint.similarity.candidates import REPRESENTATIVES, BandFlags, Flags, Indexes, Keys, make_buckets, meeting
from corpuslint.similarity.clusters import STAYS, Pairs, choose
from corpuslint.similarity.crowds import left_out
from corpuslint.tables import distinct

Compare = Callable[[Indexes, Indexes], NDArray[np.int64]]
"""Similarities of pairs in millionths, or -1 for pairs that are not similar enough."""
Likely = Callable[[Indexes, Indexes], Flags]
"""A quick look at pairs, in which none fails that is similar enough."""
TOGETHER = 1 << 18
"""Pairs that are held until they are compared: it bounds the memory."""
HALF, LOW = 32, (1 << 32) - 1
"""A pair is one number: the first text in its upper half, the second one in the lower."""
SIDES = ("first", "second", "score")
"""Columns of verified pairs."""


@dataclass(frozen=True)
class Found:
    """For each text the one that stays (`clusters.STAYS` where it stays itself), and how similar they are."""

    kept: Indexes
    similarity: NDArray[np.integer[Any]]
    left_out: int
    """Pairs of texts that stay and share a bucket, but were not compared: the bucket was too large (see `crowds`)."""


def search(keys: Keys, compare: Compare, rank: Indexes | None = None, likely: Likely | None = None) -> Found:
    """The copies among texts with these band keys: each verified against a text that itself stays.

    `rank` gives the order in which texts are taken instead of their own. With `likely` most pairs of a bucket whose
    texts are no copies cost a quick look. Most texts that are found to be copies are
    compared with one other text before they leave their buckets, so a bucket of near-copies costs no more than its
    size.
    """
    order = None if rank is None else np.argsort(rank)
    choice = Choice(keys, compare, order, likely)
    choice.guess()
    asking = None
    while asking is None or asking.any():
        choice.compare_leaders(asking)
        asking = choice.decide(rank)
    choice.compare_copies()
    choice.decide(rank)
    first, second, score = choice.edges.all()
    kept = choice.kept
    return Found(kept, _similarity_of(kept, first, second, score), left_out(keys, choice.front, choice.stays))


class Choice:
    """A guess which texts stay, and what was compared.

    `front` flags the texts that are among the first `REPRESENTATIVES` of their bucket, if they stay. `met` are texts
    that the others of their bucket were compared with, if `was_open`.
    """

    def __init__(self, keys: Keys, compare: Compare, order: Indexes | None, likely: Likely | None = None) -> None:
        self.keys, self.compare, self.order, self.likely = keys, compare, order, likely
        self.edges = Edges()
        self.kept = np.full(len(keys), STAYS, np.int64)
        self.stays: Flags = np.ones(len(keys), np.bool_)
        self.front, self.met = BandFlags(keys, True), BandFlags(keys, False)
        self.was_open = self.stays
        self.crowded = False

    def in_order(self, chosen: Flags) -> Indexes:
        """These texts, in the order in which they are taken."""
        if self.order is None:
            return np.flatnonzero(chosen)
        found: Indexes = self.order[chosen[self.order]]
        return found

    def guess(self) -> None:
        """Compare each text with the first one of its buckets, band by band; texts that are near leave at once."""
        for band in range(self.keys.shape[1]):
            buckets = make_buckets(self.keys, band, self.in_order(self.stays))
            for first, second in buckets.pairs(1):
                first, second = self.likely_of(first, second)
                fresh = ~self.met.meet(first, second, band)
                near = self.verify(first[fresh], second[fresh])
                self.stays[near] = False
            self.met.set(band, buckets.leaders[buckets.heads[buckets.before == 0]], True)
        self.was_open = self.stays

    def compare_leaders(self, asking: Flags | None) -> None:
        """Compare what the guess says stays; of later guesses only buckets that hold texts that are `asking`."""
        self.compare_each(self._buckets_of_leaders(band, asking) for band in range(self.keys.shape[1]))
        self.met, self.was_open = self.front.copy(), self.stays

    def _buckets_of_leaders(self, band: int, asking: Flags | None) -> Iterator[tuple[Indexes, Indexes]]:
        texts = self.in_order(self.stays)
        if asking is not None:
            texts = meeting(self.keys, band, texts, asking)
        buckets = make_buckets(self.keys, band, texts)
        fresh = None if asking is None else asking | ~self.front.get(band)
        behind = buckets.before >= REPRESENTATIVES
        self.front.set(band, texts, True)
        self.front.set(band, buckets.members[behind], False)
        self.crowded |= bool(behind.any())
        for first, second in buckets.pairs(REPRESENTATIVES):
            if asking is not None and fresh is not None:
                wanted = fresh[first] | asking[second]
                first, second = first[wanted], second[wanted]
            yield first, second

    def compare_copies(self) -> None:
        """Compare copies with all texts that stay and are in front in one of their buckets."""
        self.compare_each(self._buckets_of_copies(band) for band in range(self.keys.shape[1]))

    def _buckets_of_copies(self, band: int) -> Iterator[tuple[Indexes, Indexes]]:
        texts = self.in_order(np.ones(len(self.keys), np.bool_))
        for first, second in make_buckets(self.keys, band, texts, self.stays).pairs(
            REPRESENTATIVES, asking=~self.stays
        ):
            wanted = self.kept[second] != first
            yield first[wanted], second[wanted]

    def compare_each(self, bands: Iterable[Iterator[tuple[Indexes, Indexes]]]) -> None:
        """Compare the likely pairs of all bands, each once, `TOGETHER` or so at a time: few calls cost less."""
        held: list[Indexes] = []
        done = size = 0
        for band, pairs in enumerate(bands):
            full = False
            for first, second in starmap(self.likely_of, pairs):
                held.append(first << HALF | second)
                size += len(first)
                if size >= TOGETHER:
                    self.compare_new(held, done)
                    full, size = True, 0
            if full:
                self.compare_new(held, done)
                done, size = band + 1, 0
        self.compare_new(held, done)

    def compare_new(self, held: list[Indexes], done: int) -> None:
        """Compare what is held of pairs that met neither before this round nor in the first `done` bands of it."""
        if held:
            pairs = distinct(np.concatenate(held))
            first, second = pairs >> HALF, pairs & LOW
            known = self.was_open[first] & self.was_open[second] & self.met.meet(first, second, self.keys.shape[1])
            known |= self.front.meet(first, second, done)
            self.verify(first[~known], second[~known])
        held.clear()

    def likely_of(self, first: Indexes, second: Indexes) -> tuple[Indexes, Indexes]:
        """The pairs that do not fail a quick look: to see whether the others met before would take longer."""
        if self.likely is None:
            return first, second
        chosen = self.likely(first, second)
        return first[chosen], second[chosen]

    def verify(self, first: Indexes, second: Indexes) -> Indexes:
        """Compare pairs; those of the second texts that are near."""
        return self.edges.add(first, second, self.compare(first, second))

    def decide(self, rank: Indexes | None) -> Flags:
        """A better guess; which texts stay now and did not before, or the other way round."""
        first, second, score = self.edges.all()
        if self.crowded:  # A text that stays is no reason where others are in front of it.
            valid = self.stays[first] & self.front.meet(first, second, self.keys.shape[1])
            first, second, score = first[valid], second[valid], score[valid]
        self.kept = choose(len(self.keys), first, second, score, rank)
        before, self.stays = self.stays, self.kept == STAYS
        changed: Flags = before != self.stays
        return changed


def front_of(keys: Keys, stays: Flags, order: Indexes | None) -> BandFlags:
    """Which texts are in front in their bucket, if those stay that are said to."""
    choice = Choice(keys, lambda first, second: np.full(len(first), -1, np.int64), order)
    choice.stays = stays
    for band in range(keys.shape[1]):
        next(choice._buckets_of_leaders(band, None), None)
    return choice.front


class Edges:
    """The verified pairs, as they are found: twelve bytes each, on the disk where there are many."""

    def __init__(self) -> None:
        self.columns = ColumnStore()

    def add(self, first: Indexes, second: Indexes, score: NDArray[np.int64]) -> Indexes:
        """Keep the pairs that are similar enough, and return their second texts."""
        near = score >= 0
        sides = (first[near], second[near], score[near])
        self.columns.add({name: side.astype(np.int32) for name, side in zip(SIDES, sides, strict=True)})
        return sides[1]

    def all(self) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
        """All pairs, and their similarities."""
        columns = self.columns.result()
        first, second, score = (columns.get(name, np.zeros(0, np.int32)) for name in SIDES)
        return first, second, score


def _similarity_of(kept: Indexes, first: Pairs, second: Pairs, score: Pairs) -> NDArray[np.int32]:
    found = np.zeros(len(kept), np.int32)
    for begin, end in stretches(len(first)):
        sides = first[begin:end], second[begin:end]
        mine = kept[sides[1]] == sides[0]
        found[sides[1][mine]] = score[begin:end][mine]
    release((first, second, score))
    return found

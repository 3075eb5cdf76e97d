"""A quick way to find the phrases of page furniture in lines.

Lines that cannot hold a phrase are ruled out with arrays: each phrase has an anchor (three or two neighbouring words of
it, or one word), and the anchors' hashes are looked up for all words of a batch at once. Only lines with an anchor are
split into Python strings and matched. `data/phrases.txt` explains the notation of the list.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from corpuslint.language.phrase_list import (
    AT_MOST,
    CATEGORIES,
    CREDITS,
    LONGEST,
    NAME,
    NUMBER,
    REST,
    SINGLE,
    SOME,
    SYMBOLS,
    Phrase,
    Token,
    read,
    split,
)
from corpuslint.language.sieve import Hashes, Sieve
from corpuslint.tables import distinct
from corpuslint.words import hash_terms

if TYPE_CHECKING:
    from corpuslint.batch import Batch

EMPTY = np.zeros(0, np.uint64)
SIEVE = 17
"""Bits of a table's index: there are some 4,000 anchors."""


@dataclass(frozen=True, slots=True)
class Match:
    """Where a phrase covers tokens `first..last` (exclusive) of a line."""

    phrase: Phrase
    first: int
    last: int

    @property
    def rank(self) -> tuple[int, bool]:
        """Longer matches are better; of equally long ones, those of strong phrases."""
        return self.last - self.first, not self.phrase.weak


class _Node:
    """Where some phrases are after their first words: those that end here, and by which word the others go on.

    What follows is looked up when it is first asked for: a corpus meets few of all beginnings.
    """

    def __init__(self, passing: Sequence[Phrase] = (), depth: int = 0) -> None:
        self.depth = depth
        self.phrases = [phrase for phrase in passing if len(phrase.words) == depth]
        self.passing = [phrase for phrase in passing if len(phrase.words) > depth]

    @cached_property
    def words(self) -> dict[str, _Node]:
        """The words that may come next, each with what it leads to."""
        following = defaultdict(list)
        for phrase in self.passing:
            following[phrase.words[self.depth]].append(phrase)
        return {word: _Node(passing, self.depth + 1) for word, passing in following.items()}


class Anchors:
    """Hashes by which lines are ruled out: of words, or of two or three neighbouring words.

    With each goes how many words a line may have in which it counts.
    """

    def __init__(self, words: dict[tuple[str, ...], int]) -> None:
        ordered = sorted(words)
        hashes, *rest = (hash_terms(list(column)) for column in zip(*ordered, strict=True)) if ordered else [EMPTY]
        for column in rest:
            hashes = pair_hashes(hashes, column)
        order = np.argsort(hashes)
        self.known = hashes[order]
        self.longest = np.array([words[anchor] for anchor in ordered], np.int64)[order]

    def among(self, values: Hashes) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
        """Which of the values are anchors, and the longest line for each of these."""
        if not len(self.known):
            return np.zeros(len(values), np.bool_), self.longest
        at = np.minimum(np.searchsorted(self.known, values), len(self.known) - 1)
        exact = self.known[at] == values
        return exact, self.longest[at[exact]]


class Phrases:
    """All phrases of the files, ready for matching."""

    def __init__(self, phrases: Sequence[Phrase]) -> None:
        self.root = _Node(phrases)
        anchors: list[dict[tuple[str, ...], int]] = [{}, {}, {}]
        # A phrase whose words all stand alone takes one that is an anchor already: what is common costs once.
        for phrase in sorted(phrases, key=lambda phrase: len(phrase.literals)):
            anchor = _anchor(phrase, anchors[0])
            if anchor:
                longest = phrase.longest_line if len(anchor) > 1 else min(phrase.longest_line, SINGLE)
                known = anchors[len(anchor) - 1]
                known[anchor] = max(known.get(anchor, 0), longest)
        self.singles, self.pairs, self.triples = map(Anchors, anchors)
        begun = Anchors(dict.fromkeys((words[:2] for words in anchors[2]), LONGEST))
        self.word_sieve = Sieve.of(self.singles.known, SIEVE)
        self.pair_sieve = Sieve.of(np.append(self.pairs.known, begun.known), SIEVE)
        credited = {phrase.words[:1]: LONGEST for phrase in phrases if phrase.category == CREDITS}
        self.credited = Anchors({words: longest for words, longest in credited.items() if words[0] not in SYMBOLS})

    def candidates(self, batch: Batch, eligible: NDArray[np.bool_]) -> NDArray[np.int64]:
        """The indexes of the eligible lines of the batch that hold an anchor."""
        hashes, lines = batch.words.hash, batch.lines
        if not len(hashes):
            return np.zeros(0, np.int64)
        chosen = np.zeros(len(lines), np.bool_)
        for anchors, places, values in self._looked_up(hashes):
            exact, longest = anchors.among(values)
            line = lines.first_word.searchsorted(places[exact], "right") - 1
            chosen[line[lines.words[line] <= longest]] = True
        return np.flatnonzero(chosen & eligible)

    def _looked_up(self, hashes: Hashes) -> Iterator[tuple[Anchors, NDArray[np.int64], Hashes]]:
        """Where anchors may begin, and the hashes there; of three words only where the first two begin one."""
        places = self.word_sieve.passing(hashes)
        yield self.singles, places, hashes[places]
        pairs = pair_hashes(hashes[:-1], hashes[1:])
        places = self.pair_sieve.passing(pairs)
        yield self.pairs, places, pairs[places]
        places = places[places + 2 < len(hashes)]
        yield self.triples, places, pair_hashes(pairs[places], hashes[places + 2])

    def credits(self, batch: Batch, chosen: NDArray[np.int64]) -> NDArray[np.int64]:
        """Which of the chosen lines hold a word with which a credit begins."""
        first, size = batch.lines.first_word[chosen], batch.lines.words[chosen]
        edges = np.append(0, np.cumsum(size))
        inside = np.repeat(first - edges[:-1], size) + np.arange(edges[-1])
        places = np.flatnonzero(self.credited.among(batch.words.hash[inside])[0])
        return chosen[distinct(edges.searchsorted(places, "right") - 1)]

    def may_begin(self, word: str) -> bool:
        """Whether a phrase begins with this word."""
        return word.lower() in self.root.words

    def matches(self, tokens: Sequence[Token]) -> list[Match]:
        """Phrases that cover the line from left to right without overlaps, the longest first at each place."""
        found: list[Match] = []
        place = 0
        begins = self.root.words
        while place < len(tokens):
            word = tokens[place].word
            if word not in begins and not (word.isdigit() and NUMBER in begins):
                place += 1
                continue
            best: Match | None = None
            for phrase, last in self._walk(self.root, tokens, place):
                match = self._extend(phrase, tokens, place, last, found)
                if match and (best is None or match.rank > best.rank):
                    best = match
            if best is None:
                place += 1
                continue
            found = [match for match in found if match.last <= best.first]
            found.append(best)
            place = max(best.last, place + 1)
        return found

    def _extend(
        self, phrase: Phrase, tokens: Sequence[Token], place: int, last: int, found: Sequence[Match]
    ) -> Match | None:
        """The match of a phrase whose words are `place..last`, with what belongs to it on both sides."""
        first = place
        if phrase.open_start:
            first = 0
        elif phrase.led:
            first = max(found[-1].last if found else 0, place - AT_MOST)
            if first == place:
                return None
        elif phrase.open_end and not tokens[place].fresh and not (found and found[-1].last == place):
            return None
        return Match(phrase, first, len(tokens) if phrase.open_end else last)

    def _walk(self, node: _Node, tokens: Sequence[Token], place: int) -> Iterator[tuple[Phrase, int]]:
        for phrase in node.phrases:
            yield phrase, place
        if place >= len(tokens) or not node.words:
            return
        word = tokens[place].word
        if word in node.words:
            yield from self._walk(node.words[word], tokens, place + 1)
        if NUMBER in node.words and word.isdigit():
            yield from self._walk(node.words[NUMBER], tokens, place + 1)
        if NAME in node.words and tokens[place].capital:
            yield from self._walk(node.words[NAME], tokens, place + 1)
        if SOME in node.words:
            for size in range(1, min(AT_MOST, len(tokens) - place) + 1):
                yield from self._walk(node.words[SOME], tokens, place + size)
        if REST in node.words:
            for start in range(place, len(tokens)):
                if tokens[start].word in node.words[REST].words:
                    yield from self._walk(node.words[REST], tokens, start)


def _anchor(phrase: Phrase, singles: Container[tuple[str, ...]]) -> tuple[str, ...]:
    """The neighbouring words, three at best, by which the phrase is looked up; the longest are likely the rarest."""
    for size in (3, 2):
        near = [phrase.words[place : place + size] for place in range(len(phrase.words) - size + 1)]
        near = [words for words in near if not SYMBOLS.intersection(words)]
        if near:
            return max(near, key=lambda words: sum(map(len, words)))
    if not phrase.literals:
        return ()
    return (max(phrase.literals, key=lambda word: ((word,) in singles, len(word))),)


def pair_hashes(first: Hashes, second: Hashes) -> Hashes:
    """One hash for two neighbouring words."""
    return first * np.uint64(0x9E3779B97F4A7C15) + second


@cache
def load() -> Phrases:
    """The shipped phrases, read once."""
    return Phrases(read())


__all__ = ["CATEGORIES", "CREDITS", "Match", "Phrase", "Phrases", "load", "pair_hashes", "split"]

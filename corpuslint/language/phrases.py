"""Phrases of page furniture: a list that people read and extend, and a quick way to find its phrases in lines.

`data/phrases.txt` explains its own notation. Lines that cannot hold a phrase are ruled out with arrays: each phrase
has an anchor (three or two neighbouring words of it, or one word), and the anchors' hashes are looked up for all words
of a batch at once. Only lines with an anchor are split into Python strings and matched.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from corpuslint.words import hash_terms

if TYPE_CHECKING:
    from corpuslint.batch import Batch

EMPTY = np.zeros(0, np.uint64)
DATA = Path(__file__).parent.parent / "data"
FILES = ("phrases.txt", "phrases_counted.txt")
NUMBER, SOME, NAME, REST = "#", "*", "A", "..."
SYMBOLS = frozenset((NUMBER, SOME, NAME, REST))
AT_MOST = 3
"""Words that `*` stands for, at most; one at least."""
ENOUGH = 4
"""What the literal words of a strong phrase come to: a word counts 2, a character of a script without spaces 1."""
LONGEST = 70
"""Lines of more words are not looked at."""
CLOSED, SINGLE = 16, 8
"""The same for phrases that do not run on to the line's edge, and for those with one word to look up."""
SHARE, SHARE_WEAK = 4, 2
"""Lines of more than so many times a phrase's words are not looked at for its sake."""
WORD = re.compile(r"[^\W\d_]+|\d+|_+|©")
PART_END = re.compile(r"[.!?…:;|•·>»–—()\[\]]|\s-\s|\s\s")
GLUED = re.compile(r"(?<=[a-zß-ÿ])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
"""Where a line end was lost: `storyGet` is two words."""
SOLO = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
CREDITS = "photo"
"""The category whose phrases are credits where they stand in brackets at the end of a line."""
CATEGORIES = {
    "comments": "comment form",
    "moderation": "moderation notice",
    "share": "share links",
    "print": "print and font tools",
    "sign-in": "sign-in",
    "newsletter": "newsletter or feed",
    "cookies": "cookie notice",
    "donation": "donation plea",
    "pagination": "pagination",
    "copyright": "copyright or legal line",
    "disclaimer": "disclaimer",
    "byline": "byline, date or counter",
    "photo": "photo credit or player",
    "contact": "contact line",
    "related": "related links",
    "search": "search form",
    "captcha": "captcha",
    "ads": "advertisement or shop",
    "skip": "menu or skip link",
    "running-head": "running head or page furniture",
    "navigation": "menu entry",
}
"""What a message calls each category of the file."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """One line of the file."""

    category: str
    language: str
    words: tuple[str, ...]
    """Literal words in lower case, and symbols: `#`, `*`, `A`, and `...` between words."""
    weak: bool
    open_start: bool
    open_end: bool
    led: bool
    """Whether it began with `*`: one to three words before it belong to it."""

    @property
    def literals(self) -> list[str]:
        """The words that stand for themselves."""
        return [word for word in self.words if word not in SYMBOLS]

    @property
    def longest_line(self) -> int:
        """Words of the longest line in which it can matter: it, and others, must cover half of the line."""
        if self.open_start or self.open_end or REST in self.words:
            return LONGEST
        size = len(self.words) + (AT_MOST - 1) * self.words.count(SOME) + AT_MOST * self.led
        return min(CLOSED, (SHARE_WEAK if self.weak else SHARE) * size)

    @property
    def text(self) -> str:
        """As the file has it."""
        return " ".join(self.words)


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a line; `start` and `end` are offsets into the line."""

    word: str
    start: int
    end: int
    capital: bool
    fresh: bool
    """Whether a sentence or a part of a line may begin here: the line's start, or punctuation before."""


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


@dataclass(slots=True)
class _Node:
    words: dict[str, _Node] = field(default_factory=dict)
    phrases: list[Phrase] = field(default_factory=list)


def split(line: str) -> list[Token]:
    """The words of a line, in lower case; glued words are two, and of scripts without spaces each character is one."""
    tokens: list[Token] = []
    last = 0
    for match in WORD.finditer(line):
        whole, start, end = match.group(), match.start(), match.end()
        fresh = not tokens or (line[last:start] != " " and bool(PART_END.search(line, last, start)))
        last = end
        if whole.isascii() and whole[1:].islower():
            tokens.append(Token(whole.lower(), start, end, whole[0].isupper(), fresh))
            continue
        cuts = [start, *(start + cut.start() for cut in GLUED.finditer(whole)), end]
        for left, right in pairwise(cuts):
            word = line[left:right].lower()
            if SOLO.match(word):
                tokens += (Token(one, left + k, left + k + 1, False, True) for k, one in enumerate(word))
            else:
                tokens.append(Token(word, left, right, line[left].isupper(), fresh or left > start))
    return tokens


def parse(text: str) -> Iterator[Phrase]:
    """The phrases of a file."""
    category = language = ""
    for raw in text.splitlines():
        line = raw.strip()
        if not line or line.startswith("##"):
            continue
        if line.startswith("["):
            category, language = line.strip("[]").split()
            continue
        weak = line.startswith("? ")
        parts = line.removeprefix("? ").split()
        open_start, open_end = parts[0] == REST, parts[-1] == REST
        led = parts[0] == SOME
        inner = parts[open_start or led : len(parts) - open_end]
        words: list[str] = []
        for part in inner:
            plain = part in SYMBOLS or (part.isascii() and part.isalpha())
            words += [part] if plain else [token.word for token in split(part)]
        literal = [word for word in words if word not in SYMBOLS]
        solo = sum(bool(SOLO.match(word)) for word in literal)
        weak = weak or 2 * len(literal) - solo < ENOUGH
        yield Phrase(category, language, tuple(words), weak, open_start, open_end, led)


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
        self.table = np.zeros(1 << 18, np.bool_)
        self.table[(self.known >> np.uint64(46)).astype(np.int64)] = True

    def places(self, values: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Where the values are anchors, and the longest line for each: by their upper bits first, then exactly."""
        places = np.flatnonzero(self.table[(values >> np.uint64(46)).astype(np.int64)])
        if not len(self.known):
            return places[:0], places[:0]
        at = np.minimum(np.searchsorted(self.known, values[places]), len(self.known) - 1)
        exact = self.known[at] == values[places]
        return places[exact], self.longest[at[exact]]


class Phrases:
    """All phrases of the files, ready for matching."""

    def __init__(self, phrases: Sequence[Phrase]) -> None:
        self.root = _Node()
        anchors: list[dict[tuple[str, ...], int]] = [{}, {}, {}]
        # A phrase whose words all stand alone takes one that is an anchor already: what is common costs once.
        for phrase in sorted(phrases, key=lambda phrase: len(phrase.literals)):
            node = self.root
            for word in phrase.words:
                node = node.words.setdefault(word, _Node())
            node.phrases.append(phrase)
            anchor = _anchor(phrase, anchors[0])
            if anchor:
                longest = phrase.longest_line if len(anchor) > 1 else min(phrase.longest_line, SINGLE)
                known = anchors[len(anchor) - 1]
                known[anchor] = max(known.get(anchor, 0), longest)
        self.singles, self.pairs, self.triples = map(Anchors, anchors)
        credited = {phrase.words[:1]: LONGEST for phrase in phrases if phrase.category == CREDITS}
        self.credited = Anchors({words: longest for words, longest in credited.items() if words[0] not in SYMBOLS})

    def candidates(self, batch: Batch, eligible: NDArray[np.bool_]) -> NDArray[np.int64]:
        """The indexes of the eligible lines of the batch that hold an anchor."""
        hashes, lines = batch.words.hash, batch.lines
        if not len(hashes):
            return np.zeros(0, np.int64)
        found = []
        pairs = pair_hashes(hashes[:-1], hashes[1:])
        triples = pair_hashes(pairs[:-1], hashes[2:])
        for anchors, values in ((self.triples, triples), (self.pairs, pairs), (self.singles, hashes)):
            places, longest = anchors.places(values)
            line = np.searchsorted(lines.first_word, places, side="right") - 1
            found.append(line[lines.words[line] <= longest])
        chosen = np.unique(np.concatenate(found))
        return chosen[eligible[chosen]]

    def credits(self, batch: Batch, chosen: NDArray[np.int64]) -> NDArray[np.int64]:
        """Which of the chosen lines hold a word with which a credit begins."""
        first, size = batch.lines.first_word[chosen], batch.lines.words[chosen]
        edges = np.append(0, np.cumsum(size))
        inside = np.repeat(first - edges[:-1], size) + np.arange(edges[-1])
        places, _ = self.credited.places(batch.words.hash[inside])
        return chosen[np.unique(np.searchsorted(edges, places, side="right") - 1)]

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


def pair_hashes(first: NDArray[np.uint64], second: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """One hash for two neighbouring words."""
    return first * np.uint64(0x9E3779B97F4A7C15) + second


def read(names: Sequence[str] = FILES) -> list[Phrase]:
    """The phrases of the shipped files."""
    return [phrase for name in names if (DATA / name).exists() for phrase in parse((DATA / name).read_text("utf-8"))]


@cache
def load() -> Phrases:
    """The shipped phrases, read once."""
    return Phrases(read())


__all__ = ["CATEGORIES", "Match", "Phrase", "Phrases", "Token", "load", "pair_hashes", "parse", "read", "split"]

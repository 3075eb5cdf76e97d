"""Phrases of page furniture: a list that people read and extend, and a quick way to find its phrases in lines.

`data/phrases.txt` explains its own notation. Lines that cannot hold a phrase are ruled out with arrays: each phrase
has an anchor (two neighbouring words of it, or its only word), and the anchors' hashes are looked up for all words of
a batch at once. Only lines with an anchor are split into Python strings and matched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
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
WORD = re.compile(r"[^\W\d_]+|\d+|_+|©")
PART_END = re.compile(r"[.!?…:;|•·>»–—()\[\]]|\s-\s|\s\s")
GLUED = re.compile(r"(?<=[a-zß-ÿ])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
"""Where a line end was lost: `storyGet` is two words."""
SOLO = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
CATEGORIES = {
    "comments": "comment form", "moderation": "moderation notice", "share": "share links", "print": "print and font tools",
    "sign-in": "sign-in", "newsletter": "newsletter or feed", "cookies": "cookie notice", "donation": "donation plea",
    "pagination": "pagination", "copyright": "copyright or legal line", "disclaimer": "disclaimer",
    "byline": "byline, date or counter", "photo": "photo credit or player", "contact": "contact line",
    "related": "related links", "search": "search form", "captcha": "captcha", "ads": "advertisement or shop",
    "skip": "menu or skip link", "running-head": "running head or page furniture",
}  # fmt: skip
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

    @property
    def literals(self) -> list[str]:
        """The words that stand for themselves."""
        return [word for word in self.words if word not in SYMBOLS]

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
        start = match.start()
        fresh = not tokens or bool(PART_END.search(line, last, start))
        last = match.end()
        cuts = [start, *(start + cut.start() for cut in GLUED.finditer(match.group())), match.end()]
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
        if not line or (line.startswith("# ") and line[2:3].isupper()) or line == "#":
            continue
        if line.startswith("["):
            category, language = line.strip("[]").split()
            continue
        weak = line.startswith("? ")
        parts = line.removeprefix("? ").split()
        open_start, open_end = parts[0] == REST, parts[-1] == REST
        inner = parts[open_start : len(parts) - open_end]
        words: list[str] = []
        for part in inner:
            words += [part] if part in SYMBOLS else [token.word for token in split(part)]
        literal = [word for word in words if word not in SYMBOLS]
        solo = sum(bool(SOLO.match(word)) for word in literal)
        weak = weak or 2 * len(literal) - solo < ENOUGH
        yield Phrase(category, language, tuple(words), weak, open_start, open_end)


class Phrases:
    """All phrases of the files, ready for matching."""

    def __init__(self, phrases: Sequence[Phrase]) -> None:
        self.root = _Node()
        pairs: set[tuple[str, str]] = set()
        singles: set[str] = set()
        for phrase in phrases:
            node = self.root
            for word in phrase.words:
                node = node.words.setdefault(word, _Node())
            node.phrases.append(phrase)
            near = [pair for pair in pairwise(phrase.words) if not SYMBOLS.intersection(pair)]
            if near:
                pairs.add(max(near, key=lambda pair: len(pair[0]) + len(pair[1])))
            elif phrase.literals:
                singles.add(max(phrase.literals, key=len))
        ordered = sorted(pairs)
        first = hash_terms([pair[0] for pair in ordered])
        second = hash_terms([pair[1] for pair in ordered])
        self.pairs = np.sort(pair_hashes(first, second))
        self.singles = np.sort(hash_terms(sorted(singles)))
        self._pair_filter = _filter(self.pairs)
        self._single_filter = _filter(self.singles)

    def candidates(self, batch: Batch, eligible: NDArray[np.bool_]) -> NDArray[np.int64]:
        """The indexes of the eligible lines of the batch that hold an anchor."""
        hashes = batch.words.hash
        if not len(hashes):
            return np.zeros(0, np.int64)
        found = np.zeros(len(hashes), np.bool_)
        pairs = pair_hashes(hashes[:-1], hashes[1:])
        found[:-1] = _holds(pairs, self._pair_filter, self.pairs)
        # A capital that begins a word inside a word hides an anchor (`storyGet more`): such lines are looked at too.
        found |= _holds(hashes, self._single_filter, self.singles)
        first = batch.lines.first_word
        counts = np.zeros(len(found) + 1, np.int64)
        np.cumsum(found, out=counts[1:])
        held = counts[first[1:]] > counts[first[:-1]]
        return np.flatnonzero(held & eligible & (batch.lines.words <= LONGEST))

    def matches(self, tokens: Sequence[Token]) -> list[Match]:
        """Phrases that cover the line from left to right without overlaps, the longest first at each place."""
        found: list[Match] = []
        place = 0
        while place < len(tokens):
            best: Match | None = None
            for phrase, last in self._walk(self.root, tokens, place):
                after_phrase = bool(found) and found[-1].last == place
                if phrase.open_end and not (phrase.open_start or tokens[place].fresh or after_phrase):
                    continue
                first = 0 if phrase.open_start else place
                match = Match(phrase, first, len(tokens) if phrase.open_end else last)
                if best is None or match.rank > best.rank:
                    best = match
            if best is None:
                place += 1
                continue
            found = [match for match in found if match.last <= best.first]
            found.append(best)
            place = max(best.last, place + 1)
        return found

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


def pair_hashes(first: NDArray[np.uint64], second: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """One hash for two neighbouring words."""
    return first * np.uint64(0x9E3779B97F4A7C15) + second


def _filter(values: NDArray[np.uint64]) -> NDArray[np.bool_]:
    table = np.zeros(1 << 18, np.bool_)
    table[(values >> np.uint64(46)).astype(np.int64)] = True
    return table


def _holds(values: NDArray[np.uint64], table: NDArray[np.bool_], known: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Which values are known: first by a table of their upper bits, then exactly."""
    held = table[(values >> np.uint64(46)).astype(np.int64)]
    places = np.flatnonzero(held)
    at = np.minimum(np.searchsorted(known, values[places]), max(len(known) - 1, 0))
    held[places] = known[at] == values[places] if len(known) else False
    return held


def read(names: Sequence[str] = FILES) -> list[Phrase]:
    """The phrases of the shipped files."""
    return [phrase for name in names if (DATA / name).exists() for phrase in parse((DATA / name).read_text("utf-8"))]


@cache
def load() -> Phrases:
    """The shipped phrases, read once."""
    return Phrases(read())


__all__ = ["CATEGORIES", "Match", "Phrase", "Phrases", "Token", "load", "pair_hashes", "parse", "read", "split"]

"""The list of phrases of page furniture: what its notation means, and the words of a line in the same form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

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
    loose: bool = False
    """Whether it is everyday words with an open end, which stand in any text."""

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


class Token(NamedTuple):
    """A word of a line; `start` and `end` are offsets into the line."""

    word: str
    start: int
    end: int
    capital: bool
    fresh: bool
    """Whether a sentence or a part of a line may begin here: the line's start, or punctuation before."""


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
        weak, loose = line.startswith("? "), line.startswith("~ ")
        parts = line.removeprefix("? ").removeprefix("~ ").split()
        open_start, open_end = parts[0] == REST, parts[-1] == REST
        led = parts[0] == SOME
        inner = parts[open_start or led : len(parts) - open_end]
        words: list[str] = []
        for part in inner:
            plain = part in SYMBOLS or (part.isalpha() and part.islower() and not SOLO.search(part))
            words += [part] if plain else [token.word for token in split(part)]
        literal = [word for word in words if word not in SYMBOLS]
        solo = 0 if line.isascii() else sum(bool(SOLO.match(word)) for word in literal)
        weak = weak or 2 * len(literal) - solo < ENOUGH
        yield Phrase(category, language, tuple(words), weak, open_start, open_end, led, loose)


def read(names: Sequence[str] = FILES) -> list[Phrase]:
    """The phrases of the shipped files."""
    return [phrase for name in names if (DATA / name).exists() for phrase in parse((DATA / name).read_text("utf-8"))]

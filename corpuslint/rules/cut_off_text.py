"""ART006: texts that stop in mid-sentence: teasers, and what a limit of length cut off."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from corpuslint.batch import Batch
from corpuslint.language.charset import among, charset
from corpuslint.model import CorpuslintError, Finding
from corpuslint.rules.base import Example, Rule
from corpuslint.segmentation import Kind
from corpuslint.words import hash_terms

CUT = r"(?:\.\.\.|…|\[…\]|\[\.\.\.\])"
PHRASES = (
    r"read more|continue reading|read the (?:full|rest)[^.\n]{0,40}|full story|weiterlesen|mehr lesen|lire la suite|"
    r"lire plus|leer más|seguir leyendo|läs mer|lue lisää|czytaj dalej|czytaj więcej|читать далее|leia mais|"
    r"continua a leggere|lees meer"
)
MORE = re.compile(
    rf"{CUT}\s*[\[(<«»|:-]*\s*(?:{PHRASES}|more|see more|show more|mehr|mer|suite|więcej|далее)\W*\Z"
    rf"|[^\W\d_],?\s*[\[(<«»|:-]*\s*(?:{PHRASES})\s*[\])>»→]*\Z",
    re.I,
)
LAST_WORDS = frozenset((
    "more", "reading", "story", "weiterlesen", "lesen", "suite", "plus", "más", "leyendo", "mer", "lisää",
    "dalej", "więcej", "далее", "mais", "leggere", "meer", "mehr", "full", "rest", "article", "post",
))  # fmt: skip
"""What such phrases end with: the expression is tried behind these alone."""
DOTS = ("...", "…", "…]", "...]")
TAIL = 60
"""Characters of a block's end that are looked at."""
LAST = re.compile(r"([^\W\d_]+)(,?)\s*\Z")
ELLIPSIS = re.compile(r"(?P<word>[^\W\d_]+),?\s?(?:\.{3}|…|\[…\]|\[\.{3}\])\s*\Z")
DANGLING = frozenset((
    "a", "an", "the", "of", "to", "at", "by", "for", "from", "with", "and", "or", "as", "whose", "into", "than",
    "their", "its", "our", "your", "der", "die", "das", "und",
    "oder", "ein", "eine", "mit", "von", "zu", "im", "le", "la", "les", "de", "du", "des", "et", "ou", "un",
    "une", "dans", "pour", "el", "los", "las", "y", "o", "en", "con", "para", "por", "del", "och", "att", "som",
    "av", "med", "på",
))  # fmt: skip
"""Words that hardly a sentence of these languages ends with, even one that its author lets trail off."""
FEWEST_WORDS = 15
"""Words that a block has at least: shorter ones are titles and labels."""


@dataclass(frozen=True)
class CutOffText(Rule):
    """Blocks that stop in mid-sentence: teasers with "Read more", and text cut by a limit of length.

    ## What it finds
    A block that ends with an ellipsis behind a word that no sentence ends with ("and…"), with "… Read more" or its
    like in several languages, and, with `level = "likely"`, one that ends in a comma or such a word at a document's
    end.

    ## Why it matters
    A model learns to stop in the middle. Most often the whole text stands elsewhere, and this is its teaser.

    ## How it decides
    By the last words of blocks of prose of fifteen words or more. Verse, dialogue, lists, headings, tables and code are
    left alone.

    ## Safety of the edit
    None is proposed: what was cut off cannot be known. One finding in 560,000 words of genres that hold no teaser. See
    `docs/benchmarks/artifacts.md`.
    """

    code: ClassVar[str] = "ART006"
    name: ClassVar[str] = "cut-off-text"
    good: ClassVar[tuple[Example, ...]] = (
        "He waited for a long time at the door of the house, and nobody came to open it for him...",
        "To be continued…",
    )
    bad: ClassVar[tuple[tuple[Example, Example], ...]] = (
        (
            "The council decided on Monday that the bridge would be closed to all traffic until the end of the...",
            "The council decided on Monday that the bridge would be closed to all traffic until the end of the...",
        ),
    )
    level: str = "sure"

    def __post_init__(self) -> None:
        """Refuse levels that do not exist."""
        if self.level not in ("sure", "likely"):
            raise CorpuslintError(f"{self.name}: level is {self.level!r}; it can be sure or likely")

    def check(self, batch: Batch) -> Iterator[Finding]:
        """Blocks of prose whose last words end no sentence."""
        blocks = batch.blocks
        ends = batch.first_word(blocks.end)
        long = (ends - batch.first_word(blocks.start) >= FEWEST_WORDS) & (blocks.kind == Kind.PROSE)
        if not long.any():
            return
        last = np.append(blocks.document[1:] != blocks.document[:-1], True)
        final, before = batch.codes[blocks.end - 1], batch.codes[np.maximum(blocks.end - 2, 0)]
        long &= ~among(final, _CLOSED) & ((final != ord(".")) | (before == ord(".")))
        told = among(final, _DOTTED) | (last & (self.level == "likely"))
        few = np.flatnonzero(long & ~told)
        long[few] = np.isin(batch.words.hash[ends[few] - 1], _LAST_HASHES)
        for index in np.flatnonzero(long).tolist():
            start, end = int(blocks.start[index]), int(blocks.end[index])
            reason = self._reason(batch.text[max(start, end - TAIL) : end], bool(last[index]))
            if reason:
                yield self.finding(batch, start, end, reason)

    def _reason(self, tail: str, at_end: bool) -> str | None:
        """Why the text that ends so is cut off."""
        if _last_word(tail).lower() in LAST_WORDS and MORE.search(tail):
            return "a teaser: the rest of the text stands elsewhere"
        if tail.endswith(DOTS) and (match := ELLIPSIS.search(tail)) and match["word"].lower() in DANGLING:
            return f"stops in mid-sentence, after “{match['word']}”"
        if self.level == "likely" and at_end:
            word = LAST.search(tail)
            if word and (word[2] or word[1] in DANGLING):
                return "the document stops in mid-sentence"
        return None


def _last_word(text: str) -> str:
    end = len(text)
    while end and not text[end - 1].isalpha():
        end -= 1
    start = end
    while start and text[start - 1].isalpha():
        start -= 1
    return text[start:end]


_DOTTED = charset(".…]")
_LAST_HASHES = hash_terms(sorted(LAST_WORDS))
_CLOSED = charset('!?。！？"”»’')

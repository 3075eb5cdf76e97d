"""ART003: words that run together where the edge of an element was lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from corpuslint.batch import Batch
from corpuslint.language.glue import Seams, find_seams
from corpuslint.language.lexicon import lexicon
from corpuslint.language.run_on import addresses, brackets, headlines, sentence_ends
from corpuslint.model import Finding
from corpuslint.rules.base import Example, Rule
from corpuslint.words import hash_terms

PIECES = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
SURE, NEARLY = 3000, 1000
"""Log-odds in thousandths: beside a seam so far above the threshold, another of its line may be so far below it."""
PIECE_FREQUENCY = 30
"""Tenths of Zipf: in a run of several words, a piece must be this common to be set apart as well."""


@dataclass(frozen=True)
class GluedText(Rule):
    """Words run together where the edge between two elements of a page was lost.

    ## What it finds
    `Terms of UsePrivacy Policy`, `See all articlesRead more`, `4 Reply(s)Print`, a headline repeated and glued to the
    body, a sentence that begins right behind the point of the one before.

    ## Why it matters
    Glued words are words that no vocabulary has; they hide where a heading ends and a text begins, and they mark the
    menus and teasers of a page.

    ## How it decides
    At each seam (a small letter, then a capital) a logistic model weighs how common both pieces and the joined word
    are, how often the left piece ends and the right one begins elements of web pages, what stands beside them, other
    seams in the line and in the document, and how often names with inner capitals are made of these pieces. Known
    names (`JavaScript`), addresses, code, tables and words that the document repeats are left alone. A headline counts
    as glued when the whole line stands above; a sentence's end when common words of prose stand on both sides.

    ## Safety of the edit
    Unsafe: it inserts a space, or an empty line behind a headline; nothing is taken out. Measured on labelled rows:
    recall .81, .026 of the rows with legitimate names flagged; of 116 findings in 9.5 million words of technical
    documentation 108 were right. See `docs/benchmarks/artifacts.md`.
    """

    code: ClassVar[str] = "ART003"
    name: ClassVar[str] = "glued-text"
    good: ClassVar[tuple[Example, ...]] = (
        "FreshBooks and JavaScript on GitHub.",
        "Mr. McDonald bought an iPhone at BestBuy.com yesterday.",
        "Call `getElementById` or System.Management.Automation first.",
    )
    bad: ClassVar[tuple[tuple[Example, Example], ...]] = (
        ("Terms of UsePrivacy PolicyContact Us", "Terms of Use Privacy Policy Contact Us"),
        (
            "They waited until the very end.Then the doors were opened for all of them.",
            "They waited until the very end. Then the doors were opened for all of them.",
        ),
    )
    threshold: int = 1500

    def check(self, batch: Batch) -> Iterator[Finding]:
        """Runs of words without the space between them."""
        if not len(batch.codes):
            return
        head = {seam for _, seam in headlines(batch)}
        found = find_seams(batch)
        glued = set(found.at[self._are_glued(batch, found)].tolist()) if len(found.at) else set()
        glued |= set(addresses(batch)) | set(brackets(batch)) | set(sentence_ends(batch)) | head
        done = -1
        for at in sorted(glued):
            if at < done:
                continue
            start, end = _span(batch, at)
            done = end
            places = _all_places(batch.text, at, start, end, glued)
            kind = "a headline and the text below it" if at in head else "words"
            message = f"{_split(batch.text, start, end, places)}: {kind} run together"
            yield self.finding(
                batch, start, end, message, [(place, place, "\n\n" if place in head else " ") for place in places]
            )

    def _are_glued(self, batch: Batch, seams: Seams) -> NDArray[np.bool_]:
        """The seams that reach the threshold, or nearly so beside one that surely was glued: links stand in rows."""
        scores = seams.scores()
        line = np.searchsorted(batch.lines.start, seams.at, side="right")
        sure = np.isin(line, line[scores >= self.threshold + SURE])
        glued: NDArray[np.bool_] = scores + NEARLY * sure >= self.threshold
        return glued


def _span(batch: Batch, at: int) -> tuple[int, int]:
    """The word that holds the seam; where punctuation stands at the seam, what stands on both sides of it."""
    words = batch.words
    right = int(np.searchsorted(words.end, at, side="right"))
    start, end = int(words.start[right]), int(words.end[right])
    if start == at:
        low = max(at - 24, 0)
        start = max(low, *(batch.text.rfind(space, low, at) + 1 for space in " \n\t\xa0"))
    return start, end


def _all_places(text: str, at: int, start: int, end: int, glued: set[int]) -> list[int]:
    """The seams of the word that are glued, and those between common words beside one that is."""
    first = at if text[start:at].isalpha() is False else start
    first = max(first, start)
    edges = [first + piece.start() for piece in PIECES.finditer(text[first:end])]
    pieces = PIECES.findall(text[first:end])
    common = lexicon("en").frequency(hash_terms(pieces)) >= PIECE_FREQUENCY if pieces else np.zeros(0, np.bool_)
    places = {place for place in glued if start < place < end} | {at}
    if len(pieces) > 2 or (first == at and len(pieces) > 1):
        places |= {
            edge
            for i, edge in enumerate(edges)
            if i and common[i] and common[i - 1] and len(pieces[i]) > 2 and len(pieces[i - 1]) > 2
        }
    return sorted(places)


def _split(text: str, start: int, end: int, places: list[int]) -> str:
    parts = [text[a:b] for a, b in zip([start, *places], [*places, end], strict=True)]
    return " | ".join(" ".join(part.split()) for part in parts if part)

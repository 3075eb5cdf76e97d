"""ENC002."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from corpuslint.batch import Batch
from corpuslint.model import Finding
from corpuslint.rules.base import Example, Rule

REPLACEMENT = 0xFFFD
RUN = re.compile("\N{REPLACEMENT CHARACTER}+")
MARK_IN_WORD = re.compile(r"(?<![\w?/])([^\W\d_]*[^\W\d_A-Z]\?[^\W\d_A-Z][^\W\d_]*)(?![\w?=&/])")
"""A question mark between two letters of a word, of which the one after it is not a capital: `kt?rym`, no URL."""
MARKS_ONLY = re.compile(r"(?<!\S)\W?\?{2,}(?=[\s,.:;!)-]|$)")
MARK_WORDS = 3
"""A line must have so many different words with a question mark inside, and one such word among ten …"""
MARK_SHARE = 10
ONLY_WORDS = 4
"""… or so many words of question marks only, of different lengths, and no fewer than other words."""
QUESTION = 63


@dataclass(frozen=True)
class ReplacementCharacter(Rule):
    """Letters that were lost to an encoding: U+FFFD or `?` in their place.

    ## What it finds
    U+FFFD, the sign that a decoder puts where it could not read a byte, and lines in which question marks stand
    inside words or make up all of them. One finding per line.

    ## Why it matters
    The letters are gone. What is left teaches a model words that do not exist, and the source may still be there to
    be decoded properly.

    ## How it decides
    U+FFFD has no other use. For question marks: three different words with one between two letters, the second one
    not a capital, outside URLs, making up a tenth of the line's words; or four words of nothing but question marks,
    of different lengths.

    ## Safety of the edit
    It proposes none: which letter was lost is not known.
    """

    code: ClassVar[str] = "ENC002"
    name: ClassVar[str] = "replacement-character"
    good: ClassVar[tuple[Example, ...]] = (
        "What? Why? Really?? See http://example.org/?a=b?c=d and yes?no:maybe.",
        "naïve café",
        "???",
    )
    bad: ClassVar[tuple[tuple[Example, Example], ...]] = (
        ("F\ufffdr Fl\ufffdchtlinge", "F\ufffdr Fl\ufffdchtlinge"),
        ("Czas w kt?rym nabieramy si?, powinien by? sp?dzony w prz?du.",) * 2,
    )

    def check(self, batch: Batch) -> Iterator[Finding]:
        yield from self._replaced(batch)
        if "?" in batch.text:
            yield from self._question_marks(batch)

    def _replaced(self, batch: Batch) -> Iterator[Finding]:
        places = batch.beyond.places[batch.beyond.codes == REPLACEMENT]
        lines, first, counts = np.unique(
            np.searchsorted(batch.lines.start, places, side="right") - 1, return_index=True, return_counts=True
        )
        for line, start, last, count in zip(
            lines.tolist(), places[first].tolist(), places[first + counts - 1].tolist(), counts.tolist(), strict=True
        ):
            word, end = _word(batch, line, start), last + 1
            more = f", {count} in this line" if count > 1 else ""
            yield self.finding(batch, start, end, f"letters were lost in decoding: {word!r}{more}")

    def _question_marks(self, batch: Batch) -> Iterator[Finding]:
        marks = np.flatnonzero(batch.codes == QUESTION)
        lines, counts = np.unique(np.searchsorted(batch.lines.start, marks, side="right") - 1, return_counts=True)
        for line in lines[counts >= MARK_WORDS].tolist():
            origin = int(batch.lines.start[line])
            text = batch.text[origin : int(batch.lines.end[line])]
            matches = list(_lost(text))
            if matches:
                start, end = matches[0].start(), matches[-1].end()
                shown = matches[0].group().strip()
                yield self.finding(
                    batch,
                    origin + start,
                    origin + end,
                    f"letters became question marks: {shown!r}, {len(matches)} words",
                )


def _lost(text: str) -> list[re.Match[str]]:
    """The words of a line that have lost letters, if there are enough of them to be sure."""
    words = len(text.split())
    inside = list(MARK_IN_WORD.finditer(text))
    if len({match.group() for match in inside}) >= MARK_WORDS and len(inside) * MARK_SHARE >= words:
        return inside
    only = list(MARKS_ONLY.finditer(text))
    lengths = {len(match.group()) for match in only}
    return only if len(only) >= ONLY_WORDS and len(lengths) > 2 and len(only) * 2 >= words else []


def _word(batch: Batch, line: int, place: int) -> str:
    """The word around a character, at most 20 characters to either side."""
    first, last = max(int(batch.lines.start[line]), place - 20), min(int(batch.lines.end[line]), place + 20)
    start = batch.text.rfind(" ", first, place) + 1 or first
    end = batch.text.find(" ", place, last)
    return batch.text[start : last if end < 0 else end]

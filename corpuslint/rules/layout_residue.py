"""ART005: what is left of a page's layout: no-break spaces alone in a line, runs of spaces, lone bullets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from corpuslint import tables
from corpuslint.batch import Batch
from corpuslint.language.chunks import above_ascii
from corpuslint.lines import runs
from corpuslint.model import CorpuslintError, Finding
from corpuslint.rules.base import Example, Rule
from corpuslint.segmentation import Kind

Flags = NDArray[np.bool_]
Offsets = NDArray[np.int64]
NO_BREAK = np.array([0xA0, 0x2007, 0x202F], np.uint32)
"""No-break, figure and narrow no-break space: typed by programs for layout, hardly ever by people alone in a line."""
LONE = np.array([ord(c) for c in "•·●▪◦■►▶➢»«›‹|¦–—*-+"], np.uint32)
FEWEST_WORDS = 6
"""Words of a line in which a run of spaces is one inside a sentence, not the gap of a table."""
APART = np.array([ord(c) for c in "|·•=+/\\>#?│├└─⏐┃║"], np.uint32)
"""Beside these a run of spaces sets entries of a menu, a tree of folders or a formula apart."""
HALF_BYTES = np.array([ord(c) for c in "ÃÂâÐÑ"], np.uint32)
"""Behind these a no-break space is the second half of a wrongly decoded letter (`Ã\u00a0` is `à`), not a space."""
COLUMN = 3
"""Spaces beside a number that set the columns of a table apart."""
MOST_RUNS = 3
"""More runs in one line set its entries apart."""
STOPS = np.array([ord(c) for c in ".!?:;…"], np.uint32)


@dataclass(frozen=True)
class LayoutResidue(Rule):
    """No-break spaces alone in a line, runs of spaces inside a sentence, bullets and separators without text.

    ## What it finds
    Lines of nothing but no-break spaces (an empty paragraph of an editor); runs that mix common and no-break spaces
    between two words. With `level = "likely"` also runs of common spaces inside a sentence, and bullets or separators
    alone in a line.

    ## Why it matters
    Such lines look empty and are not: they hide paragraph breaks and duplicates from programs that split on blank
    lines, and they are tokens that mean nothing.

    ## How it decides
    By characters alone. Two spaces behind a sentence's end, justified text, tables, code and verse are left alone, and
    so are runs beside separators, in columns of numbers, and more than three in a line.

    ## Safety of the edit
    Unsafe: the no-break spaces of a line go (the line stays, empty; lines in a row are one finding), a run becomes one
    space, a lone mark goes with its line. No letter is touched. Of 25 lines told in technical documentation all
    were right. See `docs/benchmarks/artifacts.md`.
    """

    code: ClassVar[str] = "ART005"
    name: ClassVar[str] = "layout-residue"
    good: ClassVar[tuple[Example, ...]] = (
        "One sentence.  Another one behind two spaces.\n\nA paragraph: 10\u00a0km of road.",
        "Prix\u00a0: 10\u00a0€",
    )
    bad: ClassVar[tuple[tuple[Example, Example], ...]] = (
        ("First.\n\u00a0\nSecond.", "First.\n\nSecond."),
        ("The price of it \u00a0was paid in full today.", "The price of it was paid in full today."),
    )
    level: str = "sure"

    def __post_init__(self) -> None:
        """Refuse levels that do not exist."""
        if self.level not in ("sure", "likely"):
            raise CorpuslintError(f"{self.name}: level is {self.level!r}; it can be sure or likely")

    def check(self, batch: Batch) -> Iterator[Finding]:
        """Lines and runs of spaces that only a layout needed."""
        if not batch.is_ascii:
            places = _no_break(batch)
            if len(places):
                yield from self._lines(batch, places)
                yield from self._runs(batch, places)
        if self.level == "likely":
            yield from self._common(batch)
            yield from self._marks(batch)

    def _lines(self, batch: Batch, places: Offsets) -> Iterator[Finding]:
        """Runs of lines of no-break spaces: one finding each, whatever empty lines stand between."""
        lines = batch.lines
        found = tables.distinct(np.searchsorted(lines.start, places, side="right") - 1)
        found = found[lines.blank[found]]
        if not len(found):
            return
        filled = np.cumsum(~lines.blank)[found]
        breaks = (np.diff(filled) > 0) | (np.diff(lines.document[found]) > 0)
        emptied = [(*edges, "") for edges in zip(lines.start[found].tolist(), lines.end[found].tolist(), strict=True)]
        for first, last in pairwise([0, *(np.flatnonzero(breaks) + 1).tolist(), len(found)]):
            edits, count = emptied[first:last], last - first
            message = "a line of nothing but no-break spaces" if count == 1 else f"{count} lines of no-break spaces"
            yield self.finding(batch, edits[0][0], edits[-1][1], message, edits)

    def _runs(self, batch: Batch, near: Offsets) -> Iterator[Finding]:
        """Runs of spaces with a no-break space among them, between two words of one line."""
        codes = batch.codes
        beside = (codes[np.maximum(near - 1, 0)] == 32) | (codes[np.minimum(near + 1, len(codes) - 1)] == 32)
        if not beside.any() and not (np.diff(near) == 1).any():
            return
        spaces = batch.lines.low == 32
        spaces[near] = True
        start, end = long_runs(spaces)
        mixed = np.searchsorted(near, end) > np.searchsorted(near, start)
        mixed &= ~np.isin(batch.codes[np.maximum(start - 1, 0)], np.append(STOPS, HALF_BYTES))
        start, end = start[mixed], end[mixed]
        line = np.searchsorted(batch.lines.start, start, side="right") - 1
        few = np.bincount(line, minlength=len(batch.lines))[line] <= MOST_RUNS
        for begin, stop in self._inside(batch, start[few], end[few], 1):
            yield self.finding(batch, begin, stop, "a run of spaces inside a line", [(begin, stop, " ")])

    def _common(self, batch: Batch) -> Iterator[Finding]:
        """Runs of common spaces inside sentences, in lines that have only one."""
        start, end = long_runs(batch.lines.low == 32)
        line = np.searchsorted(batch.lines.start, start, side="right") - 1
        single = np.bincount(line, minlength=len(batch.lines))[line] == 1
        single &= ~np.isin(batch.codes[np.maximum(start - 1, 0)], STOPS)
        for begin, stop in self._inside(batch, start[single], end[single], FEWEST_WORDS):
            yield self.finding(batch, begin, stop, "a run of spaces inside a sentence", [(begin, stop, " ")])

    def _inside(
        self, batch: Batch, start: NDArray[np.int64], end: NDArray[np.int64], words: int
    ) -> list[tuple[int, int]]:
        """Those runs that stand inside a line of prose of so many words, between two characters of words."""
        lines = batch.lines
        line = np.searchsorted(lines.start, start, side="right") - 1
        kind = lines.kind[line]
        good = ((kind == Kind.PROSE) | (kind == Kind.HEADING)) & (lines.words[line] >= words)
        good &= (start > lines.text_start[line]) & (end < lines.text_end[line])
        start, end = start[good], end[good]
        inside = tables.WORD | tables.PUNCT
        word = (batch.classes[end] & inside != 0) & ~np.isin(batch.codes[end], APART)
        word &= (batch.classes[start - 1] & inside != 0) & ~np.isin(batch.codes[start - 1], APART)
        digit = (batch.classes[end] | batch.classes[start - 1]) & tables.DIGIT
        word &= (end - start < COLUMN) | (digit == 0)
        return list(zip(start[word].tolist(), end[word].tolist(), strict=True))

    def _marks(self, batch: Batch) -> Iterator[Finding]:
        """Bullets and separators alone in a line."""
        lines = batch.lines
        alone = np.flatnonzero(lines.text_end - lines.text_start == 1)
        alone = alone[np.isin(batch.codes[lines.text_start[alone]], LONE)]
        kind = lines.kind[alone]
        for line in alone[(kind != Kind.CODE) & (kind != Kind.TABLE)].tolist():
            start, end = int(lines.text_start[line]), int(lines.text_end[line])
            limit = int(batch.ends[lines.document[line]])
            edit = (int(lines.start[line]), min(int(lines.end[line]) + 1, limit), "")
            yield self.finding(batch, start, end, "a bullet or separator without text", [edit])


def _no_break(batch: Batch) -> Offsets:
    """Where no-break spaces stand."""
    above = above_ascii(batch)
    above = above[(batch.classes[above] & tables.SPACE) != 0]
    found: Offsets = above[np.isin(batch.codes[above], NO_BREAK)]
    return found


def long_runs(flags: Flags) -> tuple[Offsets, Offsets]:
    """Starts and ends (exclusive) of the runs of two true values or more."""
    start, end = runs(flags[1:] & flags[:-1])
    return start, end + 1

"""Kinds of lines, and blocks: paragraphs after unwrapping.

The kind decides which rules look at a line: what is code or a table is not judged as prose. All decisions are made
with arrays over the lines of a batch, never across documents.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from corpuslint import tables
from corpuslint.lines import Lines, Offsets, runs


class Kind(IntEnum):
    """What a line is."""

    BLANK = 0
    PROSE = 1
    HEADING = 2
    LIST = 3
    TABLE = 4
    CODE = 5
    VERSE = 6
    FRONT = 7


Kinds = NDArray[np.uint8]
Flags = NDArray[np.bool_]
TOGETHER = (Kind.TABLE, Kind.CODE, Kind.VERSE, Kind.FRONT)
"""Kinds of which neighbouring lines make one block."""


def member(values: NDArray[np.uint32], characters: str) -> Flags:
    """Which of `values` are among these characters."""
    return np.isin(values, np.array([ord(c) for c in characters], np.uint32))


TERMINAL = ".!?…。！？。।؟։።๏។॥:;"
CLOSERS = "\"'”’»)]}*_"
BULLETS = "-*+•·‣◦▪■●–—○►▶➢✓✔※⁃"
CODE_ENDS = "{};\\"
CODE_MARKS = "{}[]()<>=;$_/\\|&#@~^`+*%"


@dataclass(frozen=True, eq=False)
class Segmenter:
    """The steps from lines to kinds; each property is one observation over all lines."""

    lines: Lines

    @cached_property
    def indent(self) -> Offsets:
        """White space before the text, in characters; a tab counts as four."""
        width = self.lines.text_start - self.lines.start
        tab = self.lines.codes[np.minimum(self.lines.start, max(len(self.lines.codes) - 1, 0))] == 9
        return np.where(tab & (width > 0), width + 3, width)

    @cached_property
    def width(self) -> Offsets:
        """Characters of the text, surrounding white space left out."""
        return self.lines.text_end - self.lines.text_start

    @cached_property
    def second(self) -> NDArray[np.uint32]:
        """The character after the first one of the text."""
        return self.lines.code_at(self.lines.text_start + 1)

    @cached_property
    def third(self) -> NDArray[np.uint32]:
        """The third character of the text."""
        return self.lines.code_at(self.lines.text_start + 2)

    @cached_property
    def sentence_end(self) -> Flags:
        """The text ends like a sentence: terminal punctuation, closing quotes and brackets left out."""
        last = self.lines.last
        before = self.lines.code_at(self.lines.text_end - 2)
        return member(last, TERMINAL) | (member(last, CLOSERS) & member(before, TERMINAL))

    @cached_property
    def ruler(self) -> Flags:
        """Nothing but one punctuation character, three times or more (underlines, horizontal rules)."""
        lines = self.lines
        bare = member(lines.first, "=-~^\"*+#.:'`_") & (self.width >= 3) & (lines.words <= 1)
        found = np.zeros(len(lines), np.bool_)
        for index in np.flatnonzero(bare & (lines.last == lines.first)).tolist():
            stretch = lines.codes[lines.text_start[index] : lines.text_end[index]]
            found[index] = bool((stretch == stretch[0]).all())
        return found

    @cached_property
    def fenced(self) -> Flags:
        """Between two code fences of one document (``` or ~~~), fences included."""
        lines = self.lines
        marks = np.flatnonzero((lines.first == self.second) & (self.second == self.third) & member(lines.first, "`~"))
        inside = np.zeros(len(lines), np.bool_)
        position = 0
        while position + 1 < len(marks):
            opening, closing = marks[position], marks[position + 1]
            if lines.document[opening] == lines.document[closing]:
                inside[opening : closing + 1] = True
                position += 2
            else:
                position += 1
        return inside

    @cached_property
    def front(self) -> Flags:
        """Metadata at the top of a document, between two lines of --- or +++."""
        lines = self.lines
        top = np.append(True, lines.document[1:] != lines.document[:-1])
        fence = (
            (lines.first == self.second) & (self.second == self.third) & (self.width == 3) & member(lines.first, "-+")
        )
        inside = np.zeros(len(lines), np.bool_)
        for opening in np.flatnonzero(top & fence).tolist():
            closing = (
                opening
                + 1
                + np.flatnonzero(
                    fence[opening + 1 : opening + 80]
                    & (lines.first[opening + 1 : opening + 80] == lines.first[opening])
                    & (lines.document[opening + 1 : opening + 80] == lines.document[opening])
                )
            )
            if len(closing) and lines.words[opening + 1] > 0:
                inside[opening : int(closing[0]) + 1] = True
        return inside

    @cached_property
    def listed(self) -> Flags:
        """Begins with a bullet or a number: `- x`, `* x`, `1. x`, `(a) x`, `a) x`."""
        lines = self.lines
        gap = member(self.second, " \t\u00a0")
        bullet = member(lines.first, BULLETS) & gap
        lettered = (lines.first_class & (tables.LETTER | tables.DIGIT)) != 0
        short = lettered & member(self.second, ").") & member(self.third, " \t")
        short &= ((lines.first_class & tables.DIGIT) != 0) | (self.second == ord(")"))
        fourth = lines.code_at(lines.text_start + 3)
        digits = (lines.first_class & tables.DIGIT) != 0
        twice = digits & member(self.second, "0123456789") & member(self.third, ").") & member(fourth, " \t")
        bracketed = (lines.first == ord("(")) & (self.third == ord(")")) & (fourth == 32)
        return bullet | short | twice | bracketed

    @cached_property
    def tabular(self) -> Flags:
        """Cells in a line: bars, tabs, or columns set apart by runs of spaces."""
        lines, codes = self.lines, self.lines.codes
        bars = lines.count_where(codes == ord("|"))
        tabs = lines.count_where(codes == 9)
        space = codes == 32
        wide = np.zeros(len(codes), np.bool_)
        if len(codes) > 4:
            wide[3:] = space[1:-2] & space[2:-1] & ~space[3:] & ~space[:-3][: len(space) - 3] & space[2:-1]
            wide[4:] |= space[1:-3] & space[2:-2] & space[3:-1] & ~space[4:]
        first = np.minimum(lines.text_start, max(len(codes) - 1, 0))
        gaps = lines.count_where(wide) - (wide[first] if len(codes) else 0)
        border = member(lines.first, "+|") & member(lines.last, "+|") & (self.width > 2)
        columns = (gaps >= 2) & (lines.words > 2)
        beside = columns & (np.append(columns[1:], False) | np.append(False, columns[:-1]))
        return border | ((bars >= 2) & ~self.sentence_end) | (bars >= 3) | ((tabs >= 2) & (self.indent < 8)) | beside

    @cached_property
    def codelike(self) -> Flags:
        """Looks like a line of a program: many marks of programming, or their line ends, or a prompt."""
        lines, codes = self.lines, self.lines.codes
        table = np.zeros(128, np.bool_)
        table[[ord(c) for c in CODE_MARKS]] = True
        marks = lines.count_where((codes < 128) & table[np.minimum(codes, 127)])
        dense = (marks >= 3) & (marks * 6 >= self.width)
        ends = member(lines.last, CODE_ENDS) & (marks >= 2)
        prompt = (lines.first == ord(">")) & (self.second == ord(">")) & (self.third == ord(">"))
        prompt |= (lines.first == ord("$")) & (self.second == 32)
        comment = ((lines.first == ord("/")) & member(self.second, "/*")) | (
            (lines.first == ord("#")) & member(self.second, "!i<d")
        )
        lonely = (self.width <= 3) & member(lines.first, "{}()[]") & member(lines.last, "{}()[];,")
        return (dense & (lines.words < 40)) | ends | prompt | comment | lonely

    @cached_property
    def code(self) -> Flags:
        """Fenced code, and paragraphs and documents in which lines of code prevail."""
        lines, fluent = self.lines, self.sentence_end & (self.lines.words >= 12)
        solid = ~lines.blank
        candidate = self.codelike & ~self.tabular & ~self.listed
        in_paragraph = self._share(self.paragraph, candidate, solid)
        in_document = self._share(lines.document, candidate, solid)
        indented = self.indent >= 4
        found = (in_paragraph >= 50) & (candidate | indented | (in_paragraph >= 70))
        found |= (in_paragraph >= 25) & indented
        found |= (in_document >= 40) & ~fluent
        return (found & solid) | self.fenced

    @cached_property
    def paragraph(self) -> Offsets:
        """The number of the paragraph (lines without a blank one between them) of each line; blanks have any."""
        lines = self.lines
        new = np.ones(len(lines), np.bool_)
        new[1:] = lines.blank[1:] != lines.blank[:-1]
        new[1:] |= lines.document[1:] != lines.document[:-1]
        return np.cumsum(new) - 1

    def _share(self, groups: Offsets, chosen: Flags, among: Flags) -> Offsets:
        """For each line, the percentage of `chosen` lines among the lines of its group."""
        total = np.bincount(groups, among)
        hits = np.bincount(groups, chosen & among)
        return np.asarray(100 * hits[groups] // np.maximum(total[groups], 1)).astype(np.int64)

    @cached_property
    def wraps(self) -> Flags:
        """Ends only because the next word did not fit: the line after it goes on with the same paragraph.

        Decided per paragraph: its width is that of its longest line, 40 to 132 characters; at nearly every line end
        the first word of the next line would not have fitted; and sentences run over line ends.
        """
        lines, count = self.lines, len(self.lines)
        if count < 2:
            return np.zeros(count, np.bool_)
        spaces = np.flatnonzero((lines.classes & tables.SPACE) != 0)
        after = np.append(spaces, len(lines.codes))[np.searchsorted(spaces, lines.text_start)]
        first_token = np.minimum(after, lines.text_end) - lines.text_start
        paragraph, groups = self.paragraph, int(self.paragraph[-1]) + 1
        widest = np.zeros(groups, np.int64)
        np.maximum.at(widest, paragraph, self.width + self.indent)
        inner = np.append(paragraph[1:] == paragraph[:-1], False) & ~lines.blank
        inner &= ~np.append(self.listed[1:], False) & ~self.ruler & ~np.append(self.ruler[1:], False)
        full = self.width + self.indent + 1 + np.append(first_token[1:], 0) >= widest[paragraph] - 2
        lower = np.append((lines.first_class[1:] & tables.LOWER) != 0, False)
        midway = inner & ~self.sentence_end & lower
        breaks = np.maximum(np.bincount(paragraph, inner, groups), 1)
        fits = np.bincount(paragraph, inner & full, groups) >= 0.8 * breaks
        fits &= np.bincount(paragraph, midway, groups) >= 0.3 * breaks
        fits &= (widest >= 40) & (widest <= 132)
        return inner & fits[paragraph] & ~self.code & ~self.tabular

    @cached_property
    def heading(self) -> Flags:
        """Marked (`# x`, underlined), or a short line that begins a section of longer text."""
        lines = self.lines
        solid = ~lines.blank
        hashes = (lines.first == ord("#")) & member(self.second, "# ") & (lines.words > 0) & (lines.words <= 20)
        below = np.append(self.ruler[1:] & (lines.document[1:] == lines.document[:-1]), False)
        underlined = below & solid & (self.width <= 100) & ~self.ruler & (lines.words > 0) & (lines.words <= 15)
        ruled = np.append(False, underlined[:-1])
        short = solid & (lines.words <= 14) & (lines.words >= 1) & (self.width <= 90)
        short &= ~self.sentence_end & ~member(lines.last, ",-") & ((lines.first_class & tables.LOWER) == 0)
        isolated = np.append(True, (self.paragraph[1:] != self.paragraph[:-1])) & np.append(
            self.paragraph[1:] != self.paragraph[:-1], True
        )
        upcoming = self._next_solid()
        long = (lines.words >= 12) & ~self.listed & ~self.tabular
        leads = np.append(long, False)[upcoming] & (np.append(lines.document, -1)[upcoming] == lines.document)
        return hashes | underlined | ruled | (short & isolated & leads)

    def _next_solid(self) -> Offsets:
        """For each line the index of the next line that is not blank (the number of lines where there is none)."""
        count = len(self.lines)
        index = np.where(self.lines.blank, count, np.arange(count))
        nearest = np.minimum.accumulate(index[::-1])[::-1]
        return np.append(nearest[1:], count)

    @cached_property
    def verse(self) -> Flags:
        """Short lines on purpose: stanzas, drama, dialogue, transcripts.

        A paragraph of three lines or more, all shorter than 75 characters, not wrapped, of four to twelve words on
        average, of which most begin with a capital and many end with a comma or a sentence end.
        """
        lines, paragraph = self.lines, self.paragraph
        solid = ~lines.blank & ~self.listed & ~self.tabular & ~self.code
        groups = int(paragraph[-1]) + 1 if len(paragraph) else 0
        size = np.bincount(paragraph, solid, groups)
        words = np.bincount(paragraph, np.where(solid, lines.words, 0), groups)
        capital = np.bincount(paragraph, solid & ((lines.first_class & tables.LOWER) == 0), groups)
        stopped = np.bincount(paragraph, solid & (self.sentence_end | member(lines.last, ",—-")), groups)
        longest = np.zeros(groups, np.int64)
        np.maximum.at(longest, paragraph, self.width)
        wrapped = np.bincount(paragraph, self.wraps, groups)
        poem = (size >= 3) & (longest < 75) & (words >= 4 * size) & (words <= 12 * size) & (wrapped == 0)
        poem &= (capital >= 0.7 * size) & (stopped >= 0.4 * size)
        return poem[paragraph] & solid

    def kinds(self) -> Kinds:
        """The kind of each line; where several apply, the later of this list wins."""
        kinds = np.full(len(self.lines), Kind.PROSE, np.uint8)
        kinds[self.verse] = Kind.VERSE
        kinds[self.listed] = Kind.LIST
        kinds[self.heading] = Kind.HEADING
        kinds[self.tabular] = Kind.TABLE
        kinds[self.code] = Kind.CODE
        kinds[self.front] = Kind.FRONT
        kinds[self.lines.blank] = Kind.BLANK
        return kinds


@dataclass(frozen=True, eq=False)
class Blocks:
    """All blocks of a batch; `start` and `end` leave surrounding white space out, `last_line` is inclusive."""

    start: Offsets
    end: Offsets
    document: Offsets
    kind: Kinds
    first_line: Offsets
    last_line: Offsets

    def __len__(self) -> int:
        return len(self.start)


def find_blocks(lines: Lines, kinds: Kinds, wraps: Flags) -> Blocks:
    """Join lines into blocks: wrapped paragraphs, and neighbouring lines of code, tables, verse, front matter."""
    solid = kinds != Kind.BLANK
    joined = np.zeros(len(lines), np.bool_)
    same = (kinds[1:] == kinds[:-1]) & np.isin(kinds[1:], TOGETHER)
    joined[1:] = solid[1:] & solid[:-1] & (lines.document[1:] == lines.document[:-1]) & (same | wraps[:-1])
    first = np.flatnonzero(solid & ~joined)
    goes_on = np.append(joined[1:], False)
    last = np.flatnonzero(solid & ~goes_on)
    return Blocks(lines.text_start[first], lines.text_end[last], lines.document[first], kinds[first], first, last)


__all__ = ["Blocks", "Kind", "Segmenter", "find_blocks", "member", "runs"]

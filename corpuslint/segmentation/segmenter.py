"""From lines to kinds: every observation over all rows, put together."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from corpuslint.lines import Lines
from corpuslint.segmentation import cells, headings, markup
from corpuslint.segmentation.groups import before
from corpuslint.segmentation.kind import Flags, Kind, Kinds
from corpuslint.segmentation.programs import Programs
from corpuslint.segmentation.rows import Rows
from corpuslint.segmentation.verse import Verse
from corpuslint.segmentation.wrapping import Wrapping


class Segments(NamedTuple):
    """What segmentation says of each line."""

    kind: Kinds
    wraps: Flags
    sentence_end: Flags


@dataclass(frozen=True, eq=False)
class Segmenter:
    """The kinds of lines, and which lines go on in the next one."""

    lines: Lines

    @cached_property
    def rows(self) -> Rows:
        """The lines that are not blank."""
        return Rows(self.lines)

    def _spread(self, flags: Flags) -> Flags:
        everything = np.zeros(len(self.lines), np.bool_)
        everything[self.rows.index] = flags
        return everything

    @cached_property
    def _front(self) -> Flags:
        return markup.front(self.rows)

    @cached_property
    def _code_and_tables(self) -> tuple[Flags, Flags]:
        rows = self.rows
        code, table = markup.delimited(rows)
        code |= markup.fenced(rows) | markup.literal(rows)
        apart = code | table | self._front
        table |= cells.tabular(rows) & ~apart
        code |= Programs(rows, apart | table).code()
        return code, table

    @cached_property
    def _apart(self) -> Flags:
        code, table = self._code_and_tables
        return code | table | self._front

    @cached_property
    def _marked(self) -> Flags:
        return headings.marked(self.rows)

    @cached_property
    def _wraps(self) -> Flags:
        return Wrapping(self.rows, self._apart | self._marked).wraps()

    @cached_property
    def _verse(self) -> Flags:
        rows = self.rows
        return Verse(rows, self._apart | rows.listed | rows.ruler | self._marked, self._wraps).verse()

    def segments(self) -> Segments:
        """The kind of each line, which lines are wrapped, and which end a sentence."""
        wraps = self._spread(self._wraps & ~self._verse)
        return Segments(self._kinds(), wraps, self._spread(self.rows.sentence_end))

    def _kinds(self) -> Kinds:
        """The kind of each line; where several apply, the later one here wins."""
        rows = self.rows
        code, table = self._code_and_tables
        found = np.full(len(rows), Kind.PROSE, np.uint8)
        found[rows.listed] = Kind.LIST
        found[self._marked | headings.headings(rows, self._apart | rows.listed, self._wraps)] = Kind.HEADING
        goes_on = before(self._wraps)
        head = np.maximum.accumulate(np.where(goes_on, 0, np.arange(len(rows))))
        found = found[head]
        found[self._verse] = Kind.VERSE
        found[table] = Kind.TABLE
        found[code] = Kind.CODE
        found[self._front] = Kind.FRONT
        kinds = np.full(len(self.lines), Kind.BLANK, np.uint8)
        kinds[rows.index] = found
        return kinds

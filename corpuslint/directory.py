"""Which document an id stands for, kept small: twelve bytes a document, and one a line for what it is.

The bytes of lines lie on the disk where they are many.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from corpuslint.batch import Place
from corpuslint.columns import ColumnStore, release
from corpuslint.segmentation import Marks
from corpuslint.tables import distinct

PART_SHIFT = 32
"""The id of a document is the number of its part, shifted by so many bits, plus its number in the part."""
NO_RECORD = -1

Ids = NDArray[np.int64]
Chosen = Mapping[str, Collection[int]]
"""Records by path: what is to be read of a part."""


@dataclass(frozen=True, eq=False)
class PartDirectory:
    """The documents of one part in order: columns of numbers into short lists of names."""

    paths: tuple[str, ...]
    fields: tuple[str | None, ...]
    path: NDArray[np.int32]
    record: NDArray[np.int32]
    field: NDArray[np.int32]
    characters: int
    unreadable: int
    marks: Marks | None = None

    @classmethod
    def of(cls, places: Sequence[Place], characters: int, unreadable: int, marks: Marks | None = None) -> PartDirectory:
        """The directory of documents that stand at these places, their totals, and what was said of their lines."""
        paths = {path: number for number, path in enumerate(dict.fromkeys(p.path for p in places))}
        names = {name: number for number, name in enumerate(dict.fromkeys(p.field for p in places))}
        return cls(
            tuple(paths),
            tuple(names),
            np.array([paths[p.path] for p in places], np.int32),
            np.array([NO_RECORD if p.record is None else p.record for p in places], np.int32),
            np.array([names[p.field] for p in places], np.int32),
            characters,
            unreadable,
            marks,
        )

    def __len__(self) -> int:
        return len(self.record)

    def place(self, number: int) -> Place:
        """Where the document with this number in the part stands."""
        record = int(self.record[number])
        name = self.fields[int(self.field[number])]
        return Place(self.paths[int(self.path[number])], None if record == NO_RECORD else record, name)

    def only(self, number: int, ids: Ids) -> Only:
        """The documents that these ids name, and all others of the same records; `number` is that of the part."""
        keys = (self.path.astype(np.int64) << 32) + self.record
        wanted = distinct(keys[ids - (number << PART_SHIFT)])
        chosen: dict[str, set[int]] = {}
        for key in wanted.tolist():
            path, record = (key + 1) >> 32, ((key + 1) & 0xFFFFFFFF) - 1
            chosen.setdefault(self.paths[path], set()).add(record)
        inside = np.isin(keys, wanted)
        marks = self.marks and self.marks.chosen(inside)
        return Only(np.flatnonzero(inside) + (number << PART_SHIFT), chosen, marks)


@dataclass(frozen=True, eq=False)
class Only:
    """Some documents of one part, the records to read them from, and what is known of their lines."""

    ids: Ids
    records: Chosen
    marks: Marks | None = None


@dataclass(eq=False)
class Directory:
    """The documents of the corpus by id."""

    parts: list[PartDirectory] = field(default_factory=list)
    _marked: ColumnStore = field(default_factory=ColumnStore)
    _ends: list[int] = field(default_factory=lambda: [0])

    def add(self, part: PartDirectory) -> None:
        """Take in the next part. The marks of its lines are left to `only`, for which all parts must be known."""
        lines = np.zeros(0, np.uint8) if part.marks is None else part.marks.lines
        self._marked.add({"lines": lines})
        self._ends.append(self._ends[-1] + len(lines))
        self.parts.append(replace(part, marks=part.marks and Marks(part.marks.counts, lines[:0])))

    @cached_property
    def _lines(self) -> NDArray[np.uint8]:
        return self._marked.result()["lines"]

    def marks(self, number: int) -> Marks | None:
        """What was said of the lines of a part."""
        known = self.parts[number].marks
        if known is None:
            return None
        lines = self._lines[self._ends[number] : self._ends[number + 1]].copy()
        release((self._lines,))
        return Marks(known.counts, lines)

    def places(self, ids: Iterable[int]) -> dict[int, Place]:
        """The places of these ids; negative ones stand for none."""
        mask = (1 << PART_SHIFT) - 1
        return {i: self.parts[i >> PART_SHIFT].place(i & mask) for i in ids if i >= 0}

    def within(self, paths: Collection[str]) -> Ids:
        """The ids of the documents in these files, ascending."""
        found = [np.zeros(0, np.int64)]
        for number, part in enumerate(self.parts if paths else ()):
            mine = np.array([path in paths for path in part.paths], np.bool_)
            found.append(np.flatnonzero(mine[part.path]) + (number << PART_SHIFT))
        return np.concatenate(found)

    def only(self, number: int, ids: Ids) -> Only:
        """The documents of one part that these ids name, and all others of the same records."""
        return replace(self.parts[number], marks=self.marks(number)).only(number, ids)


def part_of(ids: Ids, number: int) -> slice:
    """The rows of ascending ids that belong to a part."""
    first, last = np.searchsorted(ids, [number << PART_SHIFT, (number + 1) << PART_SHIFT]).tolist()
    return slice(first, last)

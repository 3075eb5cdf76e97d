"""Where some values of a long column stand, without sorting the column: most values stand once and are of no use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from corpuslint.columns import ColumnFile, release, scratch, stretches

Indexes = NDArray[np.int64]
Values = NDArray[np.uint32]
Flags = NDArray[np.bool_]
Packed = NDArray[np.uint64]

TOGETHER = 1 << 18
"""Values that are looked at at a time."""
SORTED = 1 << 20
"""Places that are sorted at a time; more of them go to the disk first, into `PIECES` files by their value."""
PIECES = 64
FOUND = 1 << 13
"""Values, in ascending order, whose places are looked up before the memory of these is given up."""
SLOT_BITS = 21
"""Bits of a value that are its slot in a table, at most. Tables stay small, however many values are asked about: those
that find their slot taken are said to stand elsewhere too."""
ASKED_BITS, SPARSE = 24, 16
"""The same for the table of values of which all places are wanted, and how many slots it has for each of them."""
NONE, HALF, LOW = 0xFFFFFFFF, np.uint64(32), np.uint64(0xFFFFFFFF)


class Slots:
    """Which of the places that are asked about hold a value that stands nowhere else.

    A table holds one place for each slot. Every other place of the same value says that it does not stand alone.
    """

    def __init__(self, count: int) -> None:
        """A table for so many places, with a slot for half of them: larger ones gain less than they cost."""
        size = 1 << min(SLOT_BITS, max(1, count.bit_length() - 1))
        self.value = np.full(size, NONE, np.uint32)
        self.place = np.zeros(size, np.uint32)
        self.shared = np.zeros(size, np.bool_)

    def ask(self, values: Values, places: Indexes) -> None:
        """Put the values at these places into the table; the last one of a slot stays."""
        slots = self._slots(values)
        self.value[slots], self.place[slots] = values, places

    def look(self, values: Values, left_out: Flags) -> None:
        """Go through all values, but for places that are left out."""
        for first, last in stretches(len(values), TOGETHER):
            some = values[first:last]
            slots = self._slots(some)
            hits = np.flatnonzero((self.value.take(slots) == some) & ~left_out[first:last])
            slots = slots[hits]
            self.shared[slots[self.place[slots] != hits + first]] = True
            release((values, left_out))

    def __len__(self) -> int:
        return len(self.value)

    def alone(self, values: Values) -> Flags:
        """Which of the values that were asked about are known to stand at one place only."""
        slots = self._slots(values)
        found: Flags = (self.value[slots] == values) & ~self.shared[slots]
        return found

    def _slots(self, values: Values) -> Indexes:
        return (values & np.uint32(len(self.value) - 1)).astype(np.int64)


class Occurrences:
    """The places of the values that are asked about, but for places that are left out."""

    def __init__(self, values: Values, left_out: Flags, asked: Iterable[Values], count: int) -> None:
        """`asked` are these values, `count` in all."""
        table = np.zeros(1 << min(ASKED_BITS, (SPARSE * count).bit_length()), np.bool_)
        for some in asked:
            table[some & np.uint32(len(table) - 1)] = True
        self.packed = ascending(_packed(values, left_out, table))

    def find(self, values: Values) -> tuple[Indexes, Indexes]:
        """For each value, where its places begin in `packed`, and how many they are."""
        order = np.argsort(values)
        lowest = values[order].astype(np.uint64) << HALF
        first, size = np.empty(len(values), np.int64), np.empty(len(values), np.int64)
        for top, bottom in stretches(len(values), FOUND):
            some, low = order[top:bottom], lowest[top:bottom]
            first[some] = begin = self.packed.searchsorted(low)
            size[some] = self.packed.searchsorted(low | LOW, "right") - begin
            release((self.packed,))
        return first, size

    def at(self, rows: Indexes) -> Indexes:
        """The places in these rows of `packed`."""
        order, found = np.argsort(rows), np.empty(len(rows), np.int64)
        for top, bottom in stretches(len(rows), FOUND):
            some = order[top:bottom]
            found[some] = self.packed[rows[some]].astype(np.uint32)
            release((self.packed,))
        return found


def _packed(values: Values, left_out: Flags, table: Flags) -> Iterator[Packed]:
    """The values that the table may hold, with their places in the low half."""
    for first, last in stretches(len(values), TOGETHER):
        some = values[first:last]
        hits = np.flatnonzero(table.take(some & np.uint32(len(table) - 1)) & ~left_out[first:last])
        yield some[hits].astype(np.uint64) << HALF | (hits + first).astype(np.uint64)
        release((values, left_out))


def ascending(parts: Iterable[Packed]) -> Packed:
    """All numbers of the parts in ascending order; on the disk where they are many.

    Many numbers are first written to files by their upper bits, so that each is sorted among its likes: the time grows
    with their number, and the memory does not.
    """
    held: list[Packed] = [np.zeros(0, np.uint64)]
    files: list[ColumnFile] = []
    count = size = 0
    for part in parts:
        held.append(part)
        size, count = size + len(part), count + len(part)
        if size > SORTED:
            files = files or [ColumnFile(part) for _ in range(PIECES)]
            _distribute(np.concatenate(held), files)
            held, size = held[:1], 0
    last = np.concatenate(held)
    if not files:
        last.sort()
        return last
    _distribute(last, files)
    found, done = scratch((count,), np.uint64), 0
    for file in files:
        piece = np.sort(file.column())
        found[done : done + len(piece)] = piece
        done += len(piece)
        release((found,))
    return found


def _distribute(numbers: Packed, files: list[ColumnFile]) -> None:
    pieces = (numbers >> np.uint64(65 - PIECES.bit_length())).astype(np.uint8)
    ranked = numbers[np.argsort(pieces, kind="stable")]
    edges = np.append(0, np.cumsum(np.bincount(pieces, minlength=len(files))))
    for number, file in enumerate(files):
        file.append([ranked[edges[number] : edges[number + 1]]])

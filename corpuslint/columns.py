"""Columns of many surveys, one after another: in memory while they are small, then in temporary files.

What a column holds on the disk is read back as an array that the system pages in where it is looked at. `release` gives
these pages up again, so that a rule that goes through a column from front to back needs memory for a part of it only.
What a rule makes of columns goes the same way: `scratch` is an array to be filled, `take` some rows of a column.
"""

from __future__ import annotations

import math
import mmap
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import IO, TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from corpuslint.interrupts import undisturbed
from corpuslint.model import CorpuslintError

if TYPE_CHECKING:
    from tempfile import TemporaryDirectory

Column = NDArray[Any]
SPILL_BYTES = 4 << 20
"""Bytes of one rule's columns from which on they go to the disk: the surveys of some 20 MB of text."""
FLUSH_BYTES = 2 << 20
"""Bytes that are held back of columns that are on the disk already."""
SCRATCH_BYTES = 4 << 20
"""Bytes of an array from which on it lies on the disk."""
TOGETHER = 1 << 16
"""Rows of a column that are looked at before its memory is given up."""


class ColumnStore:
    """Surveys of the same columns, put together as they come.

    The files have no names: they are gone with this process, however it ends.
    """

    def __init__(self, limit: int | None = None) -> None:
        self.limit = SPILL_BYTES if limit is None else limit
        self.held: list[Mapping[str, Column]] = []
        self.size = 0
        self.files: dict[str, ColumnFile] = {}

    def add(self, survey: Mapping[str, Column]) -> None:
        """Take in one more survey.

        Raises:
            CorpuslintError: the temporary folder is full.
        """
        self.held.append(survey)
        self.size += sum(column.nbytes for column in survey.values())
        if self.size > (min(self.limit, FLUSH_BYTES) if self.files else self.limit):
            self._spill()

    def result(self) -> dict[str, Column]:
        """All surveys as one; read only where it comes from the disk."""
        if not self.held and not self.files:
            return {}
        if not self.files:
            return {name: np.concatenate([survey[name] for survey in self.held]) for name in self.held[0]}
        self._spill()
        return {name: file.column() for name, file in self.files.items()}

    def _spill(self) -> None:
        for name in self.held[0] if self.held else ():
            file = self.files.get(name) or self.files.setdefault(name, ColumnFile(self.held[0][name]))
            file.append([survey[name] for survey in self.held])
        self.held, self.size = [], 0


class ColumnFile:
    """One column in a temporary file; a column of several values a row is read back value by value."""

    def __init__(self, like: Column) -> None:
        self.dtype, self.width, self.rows = like.dtype, like.shape[1:], 0
        self.file = temporary()

    def append(self, parts: Sequence[Column]) -> None:
        """Write some more rows."""
        try:
            for part in parts:
                self.file.write(np.ascontiguousarray(part, self.dtype).data)
                self.rows += len(part)
            self.file.flush()
        except OSError as error:
            raise full(error) from None

    def column(self) -> Column:
        """The column as an array that lies in the file."""
        if not self.rows or 0 in self.width:
            return np.zeros((self.rows, *self.width), self.dtype)
        column = mapped(self.file, self.dtype, (self.rows, *self.width))
        return turned(column) if self.width else column


def turned(column: Column) -> Column:
    """The same rows, laid out so that each value of all rows stands together: bands are looked at one by one."""
    layout = on_disk(column.shape, column.dtype)
    for first, last in rows_together(column):
        layout[first:last] = column[first:last]
        release((column, layout))
    return layout


def scratch(shape: tuple[int, ...], dtype: np.dtype[Any] | type[Any]) -> Column:
    """Zeros to be written over: in memory while they are few, otherwise on the disk."""
    size = math.prod(shape) * np.dtype(dtype).itemsize
    return np.zeros(shape, dtype) if size <= min(SCRATCH_BYTES, SPILL_BYTES) else on_disk(shape, np.dtype(dtype))


def on_disk(shape: tuple[int, ...], dtype: np.dtype[Any]) -> Column:
    """Zeros in a temporary file; of rows with several values, each value of all rows stands together."""
    if 0 in shape:
        return np.zeros(shape, dtype)
    file = temporary()
    size = math.prod(shape) * dtype.itemsize
    try:
        if hasattr(os, "posix_fallocate"):  # A disk that is found full when a page is written ends the process.
            os.posix_fallocate(file.fileno(), 0, size)
        file.truncate(size)
        return np.memmap(file, dtype, "r+", shape=shape, order="F").view(np.ndarray)
    except OSError as error:
        raise full(error) from None


def take(column: Column, rows: NDArray[np.int64]) -> Column:
    """Some rows of a column, ascending: as `column[rows]`, without more memory than some rows take."""
    if mapping(column) is None and len(rows) * column[:1].nbytes <= min(SCRATCH_BYTES, SPILL_BYTES):
        return column[rows]
    found = scratch((len(rows), *column.shape[1:]), column.dtype)
    edges = rows.searchsorted([first for first, _ in rows_together(column)])
    for first, last in pairwise((*edges.tolist(), len(rows))):
        if last > first:
            found[first:last] = column[rows[first:last]]
            release((column, found))
    return found


def stored(columns: Mapping[str, Column]) -> dict[str, Column]:
    """The same columns, on the disk if they are large together."""
    found = dict(columns)
    held = {name: column for name, column in columns.items() if mapping(column) is None}
    if sum(column.nbytes for column in held.values()) > min(SCRATCH_BYTES, SPILL_BYTES):
        for name, column in held.items():
            found[name] = on_disk(column.shape, column.dtype)
            found[name][:] = column
        release(found.values())
    return found


def stretches(count: int, size: int | None = None) -> Iterator[tuple[int, int]]:
    """The edges of stretches of so many rows, `TOGETHER` by default."""
    size = size or TOGETHER
    return ((first, min(first + size, count)) for first in range(0, count, size))


def rows_together(column: Column) -> Iterator[tuple[int, int]]:
    """The edges of stretches of rows, fewer where a row has several values."""
    return stretches(len(column), max(1, TOGETHER // math.prod(column.shape[1:])) if len(column) else 1)


def mapped(file: IO[bytes], dtype: np.dtype[Any], shape: tuple[int, ...]) -> Column:
    """A file as an array that cannot be written to."""
    return np.memmap(file, dtype, "r", shape=shape).view(np.ndarray)


def release(columns: Iterable[Column]) -> None:
    """Give up the memory of the pages that were looked at of columns on the disk; they can be looked at again."""
    for column in columns:
        base = mapping(column)
        if base is not None and hasattr(mmap, "MADV_DONTNEED"):
            base.madvise(mmap.MADV_DONTNEED)


def mapping(column: Column) -> mmap.mmap | None:
    """The file in which a column lies, if it lies in one."""
    base: Any = column
    while isinstance(base, np.ndarray):
        base = base.base
    return base if isinstance(base, mmap.mmap) else None


def temporary() -> IO[bytes]:
    """A file without a name."""
    import tempfile

    try:
        with undisturbed():  # The first time, Python tries the folder with a file that it removes.
            return tempfile.TemporaryFile(prefix="corpuslint-")
    except OSError as error:
        raise full(error) from None


def temporary_folder() -> TemporaryDirectory[str]:
    """A folder that is gone with this process."""
    import tempfile

    try:
        with undisturbed():
            return tempfile.TemporaryDirectory(prefix="corpuslint-", ignore_cleanup_errors=True)
    except OSError as error:
        raise full(error) from None


def full(error: OSError) -> CorpuslintError:
    """The error for a temporary folder that takes no more."""
    import tempfile

    why = (error.strerror or str(error)).lower()
    return CorpuslintError(f"{tempfile.gettempdir()}: no room for temporary files: {why} (TMPDIR names another folder)")

"""Columns of many surveys, one after another: in memory while they are small, then in temporary files.

What a column holds on the disk is read back as an array that the system pages in where it is looked at. `release` gives
these pages up again, so that a rule that goes through a column from front to back needs memory for a part of it only.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterable, Mapping, Sequence
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from corpuslint.model import CorpuslintError

Column = NDArray[Any]
SPILL_BYTES = 32 << 20
"""Bytes of one rule's columns from which on they go to the disk: the surveys of some 100 MB of text."""
TURNED_ROWS = 1 << 16
"""Rows of a column of several values that are turned at a time."""


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
        if self.size > self.limit:
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
    rows, width = column.shape
    file = temporary()
    try:
        file.truncate(column.nbytes)
        layout = np.memmap(file, column.dtype, "r+", shape=(width, rows)).view(np.ndarray)
    except OSError as error:
        raise full(error) from None
    for first in range(0, rows, TURNED_ROWS):
        layout[:, first : first + TURNED_ROWS] = column[first : first + TURNED_ROWS].T
        release((column, layout))
    return layout.T


def mapped(file: IO[bytes], dtype: np.dtype[Any], shape: tuple[int, ...]) -> Column:
    """A file as an array that cannot be written to."""
    return np.memmap(file, dtype, "r", shape=shape).view(np.ndarray)


def release(columns: Iterable[Column]) -> None:
    """Give up the memory of the pages that were looked at of columns on the disk; they can be looked at again."""
    for column in columns:
        base: Any = column
        while isinstance(base, np.ndarray):
            base = base.base
        if isinstance(base, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
            base.madvise(mmap.MADV_DONTNEED)


def temporary() -> IO[bytes]:
    """A file without a name."""
    import tempfile

    try:
        return tempfile.TemporaryFile(prefix="corpuslint-")
    except OSError as error:
        raise full(error) from None


def full(error: OSError) -> CorpuslintError:
    """The error for a temporary folder that takes no more."""
    import tempfile

    why = (error.strerror or str(error)).lower()
    return CorpuslintError(f"{tempfile.gettempdir()}: no room for temporary files: {why} (TMPDIR names another folder)")

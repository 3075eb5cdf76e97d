"""Columns that come in pieces: put together in memory, or past a limit on the disk."""

from __future__ import annotations

import mmap
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

SPILL_BYTES = 8 << 20
"""Columns of one survey beyond this size go to the disk."""

Piece = NDArray[Any]


@dataclass(eq=False)
class Column:
    """One column: pieces with the same type of value, and a file with those that came before."""

    pieces: list[Piece] = field(default_factory=list)
    pages: mmap.mmap | None = None

    @cached_property
    def file(self) -> IO[bytes]:
        """A file without a name: it is gone when it is closed, also when the process is killed."""
        from tempfile import TemporaryFile

        return TemporaryFile(buffering=0)

    def spill(self) -> None:
        """Move the pieces to the file."""
        if any(piece.size for piece in self.pieces):
            self.file.write(np.concatenate(self.pieces).data.cast("B"))
        del self.pieces[1:]
        self.pieces[0] = self.pieces[0][:0].copy()

    def whole(self) -> Piece:
        """All pieces as one array; where there is a file, its bytes as they are, read when they are looked at."""
        if "file" not in vars(self):
            return np.concatenate(self.pieces)
        self.spill()
        if not self.file.tell():
            return self.pieces[0]
        with self.file as file:
            self.pages = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        return np.frombuffer(self.pages, self.pieces[0].dtype).reshape(-1, *self.pieces[0].shape[1:])


@dataclass(eq=False)
class Columns:
    """Named columns that grow, all by the same pieces."""

    limit: int = field(default_factory=lambda: SPILL_BYTES)
    columns: dict[str, Column] = field(default_factory=dict)
    held: int = 0

    def add(self, pieces: Mapping[str, Piece]) -> None:
        """Put these behind the others."""
        for name, piece in pieces.items():
            self.columns.setdefault(name, Column()).pieces.append(piece)
            self.held += piece.nbytes
        if self.held > self.limit:
            for column in self.columns.values():
                column.spill()
            self.held = 0

    def whole(self) -> dict[str, Piece]:
        """The columns; those that went to the disk cannot be written to."""
        return {name: column.whole() for name, column in self.columns.items()}

    def rest(self) -> None:
        """Let go of the memory that holds what was read from the disk: it is read again where it is looked at."""
        for column in self.columns.values():
            if column.pages is not None and hasattr(mmap, "MADV_DONTNEED"):
                column.pages.madvise(mmap.MADV_DONTNEED)

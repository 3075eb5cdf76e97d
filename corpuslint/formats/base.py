"""What a format is, and the stretches of files that are read at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any, Protocol
from urllib.parse import urlsplit

from corpuslint.model import CorpuslintError, Document

PART_BYTES = 4 << 20
"""Bytes that are read at a time: enough to amortise the calls, little enough for memory and for even work."""
PART_FILES = 512
GROUP_KEYS = ("source", "url", "domain")


@dataclass(frozen=True, slots=True)
class Reading:
    """How files are read: the names of text fields, and the encoding of text."""

    fields: tuple[str, ...] = ("text",)
    encoding: str = "utf-8"


@dataclass(frozen=True, slots=True)
class Source:
    """A file of the corpus: the name under which it is reported, and where it lies."""

    path: str
    file: Path
    format: str
    stamp: tuple[int, int] = (0, 0)

    @classmethod
    def of(cls, path: str, file: Path, format: str) -> Source:
        """A source that remembers the size and time of its file."""
        return cls(path, file, format, _stamp(file))

    def handle(self) -> Any:
        """What libraries are given that open files themselves: the path, or the stream of an object in a store."""
        return self.file if isinstance(self.file, Path) else self.file.open("rb")

    def verify(self) -> None:
        """Raise `CorpuslintError` when the file is no longer what it was when the run began."""
        if _stamp(self.file) != self.stamp:
            raise CorpuslintError(f"{self.path}: changed while it was read; run again when nothing writes to it")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one source that can be read by itself.

    For text and JSONL `offset` and `size` are bytes, for Parquet row groups and their number. `record` is the number
    of the first record; `characters` and `line` say what stands before the piece in a text file. `data` holds the
    bytes where the source is a stream that cannot be read from the middle (compressed files).
    """

    source: Source
    offset: int = 0
    size: int = 0
    record: int = 1
    characters: int = 0
    line: int = 1
    data: bytes | None = field(default=None, repr=False)

    def read_bytes(self) -> bytes:
        """The bytes of the piece."""
        if self.data is not None:
            return self.data
        try:
            with self.source.file.open("rb") as stream:
                stream.seek(self.offset)
                return stream.read(self.size)
        except OSError as error:
            raise unreadable(self.source.path, error) from None


class Format(Protocol):
    """How one kind of file is cut into pieces and read."""

    def pieces(self, source: Source, reading: Reading) -> Iterator[Piece]:
        """The stretches of a source, in order."""

    def read(self, piece: Piece, reading: Reading, records: Collection[int] | None = None) -> Iterator[Document]:
        """The documents in one stretch; with `records` only those of these records (files without records: all)."""


def unreadable(path: str, error: OSError) -> CorpuslintError:
    """The error for a file that cannot be read."""
    return CorpuslintError(f"{path}: cannot be read: {(error.strerror or str(error)).lower()}")


def group_of(record: dict[str, Any], path: str) -> str:
    """What a record has in common with others of its origin: source, host of its URL, domain, or folder."""
    for key in GROUP_KEYS:
        value = record.get(key)
        if isinstance(value, str) and value:
            return (urlsplit(value).hostname or value) if "//" in value else value
    return folder_of(path)


@lru_cache
def folder_of(path: str) -> str:
    """The folder of a path, as its group."""
    return str(PurePosixPath(path).parent) if path else ""


def kind_of(value: Any) -> str:
    """What a value of a record is called in messages."""
    if value is None:
        return "null"
    if value == []:
        return "an empty list"
    names: Sequence[tuple[type, str]] = (
        (bool, "true or false"),
        (int, "a number"),
        (float, "a number"),
        (bytes, "bytes"),
        (list, "a list"),
    )
    return next((name for kind, name in names if isinstance(value, kind)), "an object")


def _stamp(file: Path) -> tuple[int, int]:
    try:
        status = file.stat()
    except OSError:
        return (-1, -1)
    return (status.st_size, status.st_mtime_ns)

"""The change log: JSON lines that tell what a clean did, and hold enough to undo it.

A run begins with a line `corpuslint`. The lines of one file stand together: an `edit` line for each change, a
`dropped` line for each record left out, and at last a `file` line with the digests before and after. A file is put in
its place only after its `file` line is on the disk, so the log never knows less than was done; lines without a `file`
line after them tell of nothing that happened.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from corpuslint.cleaning.locking import lock
from corpuslint.formats.literals import spell
from corpuslint.formats.rewriting import Edited, Note
from corpuslint.model import CorpuslintError

SUFFIX = ".corpuslint.log"
"""What the name of a log ends in: no format that is read, so a log is never taken for a part of the corpus."""


@dataclass
class ChangeLog:
    """A log that is being written; the file is made with the first line and appended to if it is there already.

    With `anew` what stood in it is given up, as the copies that it tells of are gone; logs of files that were cleaned
    in place are kept always.
    """

    path: Path | None
    header: dict[str, Any] = field(default_factory=dict)
    anew: bool = False
    _stream: IO[bytes] | None = None
    _done: int = 0

    def __enter__(self) -> ChangeLog:
        return self

    def __exit__(self, *exception: object) -> None:
        if self._stream is None or self.path is None:
            return
        # What is still buffered cannot be thrown away, and on a full disk not be written either: so it is written as
        # far as possible, and then cut off through a second handle, which also keeps the lock.
        handle = os.dup(self._stream.fileno())
        try:
            with suppress(OSError):
                self._stream.close()
            os.ftruncate(handle, self._done)
            if not self._done:
                self.path.unlink(missing_ok=True)
        finally:
            os.close(handle)

    def note(self, path: str, note: Note) -> None:
        """Tell what was done to one document or record."""
        if self.path is None:
            return
        for line in lines_of(path, note):
            self._write(line)

    def file(self, line: dict[str, Any]) -> None:
        """Tell that all about a file has been told."""
        if self.path is not None:
            self._write(line)

    def flush(self) -> None:
        """Bring the log to the disk: what it tells may be done now. What comes later is taken back after an error."""
        if self._stream is not None:
            self._stream.flush()
            os.fsync(self._stream.fileno())
            self._done = self._stream.tell()

    def _write(self, line: dict[str, Any]) -> None:
        if self._stream is None:
            assert self.path is not None
            self._stream = open_for_append(self.path)
            if self.anew and _only_copies(self._stream):
                self._stream.truncate(0)
            self._stream.seek(0, os.SEEK_END)
            self._done = self._stream.tell()
            self._write({"corpuslint": "change log", **self.header})
        self._stream.write(json.dumps(line).encode() + b"\n")


def open_for_append(path: Path) -> IO[bytes]:
    """A log at whose end more can be written; a line that a kill cut off is taken away."""
    path.parent.mkdir(parents=True, exist_ok=True)
    stream = path.open("r+b" if path.exists() else "w+b")
    try:
        lock(stream.fileno(), path)
    except CorpuslintError:
        stream.close()
        raise
    end = stream.seek(0, os.SEEK_END)
    while end:
        size = min(end, 1 << 16)
        stream.seek(end - size)
        newline = stream.read(size).rfind(b"\n")
        if newline >= 0:
            end = end - size + newline + 1
            break
        end -= size
    stream.truncate(end)
    stream.seek(end)
    return stream


def _only_copies(stream: IO[bytes]) -> bool:
    """Whether none of the runs that a log tells of cleaned files in place."""
    stream.seek(0)
    return not any(json.loads(line).get("in_place") for line in stream if line.startswith(b'{"corpuslint"'))


def lines_of(path: str, note: Note) -> Iterator[dict[str, Any]]:
    """The lines that tell a note."""
    if not isinstance(note, Edited):
        yield {"dropped": path, "record": note.record, "raw": note.raw}
        return
    document = note.document
    line, column, counted = document.line, 1, 0
    for number, change in enumerate(note.changes):
        line, column = advance(document.text, counted, change.start, line, column)
        counted = change.start
        removed = document.text[change.start : change.end]
        entry: dict[str, Any] = {
            "edit": path,
            "record": document.record,
            "field": document.field,
            "start": change.start + document.offset,
            "end": change.end + document.offset,
            "line": line,
            "column": column,
            "codes": list(change.codes),
            "removed": removed,
            "inserted": change.text,
        }
        raw = note.raw[number] if note.raw else None
        if raw is not None and raw != spell(removed):
            entry["raw"] = raw
        yield entry


def advance(text: str, start: int, end: int, line: int, column: int) -> tuple[int, int]:
    r"""Line and column at `end`, from those at `start`; `\n`, `\r\n` and `\r` end lines.

    >>> advance("one\r\ntwo", 0, 6, 1, 1)
    (2, 2)
    """
    stretch = text[start:end]
    ends = stretch.count("\n") + stretch.count("\r") - stretch.count("\r\n")
    if stretch.startswith("\n") and start and text[start - 1] == "\r":
        ends -= 1
    if not ends:
        return line, column + len(stretch)
    after = stretch[max(stretch.rfind("\n"), stretch.rfind("\r")) + 1 :]
    return line + ends, len(after) + 1


@dataclass(frozen=True)
class Entry:
    """What a log says of one file in one run: its `file` line, and where in the log its other lines stand."""

    run: dict[str, Any]
    file: dict[str, Any]
    start: int
    end: int

    @property
    def copied(self) -> bool:
        """Whether the file was only copied."""
        return bool(self.file.get("copied"))


def read_log(path: Path) -> list[Entry]:
    """All that a log says was done, in order; what was not finished is passed over.

    Raises:
        CorpuslintError: this is no change log.
    """
    entries: list[Entry] = []
    run: dict[str, Any] | None = None
    start = position = 0
    with path.open("rb") as stream:
        for number, data in enumerate(stream, 1):
            position += len(data)
            if not data.endswith(b"\n"):
                break
            line = parse(path, number, data)
            if "corpuslint" in line:
                run, start = line, position
            elif run is None:
                raise CorpuslintError(f"{path}: not a change log of corpuslint")
            elif "file" in line:
                entries.append(Entry(run, line, start, position - len(data)))
                start = position
    return entries


def read_notes(path: Path, entry: Entry) -> Iterator[dict[str, Any]]:
    """The `edit` and `dropped` lines of one file, in order."""
    with path.open("rb") as stream:
        stream.seek(entry.start)
        while stream.tell() < entry.end:
            yield json.loads(stream.readline())


def parse(path: Path, number: int, data: bytes) -> dict[str, Any]:
    """One line of a log."""
    try:
        line = json.loads(data)
    except ValueError:
        line = None
    if not isinstance(line, dict):
        raise CorpuslintError(f"{path}:{number}: not a change log of corpuslint")
    return line

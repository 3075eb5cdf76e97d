"""Giving back what a clean changed: the originals, byte for byte, from the cleaned files and the change log."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from corpuslint.cleaning.changelog import Entry, read_log, read_notes
from corpuslint.cleaning.locking import locked
from corpuslint.formats.undo import content_digest, raw_digest, undo_notes
from corpuslint.model import CorpuslintError
from corpuslint.writing import Temporary


@dataclass(frozen=True)
class Undo:
    """The runs to undo for one file, the latest first, and where the file lies."""

    file: Path
    name: str
    entries: tuple[Entry, ...]


def restore(log: Path, output: Path | None) -> int:
    """Give back all files that a log tells of, below `output` or in their places; tells how many.

    Every file must be as the log left it, or as it was before: nothing is written before all have been looked at.

    Raises:
        CorpuslintError: the log is none, or a file is not the one that it tells of.
    """
    if not log.is_file():
        raise CorpuslintError(f"{log}: no such file")
    undos = list(plan(log))
    if not undos:
        raise CorpuslintError(f"{log}: tells of no file")
    for undo in undos:
        place(undo, output)
    with locked(log):
        return sum(restore_file(log, undo, place(undo, output)) for undo in undos if undo.entries or output is not None)


def place(undo: Undo, output: Path | None) -> Path:
    """Where a restored file goes."""
    if output is None:
        return undo.file
    parts = Path(undo.name).parts
    if Path(undo.name).is_absolute() or ".." in parts:
        raise CorpuslintError(f"{undo.name}: would be restored outside of {output}")
    target = output / undo.name
    if os.path.realpath(target) == os.path.realpath(undo.file):
        raise CorpuslintError(f"-o {output}: holds the cleaned files; use --in-place or another folder")
    return target


def plan(log: Path) -> Iterator[Undo]:
    """What there is to undo for each file."""
    told: dict[str, list[Entry]] = {}
    for entry in read_log(log):
        told.setdefault(entry.file["output"], []).append(entry)
    for output, entries in told.items():
        file = log.parent / output
        state = State.of(file, entries[-1].file["format"])
        steps: list[Entry] = []
        for entry in reversed(entries):
            if not entry.copied and state.content == entry.file["after"] != entry.file["before"]:
                steps.append(entry)
                state = State("", entry.file["before"])
        if not any(entry.file["before"] == (state.raw if entry.copied else state.content) for entry in entries):
            what = "is missing" if state.content is None else "is not as the log left it"
            raise CorpuslintError(f"{file}: {what}; nothing was restored")
        yield Undo(file, entries[-1].file["name"], tuple(steps))


@dataclass(frozen=True)
class State:
    """The digests of a file as it is now: of its bytes, and of what the log's digests are of. None: no file."""

    raw: str | None
    content: str | None

    @classmethod
    def of(cls, file: Path, format: str) -> State:
        """The state of a file on disk."""
        if not file.is_file():
            return cls(None, None)
        return cls(raw_digest(file), content_digest(file, format))


def restore_file(log: Path, undo: Undo, target: Path) -> int:
    """Give one file back; tells that it did."""
    target.parent.mkdir(parents=True, exist_ok=True)
    result = Temporary(target)
    previous: Path | None = None
    try:
        if not undo.entries:
            with undo.file.open("rb") as stream:
                shutil.copyfileobj(stream, result.stream)
        for entry in undo.entries:
            if previous is not None:
                result, previous = Temporary(target), result.path
            undo_step(log, entry, previous or undo.file, result)
            result.close()
            if previous is not None:
                previous.unlink()
            previous = result.path
        result.close()
        result.flush()
        result.commit()
    except OSError as error:
        result.discard()
        raise CorpuslintError(f"{target}: cannot be written: {(error.strerror or str(error)).lower()}") from None
    except BaseException:
        result.discard()
        raise
    return 1


def undo_step(log: Path, entry: Entry, file: Path, result: Temporary) -> None:
    """Write what a file was before one run."""
    kept = log.parent / entry.file["original"] if "original" in entry.file else None
    if kept is not None and kept.is_file() and raw_digest(kept) == entry.file["packed"]:
        with kept.open("rb") as stream:
            shutil.copyfileobj(stream, result.stream)
        return
    suffix = Path(entry.file["output"]).suffix.lower()
    digest = undo_notes(entry.file["format"], file, suffix, read_notes(log, entry), entry.run, result.stream)
    if digest != entry.file["before"]:
        raise CorpuslintError(f"{file}: what the log tells does not lead back to the original; it was left alone")

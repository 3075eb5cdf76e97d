"""Files as they were before a clean, made from the cleaned file and what the change log notes of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import IO, Any

from corpuslint.edits import apply
from corpuslint.formats.base import Source
from corpuslint.formats.codec import Codec
from corpuslint.formats.jsonl import open_bytes
from corpuslint.formats.literals import edit_literal, find_literal, spell, value_of
from corpuslint.formats.rewriting import Output
from corpuslint.formats.write_jsonl import packed
from corpuslint.model import CorpuslintError, Edit

Line = Mapping[str, Any]
"""A line of the change log."""


def undo_notes(format: str, file: Path, suffix: str, notes: Iterator[Line], run: Line, out: Output) -> str:
    """Write into `out` what the file was, and tell its digest, as `content_digest` would.

    Raises:
        CorpuslintError: the file does not hold what the notes say was put in.
    """
    if format == "parquet":
        from corpuslint.formats.undo_parquet import undo_parquet

        return undo_parquet(file, list(notes), run["fields"], out)
    if format == "jsonl":
        return _undo_jsonl(file, suffix, notes, run, out)
    data = _undo_text(file, notes, run["encoding"])
    out.write(data)
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def back(notes: Iterable[Line]) -> list[Edit]:
    """The edits of the cleaned text that lead back, from the `edit` lines of one document."""
    edits = []
    shift = 0
    for note in notes:
        start = note["start"] + shift
        edits.append(Edit(start, start + len(note["inserted"]), note["removed"]))
        shift += len(note["inserted"]) - len(note["removed"])
    return edits


def undone(path: Path, text: str, notes: list[Line]) -> list[Edit]:
    """The edits that lead back, after a look whether the text holds what was put in."""
    edits = back(notes)
    for edit, note in zip(edits, notes, strict=True):
        if text[edit.start : edit.end] != note["inserted"]:
            where = f", record {note['record']}" if note["record"] else ""
            raise CorpuslintError(f"{path}{where}: does not hold what the log says was put in; it was left alone")
    return edits


def _undo_text(file: Path, notes: Iterator[Line], encoding: str) -> bytes:
    """The bytes of a text file as it was."""
    lines = list(notes)
    if lines and "dropped" in lines[-1]:
        # The file is gone; what it was stands in the last line, whatever was edited before.
        return str(lines[-1]["raw"]).encode("utf-8", "surrogateescape")
    data = file.read_bytes()
    codec, text = Codec.of(str(file), data, encoding)
    return codec.encode(apply(text, undone(file, text, lines)))


def _undo_jsonl(file: Path, suffix: str, notes: Iterator[Line], run: Line, out: Output) -> str:
    """Write a JSONL file as it was, line by line."""
    stream, finish = packed(out, suffix)
    hashed = hashlib.sha256()

    def write(data: bytes) -> None:
        stream.write(data)
        hashed.update(data)

    number = 1
    with open_packed(file, suffix) as cleaned:
        for record, group in groupby(notes, key=lambda note: note["record"]):
            lines = list(group)
            while number < record:
                write(cleaned.readline())
                number += 1
            dropped = [line for line in lines if "dropped" in line]
            if dropped:
                write(dropped[0]["raw"].encode("utf-8", "surrogateescape"))
            else:
                write(_undo_record(file, cleaned.readline(), lines, run))
            number += 1
        while chunk := cleaned.read(1 << 20):
            write(chunk)
    finish()
    return f"sha256:{hashed.hexdigest()}"


def _undo_record(file: Path, data: bytes, notes: list[Line], run: Line) -> bytes:
    """One line as it was."""
    line = data.decode(run["encoding"], "surrogateescape")
    for name, group in groupby(notes, key=lambda note: note["field"]):
        mine = list(group)
        start, end = find_literal(line, name, run["fields"])
        literal = line[start:end]
        raw = [note.get("raw", spell(note["removed"])) for note in mine]
        before, _ = edit_literal(literal, undone(file, value_of(literal), mine), raw)
        line = line[:start] + before + line[end:]
    return line.encode(run["encoding"], "surrogateescape")


def open_packed(file: Path, suffix: str) -> IO[bytes]:
    """The unpacked bytes of a file that is packed as this suffix says, whatever it is called."""
    return open_bytes(Source(str(file), file, "jsonl"), suffix)


def content_digest(file: Path, format: str) -> str:
    """The digest that the change log holds of a file: of its unpacked bytes, or of a Parquet file's values."""
    if format == "parquet":
        from corpuslint.formats.write_parquet import parquet_digest

        return parquet_digest(file)
    hashed = hashlib.sha256()
    with open_packed(file, file.suffix.lower() if format == "jsonl" else "") as stream:
        while chunk := stream.read(1 << 20):
            hashed.update(chunk)
    return f"sha256:{hashed.hexdigest()}"


def raw_digest(file: Path) -> str:
    """The digest of a file's bytes."""
    with file.open("rb") as stream:
        return f"sha256:{hashlib.file_digest(stream, 'sha256').hexdigest()}"

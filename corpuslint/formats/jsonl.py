"""JSON lines, plain or compressed: one record per physical line, a document for each text field."""

from __future__ import annotations

import codecs
import gzip
import io
import json
import sys
import zlib
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing
from itertools import islice
from typing import IO, Any, cast

from corpuslint.formats.base import PART_BYTES, Piece, Reading, Source, group_of, kind_of, unreadable
from corpuslint.formats.fields import missing, name_of, passed_over, paths_of, values_at
from corpuslint.formats.text import ESCAPE, binary, keeps_ascii
from corpuslint.formats.zstd import Frames
from corpuslint.model import CorpuslintError, Document, Problem

RECORD = "DOC001"
MOST_NAMES = 100
"""Fields of a record among which one is looked for that was meant."""


class Jsonl:
    r"""JSON lines split on `\n` alone; blank lines count but hold no record."""

    def pieces(self, source: Source, reading: Reading) -> Iterator[Piece]:
        compressed = source.file.suffix.lower() in (".gz", ".zst")
        if not compressed and 0 < source.stamp[0] <= PART_BYTES:
            yield Piece(source, 0, source.stamp[0])  # Nothing to cut, so no need to read it twice.
            return
        offset, record = 0, 1
        size = PART_BYTES if keeps_ascii(reading.encoding) else -1
        try:
            with closing(open_bytes(source)) as stream:
                while chunk := stream.read(size):
                    if size > 0 and chunk[-1] != 10:
                        chunk += stream.readline()
                    yield Piece(source, offset, len(chunk), record, data=chunk if compressed else None)
                    offset += len(chunk)
                    record += chunk.count(b"\n")
        except _broken_archives() as error:
            reason = str(error).partition(" (b")[0].lower()
            raise CorpuslintError(f"{source.path}: cannot be decompressed: {reason}") from None
        except OSError as error:
            raise unreadable(source.path, error) from None

    def read(self, piece: Piece, reading: Reading, records: Collection[int] | None = None) -> Iterator[Document]:
        from orjson import loads

        path = piece.source.path
        for number, line in enumerate(split_lines(piece, reading.encoding), piece.record):
            if (records is not None and number not in records) or not line:
                continue
            try:
                record = loads(line)
            except ValueError:
                text = line if isinstance(line, str) else line.decode("utf-8", "surrogateescape")
                if text.isspace():
                    continue
                try:  # What the quick parser does not take: NaN, long numbers, lone surrogates, other bytes.
                    record = json.loads(text, parse_int=float)
                except (ValueError, RecursionError) as error:
                    other = binary(line, reading.encoding) if number == 1 and isinstance(line, bytes) else ""
                    yield broken(path, number, f"not valid JSON: {other or _reason(error)}")
                    continue
            yield from documents_of(record, path, number, reading)


def split_lines(piece: Piece, encoding: str) -> Sequence[bytes | str]:
    r"""The lines of a piece, split on `\n`, without the file's BOM; as bytes where they are UTF-8."""
    data = piece.read_bytes()
    if codecs.lookup(encoding).name == "utf-8":
        lines = data.removeprefix(codecs.BOM_UTF8 if piece.record == 1 else b"").split(b"\n")
        return lines if lines[-1] else lines[:-1]
    rows = data.decode(encoding, ESCAPE).removeprefix("\ufeff" if piece.record == 1 else "").split("\n")
    return rows if rows[-1] else rows[:-1]


def documents_of(
    record: Any, path: str, number: int, reading: Reading, names: Sequence[str] | None = None
) -> Iterator[Document]:
    """The documents of one record: one for each text in its fields, or a problem where there is none.

    `names` are those of all fields where `record` holds only some of them.
    """
    if not isinstance(record, dict):
        kind = "a string" if isinstance(record, str) else kind_of(record)
        yield broken(path, number, f"not an object with named fields but {kind}")
        return
    if len(reading.fields) == 1 and isinstance(text := record.get(reading.fields[0]), str):
        yield Document(path, text, number, reading.fields[0], group_of(record, path))  # Most records, in half the time.
        return
    found = [(name, steps, value) for name in reading.fields for steps, value in values_at(record, name)]
    group, several = group_of(record, path), sum(isinstance(value, str) for *_, value in found) > 1
    told = False
    for name, steps, value in found:
        place = name_of(steps)
        if isinstance(value, str):
            yield Document(path, value, number, place, group, part=several)
        elif passed_over(value, steps, name, reading.fields):
            continue
        else:
            yield broken(path, number, f"field '{place}' is {kind_of(value)}, not a text", place)
        told = True
    for name in () if told else reading.fields:
        if any(name == other for other, *_ in found):
            yield broken(path, number, f"no text in field '{name}'", name)
        else:
            known = tuple(islice(paths_of(record), MOST_NAMES) if names is None else names)
            yield broken(path, number, missing(name, known), name)


def broken(path: str, number: int, message: str, name: str | None = None) -> Document:
    """A record that holds no readable text."""
    return Document(path, "", number, name, problem=Problem(RECORD, message))


def open_bytes(source: Source, suffix: str | None = None) -> IO[bytes]:
    """The bytes of a source, decompressed when its name says so (or the suffix that is given)."""
    suffix = source.file.suffix.lower() if suffix is None else suffix
    if suffix == ".gz":
        return cast("IO[bytes]", gzip.open(source.handle(), "rb"))
    if suffix == ".zst":
        try:
            return io.BufferedReader(Frames(source.file), 1 << 20)
        except ImportError:
            raise CorpuslintError(f"{source.path}: reading .zst needs zstandard: install the extra 'zstd'") from None
    return source.file.open("rb")


def _broken_archives() -> tuple[type[Exception], ...]:
    """What reading broken .gz files raises, and .zst files once one was opened."""
    module = sys.modules.get("zstandard")
    return (EOFError, zlib.error, gzip.BadGzipFile, *(() if module is None else (module.ZstdError,)))


def _reason(error: Exception) -> str:
    """What the parser complains of, and where."""
    reason = error.msg if isinstance(error, json.JSONDecodeError) else str(error)
    column = f" (column {error.colno})" if isinstance(error, json.JSONDecodeError) else ""
    return f"{reason[:1].lower()}{reason[1:]}{column}"

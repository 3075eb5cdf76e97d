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
from typing import IO, Any, cast

from corpuslint.formats.base import PART_BYTES, Piece, Reading, Source, group_of, kind_of, unreadable, value_at
from corpuslint.formats.text import ESCAPE, binary, keeps_ascii
from corpuslint.formats.zstd import Frames
from corpuslint.model import CorpuslintError, Document, Problem

RECORD = "DOC001"


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
    """The documents of one record: one for each text field, or a problem where there is none.

    `names` are those of all fields where `record` holds only some of them.
    """
    if not isinstance(record, dict):
        yield broken(
            path,
            number,
            f"not an object with named fields but {kind_of(record) if not isinstance(record, str) else 'a string'}",
        )
        return
    group = group_of(record, path)
    for name in reading.fields:
        present, value = value_at(record, name)
        if isinstance(value, str):
            yield Document(path, value, number, name, group)
        elif present and isinstance(value, list) and value and all(isinstance(item, str) for item in value):
            for index, item in enumerate(value):
                yield Document(path, item, number, f"{name}[{index}]", group)
        elif present:
            yield broken(path, number, f"field '{name}' is {kind_of(value)}, not a text", name)
        elif len(reading.fields) == 1 or not any(value_at(record, other)[0] for other in reading.fields):
            known = ", ".join([*(record if names is None else names)][:6]) or "none"
            yield broken(path, number, f"no field '{name}' (fields: {known})", name)


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

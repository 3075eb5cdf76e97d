"""Formats of files: how they are found, cut into pieces, and read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from corpuslint.formats.base import PART_BYTES, PART_FILES, Format, Piece, Reading, Source
from corpuslint.formats.jsonl import Jsonl
from corpuslint.formats.parquet import Parquet
from corpuslint.formats.text import Text
from corpuslint.model import Document

if TYPE_CHECKING:
    from corpuslint.formats.rewriting import Output, Rewriter

FORMATS: dict[str, Format] = {"text": Text(), "jsonl": Jsonl(), "parquet": Parquet()}

SUFFIXES = {
    ".txt": "text",
    ".text": "text",
    ".md": "text",
    ".markdown": "text",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".jsonl.gz": "jsonl",
    ".ndjson.gz": "jsonl",
    ".jsonl.zst": "jsonl",
    ".ndjson.zst": "jsonl",
    ".parquet": "parquet",
}

Part = tuple[Piece, ...]
"""Pieces that are read at a time: one large one, or many small files."""


def format_of(name: str) -> str | None:
    """The format that a file's name stands for, or none."""
    lower = name.lower()
    return next(
        (SUFFIXES[suffix] for suffix in sorted(SUFFIXES, key=len, reverse=True) if lower.endswith(suffix)), None
    )


def parts_of(sources: Iterable[Source], reading: Reading) -> Iterator[Part]:
    """All pieces of all sources in order, small ones put together; the same whatever the number of workers."""
    pending: list[Piece] = []
    size = 0
    for piece in chain.from_iterable(FORMATS[source.format].pieces(source, reading) for source in sources):
        if pending and (size + piece.size > PART_BYTES or len(pending) >= PART_FILES or piece.data is not None):
            yield tuple(pending)
            pending, size = [], 0
        pending.append(piece)
        size += piece.size if piece.source.format != "parquet" else PART_BYTES
    if pending:
        yield tuple(pending)


def read_part(
    part: Sequence[Piece], reading: Reading, chosen: Mapping[str, Collection[int]] | None = None
) -> Iterator[Document]:
    """The documents of a part, in order; with `chosen` (path to records) only those of these files and records."""
    for piece in part:
        if chosen is None:
            yield from FORMATS[piece.source.format].read(piece, reading)
        elif records := chosen.get(piece.source.path):
            yield from FORMATS[piece.source.format].read(piece, reading, records)


def rewriter(source: Source, out: Output, reading: Reading, drop_empty: bool = False) -> Rewriter:
    """What writes a file of this source's format into `out`; with `drop_empty` without the records left empty."""
    if source.format == "jsonl":
        from corpuslint.formats.write_jsonl import JsonlRewriter

        return JsonlRewriter(out, reading, drop_empty, source.file.suffix.lower())
    if source.format == "parquet":
        from corpuslint.formats.write_parquet import ParquetRewriter

        return ParquetRewriter(source, out, reading, drop_empty)
    from corpuslint.formats.write_text import TextRewriter

    return TextRewriter(out, reading, drop_empty)


__all__ = ["FORMATS", "Part", "Piece", "Reading", "Source", "format_of", "parts_of", "read_part", "rewriter"]

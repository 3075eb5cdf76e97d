"""Parquet files (the extra `parquet`): one record a row, a document for each text column."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from corpuslint.formats.base import GROUP_KEYS, Piece, Reading, Source
from corpuslint.formats.jsonl import documents_of
from corpuslint.model import CorpuslintError, Document

ROWS = 1024
"""Rows that are turned into Python strings at a time."""


class Parquet:
    """Parquet files, a piece for each row group."""

    def pieces(self, source: Source, reading: Reading) -> Iterator[Piece]:
        file = open_parquet(source)
        record = 1
        for group in range(file.metadata.num_row_groups):
            yield Piece(source, group, 1, record)
            record += file.metadata.row_group(group).num_rows

    def read(self, piece: Piece, reading: Reading, records: Collection[int] | None = None) -> Iterator[Document]:
        file = open_parquet(piece.source)
        names = file.schema_arrow.names
        wanted = [
            name
            for name in dict.fromkeys((*(f.partition(".")[0] for f in reading.fields), *reading.fields, *GROUP_KEYS))
            if name in names
        ]
        first = piece.record
        for rows in rows_of(file, piece, wanted):
            for number, record in enumerate(rows, first):
                if records is None or number in records:
                    yield from documents_of(record, piece.source.path, number, reading, names)
            first += len(rows)


def rows_of(file: Any, piece: Piece, columns: list[str]) -> Iterator[list[dict[str, Any]]]:
    """The rows of a row group, some at a time; an error of one line where the file is damaged."""
    import pyarrow

    try:
        for rows in file.iter_batches(ROWS, row_groups=[piece.offset], columns=columns):
            yield rows.to_pylist()
    except (OSError, pyarrow.ArrowException) as error:
        raise _unreadable(piece.source, error) from None


def open_parquet(source: Source) -> Any:
    """The file, or a one-line error when pyarrow is missing or the file is no Parquet file."""
    try:
        import pyarrow.parquet
    except ImportError:
        raise CorpuslintError(f"{source.path}: reading Parquet needs pyarrow: install the extra 'parquet'") from None
    try:
        return pyarrow.parquet.ParquetFile(source.handle())
    except (OSError, pyarrow.ArrowException) as error:
        raise _unreadable(source, error) from None


def _unreadable(source: Source, error: Exception) -> CorpuslintError:
    reason = str(error).split("\n")[0].rstrip(".")
    return CorpuslintError(f"{source.path}: not a readable Parquet file: {reason}")

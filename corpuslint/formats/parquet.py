"""Parquet files (the extra `parquet`): one record a row, a document for each text column."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from corpuslint.formats.arrays import rows_in
from corpuslint.formats.base import GROUP_KEYS, Piece, Reading, Source
from corpuslint.formats.fields import heads
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
        names = list(names_in(file.schema_arrow))
        wanted = columns_of(file.schema_arrow.names, (*reading.fields, *GROUP_KEYS), piece.source.path)
        first = piece.record
        for rows in rows_of(file, piece, wanted):
            for number, record in enumerate(rows, first):
                if records is None or number in records:
                    yield from documents_of(record, piece.source.path, number, reading, names)
            first += len(rows)


def columns_of(names: list[str], fields: Iterable[str], path: str) -> list[str]:
    """Those of the columns in which fields may be.

    Raises:
        CorpuslintError: two columns have one name.
    """
    wanted = [name for name in heads(fields) if name in names]
    twice = next((name for name in wanted if names.count(name) > 1), None)
    if twice is not None:
        raise CorpuslintError(f"{path}: {names.count(twice)} columns are called '{twice}': rename all but one")
    return wanted


def names_in(fields: Iterable[Any], name: str = "") -> Iterator[str]:
    """The names of all fields of a schema or of the records in a column, as `fields.paths_of` says them."""
    for field in fields:
        kind, own = field.type, f"{name}.{field.name}" if name else field.name
        while hasattr(kind, "value_type") and not hasattr(kind, "key_type"):
            kind = kind.value_type
        if kind.num_fields and not hasattr(kind, "key_type"):
            yield from names_in((kind.field(number) for number in range(kind.num_fields)), own)
        else:
            yield own


def rows_of(file: Any, piece: Piece, columns: list[str]) -> Iterator[list[dict[str, Any]]]:
    """The rows of a row group, some at a time; an error of one line where the file is damaged."""
    import pyarrow

    try:
        for rows in file.iter_batches(ROWS, row_groups=[piece.offset], columns=columns):
            yield rows_in(rows)
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

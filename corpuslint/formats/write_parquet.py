"""Parquet files written back: schema, metadata, row groups, column order and compression as they were."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from corpuslint.formats.arrays import replaced, rows_in, values_in
from corpuslint.formats.base import Piece, Reading, Source, folder_of
from corpuslint.formats.fields import Steps, steps_of
from corpuslint.formats.jsonl import documents_of
from corpuslint.formats.parquet import ROWS, columns_of, open_parquet
from corpuslint.formats.rewriting import Dropped, Edited, Note, Output, Revisions
from corpuslint.model import Document

ARROW_SCHEMA = b"ARROW:schema"
Texts = dict[Steps, dict[int, str]]
"""New texts by the way to them and row (0-based in the row group)."""


class ParquetRewriter:
    """Writes one Parquet file, a row group at a time."""

    def __init__(self, source: Source, out: Output, reading: Reading, drop_empty: bool = False) -> None:
        self.source = source
        self.file = open_parquet(source)
        self.out = out
        self.writer = open_writer(self.file, out)
        self.reading = reading
        self.drop_empty = drop_empty
        self.before, self.after = Digest(self.file), Digest(self.file)

    def piece(self, piece: Piece, revisions: Revisions) -> Iterator[Note]:
        table = self.file.read_row_group(piece.offset)
        self.before.add(table)
        first, path = piece.record, piece.source.path
        mine = {
            (revision.record - first, revision.field): revision
            for revision in revisions.values()
            if revision.path == path and revision.record is not None and 0 <= revision.record - first < len(table)
        }
        texts: Texts = {}
        empty: set[int] = set()
        if mine or self.drop_empty:
            filled: dict[int, bool] = {}
            wanted = None if self.drop_empty else {row for row, _ in mine}
            for row, record, document in documents_in(table, path, self.reading, first, wanted):
                revision = mine.get((row, document.field))
                if revision is not None and document.field is not None:
                    yield Edited(document, revision.changes)
                    texts.setdefault(steps_of(record, document.field, self.reading.fields), {})[row] = revision.text
                text = document.text if revision is None else revision.text
                filled[row] = filled.get(row, False) or bool(text.strip()) or document.problem is not None
            empty = {row for row, full in filled.items() if not full} if self.drop_empty else set()
        for row in sorted(empty):
            yield Dropped(first + row, f"{piece.offset} {len(table)} {packed_row(table, row)}")
        table = with_texts(table, texts)
        if empty:
            table = table.take([row for row in range(len(table)) if row not in empty])
        if len(table):
            self.after.add(table)
            self.writer.write_table(table, row_group_size=len(table))

    def dropped(self) -> None:
        return None

    def close(self) -> tuple[str, str]:
        self.writer.close()
        return self.before.result(), self.after.result()


def documents_in(
    table: Any, path: str, reading: Reading, first: int, rows: set[int] | None
) -> Iterator[tuple[int, dict[str, Any], Document]]:
    """The documents in a row group with their rows (0-based) and records."""
    columns = table.select(columns_of(table.column_names, reading.fields, path))
    for start in range(0, len(table), ROWS):
        wanted = range(start, min(start + ROWS, len(table)))
        if rows is not None and rows.isdisjoint(wanted):
            continue
        for row, record in zip(wanted, rows_in(columns.slice(start, ROWS)), strict=True):
            if rows is None or row in rows:
                for document in documents_of(record, path, first + row, reading):
                    yield row, record, replace(document, group=folder_of(path))


def with_texts(table: Any, texts: Texts) -> Any:
    """The table with some texts changed."""
    for (head, *way), rows in texts.items():
        number = table.column_names.index(head)
        table = table.set_column(number, table.schema.field(number), replaced(table.column(number), way, rows))
    return table


def open_writer(file: Any, out: Output) -> Any:
    """A writer that makes files as this one was made."""
    import pyarrow.parquet as parquet

    metadata = file.metadata
    own = metadata.metadata or {}
    options: dict[str, Any] = {"version": "1.0" if metadata.format_version == "1.0" else "2.6"}
    if metadata.num_row_groups:
        group = metadata.row_group(0)
        columns = [group.column(i) for i in range(group.num_columns)]
        paths = [column.path_in_schema for column in columns]
        options |= {
            "compression": {c.path_in_schema: codec_of(c.compression) for c in columns},
            "use_dictionary": [c.path_in_schema for c in columns if any("DICT" in e for e in c.encodings)] or False,
            "write_statistics": [c.path_in_schema for c in columns if c.is_stats_set] or False,
            "use_deprecated_int96_timestamps": any(c.physical_type == "INT96" for c in columns),
            "use_compliant_nested_type": not any(".list.item" in path for path in paths),
            "write_page_index": any(c.has_column_index for c in columns),
        }
    kept = {key: value for key, value in own.items() if key != ARROW_SCHEMA}
    schema = file.schema_arrow.with_metadata(kept or None)
    return parquet.ParquetWriter(out, schema, store_schema=ARROW_SCHEMA in own, **options)


def codec_of(name: str) -> str:
    """The name of a codec as the writer knows it."""
    return {"UNCOMPRESSED": "none", "LZ4": "lz4", "LZ4_RAW": "lz4"}.get(name, name.lower())


def packed_row(table: Any, row: int) -> str:
    """One row, as text."""
    import pyarrow

    sink = pyarrow.BufferOutputStream()
    with pyarrow.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table.slice(row, 1).combine_chunks())
    return base64.b64encode(sink.getvalue().to_pybytes()).decode()


class Digest:
    """The digest of a Parquet file's schema, metadata, row groups and values, however they are packed."""

    def __init__(self, file: Any) -> None:
        own = file.metadata.metadata or {}
        self.hashed = hashlib.sha256(str(file.schema_arrow.remove_metadata()).encode())
        self.hashed.update(repr(sorted((k, v) for k, v in own.items() if k != ARROW_SCHEMA)).encode())

    def add(self, table: Any) -> None:
        """Take in the next row group."""
        self.hashed.update(f"{len(table)} rows".encode())
        for name, column in zip(table.column_names, table.columns, strict=True):
            self.hashed.update(name.encode())
            for start in range(0, len(column), ROWS):
                self.hashed.update(repr(values_in(column.slice(start, ROWS))).encode("utf-8", "surrogatepass"))

    def result(self) -> str:
        """The digest as the change log tells it."""
        return f"sha256:{self.hashed.hexdigest()}"


def parquet_digest(file: Path) -> str:
    """The digest of a file."""
    opened = open_parquet(Source(str(file), file, "parquet"))
    digest = Digest(opened)
    for number in range(opened.metadata.num_row_groups):
        digest.add(opened.read_row_group(number))
    return digest.result()

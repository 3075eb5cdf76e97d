"""Parquet files as they were before a clean, a row group at a time."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from corpuslint.edits import apply
from corpuslint.formats.base import Reading, Source
from corpuslint.formats.fields import steps_of
from corpuslint.formats.parquet import open_parquet
from corpuslint.formats.rewriting import Output
from corpuslint.formats.undo import Line, undone
from corpuslint.formats.write_parquet import Digest, Texts, documents_in, open_writer, with_texts
from corpuslint.model import CorpuslintError


def undo_parquet(file: Path, notes: Sequence[Line], fields: Sequence[str], out: Output) -> str:
    """Write a Parquet file as it was before a clean, and tell its digest."""
    opened = open_parquet(Source(str(file), file, "parquet"))
    writer, digest = open_writer(opened, out), Digest(opened)
    last = 0
    for table, first, last, mine in _row_groups(opened, notes):
        rows = {n["record"] - first - 1: _unpacked_row(n["raw"].split(" ", 2)[2]) for n in mine if "dropped" in n}
        if rows:
            table = _with_rows(table, last - first, rows)
        edits = [n for n in mine if "edit" in n and n["record"] - first - 1 not in rows]
        table = _with_old_texts(table, file, first, edits, fields)
        digest.add(table)
        writer.write_table(table, row_group_size=max(1, len(table)))
    if any(note["record"] > last for note in notes):
        raise CorpuslintError(f"{file}: has fewer rows than the log tells of; it was left alone")
    writer.close()
    return digest.result()


def _row_groups(opened: Any, notes: Sequence[Line]) -> Iterator[tuple[Any, int, int, Sequence[Line]]]:
    """Each row group: what is left of it (None: nothing), the rows of the file before it and with it, and its notes."""
    packed = (note["raw"].split(" ", 2) for note in notes if "dropped" in note)
    sizes = {int(number): int(size) for number, size, _ in packed}
    position = group = cleaned = first = 0
    while cleaned < opened.metadata.num_row_groups or group in sizes:
        last, table = first + sizes.get(group, 0), None
        lost = sum("dropped" in note for note in notes[position:] if first < note["record"] <= last)
        if lost < sizes.get(group, 1):
            table = opened.read_row_group(cleaned)
            cleaned += 1
            last = first + len(table) + lost
        end = position
        while end < len(notes) and notes[end]["record"] <= last:
            end += 1
        yield table, first, last, notes[position:end]
        position, first, group = end, last, group + 1


def _with_rows(table: Any, count: int, rows: Mapping[int, Any]) -> Any:
    """The table of so many rows, of which some (0-based) were dropped."""
    import pyarrow

    pieces, taken = [], 0
    for row in range(count):
        if row in rows:
            pieces.append(rows[row])
        elif table is not None:
            pieces.append(table.slice(taken, 1))
            taken += 1
    return pyarrow.concat_tables(pieces).combine_chunks()


def _with_old_texts(table: Any, file: Path, first: int, notes: Sequence[Line], fields: Sequence[str]) -> Any:
    """The table with the texts as they were before the edits that were noted."""
    edits: dict[tuple[int, str], list[Line]] = {}
    for note in notes:
        edits.setdefault((note["record"] - first - 1, note["field"]), []).append(note)
    texts: Texts = {}
    rows = {row for row, _ in edits}
    for row, record, document in documents_in(table, str(file), Reading(tuple(fields)), first + 1, rows):
        field = document.field or ""
        if lines := edits.get((row, field)):
            before = apply(document.text, undone(file, document.text, lines))
            texts.setdefault(steps_of(record, field, fields), {})[row] = before
    return with_texts(table, texts)


def _unpacked_row(raw: str) -> Any:
    """The table of one row that `packed_row` made a text of."""
    import pyarrow

    return pyarrow.ipc.open_stream(base64.b64decode(raw)).read_all()

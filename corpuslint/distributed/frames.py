"""Findings as the rows of an Arrow table, and the rows of a dataframe as a source of the corpus."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from corpuslint.formats import Source
from corpuslint.model import CorpuslintError, Finding
from corpuslint.reporters.json_lines import to_dict

TABLE_ROWS = 1 << 14
"""Findings that are turned into columns at a time."""


def schema() -> Any:
    """The columns of findings: those of the output format `json`."""
    import pyarrow as pa

    place = [("path", pa.string()), ("record", pa.int64()), ("field", pa.string())]
    place += [(name, pa.int64()) for name in ("start", "end", "line", "column")]
    edit = pa.struct([("start", pa.int64()), ("end", pa.int64()), ("text", pa.string())])
    words = [(name, pa.string()) for name in ("message", "safety")]
    lists = [("edits", pa.list_(edit)), ("related", pa.list_(pa.struct(place)))]
    return pa.schema([("code", pa.string()), ("name", pa.string()), *place, *words, *lists])


def tables(findings: Iterable[Finding]) -> Iterator[Any]:
    """Findings as Arrow tables, some thousands of rows each; one at least, so that the columns are there."""
    import pyarrow as pa

    rows: list[dict[str, Any]] = []
    written = False
    for finding in findings:
        rows.append(to_dict(finding))
        if len(rows) == TABLE_ROWS:
            yield pa.Table.from_pylist(rows, schema())
            rows, written = [], True
    if rows or not written:
        yield pa.Table.from_pylist(rows, schema())


def stage(frame: Any, file: Path, fields: Iterable[str]) -> Source:
    """The rows of a Daft dataframe as a Parquet source: every pass reads the same rows in the same order.

    Raises:
        CorpuslintError: the dataframe has none of the text fields.
    """
    import pyarrow.parquet as pq

    names = [name.partition(".")[0] for name in fields]
    if not set(names) & set(frame.column_names):
        raise CorpuslintError(f"the dataframe has no column {' or '.join(names)}; name one by `fields`")
    writer = None
    try:
        for batch in frame.to_arrow_iter():
            writer = writer or pq.ParquetWriter(file, batch.schema)
            writer.write_batch(batch)
        if writer is None:
            pq.write_table(frame.to_arrow(), file)
    finally:
        if writer is not None:
            writer.close()
    return Source.of("", file, "parquet")

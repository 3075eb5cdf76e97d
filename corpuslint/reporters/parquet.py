"""`--output-format parquet`: one row per finding, the columns being the keys of the format `json`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import IO, Any

from corpuslint.model import CorpuslintError, Finding
from corpuslint.reporters.json_lines import to_dict

TABLE_ROWS = 1 << 14
"""Findings of one table, which is a row group of the file."""


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
    """Findings as Arrow tables of `TABLE_ROWS` rows; one at least, so that the columns are there."""
    rows: list[dict[str, Any]] = []
    written = False
    for finding in findings:
        rows.append(to_dict(finding))
        if len(rows) == TABLE_ROWS:
            yield table_of(rows)
            rows, written = [], True
    if rows or not written:
        yield table_of(rows)


def table_of(rows: list[dict[str, Any]]) -> Any:
    """One table. Bytes that could not be decoded, of which Arrow knows nothing, become escapes."""
    import pyarrow as pa

    try:
        return pa.Table.from_pylist(rows, schema())
    except UnicodeEncodeError:
        return pa.Table.from_pylist(spelled(rows), schema())


def spelled(value: Any) -> Any:
    """A value of dicts, lists and texts with lone surrogates as escapes."""
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, list):
        return [spelled(item) for item in value]
    if isinstance(value, dict):
        return {key: spelled(item) for key, item in value.items()}
    return value


def write_findings(stream: IO[bytes], findings: Iterable[Finding]) -> None:
    """Write findings as they come.

    Raises:
        CorpuslintError: the extra is not installed.
    """
    try:
        import pyarrow.parquet as pq
    except ImportError:
        raise CorpuslintError("--output-format parquet needs pyarrow: install the extra 'parquet'") from None
    with pq.ParquetWriter(stream, schema(), compression="zstd") as writer:
        for table in tables(findings):
            writer.write_table(table)

"""The rows of a dataframe as a source of the corpus."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from corpuslint.formats import Source
from corpuslint.formats.fields import heads
from corpuslint.model import CorpuslintError


def stage(frame: Any, file: Path, fields: Iterable[str]) -> Source:
    """The rows of a Daft dataframe as a Parquet source: every pass reads the same rows in the same order.

    Raises:
        CorpuslintError: the dataframe has none of the text fields.
    """
    import pyarrow.parquet as pq

    names = heads(fields)
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

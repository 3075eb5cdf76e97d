"""Dataframes as columns of arrays: rows out of lists, lists out of rows, and what the engine holds."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Frame = Any
"""A `daft.DataFrame`."""
EACH = 1 << 18
"""Rows of a partition, on Ray, at most: joins and unions make more and more of them, and each costs a task."""


def hold(frame: Frame, rows: int) -> Frame:
    """The rows of a dataframe, made and held by the engine, on Ray in few partitions; `rows` are as many, or more."""
    import daft

    if daft.get_or_infer_runner_type() == "ray":
        frame = frame.into_partitions(1 + rows // EACH)
    return frame.collect()


def rows_of(parts: Frame, name: str, columns: Sequence[str]) -> Frame:
    """A column of lists of structs as rows, a column for each of their fields."""
    import daft

    one: Any = daft.col(name)
    return parts.select(name).explode(name).where(one.not_null()).select(*(one.get(column) for column in columns))


def together(frames: list[Frame]) -> Frame:
    """The rows of several dataframes."""
    return reduce(lambda one, other: one.concat(other), frames)


def listed(column: Any) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """The values of a column of lists, and the edges of each list."""
    array = column.to_arrow()
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    if isinstance(array, pa.FixedSizeListArray):
        array = array.cast(pa.large_list(array.type.value_type))
    edges = array.offsets.to_numpy().astype(np.int64)
    return array.values.to_numpy(zero_copy_only=False)[edges[0] : edges[-1]], edges - edges[0]


def lists_of(columns: dict[str, Any], edges: Any) -> pa.Array:
    """Rows of columns as lists of structs."""
    struct = pa.StructArray.from_arrays([pa.array(column) for column in columns.values()], list(columns))
    return pa.LargeListArray.from_arrays(pa.array(edges, pa.int64()), struct)

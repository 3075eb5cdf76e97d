"""Arrow columns as Python values, and with some of their texts changed, whatever they are nested in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def rows_in(table: Any) -> list[dict[str, Any]]:
    """The rows of a table or a batch."""
    rows: list[dict[str, Any]] = [{} for _ in range(table.num_rows)]
    for name, column in zip(table.schema.names, table.columns, strict=True):
        for row, value in zip(rows, values_in(column), strict=True):
            row[name] = value
    return rows


def values_in(column: Any) -> list[Any]:
    """The values of a column; points in time as numbers, since Python's know no nanoseconds and no year 10,000."""
    kind = _without_times(column.type)
    values: list[Any] = (column if kind == column.type else column.cast(kind)).to_pylist()
    return values


def _without_times(kind: Any) -> Any:
    import pyarrow as pa

    if pa.types.is_temporal(kind) and not pa.types.is_interval(kind):
        return pa.int64() if kind.bit_width == 64 else pa.int32()
    if pa.types.is_struct(kind):
        return pa.struct([field.with_type(_without_times(field.type)) for field in kind])
    if pa.types.is_map(kind):
        return pa.map_(_without_times(kind.key_type), _without_times(kind.item_type), kind.keys_sorted)
    if pa.types.is_dictionary(kind):
        values = _without_times(kind.value_type)
        return kind if values == kind.value_type else values
    if pa.types.is_fixed_size_list(kind):
        return pa.list_(kind.value_field.with_type(_without_times(kind.value_type)), kind.list_size)
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        items = kind.value_field.with_type(_without_times(kind.value_type))
        return pa.list_(items) if pa.types.is_list(kind) else pa.large_list(items)
    return kind


def replaced(column: Any, way: Sequence[str | int], rows: Mapping[int, str]) -> Any:
    """The column with new texts in some rows.

    `way` leads from the column through nested records and lists to the text: names, and positions in lists.
    """
    import pyarrow

    array = column.combine_chunks() if isinstance(column, pyarrow.ChunkedArray) else column
    if isinstance(array, pyarrow.ChunkedArray):
        # Too large for one array (2 GB of text): chunk by chunk.
        chunks, first = [], 0
        for chunk in array.chunks:
            mine = {row - first: text for row, text in rows.items() if first <= row < first + len(chunk)}
            chunks.append(_replaced(chunk, way, mine) if mine else chunk)
            first += len(chunk)
        return pyarrow.chunked_array(chunks, column.type)
    return pyarrow.chunked_array([_replaced(array, way, rows)], column.type)


def _replaced(array: Any, way: Sequence[str | int], rows: Mapping[int, str]) -> Any:
    import pyarrow

    if not way:
        return _with_texts(array, rows)
    step, *rest = way
    if isinstance(step, int):
        starts = _starts(array)
        return _with_items(array, _replaced(array.values, rest, {starts[row] + step: rows[row] for row in rows}))
    children = [array.field(i) for i in range(array.type.num_fields)]
    number = array.type.get_field_index(step)
    children[number] = _replaced(children[number], rest, rows)
    return pyarrow.StructArray.from_arrays(children, fields=list(array.type), mask=array.is_null())


def _starts(array: Any) -> list[int]:
    """Where the list of each row begins among the items of all lists."""
    import pyarrow

    if pyarrow.types.is_fixed_size_list(array.type):
        return [(array.offset + row) * array.type.list_size for row in range(len(array))]
    starts: list[int] = array.offsets.to_pylist()
    return starts


def _with_items(array: Any, items: Any) -> Any:
    """The same lists of other items."""
    import pyarrow

    mask = array.is_null()
    if pyarrow.types.is_fixed_size_list(array.type):
        size = array.type.list_size
        items = items.slice(array.offset * size, len(array) * size)
        return pyarrow.FixedSizeListArray.from_arrays(items, type=array.type, mask=mask)
    offsets = pyarrow.array(array.offsets.to_pylist(), array.offsets.type)  # From the first one on: a mask wants that.
    return type(array).from_arrays(offsets, items, type=array.type, mask=mask)


def _with_texts(array: Any, rows: Mapping[int, str]) -> Any:
    import pyarrow

    pieces = []
    position = 0
    for row in sorted(rows):
        pieces += [array.slice(position, row - position), _array(rows[row], array.type)]
        position = row + 1
    pieces.append(array.slice(position))
    if pyarrow.types.is_dictionary(array.type):
        return pyarrow.chunked_array(pieces).unify_dictionaries().combine_chunks()
    return pyarrow.concat_arrays(pieces)


def _array(text: str, kind: Any) -> Any:
    """An array of one text."""
    import pyarrow

    if pyarrow.types.is_dictionary(kind):
        return pyarrow.array([text], kind.value_type).dictionary_encode().cast(kind)
    return pyarrow.array([text], kind)

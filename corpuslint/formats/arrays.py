"""Arrow columns with some of their texts changed, whatever they are nested in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def replaced(column: Any, path: Sequence[str], index: int | None, rows: Mapping[int, str]) -> Any:
    """The column with new texts in some rows.

    `path` leads from the column through nested records to the text; `index` is the position in a list of texts.
    """
    import pyarrow

    array = column.combine_chunks() if isinstance(column, pyarrow.ChunkedArray) else column
    if isinstance(array, pyarrow.ChunkedArray):
        # Too large for one array (2 GB of text): chunk by chunk.
        chunks, first = [], 0
        for chunk in array.chunks:
            mine = {row - first: text for row, text in rows.items() if first <= row < first + len(chunk)}
            chunks.append(_replaced(chunk, path, index, mine) if mine else chunk)
            first += len(chunk)
        return pyarrow.chunked_array(chunks, column.type)
    return pyarrow.chunked_array([_replaced(array, path, index, rows)], column.type)


def _replaced(array: Any, path: Sequence[str], index: int | None, rows: Mapping[int, str]) -> Any:
    import pyarrow

    if path and pyarrow.types.is_struct(array.type):
        names = [array.type.field(i).name for i in range(array.type.num_fields)]
        number = names.index(path[0])
        children = [array.field(i) for i in range(array.type.num_fields)]
        children[number] = _replaced(children[number], path[1:], index, rows)
        return pyarrow.StructArray.from_arrays(children, fields=list(array.type), mask=array.is_null())
    pieces = []
    position = 0
    for row in sorted(rows):
        value: Any = rows[row]
        if index is not None:
            value = array[row].as_py()
            value[index] = rows[row]
        pieces += [array.slice(position, row - position), _array(value, array.type)]
        position = row + 1
    pieces.append(array.slice(position))
    if pyarrow.types.is_dictionary(array.type):
        return pyarrow.chunked_array(pieces).unify_dictionaries().combine_chunks()
    return pyarrow.concat_arrays(pieces)


def _array(value: Any, kind: Any) -> Any:
    """An array of one value."""
    import pyarrow

    if pyarrow.types.is_dictionary(kind):
        return pyarrow.array([value], kind.value_type).dictionary_encode().cast(kind)
    return pyarrow.array([value], kind)

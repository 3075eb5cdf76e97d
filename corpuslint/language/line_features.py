"""What lines look like, as small whole numbers: the input of the line model.

Every figure is a column over all lines of a batch that are not blank, from cumulative sums over characters and words;
there is no Python loop over lines. Nothing here knows a language: lengths, kinds of characters, how a line begins and
ends (`line_shape`), where it stands, whether it comes again, how much of it the rest of the document speaks of
(`line_place`). `line_columns` names the figures.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from corpuslint.language.line_columns import FEATURES, Ints, Lines
from corpuslint.language.line_place import place, repeats, running_text
from corpuslint.language.line_shape import edges, shape

if TYPE_CHECKING:
    from corpuslint.batch import Batch


def find_lines(batch: Batch, documents: NDArray[np.bool_] | None = None) -> Lines:
    """The lines of the batch (of chosen documents, where given) that are not blank, with their features."""
    every = batch.lines
    index = np.flatnonzero(~every.blank if documents is None else ~every.blank & documents[every.document])
    if not len(index):
        return _NO_LINES
    start, end = every.text_start[index], every.text_end[index]
    document = every.document[index].astype(np.int64)
    first = np.searchsorted(document, np.arange(len(batch.documents) + 1))
    first_word, last_word = batch.first_word(start), batch.first_word(end)
    lines = Lines(index, start, end, document, first, first_word, last_word, _NOTHING)
    columns = [*shape(batch, lines), *edges(batch, lines)]
    running = running_text(lines, columns)
    columns += repeats(batch, lines, running)
    columns += place(lines, columns, running)
    features = np.empty((len(columns), len(index)), np.uint8)
    for row, column in enumerate(columns):
        features[row] = column
    return Lines(index, start, end, document, first, first_word, last_word, features)


_NOTHING = np.empty((len(FEATURES), 0), np.uint8)
_EMPTY: Ints = np.zeros(0, np.int64)
_NO_LINES = Lines(_EMPTY, _EMPTY, _EMPTY, _EMPTY, _EMPTY, _EMPTY, _EMPTY, _NOTHING)

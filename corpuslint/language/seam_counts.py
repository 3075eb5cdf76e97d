"""How many other seams stand about a seam: in its line, its word and its document."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpuslint import tables
from corpuslint.batch import Batch
from corpuslint.language.chunks import offsets_in
from corpuslint.language.grouping import first_equal, marks_of

Offsets = NDArray[np.int64]


class SeamCounts(NamedTuple):
    """Columns over the seams that are asked about."""

    in_line: Offsets
    in_word: Offsets
    again: Offsets
    """How often the same word stands in the document again."""
    crowd: Offsets
    """How many other words of the document have seams."""


def seam_counts(batch: Batch, every: Offsets, owner: Offsets, word: Offsets, line: Offsets) -> SeamCounts:
    """Counts for a few seams, of these words and lines, among all seams of the batch (`every`, in words `owner`)."""
    lines = batch.lines
    in_line = np.searchsorted(every, lines.end[line]) - np.searchsorted(every, lines.start[line]) - 1
    in_word = np.searchsorted(owner, word, side="right") - np.searchsorted(owner, word) - 1
    distinct = owner[np.append(True, owner[1:] != owner[:-1])[: len(owner)]]
    edges = np.searchsorted(distinct, np.append(batch.first_word(batch.starts), len(batch.words)))
    document = batch.document_of(batch.words.start[word])
    some = tables.distinct(document)
    rows = offsets_in(edges[some], edges[some + 1])
    size = np.diff(edges)
    group = first_equal(batch.words.hash[distinct[rows]] ^ marks_of(np.repeat(some, size[some])))
    place = np.searchsorted(rows, np.searchsorted(distinct, word))
    again = np.bincount(group)[group[place]] - 1 if len(word) else word
    return SeamCounts(in_line, in_word, again, size[document] - 1)

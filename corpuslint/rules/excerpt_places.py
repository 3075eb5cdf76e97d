"""Where the texts of DUP003's first survey stand in its second one, and which of them go."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from corpuslint.columns import release
from corpuslint.rules.base import Survey
from corpuslint.similarity.containment import CHOSEN

Indexes = NDArray[np.int64]
RELEASE = 64
"""Texts or documents that are read in full before the memory of columns on the disk is given up."""


def chosen_at(values: NDArray[np.uint32], edges: Indexes, documents: Indexes, numbers: Indexes) -> Indexes:
    """Where the chosen shingle with this number in its document stands among all shingles, for each row."""
    found = np.zeros(len(documents), np.int64)
    order = np.argsort(documents, kind="stable")
    cuts = np.flatnonzero(np.diff(documents[order])) + 1
    for turn, rows in enumerate(np.split(order, cuts) if len(order) else ()):
        if not turn % RELEASE:
            release((values,))
        top, bottom = edges[documents[rows[0]] : documents[rows[0]] + 2].tolist()
        found[rows] = np.flatnonzero(values[top:bottom] < CHOSEN)[numbers[rows]] + top
    release((values,))
    return found


def blocks_at(again: Survey, survey: Survey) -> Indexes:
    """The blocks of the second survey that are the texts of the first."""
    tops = np.searchsorted(again["document"], survey["document"])
    bottoms = np.searchsorted(again["document"], survey["document"], side="right")
    begins = zip(tops.tolist(), bottoms.tolist(), survey["start"].tolist(), strict=True)
    blocks = [top + int(np.searchsorted(again["start"][top:bottom], start)) for top, bottom, start in begins]
    return np.array(blocks, np.int64)


def that_stay(rows: Indexes, words: Indexes, blocks: Indexes) -> Indexes:
    """One row per contained text, the best whose stretch begins with a block that stays: longest first, no chains.

    `words` and `blocks` are those of the texts; the blocks ascend.
    """
    text = rows[:, 0]
    rows = rows[np.lexsort((rows[:, 4], -rows[:, 1], text, -words[text]))]
    number = np.minimum(blocks.searchsorted(rows[:, 2]), len(blocks) - 1)
    holders = np.where(blocks[number] == rows[:, 2], number, -1)
    gone: set[int] = set()
    chosen = []
    for row, (index, holder) in enumerate(zip(rows[:, 0].tolist(), holders.tolist(), strict=True)):
        if index not in gone and holder not in gone:
            gone.add(index)
            chosen.append(row)
    kept = rows[chosen]
    return kept[np.argsort(kept[:, 0], kind="stable")]

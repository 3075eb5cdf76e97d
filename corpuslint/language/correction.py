"""The ranker: how sure a correction is, from the evidence for it.

Boosted trees over the columns of `corpuslint.language.evidence`, learnt by `benchmarks/corrected_terms/train.py`. All
thresholds and leaf values are integers (hundredths of a logit), so that the sum does not depend on the order or on
the machine. Most columns may only push one way (a commoner correction, a longer match, a rarer word never speak
against it), which the trainer enforces.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from corpuslint.tables import DATA


@dataclass(frozen=True, eq=False)
class Ranker:
    """Trees of equal size: node n of tree t tests `row[column[t, n]] <= limit[t, n]`; a leaf points to itself."""

    column: NDArray[np.uint8]
    limit: NDArray[np.int32]
    left: NDArray[np.uint8]
    right: NDArray[np.uint8]
    value: NDArray[np.int32]
    base: int
    depth: int

    def score(self, rows: NDArray[np.int32]) -> NDArray[np.int64]:
        """Hundredths of a logit for each row."""
        if not len(rows):
            return np.zeros(0, np.int64)
        trees = np.arange(len(self.column))
        node = np.zeros((len(rows), len(trees)), np.int64)
        every = np.arange(len(rows))[:, None]
        for _ in range(self.depth):
            small = rows[every, self.column[trees, node]] <= self.limit[trees, node]
            node = np.where(small, self.left[trees, node], self.right[trees, node])
        return self.base + self.value[trees, node].sum(axis=1, dtype=np.int64)


@cache
def ranker() -> Ranker:
    """The shipped weights."""
    with np.load(DATA / "corrections.npz") as packed:
        return Ranker(
            packed["column"],
            packed["limit"],
            packed["left"],
            packed["right"],
            packed["value"],
            int(packed["base"]),
            int(packed["depth"]),
        )

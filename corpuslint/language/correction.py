"""The ranker: how sure a correction is, from the evidence for it.

Boosted trees over the columns of `corpuslint.language.evidence`, learnt by `benchmarks/corrected_terms/train.py`. All
thresholds and leaf values are integers (hundredths of a logit), so that the sum does not depend on the order or on
the machine. Most columns may only push one way (a commoner correction, a longer match, a rarer word never speak
against it), which the trainer enforces.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray

from corpuslint.language.edits import EditType
from corpuslint.language.evidence import NAMES
from corpuslint.language.forms import Shape
from corpuslint.language.vocabulary import COUNTED
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
        roots, columns, limits, children = self._flat
        node = np.repeat(roots[None], len(rows), axis=0)
        origin = (np.arange(len(rows), dtype=np.int32) * rows.shape[1])[:, None]
        values = np.ascontiguousarray(rows).reshape(-1)
        for _ in range(self.depth):
            small = values.take(origin + columns.take(node)) <= limits.take(node)
            node = children.take(2 * node + small)
        total: NDArray[np.int64] = self.value.reshape(-1).take(node).sum(axis=1, dtype=np.int64)
        return total + self.base

    @cached_property
    def _flat(self) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
        """The nodes of all trees in one row: roots; columns and limits; children, the right one of each node first."""
        roots = np.arange(len(self.column), dtype=np.int32) * self.column.shape[1]
        children = np.stack([self.right, self.left], axis=-1) + roots[:, None, None]
        return roots, self.column.reshape(-1).astype(np.int32), self.limit.reshape(-1), children.reshape(-1)

    def most(self, low: NDArray[np.int32], high: NDArray[np.int32]) -> NDArray[np.int64]:
        """A score that no row between `low` and `high` passes: the best leaf of each tree; one column per row here.

        Which leaves a row may reach is a bit for each; a test takes those away that its answer rules out. (After
        Lucchese et al.: QuickScorer, SIGIR 2015.)
        """
        total = np.full(low.shape[1], self.base, np.int64)
        answers = {
            (column, limit): (low[column] > limit) + 2 * (high[column] <= limit).view(np.uint8)
            for column, limit in {test for tests, _ in self._masks for test in tests}
        }
        for (tests, masks), best in zip(self._masks, self._best, strict=True):
            leaves = np.full(len(total), -1, np.int16)
            for test, mask in zip(tests, masks, strict=True):
                leaves &= mask.take(answers[test])
            total += best.take(leaves & len(best) - 1)
        return total

    @cached_property
    def _masks(self) -> list[tuple[list[tuple[int, int]], NDArray[np.int16]]]:
        """The tests of each tree, and of each test the leaves that are left: unanswered, above the limit, not above."""
        found = []
        for tree, leaves in enumerate(self._leaves):
            tests = [node for node in self._bottom_up[tree] if node not in leaves]
            under = {leaf: 1 << place for place, leaf in enumerate(leaves)}
            masks = []
            for node in tests:
                left, right = under[int(self.left[tree, node])], under[int(self.right[tree, node])]
                under[node] = left | right
                masks.append((-1, ~left, ~right))
            named = [(int(self.column[tree, node]), int(self.limit[tree, node])) for node in tests]
            found.append((named, np.array(masks, np.int16).reshape(-1, 3)))
        return found

    @cached_property
    def _best(self) -> NDArray[np.int32]:
        """For each tree the highest value among any of its leaves: `_best[tree, bits]`."""
        most = max(map(len, self._leaves))
        best = np.full((len(self._leaves), 1), np.iinfo(np.int32).min, np.int32)
        for place in range(most):
            value = [
                self.value[tree, leaves[place]] if place < len(leaves) else best[0, 0]
                for tree, leaves in enumerate(self._leaves)
            ]
            best = np.concatenate([best, np.maximum(best, np.array(value, np.int32)[:, None])], axis=1)
        return best

    @cached_property
    def _leaves(self) -> list[list[int]]:
        """The leaves of each tree that can be reached."""
        trees = enumerate(self._bottom_up)
        return [[node for node in order if self.left[tree, node] == node] for tree, order in trees]

    @cached_property
    def _bottom_up(self) -> list[list[int]]:
        """The nodes of each tree that can be reached, every one after its children."""
        found = []
        for tree in range(len(self.column)):
            order, open_ = [], [0]
            while open_:
                node = open_.pop()
                order.append(node)
                if self.left[tree, node] != node:
                    open_ += [int(self.left[tree, node]), int(self.right[tree, node])]
            found.append(order[::-1])
        return found


def weigh(rows: NDArray[np.int32]) -> NDArray[np.int64]:
    """The ranker's score of each row, adjusted."""
    return ranker().score(rows) + adjustment(rows)


def adjustment(rows: NDArray[np.int32]) -> NDArray[np.int64]:
    """What is too rare to be learnt, in hundredths of a logit: two bonuses and three penalties.

    *A defined term*: `Scope of Wok (SoW)`, where the initials in brackets say that the words before are a fixed
    term, and the correction is a thousand times as common. In 5 million words of clean text no right word met this.
    *A swapped acronym*: `NOGs` where the corpus bears `NGOs`, which the language has ten times as often; four letters
    or more, since three-letter acronyms are mostly right either way (`DSN`, `GTM`, `SCE`). The same 5 million words
    held three that met this (`UNSECO`, `SMTPE`, `CAEM`): all corrupted.

    *An acronym of three letters* is not told from another one by its letters: one of the words beside it must stand
    beside the right one in the same document, or a phrase of the document must have the right one's initials.

    *A word alone between quotation marks* is mostly spoken of, or a name.

    *A letter before a word*: `vbytes`, `ITransaction`, `jgroups` are names. Of 918 labelled misspellings and corrupted
    terms none was found with such an edit.
    """
    column = dict(zip(NAMES, rows.T, strict=True))
    defined = (column["defined"] > 0) & (column["gap"] >= DEFINED_GAP)
    swapped = (column["shape"] == Shape.UPPER) & (column["edit"] == EditType.SWAPPED) & (column["length"] >= 4)
    swapped &= column["zipf_wrong"] < COUNTED  # `FORM` in capitals is no `FROM`.
    swapped &= (column["gap"] >= SWAPPED_GAP) & (column["corpus_right"] >= np.maximum(column["corpus_wrong"], TWICE))
    beside = column["left_match"] + column["right_match"] + column["initials_right"]
    short = (column["shape"] == Shape.UPPER) & (column["length"] == 3) & (beside == 0)
    quoted = column["quoted"] == BOTH_SIDES
    return np.where(defined | swapped, BONUS, 0) - np.where(short | prefixed(column) | quoted, BONUS, 0)


def prefixed(column: Mapping[str, NDArray[np.int32]]) -> NDArray[np.bool_]:
    """Words with a letter before them that are no known misspellings."""
    found: NDArray[np.bool_] = (column["edit"] == EditType.ADDED) & (column["at_start"] > 0) & (column["listed"] == 0)
    return found


DEFINED_GAP, SWAPPED_GAP, TWICE, BONUS = 30, 10, 4, 400
BOTH_SIDES = 3


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

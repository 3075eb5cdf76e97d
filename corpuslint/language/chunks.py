"""Chunks: what stands between white space, as arrays, with the columns that several rules look at first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpuslint import tables
from corpuslint.batch import Batch

Offsets = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Chunks:
    """Maximal runs of characters that are not white space."""

    start: Offsets
    end: Offsets


def chunks(batch: Batch) -> Chunks:
    """The chunks of a batch: the tokens of its lines."""
    return Chunks(*batch.lines.tokens)


@dataclass(frozen=True, eq=False)
class Capitals:
    """Where capitals stand, and the class flags of the character before each (0 at the text's beginning)."""

    at: Offsets
    before: NDArray[np.uint8]

    def behind(self, flag: int) -> Offsets:
        """The capitals directly behind a character of some class."""
        found: Offsets = self.at[(self.before & flag) != 0]
        return found


def capitals(batch: Batch) -> Capitals:
    """The capitals of a batch, computed once."""
    return batch.derive("language.capitals", _capitals)


def _capitals(batch: Batch) -> Capitals:
    classes = batch.classes
    at = np.flatnonzero((classes & tables.UPPER) != 0)
    before = np.take(classes, at - 1, mode="clip")
    before[: len(at) and int(at[0] == 0)] = 0
    return Capitals(at, before)


def above_ascii(batch: Batch) -> Offsets:
    """Where characters from U+00A0 on stand. Computed once."""
    return batch.derive("language.above_ascii", lambda own: np.flatnonzero(own.lines.low >= 0xA0))


def behind_marks(batch: Batch) -> Offsets:
    """The capitals directly behind punctuation. Computed once."""
    return batch.derive("language.behind_marks", lambda own: capitals(own).behind(tables.PUNCT))


def seams(batch: Batch) -> Offsets:
    """Where a small letter is followed directly by a capital: the offset of the capital. Computed once."""
    return batch.derive("language.seams", _seams)


def _seams(batch: Batch) -> Offsets:
    return capitals(batch).behind(tables.LOWER)


def offsets_in(start: Offsets, end: Offsets) -> Offsets:
    """All offsets in these stretches, one stretch after another: what a few of them hold is read without the rest.

    >>> offsets_in(np.array([3, 9]), np.array([5, 10])).tolist()
    [3, 4, 9]
    """
    length = end - start
    stop = np.cumsum(length)
    offsets: Offsets = np.arange(int(stop[-1]) if len(stop) else 0) + np.repeat(start - stop + length, length)
    return offsets


def holds_class(batch: Batch, start: Offsets, end: Offsets, flag: int) -> Flags:
    """Which of these stretches (none of them empty) hold a character of some class; other text is not read."""
    length = end - start
    flags = batch.classes[offsets_in(start, end)]
    held = np.bitwise_or.reduceat(flags, np.cumsum(length) - length) if len(start) else flags
    found: Flags = (held & flag) != 0
    return found

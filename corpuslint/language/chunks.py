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


def inner_capitals(batch: Batch) -> Offsets:
    """Capitals behind another character of a word. Computed once."""
    return batch.derive("language.inner_capitals", _inner_capitals)


def _inner_capitals(batch: Batch) -> Offsets:
    """In passes over bytes: the flags of each character and of the one before, moved to the lowest bit."""
    classes = batch.classes
    inside = classes[1:] >> _UPPER
    inside &= classes[:-1]
    inside &= tables.WORD
    found: Offsets = np.flatnonzero(inside.view(np.bool_))
    found += 1
    return found


_UPPER = tables.UPPER.bit_length() - tables.WORD.bit_length()


def before_inner_capitals(batch: Batch) -> NDArray[np.uint8]:
    """The class flags of the character before each inner capital. Computed once."""
    return batch.derive("language.before_inner_capitals", lambda own: np.take(own.classes, inner_capitals(own) - 1))


def above_ascii(batch: Batch) -> Offsets:
    """Where characters from U+00A0 on stand. Computed once."""
    return batch.derive("language.above_ascii", lambda own: own.beyond.places[own.beyond.codes >= 0xA0])


def with_capital(batch: Batch) -> Flags:
    """Which words begin with a capital. Computed once."""
    return batch.derive("language.with_capital", _with_capital)


def _with_capital(batch: Batch) -> Flags:
    found: Flags = (np.take(batch.classes, batch.words.start) & tables.UPPER) != 0
    return found


def behind_marks(batch: Batch) -> Offsets:
    """Where words with a capital start directly behind punctuation. Computed once."""
    return batch.derive("language.behind_marks", _behind_marks)


def _behind_marks(batch: Batch) -> Offsets:
    start = batch.words.start[np.flatnonzero(with_capital(batch))]
    start = start[int(len(start) and start[0] == 0) :]
    found: Offsets = start[(np.take(batch.classes, start - 1) & tables.PUNCT) != 0]
    return found


def seams(batch: Batch) -> Offsets:
    """Where a small letter is followed directly by a capital: the offset of the capital. Computed once."""
    return batch.derive("language.seams", _seams)


def _seams(batch: Batch) -> Offsets:
    found: Offsets = inner_capitals(batch)[(before_inner_capitals(batch) & tables.LOWER) != 0]
    return found


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

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
    """The chunks of a batch, computed once."""
    return batch.derive("language.chunks", _chunks)


def _chunks(batch: Batch) -> Chunks:
    solid = np.zeros(len(batch.classes) + 2, np.bool_)
    np.equal(batch.classes & tables.SPACE, 0, out=solid[1:-1])
    edges = np.flatnonzero(solid[1:] != solid[:-1])
    return Chunks(edges[0::2], edges[1::2])


def seams(batch: Batch) -> Offsets:
    """Where a small letter is followed directly by a capital: the offset of the capital. Computed once."""
    return batch.derive("language.seams", _seams)


def _seams(batch: Batch) -> Offsets:
    classes = batch.classes
    lower = (classes[:-1] & tables.LOWER) != 0
    lower &= (classes[1:] & tables.UPPER) != 0
    return np.flatnonzero(lower) + 1


def digits(batch: Batch) -> Offsets:
    """Where decimal digits stand. Computed once."""
    return batch.derive("language.digits", lambda own: np.flatnonzero(own.classes & tables.DIGIT))


def holds(places: Offsets, start: Offsets, end: Offsets) -> Flags:
    """Which of these stretches hold one of the (ascending) places."""
    found: Flags = np.searchsorted(places, start) < np.searchsorted(places, end)
    return found

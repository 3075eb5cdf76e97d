"""Neighbouring rows, runs of rows, and rows in groups: paragraphs or documents."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from corpuslint.lines import Offsets
from corpuslint.segmentation.kind import Flags

Scalar = TypeVar("Scalar", bound=np.generic)


def before(flags: NDArray[Scalar]) -> NDArray[Scalar]:
    """For each row the value of the row before it; zero for the first."""
    moved = np.zeros_like(flags)
    moved[1:] = flags[:-1]
    return moved


def after(flags: NDArray[Scalar]) -> NDArray[Scalar]:
    """For each row the value of the row after it; zero for the last."""
    moved = np.zeros_like(flags)
    moved[:-1] = flags[1:]
    return moved


def in_runs(flags: Flags, gap: Flags, least: int, key: Offsets | None = None) -> Flags:
    """Which flagged rows stand in a run of at least so many, without a gap (and with the same `key`) inside."""
    begins = flags & (gap | ~before(flags))
    if key is not None:
        begins |= flags & (key != before(key))
    number = np.cumsum(begins)
    lengths = np.bincount(number[flags], minlength=len(flags) + 1)
    return np.asarray(flags & (lengths[number] >= least))


def touching(among: Flags, gap: Flags, chosen: Flags) -> Flags:
    """The rows `among` that stand in a run of such, without a gap inside, together with a chosen one."""
    begins = among & (gap | ~before(among))
    number = np.cumsum(begins)
    hit = np.zeros(len(among) + 1, np.bool_)
    hit[number[chosen & among]] = True
    return np.asarray(among & hit[number])


@dataclass(frozen=True, eq=False)
class Groups:
    """Rows in consecutive groups: paragraphs or documents."""

    first: Offsets
    number: Offsets

    @classmethod
    def of(cls, begins: Flags) -> Groups:
        """A new group begins where the flag is set."""
        return cls(np.flatnonzero(begins), np.cumsum(begins) - 1)

    @cached_property
    def size(self) -> Offsets:
        """How many rows each group has."""
        return np.diff(self._edges)

    def count(self, chosen: Flags) -> Offsets:
        """How many rows of each group are chosen."""
        before = np.zeros(len(chosen) + 1, np.int32)
        np.cumsum(chosen, out=before[1:])
        before = before[self._edges]
        return before[1:] - before[:-1]

    @cached_property
    def _edges(self) -> Offsets:
        return np.append(self.first, len(self.number))

    def total(self, values: Offsets) -> Offsets:
        """The sum over the rows of each group."""
        return np.add.reduceat(values, self.first) if len(self.first) else values

    def largest(self, values: Offsets) -> Offsets:
        """The maximum over the rows of each group."""
        return np.maximum.reduceat(values, self.first) if len(self.first) else values

"""Surveys that stay on the disk until a rule needs them.

Ids of documents hold the number of their part, which moves when files come and go: surveys are kept for a part without
a number, and moved when they are read.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from corpuslint.cache.store import Cache
from corpuslint.directory import PART_SHIFT
from corpuslint.rules import Survey

NUMBER = 0x5EED_5EED & 0x3FFF_FFFF
"""The number of a part whose surveys are kept. Columns of ids are known by their values: no other column of signed
64-bit integers holds values in the four billion that follow this number, shifted (a test looks at every rule)."""


@dataclass(frozen=True)
class KeptSurvey:
    """The survey of one part by its key; `digest` is that of its columns, `remake` works it out where it is lost."""

    cache: Cache
    key: str
    number: int
    digest: bytes
    remake: Callable[[], Survey]

    def load(self) -> Survey:
        """The columns, for the number of the part."""
        return moved(self.read(), self.number)

    def read(self) -> Survey:
        """The columns as they are kept."""
        survey: Survey | None = self.cache.get(self.key)
        return self.remake() if survey is None else survey


def moved(survey: Survey, number: int) -> Survey:
    """The columns of a survey with all ids of part `NUMBER` replaced by those of another part."""
    first, shift = NUMBER << PART_SHIFT, (number - NUMBER) << PART_SHIFT
    result: Survey = {}
    for name, column in survey.items():
        if column.dtype == np.int64:
            mine = (column >= first) & (column < first + (1 << PART_SHIFT))
            column = np.where(mine, column + shift, column)
        result[name] = column
    return result

"""Blocks: paragraphs after unwrapping, and lines of code, tables, verse and front matter that stand together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from corpuslint.lines import Lines, Offsets
from corpuslint.segmentation.kind import Flags, Kind, Kinds

TOGETHER = np.isin(np.arange(len(Kind)), (Kind.TABLE, Kind.CODE, Kind.VERSE, Kind.FRONT))
"""By kind: whether neighbouring lines make one block."""


@dataclass(frozen=True, eq=False)
class Blocks:
    """All blocks of a batch; `start` and `end` leave surrounding white space out, `last_line` is inclusive."""

    start: Offsets
    end: Offsets
    document: Offsets
    kind: Kinds
    first_line: Offsets
    last_line: Offsets

    def __len__(self) -> int:
        return len(self.start)


def find_blocks(lines: Lines, kinds: Kinds, wraps: Flags) -> Blocks:
    """Join lines into blocks: wrapped paragraphs, and neighbouring lines of the kinds in `TOGETHER`."""
    solid = kinds != Kind.BLANK
    joined = np.zeros(len(lines), np.bool_)
    same = (kinds[1:] == kinds[:-1]) & TOGETHER[kinds[1:]]
    joined[1:] = solid[1:] & solid[:-1] & (lines.document[1:] == lines.document[:-1]) & (same | wraps[:-1])
    first = np.flatnonzero(solid & ~joined)
    goes_on = np.append(joined[1:], False)
    last = np.flatnonzero(solid & ~goes_on)
    return Blocks(lines.text_start[first], lines.text_end[last], lines.document[first], kinds[first], first, last)

"""Which blocks of a document hold a text, read in full."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpuslint.similarity.shingles import Rows
from corpuslint.similarity.verification import make_sets, shared
from corpuslint.tables import distinct

Indexes = NDArray[np.int64]
Values = NDArray[np.uint32]
Flags = NDArray[np.bool_]

MILLION = 1_000_000
STRAY = 1
"""Shingles that two texts share by chance."""


def held_share(texts: Rows, windows: Rows) -> Indexes:
    """Of each text the share of shingles that stand anywhere in the window beside it, in millionths.

    Both are rows of one array of shingles, in any order. A share of the blocks of a window is never larger.
    """
    starts, ends = np.append(texts.starts, windows.starts), np.append(texts.ends, windows.ends)
    sets, count = make_sets(Rows(texts.values, starts, ends)), len(texts)
    return shared(sets, np.arange(count), np.arange(count, 2 * count)) * MILLION // np.maximum(sets.totals[:count], 1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """The blocks that hold a text, first and last, and the share of its shingles that stand there, in millionths."""

    first: int
    last: int
    share: int


def find_stretch(text: Values, window: Values, block: Indexes, allowed: Flags) -> Stretch | None:
    """The blocks that hold the text, of those that the `window` of shingles of a document goes over.

    `block` says for each shingle of the window to which block it belongs, `allowed` whether it counts. Blocks at either
    end in which only a few shingles stand by chance are left out, and all others where one block holds nine in ten.
    """
    wanted = distinct(text)
    place = np.minimum(np.searchsorted(wanted, window), len(wanted) - 1)
    hits = np.flatnonzero((wanted[place] == window) & allowed)
    if not len(hits):
        return None
    top = int(block[hits[0]])
    held = np.bincount(block[hits] - top)
    fullest = int(held.argmax())
    if held[fullest] * 10 >= len(wanted) * 9:
        first = last = fullest
    else:
        good = np.flatnonzero(held > max(STRAY, len(wanted) // 20))
        if not len(good):
            return None
        first, last = int(good[0]), int(good[-1])
    inside = hits[(block[hits] >= top + first) & (block[hits] <= top + last)]
    return Stretch(top + first, top + last, len(distinct(place[inside])) * MILLION // len(wanted))

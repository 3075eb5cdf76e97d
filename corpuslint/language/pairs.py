"""Words of one document that are one edit apart: those that share what is left without one letter."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from corpuslint.batch import Batch
from corpuslint.language.grouping import first_equal
from corpuslint.language.neighbours import deletions
from corpuslint.language.vocabulary import Flags, Hashes, Offsets
from corpuslint.tables import distinct

_RARE, _FREQUENT = 2, 2
"""How often the wrong word stands in its document at most, and the right one at least (and oftener than the wrong)."""
_REACH = (1, 2, 3)
"""How many words that share a deletion are compared with each other."""


def sharing(batch: Batch, places: Offsets, shift: Hashes, count: Offsets) -> tuple[Offsets, Offsets]:
    """Rows of `places` of rare words that share a deletion with a more frequent one, by the wrong one's row.

    `places`: one index of a word for each different word of each document; `shift`: what tells words apart that must
    not meet (of different documents); `count`: how often each stands in its document.
    """
    rows = _near_in_batch(batch, places, count)
    owner, mark = _deletions(batch, places[rows])
    owner = rows[owner]
    mark ^= shift[owner]
    shared = np.flatnonzero(met(mark, count[owner] <= _RARE, count[owner] >= _FREQUENT))
    owner, mark = owner[shared], mark[shared]
    order = np.lexsort((places[owner], mark))
    owner, mark = owner[order], mark[order]
    near: list[NDArray[np.int64]] = []
    for reach in _REACH:
        same = np.flatnonzero(mark[reach:] == mark[:-reach])
        a, b = owner[same], owner[same + reach]
        for wrong, right in ((a, b), (b, a)):
            good = (count[wrong] <= _RARE) & (count[right] >= _FREQUENT) & (count[right] > count[wrong])
            near.append(wrong[good] * len(places) + right[good])
    pairs = distinct(np.concatenate(near))
    return pairs // max(len(places), 1), pairs % max(len(places), 1)


def _near_in_batch(batch: Batch, places: Offsets, count: Offsets) -> Offsets:
    """The rows whose word is near another word of the batch, whichever documents these stand in.

    Documents repeat each other's words: these are a quarter of the rows, and most of them have no such neighbour.
    """
    group = first_equal(batch.words.hash[places])
    heads = np.flatnonzero(np.bincount(group, minlength=len(group)))
    rare, frequent = np.zeros(len(group), np.bool_), np.zeros(len(group), np.bool_)
    rare[group[count <= _RARE]] = True
    frequent[group[count >= _FREQUENT]] = True
    owner, mark = _deletions(batch, places[heads])
    owner = heads[owner]
    near = np.zeros(len(group), np.bool_)
    near[owner[met(mark, rare[owner], frequent[owner])]] = True
    return np.flatnonzero(near[group])


def _deletions(batch: Batch, places: Offsets) -> tuple[Offsets, Hashes]:
    return deletions(batch.codes, batch.words.start[places], batch.words.end[places] - batch.words.start[places])


def met(marks: Hashes, rare: Flags, frequent: Flags) -> Flags:
    """Which marks stand twice or more, and both with a rare word and with a frequent one."""
    group = first_equal(marks)
    with_rare, with_frequent = np.zeros(len(marks), np.bool_), np.zeros(len(marks), np.bool_)
    with_rare[group[rare]] = True
    with_frequent[group[frequent]] = True
    with_rare &= with_frequent
    with_rare &= np.bincount(group, minlength=len(marks)) > 1
    found: Flags = with_rare[group]
    return found

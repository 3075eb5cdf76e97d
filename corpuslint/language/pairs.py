"""Words of one document that are one edit apart: those that share what is left without one letter."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from corpuslint.batch import Batch
from corpuslint.language.neighbours import deletions
from corpuslint.language.vocabulary import Hashes, Offsets
from corpuslint.tables import distinct

_SLOT_BITS = 20
_REACH = (1, 2, 3)
"""How many words that share a deletion are compared with each other."""


def sharing(batch: Batch, places: Offsets, shift: Hashes, count: Offsets) -> tuple[Offsets, Offsets]:
    """Rows of `places` of rare words that share a deletion with a more frequent one, by the wrong one's row.

    `places`: one index of a word for each different word of each document; `shift`: what tells words apart that must
    not meet (of different documents); `count`: how often each stands in its document. A rare word stands there once or
    twice, and less often than the other.
    """
    length = batch.words.end[places] - batch.words.start[places]
    owner, mark = deletions(batch.codes, batch.words.start[places], length)
    mark ^= shift[owner]
    shared = colliding(mark)
    owner, mark = owner[shared], mark[shared]
    order = np.lexsort((places[owner], mark))
    owner, mark = owner[order], mark[order]
    near: list[NDArray[np.int64]] = []
    for reach in _REACH:
        same = np.flatnonzero(mark[reach:] == mark[:-reach])
        a, b = owner[same], owner[same + reach]
        for wrong, right in ((a, b), (b, a)):
            good = (wrong != right) & (count[wrong] <= 2) & (count[right] >= 2) & (count[right] > count[wrong])
            near.append(wrong[good] * len(places) + right[good])
    pairs = distinct(np.concatenate(near))
    return pairs // max(len(places), 1), pairs % max(len(places), 1)


def colliding(marks: Hashes) -> Offsets:
    """Places of all marks that occur twice, and of some that do not: those that meet another one in a table.

    Whoever is written last into a slot stands there; who does not find himself there has met somebody.
    """
    slot = (marks >> np.uint64(64 - _SLOT_BITS)).view(np.int64)
    number = np.arange(len(marks), dtype=np.int32)
    table = np.empty(1 << _SLOT_BITS, np.int32)
    table[slot] = number
    there = table[slot]
    pushed = np.flatnonzero(there != number)
    met = np.zeros(len(marks), np.bool_)
    met[pushed] = met[there[pushed]] = True
    return np.flatnonzero(met)

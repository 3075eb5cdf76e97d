"""Words of one document that are one edit apart: those that share what is left without one letter."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from corpuslint.batch import Batch
from corpuslint.language.grouping import first_equal
from corpuslint.language.neighbours import deletions
from corpuslint.language.vocabulary import Flags, Hashes, Offsets
from corpuslint.tables import distinct

REPEATED = 2
"""How often the right word stands in its document at least (and oftener than the wrong one)."""
_REACH = (1, 2, 3)
"""How many words that share a deletion are compared with each other."""


def sharing(batch: Batch, places: Offsets, shift: Hashes, count: Offsets, suspected: Flags) -> tuple[Offsets, Offsets]:
    """Rows of `places` of suspected words that share a deletion with a more frequent one, by the wrong one's row.

    `places`: one index of a word for each different word of each document; `shift`: what tells words apart that must
    not meet (of different documents); `count`: how often each stands in its document.
    """
    repeated = count >= REPEATED
    rows = _near_in_batch(batch, places, suspected, repeated)
    owner, mark = _deletions(batch, places[rows])
    owner = rows[owner]
    mark ^= shift[owner]
    shared = np.flatnonzero(met(mark, suspected[owner], repeated[owner]))
    owner, mark = owner[shared], mark[shared]
    order = np.lexsort((places[owner], mark))
    owner, mark = owner[order], mark[order]
    near: list[NDArray[np.int64]] = []
    for reach in _REACH:
        same = np.flatnonzero(mark[reach:] == mark[:-reach])
        a, b = owner[same], owner[same + reach]
        for wrong, right in ((a, b), (b, a)):
            good = suspected[wrong] & repeated[right] & (count[right] > count[wrong])
            near.append(wrong[good] * len(places) + right[good])
    pairs = distinct(np.concatenate(near))
    return pairs // max(len(places), 1), pairs % max(len(places), 1)


def _near_in_batch(batch: Batch, places: Offsets, suspected: Flags, repeated: Flags) -> Offsets:
    """The rows whose word is near another word of the batch, whichever documents these stand in.

    Documents repeat each other's words: these are a quarter of the rows, and most of them have no such neighbour.
    """
    group = first_equal(batch.words.hash[places])
    heads = np.flatnonzero(np.bincount(group, minlength=len(group)))
    wrong, right = np.zeros(len(group), np.bool_), np.zeros(len(group), np.bool_)
    wrong[group[suspected]] = True
    right[group[repeated]] = True
    heads = heads[wrong[heads] | right[heads]]
    owner, mark = _deletions(batch, places[heads])
    owner = heads[owner]
    near = np.zeros(len(group), np.bool_)
    near[owner[met(mark, wrong[owner], right[owner])]] = True
    return np.flatnonzero(near[group])


def _deletions(batch: Batch, places: Offsets) -> tuple[Offsets, Hashes]:
    return deletions(batch.codes, batch.words.start[places], batch.words.end[places] - batch.words.start[places])


def met(marks: Hashes, wrong: Flags, right: Flags) -> Flags:
    """Which marks stand twice or more, with a word that may be wrong and with one that may be right."""
    group = first_equal(marks)
    with_wrong, with_right = np.zeros(len(marks), np.bool_), np.zeros(len(marks), np.bool_)
    with_wrong[group[wrong]] = True
    with_right[group[right]] = True
    with_wrong &= with_right
    with_wrong &= np.bincount(group, minlength=len(marks)) > 1
    found: Flags = with_wrong[group]
    return found

"""What a text is about, and whether two alike texts are about different things.

Pages made from one template agree in nearly all words; what differs is the subject: the name that stands in the title
and again and again below. In two versions of one text the subject is the same and something else differs. So two texts
are *of one template* when each has a subject word that the other has not at all: one of its heaviest words
(occurrences times weight), or a word of its beginning that it repeats; or when they have other titles (see `titles`).

On labelled versions of documents this takes 1% of the true pairs for templates; of pairs of reference pages with
different titles it leaves one in five, most of which are versions of one page under another name.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from corpuslint.similarity.titles import other_titles
from corpuslint.similarity.verification import Indexes, Sets

HEAVIEST = 4
"""Heaviest words of a text that make its subject. With 4, versions of paragraphs keep a recall of 0.88 at a precision
of 0.98 (0.76 without); with 8, 0.75."""
HEAVY = 160
"""Percent of the mean weight of a text's words that a subject has at least (occurrences count): in a corpus of two
texts a word that only one has is no subject, for nothing is known of its rarity."""
NONE = 1 << 20
"""Only a word that the other text has not at all is lacking."""
FEWER = 5
"""A word of the beginning is lacking too where the other text has it a fifth as often: `description` stands in every
reference page, and is the subject of one. With 3, a sixth of the stories on several sites would be lost."""
REPEATED = 2
"""Occurrences that a word of the beginning must have to be a subject."""


def of_one_template(sets: Sets) -> Callable[[Indexes, Indexes], NDArray[np.bool_]]:
    """A test of pairs of weighted sets: whether each has a subject that the other has not, or another title."""
    packed = np.repeat(np.arange(len(sets), dtype=np.uint64) << np.uint64(32), np.diff(sets.offsets))
    packed |= sets.values
    heaviest, leading = _heaviest(sets), _leading(sets, packed)

    def test(first: Indexes, second: Indexes) -> NDArray[np.bool_]:
        titles = sets.titles
        different = np.zeros(len(first), np.bool_) if titles is None else other_titles(titles, first, second)
        for words, fewer in ((heaviest, NONE), (leading, FEWER)):
            lacking = _lacking(sets, packed, words, first, second, fewer)
            different |= lacking & _lacking(sets, packed, words, second, first, fewer)
        return different

    return test


def _lacking(
    sets: Sets, packed: NDArray[np.uint64], words: NDArray[np.uint32], texts: Indexes, others: Indexes, fewer: int
) -> NDArray[np.bool_]:
    """For each pair, whether the other text nearly lacks one of the words of the text; 0 stands for no word."""
    mine = words[texts]
    own, other = (_count(sets, packed, mine, which) for which in (texts, others))
    return np.asarray(((mine != 0) & (fewer * other <= own)).any(axis=1))


def _count(sets: Sets, packed: NDArray[np.uint64], words: NDArray[np.uint32], texts: Indexes) -> NDArray[np.int64]:
    """How often the text of each row has the words of the row."""
    wanted = (texts.astype(np.uint64) << np.uint64(32))[:, None] | words
    place = np.minimum(packed.searchsorted(wanted.ravel()), len(packed) - 1).reshape(wanted.shape)
    counts = np.ones(len(packed), np.int64) if sets.counts is None else sets.counts
    return np.where(packed[place] == wanted, counts[place], 0).astype(np.int64)


def _heaviest(sets: Sets) -> NDArray[np.uint32]:
    """The words with the greatest occurrences times weight of each text, shape (texts, HEAVIEST)."""
    found = np.zeros((len(sets), HEAVIEST), np.uint32)
    filled = np.flatnonzero(np.diff(sets.offsets))
    if not len(filled) or sets.counts is None:
        return found
    score = sets.weights_of(sets.values) * sets.counts
    starts, lengths = sets.offsets[filled], np.diff(sets.offsets)[filled]
    least = sets.totals[filled] * HEAVY // (100 * lengths)
    for place in range(HEAVIEST):
        best = np.maximum.reduceat(score, starts)
        hits = np.flatnonzero(score == np.repeat(best, lengths))
        first = hits[np.searchsorted(hits, starts)]
        found[filled, place] = np.where(best >= np.maximum(least, 1), sets.values[first], 0)
        score[first] = 0
    return found


def _leading(sets: Sets, packed: NDArray[np.uint64]) -> NDArray[np.uint32]:
    """The words of the beginning of each text that it repeats; 0 in place of the others."""
    if sets.heads is None or sets.counts is None or not len(packed):
        return np.zeros((len(sets), 1), np.uint32)
    wanted = (np.arange(len(sets), dtype=np.uint64) << np.uint64(32))[:, None] | sets.heads
    place = np.minimum(packed.searchsorted(wanted.ravel()), len(packed) - 1).reshape(wanted.shape)
    repeated = (packed[place] == wanted) & (sets.counts[place] >= REPEATED)
    return np.where(repeated, sets.heads, 0).astype(np.uint32)

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
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpuslint.columns import release, scratch, stretches
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
AT_ONCE = 1 << 14
"""Texts whose beginnings are looked at at a time."""
REPEATED = 2
"""Occurrences that a word of the beginning must have to be a subject."""


class Subjects(NamedTuple):
    """Some words of each text and how often it has them, shape (texts, words); 0 fills up."""

    words: NDArray[np.uint32]
    counts: NDArray[np.uint16]


def of_one_template(sets: Sets) -> Callable[[Indexes, Indexes], NDArray[np.bool_]]:
    """A test of pairs of weighted sets: whether each has a subject that the other has not, or another title."""
    heaviest, leading = _heaviest(sets), _leading(sets)

    def test(first: Indexes, second: Indexes) -> NDArray[np.bool_]:
        titles = sets.titles
        different = np.zeros(len(first), np.bool_) if titles is None else other_titles(titles, first, second)
        for subjects, fewer in ((heaviest, NONE), (leading, FEWER)):
            lacking = _lacking(sets, subjects, first, second, fewer)
            lacking[lacking] = _lacking(sets, subjects, second[lacking], first[lacking], fewer)
            different |= lacking
            release(subjects)
        return different

    return test


def _lacking(sets: Sets, subjects: Subjects, texts: Indexes, others: Indexes, fewer: int) -> NDArray[np.bool_]:
    """For each pair, whether the other text nearly lacks one of the words of the text."""
    words, counts = subjects.words[texts], subjects.counts[texts]
    row, column = np.nonzero(words)
    missed = fewer * _count(sets, others[row], words[row, column]) <= counts[row, column]
    found = np.zeros(len(texts), np.bool_)
    found[row[missed]] = True
    return found


def _count(sets: Sets, texts: Indexes, words: NDArray[np.uint32]) -> NDArray[np.int64]:
    """How often each of these texts has the word beside it."""
    if not len(sets.values):
        return np.zeros(len(texts), np.int64)
    place, end = sets.offsets[texts], sets.offsets[texts + 1]
    step = 1 << int((end - place).max(initial=0)).bit_length()
    while step := step >> 1:  # A binary search in each text's own values, of all texts at once.
        further = place + step
        less = (further <= end) & (sets.values.take(further - 1, mode="clip") < words)
        place = np.where(less, further, place)
    has = (place < end) & (sets.values.take(place, mode="clip") == words)
    return np.where(has, 1 if sets.counts is None else sets.counts.take(place, mode="clip"), 0).astype(np.int64)


def _heaviest(sets: Sets) -> Subjects:
    """The words with the greatest occurrences times weight of each text."""
    found = Subjects(scratch((len(sets), HEAVIEST), np.uint32), scratch((len(sets), HEAVIEST), np.uint16))
    for first, last in sets.stretches() if sets.counts is not None else ():
        _find_heaviest(sets, first, last, found)
        sets.release()
        release(found)
    return found


def _find_heaviest(sets: Sets, first: int, last: int, found: Subjects) -> None:
    assert sets.counts is not None
    filled = first + np.flatnonzero(np.diff(sets.offsets[first : last + 1]))
    if not len(filled):
        return
    begin, end = int(sets.offsets[first]), int(sets.offsets[last])
    values, counts = sets.values[begin:end], sets.counts[begin:end]
    score = sets.weights_of(values).astype(np.int32)
    score *= counts
    starts, lengths = sets.offsets[filled] - begin, sets.offsets[filled + 1] - sets.offsets[filled]
    least = sets.totals[filled] * HEAVY // (100 * lengths)
    for place in range(HEAVIEST):
        best = np.maximum.reduceat(score, starts)
        hits = np.flatnonzero(score == np.repeat(best, lengths))
        top = hits[np.searchsorted(hits, starts)]
        heavy = best >= np.maximum(least, 1)
        found.words[filled, place] = np.where(heavy, values[top], 0)
        found.counts[filled, place] = counts[top]
        score[top] = 0


def _leading(sets: Sets) -> Subjects:
    """The words of the beginning of each text that it repeats."""
    if sets.heads is None or sets.counts is None:
        return Subjects(np.zeros((len(sets), 1), np.uint32), np.zeros((len(sets), 1), np.uint16))
    found = Subjects(scratch(sets.heads.shape, np.uint32), scratch(sets.heads.shape, np.uint16))
    for first, last in stretches(len(sets), AT_ONCE):
        heads = sets.heads[first:last]
        row, column = np.nonzero(heads)
        counts = np.zeros(heads.shape, np.uint16)
        counts[row, column] = _count(sets, row + first, heads[row, column])
        found.words[first:last] = np.where(counts >= REPEATED, heads, 0)
        found.counts[first:last] = counts
        sets.release()
        release(found)
    return found

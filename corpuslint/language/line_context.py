"""The second step of the line model: what the scores around a line, and in all of its document, say of it.

The network of the first step sees fifteen lines to each side and the mean of its document. What kind of text a document
is shows better in how its scores are spread: pages have a stretch of low scores between high ones, lists and poems
have middling ones all over. A small network of two layers weighs that. It is trained on scores of documents that the
first step had not seen (stacking; Wolpert: Stacked generalization, Neural Networks 5, 1992), so it knows how far these
can be trusted. All values are whole numbers of 0..127, all sums exact.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpuslint.language.layers import RANGE, Layer, activate, multiply
from corpuslint.language.line_columns import FEATURES, FULL, LENGTHS, Ints, bucket, cumulate, share

STEPS = 64
"""Scores are whole numbers: so many to a unit of the logit."""
MOST = 10 * STEPS
"""Scores beyond are as good as this one."""
LOW = -4 * STEPS
"""A line below is content for sure."""
BESIDE = (-3, -2, -1, 1, 2, 3)
"""The neighbours whose scores are seen."""
AROUND = (1, 2, 5, 12, 30)
"""So many lines to each side the mean score is taken of."""
HIGH_AROUND = (5, 15)
"""The same for the share of positive scores."""
PHRASES, KNOWN = range(-8, -2), (-1, -2)
"""Where the features of phrases and of known terms stand, after those of the line."""
LOOKS = tuple(
    FEATURES.index(name)
    for name in (
        *("length", "terminal", "running", "running before", "running share", "position"),
        *("to sentence before", "to sentence after", "solo", "digits", "capitals", "words", "document short"),
        *("document terminal", "spoken words", "rest", "number", "again", "bullet start", "indent"),
        *("none before", "none after", "letters"),
    )
)
COLUMNS = 3 + len(BESIDE) + len(AROUND) + len(HIGH_AROUND) + 8 + 4 + 3 + len(LOOKS) + len(KNOWN)
"""How many figures of a line the second step sees."""


def context(features: NDArray[np.uint8], first: Ints, length: Ints, score: Ints) -> NDArray[np.uint8]:
    """What the second step sees, (column, line); `first` are the edges of documents, as in `Lines`."""
    score = np.clip(score, -MOST, MOST)
    document = np.repeat(np.arange(len(first) - 1), np.diff(first))
    columns = [
        _scale(score),
        np.clip((score + 160) * FULL // 320, 0, FULL),
        np.minimum(np.abs(score) // 5, FULL),
        *_around(first[document], first[document + 1], score),
        *(column[document] for column in _spread(document, first, length, score)),
        *(features[PHRASES[place]] for place in (4, 3, 0)),
        *(features[place] for place in (*LOOKS, *KNOWN)),
    ]
    return np.array(columns, np.uint8)


def _scale(score: Ints) -> Ints:
    scaled: Ints = np.clip((score + MOST) * FULL // (2 * MOST), 0, FULL)
    return scaled


def _around(low: Ints, high: Ints, score: Ints) -> list[Ints]:
    """Scores of neighbours, and means of scores around; `low` and `high` are the edges of each line's document."""
    place = np.arange(len(score))
    beside = []
    for step in BESIDE:
        there = place + step
        inside = (there >= low) & (there < high)
        beside.append(_scale(np.where(inside, score[np.where(inside, there, 0)], -MOST)))

    def mean(values: Ints, reach: int) -> Ints:
        sums = cumulate(values)
        left, right = np.maximum(place - reach, low), np.minimum(place + reach + 1, high)
        means: Ints = (sums[right] - sums[left]) // (right - left)
        return means

    positive = (score > 0) * np.int64(FULL)
    return [
        *beside,
        *(_scale(mean(score, reach)) for reach in AROUND),
        *(mean(positive, reach) for reach in HIGH_AROUND),
    ]


def _spread(document: Ints, first: Ints, length: Ints, score: Ints) -> list[Ints]:
    """How the scores of each document are spread, and how long it and its lines are; one row per document."""
    size = np.diff(first)
    begin, filled = first[:-1], np.maximum(size, 1)

    def total(values: Ints) -> Ints:
        sums = cumulate(values)
        sums_of_documents: Ints = sums[first[1:]] - sums[first[:-1]]
        return sums_of_documents

    last = np.maximum(len(score) - 1, 0)
    ordered = score[np.lexsort((score, document))]
    lengths = length[np.lexsort((length, document))]
    places = (begin + size // 2, begin + size // 10, begin + size - 1 - size // 10)
    positive, low, characters = score > 0, score < LOW, total(length)
    return [
        _scale(total(score) // filled),
        *(_scale(ordered[np.clip(place, 0, last)]) for place in places),
        share(total(positive.astype(np.int64)), size),
        share(total(positive * length), characters),
        share(total(low * length), characters),
        share(total(low.astype(np.int64)), size),
        bucket(size, LENGTHS, 6),
        bucket(characters, LENGTHS * 64, 6),
        bucket(characters // filled, LENGTHS, 6),
        bucket(lengths[np.clip(places[0], 0, last)], LENGTHS, 6),
    ]


def weigh(layers: Mapping[str, Layer], share_of_first: NDArray[Any], seen: NDArray[np.uint8], first: Ints) -> Ints:
    """The scores of the second step: what the network says of the context, and a share of the first score."""
    hidden = seen.astype(np.float32)
    for name, unit in (("context0", np.float32(1 / FULL)), ("context1", np.float32(RANGE / FULL))):
        layer = layers[name]
        hidden = activate(multiply(layer.weight, hidden) * (layer.scale * unit) + layer.bias)
    last = layers["context2"]
    logit = multiply(last.weight, hidden)[0] * (last.scale * np.float32(RANGE / FULL)) + last.bias[0]
    logit += np.clip(first, -MOST, MOST).astype(np.float32) * np.float32(share_of_first / STEPS)
    scores: Ints = np.rint(logit * np.float32(STEPS)).astype(np.int64)
    return scores

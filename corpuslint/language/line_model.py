"""How much a line is like boilerplate: a small convolutional network over lines, in NumPy.

The network sees what a line looks like (`line_features`) and its first and last words (`line_terms`), then the lines
around it in widening circles, then the mean of its document. It is trained with `benchmarks/line_model/train.py`.

All weights are whole numbers of -127..127, all activations of 0..127, so that every sum of products is a whole number
below 2^24: exact in float32, whatever the order of summation. A verdict therefore cannot depend on the batch in which
a document stands, on the machine or on the linear algebra library.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from corpuslint.language.layers import RANGE, Floats, Layer, activate, layers_of, multiply
from corpuslint.language.line_columns import FULL, Lines, cumulate
from corpuslint.language.line_context import STEPS, context, weigh
from corpuslint.language.line_features import find_lines
from corpuslint.language.line_terms import line_terms, masked_words

if TYPE_CHECKING:
    from corpuslint.batch import Batch

DATA = Path(__file__).parent.parent / "data" / "line_model.npz"
HIDDEN, TERM_SIZE = 40, 12
EMBEDDING_STEPS = 48.0
"""Steps in which the sum of a line's word vectors is counted, to the unit."""
DILATIONS = (1, 2, 4, 8)
"""Distances of the neighbours that each layer looks at; their sum is how far a line sees."""
GAP = max(DILATIONS)
"""Empty columns between two documents, so that no line sees another document."""
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Scored:
    """The lines of a batch that are not blank, and two scores of each: 64 times the logit, rounded."""

    lines: Lines
    first: Ints
    """What the line and its neighbours look like."""
    score: Ints
    """The same, weighed against the first scores around the line and in its document."""


@dataclass(frozen=True, slots=True)
class Weights:
    """The shipped arrays, and a table that finds a term's row from its hash."""

    arrays: dict[str, NDArray[Any]]
    layers: dict[str, Layer]
    rows: NDArray[np.uint16]
    marks: NDArray[np.uint16]


SLOTS = 1 << 17
"""Entries of the table of terms; of two terms in one entry the commoner stays."""


def build(arrays: dict[str, NDArray[Any]]) -> Weights:
    """Weights from the arrays of the file; `keys` are the terms, the commonest first."""
    rows, marks = np.zeros(SLOTS, np.uint16), np.zeros(SLOTS, np.uint16)
    keys = arrays["keys"][::-1]
    rows[slot_of(keys)] = np.arange(len(keys), 0, -1)
    marks[slot_of(keys)] = mark_of(keys)
    return Weights(arrays, layers_of(arrays), rows, marks)


def key_of(hashes: NDArray[np.uint64]) -> NDArray[np.uint32]:
    """What the file keeps of a term's hash: its upper half."""
    return (hashes >> np.uint64(32)).astype(np.uint32)


def slot_of(keys: NDArray[np.uint32]) -> Ints:
    """The table entry of each term."""
    return (keys >> np.uint32(15)).astype(np.int64)


def mark_of(keys: NDArray[np.uint32]) -> NDArray[np.uint16]:
    """What tells terms of one entry apart."""
    return (keys & np.uint32(0x7FFF)).astype(np.uint16)


@cache
def load() -> Weights:
    """The shipped weights, read once."""
    with np.load(DATA) as packed:
        return build({name: packed[name] for name in packed.files})


def find_terms(weights: Weights, line: Ints, terms: NDArray[np.uint64]) -> tuple[Ints, Ints]:
    """Of lines' terms those that the model knows: the line's number and the row."""
    keys = key_of(terms)
    slots = slot_of(keys)
    rows = weights.rows[slots]
    known = np.flatnonzero((rows > 0) & (weights.marks[slots] == mark_of(keys)))
    return line[known], rows[known].astype(np.int64) - 1


def inputs(
    weights: Weights, batch: Batch, lines: Lines, phrases: NDArray[np.uint8]
) -> tuple[NDArray[np.uint8], Ints, Ints, Ints]:
    """What the network sees: features (with those of phrases and known terms), known terms' lines and rows, counts."""
    line, terms = line_terms(masked_words(batch), lines.first_word, lines.last_word)
    count = np.maximum(np.bincount(line, minlength=len(lines.index)), 1)
    line, rows = find_terms(weights, line, terms)
    known = np.bincount(line, minlength=len(lines.index))
    first, last = lines.first[lines.document], lines.first[lines.document + 1]
    all_known, all_terms = cumulate(known), cumulate(count)
    document = (all_known[last] - all_known[first]) * FULL // np.maximum(all_terms[last] - all_terms[first], 1)
    told = [*_phrase_features(lines, phrases), known * FULL // count, document]
    features = np.vstack([lines.features, np.array(told, np.uint8)])
    return features, line, rows, count


def _phrase_features(lines: Lines, phrases: NDArray[np.uint8]) -> list[Ints]:
    """Whether phrases of page furniture cover the line, and how many lines of the document they cover.

    Kinds of text that the model never met look like pages by their lines alone; but they hold no such phrases.
    """
    here = phrases[lines.index].astype(np.int64)
    first, last = lines.first[lines.document], lines.first[lines.document + 1]
    every, strong = cumulate(here > 0), cumulate(here > 1)
    count, sure = every[last] - every[first], strong[last] - strong[first]
    return [
        here * (FULL // 2),
        (count == 0) * FULL,
        (sure == 0) * FULL,
        np.minimum(count * 16, FULL),
        np.minimum(sure * 16, FULL),
        np.minimum(count * FULL * 4 // (last - first), FULL),
    ]


def score_lines(batch: Batch, documents: NDArray[np.bool_], phrases: NDArray[np.uint8]) -> Scored:
    """The score of every line that is not blank, in the documents of the batch that are chosen.

    `phrases` tells for each line of the batch how strongly phrases of page furniture cover it: 2, 1, or 0.
    """
    return run(load(), batch, documents, phrases)


def run(weights: Weights, batch: Batch, documents: NDArray[np.bool_], phrases: NDArray[np.uint8]) -> Scored:
    """The scores that these weights give."""
    lines = find_lines(batch, documents)
    features, first = first_scores(weights, batch, lines, phrases)
    if not len(first):
        return Scored(lines, first, first)
    seen = context(features, lines.first, lines.end - lines.start, first)
    return Scored(lines, first, weigh(weights.layers, weights.arrays["context_first"], seen, first))


def first_scores(
    weights: Weights, batch: Batch, lines: Lines, phrases: NDArray[np.uint8]
) -> tuple[NDArray[np.uint8], Ints]:
    """What the network sees of the lines, and its scores: the first step."""
    if not len(lines.index):
        return lines.features, np.zeros(0, np.int64)
    features, line, rows, count = inputs(weights, batch, lines, phrases)
    place = np.arange(len(lines.index)) + lines.document * GAP
    width = int(place[-1]) + 1 + GAP
    hidden = np.zeros((HIDDEN, width), np.float32)
    hidden[:, place] = _first_layer(weights, features, line, rows, count)
    for number, distance in enumerate(DILATIONS):
        hidden[:, place] = _neighbours(weights, f"around{number}", hidden, place, distance)
        if number == len(DILATIONS) // 2 - 1:
            hidden[:, place] = _document(weights, hidden[:, place], lines)
    last = weights.layers["last"]
    logit = multiply(last.weight, hidden)[0, place] * (last.scale * np.float32(RANGE / FULL)) + last.bias[0]
    return features, np.rint(logit * np.float32(STEPS)).astype(np.int64)


def _first_layer(weights: Weights, features: NDArray[np.uint8], line: Ints, rows: Ints, count: Ints) -> Floats:
    dense, words = weights.layers["dense"], weights.layers["spoken"]
    inner = multiply(dense.weight, features.astype(np.float32)) * (dense.scale / np.float32(FULL)) + dense.bias
    vectors = weights.arrays["terms"]
    unit = np.float64(weights.arrays["terms_scale"]) * EMBEDDING_STEPS / np.sqrt(count)
    spoken = np.empty((TERM_SIZE, len(count)), np.float32)
    for column in range(TERM_SIZE):
        sums = np.bincount(line, vectors[rows, column], len(count))
        spoken[column] = np.rint(np.clip(sums * unit, -FULL, FULL))
    inner += multiply(words.weight, spoken) * (words.scale / np.float32(EMBEDDING_STEPS))
    return activate(inner)


def _neighbours(weights: Weights, name: str, hidden: Floats, place: Ints, distance: int) -> Floats:
    layer = weights.layers[name]
    seen = multiply(layer.weight[1], hidden)
    seen[:, distance:] += multiply(layer.weight[0], hidden)[:, :-distance]
    seen[:, :-distance] += multiply(layer.weight[2], hidden)[:, distance:]
    change = activate(seen[:, place] * (layer.scale * np.float32(RANGE / FULL)) + layer.bias)
    total: Floats = np.minimum(hidden[:, place] + change, np.float32(FULL))
    return total


def _document(weights: Weights, hidden: Floats, lines: Lines) -> Floats:
    layer = weights.layers["whole"]
    sums = np.zeros((HIDDEN, len(lines.document) + 1))
    np.cumsum(hidden, axis=1, out=sums[:, 1:])
    size = np.diff(lines.first)
    mean = np.rint((sums[:, lines.first[1:]] - sums[:, lines.first[:-1]]) / np.maximum(size, 1)).astype(np.float32)
    change = activate(multiply(layer.weight, mean) * (layer.scale * np.float32(RANGE / FULL)) + layer.bias)
    total: Floats = np.minimum(hidden + change[:, lines.document], np.float32(FULL))
    return total

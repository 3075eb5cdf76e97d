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

from corpuslint.language.line_features import Lines, cumulate, find_lines
from corpuslint.language.line_terms import line_terms, masked_words

if TYPE_CHECKING:
    from corpuslint.batch import Batch

DATA = Path(__file__).parent.parent / "data" / "line_model.npz"
FULL = 127
"""The largest activation."""
RANGE = 6.0
"""The activation that the largest stands for."""
HIDDEN, TERM_SIZE = 40, 12
EMBEDDING_STEPS = 48.0
"""Steps in which the sum of a line's word vectors is counted, to the unit."""
DILATIONS = (1, 2, 4, 8)
"""Distances of the neighbours that each layer looks at; their sum is how far a line sees."""
GAP = max(DILATIONS)
"""Empty columns between two documents, so that no line sees another document."""
STEPS = 64
"""Scores are whole numbers: so many to a unit of the logit."""

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Scored:
    """The lines of a batch that are not blank, and the score of each: 64 times the logit, rounded."""

    lines: Lines
    score: Ints


@dataclass(frozen=True, slots=True)
class Weights:
    """The shipped arrays, and a table that finds a term's row from its hash."""

    arrays: dict[str, NDArray[Any]]
    rows: NDArray[np.uint16]
    marks: NDArray[np.uint16]

    def layer(self, name: str, column: bool = True) -> tuple[Floats, np.float32, Floats]:
        """Weights, scale and bias of a layer."""
        bias = self.arrays[f"{name}_bias"].astype(np.float32)
        return (
            self.arrays[name].astype(np.float32),
            np.float32(self.arrays[f"{name}_scale"]),
            bias[:, None] if column else bias,
        )


SLOTS = 1 << 17
"""Entries of the table of terms; of two terms in one entry the commoner stays."""


def build(arrays: dict[str, NDArray[Any]]) -> Weights:
    """Weights from the arrays of the file; `keys` are the terms, the commonest first."""
    rows, marks = np.zeros(SLOTS, np.uint16), np.zeros(SLOTS, np.uint16)
    keys = arrays["keys"][::-1]
    rows[slot_of(keys)] = np.arange(len(keys), 0, -1)
    marks[slot_of(keys)] = mark_of(keys)
    return Weights(arrays, rows, marks)


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


def inputs(weights: Weights, batch: Batch, lines: Lines) -> tuple[NDArray[np.uint8], Ints, Ints, Ints]:
    """What the network sees: features (with the shares of known terms), the known terms' lines and rows, counts."""
    line, terms = line_terms(masked_words(batch), lines.first_word, lines.last_word)
    count = np.maximum(np.bincount(line, minlength=len(lines.index)), 1)
    line, rows = find_terms(weights, line, terms)
    known = np.bincount(line, minlength=len(lines.index))
    first, last = lines.first[lines.document], lines.first[lines.document + 1]
    all_known, all_terms = cumulate(known), cumulate(count)
    document = (all_known[last] - all_known[first]) * FULL // np.maximum(all_terms[last] - all_terms[first], 1)
    features = np.vstack([lines.features, (known * FULL // count).astype(np.uint8), document.astype(np.uint8)])
    return features, line, rows, count


def score_lines(batch: Batch) -> Scored:
    """The score of every line of the batch that is not blank."""
    scored: Scored = batch.derive("line_model.scores", _score_lines)
    return scored


def _score_lines(batch: Batch) -> Scored:
    lines = find_lines(batch)
    return Scored(lines, run(load(), batch, lines))


def run(weights: Weights, batch: Batch, lines: Lines) -> Ints:
    """The network's scores."""
    if not len(lines.index):
        return np.zeros(0, np.int64)
    features, line, rows, count = inputs(weights, batch, lines)
    place = np.arange(len(lines.index)) + lines.document * GAP
    width = int(place[-1]) + 1 + GAP
    hidden = np.zeros((HIDDEN, width), np.float32)
    hidden[:, place] = _first_layer(weights, features, line, rows, count)
    for number, distance in enumerate(DILATIONS):
        hidden[:, place] = _neighbours(weights, f"around{number}", hidden, place, distance)
        if number == len(DILATIONS) // 2 - 1:
            hidden[:, place] = _document(weights, hidden[:, place], lines)
    last, scale, bias = weights.layer("last")
    logit = (last @ hidden[:, place])[0] * (scale * np.float32(RANGE / FULL)) + bias[0]
    scores: Ints = np.rint(logit * np.float32(STEPS)).astype(np.int64)
    return scores


def _activate(values: Floats) -> Floats:
    activated: Floats = np.rint(np.clip(values, 0, np.float32(RANGE)) * np.float32(FULL / RANGE))
    return activated


def _first_layer(weights: Weights, features: NDArray[np.uint8], line: Ints, rows: Ints, count: Ints) -> Floats:
    dense, scale, bias = weights.layer("dense")
    inner = (dense @ features.astype(np.float32)) * (scale / np.float32(FULL)) + bias
    vectors = weights.arrays["terms"]
    unit = np.float64(weights.arrays["terms_scale"]) * EMBEDDING_STEPS / np.sqrt(count)
    spoken = np.empty((TERM_SIZE, len(count)), np.float32)
    for column in range(TERM_SIZE):
        sums = np.bincount(line, vectors[rows, column], len(count))
        spoken[column] = np.rint(np.clip(sums * unit, -FULL, FULL))
    spoken_scale = np.float32(weights.arrays["spoken_scale"]) / np.float32(EMBEDDING_STEPS)
    inner += (weights.arrays["spoken"].astype(np.float32) @ spoken) * spoken_scale
    return _activate(inner)


def _neighbours(weights: Weights, name: str, hidden: Floats, place: Ints, distance: int) -> Floats:
    layer, scale, bias = weights.layer(name)
    seen = layer[1] @ hidden
    seen[:, distance:] += layer[0] @ hidden[:, :-distance]
    seen[:, :-distance] += layer[2] @ hidden[:, distance:]
    change = _activate(seen[:, place] * (scale * np.float32(RANGE / FULL)) + bias)
    total: Floats = np.minimum(hidden[:, place] + change, np.float32(FULL))
    return total


def _document(weights: Weights, hidden: Floats, lines: Lines) -> Floats:
    layer, scale, bias = weights.layer("whole")
    sums = np.zeros((HIDDEN, len(lines.document) + 1))
    np.cumsum(hidden, axis=1, out=sums[:, 1:])
    size = np.diff(lines.first)
    mean = np.rint((sums[:, lines.first[1:]] - sums[:, lines.first[:-1]]) / np.maximum(size, 1)).astype(np.float32)
    change = _activate((layer @ mean) * (scale * np.float32(RANGE / FULL)) + bias)
    total: Floats = np.minimum(hidden + change[:, lines.document], np.float32(FULL))
    return total

"""The words of a line that the line model looks up: from its beginning and its end, alone and in pairs.

A term is a 64-bit hash: of a word, of two neighbouring words, of the first or the last word as such, or of a short
line as a whole. Words of digits count as one word for each length. Long lines are not read to their middle: what gives
boilerplate away stands at its edges, and reading on would cost more than all other columns together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from corpuslint import tables

if TYPE_CHECKING:
    from corpuslint.batch import Batch

HEAD, TAIL = 12, 4
"""So many words from a line's beginning and end are looked at."""
WHOLE = 8
"""Lines of up to so many words are terms as a whole."""

Hashes = NDArray[np.uint64]
Ints = NDArray[np.int64]
_FIRST, _LAST, _PAIR, _WHOLE = (
    np.uint64(value) for value in (0x8CB92BA72F3D8DD7, 0xABC98388FB8FAC03, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB)
)


def masked_words(batch: Batch) -> Hashes:
    """The words' hashes; a word that begins with a digit has one that tells only its length."""
    return _masked(batch, slice(None))


def _masked(batch: Batch, chosen: Ints | slice) -> Hashes:
    words = batch.words
    start = words.start[chosen]
    digits = (batch.classes[start] & tables.DIGIT) != 0
    masked = np.minimum(words.end[chosen] - start, 5).astype(np.uint64) * _PAIR
    return np.where(digits, masked, words.hash[chosen])


def masked_line_hashes(batch: Batch, first: Ints, last: Ints) -> Hashes:
    """One hash for the words `first..last` (exclusive) of each line, digits masked; other words are not looked at."""
    edges = np.zeros(len(first) + 1, np.int64)
    np.cumsum(last - first, out=edges[1:])
    chosen = np.repeat(first - edges[:-1], last - first) + np.arange(edges[-1])
    return line_hashes(_masked(batch, chosen), edges[:-1], edges[1:])


def line_hashes(hashes: Hashes, first: Ints, last: Ints) -> Hashes:
    """One hash for the words `first..last` (exclusive) of each line, in their order."""
    order = np.arange(1, len(hashes) + 1, dtype=np.uint64)
    plain, placed = _cumulate(hashes), _cumulate(hashes * order)
    total = plain[last] - plain[first]
    inside = placed[last] - placed[first] - total * first.astype(np.uint64)
    count: Hashes = (last - first).astype(np.uint64)
    return mix(np.asarray(total * _FIRST + inside * _LAST + count, np.uint64))


def _cumulate(values: Hashes) -> Hashes:
    sums = np.zeros(len(values) + 1, np.uint64)
    np.cumsum(values, out=sums[1:])
    return sums


def mix(values: Hashes) -> Hashes:
    """Spread the values' entropy over their bits."""
    values = values ^ (values >> np.uint64(31))
    values *= np.uint64(0x9E3779B97F4A7C15)
    return values ^ (values >> np.uint64(29))


def line_terms(hashes: Hashes, first: Ints, last: Ints) -> tuple[Ints, Hashes]:
    """The terms of lines whose words are `hashes[first..last]`: the line's number and the term, in any order."""
    size = last - first
    padded = np.append(hashes, np.uint64(0)) if len(hashes) else np.zeros(1, np.uint64)
    limit = len(padded) - 1
    lines: list[Ints] = []
    terms: list[Hashes] = []

    def add(rows: Ints, values: Hashes) -> None:
        lines.append(rows)
        terms.append(values)

    for place in range(HEAD):
        rows = np.flatnonzero(size > place)
        here = padded[first[rows] + place]
        add(rows, here)
        if place:
            add(rows, mix(padded[first[rows] + place - 1] * _PAIR + here))
        else:
            add(rows, mix(here ^ _FIRST))
            add(rows, mix(padded[last[rows] - 1] ^ _LAST))
    for place in range(1, TAIL + 1):
        rows = np.flatnonzero(size - place >= HEAD)
        here = padded[np.minimum(last[rows] - place, limit)]
        add(rows, here)
        add(rows, mix(padded[last[rows] - place - 1] * _PAIR + here))
    rows = np.flatnonzero((size > 0) & (size <= WHOLE))
    add(rows, line_hashes(hashes, first[rows], last[rows]) ^ _WHOLE)
    return np.concatenate(lines), np.concatenate(terms)

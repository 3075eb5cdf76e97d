"""How surprising the letters of a word are in English: a trigram model counted over the lexicon."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from corpuslint.language.lexicon import lexicon

SIDE = 27
"""The letters a to z, and one sign for everything else and for the word's edges."""
LEAST = 25
"""Words rarer than Zipf 2.5 are left out: many of them are misspelt themselves."""


def surprise(words: Sequence[str], language: str = "en") -> NDArray[np.int32]:
    """The largest and the average surprise of each word's trigrams, in tenths of a bit; no word is empty."""
    if not len(words):
        return np.zeros((0, 2), np.int32)
    distinct = dict.fromkeys(words)
    index = _index("{".join(distinct))
    values = _trigrams(language)[index[:-2] * SIDE * SIDE + index[1:-1] * SIDE + index[2:]].astype(np.int32)
    size = np.fromiter(map(len, distinct), np.int64, len(distinct))
    first = np.cumsum(size + 1) - size - 1
    values = np.append(values, 0)  # Between two words stands the trigram around the sign, which belongs to neither.
    edges = np.stack([first, first + size], axis=1).reshape(-1)
    most, total = np.maximum.reduceat(values, edges)[0::2], np.add.reduceat(values, edges)[0::2]
    rows = dict(zip(distinct, zip(most.tolist(), (total // size).tolist(), strict=True), strict=True))
    return np.array([rows[word] for word in words], np.int32)


def _index(text: str) -> NDArray[np.int64]:
    codes = np.frombuffer(("{" + text.lower() + "{").encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.int64)
    return np.where((codes >= 97) & (codes < 123), codes - 97, SIDE - 1)


@cache
def _trigrams(language: str) -> NDArray[np.int16]:
    words = lexicon(language)
    index = _index("{".join(words.spell(np.flatnonzero(words.zipf10 >= LEAST))))
    trigram = index[:-2] * SIDE * SIDE + index[1:-1] * SIDE + index[2:]
    counts = np.bincount(trigram, minlength=SIDE**3).reshape(SIDE * SIDE, SIDE) * 16 + 1
    cost: NDArray[np.int16] = np.rint(10 * np.log2(counts.sum(axis=1, keepdims=True) / counts)).astype(np.int16)
    return cost.reshape(-1)

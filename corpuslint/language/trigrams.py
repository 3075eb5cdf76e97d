"""How surprising the letters of a word are in English: a trigram model counted over the lexicon."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from corpuslint.language.lexicon import lexicon

SIDE = 27
"""The letters a to z, and one sign for everything else and for the word's edges."""
LEAST = 25
"""Words rarer than Zipf 2.5 are left out: many of them are misspelt themselves."""


def surprise(word: str, language: str = "en") -> tuple[int, int]:
    """The largest and the average surprise of the word's trigrams, in tenths of a bit."""
    table = _trigrams(language)
    index = _index(word)
    values = table[index[:-2] * SIDE * SIDE + index[1:-1] * SIDE + index[2:]]
    return int(values.max()), int(values.sum()) // len(values)


def _index(text: str) -> NDArray[np.int64]:
    codes = np.frombuffer(("{" + text.lower() + "{").encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.int64)
    return np.where((codes >= 97) & (codes < 123), codes - 97, SIDE - 1)


@cache
def _trigrams(language: str) -> NDArray[np.int16]:
    words = lexicon(language)
    index = _index("{".join(words.words[words.zipf10 >= LEAST].tolist()))
    trigram = index[:-2] * SIDE * SIDE + index[1:-1] * SIDE + index[2:]
    counts = np.bincount(trigram, minlength=SIDE**3).reshape(SIDE * SIDE, SIDE) * 16 + 1
    cost: NDArray[np.int16] = np.rint(10 * np.log2(counts.sum(axis=1, keepdims=True) / counts)).astype(np.int16)
    return cost.reshape(-1)

"""Words that sound alike though they are two edits apart: `temprorary`, `accidentely`, `compability`.

A word's skeleton is its first letter and its consonants, doubled ones once. Misspellings mostly keep it, or are one
edit away from it, so an index by skeleton finds corrections two edits away at the price of one (Pollock and Zamora
1984 corrected chemical abstracts this way).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from corpuslint.language.lexicon import Lexicon
from corpuslint.language.neighbours import LATIN, neighbours
from corpuslint.words import hash_terms

LEAST = 30
"""Zipf 3: rarer words are not proposed from so far away."""
SHORTEST = 7
_FILTER = np.uint64(64 - 18)
_VOWELS = str.maketrans("", "", "aeiouyh")
_CONSONANTS = "".join(sorted(set(LATIN) - set("aeiouyh")))


def skeleton(word: str) -> str:
    """The first letter and the consonants, doubled ones once.

    >>> skeleton("accommodate"), skeleton("acomodate")
    ('acmdt', 'acmdt')
    """
    kept = word[:1] + word[1:].translate(_VOWELS)
    return "".join(c for i, c in enumerate(kept) if i == 0 or c != kept[i - 1])


@dataclass(frozen=True, eq=False)
class Skeletons:
    """Words of a lexicon by the hash of their skeleton, ascending."""

    hashes: NDArray[np.uint64]
    words: list[str]
    filter: NDArray[np.bool_]
    """Which high bits of hashes occur at all."""

    def near(self, word: str) -> list[str]:
        """Words whose skeleton is that of `word` or one edit from it, and which are two edits away at most."""
        bones = skeleton(word)
        near = next(neighbours([bones], _CONSONANTS)).hashes[0]
        near = near[self.filter[near >> _FILTER]]
        wanted = np.unique(np.append(near, hash_terms([bones])))
        first = np.searchsorted(self.hashes, wanted)
        last = np.searchsorted(self.hashes, wanted, side="right")
        found = (self.words[i] for a, b in zip(first.tolist(), last.tolist(), strict=True) for i in range(a, b))
        return [right for right in found if abs(len(right) - len(word)) <= 2 and distance(word, right) <= 2]


@lru_cache(1)
def skeletons(words: Lexicon) -> Skeletons:
    """The index of a lexicon."""
    chosen = [w for w in words.words[words.zipf10 >= LEAST].tolist() if len(w) >= SHORTEST and w.isascii()]
    hashes = hash_terms([skeleton(word) for word in chosen])
    order = np.argsort(hashes, kind="stable")
    table = np.zeros(1 << 18, np.bool_)
    table[hashes >> _FILTER] = True
    return Skeletons(hashes[order], [chosen[i] for i in order.tolist()], table)


@lru_cache(1 << 15)
def far_words(words: Lexicon, word: str) -> tuple[str, ...]:
    """Corrections two edits away, remembered."""
    return tuple(skeletons(words).near(word))


def distance(a: str, b: str) -> int:
    """Edits between two words, a swap of neighbouring letters being one (optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        before, last, row = row, before, [i]
        for j, y in enumerate(b, 1):
            cost = min(before[j] + 1, row[-1] + 1, before[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]

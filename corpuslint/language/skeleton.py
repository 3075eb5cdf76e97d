"""Words that sound alike though they are two edits apart: `temprorary`, `accidentely`, `compability`.

A word's skeleton is its first letter and its consonants, doubled ones once. Misspellings mostly keep it, or are one
edit away from it, so an index by skeleton finds corrections two edits away at the price of one (Pollock and Zamora
1984 corrected chemical abstracts this way).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from corpuslint.language.charset import among, charset
from corpuslint.language.lexicon import Lexicon
from corpuslint.language.neighbours import LATIN, neighbours
from corpuslint.language.sieve import Sieve
from corpuslint.words import code_points, hash_terms, hash_words

LEAST = 30
"""Zipf 3: rarer words are not proposed from so far away."""
SHORTEST = 7
_SIEVE_BITS = 18
_VOWELS = str.maketrans("", "", "aeiouyh")
_DROPPED = charset("aeiouyh")
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
    letters: NDArray[np.int8]
    """How often each has each letter: words two edits apart differ by two letters at most."""
    sieve: Sieve

    def near(self, words: Sequence[str]) -> list[list[str]]:
        """Of each word those whose skeleton is that of the word or one edit from it, two edits away at most."""
        bones = [skeleton(word) for word in words]
        found: list[set[str]] = [set() for _ in words]
        owners, wanted = [np.arange(len(words))], [hash_terms(bones)]
        for near in neighbours(bones, _CONSONANTS):
            flat = near.hashes.reshape(-1)
            passing = self.sieve.passing(flat)
            owners.append(near.owners[passing // near.hashes.shape[1]])
            wanted.append(flat[passing])
        owner, bone = np.concatenate(owners), np.concatenate(wanted)
        first = np.searchsorted(self.hashes, bone)
        count = np.searchsorted(self.hashes, bone, side="right") - first
        place = np.repeat(first - np.cumsum(count) + count, count) + np.arange(count.sum())
        owner = np.repeat(owner, count)
        apart = self.letters[place] - letters_of(words)[owner]
        like = np.maximum(np.maximum(apart, 0).sum(axis=1), np.maximum(-apart, 0).sum(axis=1)) <= 2
        for row, at in zip(owner[like].tolist(), place[like].tolist(), strict=True):
            right = self.words[at]
            if right not in found[row] and distance(words[row], right, 2) <= 2:
                found[row].add(right)
        return [sorted(rights) for rights in found]


@lru_cache(1)
def skeletons(words: Lexicon) -> Skeletons:
    """The index of a lexicon."""
    chosen = [w for w in words.spell(np.flatnonzero(words.zipf10 >= LEAST)) if len(w) >= SHORTEST and w.isascii()]
    hashes = skeleton_hashes(chosen)
    order = np.argsort(hashes, kind="stable")
    ordered = [chosen[i] for i in order.tolist()]
    return Skeletons(hashes[order], ordered, letters_of(ordered), Sieve.of(hashes, _SIEVE_BITS))


def skeleton_hashes(words: Sequence[str]) -> NDArray[np.uint64]:
    """The hashes of the skeletons of many words at once."""
    codes = code_points("\n".join(["", *words, ""]))
    kept = ~among(codes, _DROPPED)
    kept[1:] |= codes[:-1] == ord("\n")
    codes = codes[kept]
    codes = codes[np.append(True, codes[1:] != codes[:-1])]
    edges = np.flatnonzero(codes == ord("\n"))
    return hash_words(codes, edges[:-1] + 1, edges[1:])


def letters_of(words: Sequence[str]) -> NDArray[np.int8]:
    """How often each word has each of the letters a to z, one row per word; other characters are counted as one."""
    lengths = np.fromiter(map(len, words), np.int64, len(words))
    letter = np.minimum(code_points("".join(words)) - ord("a"), len(LATIN))
    cells = np.repeat(np.arange(len(words)), lengths) * (len(LATIN) + 1) + letter
    return np.bincount(cells, minlength=len(words) * (len(LATIN) + 1)).reshape(len(words), -1).astype(np.int8)


def far_words(words: Lexicon, texts: Sequence[str]) -> list[list[str]]:
    """Corrections two edits away of words that are long enough, in alphabetical order."""
    if not any(len(text) >= SHORTEST for text in texts):
        return [[] for _ in texts]
    found = iter(skeletons(words).near([text for text in texts if len(text) >= SHORTEST]))
    return [next(found) if len(text) >= SHORTEST else [] for text in texts]


def distance(a: str, b: str, most: int = 1 << 30) -> int:
    """Edits between two words, a swap of neighbouring letters being one (optimal string alignment).

    Of words further apart than `most`, some number above it.
    """
    while a and b and a[0] == b[0]:
        a, b = a[1:], b[1:]
    while a and b and a[-1] == b[-1]:
        a, b = a[:-1], b[:-1]
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        before, last, row = row, before, [i]
        for j, y in enumerate(b, 1):
            cost = min(before[j] + 1, row[-1] + 1, before[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            break
    return row[-1]

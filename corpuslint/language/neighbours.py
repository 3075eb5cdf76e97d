"""All strings one edit away from a word, as hashes, without making the strings.

A word's hash is a mixed polynomial of its characters (see `corpuslint.words`), so what an edit does to it follows from
the sums over the parts before and after the edit. A word of eight letters has 447 neighbours over 26 letters; a
thousand such words take 8 ms. One edit is what Damerau (1964) found behind 80% of misspellings: a letter lost, added or
changed, or two neighbouring letters swapped.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpuslint import tables
from corpuslint.words import BASE, INVERSE, code_points, mix

Hashes = NDArray[np.uint64]
LATIN = "abcdefghijklmnopqrstuvwxyz"
_POWERS = np.array([pow(BASE, i, 1 << 64) for i in range(64)], np.uint64)
LONGEST = 60


@dataclass(frozen=True, eq=False)
class Neighbours:
    """Neighbour hashes of words of one length: `hashes[i, j]` is edit j on word `owners[i]`."""

    owners: NDArray[np.int64]
    hashes: Hashes
    length: int
    letters: str

    def spell(self, word: str, edit: int) -> str:
        """The string that edit number `edit` makes of a word of this length, in lower case."""
        n, k, word = self.length, len(self.letters), word.lower()
        if edit < n:
            return word[:edit] + word[edit + 1 :]
        edit -= n
        if edit < n - 1:
            return word[:edit] + word[edit + 1] + word[edit] + word[edit + 2 :]
        edit -= n - 1
        if edit < n * k:
            return word[: edit // k] + self.letters[edit % k] + word[edit // k + 1 :]
        edit -= n * k
        return word[: edit // k] + self.letters[edit % k] + word[edit // k :]


def neighbours(words: Sequence[str], letters: str = LATIN, most: int = 2048) -> Iterator[Neighbours]:
    """The neighbours of all words, at most `most` words of equal length at a time; words over 60 letters are left out.

    >>> one = next(neighbours(["teh"]))
    >>> [one.spell("teh", i) for i in range(6)]
    ['eh', 'th', 'te', 'eth', 'the', 'aeh']
    """
    lengths = np.fromiter(map(len, words), np.int64, len(words))
    for length in np.unique(lengths[(lengths > 0) & (lengths <= LONGEST)]).tolist():
        rows = np.flatnonzero(lengths == length)
        for first in range(0, len(rows), most):
            owners = rows[first : first + most]
            codes = code_points("".join(words[i] for i in owners)).reshape(len(owners), length)
            yield Neighbours(owners, _edits(tables.fold_values(codes), letters), length, letters)


def deletions(words: Sequence[str]) -> Iterator[tuple[NDArray[np.int64], Hashes]]:
    """The word itself and every word with one letter less: two words that share one of these are near each other."""
    lengths = np.fromiter(map(len, words), np.int64, len(words))
    for length in np.unique(lengths[(lengths > 0) & (lengths <= LONGEST)]).tolist():
        owners = np.flatnonzero(lengths == length)
        codes = code_points("".join(words[i] for i in owners)).reshape(len(owners), length)
        yield owners, mix(_shortened(*_sums(tables.fold_values(codes))))


def _sums(values: Hashes) -> tuple[Hashes, Hashes]:
    """Sums over what stands before each position, and from each position on."""
    count, length = values.shape
    before = np.zeros((count, length + 1), np.uint64)
    np.cumsum(values * _POWERS[:length], axis=1, out=before[:, 1:])
    return before, before[:, -1:] - before


def _shortened(before: Hashes, after: Hashes) -> Hashes:
    """The word itself, then each word with one letter less."""
    return np.concatenate([before[:, -1:], before[:, :-1] + after[:, 1:] * np.uint64(INVERSE)], axis=1)


def _edits(values: Hashes, letters: str) -> Hashes:
    count, length = values.shape
    before, after = _sums(values)
    whole, powers = before[:, -1:], _POWERS[: length + 1]
    letter = tables.fold_values(code_points(letters))
    terms = values * powers[:length]
    deleted = before[:, :-1] + after[:, 1:] * np.uint64(INVERSE)
    swapped = whole - terms[:, :-1] - terms[:, 1:]
    swapped += values[:, 1:] * powers[: length - 1] + values[:, :-1] * powers[1:length]
    placed = powers[:, None] * letter[None, :]
    changed = (whole - terms)[:, :, None] + placed[None, :length]
    added = (before + after * np.uint64(BASE))[:, :, None] + placed[None]
    return mix(np.concatenate([deleted, swapped, changed.reshape(count, -1), added.reshape(count, -1)], axis=1))

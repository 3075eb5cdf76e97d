"""All strings one edit away from a word, as hashes, without making the strings.

A word's hash is a mixed polynomial of its characters (see `corpuslint.words`), so what an edit does to it follows from
the sums over the parts before and after the edit. A word of eight letters has 447 neighbours over 26 letters. One
edit is what Damerau (1964) found behind 80% of misspellings: a letter lost, added or changed, or two neighbouring
letters swapped.

Words are padded to a common width; an edit behind a word's end gives a hash that no word has, or that of the word
itself, and costs less than a call of its own for words of each length.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpuslint import tables
from corpuslint.words import BASE, INVERSE, code_points, mix

Hashes = NDArray[np.uint64]
Offsets = NDArray[np.int64]
LATIN = "abcdefghijklmnopqrstuvwxyz"
WIDTHS = (7, 10, 14, 20, 60)
"""Words are padded to the next of these; longer words are left out."""
_POWERS = np.array([pow(BASE, i, 1 << 64) for i in range(WIDTHS[-1] + 2)], np.uint64)


@dataclass(frozen=True, eq=False)
class Neighbours:
    """Neighbour hashes of words padded to one width: `hashes[i, j]` is edit j on word `owners[i]`."""

    owners: Offsets
    hashes: Hashes
    width: int
    letters: str

    def spell(self, word: str, edit: int) -> str:
        """The string that edit number `edit` makes of a word, in lower case."""
        n, k, word = self.width, len(self.letters), word.lower()
        if edit < n:
            return word[:edit] + word[edit + 1 :]
        edit -= n
        if edit < n - 1:
            return word[:edit] + word[edit + 1 : edit + 2] + word[edit : edit + 1] + word[edit + 2 :]
        edit -= n - 1
        if edit < n * k:
            return word[: edit // k] + self.letters[edit % k] + word[edit // k + 1 :]
        edit -= n * k
        return word[: edit // k] + self.letters[edit % k] + word[edit // k :]


def neighbours(words: Sequence[str], letters: str = LATIN, most: int = 256) -> Iterator[Neighbours]:
    """The neighbours of all words, at most `most` words of like length at a time.

    >>> one = next(neighbours(["teh"]))
    >>> [one.spell("teh", i) for i in (0, 1, 2, 7, 8)]
    ['eh', 'th', 'te', 'eth', 'the']
    """
    lengths = np.fromiter(map(len, words), np.int64, len(words))
    codes, starts = code_points("".join(words)), np.cumsum(lengths) - lengths
    for width, rows in _by_width(lengths):
        for first in range(0, len(rows), most):
            owners = rows[first : first + most]
            yield Neighbours(
                owners, _edits(_terms(codes, starts[owners], lengths[owners], width), letters), width, letters
            )


def deletions(codes: NDArray[np.uint32], starts: Offsets, lengths: Offsets) -> tuple[Offsets, Hashes]:
    """Stretches of a text as words: hashes of each word and of what is left without one of its letters.

    Two words that share one of these are near each other. Returns rows (places in `starts`) and hashes beside them, the
    whole words first.
    """
    kept = np.flatnonzero((lengths > 0) & (lengths <= WIDTHS[-1]))
    lengths = lengths[kept]
    ends = np.cumsum(lengths)
    origin = np.repeat(ends - lengths, lengths)
    place = np.arange(len(origin)) - origin
    values = tables.fold_values(codes[np.repeat(starts[kept], lengths) + place])
    values *= _POWERS[place]
    sums = np.zeros(len(values) + 1, np.uint64)
    np.cumsum(values, out=sums[1:])
    whole = sums[ends] - sums[ends - lengths]
    behind = np.repeat(sums[ends], lengths) - sums[1:]
    behind *= np.uint64(INVERSE)
    behind += sums[:-1]
    behind -= sums[origin]
    return np.concatenate([kept, np.repeat(kept, lengths)]), mix(np.concatenate([whole, behind]))


def _by_width(lengths: Offsets) -> Iterator[tuple[int, Offsets]]:
    least = 0
    for width in WIDTHS:
        rows = np.flatnonzero((lengths > least) & (lengths <= width))
        if len(rows):
            yield width, rows
        least = width


def _terms(codes: NDArray[np.uint32], starts: Offsets, lengths: Offsets, width: int) -> tuple[Hashes, Hashes]:
    """Of padded words, the terms of the polynomial and the values of the characters; 0 behind a word's end."""
    column = np.arange(width)
    inside = column < lengths[:, None]
    values = tables.fold_values(codes[np.where(inside, starts[:, None] + column, 0)])
    values[~inside] = 0
    return values * _POWERS[:width], values


def _sums(terms: Hashes) -> tuple[Hashes, Hashes]:
    """Sums over what stands before each position, and from each position on."""
    before = np.zeros((len(terms), terms.shape[1] + 1), np.uint64)
    np.cumsum(terms, axis=1, out=before[:, 1:])
    return before, before[:, -1:] - before


def _edits(padded: tuple[Hashes, Hashes], letters: str) -> Hashes:
    terms, values = padded
    count, width = terms.shape
    before, after = _sums(terms)
    whole, powers = before[:, -1:], _POWERS[: width + 1]
    letter = tables.fold_values(code_points(letters))
    deleted = before[:, :-1] + after[:, 1:] * np.uint64(INVERSE)
    swapped = whole - terms[:, :-1] - terms[:, 1:]
    swapped += values[:, 1:] * powers[: width - 1] + values[:, :-1] * powers[1:width]
    placed = powers[:, None] * letter[None, :]
    changed = (whole - terms)[:, :, None] + placed[None, :width]
    added = (before + after * np.uint64(BASE))[:, :, None] + placed[None]
    return mix(np.concatenate([deleted, swapped, changed.reshape(count, -1), added.reshape(count, -1)], axis=1))

"""Words as arrays: where they stand, and a 64-bit hash of each, without a Python loop.

The hash of a word is a polynomial in an odd base over the values of its case-folded characters, modulo 2^64. All
words of a text come from one cumulative sum: the sum up to the word's end, less the sum up to its start, times the
inverse power of the start. Case does not matter, nor does the Unicode form (words that are not in NFC are hashed
once more, one by one).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpuslint import tables

BASE = 0x9E3779B97F4A7C15
INVERSE = pow(BASE, -1, 1 << 64)
WINDOW = 1 << 16
"""Code points that are hashed at a time, so that the tables of powers stay small and in the cache."""
LONGEST = 1 << 10
"""Words longer than this are hashed by their first and last so many characters and their length."""

FIRST_MARK = 0x300
"""The first code point that Unicode normalization may change or compose with the one before."""

Offsets = NDArray[np.int64]
Hashes = NDArray[np.uint64]


def code_points(text: str) -> NDArray[np.uint32]:
    """The text as an array, one code point an entry, so that indexes are those of the string."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def narrow(codes: NDArray[np.uint32]) -> NDArray[np.uint8]:
    """The characters in one byte each, 255 for all above Latin-1, and eight zeros behind.

    Comparisons are four times as fast, and the eight bytes from any character on are one number.
    """
    padded = np.zeros(len(codes) + 8, np.uint8)
    padded[:-8] = codes
    padded[np.flatnonzero(codes > 255)] = 255
    return padded


def find_words(classes: NDArray[np.uint8]) -> tuple[Offsets, Offsets]:
    """Starts and ends of all words: maximal runs of word characters; of scripts without spaces, each character."""
    inside = np.zeros(len(classes) + 2, np.bool_)
    np.not_equal(classes & tables.WORD, 0, out=inside[1:-1])
    solo = classes & tables.SOLO
    if not solo.any():
        edges = np.flatnonzero(inside[1:] != inside[:-1])
        return edges[0::2], edges[1::2]
    alone = np.zeros(len(inside), np.bool_)
    np.not_equal(solo, 0, out=alone[1:-1])
    starts = inside[1:-1] & (~inside[:-2] | alone[1:-1] | alone[:-2])
    ends = inside[1:-1] & (~inside[2:] | alone[1:-1] | alone[2:])
    return np.flatnonzero(starts), np.flatnonzero(ends) + 1


def hash_words(codes: NDArray[np.uint32], starts: Offsets, ends: Offsets) -> Hashes:
    """The hash of each word; `starts` ascend and words do not overlap."""
    hashes = np.empty(len(starts), np.uint64)
    if len(starts) and (ends - starts).max() > LONGEST:
        return _hash_with_long_words(codes, starts, ends)
    table = tables.fold_table(codes)
    sums = np.zeros(WINDOW + LONGEST + 1, np.uint64)
    first = 0
    while first < len(starts):
        origin = int(starts[first])
        last = int(np.searchsorted(ends, origin + WINDOW, side="right"))
        values = sums[1 : int(ends[last - 1]) - origin + 1]
        np.take(table, codes[origin : int(ends[last - 1])], mode="clip", out=values)
        values *= _powers(BASE)[: len(values)]
        np.cumsum(values, out=values)
        begin = starts[first:last] - origin
        found = hashes[first:last]
        np.take(sums, ends[first:last] - origin, mode="clip", out=found)
        found -= np.take(sums, begin, mode="clip")
        found *= np.take(_powers(INVERSE), begin, mode="clip")
        mix(found)
        first = last
    return hashes


def hash_terms(terms: Sequence[str]) -> Hashes:
    """The hash that each of these words would have in a text: for looking words up in tables.

    A term that is not one word (in the sense of `find_words`) has the hash of its characters all the same, which no
    word of a text has.
    """
    normal = [unicodedata.normalize("NFC", term) for term in terms]
    lengths = np.fromiter(map(len, normal), np.int64, len(normal))
    ends = np.cumsum(lengths)
    return hash_words(code_points("".join(normal)), ends - lengths, ends)


class Beyond(NamedTuple):
    """Where the characters beyond ASCII stand in a text, and which they are."""

    places: Offsets
    codes: NDArray[np.uint32]

    @classmethod
    def of(cls, codes: NDArray[np.uint32]) -> Beyond:
        """Those of a text."""
        places = np.flatnonzero(codes >= 0x80)
        return cls(places, codes[places])


def is_normalized(codes: NDArray[np.uint32], beyond: Beyond) -> bool:
    """Whether a text is in Unicode normalization form C.

    Only characters from U+0300 on can be marks or have another form, so that only they and what they may compose with,
    the character before them, are looked at.
    """
    marks = beyond.places[beyond.codes >= FIRST_MARK]
    told = np.zeros(len(codes) + 1, np.bool_)
    told[marks] = told[marks - 1] = True
    looked_at = codes[told[:-1]]
    return unicodedata.is_normalized("NFC", looked_at.tobytes().decode("utf-32-le", "surrogatepass"))


def normalize_hashes(text: str, starts: Offsets, ends: Offsets, hashes: Hashes) -> None:
    """Give words that are not in NFC the hash of their NFC form, in place; for a text that is not normalized."""
    odd, forms = [], []
    for index, (start, end) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True)):
        word = text[start:end]
        if not unicodedata.is_normalized("NFC", word):
            odd.append(index)
            forms.append(word)
    hashes[odd] = hash_terms(forms)


def mix(values: Hashes) -> Hashes:
    """Spread the entropy of each value over all its bits (two rounds of MurmurHash3's finaliser), in place."""
    values ^= values >> np.uint64(32)
    values *= np.uint64(0xFF51AFD7ED558CCD)
    values ^= values >> np.uint64(29)
    return values


@cache
def _powers(base: int) -> Hashes:
    powers = np.full(WINDOW + LONGEST, base, np.uint64)
    powers[0] = 1
    return np.multiply.accumulate(powers)


def _hash_with_long_words(codes: NDArray[np.uint32], starts: Offsets, ends: Offsets) -> Hashes:
    long = ends - starts > LONGEST
    heads = np.minimum(ends, starts + LONGEST)
    hashes = hash_words(codes, starts, heads)
    tails = hash_words(codes, (ends - LONGEST)[long], ends[long])
    hashes[long] = mix(hashes[long] + tails * np.uint64(BASE) + (ends - starts)[long].astype(np.uint64))
    return hashes

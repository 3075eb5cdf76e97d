"""Which lines may hold mojibake: by table look-ups over all characters of a batch at once.

Only these lines are looked at more closely. The table (`data/suspects.npz`) has a number for each character of the
code pages that get mixed up and a verdict for each pair of numbers; see `benchmarks/make_suspects.py`.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from corpuslint import tables

TABLE = "suspects.npz"
OTHER, HAN, RARE_HAN = 0, 1, 2
"""The numbers of characters that no code page of one byte has: any, Han, Han that hardly occurs."""
SURE, BEFORE_WORD, BEFORE_OTHER, BEFORE_FOREIGN, BEFORE_MORE = 1, 2, 3, 4, 5
"""Verdicts on pairs: suspicious; where a letter or digit follows; where no small letter follows (`лБЛ`); where no
Cyrillic letter follows (`cafЙ`, but not `NAMEИмя`); where the line does not end (`my¶l`, but not `Heading¶`)."""
CYRILLIC, CYRILLIC_END = 0x410, 0x450
RARE_HAN_NEAR, RARE_HAN_COUNT = 10, 4
"""So many rare Han characters must stand within this distance to either side (or one inside a Latin word)."""
SINGLE_SHARE = 4
"""Of the Han characters of a line, at least one in so many must be single and touch a Latin letter."""
ALL = np.uint64(2**64 - 1)
"""The languages of what is not a Latin letter."""
LINE_FEED, LATIN_END, CJK = 10, 0x250, 0x2E80
LOCKSMITH = 0x951F
"""The first character of 锟斤拷, which is U+FFFD in UTF-8 read as GBK; hardly anybody writes it otherwise."""
DENSE = 4
"""Above one character in so many beyond ASCII, whole arrays are faster than picking positions."""

Offsets = NDArray[np.int64]


@cache
def _table() -> tuple[NDArray[np.int64], NDArray[np.uint8], int, NDArray[np.uint64]]:
    with np.load(tables.DATA / TABLE) as packed:
        pairs = np.ascontiguousarray(packed["pairs"])
        return packed["numbers"].astype(np.int64), pairs.reshape(-1), len(pairs), packed["languages"]


def suspicious_places(codes: NDArray[np.uint32]) -> Offsets:
    """Offsets of characters that, with the one before them, look like mojibake; ascending."""
    if not len(codes):
        return np.zeros(0, np.int64)
    numbers, pairs, size, languages = _table()
    places = np.flatnonzero(codes >= 0x80)
    if len(places) * DENSE > len(codes):
        ids = numbers[np.minimum(codes, 0xFFFF)]
        verdicts = pairs[ids[:-1] * size + ids[1:]]
        hits = np.flatnonzero(verdicts) + 1
        verdicts = verdicts[hits - 1]
        ids = ids[places]
    else:
        before = numbers[np.minimum(codes[np.maximum(places - 1, 0)], 0xFFFF)]
        ids = numbers[np.minimum(codes[places], 0xFFFF)]
        after = numbers[np.minimum(codes[np.minimum(places + 1, len(codes) - 1)], 0xFFFF)]
        first, second = pairs[before * size + ids], pairs[ids * size + after]
        first[places == 0] = 0
        second[places == len(codes) - 1] = 0
        hits = np.concatenate((places[first > 0], places[second > 0] + 1))
        verdicts = np.concatenate((first[first > 0], second[second > 0]))
    followed = (verdicts == BEFORE_WORD) & _is(tables.WORD, codes, hits + 1)
    followed |= (verdicts == BEFORE_OTHER) & ~_is(tables.LOWER, codes, hits + 1)
    following = codes[np.minimum(hits + 1, len(codes) - 1)]
    followed |= (verdicts == BEFORE_FOREIGN) & ~((following >= CYRILLIC) & (following < CYRILLIC_END))
    followed |= (verdicts == BEFORE_MORE) & (following != LINE_FEED) & (hits < len(codes) - 1)
    hits = hits[(verdicts == SURE) | followed]
    own = codes[places]
    controls = places[(own < 0xA0) | (own == LOCKSMITH)]
    latin = own < LATIN_END
    strangers = _strangers(codes, places[latin], languages[ids[latin]])
    han = (ids == HAN) | (ids == RARE_HAN)
    strange = _rare_han(codes, places[han], ids[han] == RARE_HAN)
    return tables.distinct(np.concatenate((hits, controls, strange, strangers)))


def _is(flag: int, codes: NDArray[np.uint32], places: Offsets) -> NDArray[np.bool_]:
    """Whether the character at each place has a class flag; none does past the end."""
    found = tables.classes()[np.minimum(codes[np.minimum(places, len(codes) - 1)], tables.CODE_POINTS - 1)]
    return np.asarray(((found & flag) != 0) & (places < len(codes)))


def _strangers(codes: NDArray[np.uint32], places: Offsets, languages: NDArray[np.uint64]) -> Offsets:
    """The first letter of each line whose letters no single language has: `mûveletet … mezõt`."""
    letter = languages != ALL
    places, languages = places[letter], languages[letter]
    if not len(places):
        return places
    line = np.searchsorted(np.flatnonzero(codes == LINE_FEED), places)
    first = np.flatnonzero(np.append(True, line[1:] != line[:-1]))
    alone = np.bitwise_and.reduceat(languages, first) == 0
    return np.asarray(places[first[alone]])


def _rare_han(codes: NDArray[np.uint32], han: Offsets, rare: NDArray[np.bool_]) -> Offsets:
    """Rare Han characters that stand together, and single ones that touch a Latin letter, if they are a good part of
    the line's: `w眉rden`.
    """
    if not len(han):
        return han
    before, after = codes[np.maximum(han - 1, 0)], codes[np.minimum(han + 1, len(codes) - 1)]
    single = ((before < CJK) | (han == 0)) & ((after < CJK) | (han == len(codes) - 1))
    single &= _is_ascii_letter(before) | _is_ascii_letter(after)
    line = np.searchsorted(np.flatnonzero(codes == LINE_FEED), han)
    line -= line[0]
    single &= (np.bincount(line, single) * SINGLE_SHARE >= np.bincount(line))[line]
    strange = han[rare]
    near = np.searchsorted(strange, strange + RARE_HAN_NEAR) - np.searchsorted(strange, strange - RARE_HAN_NEAR)
    latin = _is_ascii_letter(before[rare]) | _is_ascii_letter(after[rare])
    return np.concatenate((han[single], strange[(near >= RARE_HAN_COUNT) | latin]))


def _is_ascii_letter(codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    folded = codes | np.uint32(32)
    return (folded >= ord("a")) & (folded <= ord("z"))

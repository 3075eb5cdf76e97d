"""Which lines may hold mojibake: by table look-ups over all characters of a batch at once.

Only these lines are looked at more closely.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from corpuslint import tables
from corpuslint.language.mojibake.pairs import (
    ALWAYS,
    ASIAN,
    BEFORE_FOREIGN,
    BEFORE_MORE,
    BEFORE_OTHER,
    BEFORE_WORD,
    LATIN,
    RARE_HAN,
    SURE,
    pair_table,
)
from corpuslint.words import Beyond

CYRILLIC, CYRILLIC_END = 0x410, 0x450
SCRIPT, SCRIPT_END = 0x400, 0x530
TWINS = np.array([ord(letter) for letter in "ABCEHKMOPTXYaceopxy"], np.uint32)
"""Latin letters that stand in Cyrillic words for those of the same look (`рyлеса`), which is another defect."""
CLEARLY = 3
"""So many letters of such a word are Cyrillic, and two thirds: `pГі` is `pó` in UTF-8 read as Windows-1251."""
REACH = 16
"""So many characters of a word are looked at to either side of such a letter."""
RARE_HAN_NEAR, RARE_HAN_COUNT = 10, 4
"""So many rare Han characters must stand within this distance to either side (or one inside a Latin word)."""
SINGLE_SHARE = 4
"""Of the Han characters of a line, at least one in so many must be single and touch a Latin letter."""
LINE_FEED, CJK = 10, 0x2E80

Offsets = NDArray[np.int64]


def suspicious_places(codes: NDArray[np.uint32], beyond: Beyond) -> Offsets:
    """Offsets of characters that, with the one before them, look like mojibake; ascending."""
    if not len(beyond.places):
        return beyond.places
    table = pair_table()
    hits = _in_context(codes, *table.hits(codes, beyond.places))
    kinds = table.kinds.take(beyond.codes, mode="clip")
    places, kinds = beyond.places[kinds != 0], kinds[kinds != 0]
    controls, latin, han = (places[(kinds & kind) != 0] for kind in (ALWAYS, LATIN, ASIAN))
    strangers = _strangers(codes, latin, table.languages[table.number(codes[latin])])
    strange = _rare_han(codes, han, table.number(codes[han]) == RARE_HAN)
    return tables.distinct(np.concatenate((hits, controls, strange, strangers)))


def _in_context(codes: NDArray[np.uint32], hits: Offsets, verdicts: NDArray[np.uint8]) -> Offsets:
    """The pairs that are suspicious for what stands around them."""
    followed = (verdicts == BEFORE_WORD) & _is(tables.WORD, codes, hits + 1)
    followed |= (verdicts == BEFORE_OTHER) & ~_is(tables.LOWER, codes, hits + 1)
    following = codes[np.minimum(hits + 1, len(codes) - 1)]
    followed |= (verdicts == BEFORE_FOREIGN) & ~((following >= CYRILLIC) & (following < CYRILLIC_END))
    followed |= (verdicts == BEFORE_MORE) & (following != LINE_FEED) & (hits < len(codes) - 1)
    hits = hits[(verdicts == SURE) | followed]
    return hits[~_twin(codes, hits)]


def _is(flag: int, codes: NDArray[np.uint32], places: Offsets) -> NDArray[np.bool_]:
    """Whether the character at each place has a class flag; none does past the end."""
    found = tables.classes()[np.minimum(codes[np.minimum(places, len(codes) - 1)], tables.CODE_POINTS - 1)]
    return np.asarray(((found & flag) != 0) & (places < len(codes)))


def _twin(codes: NDArray[np.uint32], hits: Offsets) -> NDArray[np.bool_]:
    """Whether a pair is a Cyrillic letter and a Latin one of such look, in a word of Cyrillic letters but for those."""
    twin, cyrillic = np.isin(codes[hits], TWINS), _is_cyrillic(codes[hits])
    before = codes[np.maximum(hits - 1, 0)]
    found = (twin & _is_cyrillic(before)) | (cyrillic & np.isin(before, TWINS))
    places = hits[found, None] + np.arange(-REACH, REACH + 1)
    around = codes[np.clip(places, 0, len(codes) - 1)]
    cyrillic, latin = _is_cyrillic(around), _is_ascii_letter(around)
    word = (cyrillic | latin) & (places >= 0) & (places < len(codes))
    word[:, REACH:] = np.logical_and.accumulate(word[:, REACH:], axis=1)
    word[:, REACH::-1] = np.logical_and.accumulate(word[:, REACH::-1], axis=1)
    own, foreign = (cyrillic & word).sum(axis=1), (latin & word).sum(axis=1)
    only = ~(latin & word & ~np.isin(around, TWINS)).any(axis=1)
    found[found] = only & (own >= CLEARLY) & (own >= 2 * foreign)
    return found


def _is_cyrillic(codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    return (codes >= SCRIPT) & (codes < SCRIPT_END)


def _strangers(codes: NDArray[np.uint32], places: Offsets, languages: NDArray[np.uint64]) -> Offsets:
    """The first letter of each line whose letters no single language has: `mûveletet … mezõt`."""
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

"""Whether an unknown word is a derivation or a compound of known English words, which no list has."""

from __future__ import annotations

from collections.abc import Sequence, Sized

import numpy as np
from numpy.typing import NDArray

from corpuslint.language.lexicon import Lexicon
from corpuslint.words import hash_terms

PREFIXES = frozenset((
    "un", "re", "non", "sub", "pre", "de", "dis", "over", "under", "out", "mis", "co", "anti", "inter", "multi",
    "super", "micro", "auto", "bi", "semi", "up", "counter", "post", "trans", "para", "hyper", "cyber",
))  # fmt: skip
SUFFIXES = frozenset((
    "s", "es", "ed", "d", "ing", "er", "ers", "r", "rs", "ly", "ness", "able", "ible", "ish", "ism", "ist", "less",
    "like", "ize", "ized", "izes", "izing", "ise", "ised", "ify", "y", "ful", "ity", "ation", "ment", "ship", "hood",
    "ian", "ians", "esque", "ability", "ization", "wise", "ward", "th",
))  # fmt: skip
LONGEST = 7
"""Letters of the longest prefix or suffix."""


def known_parts(texts: Sequence[str], words: Lexicon) -> NDArray[np.int32]:
    """What a lexicon knows of the parts of each word; three columns.

    The frequency of the commonest stem without a prefix or suffix; of the rarer half of the best compound; and of the
    rarer half where the other is one of the commonest words, as in `propertyof`.
    """
    distinct = list(dict.fromkeys(texts))
    stems = [_stems(word) for word in distinct]
    cuts = [range(2, len(word) - 1) for word in distinct]
    halves = [half for word, cut in zip(distinct, cuts, strict=True) for i in cut for half in (word[:i], word[i:])]
    stem = words.frequency(hash_terms([stem for some in stems for stem in some]))
    half = words.frequency(hash_terms(halves)).reshape(-1, 2)
    rarer, commoner = half.min(axis=1), half.max(axis=1)
    long = [i >= 3 and len(word) - i >= 3 for word, cut in zip(distinct, cuts, strict=True) for i in cut]
    found = {
        word: row
        for word, *row in zip(
            distinct,
            _highest(stem, stems),
            _highest(np.where(long, rarer, 0), cuts),
            _highest(np.where(commoner >= COMMONEST, rarer, 0), cuts),
            strict=True,
        )
    }
    return np.array([found[text] for text in texts], np.int32).reshape(-1, 3)


COMMONEST = 60
"""Zipf 6: the two hundred commonest words."""


def _highest(values: NDArray[np.integer], groups: Sequence[Sized]) -> list[int]:
    """The highest value of each group of so many; 0 for an empty one."""
    size = np.fromiter(map(len, groups), np.int64, len(groups))
    highest = np.zeros(len(size), np.int64)
    some = np.flatnonzero(size)
    if len(some):
        highest[some] = np.maximum.reduceat(values, (np.cumsum(size) - size)[some])
    return highest.tolist()


def _stems(word: str) -> list[str]:
    """What a word may have been derived from."""
    reach = range(1, min(LONGEST, len(word) - 3) + 1)
    stems = [word[size:] for size in reach if word[:size] in PREFIXES]
    for size in reach:
        if word[-size:] in SUFFIXES and not word.endswith("icly"):  # English says -ically.
            stem = word[:-size]
            stems += [stem, stem + "e", stem + "y"]
            if stem[-1] == stem[-2]:
                stems.append(stem[:-1])
            if stem[-1] == "i":
                stems.append(stem[:-1] + "y")
    return stems

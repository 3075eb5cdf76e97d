"""Whether an unknown word is a derivation or a compound of known English words, which no list has."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from corpuslint.language.lexicon import Lexicon
from corpuslint.words import hash_terms

PREFIXES = ("un", "re", "non", "sub", "pre", "de", "dis", "over", "under", "out", "mis", "co", "anti", "inter", "multi",
            "super", "micro", "auto", "bi", "semi", "up", "counter", "post", "trans", "para", "hyper",
            "cyber")  # fmt: skip
SUFFIXES = ("s", "es", "ed", "d", "ing", "er", "ers", "r", "rs", "ly", "ness", "able", "ible", "ish", "ism", "ist",
            "less", "like", "ize", "ized", "izes", "izing", "ise", "ised", "ify", "y", "ful", "ity", "ation", "ment",
            "ship", "hood", "ian", "ians", "esque", "ability", "ization", "wise", "ward", "th")  # fmt: skip


@lru_cache(1 << 15)
def known_parts(word: str, words: Lexicon) -> tuple[int, int, int]:
    """Frequency of the commonest stem without a prefix or suffix, of the rarer half of the best compound, and of the
    rarer half where the other is one of the commonest words, as in `propertyof`.
    """
    stems = [word[len(p) :] for p in PREFIXES if word.startswith(p) and len(word) >= len(p) + 3]
    for suffix in SUFFIXES:
        if word.endswith(suffix) and len(word) >= len(suffix) + 3:
            stem = word[: -len(suffix)]
            stems += [stem, stem + "e", stem + "y"]
            if stem[-1] == stem[-2]:
                stems.append(stem[:-1])
            if stem[-1] == "i":
                stems.append(stem[:-1] + "y")
    cuts = [(word[:i], word[i:]) for i in range(2, len(word) - 1)]
    zipf10 = words.frequency(hash_terms([*stems, *(half for cut in cuts for half in cut)] or ["-"]))
    halves = zipf10[len(stems) :].reshape(-1, 2) if cuts else np.zeros((1, 2), np.uint8)
    rarer = halves.min(axis=1)
    short = np.array([min(map(len, cut)) < 3 for cut in cuts] or [True])
    compound = int(np.where(short, 0, rarer).max())
    return int(zipf10[: len(stems)].max(initial=0)), compound, int(np.where(halves.max(axis=1) >= 60, rarer, 0).max())

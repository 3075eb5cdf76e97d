"""Make `corpuslint/data/gibberish.npy`: how natural three letters in a row are, in any language of Latin script.

    python benchmarks/make_gibberish.py

The words come from wordfreq (the 20,000 commonest of each language), accents taken off, every language with the same
weight. A cell holds 8 * log2(26 * P(third | first two)): the evidence, in eighths of a bit, that the third letter
belongs to a word rather than to evenly drawn letters. Index 0 is a word's edge, 1..26 are a..z.
"""

from __future__ import annotations

import unicodedata
from pathlib import Path

import numpy as np
import wordfreq

LANGUAGES = [
    "ca", "cs", "da", "de", "en", "es", "fi", "fil", "fr", "hu", "id", "is", "it", "lt",
    "lv", "ms", "nb", "nl", "pl", "pt", "ro", "sh", "sk", "sl", "sv", "tr", "vi",
]  # fmt: skip
WORDS = 20_000
SMOOTHING = 0.5
"""How much of the letter pairs is mixed into the letter triples that were seldom seen."""
UNITS_PER_BIT = 8


def plain(word: str) -> str:
    """The word in a..z, or nothing where it holds anything else."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))
    bare = bare.replace("ł", "l").replace("ø", "o").replace("ß", "ss").replace("æ", "ae").replace("đ", "d")
    return bare if bare.isascii() and bare.isalpha() else ""


def table() -> np.ndarray:
    """The 27 x 27 x 27 table of int8."""
    counts = np.zeros((27, 27, 27))
    for language in LANGUAGES:
        own = np.zeros((27, 27, 27))
        for word in wordfreq.top_n_list(language, WORDS, wordlist="best"):
            letters = plain(word)
            if len(letters) < 2:
                continue
            weight = max(0.5, wordfreq.zipf_frequency(word, language, wordlist="best") - 1.0)
            row = [0, 0, *(ord(c) - 96 for c in letters), 0]
            for first, second, third in zip(row, row[1:], row[2:], strict=False):
                own[first, second, third] += weight
        counts += own / own.sum()
    counts *= 1e6 / counts.sum()
    pairs = counts.sum(axis=0) + 1.0
    back_off = pairs / pairs.sum(axis=1, keepdims=True)
    smooth = counts + SMOOTHING * 27 * back_off[None, :, :]
    chance = smooth / smooth.sum(axis=2, keepdims=True)
    return np.clip(np.round(UNITS_PER_BIT * np.log2(26 * chance)), -100, 100).astype(np.int8)


if __name__ == "__main__":
    target = Path(__file__).resolve().parents[1] / "corpuslint" / "data" / "gibberish.npy"
    np.save(target, table())
    print(target, target.stat().st_size, "bytes")

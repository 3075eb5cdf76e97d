"""Make `corpuslint/data/valid_en.npz`: rare English words that are right, though a commoner one is an edit away.

    pip install symspellpy english-words codespell
    python benchmarks/make_valid_words.py DESCRIPTIONS...

DESCRIPTIONS: tables of packages, one a line, whose last cell is a line of description (the indexes of PyPI and npm).

`modern`: the 82,765 words of symspellpy's frequency dictionary (MIT; SCOWL words with Google Books counts).
`old`: Webster's Second of 1934 (public domain), from the package english-words (MIT), for what the first lacks.
`coined`: words of five different descriptions or more that none of the other lists has, nor codespell's list of
misspellings.
`foreign`: words of Zipf 3 or more in another language in Latin script, from wordfreq's small lists (CC-BY-SA 4.0).
Stored are the upper 32 bits of the word hashes, ascending, of those words only that a misspelling could be taken for.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import symspellpy
from english_words import get_english_words_set
from numpy.typing import NDArray

from corpuslint.language.lexicon import available, lexicon
from corpuslint.language.neighbours import neighbours
from corpuslint.language.options import GAP, SHORT_RIGHT
from corpuslint.tables import DATA
from corpuslint.words import hash_terms

FOREIGN, RARE = 30, 36
DESCRIPTIONS, SHORTEST_DESCRIPTION = 5, 20
"""Descriptions that a coined word stands in at least, and characters of a description that counts."""
PLAIN = re.compile(r"(?<![\w./@#-])[a-z]{3,24}(?![\w/@-]|\.\w)")


def confusable(words: list[str]) -> list[str]:
    """Those that are rare and have a commoner neighbour."""
    known = lexicon("en")
    zipf10 = known.frequency(hash_terms(words))
    chosen = np.zeros(len(words), np.bool_)
    for near in neighbours(words, most=256):
        positions, rows = known.find(near.hashes.reshape(-1))
        owner = near.owners[positions // near.hashes.shape[1]]
        common = known.zipf10[rows].astype(int)
        chosen[owner[(common >= zipf10[owner].astype(int) + GAP) & (common >= SHORT_RIGHT)]] = True
    chosen &= zipf10 < RARE
    return [word for word, kept in zip(words, chosen, strict=True) if kept]


def coined(paths: list[str]) -> set[str]:
    """Words that several different descriptions have, known misspellings left out."""
    import codespell_lib

    listed = (Path(codespell_lib.__file__).parent / "data" / "dictionary.txt").read_text("utf8").splitlines()
    described = {line.rpartition("\t")[2] for path in paths for line in Path(path).read_text("utf8").split("\n")}
    counts = Counter(
        word for text in described if len(text) >= SHORTEST_DESCRIPTION for word in set(PLAIN.findall(text))
    )
    return {word for word, count in counts.items() if count >= DESCRIPTIONS} - {line.split("->")[0] for line in listed}


def marks(words: list[str]) -> NDArray[np.uint32]:
    """The upper halves of the hashes."""
    return np.unique((hash_terms(words) >> np.uint64(32)).astype(np.uint32))


def main() -> None:
    """Write both tables and print their size."""
    source = Path(symspellpy.__file__).parent / "frequency_dictionary_en_82_765.txt"
    modern = {line.split()[0] for line in source.read_text("utf-8-sig").splitlines()}
    modern = {word for word in modern if word.isalpha() and len(word) >= 3}
    old = {word for word in get_english_words_set(["web2"], alpha=True, lower=True) if len(word) >= 3} - modern
    others = [lexicon(language, "small") for language in available("small") if language != "en"]
    foreign = {word for known in others for word in known.words[known.zipf10 >= FOREIGN].tolist()}
    foreign = {word for word in foreign if word.isascii() and word.isalpha() and len(word) >= 3} - modern - old
    trade = coined(sys.argv[1:]) - modern - old
    foreign -= trade
    tables = {
        name: marks(confusable(sorted(words)))
        for name, words in (("modern", modern), ("old", old), ("foreign", foreign), ("coined", trade))
    }
    path = DATA / "valid_en.npz"
    np.savez_compressed(path, **tables)
    print({name: len(table) for name, table in tables.items()}, f"{path.stat().st_size / 1e3:.0f} kB")


if __name__ == "__main__":
    main()

"""Build the character tables of `corpuslint/data` from the Unicode database of Python and of the `regex` module.

python benchmarks/make_characters.py
"""

from __future__ import annotations

import unicodedata

import numpy as np
import regex

from corpuslint import tables

SOLO_SCRIPTS = ["Han", "Hiragana", "Katakana", "Thai", "Lao", "Khmer", "Myanmar"]
PATTERNS = {
    tables.WORD: r"\w",
    tables.LETTER: r"\p{Alphabetic}",
    tables.UPPER: r"[\p{Lu}\p{Lt}]",
    tables.LOWER: r"\p{Ll}",
    tables.DIGIT: r"\p{Nd}",
    tables.PUNCT: r"[\p{P}\p{S}]",
    tables.SOLO: "(?:" + "|".join(rf"\p{{Script={s}}}" for s in SOLO_SCRIPTS) + r"|[\u30FC\uFF70])(?<=\w)",
}


def main() -> None:
    """Write `classes.bin` and `folds.bin`."""
    everything = "".join(map(chr, range(tables.CODE_POINTS)))
    classes = np.zeros(tables.CODE_POINTS, np.uint8)
    for flag, pattern in PATTERNS.items():
        for match in regex.finditer(f"(?:{pattern})+", everything):
            classes[match.start() : match.end()] |= flag
    classes[[i for i, c in enumerate(everything) if c.isspace()]] |= tables.SPACE
    folds = np.arange(tables.CODE_POINTS, dtype=np.uint32)
    for i, c in enumerate(everything):
        lower = c.lower()
        if len(lower) == 1:
            folds[i] = ord(lower)
    folds[ord("ς")] = ord("σ")
    tables.save_table(tables.DATA / "classes.bin", classes)
    tables.save_table(tables.DATA / "folds.bin", folds - np.arange(len(folds), dtype=np.uint32))
    print(f"Unicode {unicodedata.unidata_version}")


if __name__ == "__main__":
    main()

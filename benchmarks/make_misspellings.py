"""Write `corpuslint/data/misspellings.npy`: codespell's list of misspellings, each with its corrections.

    pip install codespell
    python benchmarks/make_misspellings.py

Kept are pairs of single words of letters, as 32-bit keys of the hashes of both.
"""

from __future__ import annotations

from pathlib import Path

import codespell_lib
import numpy as np

from corpuslint.language.edges import pair_keys
from corpuslint.language.misspellings import MISSPELLINGS
from corpuslint.words import hash_terms


def main() -> None:
    """Read the list, write the keys."""
    pairs = []
    for line in (Path(codespell_lib.__file__).parent / "data" / "dictionary.txt").read_text("utf8").splitlines():
        wrong, _, rights = line.strip().lower().partition("->")
        pairs += [(wrong, right.strip()) for right in rights.split(",") if wrong.isalpha() and right.strip().isalpha()]
    wrongs, rights = zip(*pairs, strict=True)
    keys = np.unique(pair_keys(hash_terms(wrongs), hash_terms(rights)).astype(np.uint32))
    np.save(MISSPELLINGS, keys)
    print(f"{len(keys)} pairs, {MISSPELLINGS.stat().st_size / 1e3:.0f} kB")


if __name__ == "__main__":
    main()

"""Make `corpuslint/data/names.npz`: names with inner capitals, and the words they are made of.

    python benchmarks/make_names.py DESCRIPTIONS...

DESCRIPTIONS are texts that are full of such names and free of glued words: one-line descriptions of packages. Kept
are 32 bits of the hash of each name that stands in several lines, and for each word the logarithms of the numbers of
different names that begin and end with it.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path

import numpy as np

from corpuslint.words import hash_terms

SEAM = re.compile(r"(?<=[a-z])(?=[A-Z])")
NAME = re.compile(r"(?<![\w.@#/$\\-])[A-Za-z]*[a-z][A-Z][A-Za-z]*(?![\w/(=\\])")
LEAST_LINES, LEAST_NAMES = 3, 3
"""Lines in which a name must stand, and names that a word must be a part of, to be kept."""
STEP = 8
"""Parts per octave of the stored logarithms."""


def main() -> None:
    """Count and write."""
    names: Counter[str] = Counter()
    for path in map(Path, sys.argv[1:]):
        for line in path.read_text("utf8", "replace").split("\n"):
            names.update(set(NAME.findall(line)))
    left, right = Counter[str](), Counter[str]()
    for name in {name.lower(): name for name in names}.values():
        pieces = SEAM.split(name)
        for first, second in pairwise(pieces):
            left[first.lower()] += 1
            right[second.lower()] += 1
    known = {name.lower() for name, count in names.items() if count >= LEAST_LINES}
    words = [word for word in left.keys() | right.keys() if len(word) > 2 and left[word] + right[word] >= LEAST_NAMES]
    hashes = (hash_terms(words) >> np.uint64(32)).astype(np.uint32)
    order = np.argsort(hashes)
    counts = np.array([[left[word], right[word]] for word in words])
    parts = np.minimum(np.rint(STEP * np.log2(1 + counts)), 255).astype(np.uint8)
    target = Path(__file__).resolve().parents[1] / "corpuslint" / "data" / "names.npz"
    np.savez_compressed(
        target,
        names=np.unique((hash_terms(sorted(known)) >> np.uint64(32)).astype(np.uint32)),
        hashes=hashes[order],
        parts=parts[order],
    )
    print(len(names), "names", len(known), "kept", len(words), "words", target.stat().st_size, "bytes")


if __name__ == "__main__":
    main()

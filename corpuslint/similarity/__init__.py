"""Near-duplicate search on its own: shingles, signatures, candidates, exact verification, clusters.

It knows nothing of rules or findings; `find_copies` takes any list of texts:

>>> from corpuslint.similarity import Method, find_copies
>>> found = find_copies(["a rose is a rose is a rose"] * 3, Method(measure="shingles", threshold=0.8, shingle=5))
>>> found.kept.tolist()
[-1, 0, 0]
"""

from __future__ import annotations

from corpuslint.similarity.candidates import make_bands
from corpuslint.similarity.clusters import STAYS, choose, clusters, group_equal
from corpuslint.similarity.search import Found, Method, find_copies, search
from corpuslint.similarity.shingles import Rows, fingerprints, make_shingles, read_words
from corpuslint.similarity.signatures import make_permutations, sign, to_lean
from corpuslint.similarity.sketches import sketch

__all__ = [
    "STAYS", "Found", "Method", "Rows", "choose", "clusters", "find_copies", "fingerprints", "group_equal",
    "make_bands", "make_permutations", "make_shingles", "read_words", "search", "sign", "sketch",
    "to_lean",
]  # fmt: skip

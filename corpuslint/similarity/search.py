"""The whole search: texts to signatures, signatures to candidates, candidates to verified copies.

>>> texts = ["one two three four five six seven eight"] * 2 + ["something else, quite different from the others"]
>>> find_copies(texts).kept.tolist()
[-1, 0, -1]
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpuslint.columns import ColumnStore, take
from corpuslint.similarity.candidates import Keys, in_company, make_bands
from corpuslint.similarity.choice import Found, search
from corpuslint.similarity.clusters import STAYS, group_equal, order_of, stays
from corpuslint.similarity.comparison import MILLION, Comparison
from corpuslint.similarity.shingles import Rows, batches, fingerprints, join_rows, make_shingles, read_words
from corpuslint.similarity.signatures import make_permutations, sign
from corpuslint.similarity.sketches import sketch
from corpuslint.similarity.titles import make_titles, tags_of
from corpuslint.similarity.verification import Sets, make_sets, weigh
from corpuslint.tables import distinct

Indexes = NDArray[np.int64]
UPPER = int(sys.byteorder == "little")
"""Where the upper half of a 64-bit number is."""
SIGNED_TOGETHER = 1 << 19
"""Code points of texts that are signed together: with 2^16 an array operation took half as long as its call, and there
are hundreds of them; signatures came half as fast."""
LONG = 800
"""Code points of a text, on average, from which on sketches are made in less time than signatures."""


@dataclass(frozen=True)
class Method:
    """How texts are compared: all that decides which are called copies."""

    measure: str = "words"
    threshold: float = 0.42
    shingle: int = 3
    bands: int = 42
    rows: int = 3
    seed: int = 0
    keep: str = "first"
    sketched: bool = False
    """Whether keys come from sketches, which take less time than signatures where texts have 100 shingles or more."""

    @property
    def permutations(self) -> int:
        """How many values a signature has."""
        return self.bands * self.rows

    def shingles(self, words: Rows) -> Rows:
        """The shingles from which signatures are made."""
        return make_shingles(words.values, words.starts, words.ends, self.shingle, self.seed)

    def keys(self, shingles: Rows) -> Keys:
        """The band keys of each row of shingles."""
        if self.sketched:
            return make_bands(sketch(shingles, self.permutations, self.seed), self.bands, self.rows)
        signatures = sign(shingles, make_permutations(self.permutations, self.seed))
        return make_bands(signatures, self.bands, self.rows)

    def rows_of(self, words: Rows) -> Rows:
        """What is compared: shingles, or the upper halves of the hashes of the words."""
        if self.measure == "shingles":
            return self.shingles(words)
        return Rows(words.values.view(np.uint32)[UPPER::2], words.starts, words.ends)

    def sets(self, words: Rows) -> Sets:
        """What is compared, each value once."""
        return make_sets(self.rows_of(words), counted=self.measure == "words")


def find_copies(texts: Sequence[str], method: Method | None = None) -> Found:
    """Near-duplicates in a list of texts: equal texts first, then signatures of those that are left.

    Texts shorter than a shingle are copies only when they are equal. What is compared of a text, four bytes a word, and
    its band keys, four bytes a band, lie in a temporary file where they are many.
    """
    method = method or Method()
    if sum(map(len, texts)) >= LONG * len(texts):
        method = replace(method, sketched=True)
    read = _read(texts, method)
    rank = order_of(method.keep, read["words"])
    equal = group_equal(read["print"], rank)
    signed = np.flatnonzero(stays(equal) & (read["words"] >= method.shingle))
    weighted = method.measure == "words"
    titles = make_titles([texts[index] if weighted else "" for index in signed.tolist()])
    tags = np.zeros(len(texts), np.uint32)
    tags[signed] = tags_of(titles, distinct(titles[:, 0]))
    chosen = in_company(read["keys"], signed, tags)
    ends = np.cumsum(read["size"])
    sets = make_sets(Rows(read["values"], (ends - read["size"])[chosen], ends[chosen]), counted=weighted)
    if weighted:
        sets = weigh(replace(sets, titles=titles[signed.searchsorted(chosen)]))
    inner = None if rank is None else np.argsort(np.argsort(rank[chosen]))
    comparison = Comparison(sets, method.threshold)
    return with_equal(equal, chosen, search(take(read["keys"], chosen), comparison.exact, inner, comparison.likely))


def _read(texts: Sequence[str], method: Method) -> dict[str, NDArray[Any]]:
    """Columns of the texts: their words (number and fingerprint), band keys, and what is compared of each."""
    store = ColumnStore()
    for stretch in batches(texts, SIGNED_TOGETHER) if texts else [()]:
        read = [read_words(group) for group in batches(stretch)] or [read_words([])]
        shingles = join_rows([method.shingles(rows) for rows in read])
        compared = shingles if method.measure == "shingles" else join_rows([method.rows_of(rows) for rows in read])
        prints = [fingerprints(rows.values, rows.starts, rows.ends, method.seed) for rows in read]
        store.add(
            {
                "words": np.concatenate([rows.lengths for rows in read]),
                "print": np.concatenate(prints),
                "keys": method.keys(shingles),
                "size": compared.lengths,
                "values": compared.values,
            }
        )
    return store.result()


def with_equal(equal: Indexes, signed: Indexes, found: Found) -> Found:
    """Verdicts on all texts from those on the different ones: a copy of a copy is a copy of what stays."""
    count = len(equal)
    kept, similarity = np.full(count, STAYS, np.int64), np.zeros(count, np.int32)
    near = np.flatnonzero(found.kept != STAYS)
    kept[signed[near]] = signed[found.kept[near]]
    similarity[signed[near]] = found.similarity[near]
    copies = np.flatnonzero(~stays(equal))
    original = equal[copies]
    mine = kept[original] == STAYS
    kept[copies] = np.where(mine, original, kept[original])
    similarity[copies] = np.where(mine, MILLION, similarity[original])
    return Found(kept, similarity, found.left_out)


__all__ = ["Found", "Method", "find_copies", "search", "with_equal"]

"""Which copy stays, by the search and by rounds over an edge list: python benchmarks/measure_rounds.py FILE [RULE …]

The search compares texts band by band, and takes those found to be copies out of their buckets at once. An engine that
verifies each bucket by itself would compare all pairs of it, and decide in rounds: a text stays when no earlier text
that stays is near it. Prints for each rule (default DUP002 and DUP102) how many pairs that would be, how many verdicts
would be others, and how many texts the largest component of shared buckets has.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from corpuslint.rules import near
from corpuslint.session import Request, Session
from corpuslint.similarity.candidates import Keys, make_buckets
from corpuslint.similarity.choice import Compare, Found
from corpuslint.similarity.clusters import STAYS, choose

Indexes = NDArray[np.int64]
COMPARED = 1 << 16


def pairs_of(keys: Keys) -> Indexes:
    """All pairs of texts that share a bucket, each once, as one number."""
    count, found = len(keys), np.zeros(0, np.int64)
    for band in range(keys.shape[1]):
        buckets = make_buckets(keys, band, np.arange(count))
        mine = [found]
        for place in range(buckets.largest - 1):
            later = np.flatnonzero(buckets.ranks > place)
            mine.append(buckets.members[buckets.heads[later] + place] * count + buckets.members[later])
        found = np.unique(np.concatenate(mine))
    return found


def rounds(count: int, first: Indexes, second: Indexes) -> tuple[NDArray[np.bool_], int]:
    """Which texts stay by an edge list, the first of each pair being the earlier text, and after how many rounds."""
    stay, gone, turns = np.zeros(count, np.bool_), np.zeros(count, np.bool_), 0
    while not (stay | gone).all():
        turns += 1
        waits = np.zeros(count, np.bool_)
        waits[second[~gone[first]]] = True
        stay |= ~waits & ~gone
        gone[second[stay[first]]] = True
    return stay, turns


def largest_component(keys: Keys) -> int:
    """Texts of the largest component of those that share buckets."""
    count, bands = keys.shape
    columns = np.arange(bands, dtype=np.uint64)[None, :] << np.uint64(32)
    _, bucket = np.unique((columns | keys).ravel(), return_inverse=True)
    size = count + int(bucket.max(initial=-1)) + 1
    edges = (np.repeat(np.arange(count), bands), count + bucket.ravel())
    _, component = connected_components(coo_array((np.ones(count * bands, np.int8), edges), shape=(size, size)))
    return int(np.bincount(component[:count]).max(initial=0))


def compare_all(compare: Compare, pairs: Indexes, count: int) -> Iterator[tuple[Indexes, Indexes, Indexes]]:
    """The pairs that are near, and how near."""
    for begin in range(0, len(pairs), COMPARED):
        first, second = np.divmod(pairs[begin : begin + COMPARED], count)
        score = compare(first, second)
        near_ones = score >= 0
        yield first[near_ones], second[near_ones], score[near_ones]


def measured(keys: Keys, compare: Compare, rank: Indexes | None = None) -> Found:
    """The search, and what is printed about it."""
    assert rank is None
    compared = 0

    def counting(first: Indexes, second: Indexes) -> Indexes:
        nonlocal compared
        compared += len(first)
        return compare(first, second)

    found: Found = search(keys, counting)
    count, pairs = len(keys), pairs_of(keys)
    nothing = (np.zeros(0, np.int64),) * 3
    first, second, score = map(np.concatenate, zip(nothing, *compare_all(compare, pairs, count), strict=True))
    stay, turns = rounds(count, first, second)
    kept, local = choose(count, first, second, score), found.kept == STAYS
    assert ((kept == STAYS) == stay).all()
    others = int(((kept != found.kept) & ~stay & ~local).sum())
    print(
        f"{count:,} texts share buckets, {largest_component(keys):,} of them in the largest component; {compared:,} "
        f"pairs compared, {len(pairs):,} in whole buckets; {len(first):,} edges, {turns} rounds; otherwise stay or go "
        f"{int((stay != local).sum()):,} texts, and {others:,} are copies of another one"
    )
    return found


hooked: Any = near
search = hooked.search


def main(path: str, *rules: str) -> None:
    """Print the figures of each rule."""
    hooked.search = measured
    for rule in rules or ("DUP002", "DUP102"):
        print(f"{rule}: ", end="", flush=True)
        session = Session.of(Request(paths=(path,), isolated=True, select=(rule,), jobs=1))
        for _ in session.run().checked():
            pass


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Which copy stays, found here and in rounds on the engine: python benchmarks/measure_rounds.py FILE [ENGINE [RULE …]]

Prints for each rule (default DUP002 and DUP102, on Daft's own runner) how many texts share buckets, how many pairs each
way compares, in how many turns the engine is done, what both ways take, and that they find the same.
"""

from __future__ import annotations

import sys
import time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpuslint.distributed import engine, rounds
from corpuslint.rules import near
from corpuslint.session import Request, Session
from corpuslint.similarity import choice
from corpuslint.similarity.candidates import Keys
from corpuslint.similarity.choice import Found
from corpuslint.similarity.clusters import STAYS
from corpuslint.similarity.verification import Sets


def counting(module: Any, name: str, counts: list[int], size: Any) -> None:
    """Note how large each call of a function of a module is."""
    function = getattr(module, name)

    def counted(*arguments: Any) -> Any:
        counts.append(size(arguments))
        return function(*arguments)

    setattr(module, name, counted)


def measured(keys: Keys, sets: Sets, threshold: float, templates: bool, rank: NDArray[np.int64] | None) -> Found:
    """The search, both ways, and what is printed about it."""
    for counts in (HERE, THERE):
        counts.clear()
    began = time.perf_counter()
    here: Found = near.search_here(keys, sets, threshold, templates, rank)
    middle = time.perf_counter()
    there = rounds.search_in_rounds(keys, sets, threshold, templates, rank)
    ended = time.perf_counter()
    same = (here.kept == there.kept).all() and (here.similarity == there.similarity).all()
    print(
        f"{len(keys):,} texts share buckets, {np.count_nonzero(here.kept != STAYS):,} are copies; here "
        f"{sum(HERE):,} pairs in {middle - began:.2f} s; on the engine {sum(THERE):,} pairs in {len(THERE)} turns, "
        f"{ended - middle:.2f} s; {'the same' if same and here.left_out == there.left_out else 'NOT THE SAME'}"
    )
    return here


HERE: list[int] = []
THERE: list[int] = []


def main(path: str, name: str = "daft", *rules: str) -> None:
    """Print the figures of each rule."""
    engine.start(name)
    counting(choice.Choice, "verify", HERE, lambda arguments: len(arguments[1]))
    counting(rounds, "edges_of", THERE, lambda arguments: arguments[0].count_rows())
    near.searcher.set(measured)
    for rule in rules or ("DUP002", "DUP102"):
        print(f"{rule}: ", end="", flush=True)
        session = Session.of(Request(paths=(path,), isolated=True, select=(rule,), jobs=1))
        for _ in session.run().checked():
            pass


if __name__ == "__main__":
    main(*sys.argv[1:])

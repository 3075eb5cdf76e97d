"""Whether a run of letters looks like a word of any language written in Latin script.

A table of letter triples, learnt from the commonest words of 27 languages, gives each run its evidence in bits: above
zero, it reads like a word of one of them; below, like letters drawn at random. `benchmarks/make_gibberish.py` makes
the table.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np

UNITS_PER_BIT = 8


@cache
def _table() -> list[int]:
    path = Path(__file__).parent.parent / "data" / "gibberish.npy"
    flat: list[int] = np.load(path).ravel().tolist()
    return flat


def naturalness(run: str, *, open_ended: bool = False) -> float:
    """Bits of evidence that `run` (ASCII letters, any case) is a word and not letters drawn evenly.

    With `open_ended` the run's end is not taken for a word's end (it stands before a digit, say).

    >>> naturalness("government") > 5 > -5 > naturalness("xqjzvkwp")
    True
    """
    table = _table()
    first = second = total = 0
    for letter in run.lower():
        third = ord(letter) - 96
        total += table[(first * 27 + second) * 27 + third]
        first, second = second, third
    if not open_ended:
        total += table[(first * 27 + second) * 27]
    return total / UNITS_PER_BIT

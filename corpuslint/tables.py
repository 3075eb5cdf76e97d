"""Facts about characters, as arrays indexed by code point.

They are shipped (`data/classes.bin`, `data/folds.bin`, made by `benchmarks/make_characters.py`), since computing them
from the Unicode database at start costs 0.15 s. Each table is stored as the distinct pages of 256 entries and an index
of pages, and expanded on first use.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Number = TypeVar("Number", bound=np.generic)

WORD = 1
"""Part of a word: letters, marks, digits, connectors such as the underscore (`\\w` of the `regex` module)."""
LETTER = 2
UPPER = 4
LOWER = 8
DIGIT = 16
SPACE = 32
"""White space other than nothing: the characters that `str.isspace` knows, line ends included."""
PUNCT = 64
"""Punctuation and symbols: the Unicode categories P and S."""
SOLO = 128
"""A word by itself: scripts written without spaces (Han, kana, Thai, Lao, Khmer, Myanmar)."""

CODE_POINTS = 0x110000
PAGES = CODE_POINTS // 256
DATA = Path(__file__).parent / "data"


def load_table(path: Path, kind: type[np.generic]) -> NDArray[Any]:
    """The table that `save_table` wrote, one entry per code point."""
    stored = np.fromfile(path, np.uint8)
    index = stored[: 2 * PAGES].view(np.uint16)
    return stored[2 * PAGES :].view(kind).reshape(-1, 256)[index].reshape(-1)


def save_table(path: Path, table: NDArray[Any]) -> None:
    """Write a table as the numbers of its pages (16 bits each), followed by the distinct pages, without a header."""
    pages, index = np.unique(table.reshape(PAGES, 256), axis=0, return_inverse=True)
    path.write_bytes(index.reshape(-1).astype(np.uint16).tobytes() + pages.tobytes())


def distinct(values: NDArray[Number]) -> NDArray[Number]:
    """The different values, ascending.

    `np.unique` without the 15 ms in which it loads masked arrays, and without its table of hashes, which takes ten
    times as long as sorting for 300,000 values (NumPy 2.4).
    """
    values = np.sort(values)
    return values[np.append(True, values[1:] != values[:-1])] if len(values) else values


def isin(values: NDArray[Number], known: NDArray[Number]) -> NDArray[np.bool_]:
    """Which of the values are among the known ones: `np.isin`, which may call `np.unique`, without that load."""
    if not len(known):
        return np.zeros(len(values), np.bool_)
    known = np.sort(known)
    found: NDArray[np.bool_] = known.take(known.searchsorted(values), mode="clip") == values
    return found


@cache
def classes() -> NDArray[np.uint8]:
    """The class flags of every code point."""
    return load_table(DATA / "classes.bin", np.uint8)


@cache
def _class_pairs() -> NDArray[np.uint16]:
    """The class flags of any two characters of Latin-1, by the two as one number."""
    pairs = np.arange(1 << 16, dtype=np.uint16).view(np.uint8)
    return classes()[pairs].view(np.uint16)


def find_classes(codes: NDArray[np.uint32], padded: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The class flags of each character: looked up two at a time, which takes half the time.

    `padded` are the characters in one byte each, as `words.narrow` has them.
    """
    pairs = padded[: len(codes) + len(codes) % 2].view(np.uint16)
    found = np.take(_class_pairs(), pairs, mode="clip").view(np.uint8)[: len(codes)]
    beyond = np.flatnonzero(padded[: len(codes)] == 255)
    found[beyond] = classes()[codes[beyond]]
    return found


@cache
def _fold_values(limit: int) -> NDArray[np.uint64]:
    shifts = load_table(DATA / "folds.bin", np.uint32)[:limit]
    folded = (shifts + np.arange(limit, dtype=np.uint32)).astype(np.uint64)
    folded += np.uint64(1)
    folded *= np.uint64(0xFF51AFD7ED558CCD)
    folded ^= folded >> np.uint64(33)
    folded *= np.uint64(0xC4CEB9FE1A85EC53)
    folded ^= folded >> np.uint64(33)
    return folded


def fold_values(codes: NDArray[np.uint32]) -> NDArray[np.uint64]:
    """A 64-bit value for each of `codes`, the same for characters that differ only in case.

    The value is the simple lower case (`str.lower`, where that is one character), mixed by two rounds of the
    finaliser of MurmurHash3, so that sums of them make hashes. Most texts need only the first 12,288 code points,
    whose table takes no time to build.
    """
    return np.take(fold_table(codes), codes, mode="clip")


def fold_table(codes: NDArray[np.uint32]) -> NDArray[np.uint64]:
    """A table that has the values of all of `codes`: of few pages, where these are enough."""
    highest = codes.max() if len(codes) else 0
    return _fold_values(next(limit for limit in _LIMITS if highest < limit))


_LIMITS = (0x3000, 0x20000, CODE_POINTS)
"""Small tables take no time to build, that of all code points 40 ms: beyond the second are rare ideographs."""

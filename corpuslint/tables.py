"""Facts about characters, as arrays indexed by code point.

They are shipped (`data/characters.npz`, made by `benchmarks/make_characters.py`), since computing them from the
Unicode database at start costs 0.15 s. Each table is stored as the distinct pages of 256 entries and an index of
pages, and expanded on first use.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

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
DATA = Path(__file__).parent / "data"


def load_pages(path: Path) -> dict[str, NDArray[Any]]:
    """The tables in a file of pages: for each NAME, arrays `NAME_pages` (n, 256) and `NAME_index` (4352,)."""
    with np.load(path) as packed:
        names = [key.removesuffix("_pages") for key in packed.files if key.endswith("_pages")]
        return {name: packed[f"{name}_pages"][packed[f"{name}_index"]].reshape(-1) for name in names}


def pack_pages(table: NDArray[Any], name: str) -> dict[str, NDArray[Any]]:
    """The reverse of `load_pages` for one table: the arrays to store."""
    pages, index = np.unique(table.reshape(-1, 256), axis=0, return_inverse=True)
    return {f"{name}_pages": pages, f"{name}_index": index.reshape(-1).astype(np.uint16)}


@cache
def classes() -> NDArray[np.uint8]:
    """The class flags of every code point."""
    return load_pages(DATA / "classes.npz")["classes"].astype(np.uint8)


@cache
def _fold_values(limit: int) -> NDArray[np.uint64]:
    shifts = load_pages(DATA / "folds.npz")["shifts"][:limit]
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
    limit = 0x3000 if not len(codes) or codes.max() < 0x3000 else CODE_POINTS
    return _fold_values(limit)[codes]

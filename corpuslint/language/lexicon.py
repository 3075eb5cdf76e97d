"""How common a word is in a language, as arrays looked up by word hash.

The frequencies are wordfreq's (Speer 2022, doi 10.5281/zenodo.7199437; Exquisite Corpus, data licence CC-BY-SA 4.0),
read from the installed package: its lists are not shipped here. Its own loader costs 0.2 s of imports and gives a
dictionary; reading the packed file, hashing 320,000 English words and sorting them takes as long, once per process.

A frequency is in tenths of the Zipf scale (van Heuven et al. 2014): `10 * log10(occurrences in 10^9 words)`, so 30 is
once in a million words, 0 is not in the list.
"""

from __future__ import annotations

import gzip
import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpuslint import tables
from corpuslint.language.chunks import offsets_in
from corpuslint.language.grouping import SPREAD
from corpuslint.language.sieve import Sieve
from corpuslint.words import code_points, hash_words

Hashes = NDArray[np.uint64]
RIGHT = 13
"""Zipf 1.3: the rarest word that may be proposed as a correction on the lexicon's word alone."""
_COMMON_BITS, _COMMON_WORDS, _ALL_BITS, _PUSHED_BITS = 15, 12_000, 20, 18
_LOW = np.uint64(0xFF)
"""The bits of an entry that hold the frequency in place of the hash's; the other 56 must agree."""
_SIEVE_BITS = 21
SYMBOLS = 0x2000
FIRST_BEYOND_ASCII = 0x80
FEW = 4096
"""Fewer words than this are searched for."""
LANGUAGES = 16
"""Lexicons that are kept, the last used: 10 MB each."""


@dataclass(frozen=True, eq=False)
class Lexicon:
    """The words of one language: `hashes` ascending, and `zipf10` in the same order."""

    language: str
    hashes: Hashes
    zipf10: NDArray[np.uint8]
    spelt: bytes
    """The words, a line each: as strings they take four times the memory, and few of them are ever asked for."""
    line: NDArray[np.int32]
    """The line of each word there."""

    def spell(self, rows: NDArray[np.int64]) -> list[str]:
        """Words as strings, by their places in `hashes`."""
        line, ends = self.line[rows], self._line_ends
        edges = zip((ends[line] + 1).tolist(), ends[line + 1].tolist(), strict=True)
        return [self.spelt[start:end].decode() for start, end in edges]

    @cached_property
    def _line_ends(self) -> NDArray[np.int32]:
        ends = np.flatnonzero(np.frombuffer(self.spelt, np.uint8) == ord("\n"))
        return np.concatenate([[-1], ends, [len(self.spelt)]]).astype(np.int32)

    def frequency(self, hashes: Hashes) -> NDArray[np.uint8]:
        """Ten times the Zipf frequency of each word; 0 where the word is not known.

        Direct-mapped tables of packed entries answer for nearly all words, with a gather each: a small one of frequent
        words, a large one whose empty slots tell unknown words, and one of the words that others pushed out of the
        large one. The rest is searched for, and so are a few words alone: to fill the tables takes 10 MB and 10 ms.
        """
        if len(hashes) < FEW and "_common" not in self.__dict__:
            return self._search(hashes)
        out, rest = _look_up(self._common, hashes)
        for table, spread in ((self._all, np.uint64(1)), (self._pushed, SPREAD)):
            if len(rest):
                wanted = hashes[rest] * spread
                out[rest], taken = _look_up(table, wanted)
                full = np.take(table, _slots(wanted[taken], table)) != 0
                rest = rest[taken[full]]
        out[rest] = self._search(hashes[rest])
        return out

    def _search(self, hashes: Hashes) -> NDArray[np.uint8]:
        """The same by binary search."""
        found = np.searchsorted(self.hashes, hashes)
        found[found == len(self.hashes)] = 0
        return np.where(self.hashes[found] == hashes, self.zipf10[found], np.uint8(0))

    def find(self, hashes: Hashes) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Which of many hashes are words that may be proposed: positions in `hashes`, rows in this lexicon.

        Made for the hundreds of thousands of hashes of possible corrections: a sieve throws out nearly all of them
        before the binary search.
        """
        positions = self._sieve.passing(hashes)
        wanted = hashes[positions]
        rows = np.searchsorted(self.hashes, wanted)
        rows[rows == len(self.hashes)] = 0
        hit = (self.hashes[rows] == wanted) & (self.zipf10[rows] >= RIGHT)
        return positions[hit], rows[hit]

    @cached_property
    def _common(self) -> Hashes:
        """The frequent words by the highest bits of their hashes."""
        frequent = np.argsort(self.zipf10, kind="stable")[-_COMMON_WORDS:]
        return _table(self.hashes[frequent], self.zipf10[frequent], _COMMON_BITS)

    @cached_property
    def _all(self) -> Hashes:
        """All words; an empty slot is 0."""
        return _table(self.hashes, self.zipf10, _ALL_BITS)

    @cached_property
    def _pushed(self) -> Hashes:
        """The words whose slot another word took, by bits of their hashes times a constant."""
        _, pushed = _look_up(self._all, self.hashes)
        return _table(self.hashes[pushed] * SPREAD, self.zipf10[pushed], _PUSHED_BITS)

    @cached_property
    def _sieve(self) -> Sieve:
        return Sieve.of(self.hashes[self.zipf10 >= RIGHT], _SIEVE_BITS)


def _slots(hashes: Hashes, table: Hashes) -> NDArray[np.int64]:
    """The highest bits of each hash."""
    return (hashes >> np.uint64(65 - len(table).bit_length())).view(np.int64)


def _table(hashes: Hashes, zipf10: NDArray[np.uint8], bits: int) -> Hashes:
    """A direct-mapped table of packed entries; of words in one slot the last stays."""
    table = np.zeros(1 << bits, np.uint64)
    table[_slots(hashes, table)] = (hashes & ~_LOW) | zipf10.astype(np.uint64)
    return table


def _look_up(table: Hashes, hashes: Hashes) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Frequencies from a table of packed entries, and the places of words that it cannot tell of."""
    entry = np.take(table, _slots(hashes, table))
    out = entry.astype(np.uint8)
    entry ^= hashes
    other = np.flatnonzero(entry > _LOW)
    out[other] = 0
    return out, other


def available(size: str = "large") -> tuple[str, ...]:
    """Languages that the installed wordfreq has a list of that size for, sorted."""
    return tuple(sorted(p.name.removesuffix(".msgpack.gz").split("_", 1)[1] for p in _folder().glob(f"{size}_*.gz")))


def lexicon(language: str, size: str = "large") -> Lexicon:
    """The lexicon of a language: `large` lists reach one occurrence in 10^8 words, `small` ones one in 10^6."""
    return _lexicon(language, size)  # The cache would hold a list twice, once with the size named and once without.


@lru_cache(LANGUAGES)
def _lexicon(language: str, size: str) -> Lexicon:
    spelt, line, hashes, zipf10 = _read(levels(language, size))
    order = np.argsort(hashes)
    hashes = hashes[order]
    first = np.flatnonzero(np.append(True, hashes[1:] != hashes[:-1]))
    return Lexicon(language, hashes[first], np.maximum.reduceat(zipf10[order], first), spelt, line[order[first]])


def levels(language: str, size: str) -> list[list[bytes]]:
    """The words of a list by their frequency: those at `n` are as frequent as `10 ** (-n / 100)` of all words."""
    import msgpack  # type: ignore[import-untyped]

    packed = gzip.decompress((_folder() / f"{size}_{language}.msgpack.gz").read_bytes())
    found: list[list[bytes]] = msgpack.unpackb(packed, raw=True)[1:]  # First a header.
    return found


def _folder() -> Path:
    """The data folder of wordfreq, found without importing it."""
    spec = find_spec("wordfreq")
    assert spec is not None and spec.origin is not None, "wordfreq is a dependency of corpuslint"
    return Path(spec.origin).parent / "data"


def _read(levels: list[list[bytes]]) -> tuple[bytes, NDArray[np.int32], Hashes, NDArray[np.uint8]]:
    """Words (a line each), and lines, hashes and frequencies, of a list.

    A word with an apostrophe ("didn't") also counts as its parts, since apostrophes end words here. Entries with a
    space or a digit are left out: wordfreq writes digits as zeros.
    """
    step = np.array([max(1, round((900 - centibels) / 10)) for centibels in range(len(levels))], np.uint8)
    zipf10 = np.repeat(step, np.fromiter(map(len, levels), np.int64, len(levels)))
    spelt = b"\n".join([b"\n".join(level) for level in levels if level])
    text = spelt.decode()
    codes = code_points(text)
    ends = np.append(np.flatnonzero(codes == ord("\n")), len(codes))
    starts = np.append(0, ends[:-1] + 1)
    begin, end = _parts(codes)
    whole = np.searchsorted(starts, begin, side="right") - 1
    single = ~_words_with(~_are_plain(codes), starts)
    odd = np.flatnonzero(~single & _words_with(codes >= FIRST_BEYOND_ASCII, starts))
    edges = zip(starts[odd].tolist(), ends[odd].tolist(), strict=True)
    single[odd] = [_SPELT.fullmatch(text[first:last]) is not None for first, last in edges]
    kept = np.flatnonzero(single)
    cut = codes[offsets_in(begin, end + 1) if len(begin) else begin]
    cut[np.cumsum(end + 1 - begin) - 1] = ord("\n")
    return (
        spelt + b"\n" + cut[:-1].tobytes().decode("utf-32-le").encode(),
        np.append(kept, len(starts) + np.arange(len(begin))).astype(np.int32),
        np.append(hash_words(codes, starts[kept], ends[kept]), hash_words(codes, begin, end)),
        np.append(zipf10[kept], zipf10[whole]),
    )


def _parts(codes: NDArray[np.uint32]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Starts and ends of what stands beside apostrophes."""
    apostrophe = np.zeros(len(codes) + 1, np.bool_)
    apostrophe[:-1] = (codes == ord("'")) | (codes == ord("’"))
    edges = np.flatnonzero(np.append(apostrophe[:-1] | (codes == ord("\n")), True))
    begin = np.append(0, edges[:-1] + 1)
    beside = (apostrophe[begin - 1] | apostrophe[edges]) & (edges > begin)  # The last flag is false.
    return begin[beside], edges[beside]


def _are_plain(codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Which characters are cased letters, or the line feeds between words."""
    plain: NDArray[np.bool_] = (tables.classes()[codes] & (tables.LOWER | tables.UPPER)) != 0
    plain &= codes < SYMBOLS  # Beyond, small and capital letters are symbols as well: Ⓐ, Ⅷ.
    plain |= codes == ord("\n")
    return plain


def _words_with(chosen: NDArray[np.bool_], starts: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which words have one of the chosen characters."""
    found = np.zeros(len(starts), np.bool_)
    found[np.searchsorted(starts, np.flatnonzero(chosen), side="right") - 1] = True
    return found


_SPELT = re.compile(r"[^\W\d_]\S*")
"""Begins with a letter and has no space: words of scripts whose vowels are marks are not `isalpha`."""

"""The language of each block and of each document, as columns.

The commonest words of 40 languages tell them apart: each word adds, for every language, how common it is there (tenths
of the Zipf scale, wordfreq's lists), and the language with the largest sum wins if it wins clearly. No model, no
Python loop. Scripts without spaces are told by their characters. Measured in `docs/benchmarks/artifacts-terms.md`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray

from corpuslint import tables
from corpuslint.batch import Batch
from corpuslint.language.chunks import offsets_in

UNKNOWN = ""
LEAST_WORDS = 4
"""Common words that a text must have for a verdict."""
ABSENT = 25
"""What a word of the table counts for in a language that does not have it: Zipf 2.5, half a common word's weight."""
MARGIN = 6
"""How many tenths of Zipf per common word the winner must be ahead of the second."""
_SLOT_BITS = 18
SOLO_NAMES = ("ja", "th", "zh")


@dataclass(frozen=True, eq=False)
class Table:
    """Common words of many languages: `weights[word, language]`, and a direct-mapped table of rows by hash."""

    names: tuple[str, ...]
    hashes: NDArray[np.uint64]
    weights: NDArray[np.int16]

    @cached_property
    def _slots(self) -> NDArray[np.int32]:
        """Row of the word by the highest 18 bits of its hash; of two words in one slot the commoner one stays."""
        slots = np.zeros(1 << _SLOT_BITS, np.int32)
        order = np.argsort(self.weights.max(axis=1), kind="stable")
        slots[self.hashes[order] >> np.uint64(64 - _SLOT_BITS)] = order
        return slots

    def rows(self, hashes: NDArray[np.uint64]) -> NDArray[np.int32]:
        """The row of each word; -1 where it is not in the table."""
        row = self._slots[hashes >> np.uint64(64 - _SLOT_BITS)]
        return np.where(self.hashes[row] == hashes, row, -1).astype(np.int32)


@cache
def table() -> Table:
    """The shipped table."""
    with np.load(tables.DATA / "languages.npz") as packed:
        weights = packed["weights"].astype(np.int16)
        names = (*packed["names"].tolist(), *SOLO_NAMES)
        return Table(names, packed["hashes"], (np.where(weights == 0, ABSENT, weights) - ABSENT).astype(np.int16))


@dataclass(frozen=True, eq=False)
class Languages:
    """Language numbers (places in `names`, -1 for unknown) of blocks and documents."""

    names: tuple[str, ...]
    blocks: NDArray[np.int16]
    documents: NDArray[np.int16]
    leading: NDArray[np.int16]
    """Of each block the language with the largest sum, however small its lead; -1 without any common word."""

    def number(self, name: str) -> int:
        """The number of a language; -2 for one that is never told."""
        return self.names.index(name) if name in self.names else -2

    def of_block(self, block: int) -> str:
        """The code of a block's language; empty when unknown."""
        return self.names[self.blocks[block]] if self.blocks[block] >= 0 else UNKNOWN


def languages(batch: Batch) -> Languages:
    """The languages of a batch, computed once."""
    return batch.derive("language.languages", _languages)


def _languages(batch: Batch) -> Languages:
    known = table()
    row = known.rows(batch.words.hash)
    place = np.flatnonzero(row >= 0)
    first, last = batch.first_word(batch.blocks.start), batch.first_word(batch.blocks.end)
    low, high = np.searchsorted(place, first), np.searchsorted(place, last)
    scores = _sums(known.weights, row[place], low, high)
    blocks = _winner(scores, high - low, last - first)
    documents = len(batch.documents)
    edges = np.searchsorted(batch.blocks.document, np.arange(documents + 1))
    total = np.zeros((len(scores) + 1, scores.shape[1]), np.int32)
    np.cumsum(scores, axis=0, out=total[1:])
    counts = np.stack([np.append(0, np.cumsum(high - low)), np.append(0, np.cumsum(last - first))])
    count = counts[:, edges[1:]] - counts[:, edges[:-1]]
    whole = _winner(total[edges[1:]] - total[edges[:-1]], count[0], count[1])
    solo = batch.classes[batch.words.start] & tables.SOLO != 0
    if solo.any():
        _by_script(batch, blocks, solo, first, last, len(known.names))
        _by_script(batch, whole, solo, batch.first_word(batch.starts), batch.first_word(batch.ends), len(known.names))
    leading = np.where(scores.max(axis=1, initial=0) > 0, scores.argmax(axis=1), -1) if len(scores) else blocks
    return Languages(known.names, blocks, whole, np.where(blocks >= 0, blocks, leading).astype(np.int16))


def _sums(
    weights: NDArray[np.int16], row: NDArray[np.int32], first: NDArray[np.int64], last: NDArray[np.int64]
) -> NDArray[np.int32]:
    """For each stretch of words, the sum of their weights in every language."""
    out = np.zeros((len(first), weights.shape[1]), np.int32)
    solid = np.flatnonzero(last > first)
    if len(solid):
        edges = np.stack([first[solid], last[solid]], axis=1).reshape(-1)
        gathered = np.empty((len(row) + 1, weights.shape[1]), np.int16)
        np.take(weights, row, axis=0, out=gathered[:-1])
        gathered[-1] = 0
        out[solid] = np.add.reduceat(gathered, edges, axis=0, dtype=np.int32)[::2]
    return out


def _winner(scores: NDArray[np.int32], count: NDArray[np.int64], words: NDArray[np.int64]) -> NDArray[np.int16]:
    """The best language of each row where there are common words enough and the second best is well behind."""
    if not len(scores):
        return np.zeros(0, np.int16)
    best = scores.argmax(axis=1)
    two = np.partition(scores, -2, axis=1)[:, -2:]
    clear = (count >= LEAST_WORDS) & (two[:, 1] - two[:, 0] >= MARGIN * count) & (two[:, 1] >= 8 * words)
    return np.where(clear, best, -1).astype(np.int16)


def _by_script(
    batch: Batch,
    verdict: NDArray[np.int16],
    solo: NDArray[np.bool_],
    first: NDArray[np.int64],
    last: NDArray[np.int64],
    count: int,
) -> None:
    """Japanese, Thai and Chinese, in place, where characters of scripts without spaces prevail."""
    code = batch.codes[batch.words.start]
    total = np.append(0, np.cumsum(solo))
    kana = np.append(0, np.cumsum((code >= 0x3040) & (code < 0x3100)))
    thai = np.append(0, np.cumsum((code >= 0x0E00) & (code < 0x0E80)))
    han = np.append(0, np.cumsum((code >= 0x4E00) & (code < 0xA000)))
    much = (total[last] - total[first]) * 2 > np.maximum(last - first, 8)
    japanese = (kana[last] - kana[first]) * 10 > last - first
    verdict[much & japanese] = count - 3
    verdict[much & ((thai[last] - thai[first]) * 2 > last - first)] = count - 2
    verdict[much & ~japanese & ((han[last] - han[first]) * 2 > last - first)] = count - 1


def languages_of(batch: Batch, documents: NDArray[np.int64]) -> NDArray[np.str_]:
    """The language of each of these documents (places in the batch); empty where unknown. Blocks are not looked at."""
    if not len(documents):
        return np.zeros(0, np.str_)
    known = table()
    first, last = batch.first_word(batch.starts[documents]), batch.first_word(batch.ends[documents])
    size = last - first
    begin = np.cumsum(size) - size
    row = known.rows(batch.words.hash[offsets_in(first, last)])
    place = np.flatnonzero(row >= 0)
    low, high = np.searchsorted(place, begin), np.searchsorted(place, begin + size)
    best = _winner(_sums(known.weights, row[place], low, high), high - low, size)
    return np.array([*known.names, UNKNOWN])[best]


def spoken(batch: Batch, name: str) -> NDArray[np.bool_]:
    """Which words of the batch stand in text of that language.

    A block that is too short or too mixed for a verdict is taken for its document's language, where that is known
    or has none itself, unless its words point elsewhere.
    """
    found = languages(batch)
    number = found.number(name)
    if not len(batch.blocks):
        return np.zeros(len(batch.words), np.bool_)
    document = found.documents[batch.blocks.document]
    silent = (found.leading == -1) & (document == number)
    points = (found.leading == number) & ((document == number) | (document == -1))
    own = (found.blocks == number) | ((found.blocks == -1) & (silent | points))
    first = batch.first_word(batch.blocks.start)
    return np.repeat(np.append(False, own), np.diff(first, prepend=0, append=len(batch.words)))

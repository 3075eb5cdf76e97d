"""Which words of a batch count as evidence for a correction, by which keys, and how often the corpus has them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpuslint.batch import Batch
from corpuslint.language.forms import Shape, shapes
from corpuslint.language.grouping import counts_of
from corpuslint.language.lexicon import Lexicon
from corpuslint.language.sieve import Sieve

Hashes = NDArray[np.uint64]
Offsets = NDArray[np.int64]
Flags = NDArray[np.bool_]
ACRONYM = np.uint64(0xA24BAED4963EE407)
"""Added to the hash of words in capitals or mixed case, so that `NGOs` and `ngos` are counted apart."""
COUNTED = 45
"""Zipf 4.5: commoner words in ordinary case are not counted in the corpus."""
_SIEVE_BITS = 18
"""Of small sieves: they stay in the cache. One of eight times as many flags as keys or more lets few others through."""


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """Words that stand several times in the corpus: keys ascending, counts, and a sieve of the keys."""

    keys: Hashes
    counts: Offsets
    sieve: Sieve
    words: int

    @classmethod
    def of(cls, keys: Hashes, counts: Offsets, words: int) -> Vocabulary:
        """From keys that ascend."""
        return cls(keys, counts, Sieve.of(keys, max(_SIEVE_BITS, (8 * len(keys)).bit_length())), words)

    @property
    def limit(self) -> int:
        """A word that stands oftener than this is not a slip: five, or one in a million words of the corpus."""
        return max(5, self.words // 1_000_000)

    def count(self, keys: Hashes) -> Offsets:
        """How often each stands in the corpus; 1 where it is not kept."""
        if not len(self.keys):
            return np.ones(len(keys), np.int64)
        at = np.searchsorted(self.keys, keys)
        at[at == len(self.keys)] = 0
        return np.where(self.keys[at] == keys, self.counts[at], 1)

    def find(self, keys: Hashes) -> Offsets:
        """Positions of the keys that stand in the corpus more than once."""
        positions = self.sieve.passing(keys)
        found: Offsets = positions[self.count(keys[positions]) > 1]
        return found


def frequencies(batch: Batch, words: Lexicon) -> NDArray[np.uint8]:
    """Frequency of each word of the batch in a language, computed once."""
    return batch.derive(("language.frequencies", words.language), lambda b: words.frequency(b.words.hash))


def apart(shape: NDArray[np.uint8]) -> Flags:
    """Shapes that are counted apart from the ordinary ones: `UPPER` and `MIXED`."""
    found: Flags = shape - _APART < 2  # The smaller ones wrap.
    return found


_APART = np.uint8(Shape.UPPER)


def keys(batch: Batch, at: Offsets) -> Hashes:
    """What the words with these indexes are counted by: the hash, apart for acronyms and mixed case."""
    found = batch.words.hash[at]
    found[apart(shapes(batch)[at])] += ACRONYM
    return found


def counted(batch: Batch, words: Lexicon) -> tuple[Hashes, Offsets]:
    """Keys and counts of the words of a batch that may matter as evidence."""
    shape = shapes(batch)
    ordinary = frequencies(batch, words) < COUNTED
    ordinary &= shape > Shape.OTHER
    chosen = np.flatnonzero(apart(shape) | ordinary)
    found = keys(batch, chosen)
    first, counts = counts_of(found)
    return found[first], counts


def texts_of(batch: Batch, at: Offsets) -> NDArray[np.bytes_]:
    """Words in lower case, encoded."""
    text = batch.text
    start, end = batch.words.start[at].tolist(), batch.words.end[at].tolist()
    found = [text[a:b].lower().encode("utf-8", "surrogatepass") for a, b in zip(start, end, strict=True)]
    return np.array(found, np.bytes_) if found else np.zeros(0, "S1")


def decoded(texts: NDArray[np.bytes_]) -> list[str]:
    """Strings of a column."""
    return [text.decode("utf-8", "surrogatepass") for text in texts.tolist()]

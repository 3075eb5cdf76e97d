"""Words that may be corrupted, and the words that they may have been: pairs, before any judgement.

A pair comes from one of three places: the lexicon (a rare word one edit from a commoner one), the corpus (a word one
edit from one that the corpus bears several times), or the document (two capitalised words of one document, one edit
apart, of which one stands there several times).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpuslint.batch import Batch
from corpuslint.language.edits import EditType, edit_between
from corpuslint.language.forms import Shape, forms, shapes
from corpuslint.language.lexicon import RIGHT, Lexicon
from corpuslint.language.morphology import known_parts
from corpuslint.language.neighbours import deletions, neighbours
from corpuslint.language.skeleton import SHORTEST, far_words
from corpuslint.language.validity import Validity, validity
from corpuslint.words import hash_terms

Hashes = NDArray[np.uint64]
Offsets = NDArray[np.int64]
Flags = NDArray[np.bool_]
ACRONYM = np.uint64(0xA24BAED4963EE407)
"""Added to the hash of words in capitals or mixed case, so that `NGOs` and `ngos` are counted apart."""
RARE = 30
"""Zipf 3: from here on a word of the language is not suspected for its rarity. Of 3,000 corrections found, 18 were of
commoner words than that, but half of all pairs."""
COUNTED = 45
"""Zipf 4.5: commoner words in ordinary case are not counted in the corpus."""
GAP, KNOWN, WIDE_GAP = 10, 15, 16
"""A correction is ten times as common as the word at least, forty times if the word reaches Zipf 1.5, unless the
corpus itself speaks for it."""
PLAIN_GAP = 16
"""Where no correction is forty times as common, only swapped and doubled letters are looked at: of 5,700 words without
either, the ranker flagged none."""
SHORTEST_WRONG, LONGEST_WRONG = 3, 24
LONG, SHORT_RIGHT, LONG_RIGHT = 8, 22, RIGHT
"""Zipf 2.2 is the least frequency of a correction; 1.3 of one of eight letters or more, which few words resemble."""
MOST = 4
"""Corrections looked at per word."""
FAR_BELOW = 35
"""Unknown words may also be two edits from the right one, if nothing of Zipf 3.5 is one edit away."""
_FILTER_BITS = 20


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """Words that stand several times in the corpus: keys ascending, counts, and a bit table of the keys' high bits."""

    keys: Hashes
    counts: Offsets
    filter: Flags
    words: int

    @classmethod
    def of(cls, keys: Hashes, counts: Offsets, words: int) -> Vocabulary:
        """From keys that ascend."""
        table = np.zeros(1 << _FILTER_BITS, np.bool_)
        table[keys >> np.uint64(64 - _FILTER_BITS)] = True
        return cls(keys, counts, table, words)

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
        positions = np.flatnonzero(self.filter[keys >> np.uint64(64 - _FILTER_BITS)])
        found: Offsets = positions[self.count(keys[positions]) > 1]
        return found


def frequencies(batch: Batch, words: Lexicon) -> NDArray[np.uint8]:
    """Frequency of each word of the batch in a language, computed once."""
    return batch.derive(("language.frequencies", words.language), lambda b: words.frequency(b.words.hash))


def apart(shape: NDArray[np.uint8]) -> Flags:
    """Shapes that are counted apart from the ordinary ones."""
    found: Flags = (shape == Shape.UPPER) | (shape == Shape.MIXED)
    return found


def keys(batch: Batch) -> Hashes:
    """What words are counted by: the hash, apart for acronyms and mixed case."""
    shape = shapes(batch)
    return batch.words.hash + np.where(apart(shape), ACRONYM, np.uint64(0))


def counted(batch: Batch, words: Lexicon) -> tuple[Hashes, Offsets]:
    """Keys and counts of the words of a batch that may matter as evidence."""
    shape = shapes(batch)
    rare = frequencies(batch, words) < COUNTED
    chosen = apart(shape) | (rare & (shape > Shape.OTHER))
    found, counts = np.unique(keys(batch)[chosen], return_counts=True)
    return found, counts.astype(np.int64)


@dataclass(frozen=True, slots=True)
class Pair:
    """A word of the batch (its index among the words) and what it may have been, in lower case."""

    word: int
    right: str
    source: str


def suspects(batch: Batch, words: Lexicon, vocabulary: Vocabulary, judged: Flags) -> Iterator[Pair]:
    """All pairs of a batch; `judged` says which words may be looked at."""
    found: dict[int, dict[str, Pair]] = {}
    for pair in (*_by_lexicon(batch, words, vocabulary, judged), *_by_document(batch, judged)):
        if not _is_camel_case(batch, pair):
            found.setdefault(pair.word, {}).setdefault(pair.right, pair)
    if not found:
        return
    hashes = hash_terms([right for options in found.values() for right in options])
    zipf10 = iter(words.frequency(hashes).tolist())
    known = frequencies(batch, words)
    for index, options in found.items():
        gap = max(next(zipf10) for _ in options) - int(known[index])
        wrong = batch.text[batch.words.start[index] : batch.words.end[index]].lower()
        if gap >= PLAIN_GAP or any(edit_between(wrong, right).type <= EditType.UNDOUBLED for right in options):
            yield from options.values()


def _is_camel_case(batch: Batch, pair: Pair) -> bool:
    """Whether a small letter before a capital is the way of programs (`iImage`), not a swap (`nEergy` → `Energy`)."""
    start = int(batch.words.start[pair.word])
    wrong = batch.text[start : int(batch.words.end[pair.word])]
    camel = wrong[:1].islower() and wrong[1:2].isupper()
    return camel and pair.right != (wrong[1] + wrong[0] + wrong[2:]).lower()


def _by_lexicon(batch: Batch, words: Lexicon, vocabulary: Vocabulary, judged: Flags) -> Iterator[Pair]:
    form, zipf10 = forms(batch), frequencies(batch, words)
    length = batch.words.end - batch.words.start
    rare = judged & (zipf10 < RARE) & (length >= SHORTEST_WRONG) & (length <= LONGEST_WRONG)
    rare &= (form.shape != Shape.OTHER) & (form.shape != Shape.MIXED)
    chosen = np.flatnonzero(rare)
    ordinary = (form.shape[chosen] == Shape.LOWER) | form.opens[chosen]
    chosen = chosen[~ordinary | (validity(batch.words.hash[chosen]) != Validity.MODERN)]
    key = keys(batch)[chosen]
    chosen = chosen[vocabulary.count(key) <= vocabulary.limit]
    if not len(chosen):
        return
    key = keys(batch)[chosen]
    named = apart(form.shape[chosen]) | ((form.shape[chosen] == Shape.TITLE) & ~form.opens[chosen])
    _, first, group = np.unique(key + named, return_index=True, return_inverse=True)
    places = chosen[first]
    texts = [batch.text[batch.words.start[i] : batch.words.end[i]].lower() for i in places.tolist()]
    acronym = apart(form.shape[places])
    name = named[first]
    options = _options(texts, key[first], zipf10[places], acronym, name, words, vocabulary)
    for index, kind in zip(chosen.tolist(), group.tolist(), strict=True):
        for right in options[kind]:
            yield Pair(index, right, "lexicon")


def _options(
    texts: list[str],
    own: Hashes,
    zipf10: NDArray[np.uint8],
    acronym: Flags,
    name: Flags,
    words: Lexicon,
    vocabulary: Vocabulary,
) -> list[list[str]]:
    """The best corrections of each word, by a rough order: common words, and words of the corpus, first."""
    found: list[list[tuple[int, str]]] = [[] for _ in texts]
    gaps = (zipf10 + np.where(zipf10 >= KNOWN, WIDE_GAP, GAP)).tolist()
    for near in neighbours(texts):
        edits = near.hashes.shape[1]
        flat = near.hashes.reshape(-1)
        positions, rows = words.find(flat)
        for position, row in zip(positions.tolist(), rows.tolist(), strict=True):
            owner = int(near.owners[position // edits])
            right, common = words.words[row], int(words.zipf10[row])
            least = max(LONG_RIGHT if len(right) >= LONG else SHORT_RIGHT, gaps[owner])
            if common >= least and right != texts[owner] and not acronym[owner]:
                found[owner].append((common, right))
        shift = np.where(acronym[near.owners], ACRONYM, np.uint64(0))
        shifted = (near.hashes + shift[:, None]).reshape(-1)
        positions = vocabulary.find(shifted)
        positions = positions[shifted[positions] != own[near.owners[positions // edits]]]
        counts = vocabulary.count(shifted[positions])
        for position, count in zip(positions.tolist(), counts.tolist(), strict=True):
            row, edit = divmod(position, edits)
            owner = int(near.owners[row])
            right = near.spell(texts[owner], edit)
            if right != texts[owner]:
                found[owner].append((20 + 5 * count.bit_length(), right))
    for owner, options in enumerate(found):
        word = texts[owner]
        unlike = not options or max(options)[0] < FAR_BELOW
        strange = zipf10[owner] == 0 and not name[owner] and len(word) >= SHORTEST and word.isascii()
        if unlike and strange and max(known_parts(word, words)[:2]) < FAR_BELOW:
            options += [(int(words.frequency(hash_terms([right]))[0]) - 5, right) for right in far_words(words, word)]
    best = []
    for options in found:
        merged: dict[str, int] = {}
        for score, right in options:
            merged[right] = max(score, merged.get(right, 0))
        best.append([right for right, _ in sorted(merged.items(), key=lambda item: (-item[1], item[0]))[:MOST]])
    return best


def _by_document(batch: Batch, judged: Flags) -> Iterator[Pair]:
    """Pairs of capitalised words of one document, the wrong one once or twice there and the right one oftener."""
    form = forms(batch)
    length = batch.words.end - batch.words.start
    capital = (form.shape >= Shape.TITLE) & (length >= np.where(form.shape == Shape.UPPER, 3, 4)) & (length <= 24)
    chosen = np.flatnonzero(capital)
    if not len(chosen):
        return
    apart_by = form.document[chosen].astype(np.uint64) << np.uint64(40)
    key = keys(batch)[chosen] ^ apart_by
    _, first, group, count = np.unique(key, return_index=True, return_inverse=True, return_counts=True)
    places = chosen[first]
    shift = apart_by[first] ^ np.where(apart(form.shape[places]), ACRONYM, np.uint64(0))
    owner, mark = deletions(batch.codes, batch.words.start[places], length[places])
    mark ^= shift[owner]
    order = np.lexsort((places[owner], mark))
    owner, mark = owner[order], mark[order]
    near: list[NDArray[np.int64]] = []
    for reach in (1, 2, 3):
        same = np.flatnonzero(mark[reach:] == mark[:-reach])
        a, b = owner[same], owner[same + reach]
        for wrong, right in ((a, b), (b, a)):
            good = (wrong != right) & (count[wrong] <= 2) & (count[right] >= 2) & (count[right] > count[wrong])
            near.append(np.stack([wrong[good], right[good]]))
    wanted: dict[int, list[str]] = {}
    for wrong_row, right_row in sorted(set(zip(*np.concatenate(near, axis=1).tolist(), strict=True))):
        at = places[right_row]
        wanted.setdefault(wrong_row, []).append(batch.text[batch.words.start[at] : batch.words.end[at]].lower())
    for kind, options in wanted.items():
        for index in chosen[group == kind].tolist():
            if judged[index]:
                for option in options:
                    yield Pair(index, option, "document")


__all__ = ["Pair", "Vocabulary", "counted", "frequencies", "keys", "suspects"]

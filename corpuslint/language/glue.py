"""Seams: places inside a word where a small letter is followed by a capital, and what is known about each.

Everything is an array over the seams of a batch. A seam has a left piece and a right piece (letters up to the next
seam or the word's end): in `articlesRead` these are `articles` and `Read`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from corpuslint import tables
from corpuslint.batch import Batch
from corpuslint.language.charset import among, charset
from corpuslint.language.chunks import before_inner_capitals, holds_class, inner_capitals, offsets_in
from corpuslint.language.edges import NOTHING, edge_scores, known_name, known_pair, name_parts
from corpuslint.language.lexicon import lexicon
from corpuslint.language.seam_counts import SeamCounts, seam_counts
from corpuslint.segmentation import Kind
from corpuslint.words import hash_terms, hash_words

Offsets = NDArray[np.int64]
Flags = NDArray[np.bool_]
Hashes = NDArray[np.uint64]

SHORTEST = 3
"""Letters of the shortest piece that is looked at: McDonald, DePaul, iPhone and eBay are names."""
BEFORE, AFTER = " \t\n\r\xa0\"'“”‘’(—–|•·>,", " \t\n\r\xa0\"'“”‘’).,;:!?…—–-|•·™®&"
"""What may stand before and after a word that holds a seam: other marks make it a part of code or of an address."""


_DIRECTIVES = charset(".#:$")
"""Lines that begin so are headings of Markdown, directives of reStructuredText, commands: names in code."""
_STATEMENTS = charset(";{}")
"""Lines that end so are code, whatever stands about them."""


@dataclass(frozen=True, eq=False)
class Seams:
    """Columns over the seams that are looked at, in order of `at`."""

    at: Offsets
    """The offset of the capital."""
    left: Offsets
    right: Offsets
    """Where the left piece begins and the right one ends."""
    word: Offsets
    """The index of the word in the batch."""
    features: NDArray[np.int64]
    """One row per seam, in the order of `FEATURES`; integers, so that the batch cannot change a verdict."""

    def scores(self) -> NDArray[np.int64]:
        """Log-odds, in thousandths, that two words were glued at each seam."""
        return self.features @ np.array(list(WEIGHTS.values()), np.int64) + INTERCEPT


ALONE, SAME = -1500, 2000
"""Added by hand: a word alone in its line is more often a name than the pages say that were learnt from, and few of
these held a repeated label (`menuMenu`, `CHIChicago`). With a threshold of 1,500 the labelled rows give recall .80 at
.026 of names flagged, without them .80 at .05."""
NAMED = -4000
"""Added by hand: `the InstallExecuteSequence table`, `The SetWorldTransform function`. The pages that were learnt from
have hardly any such names; in technical documentation they were half of what was wrong. One labelled row is lost."""
INTERCEPT = -2694
WEIGHTS = {
    "left frequency": 37,
    "right frequency": 31,
    "joined frequency": -245,
    "left ends elements": 49,
    "right begins elements": 30,
    "left is lower case": 1806,
    "left is capitals": -3104,
    "right is capitals": 267,
    "left length": 330,
    "right length": 90,
    "no word before": -1981,
    "small word before": -1451,
    "no word after": -1617,
    "small word after": -405,
    "other seams in the line": 1283,
    "another seam in the line": -94,
    "three other seams in the line": 774,
    "other seams in the word": -528,
    "words in the line": -122,
    "right begins with left": 827 + SAME,
    "the word again in the document": -838,
    "other words with seams in the document": -332,
    "left unknown": 3190,
    "right unknown": 3227,
    "left pair ends elements": 1728,
    "right pair begins elements": 1729,
    "left begins names": -62,
    "right ends names": -67,
    "a known name": -5580,
    "alone in its line": 45 + ALONE,
    "frequency of the rarer piece": 61,
    "an article before and a small word after": -270 + NAMED,
}
"""Thousandths of log-odds per unit of each feature, as printed by `benchmarks/train_glue.py`: 20,695 glued seams
against 8,005 natural ones. Words of the labelled set were not learnt from."""
FEATURES = tuple(WEIGHTS)


def find_seams(batch: Batch) -> Seams:
    """The seams of a batch that stand in prose, headings or lists and between words of text."""
    every = _seams(batch)
    words, lines, codes = batch.words, batch.lines, batch.codes
    owner = batch.first_word(every) - 1
    allowed = _allowed(codes, words.start[owner] - 1, _BEFORE) & _allowed(codes, words.end[owner], _AFTER)
    at, word = every[allowed], owner[allowed]  # From here on all seams of a word are kept, or none.
    line = np.searchsorted(lines.start, at, side="right") - 1
    kept = np.flatnonzero(_TEXT[lines.kind[line]])
    kept = kept[~_is_encoded(batch, words.start[word[kept]], words.end[word[kept]])]
    kept = kept[~_is_address(batch, words.end[word[kept]]) & ~among(codes[lines.text_start[line[kept]]], _DIRECTIVES)]
    kept = kept[~among(codes[lines.text_end[line[kept]] - 1], _STATEMENTS)]
    at, word, line = at[kept], word[kept], line[kept]
    start = words.start[word]
    left, right = _pieces(batch, at, start, words.end[word])
    chosen = np.flatnonzero((at - left >= SHORTEST) & (right - at >= SHORTEST))
    chosen = chosen[~_is_name_or_mojibake(batch, left[chosen], at[chosen])]
    first = np.searchsorted(word, word[chosen])
    head = lexicon("en").frequency(hash_pieces(codes, start[chosen], at[first]))
    chosen = chosen[(head > 0) | ((batch.classes[start[chosen]] & tables.LOWER) == 0)]
    counts = seam_counts(batch, every, owner, word[chosen], line[chosen])
    crowded = (counts.crowd > CROWD) & (counts.in_line == 0)
    chosen, counts = chosen[~crowded], SeamCounts(*(count[~crowded] for count in counts))
    found = Seams(at[chosen], left[chosen], right[chosen], word[chosen], np.zeros((0, 0), np.int64))
    return replace(found, features=_features(batch, found, line[chosen], counts))


CROWD = 25
"""Other words with seams in a document, above which a seam alone in its line is not looked at: a list of names."""
_TEXT = np.isin(np.arange(len(Kind)), (Kind.PROSE, Kind.HEADING, Kind.LIST, Kind.VERSE))


def _seams(batch: Batch) -> Offsets:
    """Small letter and capital; also the last capital of several before a small letter (`FAQContact`)."""
    classes, inner, before = batch.classes, inner_capitals(batch), before_inner_capitals(batch)
    beside = inner[1:] == inner[:-1] + 1
    acronym = np.flatnonzero(beside & ~np.append(beside[1:], False)) + 1  # The last of several capitals.
    acronym = acronym[(np.take(classes, inner[acronym] + 1, mode="clip") & tables.LOWER) != 0]
    acronym = acronym[(classes[inner[acronym] - 2] & tables.UPPER) != 0]
    chosen = (before & tables.LOWER) != 0
    chosen[acronym] = True
    found: Offsets = inner[chosen]
    first, last = found.searchsorted((2, len(classes) - 1))
    return found[first:last]


_BEFORE, _AFTER = charset(BEFORE), charset(AFTER)


def _allowed(codes: NDArray[np.uint32], offsets: Offsets, table: Flags) -> Flags:
    inside = (offsets >= 0) & (offsets < len(codes))
    found = codes[np.clip(offsets, 0, len(codes) - 1)]
    allowed: Flags = ~inside | among(found, table)
    return allowed


ENCODED = 30
"""Longer words of which more than a quarter are capitals, and some digits, are no words: base 64, keys."""


def _is_encoded(batch: Batch, start: Offsets, end: Offsets) -> Flags:
    found = end - start > ENCODED
    long = np.flatnonzero(found)
    start, end, inner = start[long], end[long], inner_capitals(batch)
    capitals = np.searchsorted(inner, end) - np.searchsorted(inner, start, side="right")
    capitals += (batch.classes[start] & tables.UPPER) != 0
    found[long] = holds_class(batch, start, end, tables.DIGIT) & (4 * capitals > end - start)
    return found


def _is_address(batch: Batch, end: Offsets) -> Flags:
    """Words with a point and a small letter behind them (`PaidNews.com`)."""
    limit = len(batch.codes) - 1
    behind: Flags = (batch.codes[np.minimum(end, limit)] == ord(".")) & (end + 1 <= limit)
    behind &= (batch.classes[np.minimum(end + 1, limit)] & tables.LOWER) != 0
    return behind


def _is_name_or_mojibake(batch: Batch, left: Offsets, at: Offsets) -> Flags:
    """`MacEachern`; and capitals that are the first half of a wrongly decoded letter (`AbgrĂŒnde`)."""
    codes = batch.codes
    limit = len(codes) - 1
    mac = (at - left == 3) & (codes[left] == ord("M")) & (codes[left + 1] == ord("a")) & (codes[left + 2] == ord("c"))
    half = among(codes[at], _HALVES) & (codes[np.minimum(at + 1, limit)] >= 0x80)
    found: Flags = mac | half
    return found


_HALVES = charset("ÃÂĂÄÅÐÑ")


def hash_pieces(codes: NDArray[np.uint32], start: Offsets, end: Offsets) -> Hashes:
    """The hashes of a few stretches: as `hash_words`, but without reading what lies between them."""
    length = end - start
    stop = np.cumsum(length)
    return hash_words(codes[offsets_in(start, end)], stop - length, stop)


def _pieces(batch: Batch, at: Offsets, start: Offsets, end: Offsets) -> tuple[Offsets, Offsets]:
    """Where the piece left of each seam begins and the piece right of it ends."""
    fresh = np.append(True, start[1:] != start[:-1])[: len(start)]
    breaks = offsets_in(start[fresh], end[fresh])
    breaks = breaks[(batch.classes[breaks] & (tables.WORD | tables.LETTER)) == tables.WORD]
    before = np.append(-1, breaks)[np.searchsorted(breaks, at)] + 1
    after = np.append(breaks, len(batch.codes))[np.searchsorted(breaks, at)]
    left = np.maximum(np.maximum(start, before), np.append(0, at[:-1]))
    right = np.minimum(np.minimum(end, after), np.append(at[1:], len(batch.codes)))
    return left, right


def _features(batch: Batch, seams: Seams, row: Offsets, counts: SeamCounts) -> NDArray[np.int64]:
    """The columns of `FEATURES`; `row` is the line of each seam."""
    at, left, right, word = seams.at, seams.left, seams.right, seams.word
    classes = batch.classes
    left_hash, right_hash = hash_pieces(batch.codes, left, at), hash_pieces(batch.codes, at, right)
    english = lexicon("en")
    left_zipf, right_zipf = english.frequency(left_hash), english.frequency(right_hash)
    near_before, hash_before, small_before = _neighbour(batch, word, left, -1)
    near_after, hash_after, small_after = _neighbour(batch, word, right, 1)
    columns = [
        left_zipf,
        right_zipf,
        english.frequency(batch.words.hash[word]),
        edge_scores(left_hash)[:, 1],
        edge_scores(right_hash)[:, 0],
        (classes[left] & tables.LOWER) != 0,
        (classes[at - 2] & tables.UPPER) != 0,
        (classes[at + 1] & tables.UPPER) != 0,
        np.minimum(at - left, 12),
        np.minimum(right - at, 12),
        ~near_before,
        near_before & small_before,
        ~near_after,
        near_after & small_after,
        np.minimum(counts.in_line, 5),
        counts.in_line >= 1,
        counts.in_line >= 3,
        np.minimum(counts.in_word, 3),
        np.minimum(batch.lines.words[row], 20),
        left_hash == hash_pieces(batch.codes, at, np.minimum(right, 2 * at - left)),
        np.minimum(counts.again, 3),
        np.minimum(counts.crowd, 50),
        left_zipf == 0,
        right_zipf == 0,
        known_pair(np.where(near_before, hash_before, left_hash), np.where(near_before, left_hash, NOTHING), "ends"),
        known_pair(right_hash, np.where(near_after, hash_after, NOTHING), "begins"),
        name_parts(left_hash)[:, 0],
        name_parts(right_hash)[:, 1],
        known_name(batch.words.hash[word]),
        batch.lines.words[row] == 1,
        np.minimum(left_zipf, right_zipf),
        _is_named(batch, word, row, counts),
    ]
    return np.stack([np.asarray(column, np.int64) for column in columns], axis=1)


_ARTICLES = hash_terms(["an", "the", "this"])  # `a` is another word in Spanish, French, Italian.


def _is_named(batch: Batch, word: Offsets, row: Offsets, counts: SeamCounts) -> Flags:
    """Words with a capital between small words, behind an article or alone in a long line; what a program declares."""
    start, end = batch.words.start[word], batch.words.end[word]
    near_before, before, small_before = _neighbour(batch, word, start, -1)
    near_after, _, small_after = _neighbour(batch, word, end, 1)
    alone = small_before & (counts.in_line == counts.in_word) & (batch.lines.words[row] >= SENTENCE_WORDS)
    found: Flags = near_before & near_after & small_after & (alone | np.isin(before, _ARTICLES))
    found &= (batch.classes[start] & tables.UPPER) != 0
    found |= near_before & np.isin(before, _DECLARES)
    return found


_DECLARES = hash_terms(["class", "def", "enum", "func", "function", "interface", "struct", "sub"])
"""What stands before a name that a program gives: `Sub ExampleChoose`."""
SENTENCE_WORDS = 12
"""Words of a line that is taken for a sentence."""


def _neighbour(batch: Batch, word: Offsets, edge: Offsets, step: int) -> tuple[Flags, Hashes, Flags]:
    """The word beside each piece, one blank away: whether there is one, its hash, whether it begins small.

    Beside a piece that does not reach its word's edge there is none.
    """
    words = batch.words
    beside = np.clip(word + step, 0, len(words) - 1)
    first, last = (beside, word) if step < 0 else (word, beside)
    gap = words.start[last] - words.end[first]
    near = (beside != word) & (gap == 1) & ((batch.codes[np.minimum(words.end[first], len(batch.codes) - 1)]) == 32)
    near &= edge == (words.start[word] if step < 0 else words.end[word])
    small = (batch.classes[words.start[beside]] & tables.LOWER) != 0
    return near, words.hash[beside], small

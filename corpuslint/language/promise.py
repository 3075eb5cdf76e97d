"""Which suspicious words can be flagged at all, by what the corpus knows without a look at their documents.

The evidence that is not known yet may be anything: the ranker's highest score over all of it is a bound that no
correction passes. Nine documents in ten that have pairs need not be read again.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from corpuslint.language.candidates import APART, DEFINED, NAMED, Columns, logarithm
from corpuslint.language.correction import BONUS, DEFINED_GAP, SWAPPED_GAP, TWICE, prefixed, ranker
from corpuslint.language.edits import EditType
from corpuslint.language.evidence import COUNTED_HERE, LETTER_NAMES, NAMES, PARTS, RIVALRY, letter_columns, rivalry
from corpuslint.language.forms import Shape
from corpuslint.language.grouping import marks_of
from corpuslint.language.lexicon import Lexicon
from corpuslint.language.misspellings import listed
from corpuslint.language.morphology import known_parts
from corpuslint.language.validity import validity
from corpuslint.language.vocabulary import ACRONYM, COUNTED, Flags, decoded
from corpuslint.words import hash_terms

_ANYTHING = 1 << 30
_AT_ONCE = 1 << 15
"""Rows that are bounded at a time: each takes 350 bytes."""


def promising(rows: Columns, texts: Columns, words: Lexicon, corpus_words: int, least: int) -> Flags:
    """Which rows (see `options.resolve`) may reach a score; `texts`: columns `text.*` of the candidates."""
    found = np.zeros(len(rows["document"]), np.bool_)
    for first in range(0, len(found), _AT_ONCE):
        some = {name: column[first : first + _AT_ONCE] for name, column in rows.items()}
        found[first : first + _AT_ONCE] = _most(some, texts, words, corpus_words) >= least
    return found


def _most(rows: Columns, texts: Columns, words: Lexicon, corpus_words: int) -> NDArray[np.int64]:
    """A score for each row that it cannot pass."""
    bounds = _Bounds(len(rows["document"]))
    gap = rows["zipf_right"].astype(np.int32) - rows["zipf_wrong"]
    bounds.set("zipf_wrong", rows["zipf_wrong"])
    bounds.set("zipf_right", rows["zipf_right"])
    bounds.set("gap", gap)
    bounds.set("from_document", rows["nearby"] * 1)
    corpus_wrong, corpus_right = logarithm(rows["count_wrong"]), logarithm(rows["count_right"])
    bounds.set("corpus_wrong", corpus_wrong)
    bounds.set("corpus_right", corpus_right)
    bounds.set("corpus_words", logarithm(np.array([max(corpus_words, 1)])))
    bounds.set("valid", np.where(rows["flags"] & APART != 0, 0, validity(rows["key"])))
    shift = np.where(rows["flags"] & APART != 0, ACRONYM, np.uint64(0))
    bounds.set("listed", listed(rows["key"] - shift, hash_terms(decoded(rows["right"]))) * 1)
    _by_counts(rows, bounds)
    _by_shape(rows, bounds)
    _by_document(rows, texts, bounds)
    more = (rows["flags"] & DEFINED != 0) & (gap >= DEFINED_GAP)
    swapped = (rows["flags"] & APART != 0) & (gap >= SWAPPED_GAP) & (rows["zipf_wrong"] < COUNTED)
    swapped &= corpus_right >= np.maximum(corpus_wrong, TWICE)
    swapped &= _by_letters(rows, words, bounds)
    bounds.set("margin", np.full(len(gap), -_ANYTHING), _most_margin(rows, bounds))
    penalty = prefixed(dict(zip(NAMES, bounds.low, strict=True)))
    return ranker().most(bounds.low, bounds.high) + np.where(more | swapped, BONUS, 0) - np.where(penalty, BONUS, 0)


def _most_margin(rows: Columns, bounds: _Bounds) -> NDArray[np.int64]:
    """How far ahead of its rivals a correction may be: those from the lexicon always come together."""
    of = {name: bounds.high[NAMES.index(name)].astype(np.int64) for name in RIVALRY}
    least = rivalry(of | {"document_right": np.zeros(len(rows["key"]), np.int64)})
    group = rows["key"] ^ marks_of(rows["document"]) ^ (rows["flags"] & NAMED).astype(np.uint64)
    group = np.where(rows["nearby"], np.arange(len(group), dtype=np.uint64), group)
    order = np.lexsort((least, group))
    group, ordered = group[order], least[order]
    same = np.append(group[1:] == group[:-1], False)
    best = np.where(rows["nearby"][order], 0, ordered)
    first = np.flatnonzero(np.append(True, ~same[:-1]))[: len(group)]
    size = np.diff(first, append=len(group))
    last = np.repeat(first + size - 1, size)
    index = np.arange(len(group))
    rival = np.where(index < last, best[last], np.where(last > np.repeat(first, size), best[last - 1], 0))
    margin = np.empty(len(group), np.int64)
    margin[order] = rivalry(of)[order] - rival
    return margin


class _Bounds:
    """Between which values the evidence for each row lies."""

    def __init__(self, rows: int) -> None:
        self.low = np.full((len(NAMES), rows), -_ANYTHING, np.int32)
        self.high = np.full((len(NAMES), rows), _ANYTHING, np.int32)

    def set(self, name: str, low: NDArray[np.integer], high: NDArray[np.integer] | None = None) -> None:
        """What is known of one column."""
        index = NAMES.index(name)
        self.low[index], self.high[index] = low, low if high is None else high


def _by_letters(rows: Columns, words: Lexicon, bounds: _Bounds) -> Flags:
    """What the letters of both words say; returns where two letters are swapped in a word of four or more."""
    wrong, right = decoded(rows["wrong"]), decoded(rows["right"])
    letters = letter_columns(wrong, right)
    for name, values in zip((*LETTER_NAMES, *PARTS), (*letters.T, *known_parts(wrong, words).T), strict=True):
        bounds.set(name, values)
    length = np.fromiter(map(len, wrong), np.int32, len(wrong))
    bounds.set("length", length)
    swapped: Flags = (letters[:, LETTER_NAMES.index("edit")] == EditType.SWAPPED) & (length >= 4)
    return swapped


def _by_counts(rows: Columns, bounds: _Bounds) -> None:
    """How often the words may stand in the document: not oftener than in the corpus, where that counts them."""
    acronym = rows["flags"] & APART != 0
    for name, zipf10, count in (("wrong", "zipf_wrong", "count_wrong"), ("right", "zipf_right", "count_right")):
        most = np.where(acronym | (rows[zipf10] < COUNTED), rows[count], _ANYTHING)
        least = np.minimum(rows["count_here"], COUNTED_HERE) if name == "wrong" else np.zeros(len(most), np.int64)
        bounds.set(f"document_{name}", least, most)
        if name == "right":
            bounds.set("title_right", least, most)


def _by_shape(rows: Columns, bounds: _Bounds) -> None:
    """In what case the word may stand there."""
    acronym, named = rows["flags"] & APART != 0, rows["flags"] & NAMED != 0
    low = np.where(acronym, Shape.UPPER, np.where(named | rows["nearby"], Shape.TITLE, Shape.LOWER))
    high = np.where(named, np.where(acronym, Shape.UPPER, Shape.TITLE), Shape.SLIPPED)
    bounds.set("shape", low, high)


def _by_document(rows: Columns, texts: Columns, bounds: _Bounds) -> None:
    """How long the document is, and how strange its words are, the wrong one left out."""
    place = np.searchsorted(texts["text.document"], rows["document"])
    size, unknown = texts["text.size"][place], texts["text.unknown"][place]
    bounds.set("document_words", logarithm(size))
    own = (rows["zipf_wrong"] == 0) * 1
    bounds.set("document_unknown", 1000 * (unknown - own) // size, 1000 * unknown // size)

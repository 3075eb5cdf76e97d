"""What speaks for and against a correction, as whole numbers: the columns that the ranker weighs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from corpuslint import tables
from corpuslint.batch import Batch
from corpuslint.language.candidates import logarithm
from corpuslint.language.edits import EditType, edit_between
from corpuslint.language.forms import Shape, forms
from corpuslint.language.grouping import members
from corpuslint.language.lexicon import Lexicon
from corpuslint.language.misspellings import listed
from corpuslint.language.morphology import known_parts
from corpuslint.language.skeleton import skeleton_hashes
from corpuslint.language.suspects import Pair
from corpuslint.language.trigrams import surprise
from corpuslint.language.validity import validity
from corpuslint.language.vocabulary import ACRONYM, Vocabulary, apart, frequencies
from corpuslint.segmentation import Kind
from corpuslint.words import hash_terms

NAMES = (
    "zipf_wrong", "zipf_right", "gap", "length", "edit", "at_start", "at_end", "vowels", "near_keys", "inflection",
    "shape", "opens", "document_wrong", "document_right", "corpus_wrong", "corpus_right", "margin", "options",
    "worst_wrong", "worst_right", "mean_wrong", "mean_right", "left_match", "right_match", "line_known", "line_words",
    "document_unknown", "document_words", "hyphen", "corpus_words", "from_document", "quoted",
    "names_beside", "stem", "compound", "same_bones", "defined", "initials_right", "initials_wrong", "in_code",
    "valid", "title_right", "old_words", "glued", "listed",
)  # fmt: skip
LETTER_NAMES = ("edit", "at_start", "at_end", "vowels", "near_keys", "inflection",
                "worst_wrong", "mean_wrong", "worst_right", "mean_right", "same_bones")  # fmt: skip
"""What follows from the letters of both words alone."""
PARTS = ("stem", "compound", "glued")
"""What the parts of the wrong word say (see `morphology.known_parts`)."""
_MATCH_COMMON = 55
COUNTED_HERE = 20
"""Occurrences of the wrong word in a document that are told apart."""


def evidence(batch: Batch, pairs: Sequence[Pair], words: Lexicon, vocabulary: Vocabulary) -> NDArray[np.int32]:
    """One row per pair, one column per name in `NAMES`."""
    out = np.zeros((len(pairs), len(NAMES)), np.int32)
    if not pairs:
        return out
    form, start, end = forms(batch), batch.words.start, batch.words.end
    at = np.array([pair.word for pair in pairs])
    right_hash = hash_terms([pair.right for pair in pairs])
    shift = np.where(apart(form.shape[at]), ACRONYM, np.uint64(0))
    wrong_hash = batch.words.hash[at]
    column = {name: out[:, i] for i, name in enumerate(NAMES)}
    column["zipf_wrong"][:] = frequencies(batch, words)[at]
    column["zipf_right"][:] = words.frequency(right_hash)
    column["gap"][:] = column["zipf_right"] - column["zipf_wrong"]
    column["valid"][:] = np.where(apart(form.shape[at]), 0, validity(wrong_hash))
    column["listed"][:] = listed(wrong_hash, right_hash)
    column["length"][:] = end[at] - start[at]
    column["shape"][:] = form.shape[at]
    column["opens"][:] = form.opens[at]
    column["corpus_wrong"][:] = logarithm(vocabulary.count(wrong_hash + shift))
    column["corpus_right"][:] = logarithm(vocabulary.count(right_hash + shift))
    column["corpus_words"][:] = logarithm(np.array([max(vocabulary.words, 1)]))
    column["from_document"][:] = [pair.source == "document" for pair in pairs]
    _letters(column, batch, pairs)
    _surroundings(column, batch, at, words)
    _document(column, batch, at, wrong_hash, right_hash, words)
    _terms(column, batch, pairs)
    _rivals(column, at)
    _parts(column, batch, pairs, words)
    return out


def letter_columns(wrong: Sequence[str], right: Sequence[str]) -> NDArray[np.int32]:
    """The columns named `LETTER_NAMES`, of pairs of words in lower case."""
    edits = np.array([_edit_columns(*pair) for pair in zip(wrong, right, strict=True)], np.int32).reshape(-1, 6)
    bones = skeleton_hashes(wrong) == skeleton_hashes(right)
    return np.concatenate([edits, surprise(wrong), surprise(right), bones[:, None]], axis=1, dtype=np.int32)


@lru_cache(1 << 16)
def _edit_columns(wrong: str, right: str) -> tuple[int, ...]:
    edit = edit_between(wrong, right)
    at_end = edit.at >= len(right) - (2 if edit.type == EditType.SWAPPED else 1)
    ending = 0
    if edit.type != EditType.SWAPPED and edit.at >= min(len(wrong), len(right)) - 1:
        letters = edit.right + edit.wrong
        ending = 1 if letters == "s" else 2 if letters in ("d", "r", "e", "n", "y", "l", "a", "i", "o") else 3
    return edit.type, edit.at == 0, at_end, edit.vowels, edit.near_keys, ending


def _letters(column: dict[str, NDArray[np.int32]], batch: Batch, pairs: Sequence[Pair]) -> None:
    start, end = batch.words.start, batch.words.end
    texts = [batch.text[start[p.word] : end[p.word]].lower() for p in pairs]
    for name, values in zip(LETTER_NAMES, letter_columns(texts, [p.right for p in pairs]).T, strict=True):
        column[name][:] = values


def _surroundings(column: dict[str, NDArray[np.int32]], batch: Batch, at: NDArray[np.int64], words: Lexicon) -> None:
    form, zipf10 = forms(batch), frequencies(batch, words)
    count = len(form.line)
    known = np.append(0, np.cumsum(zipf10 >= 40))
    first = np.searchsorted(form.line, form.line[at])
    last = np.searchsorted(form.line, form.line[at], side="right")
    column["line_words"][:] = np.minimum(last - first, 200)
    column["line_known"][:] = 100 * (known[last] - known[first]) // np.maximum(last - first, 1)
    for step in (-1, 1):
        beside = np.clip(at + step, 0, count - 1)
        near = (form.line[beside] == form.line[at]) & (beside != at)
        column["names_beside"][:] += near & (form.shape[beside] == Shape.TITLE) & ~form.opens[beside]
    before = batch.codes[np.maximum(batch.words.start[at] - 1, 0)]
    after = batch.codes[np.minimum(batch.words.end[at], len(batch.codes) - 1)]
    column["hyphen"][:] = (before == ord("-")) + 2 * (after == ord("-"))
    marks = np.array([ord(c) for c in "\"'“”‘’«»"], np.uint32)
    column["in_code"][:] = batch.lines.kind[form.line[at]] == Kind.CODE
    column["quoted"][:] = np.isin(before, marks) + 2 * np.isin(after, marks)


def _document(
    column: dict[str, NDArray[np.int32]],
    batch: Batch,
    at: NDArray[np.int64],
    wrong: NDArray[np.uint64],
    right: NDArray[np.uint64],
    words: Lexicon,
) -> None:
    form, zipf10, hashes = forms(batch), frequencies(batch, words), batch.words.hash
    unknown = np.append(0, np.cumsum((zipf10 == 0) & (form.shape == Shape.LOWER)))
    first = np.searchsorted(form.document, form.document[at])
    last = np.searchsorted(form.document, form.document[at], side="right")
    column["document_words"][:] = logarithm(last - first)
    column["document_unknown"][:] = (
        1000 * (unknown[last] - unknown[first] - (unknown[at + 1] - unknown[at])) // (last - first)
    )
    old = np.append(0, np.cumsum(members(hashes, _old_words())))
    column["old_words"][:] = 1000 * (old[last] - old[first]) // (last - first)
    high = apart(form.shape)
    wanted = np.flatnonzero(members(hashes, np.concatenate([wrong, right])))
    low, top = np.searchsorted(wanted, first), np.searchsorted(wanted, last)
    for row in range(len(at)):
        here = slice(int(first[row]), int(last[row]))
        index = int(at[row])
        some = wanted[low[row] : top[row]]
        some = some[high[some] == high[index]]
        column["document_wrong"][row] = min(int((hashes[some] == wrong[row]).sum()), COUNTED_HERE)
        places = some[hashes[some] == right[row]]
        column["document_right"][row] = min(len(places), 40)
        column["title_right"][row] = min(int(((form.shape[places] == Shape.TITLE) & ~form.opens[places]).sum()), 20)
        column["left_match"][row] = _matches(hashes, zipf10, places - 1, index - 1, here)
        column["right_match"][row] = _matches(hashes, zipf10, places + 1, index + 1, here)


def _terms(column: dict[str, NDArray[np.int32]], batch: Batch, pairs: Sequence[Pair]) -> None:
    """Terms with their acronym behind them in brackets, and acronyms whose letters begin a phrase of the document."""
    form = forms(batch)
    initials: dict[int, str] = {}
    for row, pair in enumerate(pairs):
        start, end = int(batch.words.start[pair.word]), int(batch.words.end[pair.word])
        wrong = batch.text[start:end].lower()
        column["defined"][row] = _is_defined(batch, pair.word)
        if form.shape[pair.word] == Shape.UPPER and 3 <= len(wrong.rstrip("s")) <= 6:
            document = int(form.document[pair.word])
            if document not in initials:
                initials[document] = _initials(batch, form.document, document)
            column["initials_right"][row] = pair.right.rstrip("s") in initials[document]
            column["initials_wrong"][row] = wrong.rstrip("s") in initials[document]


def _is_defined(batch: Batch, word: int) -> bool:
    """Whether the word ends a term that has its acronym behind it: `Scope of Work (SoW)`."""
    follows = _DEFINITION.match(batch.text, int(batch.words.end[word]))
    if follows is None:
        return False
    letters = follows[1].lower().rstrip("s")
    first = max(word - len(letters) + 1, 0)
    return letters == "".join(batch.text[i] for i in batch.words.start[first : word + 1].tolist()).lower()


_DEFINITION = re.compile(r"\s?\(([A-Z][A-Za-z]{1,5})\)")
_SMALL = ("and", "of", "the", "for", "in", "to", "on", "an", "or")


def _initials(batch: Batch, documents: NDArray[np.int64], document: int) -> str:
    """The first letters of the words of a document that begin with two letters, small words left out."""
    first, last = np.searchsorted(documents, [document, document + 1])
    start = batch.words.start[first:last][~np.isin(batch.words.hash[first:last], hash_terms(_SMALL))]
    second = np.take(batch.classes, start + 1, mode="clip")
    start = start[(batch.classes[start] & second & tables.LETTER) != 0]
    letters: str = batch.codes[start].tobytes().decode("utf-32-le", "surrogatepass")
    return letters.lower()


OLD_WORDS = ("thou", "thee", "thy", "thine", "hath", "doth", "hast", "dost", "wilt", "shalt", "ye", "prithee")
"""Words that running English has not had for two centuries, outside quotations and prayers."""


@cache
def _old_words() -> NDArray[np.uint64]:
    return hash_terms(OLD_WORDS)


def _matches(
    hashes: NDArray[np.uint64], zipf10: NDArray[np.uint8], places: NDArray[np.int64], index: int, here: slice
) -> int:
    """2 when a telling word beside the right form stands beside the wrong one too, 1 when a common one does."""
    if not here.start <= index < here.stop:
        return 0
    inside = places[(places >= here.start) & (places < here.stop)]
    if not (hashes[inside] == hashes[index]).any():
        return 0
    return 2 if zipf10[index] < _MATCH_COMMON else 1


RIVALRY = ("zipf_right", "corpus_right", "document_right", "edit")


def rivalry(column: Mapping[str, NDArray[np.integer]]) -> NDArray[np.int64]:
    """A rough measure of a correction against other ones of the same word, from the columns `RIVALRY`."""
    common = np.maximum(column["zipf_right"], 5 + 2 * column["corpus_right"]) + 3 * np.minimum(
        column["document_right"], 5
    )
    return np.asarray(common + np.where(column["edit"] == EditType.CHANGED, 0, 5), np.int64)


def _rivals(column: dict[str, NDArray[np.int32]], at: NDArray[np.int64]) -> None:
    """How many corrections a word has, and how much better than the best other one each is."""
    score = rivalry(column)
    order = np.argsort(at, kind="stable")
    edges = [*np.flatnonzero(np.append(True, np.diff(at[order]) != 0)).tolist(), len(at)]
    for first, last in pairwise(edges):
        rows = order[first:last]
        column["options"][rows] = len(rows)
        for row in rows:
            others = [int(score[other]) for other in rows if other != row]
            column["margin"][row] = int(score[row]) - max(others, default=0)


def _parts(column: dict[str, NDArray[np.int32]], batch: Batch, pairs: Sequence[Pair], words: Lexicon) -> None:
    """Whether the word is a derivation or a compound of known words, which no list has."""
    start, end = batch.words.start, batch.words.end
    texts = [batch.text[start[p.word] : end[p.word]].lower() for p in pairs]
    for name, values in zip(PARTS, known_parts(texts, words).T, strict=True):
        column[name][:] = values

"""Slips in languages that have no ranker: a word that nobody knows, one edit from a word that the document repeats.

What makes the evidence enough without weights: the wrong form stands once in the document and in no list of the
language, the right one three times or more in the same document, and the edit is none by which words of these
languages are inflected: not at the beginning, not among the last letters, no vowel for another.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from corpuslint.batch import Batch
from corpuslint.language.candidates import Columns, documents_of
from corpuslint.language.edits import EditType, edit_between
from corpuslint.language.forms import Shape, may_be_plain, shapes
from corpuslint.language.grouping import first_equal, marks_of
from corpuslint.language.identify import languages_of
from corpuslint.language.lexicon import lexicon
from corpuslint.language.pairs import sharing
from corpuslint.language.vocabulary import Flags, Offsets, Vocabulary, decoded, texts_of

LANGUAGES = ("de", "es", "fr", "it", "nl", "pl", "pt")
"""Measured in docs/benchmarks/artifacts-terms.md. Russian is left out: nothing was found there to be judged."""
SHORTEST, LONGEST = 6, 24
REPEATED = 3
"""How often the right form stands in the document at least."""
ELSEWHERE = 2
"""How often the wrong form stands in the corpus at most."""
SLIP = 8
"""The flag of a verdict that needs no ranker; beside those of `candidates`."""
ENDING = 3
"""Letters at a word's end that endings change."""
_VOWELS = frozenset("aeiouyàáâãäåæèéêëìíîïòóôõöøùúûüýąęœ")


def slips(batch: Batch, documents: Offsets) -> Columns:
    """One row for each slip in these documents (places in the batch): id, hash of the wrong form, right form."""
    if not len(documents):
        return _rows(batch, documents, documents)  # As in most batches of English text.
    names = languages_of(batch, documents)
    kept = np.isin(names, LANGUAGES)
    if not kept.any():
        return _rows(batch, documents[:0], documents[:0])
    wrong, right = _pairs(batch, documents[kept])
    good = may_be_plain(batch, wrong) & _are_slips(batch, wrong, right)
    wrong, right = wrong[good], right[good]
    document = batch.document_of(batch.words.start[wrong])
    unknown = lexicon("en").frequency(batch.words.hash[wrong]) == 0
    for name in np.unique(names[kept]).tolist():
        own = np.flatnonzero(unknown & (names[np.searchsorted(documents, document)] == name))
        if len(own):
            unknown[own] = lexicon(name).frequency(batch.words.hash[wrong[own]]) == 0
    return _rows(batch, wrong[unknown], right[unknown])


def _rows(batch: Batch, wrong: Offsets, right: Offsets) -> Columns:
    return {
        "slip.document": batch.ids[batch.document_of(batch.words.start[wrong])],
        "slip.key": batch.words.hash[wrong],
        "slip.right": texts_of(batch, right),
    }


def _pairs(batch: Batch, documents: Offsets) -> tuple[Offsets, Offsets]:
    """Words that stand once in their document, and words repeated there that are one edit away; one for each."""
    inside = np.zeros(len(batch.documents), np.bool_)
    inside[documents] = True
    edges = np.append(batch.first_word(batch.starts), len(batch.words))
    length = batch.words.end - batch.words.start
    judged = np.repeat(inside, np.diff(edges)) & (length >= SHORTEST) & (length <= LONGEST)
    chosen = np.flatnonzero(judged & _ordinary(batch))
    apart = marks_of(documents_of(batch, chosen))
    count = np.bincount(first_equal(batch.words.hash[chosen] ^ apart), minlength=len(chosen))
    kinds = np.flatnonzero((count == 1) | (count >= REPEATED))
    wrong, right = sharing(batch, chosen[kinds], apart[kinds], count[kinds], count[kinds] == 1)
    wrong, right = kinds[wrong], kinds[right]
    order = np.lexsort((batch.words.hash[chosen[right]], -count[right], wrong))
    wrong, right = wrong[order], right[order]
    first = np.append(True, wrong[1:] != wrong[:-1])[: len(wrong)]
    return chosen[wrong[first]], chosen[right[first]]


def _are_slips(batch: Batch, wrong: Offsets, right: Offsets) -> Flags:
    """Which pairs differ by an edit that is no inflection."""
    pairs = zip(decoded(texts_of(batch, wrong)), decoded(texts_of(batch, right)), strict=True)
    return np.array([_is_slip(*pair) for pair in pairs], np.bool_)


def _is_slip(wrong: str, right: str) -> bool:
    edit = edit_between(wrong, right)
    if edit.type == EditType.FAR or not 0 < edit.at < min(len(wrong), len(right)) - ENDING:
        return False
    return edit.type != EditType.CHANGED or not {edit.right, edit.wrong} & _VOWELS


def with_slips(rows: Columns, survey: Columns, corpus: Vocabulary) -> Columns:
    """The verdicts with a row for each slip of the survey whose wrong form the corpus does not repeat."""
    kept = np.flatnonzero(corpus.count(survey["slip.key"]) <= ELSEWHERE)
    count = len(kept)
    more: Columns = {name: np.zeros(count, column.dtype) for name, column in rows.items()}
    more |= {name: survey[f"slip.{name}"][kept] for name in ("document", "key", "right")}
    more["flags"] = np.full(count, SLIP, np.uint8)
    rows = {name: np.concatenate([column, more[name]]) for name, column in rows.items()}
    order = np.argsort(rows["document"], kind="stable")
    return {name: column[order] for name, column in rows.items()}


def places_of(batch: Batch, document: NDArray[np.int64], key: NDArray[np.uint64]) -> Offsets:
    """Where the wrong words of rows (ids of documents and hashes) stand in a batch that has these documents."""
    index = np.searchsorted(batch.ids, document)
    first, last = batch.first_word(batch.starts[index]), batch.first_word(batch.ends[index])
    written = _ordinary(batch)
    found = np.zeros(len(key), np.int64)
    for row, (begin, end) in enumerate(zip(first.tolist(), last.tolist(), strict=True)):
        found[row] = begin + int(np.argmax((batch.words.hash[begin:end] == key[row]) & written[begin:end]))
    return found


def _ordinary(batch: Batch) -> Flags:
    """Words in small letters, or with a capital before them."""
    found: Flags = (shapes(batch) == Shape.LOWER) | (shapes(batch) == Shape.TITLE)
    return found

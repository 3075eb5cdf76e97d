"""What the corpus must know of each document's suspicious words before any correction is looked for.

Three things do not depend on the rest of the corpus: which rare words a document has, which of its capitalised words
are one edit apart, and whether the document may be in the lexicon's language at all. They are columns here, for words
that *may* be looked at: whether a word stands in the right language is asked later, of the few that have corrections.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpuslint.batch import Batch, select
from corpuslint.language.forms import Shape, in_text, may_be_plain, opening, shapes
from corpuslint.language.grouping import counts_of, first_equal, marks_of
from corpuslint.language.identify import spoken
from corpuslint.language.lexicon import Lexicon
from corpuslint.language.pairs import REPEATED, sharing
from corpuslint.language.validity import Validity, validity
from corpuslint.language.vocabulary import ACRONYM, COUNTED, Flags, Offsets, apart, frequencies, keys, texts_of
from corpuslint.tables import distinct

Columns = dict[str, NDArray[Any]]
RARE = 30
"""Zipf 3: from here on a word of the language is not suspected for its rarity. Of 3,000 corrections found, 18 were of
commoner words than that, but half of all pairs."""
_SUSPECTED = np.isin(np.arange(len(Shape)), (Shape.LOWER, Shape.TITLE, Shape.UPPER, Shape.SLIPPED))
SHORTEST_WRONG, LONGEST_WRONG = 3, 24
STRANGE, SOME_WORDS = 100, 20
"""A document of 32 words or more (a score of 20) of which one word in ten is unknown is not in the language of the
lexicon (dialect, old spelling, a transcript of sounds): nothing in it is judged."""
SELDOM = 2
"""How often a capitalised word stands in its document at most that is compared with the others there."""
NAMED, DEFINED, APART = 1, 2, 4
"""Flags of a form: a name or acronym; followed by a bracket; counted apart from ordinary words."""


def logarithm(counts: Offsets) -> Offsets:
    """Four times the binary logarithm, rounded."""
    rounded: Offsets = np.rint(4 * np.log2(np.maximum(counts, 1))).astype(np.int64)
    return rounded


def candidates(batch: Batch, words: Lexicon) -> Columns:
    """Candidates of a batch.

    `row.*`: the distinct forms of rare words in each document, and how often they stand there (255 at most);
    `form.*`: these forms, once each, with their text;
    `near.*`: pairs of capitalised words of one document; `text.*`: each document's size, and words that are unknown.
    """
    size, unknown = _strangeness(batch, words)
    judged = _may_be_judged(batch, size, unknown)
    rows = _rare_words(batch, words, judged)
    near = _near_words(batch, words, judged)
    some = distinct(np.concatenate([rows["row.document"], near["near.document"]]))
    place = np.searchsorted(batch.ids, some)
    texts: Columns = {"text.document": some, "text.size": size[place], "text.unknown": unknown[place]}
    return {**rows, **near, **texts}


def put_together(found: Sequence[Columns]) -> Columns:
    """Candidates of several batches, in corpus order; each form once."""
    out = {name: np.concatenate([columns[name] for columns in found]) for name in found[0]}
    _, first = np.unique(out["form.key"], return_index=True)
    return out | {name: column[first] for name, column in out.items() if name.startswith("form.")}


def foreign_documents(batch: Batch, words: Lexicon) -> Offsets:
    """The places in the batch of documents that are surely not in the lexicon's language."""
    return np.flatnonzero(_never(*_strangeness(batch, words)))


def _strangeness(batch: Batch, words: Lexicon) -> tuple[Offsets, Offsets]:
    """The words of each document, and those in lower case that the lexicon lacks. Computed once."""
    return batch.derive(("language.strangeness", words.language), lambda own: _count_unknown(own, words))


def _count_unknown(batch: Batch, words: Lexicon) -> tuple[Offsets, Offsets]:
    edges = np.append(batch.first_word(batch.starts), len(batch.words))
    strange = np.flatnonzero((frequencies(batch, words) == 0) & (shapes(batch) == Shape.LOWER))
    return np.diff(edges), np.diff(np.searchsorted(strange, edges))


def _never(size: Offsets, unknown: Offsets) -> Flags:
    """Long documents with many unknown words."""
    found: Flags = (logarithm(size) >= SOME_WORDS) & (1000 * (unknown - 1) // np.maximum(size, 1) > STRANGE)
    return found


def _may_be_judged(batch: Batch, size: Offsets, unknown: Offsets) -> Flags:
    """Which words stand in documents that may be in the lexicon's language.

    Long documents with many unknown words are not; short ones with many are looked at in earnest, so that a corpus of
    small texts in another language does not fill the columns.
    """
    doubted = (logarithm(size) < SOME_WORDS) & (1000 * unknown // np.maximum(size, 1) > STRANGE)
    judged = np.repeat(~_never(size, unknown), size)
    if (chosen := select(batch, batch.ids[doubted])) is not None:
        judged[np.repeat(doubted, size)] = spoken(chosen, "en")
    return judged


def _rare_words(batch: Batch, words: Lexicon, judged: Flags) -> Columns:
    shape = shapes(batch)
    rare = (frequencies(batch, words) < RARE) & _SUSPECTED[shape]
    rare &= in_text(batch)
    rare &= judged
    chosen = np.flatnonzero(rare)
    length = batch.words.end[chosen] - batch.words.start[chosen]
    chosen = chosen[(length >= SHORTEST_WRONG) & (length <= LONGEST_WRONG)]
    chosen = chosen[may_be_plain(batch, chosen)]
    opens = opening(batch, chosen)
    ordinary = (shape[chosen] == Shape.LOWER) | opens
    kept = ~ordinary | (validity(batch.words.hash[chosen]) < Validity.COINED)
    chosen, opens = chosen[kept], opens[kept]
    acronym = apart(shape[chosen])
    named = acronym | ((shape[chosen] == Shape.TITLE) & ~opens)
    flags = named * NAMED + _before_bracket(batch, chosen) * DEFINED + acronym * APART
    form = keys(batch, chosen) + flags.astype(np.uint64)
    document = documents_of(batch, chosen)
    rows, count = counts_of(form ^ marks_of(document))
    first = rows[counts_of(form[rows])[0]]
    return {
        "row.document": batch.ids[document[rows]],
        "row.form": form[rows],
        "row.count": np.minimum(count, 255).astype(np.uint8),
        "form.key": form[first],
        "form.flags": flags[first].astype(np.uint8),
        "form.text": texts_of(batch, chosen[first]),
    }


def _near_words(batch: Batch, words: Lexicon, judged: Flags) -> Columns:
    """Pairs of capitalised words of one document, the wrong one once or twice there and the right one oftener."""
    shape = shapes(batch)
    chosen = np.flatnonzero(judged & (shape >= Shape.TITLE))
    length = batch.words.end[chosen] - batch.words.start[chosen]
    chosen = chosen[(length <= LONGEST_WRONG) & (length >= np.where(shape[chosen] == Shape.UPPER, 3, 4))]
    document = documents_of(batch, chosen)
    apart_by = marks_of(document)
    key = keys(batch, chosen)
    group = first_equal(key ^ apart_by)
    count = np.bincount(group, minlength=len(group))
    told = np.zeros(len(group), np.bool_)
    told[group[in_text(batch)[chosen] & ((frequencies(batch, words)[chosen] < COUNTED) | apart(shape[chosen]))]] = True
    told &= count <= SELDOM
    kinds = np.flatnonzero((count >= REPEATED) | told)
    places = chosen[kinds]
    shift = apart_by[kinds] ^ np.where(apart(shape[places]), ACRONYM, np.uint64(0))
    wrong, right = sharing(batch, places, shift, count[kinds], told[kinds])
    wrong, right = kinds[wrong], kinds[right]
    plain, bracket, suspected = (np.zeros(len(group), np.bool_) for _ in range(3))
    suspected[wrong] = True
    looked_at = np.flatnonzero(suspected[group])
    plain[group[looked_at[may_be_plain(batch, chosen[looked_at])]]] = True
    bracket[group[looked_at[_before_bracket(batch, chosen[looked_at])]]] = True
    wrong, right = wrong[plain[wrong]], right[plain[wrong]]
    order = np.lexsort((key[right], key[wrong], document[wrong]))
    wrong, right = wrong[order], right[order]
    flags = bracket[wrong] * DEFINED + apart(shape[chosen[wrong]]) * APART
    return {
        "near.document": batch.ids[document[wrong]],
        "near.key": key[wrong],
        "near.count": np.minimum(count[wrong], 255).astype(np.uint8),
        "near.flags": flags.astype(np.uint8),
        "near.wrong": texts_of(batch, chosen[wrong]),
        "near.right": texts_of(batch, chosen[right]),
    }


def documents_of(batch: Batch, at: Offsets) -> Offsets:
    """The place in the batch of the document of each of these words, which ascend."""
    edges = np.searchsorted(at, batch.first_word(batch.starts))
    return np.repeat(np.arange(len(edges)), np.diff(edges, append=len(at)))


def _before_bracket(batch: Batch, at: Offsets) -> Flags:
    """Words with a blank and an opening bracket behind them, or the bracket at once: an acronym may follow."""
    end, last = batch.words.end[at], max(len(batch.codes) - 1, 0)
    if not len(at):
        return np.zeros(0, np.bool_)
    found: Flags = batch.codes[np.minimum(end, last)] == ord("(")
    found |= batch.codes[np.minimum(end + 1, last)] == ord("(")
    return found

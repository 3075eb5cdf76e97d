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

from corpuslint.batch import Batch
from corpuslint.language.forms import Shape, may_be_plain, opening, shapes
from corpuslint.language.grouping import counts_of, first_equal
from corpuslint.language.identify import spoken
from corpuslint.language.lexicon import Lexicon
from corpuslint.language.neighbours import deletions
from corpuslint.language.validity import Validity, validity
from corpuslint.language.vocabulary import ACRONYM, Flags, Hashes, Offsets, apart, frequencies, keys
from corpuslint.tables import distinct

Columns = dict[str, NDArray[Any]]
RARE = 30
"""Zipf 3: from here on a word of the language is not suspected for its rarity. Of 3,000 corrections found, 18 were of
commoner words than that, but half of all pairs."""
SHORTEST_WRONG, LONGEST_WRONG = 3, 24
STRANGE, SOME_WORDS = 100, 24
"""A document of 64 words or more (a score of 24) of which one word in ten is unknown is not in the language of the
lexicon (dialect, old spelling, a transcript of sounds): nothing in it is judged."""
NAMED, DEFINED, APART = 1, 2, 4
"""Flags of a form: a name or acronym; followed by a bracket; counted apart from ordinary words."""
_SLOT_BITS = 18
_SPREAD = np.uint64(0x9E3779B97F4A7C15)
"""Times the number of a document: what tells the same words of two documents apart."""
_REACH = (1, 2, 3)
"""How many words that share a deletion are compared with each other."""


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
    edges = np.append(batch.first_word(batch.starts), len(batch.words))
    size = np.diff(edges)
    strange = np.flatnonzero((frequencies(batch, words) == 0) & (shapes(batch) == Shape.LOWER))
    unknown = np.diff(np.searchsorted(strange, edges))
    judged = _may_be_judged(batch, size, unknown)
    rows = _rare_words(batch, words, judged)
    near = _near_words(batch, judged)
    some = np.unique(np.concatenate([rows["row.document"], near["near.document"]])).astype(np.int64)
    place = np.searchsorted(batch.ids, some)
    texts: Columns = {"text.document": some, "text.size": size[place], "text.unknown": unknown[place]}
    return {**rows, **near, **texts}


def put_together(found: Sequence[Columns]) -> Columns:
    """Candidates of several batches, in corpus order; each form once."""
    out = {name: np.concatenate([columns[name] for columns in found]) for name in found[0]}
    _, first = np.unique(out["form.key"], return_index=True)
    return out | {name: column[first] for name, column in out.items() if name.startswith("form.")}


def _may_be_judged(batch: Batch, size: Offsets, unknown: Offsets) -> Flags:
    """Which words stand in documents that may be in the lexicon's language.

    Long documents with many unknown words are not; short ones with many are looked at in earnest, so that a corpus of
    small texts in another language does not fill the columns.
    """
    least = np.maximum(size, 1)
    long = logarithm(size) >= SOME_WORDS
    never = long & (1000 * (unknown - 1) // least > STRANGE)
    doubted = ~long & (1000 * unknown // least > STRANGE)
    judged = np.repeat(~never, size)
    if doubted.any():
        documents = [document for document, doubt in zip(batch.documents, doubted.tolist(), strict=True) if doubt]
        judged[np.repeat(doubted, size)] = spoken(Batch(documents, batch.ids[doubted]), "en")
    return judged


def _rare_words(batch: Batch, words: Lexicon, judged: Flags) -> Columns:
    shape, length = shapes(batch), batch.words.end - batch.words.start
    rare = judged & (frequencies(batch, words) < RARE) & (length >= SHORTEST_WRONG) & (length <= LONGEST_WRONG)
    chosen = np.flatnonzero(rare & (shape != Shape.OTHER) & (shape != Shape.MIXED))
    chosen = chosen[may_be_plain(batch, chosen)]
    opens = opening(batch, chosen)
    ordinary = (shape[chosen] == Shape.LOWER) | opens
    kept = ~ordinary | (validity(batch.words.hash[chosen]) != Validity.MODERN)
    chosen, opens = chosen[kept], opens[kept]
    acronym = apart(shape[chosen])
    named = acronym | ((shape[chosen] == Shape.TITLE) & ~opens)
    flags = named * NAMED + _before_bracket(batch, chosen) * DEFINED + acronym * APART
    form = keys(batch, chosen) + flags.astype(np.uint64)
    document = batch.document_of(batch.words.start[chosen])
    rows, count = counts_of(form ^ (document.astype(np.uint64) * _SPREAD))
    first = rows[counts_of(form[rows])[0]]
    return {
        "row.document": batch.ids[document[rows]],
        "row.form": form[rows],
        "row.count": np.minimum(count, 255).astype(np.uint8),
        "form.key": form[first],
        "form.flags": flags[first].astype(np.uint8),
        "form.text": _texts(batch, chosen[first]),
    }


def _near_words(batch: Batch, judged: Flags) -> Columns:
    """Pairs of capitalised words of one document, the wrong one once or twice there and the right one oftener."""
    shape, length = shapes(batch), batch.words.end - batch.words.start
    capital = judged & (shape >= Shape.TITLE) & (length <= LONGEST_WRONG)
    capital &= length >= np.where(shape == Shape.UPPER, 3, 4)
    chosen = np.flatnonzero(capital)
    document = batch.document_of(batch.words.start[chosen])
    apart_by = document.astype(np.uint64) * _SPREAD
    key = keys(batch, chosen)
    group = first_equal(key ^ apart_by)
    count = np.bincount(group, minlength=len(group))
    hopeful = np.zeros(len(batch.documents), np.bool_)
    hopeful[document[count > 1]] = True
    kinds = np.flatnonzero((count > 0) & hopeful[document])
    places = chosen[kinds]
    shift = apart_by[kinds] ^ np.where(apart(shape[places]), ACRONYM, np.uint64(0))
    wrong, right = _sharing(batch, places, shift, count[kinds])
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
        "near.wrong": _texts(batch, chosen[wrong]),
        "near.right": _texts(batch, chosen[right]),
    }


def _sharing(batch: Batch, places: Offsets, shift: Hashes, count: Offsets) -> tuple[Offsets, Offsets]:
    """Rows of `places` of rare words that share a deletion with a more frequent one, by the wrong one's row."""
    length = batch.words.end[places] - batch.words.start[places]
    owner, mark = deletions(batch.codes, batch.words.start[places], length)
    mark ^= shift[owner]
    shared = colliding(mark)
    owner, mark = owner[shared], mark[shared]
    order = np.lexsort((places[owner], mark))
    owner, mark = owner[order], mark[order]
    near: list[NDArray[np.int64]] = []
    for reach in _REACH:
        same = np.flatnonzero(mark[reach:] == mark[:-reach])
        a, b = owner[same], owner[same + reach]
        for wrong, right in ((a, b), (b, a)):
            good = (wrong != right) & (count[wrong] <= 2) & (count[right] >= 2) & (count[right] > count[wrong])
            near.append(wrong[good] * len(places) + right[good])
    pairs = distinct(np.concatenate(near))
    return pairs // max(len(places), 1), pairs % max(len(places), 1)


def colliding(marks: Hashes) -> Offsets:
    """Places of all marks that occur twice, and of some that do not: those that meet another one in a table.

    Whoever is written last into a slot stands there; who does not find himself there has met somebody.
    """
    slot = (marks >> np.uint64(64 - _SLOT_BITS)).view(np.int64)
    number = np.arange(len(marks), dtype=np.int32)
    table = np.empty(1 << _SLOT_BITS, np.int32)
    table[slot] = number
    there = table[slot]
    pushed = np.flatnonzero(there != number)
    met = np.zeros(len(marks), np.bool_)
    met[pushed] = met[there[pushed]] = True
    return np.flatnonzero(met)


def _before_bracket(batch: Batch, at: Offsets) -> Flags:
    """Words with a blank and an opening bracket behind them, or the bracket at once: an acronym may follow."""
    end, last = batch.words.end[at], max(len(batch.codes) - 1, 0)
    if not len(at):
        return np.zeros(0, np.bool_)
    found: Flags = batch.codes[np.minimum(end, last)] == ord("(")
    found |= batch.codes[np.minimum(end + 1, last)] == ord("(")
    return found


def _texts(batch: Batch, at: Offsets) -> NDArray[np.bytes_]:
    """Words in lower case, encoded."""
    text = batch.text
    start, end = batch.words.start[at].tolist(), batch.words.end[at].tolist()
    found = [text[a:b].lower().encode("utf-8", "surrogatepass") for a, b in zip(start, end, strict=True)]
    return np.array(found, np.bytes_) if found else np.zeros(0, "S1")

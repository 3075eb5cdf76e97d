"""Words that may be corrupted, and the words that they may have been: pairs, before any judgement."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from corpuslint.batch import Batch
from corpuslint.language.candidates import (
    APART,
    LONGEST_WRONG,
    NAMED,
    RARE,
    SHORTEST_WRONG,
    Columns,
    candidates,
    put_together,
)
from corpuslint.language.edits import EditType, edit_between
from corpuslint.language.forms import Shape, forms
from corpuslint.language.grouping import members
from corpuslint.language.lexicon import Lexicon
from corpuslint.language.options import PLAIN_GAP, resolve
from corpuslint.language.validity import Validity, validity
from corpuslint.language.vocabulary import (
    ACRONYM,
    Flags,
    Offsets,
    Vocabulary,
    apart,
    counted,
    decoded,
    frequencies,
    keys,
)
from corpuslint.words import hash_terms


@dataclass(frozen=True, slots=True)
class Pair:
    """A word of the batch (its index among the words) and what it may have been, in lower case."""

    word: int
    right: str
    source: str


def suspects(batch: Batch, words: Lexicon, vocabulary: Vocabulary, judged: Flags) -> Iterator[Pair]:
    """All pairs of a batch; `judged` says which words may be looked at."""
    yield from pairs_of(batch, resolve(put_together([candidates(batch, words)]), words, vocabulary), words, judged)


def pairs_of(batch: Batch, rows: Columns, words: Lexicon, judged: Flags) -> Iterator[Pair]:
    """Where the words of rows (see `options.resolve`) stand in a batch, with what they may have been there."""
    if not len(rows["document"]):
        return
    found: dict[int, dict[str, Pair]] = {}
    wanted: dict[tuple[int, int], list[tuple[bool, bool, str]]] = {}
    documents, wrong = rows["document"].tolist(), rows["key"].tolist()
    named, nearby = (rows["flags"] & NAMED != 0).tolist(), rows["nearby"].tolist()
    for row, right in enumerate(decoded(rows["right"])):
        wanted.setdefault((documents[row], wrong[row]), []).append((named[row], nearby[row], right))
    rare, capital, name = _kinds(batch, words, judged)
    places = np.flatnonzero(judged & (rare | capital))
    places = places[members(keys(batch, places), rows["key"])]
    place_keys = keys(batch, places).tolist()
    identities = batch.ids[forms(batch).document[places]].tolist()
    for index, key, identity in zip(places.tolist(), place_keys, identities, strict=True):
        for is_name, is_near, right in wanted.get((identity, key), ()):
            if capital[index] if is_near else (rare[index] and is_name == name[index]):
                pair = Pair(index, right, "document" if is_near else "lexicon")
                if not _is_meant(batch, pair):
                    found.setdefault(index, {}).setdefault(right, pair)
    yield from _telling(batch, found, words)


def _kinds(batch: Batch, words: Lexicon, judged: Flags) -> tuple[Flags, Flags, Flags]:
    """Words that pairs from the lexicon speak of, those that pairs of one document speak of, and names."""
    form, length = forms(batch), batch.words.end - batch.words.start
    rare = (frequencies(batch, words) < RARE) & (length >= SHORTEST_WRONG) & (length <= LONGEST_WRONG)
    rare &= (form.shape != Shape.OTHER) & (form.shape != Shape.MIXED)
    name = apart(form.shape) | ((form.shape == Shape.TITLE) & ~form.opens)
    ordinary = np.flatnonzero(judged & rare & ((form.shape == Shape.LOWER) | form.opens))
    rare[ordinary[validity(batch.words.hash[ordinary]) >= Validity.COINED]] = False
    capital = (form.shape >= Shape.TITLE) & (length >= np.where(form.shape == Shape.UPPER, 3, 4))
    return rare, capital & (length <= LONGEST_WRONG), name


def _telling(batch: Batch, found: dict[int, dict[str, Pair]], words: Lexicon) -> Iterator[Pair]:
    """Pairs of words that have one correction far commoner, or by a plain edit."""
    hashes = hash_terms([right for options in found.values() for right in options])
    zipf10 = iter(words.frequency(hashes).tolist())
    known = frequencies(batch, words)
    for index, options in found.items():
        gap = max(next(zipf10) for _ in options) - int(known[index])
        wrong = batch.text[batch.words.start[index] : batch.words.end[index]].lower()
        if gap >= PLAIN_GAP or any(edit_between(wrong, right).type <= EditType.UNDOUBLED for right in options):
            yield from options.values()


def vocabulary_of(rows: Columns) -> Vocabulary:
    """What the corpus knows of the words of rows."""
    shift = np.where(rows["flags"] & APART != 0, ACRONYM, np.uint64(0))
    right = hash_terms(decoded(rows["right"])) + shift
    counts = np.concatenate([rows["count_wrong"], rows["count_right"]])
    found, first = np.unique(np.concatenate([rows["key"], right]), return_index=True)
    kept: Offsets = counts[first]
    return Vocabulary.of(found[kept > 1], kept[kept > 1], int(rows["words"][:1].sum()))


def _is_meant(batch: Batch, pair: Pair) -> bool:
    """Whether the word is meant so: `iImage`, `FFieldNo`, `ffname`, `myprogram`, `ttable {`, `elseif | elsif`; `DBCSs`;
    or is a part of one that the end of a line breaks (`projec-`, `tile`).

    A small letter before a capital may also be a swap (`nEergy` → `Energy`).
    """
    text = batch.text
    start, end = int(batch.words.start[pair.word]), int(batch.words.end[pair.word])
    wrong = text[start:end]
    if wrong.endswith("Ss") and wrong[:-1].isupper():
        return True
    if wrong[:2].isupper() and not wrong[2:].islower() and not wrong.isupper() and wrong[1:].lower() == pair.right:
        return True
    if wrong[:1].islower() and wrong[1:2].isupper():
        return pair.right != (wrong[1] + wrong[0] + wrong[2:]).lower()
    if wrong.islower() and wrong.endswith(pair.right) and wrong.removesuffix(pair.right) in (*PREFIXES, wrong[1]):
        return True
    if text[end : end + 2] in ("-\n", "-\r") or _BROKEN.search(text, max(start - 80, 0), start):
        return True
    return text[end : end + 2] == " {" or text[max(start - 2, 0) : start] == "| " or text[end : end + 2] == " |"


PREFIXES = ("lib", "my", "py")
"""What programmers put before a word; or its first letter once more."""
_BROKEN = re.compile(r"[^\W\d_]-\r?\n[ \t\xa0]*\Z")
"""The first part of a word, and the line's end behind it."""


__all__ = ["Pair", "Vocabulary", "counted", "frequencies", "pairs_of", "suspects", "vocabulary_of"]

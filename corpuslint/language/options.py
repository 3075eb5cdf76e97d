"""What the suspicious words of a corpus may have been: pairs for every document, before any judgement.

A pair comes from one of three places: the lexicon (a rare word one edit from a commoner one), the corpus (a word one
edit from one that the corpus bears several times), or the document (two capitalised words of one document, one edit
apart, of which one stands there several times).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from corpuslint.language.candidates import APART, NAMED, Columns
from corpuslint.language.edits import EditType, edit_between
from corpuslint.language.grouping import marks_of
from corpuslint.language.lexicon import RIGHT, Lexicon
from corpuslint.language.morphology import known_parts
from corpuslint.language.neighbours import neighbours
from corpuslint.language.skeleton import far_words
from corpuslint.language.vocabulary import ACRONYM, Flags, Hashes, Vocabulary, decoded
from corpuslint.words import hash_terms

GAP, KNOWN, WIDE_GAP = 10, 15, 16
"""A correction is ten times as common as the word at least, forty times if the word reaches Zipf 1.5, unless the
corpus itself speaks for it."""
PLAIN_GAP = 16
"""Where no correction is forty times as common, only swapped and doubled letters are looked at: of 5,700 words without
either, the ranker flagged none."""
LONG, SHORT_RIGHT, LONG_RIGHT = 8, 22, RIGHT
"""Zipf 2.2 is the least frequency of a correction; 1.3 of one of eight letters or more, which few words resemble."""
MOST = 4
"""Corrections looked at per word."""
FAR_BELOW = 35
"""Words below Zipf 1.5 may also be two edits from the right one, if nothing of Zipf 3.5 is one edit away."""


def resolve(found: Columns, words: Lexicon, vocabulary: Vocabulary) -> Columns:
    """One row per document, suspicious word and correction, by document.

    `document`; `key`, which the wrong word is counted by; `named`, where only names and acronyms are meant; `nearby`,
    where the right word is one of the document's capitalised words; `wrong`, `right`: both in lower case; `flags`;
    `count_here`: how often the wrong word stands in the document at least; `zipf_wrong`, `zipf_right`, `count_wrong`,
    `count_right`: how common they are in the language and in the corpus.
    """
    rows = _by_lexicon(found, words, vocabulary)
    near = {
        "document": found["near.document"],
        "key": found["near.key"],
        "count_here": found["near.count"],
        "flags": found["near.flags"],
        "wrong": found["near.wrong"],
        "right": found["near.right"],
    }
    nearby = np.repeat([False, True], [len(rows["document"]), len(near["document"])])
    rows = {name: np.concatenate([rows[name], column]) for name, column in near.items()} | {"nearby": nearby}
    order = np.argsort(rows["document"], kind="stable")
    rows = {name: column[order] for name, column in rows.items()}
    rows |= _how_common(rows, words, vocabulary)
    return _telling(rows)


def pick(rows: Columns, chosen: Flags) -> Columns:
    """All rows of the words of which some row is chosen."""
    group = rows["key"] ^ marks_of(rows["document"])
    kept = np.isin(group, group[chosen])
    return {name: column[kept] for name, column in rows.items()}


def _by_lexicon(found: Columns, words: Lexicon, vocabulary: Vocabulary) -> Columns:
    """Rows of rare words with their options from the lexicon and the corpus."""
    flags = found["form.flags"].astype(np.uint64)
    key = found["form.key"] - flags
    rare = np.flatnonzero(vocabulary.count(key) <= vocabulary.limit)
    texts = [text.decode("utf-8", "surrogatepass") for text in found["form.text"][rare].tolist()]
    acronym, named = (flags[rare] & APART) != 0, (flags[rare] & NAMED) != 0
    zipf10 = words.frequency(key[rare] - np.where(acronym, ACRONYM, np.uint64(0)))
    options = options_of(texts, key[rare], zipf10, acronym, named, words, vocabulary)
    count = np.zeros(len(key), np.int64)
    count[rare] = [len(option) for option in options]
    begin = np.cumsum(count) - count
    rights = _encoded([right for option in options for right in option])
    form = np.searchsorted(found["form.key"], found["row.form"])
    some = np.flatnonzero(count[form] > 0)
    form = form[some]
    repeat = np.repeat(np.arange(len(form)), count[form])
    rank = np.arange(len(repeat)) - np.repeat(np.cumsum(count[form]) - count[form], count[form])
    form = form[repeat]
    return {
        "document": found["row.document"][some][repeat],
        "key": key[form],
        "count_here": found["row.count"][some][repeat],
        "flags": found["form.flags"][form],
        "wrong": found["form.text"][form],
        "right": rights[begin[form] + rank],
    }


def _how_common(rows: Columns, words: Lexicon, vocabulary: Vocabulary) -> Columns:
    """How common the words of each row are."""
    rights, place = np.unique(rows["right"], return_inverse=True)
    hashes = hash_terms(decoded(rights))
    shift = np.where(rows["flags"] & APART != 0, ACRONYM, np.uint64(0))
    return {
        "zipf_wrong": words.frequency(rows["key"] - shift),
        "zipf_right": words.frequency(hashes)[place],
        "count_wrong": vocabulary.count(rows["key"]),
        "count_right": vocabulary.count(hashes[place] + shift),
    }


def _telling(rows: Columns) -> Columns:
    """The rows of words that have one correction far commoner, or by a plain edit."""
    telling = rows["zipf_right"].astype(np.int64) - rows["zipf_wrong"] >= PLAIN_GAP
    rest = np.flatnonzero(~telling).tolist()
    pairs = list(zip(decoded(rows["wrong"][rest]), decoded(rows["right"][rest]), strict=True))
    plain = {pair: edit_between(*pair).type <= EditType.UNDOUBLED for pair in dict.fromkeys(pairs)}
    telling[rest] = [plain[pair] for pair in pairs]
    return pick(rows, telling)


def _encoded(texts: list[str]) -> NDArray[np.bytes_]:
    return np.array([text.encode("utf-8", "surrogatepass") for text in texts] or [b""], np.bytes_)


def options_of(
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
    gaps = zipf10 + np.where(zipf10 >= KNOWN, WIDE_GAP, GAP)
    for near in neighbours(texts):
        edits = near.hashes.shape[1]
        flat = near.hashes.reshape(-1)
        positions, rows = words.find(flat)
        owners, zipfs = near.owners[positions // edits], words.zipf10[rows]
        good = np.flatnonzero((zipfs >= gaps[owners]) & ~acronym[owners])
        rights = words.spell(rows[good])
        for owner, right, common in zip(owners[good].tolist(), rights, zipfs[good].tolist(), strict=True):
            if common >= (LONG_RIGHT if len(right) >= LONG else SHORT_RIGHT) and right != texts[owner]:
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
    strange = ((zipf10 < KNOWN) & ~name).tolist()
    lonely = [
        owner
        for owner, options in enumerate(found)
        if strange[owner] and texts[owner].isascii() and (not options or max(options)[0] < FAR_BELOW)
    ]
    lone_texts = [texts[owner] for owner in lonely]
    parts = known_parts(lone_texts, words)[:, :2].max(axis=1).tolist()
    for owner, far, part in zip(lonely, far_words(words, lone_texts), parts, strict=True):
        if far and part < FAR_BELOW:
            zipfs = words.frequency(hash_terms(far)).tolist()
            found[owner] += [(zipf - 5, right) for zipf, right in zip(zipfs, far, strict=True)]
    best = []
    for options in found:
        merged: dict[str, int] = {}
        for score, right in options:
            merged[right] = max(score, merged.get(right, 0))
        best.append([right for right, _ in sorted(merged.items(), key=lambda item: (-item[1], item[0]))[:MOST]])
    return best

"""What tells an excerpt from a link, from a line of a wrapped paragraph, and from a sentence of the same pattern."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from corpuslint import tables
from corpuslint.batch import Batch
from corpuslint.rules.base import Columns
from corpuslint.rules.copies import Indexes, block_words
from corpuslint.segmentation import Kind
from corpuslint.similarity.shingles import Rows
from corpuslint.tables import distinct

DIFFERENT = 10
"""Different words that a text must have besides markup. Less is a link, or names of one table."""
ENOUGH = 60
"""Longer texts are taken to have them."""
LONGEST = 400
"""Characters of a markup tag or of the address of a link, which readers do not see."""
STOPS = np.array([ord(character) for character in ".!?:…。！？"], np.uint32)
"""Characters that end a sentence."""
ENDING = np.isin(np.arange(1 << 16), STOPS)
NEAR = 4
"""Such a character stands so near behind the last word: brackets and quotation marks may stand between."""
CAPITAL, STOP = 1, 2
HOLDS = np.array([kind not in (Kind.FRONT, Kind.TABLE) for kind in Kind])
"""By kind of block, whether a text is said to be contained in it: that a description in the front matter repeats a
sentence of the text does not make the sentence needless."""


def is_whole(batch: Batch, some: Indexes) -> NDArray[np.bool_]:
    """Blocks that are not parts of a sentence that begins on the line above or goes on below, after another mark."""
    blocks, lines = batch.blocks, batch.lines
    classes, codes = batch.classes, batch.codes
    start, end, document = blocks.start[some], blocks.end[some], blocks.document[some]
    first, last = blocks.first_line[some], blocks.last_line[some]
    below, above = np.minimum(last + 1, len(lines.start) - 1), np.maximum(first - 1, 0)
    under = (below > last) & (lines.document[below] == document) & ~lines.blank[below]
    over = (above < first) & (lines.document[above] == document) & ~lines.blank[above]
    open_end = (classes[end - 1] & (tables.LETTER | tables.DIGIT) != 0) | (codes[end - 1] == ord(","))
    following = np.take(classes, lines.start[below], mode="clip")
    open_end |= (following & tables.LOWER != 0) & ~np.isin(codes[end - 1], STOPS)
    begun = over & _continues(classes[start]) & ~np.isin(codes[lines.end[above] - 1], STOPS)
    whole: NDArray[np.bool_] = ~(under & open_end | begun)
    return whole


def _continues(classes: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Which characters do not begin a sentence: small letters, and all that are no letters."""
    going: NDArray[np.bool_] = (classes & tables.LOWER != 0) | (classes & tables.LETTER == 0)
    return going


def visible(batch: Batch) -> NDArray[np.bool_]:
    """Which words of the batch are read: not those of markup tags and of the addresses of links."""
    return batch.derive("excerpts.visible", _visible_words)


def _visible_words(batch: Batch) -> NDArray[np.bool_]:
    codes = batch.codes
    special = np.flatnonzero((codes == ord("<")) | (codes == ord(">")) | (codes == ord("(")) | (codes == ord(")")))
    found, size = codes[special], np.diff(special)
    tag = (found[:-1] == ord("<")) & (found[1:] == ord(">"))
    address = (found[:-1] == ord("(")) & (found[1:] == ord(")")) & (codes[special[:-1] - 1] == ord("]"))
    unseen = np.flatnonzero((tag | address) & (size <= LONGEST))
    change = np.zeros(len(batch.words.start) + 1, np.int32)
    np.add.at(change, batch.first_word(special[unseen]), 1)
    np.add.at(change, batch.first_word(special[unseen + 1]), -1)
    visible: NDArray[np.bool_] = np.cumsum(change)[:-1] == 0
    return visible


def told(batch: Batch) -> Indexes:
    """How many words of each block are read."""
    sums, words = np.append(0, np.cumsum(visible(batch))), block_words(batch)
    told: Indexes = sums[words.last] - sums[words.first]
    return told


def different(batch: Batch) -> Indexes:
    """How many different words of each block of prose are read; of a long one, how many words it has."""
    words = block_words(batch)
    blocks = np.flatnonzero((batch.blocks.kind == Kind.PROSE) & (words.count >= DIFFERENT) & (words.count <= ENOUGH))
    row = np.repeat(blocks, words.count[blocks])
    first, last = words.first[blocks], words.last[blocks]
    seen = Rows(visible(batch), first, last).gather()
    hashes = Rows(batch.words.hash, first, last).gather()[seen]
    packed = distinct(row[seen].astype(np.uint64) << np.uint64(40) | hashes >> np.uint64(24))
    different = np.bincount((packed >> np.uint64(40)).astype(np.int64), minlength=len(batch.blocks))
    return np.where(words.count > ENOUGH, words.count, different)


def sentence_marks(batch: Batch, size: int) -> NDArray[np.uint8]:
    """For each shingle whether it begins with a capital (`CAPITAL`) and whether a sentence ends behind it (`STOP`)."""
    words, count = batch.words, max(0, len(batch.words.start) - size + 1)
    capital = batch.classes[words.start[:count]] & tables.UPPER != 0
    codes = np.append(batch.codes, np.zeros(NEAR, np.uint32))
    following = np.append(words.start[1:], len(batch.codes))[size - 1 :]
    behind = np.zeros(count, np.bool_)
    for place in range(NEAR):
        after = words.end[size - 1 :] + place
        behind |= (after < following) & np.take(ENDING, codes[after], mode="clip")
    marks: NDArray[np.uint8] = capital * np.uint8(CAPITAL) | behind * np.uint8(STOP)
    return marks


def is_link(batch: Batch, some: Indexes) -> NDArray[np.bool_]:
    """Blocks that begin and end with a link."""
    start, end = batch.blocks.start[some], batch.blocks.end[some]
    link: NDArray[np.bool_] = (batch.codes[start] == ord("[")) & (batch.codes[end - 1] == ord(")"))
    return link


def is_cut(batch: Batch) -> NDArray[np.bool_]:
    """Blocks that end with an ellipsis."""
    codes, end = batch.codes, batch.blocks.end
    dots = (codes[end - 1] == ord(".")) & (codes[np.maximum(end - 2, 0)] == ord("."))
    cut: NDArray[np.bool_] = dots | (codes[end - 1] == ord("…"))
    return cut


def holds(batch: Batch) -> NDArray[np.bool_]:
    """Blocks in which texts may be said to be contained: not those that begin with a tag of a table either."""
    start = batch.blocks.start
    holds: NDArray[np.bool_] = HOLDS[batch.blocks.kind]
    opens = np.flatnonzero(batch.codes[start] == ord("<"))
    holds[opens] &= np.take(batch.codes, start[opens] + 1, mode="clip") | 32 != ord("t")
    return holds


def is_quoted(again: Columns, text: slice, window: slice, cut: bool, loose: bool) -> bool:
    """Whether the text begins in the holder as it does itself, and a sentence ends there with it, if it is not cut.

    A `loose` text, which is long, may have another word at its end.
    """
    values, marks = again["values"], again["marks"]
    opening = values[window] == values[text.start]
    capital = (marks[window] ^ marks[text.start]) & CAPITAL == 0
    if not (opening & capital).any() and (opening.any() or not loose):
        return False
    if cut or not marks[text.stop - 1] & STOP:
        return True
    ending = values[window] == values[text.stop - 1]
    return bool((ending & (marks[window] & STOP != 0)).any() or (loose and not ending.any()))

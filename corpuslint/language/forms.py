"""The form of each word of a batch, as columns: case, what stands beside it, whether it begins a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from corpuslint import tables
from corpuslint.batch import Batch
from corpuslint.segmentation import Kind

Flags = NDArray[np.bool_]


class Shape(IntEnum):
    """How a word is written."""

    OTHER = 0
    """With a digit, an underscore or a mark, or in a script without case."""
    LOWER = 1
    TITLE = 2
    UPPER = 3
    """Two capitals or more, with at most a lower-case s behind them: `NGO`, `NGOs`."""
    MIXED = 4
    SLIPPED = 5
    """Capitals among the first two letters only, as a slip of the shift key leaves them: `nEergy`, `TTaliban`."""


CODE_MARKS = "/\\@#_=<>$`{}|~^+&%"
"""A word that touches one of these is taken for a part of an address, a name of a program, or markup."""
_APOSTROPHES = "'’ʼ`"
_OPENS_SENTENCE = ".!?:;…\"“”‘’'«»()[]—–-•*·|>"


@dataclass(frozen=True, eq=False)
class Forms:
    """Columns over the words of a batch."""

    shape: NDArray[np.uint8]
    plain: Flags
    """In prose, a heading or a list, and not a part of an address, an option, a contraction or code."""
    opens: Flags
    """First in its line or sentence, where any word has a capital."""
    document: NDArray[np.int64]
    line: NDArray[np.int64]


def forms(batch: Batch) -> Forms:
    """The forms of all words of a batch, computed once."""
    return batch.derive("language.forms", _forms)


def _mask(characters: str) -> Flags:
    table = np.zeros(0x3000, np.bool_)
    table[[ord(c) for c in characters]] = True
    return table


_CODE, _QUOTE, _OPEN = _mask(CODE_MARKS), _mask(_APOSTROPHES), _mask(_OPENS_SENTENCE)


def _forms(batch: Batch) -> Forms:
    start, end = batch.words.start, batch.words.end
    line = np.repeat(np.arange(len(batch.lines)), batch.lines.words)
    beside = Beside(batch)
    kind = batch.lines.kind
    attached = beside.attached(start, end)
    shape = shapes(batch)
    attached |= _in_identifier(batch, shape)
    plain = ((kind == Kind.PROSE) | (kind == Kind.HEADING) | (kind == Kind.LIST))[line]
    if (kind == Kind.CODE).any():
        plain |= (kind == Kind.CODE)[line] & _fluent(batch, (shape == Shape.LOWER) & ~attached, line)
    return Forms(shape, plain & ~attached, beside.opens(start), batch.lines.document[line], line)


def _in_identifier(batch: Batch, shape: NDArray[np.uint8]) -> Flags:
    """Words that a hyphen joins to one with digits: `413e-bbaa-99a5`."""
    start, end = batch.words.start, batch.words.end
    joined = (start[1:] == end[:-1] + 1) & (batch.codes[end[:-1]] == ord("-"))
    found = np.zeros(len(start), np.bool_)
    found[:-1] |= joined & (shape[1:] == Shape.OTHER)
    found[1:] |= joined & (shape[:-1] == Shape.OTHER)
    return found


def _fluent(batch: Batch, ordinary: Flags, line: NDArray[np.int64]) -> Flags:
    """Words of lines of which eight in ten words are ordinary lower-case ones: comments in code."""
    words = np.bincount(line, minlength=len(batch.lines))
    good = np.bincount(line, ordinary, minlength=len(batch.lines))
    return ((words >= FLUENT) & (good >= 0.8 * words))[line]


FLUENT = 5
"""Words that a line among code must have to be taken for a comment."""


def shapes(batch: Batch) -> NDArray[np.uint8]:
    """The shape of each word, computed once."""
    return batch.derive("language.shapes", _shapes)


def _shapes(batch: Batch) -> NDArray[np.uint8]:
    """From the few characters that are capitals or have no case."""
    start, end = batch.words.start, batch.words.end
    if not len(start):
        return np.zeros(0, np.uint8)
    classes = batch.classes
    length = end - start
    capital = np.flatnonzero((classes & tables.UPPER) != 0)
    odd = np.flatnonzero((classes & (tables.WORD | tables.UPPER | tables.LOWER)) == tables.WORD)
    owner = np.searchsorted(start, capital, side="right") - 1
    uppers = np.bincount(owner, minlength=len(start))
    early = np.bincount(owner[capital < start[owner] + 2], minlength=len(start))
    out = np.full(len(start), Shape.LOWER, np.uint8)
    some = np.flatnonzero(uppers)
    count, size, first = uppers[some], length[some], (classes[start[some]] & tables.UPPER) != 0
    plural = (batch.codes[end[some] - 1] == ord("s")) & (count == size - 1) & (count >= 2)
    shape = np.full(len(some), Shape.MIXED, np.uint8)
    shape[(count == early[some]) & (size >= 4)] = Shape.SLIPPED
    shape[first & (count == 1)] = Shape.TITLE
    shape[((count == size) & (size > 1)) | plural] = Shape.UPPER
    out[some] = shape
    out[np.searchsorted(start, odd, side="right") - 1] = Shape.OTHER
    return out


class Beside:
    """What stands directly before and after words."""

    def __init__(self, batch: Batch) -> None:
        """Pad the text by blanks, so that every offset has neighbours."""
        self.codes = np.full(len(batch.codes) + 4, 32, np.uint32)
        self.codes[2:-2] = np.minimum(batch.codes, 0x2FFF)
        self.solid = np.zeros(len(self.codes), np.bool_)
        self.solid[2:-2] = (batch.classes & tables.WORD) != 0
        self.feeds = batch.lines

    def attached(self, start: NDArray[np.int64], end: NDArray[np.int64]) -> Flags:
        """Parts of addresses, options, contractions, calls."""
        before, far_before = self.codes[start + 1], self.codes[start]
        after, far_after = self.codes[end + 2], self.codes[end + 3]
        glued: Flags = _CODE[before] | _CODE[after] | (after == ord("("))
        joint_after = (after == ord(".")) | (after == ord(":")) | _QUOTE[after]
        next_word = self.solid[end + 3]
        glued |= joint_after & next_word & ~(_QUOTE[after] & (far_after == ord("s")))
        joint_before = (before == ord(".")) | (before == ord(":")) | _QUOTE[before]
        glued |= joint_before & (self.solid[start] | (before == ord(".")) & (far_before == 32))
        glued |= (before == ord("-")) & ~self.solid[start]
        return glued

    def opens(self, start: NDArray[np.int64]) -> Flags:
        """Words before which, blanks left out, stands a line end or the end of a sentence or an opening mark."""
        before = self.codes[start + 1]
        blank = (before == 32) | (before == 9) | (before == 160)
        before = np.where(blank, self.codes[start], before)
        opens: Flags = _OPEN[before] | (before <= 32)
        return opens

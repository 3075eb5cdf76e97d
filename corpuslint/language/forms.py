"""The form of each word of a batch, as columns: case, what stands beside it, whether it begins a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from corpuslint import tables
from corpuslint.batch import Batch
from corpuslint.language.charset import among, charset
from corpuslint.language.chunks import before_inner_capitals, inner_capitals, offsets_in, with_capital
from corpuslint.ranks import Ranks
from corpuslint.segmentation import Kind
from corpuslint.tables import distinct

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


_CODE, _QUOTE, _OPEN = charset(CODE_MARKS), charset(_APOSTROPHES), charset(_OPENS_SENTENCE)
_COMMAND, _JOINT = charset(":]"), charset(f'.[("{_APOSTROPHES}')
_BLANK, _APART = charset(" \n\r\t"), charset(" \n\r\t,;!?)")
"""Before and behind most words: between these no word is a part of anything."""


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


def may_be_plain(batch: Batch, at: NDArray[np.int64]) -> Flags:
    """Whether words with these indexes may be plain (see `Forms`): all that are, and some in comments that are not."""
    start, end, shape = batch.words.start, batch.words.end, shapes(batch)
    found = in_text(batch)[at]
    some = np.flatnonzero(found)
    at = at[some]
    found[some] = ~Beside(batch).attached(start[at], end[at])
    for step in (-1, 1):
        other = at + step
        odd = np.flatnonzero((other >= 0) & (other < len(start)) & (np.take(shape, other, mode="clip") == Shape.OTHER))
        left = np.minimum(at[odd], other[odd])
        joined = (start[left + 1] == end[left] + 1) & (batch.codes[end[left]] == ord("-"))
        found[some[odd[joined]]] = False
    return found


def in_text(batch: Batch) -> Flags:
    """Which words stand in prose, headings, lists, or lines among code that may be comments. Computed once."""
    return batch.derive("language.in_text", _in_text)


def _in_text(batch: Batch) -> Flags:
    lines = batch.lines
    found = _PLAIN[lines.kind]
    code = np.flatnonzero((lines.kind == Kind.CODE) & (lines.words >= FLUENT))
    if len(code):
        ordinary, count = Ranks.of(shapes(batch) == Shape.LOWER), lines.words[code]
        found[code] = ordinary(lines.first_word[code + 1]) - ordinary(lines.first_word[code]) >= 0.8 * count
    return np.repeat(found, lines.words)


_PLAIN = np.isin(np.arange(len(Kind)), (Kind.PROSE, Kind.HEADING, Kind.LIST))


def opening(batch: Batch, at: NDArray[np.int64]) -> Flags:
    """Whether words with these indexes are the first in their line or sentence."""
    return Beside(batch).opens(batch.words.start[at])


def shapes(batch: Batch) -> NDArray[np.uint8]:
    """The shape of each word, computed once."""
    return batch.derive("language.shapes", _shapes)


def _shapes(batch: Batch) -> NDArray[np.uint8]:
    """From the few characters that are capitals inside words or have no case."""
    start, end, classes = batch.words.start, batch.words.end, batch.classes
    out = np.full(len(start), Shape.LOWER, np.uint8)
    if not len(start):
        return out
    first = with_capital(batch)
    out += first
    inner = inner_capitals(batch)
    if not batch.is_ascii:  # Of scripts without spaces each letter is a word.
        inner = inner[(before_inner_capitals(batch) & tables.SOLO) == 0]
    if len(inner):
        run = np.flatnonzero(np.append(True, inner[1:] != inner[:-1] + 1))
        owner = batch.first_word(inner[run]) - 1
        fresh = np.flatnonzero(np.append(True, owner[1:] != owner[:-1]))
        some, count = owner[fresh], np.add.reduceat(np.diff(run, append=len(inner)), fresh)
        early = first[some] + (inner[run[fresh]] == start[some] + 1).astype(np.int64)
        out[some] = _with_capitals(batch.codes[end[some] - 1], (end - start)[some], first[some], count, early)
    odd = np.zeros(len(classes) + 1, np.bool_)
    np.equal(classes & (tables.WORD | tables.UPPER | tables.LOWER), tables.WORD, out=odd[1:])
    out[batch.first_word(np.flatnonzero(odd[1:] > odd[:-1]) + 1) - 1] = Shape.OTHER
    if not batch.is_ascii:
        out[odd[1:][start]] = Shape.OTHER  # One run may hold many words of scripts without spaces.
    return out


def _with_capitals(
    final: NDArray[np.uint32], size: NDArray[np.int64], first: Flags, inner: NDArray[np.int64], early: NDArray[np.int64]
) -> NDArray[np.uint8]:
    """Shapes of words that have capitals behind their first letter; `early` are those among the first two letters."""
    count = inner + first
    plural = (final == ord("s")) & (count == size - 1) & (count >= 2)
    shape = np.full(len(size), Shape.MIXED, np.uint8)
    shape[(count == early) & (size >= 4)] = Shape.SLIPPED
    shape[((count == size) & (size > 1)) | plural] = Shape.UPPER
    return shape


class Beside:
    """What stands directly before and after words. Before and behind the text stand line feeds."""

    def __init__(self, batch: Batch) -> None:
        self.batch, self.codes, self.classes = batch, batch.codes, batch.classes

    def code(self, at: NDArray[np.int64]) -> NDArray[np.uint32]:
        """The code points at offsets."""
        if not len(self.codes):
            return np.full(len(at), 10, np.uint32)
        found = np.take(self.codes, at, mode="clip")
        found[(at < 0) | (at >= len(self.codes))] = 10
        return found

    def solid(self, at: NDArray[np.int64], flag: int = tables.WORD) -> Flags:
        """Whether characters belong to words (or are of another class)."""
        if not len(self.codes):
            return np.zeros(len(at), np.bool_)
        found: Flags = (np.take(self.classes, at, mode="clip") & flag) != 0
        found[(at < 0) | (at >= len(self.codes))] = False
        return found

    def attached(self, start: NDArray[np.int64], end: NDArray[np.int64]) -> Flags:
        """Parts of addresses, options, contractions, calls."""
        found = ~(among(self.code(start - 1), _BLANK) & among(self.code(end), _APART))
        doubted = np.flatnonzero(found)
        found[doubted] = self._attached(start[doubted], end[doubted])
        return found

    def _attached(self, start: NDArray[np.int64], end: NDArray[np.int64]) -> Flags:
        before, far_before = self.code(start - 1), self.code(start - 2)
        after, far_after = self.code(end), self.code(end + 1)
        glued: Flags = among(before, _CODE) | among(after, _CODE) | (after == ord("("))
        quote_after = among(after, _QUOTE)
        joint_after = (after == ord(".")) | (after == ord(":")) | quote_after
        glued |= joint_after & self.solid(end + 1) & ~(quote_after & (far_after == ord("s")))
        dropped = (self.code(end - 1) == ord("n")) & (self.code(end - 2) == ord("i"))  # `jumpin'`.
        glued |= quote_after & dropped
        glued |= among(before, _COMMAND)
        solid_before = self.solid(start - 2)
        glued |= among(before, _JOINT) & solid_before  # `"y"ear`, `don't`.
        glued |= (before == ord(".")) & (far_before == 32)
        glued |= (before == ord("-")) & ~solid_before
        glued |= (after >= 0x80) & (after < 0xA0) | (after == 0xFFFD)  # Half of a letter that was decoded wrongly.
        glued |= (before == ord(")")) & (far_before != 32)  # `(A)lpha`.
        glued |= (after == ord("[")) & self.solid(end + 1, tables.LETTER)  # `fo[ld]s`, not `folds[1]`.
        doubted = np.flatnonzero(~glued & ~among(before, _BLANK))
        glued[doubted] = self.in_address(start[doubted])
        return glued

    def in_address(self, start: NDArray[np.int64]) -> Flags:
        """Words behind a slash or `](` in their token: paths, addresses, targets of links."""
        if not len(start):
            return np.zeros(0, np.bool_)
        lines = self.batch.lines
        begins, ends = lines.tokens
        token = np.searchsorted(begins, start, side="right") - 1
        some = distinct(token)
        within = offsets_in(begins[some], ends[some])
        low, before = lines.low[within], lines.low[np.maximum(within - 1, 0)]
        marks = within[(low == ord("/")) | (low == ord("(")) & (before == ord("]"))]
        inside: Flags = np.append(-1, marks)[np.searchsorted(marks, start)] >= begins[token]
        return inside

    def opens(self, start: NDArray[np.int64]) -> Flags:
        """Words before which, blanks left out, stands a line end or the end of a sentence or an opening mark."""
        before = self.code(start - 1)
        blank = (before == 32) | (before == 9) | (before == 160)
        before = np.where(blank, self.code(start - 2), before)
        opens: Flags = among(before, _OPEN) | (before <= 32)
        return opens

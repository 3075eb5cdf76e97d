"""Lines as arrays: where each stands, its tokens, and the counts that segmentation and rules look at."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from corpuslint import tables
from corpuslint.ranks import Ranks

Offsets = NDArray[np.int64]
LINE_FEED, CARRIAGE_RETURN = 10, 13


def find_lines(codes: NDArray[np.uint8], separators: Offsets) -> tuple[Offsets, Offsets]:
    r"""Starts and ends (without the line end) of all lines of documents that are joined by a line feed.

    Only `\n`, `\r\n` and `\r` end lines. `codes` are the characters in one byte each. `separators` are the offsets of
    the line feeds between documents: a carriage return before one of these is a line end of its own.
    """
    feeds = np.flatnonzero(codes == LINE_FEED)
    returns = np.flatnonzero(codes == CARRIAGE_RETURN)
    if not len(returns):
        return np.concatenate(([0], feeds + 1)), np.concatenate((feeds, [len(codes)]))
    paired = np.zeros(len(codes) + 1, np.bool_)
    paired[feeds] = True
    paired[separators] = False
    crlf = paired[returns + 1]
    after_return = np.zeros(len(codes), np.bool_)
    after_return[returns[crlf] + 1] = True
    ends = np.concatenate((feeds - after_return[feeds], returns[~crlf]))
    starts = np.concatenate((feeds, returns[~crlf])) + 1
    return np.concatenate(([0], np.sort(starts))), np.concatenate((np.sort(ends), [len(codes)]))


def runs(flags: NDArray[np.bool_]) -> tuple[Offsets, Offsets]:
    """Starts and ends (exclusive) of the runs of true values."""
    padded = np.zeros(len(flags) + 2, np.bool_)
    padded[1:-1] = flags
    edges = np.flatnonzero(padded[1:] != padded[:-1])
    return edges[0::2], edges[1::2]


@dataclass(frozen=True, eq=False)
class Lines:
    """All lines of a batch. Arrays have one entry per line; offsets are code points into the batch's text."""

    codes: NDArray[np.uint32]
    padded: NDArray[np.uint8]
    """The characters in one byte each, see `words.narrow`."""
    classes: NDArray[np.uint8]
    word_starts: Offsets
    words_before: Ranks
    start: Offsets
    end: Offsets
    document: Offsets

    def __len__(self) -> int:
        return len(self.start)

    @cached_property
    def low(self) -> NDArray[np.uint8]:
        """The characters in one byte each, 255 for all above Latin-1: comparisons are four times as fast."""
        return self.padded[: len(self.codes)]

    @cached_property
    def _in_token(self) -> NDArray[np.bool_]:
        inside = np.zeros(len(self.classes) + 2, np.bool_)
        np.equal(self.classes & tables.SPACE, 0, out=inside[1:-1])
        return inside

    @cached_property
    def tokens(self) -> tuple[Offsets, Offsets]:
        """Starts and ends of all tokens: runs of anything but white space. None crosses a line end."""
        inside = self._in_token
        edges = np.flatnonzero(inside[1:] != inside[:-1])
        return edges[0::2], edges[1::2]

    @cached_property
    def first_token(self) -> Offsets:
        """The index of the first token at or after the line's start (one entry more than lines)."""
        begins = self._in_token[1:] & ~self._in_token[:-1]
        return Ranks.of(begins)(np.append(self.start, len(self.codes)))

    @cached_property
    def token_count(self) -> Offsets:
        """Tokens in each line."""
        return np.diff(self.first_token)

    @cached_property
    def blank(self) -> NDArray[np.bool_]:
        """Lines of nothing but white space."""
        return np.equal(self.token_count, 0)

    @cached_property
    def text_start(self) -> Offsets:
        """The first character that is not white space; the line's end in a blank line."""
        if not len(self.tokens[0]):
            return self.end
        return np.where(self.blank, self.end, np.take(self.tokens[0], self.first_token[:-1], mode="clip"))

    @cached_property
    def text_end(self) -> Offsets:
        """The end without white space; the same as `text_start` in a blank line."""
        if not len(self.tokens[1]):
            return self.end
        return np.where(self.blank, self.end, np.take(self.tokens[1], self.first_token[1:] - 1, mode="clip"))

    @cached_property
    def first_word(self) -> Offsets:
        """The index of the first word at or after the line's start (one entry more than lines)."""
        return self.words_before(np.append(self.start, len(self.codes)))

    @cached_property
    def words(self) -> Offsets:
        """Words in each line."""
        return np.diff(self.first_word)

    @cached_property
    def first(self) -> NDArray[np.uint32]:
        """The first character that is not white space; 0 in a blank line."""
        return self._code_at(self.text_start)

    @cached_property
    def last(self) -> NDArray[np.uint32]:
        """The last character that is not white space; 0 in a blank line."""
        return self._code_at(self.text_end - 1)

    @cached_property
    def first_class(self) -> NDArray[np.uint8]:
        """The class flags of `first`; 0 in a blank line."""
        return np.where(self.blank, 0, tables.classes()[self.first]).astype(np.uint8)

    def _code_at(self, offsets: Offsets) -> NDArray[np.uint32]:
        """The characters at these offsets, one per line; 0 in a blank line."""
        if not len(self.codes):
            return np.zeros(len(offsets), np.uint32)
        found = np.take(self.codes, offsets, mode="clip")
        found[self.blank] = 0
        return found

    def count(self, flag: int) -> Offsets:
        """How many characters of each line have the class flag."""
        return self.count_where((self.classes & flag) != 0)

    def count_where(self, chosen: NDArray[np.bool_]) -> Offsets:
        """How many characters of each line are chosen; `chosen` has an entry per character of the batch."""
        before = Ranks.of(chosen)
        return before(self.end) - before(self.start)

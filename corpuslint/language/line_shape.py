"""What a line looks like by itself: lengths, shares of kinds of characters, how it begins and how it ends."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from corpuslint import tables
from corpuslint.language.line_columns import COUNTS, FULL, LENGTHS, Ints, Lines, bucket, cumulate, share

if TYPE_CHECKING:
    from corpuslint.batch import Batch

FIRST_IDEOGRAPH, UNMARKED = 0x2E80, 30
"""Where scripts begin that have a full stop; characters from which a line of the others is a sentence."""
TERMINAL = ".!?。！？؟।෴։;·…"
CLOSING = "\"'”’»)]）」』】›"
GROUPS: tuple[str, ...] = (
    ",，、;；",
    ".!?。！？…",
    "|»›>→←•·/",
    "{}=<>_*`\\#$%&+^~[]",
    ":：",
    "@©®™€£¥$",
    "()（）",
    "\"“”„«»'’‘",
    "\t",
)
"""Characters that are counted together, in this order: three to a 64-bit sum."""


@cache
def _class_sums() -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For each class byte, counters in 21 bits each: letters, capitals, digits; and SOLO, punctuation."""
    flags = np.arange(256)

    def has(flag: int) -> Ints:
        chosen: Ints = np.not_equal(flags & flag, 0).astype(np.int64)
        return chosen

    return (
        has(tables.LETTER) | has(tables.UPPER) << 21 | has(tables.DIGIT) << 42,
        has(tables.SOLO) | has(tables.PUNCT) << 21,
    )


@cache
def _group_sums() -> NDArray[np.int64]:
    """For each code point below 2^16, counters in 21 bits each of the `GROUPS`: three rows."""
    sums = np.zeros((3, 1 << 16), np.int64)
    for number, characters in enumerate(GROUPS):
        for character in characters:
            sums[number // 3, ord(character)] += 1 << 21 * (number % 3)
    return sums


@cache
def _membership() -> NDArray[np.uint8]:
    """For each code point below 2^16: 1 ends a sentence, 2 closes a quotation or bracket, 4 arrow or rule, 8 bullet."""
    kinds = np.zeros(1 << 16, np.uint8)
    for bit, characters in enumerate((TERMINAL, CLOSING, "»›>→|▼▲▶", "•-*·–—▪●◦‣+", "\"'“„«([（「『【‘")):
        for character in characters:
            kinds[ord(character)] |= 1 << bit
    return kinds


def _split(sums: Ints, start: Ints, end: Ints) -> tuple[Ints, Ints, Ints]:
    """The three counters of `sums` (a cumulative sum with a zero in front) between `start` and `end`."""
    packed = sums[end] - sums[start]
    mask = (1 << 21) - 1
    return packed & mask, (packed >> 21) & mask, (packed >> 42) & mask


def shape(batch: Batch, lines: Lines) -> list[Ints]:
    """Lengths, and shares of kinds of characters."""
    start, end = lines.start, lines.end
    low = np.minimum(batch.codes, 0xFFFF)
    first_sums, second_sums = _class_sums()
    letters, upper, digits = _split(cumulate(first_sums[batch.classes]), start, end)
    solo, punct, _ = _split(cumulate(second_sums[batch.classes]), start, end)
    groups = [part for row in _group_sums() for part in _split(cumulate(row[low]), start, end)][: len(GROUPS)]
    length = end - start
    words = lines.last_word - lines.first_word
    spoken = words - solo // 2
    capital = cumulate((batch.classes[batch.words.start] & tables.UPPER) != 0)
    capitals = capital[lines.last_word] - capital[lines.first_word]
    indent = start - np.asarray(batch.lines.start)[lines.index]
    wide = length + solo
    return [
        bucket(wide, LENGTHS, 6),
        *((wide >= edge) * FULL for edge in (16, 40, 80, 160, 320)),
        bucket(spoken, COUNTS, 7),
        *((spoken <= edge) * FULL for edge in (0, 1, 2, 3, 5, 9)),
        share(letters, length),
        share(upper, letters),
        share(digits, length),
        share(punct, length),
        share(solo, length),
        share(capitals, words),
        np.minimum(length * 8 // np.maximum(words, 1), FULL),
        *(np.minimum(group * 32, FULL) for group in groups),
        *(np.minimum(share(group, length) * 4, FULL) for group in (groups[0], groups[1], groups[3])),
        np.minimum(indent * 16, FULL),
    ]


def edges(batch: Batch, lines: Lines) -> list[Ints]:
    """How the line begins and how it ends."""
    kinds = _membership()
    low = np.minimum(batch.codes, 0xFFFF)
    last = lines.end - 1
    closed = (kinds[low[last]] & 2 != 0) & (last > lines.start)
    before = np.where(closed, last - 1, last)
    terminal = (kinds[low[before]] & 1 != 0) | (kinds[low[last]] & 1 != 0)
    # Thai, Lao, Khmer and Burmese have no full stop: a long line of theirs is a sentence.
    unmarked = (batch.classes[last] & tables.SOLO != 0) & (low[last] < FIRST_IDEOGRAPH)
    terminal |= unmarked & (lines.end - lines.start >= UNMARKED)
    dots = (low[last] == ord("…")) | (
        (low[last] == ord(".")) & (low[np.maximum(last - 1, lines.start)] == ord(".")) & (last > lines.start)
    )
    opening = low[lines.start]
    head, tail = batch.classes[lines.start], batch.classes[last]
    flags = [
        terminal,
        closed,
        dots,
        low[last] == ord(":"),
        (low[last] == ord(",")) | (low[last] == ord(";")),
        kinds[low[last]] & 4 != 0,
        tail & tables.DIGIT != 0,
        tail & tables.LETTER != 0,
        head & tables.UPPER != 0,
        head & tables.LOWER != 0,
        head & tables.DIGIT != 0,
        kinds[opening] & 8 != 0,
        kinds[opening] & 16 != 0,
        opening == ord("#"),
        head & tables.PUNCT != 0,
    ]
    return [flag * np.int64(FULL) for flag in flags]

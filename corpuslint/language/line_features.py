"""What a line looks like, as small whole numbers: the input of the line model.

Every figure is a column over all lines of a batch that are not blank, from cumulative sums over characters and words;
there is no Python loop over lines. All values are whole numbers from 0 to 127, so that the model's sums are exact and
a verdict cannot depend on how documents were put together in batches. Nothing here knows a language: lengths, kinds
of characters, how a line begins and ends, where it stands, whether it comes again, how much of it the rest of the
document speaks of.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from corpuslint import tables
from corpuslint.language.line_terms import line_hashes, masked_words

if TYPE_CHECKING:
    from corpuslint.batch import Batch

Ints = NDArray[np.int64]
FULL = 127
"""The largest value of a column: with weights of one signed byte the model's sums stay exact in float32."""
LENGTHS = np.array([1, 2, 3, 4, 6, 8, 11, 16, 23, 32, 45, 64, 90, 128, 181, 256, 362, 512, 724, 1024, 2048])
COUNTS = np.array([1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 257, 513, 1025])
SENTENCE = 60
"""Characters from which a line that ends like a sentence is running text (a character without spaces is two)."""

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
FEATURES: tuple[str, ...] = (
    *("length", "length>=16", "length>=40", "length>=80", "length>=160", "length>=320"),
    *("words", "words<=0", "words<=1", "words<=2", "words<=3", "words<=5", "words<=9"),
    *("letters", "upper", "digits", "punctuation", "solo", "capitals", "word length"),
    *("commas", "stops", "links", "code", "colons", "signs", "brackets", "quotes", "tabs"),
    *("comma share", "stop share", "code share", "indent"),
    *("terminal", "closed", "dots", "colon end", "comma end", "arrow end", "digit end", "letter end"),
    *("upper start", "lower start", "digit start", "bullet start", "quote start", "hash start", "sign start"),
    *("again", "again>=4", "shared words", "frequent words", "spoken words", "long words"),
    *("number", "rest", "number<=0", "number<=2", "rest<=0", "rest<=2", "position", "position in characters"),
    *("lines", "characters", "running share", "running before", "no running", "running"),
    *("to sentence before", "to sentence after", "none before", "none after"),
    *("document short", "document terminal", "document code", "document indent"),
    *("document capitals", "document length", "document tabs", "document commas"),
)
"""The names of the columns, in order."""


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines that are not blank: where they stand (without white space at the ends) and how they look."""

    index: Ints
    """Their indexes among all lines of the batch."""
    start: Ints
    end: Ints
    document: Ints
    first: Ints
    """For each document of the batch, the first of its lines in these columns; one more entry closes the last."""
    first_word: Ints
    last_word: Ints
    features: NDArray[np.uint8]
    """(feature, line)."""


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


def cumulate(values: NDArray[Any]) -> Ints:
    """The cumulative sum with a zero in front."""
    sums = np.zeros(len(values) + 1, np.int64)
    np.cumsum(values, out=sums[1:])
    return sums


def share(part: Ints, whole: Ints) -> Ints:
    """part / whole in 0..127."""
    return np.minimum(part * FULL // np.maximum(whole, 1), FULL)


def bucket(values: Ints, edges: NDArray[np.int64], scale: int) -> Ints:
    """On a scale of ever wider steps."""
    return np.minimum(np.searchsorted(edges, values, side="right") * scale, FULL)


def find_lines(batch: Batch, documents: NDArray[np.bool_] | None = None) -> Lines:
    """The lines of the batch (of chosen documents, where given) that are not blank, with their features."""
    every = batch.lines
    index = np.flatnonzero(~every.blank if documents is None else ~every.blank & documents[every.document])
    if not len(index):
        return _NO_LINES
    start, end = every.text_start[index], every.text_end[index]
    document = every.document[index].astype(np.int64)
    first = np.searchsorted(document, np.arange(len(batch.documents) + 1))
    first_word, last_word = batch.first_word(start), batch.first_word(end)
    lines = Lines(index, start, end, document, first, first_word, last_word, _NOTHING)
    columns = [*_shape(batch, lines), *_edges(batch, lines)]
    running = _running(lines, columns)
    columns += _repeats(batch, lines, running)
    columns += _place(lines, columns, running)
    features = np.empty((len(columns), len(index)), np.uint8)
    for row, column in enumerate(columns):
        features[row] = column
    return Lines(index, start, end, document, first, first_word, last_word, features)


_NOTHING = np.empty((len(FEATURES), 0), np.uint8)
_EMPTY: Ints = np.zeros(0, np.int64)
_NO_LINES = Lines(_EMPTY, _EMPTY, _EMPTY, _EMPTY, _EMPTY, _EMPTY, _EMPTY, _NOTHING)


def _shape(batch: Batch, lines: Lines) -> list[Ints]:
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


def _edges(batch: Batch, lines: Lines) -> list[Ints]:
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


def _running(lines: Lines, columns: list[Ints]) -> NDArray[np.bool_]:
    """Lines of running text: long enough, and with a sentence end."""
    length = lines.end - lines.start
    solo = columns[FEATURES.index("solo")] * length // FULL
    running: NDArray[np.bool_] = (columns[FEATURES.index("terminal")] > 0) & (length + solo >= SENTENCE)
    return running


def _repeats(batch: Batch, lines: Lines, running: NDArray[np.bool_]) -> list[Ints]:
    """Whether the line stands in the document again, and how many of its words stand in other lines."""
    first, last = lines.first_word, lines.last_word
    hashes = line_hashes(masked_words(batch), first, last)
    key = hashes ^ (lines.document.astype(np.uint64) * np.uint64(0xD6E8FEB86659FD93))
    _, inverse, counts = np.unique(key, return_inverse=True, return_counts=True)
    again = counts[inverse]
    # Words are counted in a small table for each document, whose size follows from the document alone.
    edges = batch.first_word(np.append(batch.starts, len(batch.codes)))
    sizes = np.int64(1) << (np.frexp(np.maximum(np.diff(edges), 4) * 4 - 1)[1]).astype(np.int64)
    owner = np.repeat(np.arange(len(sizes)), np.diff(edges))
    slots = cumulate(sizes)[owner] + ((batch.words.hash >> np.uint64(20)).astype(np.int64) & (sizes[owner] - 1))
    table = np.bincount(slots, minlength=int(sizes.sum()))
    long = (batch.words.end - batch.words.start) >= 4
    spoken = np.repeat(running, last - first)
    inside = (
        np.repeat(first, last - first) + np.arange(len(spoken)) - np.repeat(cumulate(last - first)[:-1], last - first)
    )
    heard = np.bincount(slots[inside[spoken]], minlength=len(table))
    own = np.zeros(len(slots), np.int64)
    own[inside[spoken]] = 1
    total, shared, frequent, told = (
        cumulate(flags & long) for flags in (long, table[slots] >= 2, table[slots] >= 4, heard[slots] > own)
    )
    counted = total[last] - total[first]
    return [
        (again >= 2) * np.int64(FULL),
        (again >= 4) * np.int64(FULL),
        *(share(sums[last] - sums[first], counted) for sums in (shared, frequent, told)),
        np.minimum(counted * 16, FULL),
    ]


def _place(lines: Lines, columns: list[Ints], sentence: NDArray[np.bool_]) -> list[Ints]:
    """Where the line stands in its document, and what kind of document that is."""
    length = lines.end - lines.start
    count = np.arange(len(length))
    first, last = lines.first[lines.document], lines.first[lines.document + 1]
    number, rest, size = count - first, last - 1 - count, last - first
    characters = cumulate(length)
    running = cumulate(np.where(sentence, length, 0))
    all_chars = characters[last] - characters[first]
    all_running = running[last] - running[first]
    nearest = np.maximum.accumulate(np.where(sentence, count, -1)) if len(count) else count
    before = np.where(nearest >= first, count - nearest, FULL)
    nearest = np.minimum.accumulate(np.where(sentence, count, len(count))[::-1])[::-1] if len(count) else count
    after = np.where(nearest < last, nearest - count, FULL)

    def whole(values: Ints, scale: int = 1) -> Ints:
        sums = cumulate(values)
        shares: Ints = np.minimum((sums[last] - sums[first]) * scale // np.maximum(size, 1), FULL)
        return shares

    return [
        bucket(number, COUNTS, 7),
        bucket(rest, COUNTS, 7),
        *((number <= edge) * FULL for edge in (0, 2)),
        *((rest <= edge) * FULL for edge in (0, 2)),
        share(number, size),
        share(characters[count] - characters[first], all_chars),
        bucket(size, COUNTS, 7),
        bucket(all_chars, LENGTHS * 64, 6),
        share(all_running, all_chars),
        share(running[count] - running[first], all_running),
        (all_running == 0) * FULL,
        sentence * FULL,
        np.minimum(before * 12, FULL),
        np.minimum(after * 12, FULL),
        (running[count] == running[first]) * FULL,
        (running[count + 1] == running[last]) * FULL,
        whole(columns[FEATURES.index("words<=3")]),
        whole(columns[FEATURES.index("terminal")]),
        whole(columns[FEATURES.index("code share")], 4),
        whole(columns[FEATURES.index("indent")]),
        whole(columns[FEATURES.index("capitals")]),
        whole(columns[FEATURES.index("length")]),
        whole(columns[FEATURES.index("tabs")]),
        whole(columns[FEATURES.index("comma share")]),
    ]

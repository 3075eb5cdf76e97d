"""Where a line stands in its document: what comes again, what the rest speaks of, how far running text is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from corpuslint.language.line_columns import (
    COUNTS,
    FEATURES,
    FULL,
    LENGTHS,
    SENTENCE,
    Ints,
    Lines,
    bucket,
    cumulate,
    share,
)
from corpuslint.language.line_terms import line_hashes, masked_words

if TYPE_CHECKING:
    from corpuslint.batch import Batch


def running_text(lines: Lines, columns: list[Ints]) -> NDArray[np.bool_]:
    """Lines of running text: long enough, and with a sentence end."""
    length = lines.end - lines.start
    solo = columns[FEATURES.index("solo")] * length // FULL
    running: NDArray[np.bool_] = (columns[FEATURES.index("terminal")] > 0) & (length + solo >= SENTENCE)
    return running


def repeats(batch: Batch, lines: Lines, running: NDArray[np.bool_]) -> list[Ints]:
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


def place(lines: Lines, columns: list[Ints], sentence: NDArray[np.bool_]) -> list[Ints]:
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

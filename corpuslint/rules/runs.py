"""Runs of blocks that repeat other blocks of the same document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpuslint.batch import Batch
from corpuslint.rules.copies import IS_TEXT, TEXT, BlockWords, block_words
from corpuslint.segmentation import Kind
from corpuslint.similarity.clusters import changes

Indexes = NDArray[np.int64]
Flags = NDArray[np.bool_]

SHORT = (Kind.PROSE, Kind.HEADING)
"""Kinds of short blocks with which a run may begin."""
IS_SHORT = np.isin(np.arange(len(Kind)), SHORT)
PAIR_WORDS = 6
"""Words that two neighbouring short blocks must have together to count as a repeat of two others."""
TWICE_WORDS = 2
"""Words of a short line that counts when it stands twice in a row."""


@dataclass(frozen=True, slots=True)
class Run:
    """Blocks `first..last` repeat the blocks that begin with `source`, one by one."""

    first: int
    last: int
    source: int

    @property
    def repeated(self) -> tuple[int, int]:
        """The first and the last of the blocks that it repeats."""
        return self.source, self.source + self.last - self.first

    @property
    def length(self) -> int:
        """How many blocks it has."""
        return self.last - self.first + 1


def runs_within(batch: Batch, elsewhere: Flags, min_words: int, first_only: bool = False) -> Iterator[Run]:
    """The runs in each document, in order; blocks whose first copy is in another document (`elsewhere`) are left out.

    The blocks that a run repeats stay: they are never part of a run themselves. With `first_only`, one run a document.
    """
    words, blocks = block_words(batch), batch.blocks
    if not len(blocks):
        return
    source = first_equal(words.print, blocks.document, words.count)
    begins = _beginnings(batch, words, source, min_words) & ~elsewhere
    removed = np.zeros(len(blocks), np.bool_)
    past = -1
    for first in np.flatnonzero(begins).tolist():
        if first <= past or removed[source[first]]:
            continue
        run = _extend(batch, words, first, int(source[first]), removed, elsewhere)
        run = _reach_back(batch, words, run, past, elsewhere)
        if _counts(batch, words, run, min_words):
            removed[run.first : run.last + 1] = True
            past = run.last
            if first_only:
                past = int(blocks.document.searchsorted(blocks.document[first], "right")) - 1
            yield run


def neighbours(runs: Iterable[Run]) -> Iterator[list[Run]]:
    """Runs that follow one another without a block between them, together."""
    held: list[Run] = []
    for run in runs:
        if held and run.first != held[-1].last + 1:
            yield held
            held = []
        held.append(run)
    if held:
        yield held


def first_equal(prints: NDArray[np.uint64], document: Indexes, count: Indexes) -> Indexes:
    """For each block the first block of its document with the same words (itself, if there is none)."""
    key = prints + document.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    key = np.where(count > 0, key, np.arange(len(key), dtype=np.uint64))
    place = (key & np.uint64((1 << len(key).bit_length() + 3) - 1)).astype(np.int64)
    order = np.flatnonzero(np.bincount(place).take(place) > 1)  # Most blocks are alone: no need to sort them.
    order = order[np.argsort(key[order], kind="stable")]
    heads = np.flatnonzero(changes(key, order))
    found = np.arange(len(key))
    found[order] = np.repeat(order[heads], np.diff(np.append(heads, len(order))))
    return found


def _beginnings(batch: Batch, words: BlockWords, source: Indexes, min_words: int) -> Flags:
    """Repeated blocks with which a run may begin: long text, or a short line whose neighbour is repeated too."""
    blocks, index = batch.blocks, np.arange(len(source))
    repeated = source < index
    long = IS_TEXT[blocks.kind] & (words.count >= min_words)
    short = IS_SHORT[blocks.kind] & (words.count >= TWICE_WORDS)
    goes_on = np.zeros(len(source), np.bool_)
    following = np.minimum(source + 1, len(source) - 1)
    goes_on[:-1] = (words.print[1:] == words.print[following[:-1]]) & (words.count[1:] > 0)
    goes_on &= np.append(blocks.document[1:] == blocks.document[:-1], False)
    begins: Flags = repeated & (long | (short & (goes_on | (index - source == 1))))
    return begins


def _extend(batch: Batch, words: BlockWords, first: int, source: int, removed: Flags, elsewhere: Flags) -> Run:
    """The run that begins here, as far as blocks repeat one by one what stays."""
    blocks, last = batch.blocks, first
    while last + 1 < len(blocks) and blocks.document[last + 1] == blocks.document[first]:
        other = source + last + 1 - first
        if words.print[last + 1] != words.print[other] or other >= first or removed[other] or elsewhere[last + 1]:
            break
        last += 1
    while words.count[last] == 0 and last > first:
        last -= 1
    return Run(first, last, source)


def _reach_back(batch: Batch, words: BlockWords, run: Run, past: int, elsewhere: Flags) -> Run:
    """The run with the equal blocks before it, such as a headline that stands a third time elsewhere."""
    document, first, source = batch.blocks.document, run.first, run.source
    while (
        first - 1 > max(past, run.source + run.length - 1)
        and source > 0
        and document[first - 1] == document[source - 1] == document[run.first]
        and words.count[first - 1] > 0
        and words.print[first - 1] == words.print[source - 1]
        and not elsewhere[first - 1]
    ):
        first, source = first - 1, source - 1
    return Run(first, run.last, source)


def _counts(batch: Batch, words: BlockWords, run: Run, min_words: int) -> bool:
    """Whether a run is more than chance (see `RepeatedBlock`)."""
    stretch = slice(run.first, run.last + 1)
    kinds, sizes = batch.blocks.kind[stretch], words.count[stretch]
    pairs = list(zip(kinds.tolist(), sizes.tolist(), strict=True))
    if any(kind in TEXT and size >= min_words for kind, size in pairs):
        return True
    total = int(sum(size for kind, size in pairs if kind in SHORT))
    if run.last == run.first or any(kind not in SHORT for kind, _ in pairs):
        alone = run.last == run.first and run.first - run.source == 1
        return total >= min_words if not alone else _set_apart(batch, run)
    return total >= PAIR_WORDS


def _set_apart(batch: Batch, run: Run) -> bool:
    """Whether the two equal blocks stand alone, with blank lines around them, and do not end like sentences."""
    lines, blocks = batch.lines, batch.blocks
    first, last = int(blocks.first_line[run.source]), int(blocks.last_line[run.last])
    between = int(blocks.first_line[run.first]) - 1
    apart = between > int(blocks.last_line[run.source])
    return apart and not lines.sentence_end[last] and not lines.sentence_end[first]

"""What the rules about duplicates have in common: block columns, whole-line edits, and how a copy is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpuslint import tables
from corpuslint.batch import Batch
from corpuslint.model import Document, Edit, Location
from corpuslint.segmentation import Kind
from corpuslint.similarity.shingles import Rows, fingerprints

Indexes = NDArray[np.int64]

TEXT = (Kind.PROSE, Kind.LIST)
"""Kinds of blocks that are compared across documents: repeated code, tables and verse are what they are."""
IS_TEXT = np.isin(np.arange(len(Kind)), TEXT)
"""For each kind, whether it is one of these: to look it up is faster than `isin`."""
PARAGRAPH = 3
"""Blocks of a document that may be one paragraph (lines under one another). On paragraphs as documents, comparing these
line by line as well called one in ten of the finds a duplicate that is none."""
BRIEF = 200
"""Words of a document without a blank line that is taken for one paragraph, whatever its lines are (a list, a table):
few paragraphs are longer. On the same paragraphs, 11 of 2,771 finds were a few lines of a list."""
NAMED = 3
"""Words that stand only in the copy, of which a message shows so many."""


@dataclass(frozen=True, eq=False)
class BlockWords:
    """The words of each block of a batch: indexes of the first word and past the last, and a hash of them all."""

    first: Indexes
    last: Indexes
    print: NDArray[np.uint64]

    @cached_property
    def count(self) -> Indexes:
        """How many words each block has."""
        return self.last - self.first


def block_words(batch: Batch) -> BlockWords:
    """The words of each block, computed once per batch."""
    return batch.derive("copies.block_words", _block_words)


def _block_words(batch: Batch) -> BlockWords:
    first, last = batch.first_word(batch.blocks.start), batch.first_word(batch.blocks.end)
    return BlockWords(first, last, fingerprints(batch.words.hash, first, last))


def long_blocks(batch: Batch, least: int) -> Indexes:
    """The blocks of prose or of lists that have at least so many words."""
    return np.flatnonzero(IS_TEXT[batch.blocks.kind] & (block_words(batch).count >= least))


def compared_blocks(batch: Batch, least: int) -> Indexes:
    """The long blocks that are compared across documents: not those of documents that are one paragraph.

    A document of at most three blocks, or at most 200 words, with no blank line between its blocks is compared as a
    whole, by DUP101 and DUP102: one line of it does not make it a copy. Computed once per batch.
    """
    return batch.derive(("copies.compared_blocks", least), lambda batch: _compared_blocks(batch, least))


def _compared_blocks(batch: Batch, least: int) -> Indexes:
    chosen = long_blocks(batch, least)
    blocks, lines = batch.blocks, batch.lines
    top = np.searchsorted(blocks.document, np.arange(len(batch.documents)))
    bottom = np.searchsorted(blocks.document, np.arange(len(batch.documents)), side="right")
    small = np.flatnonzero((bottom > top) & ((bottom - top <= PARAGRAPH) | (document_words(batch).lengths <= BRIEF)))
    blank = np.append(0, np.cumsum(lines.blank))
    gaps = blank[blocks.last_line[bottom[small] - 1]] - blank[blocks.first_line[top[small]]]
    alone = np.zeros(len(batch.documents), np.bool_)
    alone[small[gaps == 0]] = True
    return chosen[~alone[blocks.document[chosen]]]


def document_words(batch: Batch) -> Rows:
    """The word hashes of each document."""
    return Rows(batch.words.hash, batch.first_word(batch.starts), batch.first_word(batch.ends))


def document_prints(batch: Batch) -> NDArray[np.uint64]:
    """One hash per document of its words and their order, computed once per batch."""
    words = document_words(batch)
    return batch.derive("copies.document_prints", lambda batch: fingerprints(words.values, words.starts, words.ends))


def compared_places(batch: Batch, least: int) -> dict[str, NDArray[np.int32]]:
    """Where the `compared_blocks` stand, computed once per batch."""
    return batch.derive(
        ("copies.compared_places", least), lambda batch: places_of(batch, compared_blocks(batch, least))
    )


def places_of(batch: Batch, blocks: Indexes) -> dict[str, NDArray[np.int32]]:
    """Where blocks stand in their documents, as columns: `start`, `end` (code points) and `line` (1-based)."""
    owner = batch.blocks.document[blocks]
    shift = shifts(batch)[owner]
    lines = np.searchsorted(batch.lines.start, batch.starts) - np.array([d.line for d in batch.documents], np.int64)
    return {
        "start": (batch.blocks.start[blocks] + shift).astype(np.int32),
        "end": (batch.blocks.end[blocks] + shift).astype(np.int32),
        "line": (batch.blocks.first_line[blocks] - lines[owner]).astype(np.int32),
    }


class Stretches(NamedTuple):
    """Blocks in a row, many times: the document's index, offsets into the batch, and lines (the last one inclusive)."""

    document: Indexes
    start: Indexes
    end: Indexes
    first_line: Indexes
    last_line: Indexes

    def join(self, first: Indexes, last: Indexes) -> Stretches:
        """From each of the first of these rows to the last one."""
        rows = (first, *(first, last) * 2)
        return Stretches(*(column[row] for column, row in zip(self, rows, strict=True)))


def block_stretches(batch: Batch) -> Stretches:
    """All blocks of a batch."""
    blocks = batch.blocks
    return Stretches(blocks.document, blocks.start, blocks.end, blocks.first_line, blocks.last_line)


def find_stretches(batch: Batch, documents: Indexes, starts: NDArray[np.int32], ends: NDArray[np.int32]) -> Stretches:
    """The stretches at these offsets of these documents (ids); neither words nor kinds of lines are needed."""
    owner = np.searchsorted(batch.ids, documents)
    start, end = starts - shifts(batch)[owner], ends - shifts(batch)[owner]
    first_line, last_line = (batch.line_edges[0].searchsorted(edge, "right") - 1 for edge in (start, end - 1))
    return Stretches(owner, start, end, first_line, last_line)


class Passages(NamedTuple):
    """The text of stretches as a batch of its own; the first word of each, and the one past its last."""

    batch: Batch
    first: Indexes
    last: Indexes


def passages(batch: Batch, found: Stretches) -> Passages:
    """The words of stretches, without those of their documents, of which they are a small part."""
    edges = zip(found.start.tolist(), found.end.tolist(), strict=True)
    alone = Batch.of("\n".join([batch.text[start:end] for start, end in edges]))
    lengths = found.end - found.start
    ends = np.cumsum(lengths + 1) - 1
    return Passages(alone, alone.first_word(ends - lengths), alone.first_word(ends))


def count_words(batch: Batch, found: Stretches) -> list[int]:
    """How many words each stretch has."""
    _, first, last = passages(batch, found)
    counts: list[int] = (last - first).tolist()
    return counts


def find_blocks(batch: Batch, documents: Indexes, starts: NDArray[np.int32]) -> Indexes:
    """The blocks that begin at these offsets of these documents (ids): the reverse of `places_of`."""
    return np.searchsorted(batch.blocks.start, starts - shifts(batch)[np.searchsorted(batch.ids, documents)])


def shifts(batch: Batch) -> Indexes:
    """For each document of a batch, what makes an offset into the batch's text one into the document."""
    return batch.derive("copies.shifts", _shifts)


def _shifts(batch: Batch) -> Indexes:
    return np.array([document.offset for document in batch.documents], np.int64) - batch.starts


def locations(batch: Batch, found: Stretches) -> list[Location]:
    """Where stretches of the batch's text stand: as `Batch.locate` of each, but all at once."""
    lines, documents = batch.line_edges[0], batch.documents
    line = lines.searchsorted(found.start, "right") - 1
    first = lines.searchsorted(batch.starts) - np.array([document.line for document in documents], np.int64)
    shift = shifts(batch)[found.document]
    columns = (found.start + shift, found.end + shift, line - first[found.document], found.start - lines[line] + 1)
    rows = zip(found.document.tolist(), *(column.tolist() for column in columns), strict=True)
    owned = ((documents[index], edges) for index, *edges in rows)
    return [Location(own.path, own.record, own.field, *edges) for own, edges in owned]


def place_of(batch: Batch, identity: int, start: int, end: int, line: int) -> Location:
    """A place in a document of this batch or of another."""
    place = batch.places.get(identity) or batch.documents[int(np.searchsorted(batch.ids, identity))]
    return Location(place.path, place.record, place.field, start, end, line, 1)


def without_lines(batch: Batch, found: Stretches) -> list[Edit]:
    """The edits that take out the lines of stretches, with their line ends and one gap around them.

    Blank lines after them go too where there are blank lines before them; at the end of a document it is the blank
    lines before them that go. So two paragraphs are never joined and no double gap is left.
    """
    line_start, line_end = batch.line_edges
    solid, document, first, last = lines_with_text(batch), found.document, found.first_line, found.last_line
    top = line_start.searchsorted(batch.starts[document])
    bottom = line_start.searchsorted(batch.ends[document], "right")
    below = np.minimum(np.append(solid, len(line_start))[solid.searchsorted(last, "right")], bottom)
    above = np.maximum(np.append(-1, solid)[solid.searchsorted(first)] + 1, top)
    at_end = below == bottom
    whole = at_end & (above == top)
    keep = np.where((above < first) | (first == top), below, last + 1)
    start = np.where(at_end, line_end[above - 1], line_start[first])
    end = np.where(at_end, line_end[last], np.append(line_start, 0)[keep])
    start, end = np.where(whole, batch.starts[document], start), np.where(whole, batch.ends[document], end)
    shift = shifts(batch)[document]
    return [Edit(*edge) for edge in zip((start + shift).tolist(), (end + shift).tolist(), strict=True)]


def lines_with_text(batch: Batch) -> Indexes:
    """The lines that are not blank, of which most are known by their first character; computed once per batch."""
    return batch.derive("copies.lines_with_text", _lines_with_text)


def _lines_with_text(batch: Batch) -> Indexes:
    def spaces(codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
        found: NDArray[np.bool_] = np.take(tables.classes(), codes, mode="clip") & tables.SPACE != 0
        return found

    start, end = batch.line_edges
    filled = np.flatnonzero(end > start)
    solid = ~spaces(batch.codes[start[filled]])
    solid[~solid] = ~spaces(batch.codes[end[filled[~solid]] - 1])
    doubtful = filled[~solid]
    rows = Rows(batch.codes, start[doubtful], end[doubtful])
    if len(rows):
        solid[~solid] = ~np.logical_and.reduceat(spaces(rows.gather()), np.cumsum(rows.lengths) - rows.lengths)
    return filled[solid]


def tell_place(kept: Location, own: Document | Location, lines: int = 1) -> str:
    """Where the copy that stays is, for readers of `own`: `line 3`, `lines 3-13`, `a.txt:3`, `a.jsonl record 7`."""
    if kept.record == own.record and kept.path == own.path and kept.field == own.field:
        return f"line {kept.line}" if lines == 1 else f"lines {kept.line}-{kept.line + lines - 1}"
    name = kept.path or "text"
    if kept.record is not None:
        field = f" ({kept.field})" if kept.field and kept.field != own.field else ""
        same = kept.path == own.path
        place = f"record {kept.record}{field}" if same else f"{name} record {kept.record}{field}"
        return place if kept.line == 1 else f"{place}, line {kept.line}"
    return f"{name}:{kept.line}"


def in_rows(columns: Mapping[str, NDArray[Any]], *names: str) -> Iterator[tuple[Any, ...]]:
    """The rows of some columns, as Python values: to take these out of arrays one by one costs as much as all else."""
    return zip(*(columns[name].tolist() for name in names), strict=True)


def counted(number: int, noun: str) -> str:
    """`1 word`, `2 words`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def quoted(words: Iterable[str]) -> str:
    """Words in quotation marks, with commas; long ones cut."""
    return ", ".join(f"'{word if len(word) <= 24 else word[:23] + '…'}'" for word in words)


def words_at(batch: Batch, first: Indexes, numbers: NDArray[np.int32]) -> list[list[str]]:
    """For each stretch whose first word is `first`, its words with the numbers of its row, as written; -1 for none."""
    row, column = np.nonzero(numbers >= 0)
    found: list[list[str]] = [[] for _ in first]
    edges = batch.word_edges(first[row] + numbers[row, column])
    for index, start, end in zip(row.tolist(), *(edge.tolist() for edge in edges), strict=True):
        found[index].append(batch.text[start:end])
    return found

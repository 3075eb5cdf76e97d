"""Many documents as one text with columns: what makes corpuslint fast.

A batch holds some tens of thousands of code points of several documents. Every column (character classes, words,
lines, blocks) is computed for all of them at once, on first use, and shared by the rules.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from corpuslint import tables, words
from corpuslint.batch_lines import BatchLines
from corpuslint.lines import find_lines, runs
from corpuslint.model import Document, Edit, Location
from corpuslint.ranks import FEW, Ranks
from corpuslint.segmentation import Blocks, Marks, find_blocks
from corpuslint.words import Beyond

Offsets = NDArray[np.int64]
Column = TypeVar("Column")


class Match(Protocol):
    """What the matches of `re` and `regex` have in common."""

    def start(self, group: int | str = ..., /) -> int: ...
    def end(self, group: int | str = ..., /) -> int: ...
    def group(self, *groups: int | str) -> Any: ...


class Pattern(Protocol):
    """A compiled expression of `re` or `regex`."""

    def finditer(self, string: str, pos: int = ..., endpos: int = ..., /) -> Iterator[Any]: ...


@dataclass(frozen=True)
class Place:
    """Which document an id stands for: what a location needs besides offsets."""

    path: str
    record: int | None
    field: str | None


@dataclass(frozen=True, eq=False)
class Words:
    """All words of a batch: offsets, and the hash of the case-folded NFC form."""

    start: Offsets
    end: Offsets
    hash: NDArray[np.uint64]

    def __len__(self) -> int:
        return len(self.start)


@dataclass(frozen=True, eq=False)
class Batch:
    """Several documents, joined by line feeds into one text.

    All offsets are code points into `text`. `ids` names the documents: unique in the corpus and ascending in corpus
    order. `places` tells where other documents stand that the verdicts speak of; `known` is what an earlier pass
    said of the lines.
    """

    documents: Sequence[Document]
    ids: Offsets
    places: Mapping[int, Place] = field(default_factory=dict)
    known: Marks | None = None
    _derived: dict[Hashable, Any] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, *texts: str) -> Batch:
        """A batch of bare texts: for tests and for use without files."""
        return cls([Document("", text, number) for number, text in enumerate(texts, 1)], np.arange(len(texts)))

    @cached_property
    def text(self) -> str:
        """All texts, joined by line feeds."""
        return "\n".join([document.text for document in self.documents])

    @cached_property
    def starts(self) -> Offsets:
        """Where each document begins in the text."""
        return self.ends - self._lengths

    @cached_property
    def ends(self) -> Offsets:
        """Where each document ends in the text."""
        return np.cumsum(self._lengths + 1) - 1

    @cached_property
    def _lengths(self) -> Offsets:
        return np.fromiter((len(document.text) for document in self.documents), np.int64, len(self.documents))

    @cached_property
    def is_ascii(self) -> bool:
        """Whether all characters are ASCII (free to ask)."""
        return self.text.isascii()

    @cached_property
    def codes(self) -> NDArray[np.uint32]:
        """The code point of each character."""
        return words.code_points(self.text)

    @cached_property
    def beyond(self) -> Beyond:
        """The characters beyond ASCII: few in most texts, so that what looks for some of them looks here."""
        return Beyond.of(self.codes[:0] if self.is_ascii else self.codes)

    @cached_property
    def classes(self) -> NDArray[np.uint8]:
        """The class flags of each character (`tables.WORD`, `tables.LETTER` …)."""
        return tables.find_classes(self.codes, self._padded)

    @cached_property
    def _padded(self) -> NDArray[np.uint8]:
        return words.narrow(self.codes)

    @cached_property
    def _word_edges(self) -> tuple[Offsets, Offsets]:
        return words.find_words(self.classes)

    @cached_property
    def _words_before(self) -> Ranks:
        return Ranks.at(self._word_edges[0], len(self.codes))

    @cached_property
    def words(self) -> Words:
        """All words: maximal runs of word characters, case-folded; in scripts without spaces, each character."""
        return self._hashed(*self._word_edges)

    def word_edges(self, chosen: Offsets) -> tuple[Offsets, Offsets]:
        """Where the words with these indexes start and end; none is hashed."""
        start, end = self._word_edges
        return start[chosen], end[chosen]

    def _hashed(self, start: Offsets, end: Offsets) -> Words:
        hashes = words.hash_words(self.codes, start, end)
        if not self.is_normalized():
            words.normalize_hashes(self.text, start, end, hashes)
        return Words(start, end, hashes)

    @cached_property
    def line_edges(self) -> tuple[Offsets, Offsets]:
        """Where each line starts and ends: all that some rules need of lines."""
        return find_lines(self._padded[: len(self.codes)], self.ends[:-1])

    @cached_property
    def lines(self) -> BatchLines:
        """All lines of all documents, with their kinds."""
        start, end = self.line_edges
        document = np.searchsorted(self.starts, start, side="right") - 1
        known = self.known if self.known is not None and len(self.known.lines) == len(start) else None
        return BatchLines(
            self.codes,
            self._padded,
            self.classes,
            self._word_edges[0],
            self._words_before,
            start,
            end,
            document,
            known,
        )

    @cached_property
    def blocks(self) -> Blocks:
        """All blocks: paragraphs after unwrapping; tables, code, verse and front matter as they stand together."""
        return find_blocks(self.lines, self.lines.kind, self.lines.wraps)

    def marks(self) -> Marks | None:
        """What was said of the lines so far; nothing when no rule asked for their kinds."""
        if "lines" not in vars(self) or (segments := self.lines.told) is None:
            return None
        counts = np.bincount(self.lines.document, minlength=len(self.documents))
        return Marks.of(segments, counts.astype(np.int32))

    def first_word(self, offsets: Offsets) -> Offsets:
        """The index of the first word that starts at or after each offset."""
        return self._words_before(offsets) if len(offsets) > FEW else self._word_edges[0].searchsorted(offsets)

    def document_of(self, offsets: Offsets) -> Offsets:
        """The index of the document in which each offset lies."""
        return self.starts.searchsorted(offsets, "right") - 1

    def finditer(self, pattern: Pattern, start: int = 0, end: int | None = None) -> Iterator[Match]:
        """Matches over the text of all documents at once, none of them across the edge between two.

        A match that crosses an edge is dropped, and the search goes on in the documents that it touched, each alone.
        Expressions should not look beyond line ends: they cannot know whether a document ends there.
        """
        limit = len(self.text) if end is None else end
        edges = self.ends[:-1]
        while start <= limit:
            for match in pattern.finditer(self.text, start, limit):
                edge = int(np.searchsorted(edges, match.start()))
                if edge < len(edges) and edges[edge] < match.end():
                    yield from pattern.finditer(self.text, match.start(), int(edges[edge]))
                    start = int(edges[edge]) + 1
                    break
                yield match
            else:
                return

    def derive(self, key: Hashable, function: Callable[[Batch], Column]) -> Column:
        """The column `function(self)`, computed once: for columns that several rules need."""
        if key not in self._derived:
            self._derived[key] = function(self)
        column: Column = self._derived[key]
        return column

    @cached_property
    def _origins(self) -> tuple[list[int], list[int]]:
        """The first character and the first line of each document: to look up one, a list is faster than an array."""
        return self.starts.tolist(), self.line_edges[0].searchsorted(self.starts).tolist()

    def _index_of(self, offset: int) -> int:
        return bisect_right(self._origins[0], offset) - 1

    def locate(self, start: int, end: int) -> Location:
        """Where a stretch of the batch's text stands in its document."""
        index = self._index_of(start)
        document, lines = self.documents[index], self.line_edges[0]
        origin, first = self._origins[0][index], self._origins[1][index]
        line = int(lines.searchsorted(start, "right")) - 1
        return Location(
            document.path,
            document.record,
            document.field,
            start - origin + document.offset,
            end - origin + document.offset,
            line - first + document.line,
            start - int(lines[line]) + 1,
        )

    def place(self, identity: int, start: int, end: int, line: int, column: int) -> Location:
        """A location in a document that need not be in this batch, named by its id."""
        place = self.places[identity]
        return Location(place.path, place.record, place.field, start, end, line, column)

    def edit(self, start: int, end: int, text: str = "") -> Edit:
        """An edit of the document in which the stretch stands."""
        index = self._index_of(start)
        shift = self.documents[index].offset - self._origins[0][index]
        return Edit(start + shift, end + shift, text)

    def is_normalized(self) -> bool:
        """Whether all texts are in Unicode normalization form C."""
        return self.is_ascii or words.is_normalized(self.codes, self.beyond)


def select(batch: Batch, ids: Offsets) -> Batch | None:
    """The batch of just these documents, with what was computed of them already."""
    inside = tables.isin(batch.ids, ids)
    if inside.all():
        return batch
    if not inside.any():
        return None
    documents = [d for d, wanted in zip(batch.documents, inside.tolist(), strict=True) if wanted]
    known = batch.known if batch.known is not None else batch.marks()
    chosen = Batch(documents, batch.ids[inside], batch.places, known and known.chosen(inside))
    if "words" in vars(batch):
        first, last = runs(inside)
        vars(chosen).update(_columns_of(batch, batch.starts[first], batch.ends[last - 1]))
    return chosen


def _columns_of(batch: Batch, starts: Offsets, ends: Offsets) -> dict[str, Any]:
    """The columns over characters and words of stretches of the batch, joined by line feeds."""
    stretches = [slice(start, end + 1) for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]
    stretches[-1] = slice(stretches[-1].start, stretches[-1].stop - 1)
    first, last = batch.first_word(starts), batch.first_word(ends)
    shift = np.concatenate(([0], np.cumsum(ends + 1 - starts)[:-1])) - starts
    rows = [slice(*pair) for pair in zip(first.tolist(), last.tolist(), strict=True)]
    moved = np.repeat(shift, last - first)
    words = batch.words
    start = np.concatenate([words.start[row] for row in rows]) + moved
    end = np.concatenate([words.end[row] for row in rows]) + moved
    return {
        "codes": np.concatenate([batch.codes[stretch] for stretch in stretches]),
        "classes": np.concatenate([batch.classes[stretch] for stretch in stretches]),
        "_word_edges": (start, end),
        "words": Words(start, end, np.concatenate([words.hash[row] for row in rows])),
    }

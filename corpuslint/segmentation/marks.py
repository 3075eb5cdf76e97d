"""What segmentation said of lines, in one byte a line: kept between the passes, so that it is said once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpuslint.segmentation.kind import Flags
from corpuslint.segmentation.segmenter import Segments

KIND, WRAPS, SENTENCE_END = 0x0F, 0x10, 0x20


@dataclass(frozen=True, eq=False)
class Marks:
    """The lines of each of some documents (`counts`), and the mark of each line: its kind, and two flags."""

    counts: NDArray[np.int32]
    lines: NDArray[np.uint8]

    @classmethod
    def of(cls, segments: Segments, counts: NDArray[np.int32]) -> Marks:
        """The marks of all lines of documents that have so many lines."""
        lines = segments.kind | np.where(segments.wraps, np.uint8(WRAPS), np.uint8(0))
        return cls(counts, lines | np.where(segments.sentence_end, np.uint8(SENTENCE_END), np.uint8(0)))

    @classmethod
    def joined(cls, marks: Sequence[Marks]) -> Marks:
        """Those of several batches as one."""
        return cls(np.concatenate([m.counts for m in marks]), np.concatenate([m.lines for m in marks]))

    def chosen(self, documents: Flags) -> Marks:
        """The marks of some of the documents."""
        return Marks(self.counts[documents], self.lines[np.repeat(documents, self.counts)])

    def slice(self, first: int, last: int) -> Marks:
        """The marks of neighbouring documents."""
        begin = int(self.counts[:first].sum())
        return Marks(self.counts[first:last], self.lines[begin : begin + int(self.counts[first:last].sum())])

    def segments(self) -> Segments:
        """What the marks say."""
        return Segments(self.lines & np.uint8(KIND), (self.lines & WRAPS) != 0, (self.lines & SENTENCE_END) != 0)

"""The lines of a batch with what segmentation says of each: its kind, and whether it goes on in the next one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from corpuslint.lines import Lines
from corpuslint.segmentation import Kinds, Marks, Segmenter, Segments


@dataclass(frozen=True, eq=False)
class BatchLines(Lines):
    """Lines with their kinds, computed or `known` before."""

    known: Marks | None = None

    @cached_property
    def _segments(self) -> Segments:
        # Not kept: it refers to these lines, and a circle of objects would hold the memory of many batches.
        return Segmenter(self).segments() if self.known is None else self.known.segments()

    @property
    def told(self) -> Segments | None:
        """What was asked for and computed so far."""
        segments: Segments | None = vars(self).get("_segments")
        return segments

    @cached_property
    def kind(self) -> Kinds:
        """The kind of each line (`segmentation.Kind`)."""
        return self._segments.kind

    @cached_property
    def wraps(self) -> NDArray[np.bool_]:
        """Lines that end only because the next word did not fit."""
        return self._segments.wraps

    @cached_property
    def sentence_end(self) -> NDArray[np.bool_]:
        """Lines that end like a sentence: terminal punctuation, closing quotes and brackets left out."""
        return self._segments.sentence_end

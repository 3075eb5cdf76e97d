"""Kinds of lines, and blocks: paragraphs after unwrapping.

The kind decides which rules look at a line: what is code or a table is not judged as prose. All decisions are made
with arrays over the lines of a batch, never across documents: what stands in the same batch changes nothing.
"""

from __future__ import annotations

from corpuslint.segmentation.blocks import Blocks, find_blocks
from corpuslint.segmentation.kind import Flags, Kind, Kinds
from corpuslint.segmentation.marks import Marks
from corpuslint.segmentation.segmenter import Segmenter, Segments

__all__ = ["Blocks", "Flags", "Kind", "Kinds", "Marks", "Segmenter", "Segments", "find_blocks"]

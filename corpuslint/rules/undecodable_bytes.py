"""DOC002."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from corpuslint.batch import Batch
from corpuslint.lines import runs
from corpuslint.model import Finding
from corpuslint.rules.base import Example, Rule
from corpuslint.rules.unreadable_record import problems

FIRST_BYTE, LAST_BYTE = 0xDC80, 0xDCFF
"""Lone surrogates that stand for the bytes 0x80 to 0xFF (PEP 383, `surrogateescape`)."""


@dataclass(frozen=True)
class UndecodableBytes(Rule):
    """Bytes that are not valid in the file's encoding, and lone surrogates.

    ## What it finds
    Runs of bytes that cannot be decoded, with their values and place, one finding per line; whole files that are
    binary or UTF-16; and halves of surrogate pairs in JSON strings, which no encoding can hold.

    ## Why it matters
    Such bytes are dropped or replaced by whatever reads the file next, and the letters are lost for good. They nearly
    always mean that the file is in another encoding.

    ## How it decides
    Decoding fails there. The rest of the text is checked all the same, and `clean` writes the bytes back as they
    were. `--encoding NAME` reads the files in another encoding.

    ## Safety of the edit
    It proposes none: which letter was meant depends on the encoding.
    """

    code: ClassVar[str] = "DOC002"
    name: ClassVar[str] = "undecodable-bytes"
    good: ClassVar[tuple[Example, ...]] = ("naïve café, Ελλάδα, 中文",)
    bad: ClassVar[tuple[tuple[Example, Example], ...]] = (("caf\udce9 au lait", "caf\udce9 au lait"),)

    def check(self, batch: Batch) -> Iterator[Finding]:
        yield from problems(self, batch)
        if batch.is_ascii:
            return
        surrogates = (batch.codes >= 0xD800) & (batch.codes < 0xE000)
        if not surrogates.any():
            return
        starts, ends = runs(surrogates)
        lines = np.searchsorted(batch.lines.start, starts, side="right")
        for line in np.unique(lines).tolist():
            mine = lines == line
            start, end = int(starts[mine][0]), int(ends[mine][0])
            yield self.finding(batch, start, end, self._message(batch, start, end, int(mine.sum())))

    def _message(self, batch: Batch, start: int, end: int, places: int) -> str:
        codes = batch.codes[start:end].tolist()
        more = f", and at {places - 1} more places in this line" if places > 1 else ""
        if not all(FIRST_BYTE <= code <= LAST_BYTE for code in codes):
            return f"lone surrogate U+{codes[0]:04X}, half of a character{more}"
        shown = " ".join(f"{code - 0xDC00:02X}" for code in codes[:8]) + (" …" if len(codes) > 8 else "")
        return f"invalid {'bytes' if len(codes) > 1 else 'byte'} {shown}{more}"

"""DOC002."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

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
    Runs of bytes that cannot be decoded, with their values, their place and the encoding that the text looks like, one
    finding per line; whole files that are binary or UTF-16; and halves of surrogate pairs in JSON strings, which no
    encoding can hold.

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
        beyond = batch.beyond
        if not ((beyond.codes >= 0xD800) & (beyond.codes < 0xE000)).any():
            return
        starts, ends = runs((batch.codes >= 0xD800) & (batch.codes < 0xE000))
        lines = np.searchsorted(batch.lines.start, starts, side="right")
        first = np.flatnonzero(np.append(True, lines[1:] != lines[:-1]))
        places = np.diff(np.append(first, len(lines))).tolist()
        documents = batch.document_of(starts[first]).tolist()
        guesses = {number: self._guess(batch, number) for number in set(documents)}
        offsets = byte_offsets(batch.codes)
        for index, number, count in zip(first.tolist(), documents, places, strict=True):
            start, end = int(starts[index]), int(ends[index])
            offset = int(offsets[start] - offsets[batch.starts[number]])
            message = self._message(batch.codes[start:end].tolist(), offset, count)
            yield self.finding(batch, start, end, message + guesses[number])

    def _message(self, codes: list[int], offset: int, places: int) -> str:
        more = f", and at {places - 1} more places in this line" if places > 1 else ""
        if not all(FIRST_BYTE <= code <= LAST_BYTE for code in codes):
            return f"lone surrogate U+{codes[0]:04X}, half of a character{more}"
        shown = " ".join(f"{code - 0xDC00:02X}" for code in codes[:8]) + (" …" if len(codes) > 8 else "")
        return f"invalid {'bytes' if len(codes) > 1 else 'byte'} {shown} at byte {offset:,} of the text{more}"

    def _guess(self, batch: Batch, number: int) -> str:
        from corpuslint.language.codepages import LABELS, guess_encoding

        try:
            data = batch.documents[number].text.encode("utf-8", "surrogateescape")
        except UnicodeEncodeError:
            return ""
        name = guess_encoding(data)
        return f"; the text looks like {LABELS.get(name, name)} (--encoding {name})" if name else ""


def byte_offsets(codes: NDArray[np.uint32]) -> NDArray[np.int64]:
    """The offset in bytes of each code point in UTF-8; an escaped byte counts as the one byte that it is."""
    sizes = 1 + (codes >= 0x80).astype(np.int64) + (codes >= 0x800) + (codes >= 0x10000)
    sizes[(codes >= FIRST_BYTE) & (codes <= LAST_BYTE)] = 1
    return np.concatenate(([0], np.cumsum(sizes)))

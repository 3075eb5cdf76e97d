"""ENC006."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from corpuslint.batch import Batch
from corpuslint.model import Finding, Safety
from corpuslint.rules.base import Example, Rule

WORD = re.compile(r"\S+")
SHOWN = 30


@dataclass(frozen=True)
class NotNormalized(Rule):
    r"""Text that is not in Unicode normalization form C: an accent as a character of its own.

    ## What it finds
    Words that normalization form C writes with other characters: a letter and a combining accent that exist as one
    character, accents in another order, doubles such as the Kelvin sign. One finding per document.

    ## Why it matters
    The same word in two spellings counts as two words, and tokenizers treat them differently.

    ## How it decides
    The word differs from its form C (Unicode Standard Annex 15).

    ## Safety of the edit
    Safe: the two forms are canonically equivalent, that is, the same text by definition. Opt-in, since texts may be
    decomposed on purpose.
    """

    code: ClassVar[str] = "ENC006"
    name: ClassVar[str] = "not-normalized"
    default: ClassVar[bool] = False
    good: ClassVar[tuple[Example, ...]] = ("café, Ångström, 각", "q\u0304 has no form of its own", "plain")
    bad: ClassVar[tuple[tuple[Example, Example], ...]] = (
        ("cafe\u0301 au lait", "café au lait"),
        ("300 \u212a, 5 \u212b", "300 K, 5 Å"),
    )

    def check(self, batch: Batch) -> Iterator[Finding]:
        if batch.is_normalized():
            return
        for origin, end in zip(batch.starts.tolist(), batch.ends.tolist(), strict=True):
            text = batch.text[origin:end]
            if not unicodedata.is_normalized("NFC", text):
                yield self._finding(batch, origin, text)

    def _finding(self, batch: Batch, origin: int, text: str) -> Finding:
        edits = []
        for match in WORD.finditer(text):
            normal = unicodedata.normalize("NFC", match.group())
            if normal != match.group():
                edits.append((origin + match.start(), origin + match.end(), normal))
        start, end, normal = edits[0]
        more = f" (and {len(edits) - 1} more in this document)" if len(edits) > 1 else ""
        message = f"not in normalization form C: {normal[:SHOWN]!r} is written as {end - start} characters{more}"
        return self.finding(batch, start, edits[-1][1], message, edits, Safety.SAFE)

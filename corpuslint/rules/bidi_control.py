"""ENC004."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from corpuslint import tables
from corpuslint.batch import Batch
from corpuslint.model import Finding
from corpuslint.rules.base import Example, Rule
from corpuslint.segmentation import Kind

BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
OVERRIDES = "\u202d\u202e"
OPENING = "\u202a\u202b\u202d\u202e\u2066\u2067\u2068"
RIGHTWARD = "\u202b\u2067"
"""What may stay open to the end of a line in a right-to-left script: it changes nothing there."""
RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")


@dataclass(frozen=True)
class BidiControl(Rule):
    """Characters that turn the direction of writing where no script asks for it.

    ## What it finds
    Embeddings, overrides and isolates (U+202A to U+202E, U+2066 to U+2069): the set by which text can be made to read
    differently from what it says. One finding per line.

    ## Why it matters
    What a person sees is not what a program reads: hidden instructions, disguised file names, source code that does
    something else ("Trojan Source", CVE-2021-42574).

    ## How it decides
    In a line with right-to-left letters, embeddings and isolates that are closed again are as they should be, outside
    code, and so are right-to-left ones that last to the end of the line. Everything else is reported: overrides, other
    unclosed ones, and all of them where no letter is right-to-left. Among 181,000 clean lines it reported one.

    ## Safety of the edit
    Unsafe: without them the text reads in another order.
    """

    code: ClassVar[str] = "ENC004"
    name: ClassVar[str] = "bidi-control"
    good: ClassVar[tuple[Example, ...]] = (
        "הספר \u2066C++ primer\u2069 יצא לאור",
        "قال \u202aPython 3.12\u202c ثم ذهب.",
        "שלום\u200f!",
    )
    bad: ClassVar[tuple[tuple[Example, Example], ...]] = (
        ('if access != "user\u202e \u2066// Check\u2069 \u2066":', 'if access != "user // Check ":'),
        ("photo\u202egpj.exe", "photogpj.exe"),
    )

    def check(self, batch: Batch) -> Iterator[Finding]:
        places, codes = batch.beyond
        places = places[((codes >= 0x202A) & (codes <= 0x202E)) | ((codes >= 0x2066) & (codes <= 0x2069))]
        if not len(places):
            return
        for line in tables.distinct(np.searchsorted(batch.lines.start, places, side="right") - 1).tolist():
            start, end = int(batch.lines.start[line]), int(batch.lines.end[line])
            text = batch.text[start:end]
            if batch.lines.kind[line] == Kind.CODE or not _needed(text):
                marks = list(BIDI.finditer(text))
                names = ", ".join(dict.fromkeys(unicodedata.name(mark.group()).lower() for mark in marks))
                edits = [(start + mark.start(), start + mark.end(), "") for mark in marks]
                yield self.finding(
                    batch, edits[0][0], edits[-1][1], f"the text reads differently from what it says: {names}", edits
                )


def _needed(text: str) -> bool:
    """Whether a line has right-to-left letters and closes what it opens, without overrides."""
    if not RIGHT_TO_LEFT.search(text) or any(c in text for c in OVERRIDES):
        return False
    unclosed: list[str] = []
    for mark in BIDI.findall(text):
        if mark in OPENING:
            unclosed.append(mark)
        elif not unclosed:
            return False
        else:
            unclosed.pop()
    return all(mark in RIGHTWARD for mark in unclosed)

"""ENC003."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from corpuslint import tables
from corpuslint.batch import Batch
from corpuslint.model import Finding, Safety
from corpuslint.rules.base import Example, Rule

QUOTES = ("'", '"', "`")
ZERO_WIDTH_SPACE, NON_JOINER, JOINER = "\u200b", "\u200c", "\u200d"
SOFT_HYPHEN, BOM, WORD_JOINER = "\u00ad", "\ufeff", "\u2060"
FILLERS = "\u115f\u1160\u3164\uffa0"
MARKS = "\u200e\u200f\u061c"
OTHERS = "\u034f\u180e\u2061\u2062\u2063\u2064\u206a\u206b\u206c\u206d\u206e\u206f\ufff9\ufffa\ufffb"
TAGS = "\U000e0001\U000e0020-\U000e007f"
SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
FLAG = "\U0001f3f4[\U000e0020-\U000e007e]{1,31}\U000e007f"
RUN = re.compile(
    f"{FLAG}|[{SOFT_HYPHEN}{OTHERS}{ZERO_WIDTH_SPACE}{NON_JOINER}{JOINER}{MARKS}{WORD_JOINER}{BOM}{FILLERS}{TAGS}{SELECTORS}]+"
)
"""Flags made of tags are taken whole, to be passed over."""
JOINED_SCRIPTS = (
    "[\u0600-\u08ff\u0900-\u0df3\u0e00-\u109f\u1700-\u18af\u1980-\u19df\u1a00-\u1aaf\u1b00-\u1c4f\ua8e0-\ua8ff"
    "\ua980-\ua9df\uaa00-\uaadf\uabc0-\uabff\ufb50-\ufdff\ufe70-\ufefc\U00011000-\U00011fff]"
)
"""Scripts in which (non-)joiners are part of the spelling: Arabic, those of India and of South East Asia. To compile
such sets takes milliseconds, so that `re` does it when one is asked for, and keeps it."""
SPACELESS = "[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u1950-\u19df\u1a20-\u1aaf\u3000-\u30ff\u3400-\u9fff\ua980-\ua9df]"
"""Scripts without spaces, where a zero width space marks where a line may break."""
RIGHT_TO_LEFT = "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]"
PICTURES = "[\u00a9\u00ae\u203c-\u3299\ufe0f\U0001f000-\U0001faff]"
SELECTED = "[#*0-9\u00a9\u00ae\u2010-\u33ff\u3400-\ufaff\u0300-\u20ff\U0001d400-\U0001faff\U00020000-\U0003ffff]"
"""What a variation selector may follow: symbols, pictures, Han, letters of scripts that have variants."""


@dataclass(frozen=True)
class InvisibleCharacter(Rule):
    """Characters that nobody sees: zero width spaces, soft hyphens, byte order marks, tags.

    ## What it finds
    Zero width spaces and joiners, soft hyphens, byte order marks inside a text, word joiners, direction marks, fillers,
    tag characters and stray variation selectors. One finding per run.

    ## Why it matters
    Words that look alike are not: searches, counts and deduplication miss them. Tags and selectors can carry hidden
    text.

    ## How it decides
    Silent where a script needs them: joiners in Arabic and Persian, in the scripts of India and South East Asia and in
    emoji sequences; zero width spaces in scripts without spaces; tags in the flags of England, Scotland and Wales;
    direction marks in lines with right-to-left letters; variation selectors after what has variants.

    ## Safety of the edit
    Safe: it takes out what nobody sees. Unsafe alone between quotation marks, where it is meant.
    """

    code: ClassVar[str] = "ENC003"
    name: ClassVar[str] = "invisible-character"
    good: ClassVar[tuple[Example, ...]] = (
        "می\u200cخواهم کتاب‌ها را بخوانم",
        "क्\u200dष and ശ്രീ\u200d",
        "👩\u200d👩\u200d👧 ❤\ufe0f 🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
        "ភាសា\u200bខ្មែរ",
        "שלום\u200f!",
    )
    bad: ClassVar[tuple[tuple[Example, Example], ...]] = (
        ("in\u00advis\u00adible words", "invisible words"),
        ("zero\u200b width \ufeffspace", "zero width space"),
        ("Hello\U000e0048\U000e0069 world", "Hello world"),
    )

    def check(self, batch: Batch) -> Iterator[Finding]:
        places, codes = batch.beyond
        places = places[np.take(_table(), codes, mode="clip")]
        if not len(places):
            return
        starts, ends = batch.line_edges
        lines = tables.distinct(np.searchsorted(starts, places, side="right") - 1)
        for line in lines.tolist():
            start, end = int(starts[line]), int(ends[line])
            yield from self._line(batch, start, batch.text[start:end])

    def _line(self, batch: Batch, origin: int, text: str) -> Iterator[Finding]:
        marked = not set(MARKS).isdisjoint(text) and re.search(RIGHT_TO_LEFT, text) is not None
        for match in RUN.finditer(text):
            found, first = match.group(), match.group()[0]
            before, after = text[max(0, match.start() - 1) : match.start()], text[match.end() : match.end() + 1]
            if first == "\U0001f3f4" or (marked and set(found) <= set(MARKS)) or _needed(found, before, after):
                continue
            start, end = origin + match.start(), origin + match.end()
            name = unicodedata.name(first, "variation selector").lower()
            more = f" and {len(found) - 1} more" if len(found) > 1 else ""
            message = f"{name} (U+{ord(first):04X}){more}, which nobody sees"
            meant = before == after and before in QUOTES  # `<?xpacket begin="\ufeff"`
            safety = Safety.UNSAFE if meant else Safety.SAFE
            yield self.finding(batch, start, end, message, [(start, end, "")], safety)


def _needed(run: str, before: str, after: str) -> bool:
    """Whether a run of invisible characters has a purpose between these two characters."""
    found, around = set(run), before + after
    if found <= {NON_JOINER, JOINER, *MARKS} and re.search(JOINED_SCRIPTS, around):
        return True
    if found <= {JOINER, "\ufe0f"} and JOINER in found:
        return bool(re.match(PICTURES, before) and re.match(PICTURES, after))
    if found <= {ZERO_WIDTH_SPACE, WORD_JOINER}:
        return bool(re.search(SPACELESS, around) or re.search(JOINED_SCRIPTS, around))
    if found <= set(FILLERS):
        return bool(re.search("[\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\ud7b0-\ud7ff]", around))
    if len(run) == 1 and re.match(f"[{SELECTORS}]", run):
        return bool(re.match(SELECTED, before))
    return False


@cache
def _table() -> NDArray[np.bool_]:
    """Which code points up to the last variation selector are invisible: those that `RUN` matches."""
    table = np.zeros(0xE0200, np.bool_)
    singles = SOFT_HYPHEN + OTHERS + ZERO_WIDTH_SPACE + NON_JOINER + JOINER + MARKS + WORD_JOINER + BOM + FILLERS
    table[[ord(character) for character in singles]] = True
    for first, last in re.findall("(.)-(.)", TAGS + SELECTORS, re.DOTALL):
        table[ord(first) : ord(last) + 1] = True
    table[ord(TAGS[0])] = True
    return table

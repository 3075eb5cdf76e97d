"""ENC007."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from corpuslint import tables
from corpuslint.batch import Batch
from corpuslint.model import Finding
from corpuslint.rules.base import Example, Rule

LATIN, CYRILLIC, GREEK = 1, 2, 3
NAMES = {LATIN: "Latin", CYRILLIC: "Cyrillic", GREEK: "Greek"}
TWINS = {
    CYRILLIC: ("АВЕЅІЈКМНОРСТУХаеѕіјорсухԁһԛԝӏ", "ABESIJKMHOPCTYXaesijopcyxdhqwl"),
    GREEK: ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABEZHIKMNOPTYXo"),
}
"""Letters that look alike in most typefaces (a subset of Unicode's confusables.txt, TR 39), with their Latin twins.
Greek small letters other than omicron stay out: they are written beside Latin ones in formulas."""
PALOCHKA = "Il"
"""Latin letters that stand for the palochka in texts of the Caucasus."""
LEAST = 3
PLACEHOLDER = "%)\\&"
"""What makes the first letter of a word part of a placeholder or escape: `%s`, `%(count)s`."""


@dataclass(frozen=True)
class MixedScriptWord(Rule):
    """A Cyrillic or Greek letter that looks like a Latin one inside a Latin word, or the reverse.

    ## What it finds
    Words of three letters or more in which some letters are Latin and others Cyrillic or Greek, where the fewer ones
    all have a twin of the same look in the script of the others.

    ## Why it matters
    The word looks right and is another one: searches and counts miss it, tokenizers break it up. It comes from
    character recognition, from keyboards left in the wrong layout, and from those who evade filters.

    ## How it decides
    At least one letter must belong to the majority's script alone, so that it is clear which letters are the wrong
    ones. Silent are Latin `I` and `l` in Cyrillic words (the palochka of Caucasian languages), and Greek letters that
    stand beside Latin ones in formulas. In 181,000 clean lines it reported 40 words; all but five mixed their letters.

    ## Safety of the edit
    Unsafe: it puts the twin of the word's own script, but a name may be spelled so on purpose.
    """

    code: ClassVar[str] = "ENC007"
    name: ClassVar[str] = "mixed-script-word"
    good: ClassVar[tuple[Example, ...]] = (
        "Москва и Paris, ΔT = 5 µm, sinα, IP-адрес, 3D-модель",
        "щIыпIэ",
        "СОВА, COBA",
    )
    bad: ClassVar[tuple[tuple[Example, Example], ...]] = (
        ("the p\u0430ssword is s\u0435cret", "the password is secret"),
        ("прив\u0065т", "привет"),
    )

    def check(self, batch: Batch) -> Iterator[Finding]:
        codes, beyond = batch.codes, batch.beyond
        places = beyond.places[(beyond.codes >= 0x370) & (beyond.codes < 0x530)]
        if not len(places):
            return
        scripts = _scripts()
        own = scripts[codes[places]]
        before = scripts[np.minimum(codes[np.maximum(places - 1, 0)], 0x52F)]
        after = scripts[np.minimum(codes[np.minimum(places + 1, len(codes) - 1)], 0x52F)]
        mixed = places[(own > LATIN) & ((before == LATIN) | (after == LATIN))]
        done = -1
        for place in mixed.tolist():
            if place < done:
                continue
            start, done = _word(batch.text, place)
            if batch.text[max(start - 1, 0)] in PLACEHOLDER and start:
                continue
            found = _corrected(batch.text[start:done])
            if found is not None:
                word, few, many = found
                wrong = next(a for a, b in zip(batch.text[start:done], word, strict=True) if a != b)
                message = f"{batch.text[start:done]!r} has a {few} {wrong!r} (U+{ord(wrong):04X}) in a {many} word"
                yield self.finding(batch, start, done, message, [(start, done, word)])


def _word(text: str, place: int) -> tuple[int, int]:
    """The run of letters around a place."""
    start, end = place, place + 1
    while start and text[start - 1].isalpha():
        start -= 1
    while end < len(text) and text[end].isalpha():
        end += 1
    return start, end


def _corrected(word: str) -> tuple[str, str, str] | None:
    """The word in one script, with the names of the script of the fewer letters and that of the others."""
    scripts = _scripts()
    kinds = [int(scripts[min(ord(c), 0x52F)]) for c in word]
    others = set(kinds) - {LATIN}
    if len(word) < LEAST or 0 in others or len(others) != 1:
        return None
    other = others.pop()
    to_latin, from_latin = _twins(other)
    latin = kinds.count(LATIN)
    if not latin or latin * 2 == len(word):
        return None
    few, many, twins = (other, LATIN, to_latin) if latin * 2 > len(word) else (LATIN, other, from_latin)
    sure = any(
        kind == many and c not in (from_latin if many == LATIN else to_latin)
        for c, kind in zip(word, kinds, strict=True)
    )
    wrong = [c for c, kind in zip(word, kinds, strict=True) if kind == few]
    if not sure or any(c not in twins for c in wrong) or (few == LATIN and all(c in PALOCHKA for c in wrong)):
        return None
    fixed = "".join(twins[c] if kind == few else c for c, kind in zip(word, kinds, strict=True))
    return fixed, NAMES[few], NAMES[many]


@cache
def _twins(script: int) -> tuple[dict[str, str], dict[str, str]]:
    """Letters of a script with their Latin twins, and the reverse."""
    own, latin = TWINS[script]
    return dict(zip(own, latin, strict=True)), dict(zip(latin, own, strict=True))


@cache
def _scripts() -> NDArray[np.uint8]:
    """The script of each code point below U+0530: Latin, Cyrillic, Greek, or 0."""
    letter = (tables.classes()[:0x530] & tables.LETTER) != 0
    scripts = np.zeros(0x530, np.uint8)
    scripts[:0x250] = LATIN
    scripts[0x370:0x400] = GREEK
    scripts[0x400:0x530] = CYRILLIC
    scripts[~letter] = 0
    scripts[[0xAA, 0xB5, 0xBA]] = 0
    scripts[0x52F] = 0
    return scripts

"""Evidence from word lists: whether a repair turns strings that nobody writes into words that everybody writes.

The lists are those of wordfreq (loaded only when a line is in doubt, one language at a time, 4 ms each).
"""

from __future__ import annotations

from functools import cache
from itertools import repeat

import regex

from corpuslint.language.lexicon import available, levels
from corpuslint.language.mojibake.letters import BIT

WORD = regex.compile(r"[\p{L}\p{M}]+")
FLOOR = 1e-8
"""The frequency of a word that no list has: the small lists begin at 1e-6, the large ones at 1e-8."""
MOST = 12 * BIT
"""So much speaks a single word for a repair, or against it."""
SHARED = {"bs": "sh", "hr": "sh", "sr": "sh", "nn": "nb", "gl": "pt", "af": "nl", "be": "uk"}


@cache
def frequencies(language: str) -> dict[bytes, float]:
    """The frequency of the words of a language, in UTF-8; empty where wordfreq has none."""
    if not has_list(language):
        return {}
    language = SHARED.get(language, language)
    known: dict[bytes, float] = {}
    for centibels, words in enumerate(levels(language, "small")):
        known.update(zip(words, repeat(10 ** (-centibels / 100)), strict=False))
    return known


def changed_words(damaged: str, repaired: str) -> list[tuple[str, str]]:
    """The words (between spaces) that differ, each with what it became."""
    before, after = damaged.split(" "), repaired.split(" ")
    if len(before) != len(after):
        return [(damaged, repaired)]
    return [(a, b) for a, b in zip(before, after, strict=True) if a != b]


def lexical_gain(damaged: str, repaired: str, language: str) -> int:
    """How much the words that differ speak for the repair, in the units of `letters.BIT`.

    >>> lexical_gain("ukljuèujuæi", "uključujući", "hr") > 0 > lexical_gain("père", "pčre", "fr")
    True
    """
    known = frequencies(language) if language else {}
    if not known:
        return 0
    gain = 0
    for before, after in set(changed_words(damaged, repaired)):
        old, new = (
            max((known.get(word.casefold().encode(), 0.0) for word in WORD.findall(text)), default=0.0)
            for text in (before, after)
        )
        if sum(map(str.isalpha, before)) < sum(map(str.isalpha, after)):  # a symbol stood in the word
            old = 0.0
        ratio = max(new, FLOOR) / max(old, FLOOR)
        gain += min(MOST, max(-MOST, _bits(ratio)))
    return gain


def has_list(language: str) -> bool:
    """Whether there is a list of words of the language."""
    return SHARED.get(language, language) in available("small")


def _bits(ratio: float) -> int:
    from math import log2

    return round(log2(ratio) * BIT)

"""The smallest edits that turn one text into another, for texts that share their ASCII characters."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

import regex

Edits = Iterator[tuple[int, int, str]]
BEYOND_ASCII = regex.compile(r"[^\x00-\x7f]+")
LONGEST = 2000
"""Above so many characters a stretch is replaced as a whole instead of being compared letter by letter."""


def differences(before: str, after: str) -> Edits:
    """Edits `(start, end, text)` over `before`, ascending, that give `after`.

    >>> list(differences("prÃ©sentÃ© hier", "présenté hier"))
    [(2, 4, 'é'), (8, 10, 'é')]
    """
    old, new = list(BEYOND_ASCII.finditer(before)), list(BEYOND_ASCII.finditer(after))
    if BEYOND_ASCII.sub("\x80", before) == BEYOND_ASCII.sub("\x80", after):
        for a, b in zip(old, new, strict=True):
            yield from trimmed(a.start(), a.group(), b.group())
        return
    words, others = before.split(" "), after.split(" ")
    if len(words) == len(others):
        start = 0
        for a_word, b_word in zip(words, others, strict=True):
            yield from _compare(start, a_word, b_word)
            start += len(a_word) + 1
        return
    yield from _compare(0, before, after)


def trimmed(start: int, before: str, after: str) -> Edits:
    """One edit without what the two texts have in common at their ends; none where they are equal."""
    if before == after:
        return
    head = 0
    while head < min(len(before), len(after)) and before[head] == after[head]:
        head += 1
    tail = 0
    while tail < min(len(before), len(after)) - head and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    yield start + head, start + len(before) - tail, after[head : len(after) - tail]


def _compare(start: int, before: str, after: str) -> Edits:
    if before == after:
        return
    if max(len(before), len(after)) > LONGEST:
        yield from trimmed(start, before, after)
        return
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag != "equal":
            yield start + a, start + b, after[c:d]

"""Where two texts differ, word by word."""

from __future__ import annotations

import re

TOKEN = r"\w+|[^\w\s]"
TOKENS = 400
"""Words and marks of each text that are compared: the search is quadratic at worst."""

Spans = list[tuple[int, int]]


def differences(one: str, other: str) -> tuple[Spans, Spans]:
    """The stretches of each text that the other does not have, in the first `TOKENS` words and marks.

    Case is told only where nothing else differs.

    >>> differences("a small dog", "a big Dog")
    ([(2, 7)], [(2, 5)])
    >>> differences("a small dog", "a small Dog")
    ([(8, 11)], [(8, 11)])
    """
    from difflib import SequenceMatcher

    mine = [match.span() for match, _ in zip(re.finditer(TOKEN, one), range(TOKENS), strict=False)]
    theirs = [match.span() for match, _ in zip(re.finditer(TOKEN, other), range(TOKENS), strict=False)]
    words = [one[start:end] for start, end in mine]
    others = [other[start:end] for start, end in theirs]
    folded, folded_others = [word.casefold() for word in words], [word.casefold() for word in others]
    if folded != folded_others:
        words, others = folded, folded_others
    first: Spans = []
    second: Spans = []
    for tag, i, j, k, m in SequenceMatcher(None, words, others, autojunk=False).get_opcodes():
        if tag != "equal":
            if j > i:
                first.append((mine[i][0], mine[j - 1][1]))
            if m > k:
                second.append((theirs[k][0], theirs[m - 1][1]))
    return first, second

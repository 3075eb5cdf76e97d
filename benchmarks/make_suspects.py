"""Build `corpuslint/data/suspects.npz`: which pairs of characters make a line worth a closer look for mojibake.

Every character of the code pages that texts get mixed up in has a number, and every pair of numbers a verdict: never
mind, or suspicious because ftfy's heuristic of badness (Apache-2.0) matches it in some context, because a symbol
stands inside a word, or because no language has these two letters side by side (`letter_pairs.npz`).

    python benchmarks/make_suspects.py
"""

from __future__ import annotations

import itertools

import numpy as np
from ftfy.badness import BADNESS_RE
from numpy.typing import NDArray

from corpuslint import tables
from corpuslint.language.codepages import SINGLE, code_page
from corpuslint.language.mojibake.letters import BIT, letters
from corpuslint.language.mojibake.pairs import (
    BEFORE_FOREIGN,
    BEFORE_MORE,
    BEFORE_OTHER,
    BEFORE_WORD,
    HAN,
    OTHER,
    RARE_HAN,
    SURE,
    TABLE,
)

RAREST = 19 * BIT
"""A pair that every language has less than once in 2**19 letters is rare."""
NATIVE = 15 * BIT
"""A letter belongs to a language if it is one in 2**15 of its letters."""
TATWEEL = "\u0640"
"""Stretches Arabic words; the counts of pairs leave it out."""
RAREST_HAN = 15 * BIT
BOXES = "".join(map(chr, range(0x2500, 0x2570))) + "▀▄█▌▐░▒▓⌐⌠⌡∙"
SYMBOLS = BOXES + "№¤¦¨¬¯´¸ƒˆ˜†‡‰±¶µ×÷¹²³¼½¾√∂∆∏∑∫≈≠≤≥◊€£¥¢¿¡©®ªº§°•„‚"
AFTER_LETTERS = "²³¹ªº°®©•„‚€£µ§½¼¾"
BEFORE_LETTERS = "•„‚¿¡µ€£§©¥"
PLAIN_BOXES = "│║"
"""Lines of tables: letters stand beside them. In UTF-8 read in another encoding they follow what begins a character."""
EXTRA = {"Г\xa0"}
""""à" read as Windows-1251 at the end of a word."""
BEFORE_OTHERS = {"ГЁ"}
"""The same of "è"."""
BEFORE = ["", " ", "a", "A", "é", "Ã", "1", ".", "В", "а", "²", "в"]
AFTER = ["", " ", "a", "1", "В", "“", "²", "Ã", "é", "а", "Ø°", "ВЂВ a"]


def universe() -> str:
    """The numbered characters: ASCII first, then what the code pages have beyond it."""
    beyond = {c for name in SINGLE for c in code_page(name).byte_of if "\x80" <= c < "\uffff"}
    return "".join(map(chr, range(128))) + "".join(sorted(beyond | set("\ufffd\ufb01\ufb02")))


def badness(pair: str) -> int:
    """Whether ftfy's heuristic matches the pair: always or in some context, or only where a letter or digit follows."""
    verdict = 0
    for before, after in itertools.product(BEFORE, AFTER):
        start = len(before)
        for match in BADNESS_RE.finditer(before + pair + after):
            plain = before if match.start() < start else pair[0]
            longer = (match.start(), match.end()) != (start, start + 2)
            whole = match.start() <= start and match.end() >= start + 2
            if not whole or (longer and match.start() == start and plain < "\x80"):
                continue  # no match of this pair, or one that the next pair of it stands for
            if match.start() < start and plain >= "\x80":
                continue  # a match that the pair before stands for
            if not (longer and match.start() == start and after[:1].isalnum()):
                return SURE
            verdict = BEFORE_WORD
    return verdict


def symbol_inside(a: str, b: str) -> bool:
    """Whether a symbol touches a letter where clean text has none: `wywo³any`, `pr√`."""
    if (a in "–—" and b.isalpha() and b > "\x80") or a + b in EXTRA:
        return True
    if (a in PLAIN_BOXES and b.isalpha()) or (b in PLAIN_BOXES and a.isascii()):
        return False
    return (a.isalpha() and b in SYMBOLS and b not in AFTER_LETTERS) or (
        a in SYMBOLS and b.isalpha() and a not in BEFORE_LETTERS
    )


def languages_of(characters: str, first: int, size: int) -> NDArray[np.uint64]:
    """For each number, the languages in Latin script that have the letter: a bit each; all of them for the others."""
    known = letters()
    rows = {int(key): row for row, key in enumerate(known.keys.tolist())}
    latin = [n for n in range(len(known.languages)) if known.costs[rows[ord("e")], n] < NATIVE]
    masks = np.full(size, 2**64 - 1, np.uint64)
    for number, character in enumerate(characters):
        lower = character.lower()
        if character.isalpha() and "\x80" <= character < "\u0250" and len(lower) == 1:
            row = rows.get(ord(lower))
            bits = [bit for bit, n in enumerate(latin) if row is not None and known.costs[row, n] <= NATIVE]
            masks[first + number] = sum(1 << bit for bit in bits)
    print(len(latin), "languages in Latin script")
    return masks


def main() -> None:
    """Write the table."""
    characters = universe()
    first = OTHER + 1
    numbers = np.zeros(0x10000, np.uint16)
    numbers[:] = OTHER
    known = letters()
    common = np.zeros(0x10000, np.bool_)
    best = known.costs.min(axis=1)
    single = known.keys < 0x10000
    common[known.keys[single][best[single] < RAREST_HAN]] = True
    han = np.zeros(0x10000, np.bool_)
    han[0x3400:0xA000] = han[0xE000:0xFB00] = han[0xFF61:0xFFA0] = True
    numbers[han] = HAN
    numbers[han & ~common] = RARE_HAN
    numbers[0xFB1D:0xFE00] = OTHER
    for number, character in enumerate(characters):
        numbers[ord(character)] = first + number
    size = first + len(characters)
    pairs = np.zeros((size, size), np.uint8)
    joint = {}
    costs = known.costs.astype(np.int64)
    rows = {int(key): row for row, key in enumerate(known.keys.tolist())}
    for key, row in rows.items():
        if key >= 0x10000 and (key >> 16) in rows:
            joint[chr(key >> 16) + chr(key & 0xFFFF)] = int((costs[row] + costs[rows[key >> 16]]).min())
    for i, a in enumerate(characters):
        for j, b in enumerate(characters):
            if a < "\x80" and b < "\x80":
                continue
            suspect = symbol_inside(a, b)
            if a.isalpha() and b.isalpha() and not suspect and TATWEEL not in (a, b):
                both = (a + b).lower()
                suspect = len(both) == 2 and joint.get(both, RAREST + 1) > RAREST
            verdict = SURE if suspect else badness(a + b)
            if not verdict and (a + b in BEFORE_OTHERS or (a.islower() and b.isupper() and min(a, b) > "\x80")):
                verdict = BEFORE_OTHER
            if suspect and a.isascii() and a.isalpha() and "А" <= b <= "я":
                verdict = BEFORE_FOREIGN
            if suspect and a.isascii() and b == "¶":
                verdict = BEFORE_MORE
            pairs[first + i, first + j] = verdict
    np.savez_compressed(
        tables.DATA / TABLE, pairs=pairs, numbers=numbers, languages=languages_of(characters, first, size)
    )
    print(size, "characters;", int((pairs > 0).sum()), "suspicious pairs")


if __name__ == "__main__":
    main()

"""How plausible a stretch of text is, letter by letter, in the languages that we know something about.

A table (`data/letter_pairs.npz`, 75 languages) holds what each pair of letters costs: the negative logarithm of the
second letter's probability after the first one, in twelfths of a bit. The cost of a word is that of its first letter
plus that of its pairs. Costs are integers, so that a verdict does not depend on how a text was cut into batches.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from corpuslint import tables

BIT = 12
"""The unit of cost: twelfths of a bit."""
UNKNOWN = 18 * BIT
"""What a pair costs that a language does not have; the rarest pairs of the table cost 16 to 20 bits."""
ELSEWHERE = 8 * BIT
"""What a letter costs in a script of which the table has nothing: about as much as a syllable sign."""
ODD = 13 * BIT
"""What a symbol costs beside a letter, where punctuation has no business: `wywo³anych`, `Ã©`."""
SYMBOL = 3 * BIT
"""What a symbol costs elsewhere."""
CONTROL = 14 * BIT
"""What a C1 control or a private character costs anywhere."""
CASE = 6 * BIT
"""What a capital costs after a small letter of the same word, unless a small letter follows (`McDonald`)."""
NATURAL = 4.6
"""Bits a letter of running text: 99 of 100 clean lines of alphabetic languages have less."""
TYPOGRAPHIC = "\u00a0«»“”„‟‘’‚‛‹›–—―…·•¿¡©®™°ªº§№′″。、，．：；！？（）「」『』【】《》〈〉・～ー％＃＆／＋－＝"
"""Punctuation of clean text: it costs nothing beside letters where its neighbours allow it."""
SUPERSCRIPTS = np.array([0xB2, 0xB3, 0xB9, 0xBC, 0xBD, 0xBE], np.uint32)
"""Digits by their Unicode category; here they are symbols."""
STRANGE, HIDDEN, OUTER = 1, 2, 4
"""Symbols that clean text has few of; controls and private characters; punctuation that stands around words."""
INNER = "’·—"
"""Punctuation of clean text that stands inside words as well."""
BOXES, PICTURES = 0x2500, 0x2600
LATIN_END = 0x250

Costs = NDArray[np.int64]
Codes = NDArray[np.uint32]


def code_points(text: str) -> Codes:
    """The code point of each character."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


@dataclass(frozen=True, eq=False)
class Letters:
    """The table: sorted keys (a letter, or two letters in 32 bits) and their cost in each language."""

    keys: NDArray[np.uint32]
    costs: NDArray[np.uint8]
    languages: tuple[str, ...]

    def weigh(self, text: str) -> Weight:
        """What a text costs: its Latin words in their best language, the others in theirs, and its symbols.

        >>> known = letters()
        >>> known.weigh("Кожа на лице").cost < known.weigh("лПЦБ ОБ МЙГЕ").cost
        True
        >>> known.weigh("ukljuèujuæi razumno ogranièenje").latin, known.weigh("ograničenje radnih sati").latin
        ('it', 'hr')
        """
        codes = code_points(unicodedata.normalize("NFC", text))
        classes = tables.classes()[np.minimum(codes, tables.CODE_POINTS - 1)]
        letter = (classes & tables.LETTER) != 0
        letter &= (classes & (tables.LOWER | tables.UPPER | tables.WORD)) != 0
        folded = self._fold(codes)
        latin = (codes < LATIN_END) | ((codes >= 0x1E00) & (codes < 0x1F00))
        rows = self._rows(folded, letter)
        cost, count, best = 0, 0, [-1, -1]
        for side, group in enumerate((latin, ~latin)):
            chosen = rows[group & letter]
            if len(chosen):
                found = chosen[chosen >= 0]
                table = np.minimum(self.costs[found], UNKNOWN).sum(axis=0, dtype=np.int64)
                best[side] = int(table.argmin())
                cost += int(table[best[side]]) + UNKNOWN * (len(chosen) - len(found))
                if side:
                    strange = modelled()[np.minimum(codes[group & letter & (rows < 0)], 0xFFFF) >> 7]
                    cost -= (UNKNOWN - ELSEWHERE) * int((~strange).sum())
                count += len(chosen)
        return Weight(cost, self._symbols(codes, classes, letter), count, self._name(best[0]), self._name(best[1]))

    def has(self, letter: str) -> bool:
        """Whether any language has the letter."""
        key = ord(letter.lower()[0])
        where = int(np.searchsorted(self.keys, key))
        return where < len(self.keys) and int(self.keys[where]) == key

    def _name(self, number: int) -> str:
        return self.languages[number] if number >= 0 else ""

    @staticmethod
    def _fold(codes: Codes) -> Codes:
        text = codes.tobytes().decode("utf-32-le", "surrogatepass")
        lower = text.lower()
        if len(lower) != len(text):  # a capital with a dot above becomes two characters
            lower = "".join(c.lower()[0] for c in text)
        return code_points(lower)

    def _rows(self, codes: Codes, letter: NDArray[np.bool_]) -> NDArray[np.int64]:
        """The row of each letter's pair (of the letter, where it begins a word or is one); -1 where unknown."""
        before = np.zeros(len(codes), np.uint32)
        before[1:] = np.where(letter, codes, 0)[:-1]
        pair = np.where(codes >= 0x2E80, codes, (before << np.uint32(16)) | codes)  # Han, kana, Hangul: alone
        where = np.minimum(np.searchsorted(self.keys, pair), len(self.keys) - 1)
        return np.where(self.keys[where] == pair, where, -1)

    @staticmethod
    def _symbols(codes: Codes, classes: NDArray[np.uint8], letter: NDArray[np.bool_]) -> int:
        """What everything but the letters costs."""
        kinds = symbols()[np.minimum(codes, 0xFFFF)]
        odd = (kinds & STRANGE) != 0
        cost = CONTROL * int(((kinds & HIDDEN) != 0).sum() + (codes >= 0xE0000).sum())
        solid = letter | odd
        beside = np.zeros(len(codes), np.bool_)
        beside[1:] |= solid[:-1]
        beside[:-1] |= solid[1:]
        near = int((odd & beside).sum())
        cost += ODD * near + SYMBOL * (int(odd.sum()) - near) + ODD * lone_han(codes, letter)
        cost += ODD * int((odd & beside & (codes >= BOXES) & (codes < PICTURES)).sum()) // 2
        inside = (kinds[1:-1] & OUTER) != 0
        if inside.any():
            cost += ODD * int((inside & solid[:-2] & letter[2:] & (codes[2:] < 0x2E80)).sum())
        lower, upper = (classes & tables.LOWER) != 0, (classes & tables.UPPER) != 0
        capital = lower[:-1] & upper[1:]
        capital[:-1] &= ~lower[2:]
        return cost + CASE * int(capital.sum())


def lone_han(codes: Codes, letter: NDArray[np.bool_]) -> int:
    """How many Han characters stand alone beside a Latin letter: `w眉rden`."""
    han = (codes >= 0x3400) & (codes < 0xA000)
    padded = np.concatenate(([0], codes, [0]))
    plain = np.concatenate(([False], letter & (codes < LATIN_END), [False]))
    alone = (padded[:-2] < 0x2E80) & (padded[2:] < 0x2E80)
    return int((han & alone & (plain[:-2] | plain[2:])).sum())


@dataclass(frozen=True)
class Weight:
    """What a text costs, of how many letters, and in which languages its words cost least."""

    letters: int
    symbols: int
    count: int
    latin: str
    other: str

    @property
    def cost(self) -> int:
        """Letters and symbols together."""
        return self.letters + self.symbols

    @property
    def mean(self) -> float:
        """Bits a letter: 3.3 to 4.3 in running text of alphabetic languages, 8 to 13 in Chinese and Japanese."""
        return self.letters / BIT / max(self.count, 1)

    @property
    def natural(self) -> bool:
        """Whether the text is as it should be: usual letters for some language, hardly an odd symbol."""
        return self.fluent and self.symbols * 40 <= BIT * self.count

    @property
    def fluent(self) -> bool:
        """Whether its letters are usual for some language, in spite of some symbols or glued words."""
        return self.count >= 20 and self.mean <= NATURAL and self.symbols * 6 <= BIT * self.count


@cache
def modelled() -> NDArray[np.bool_]:
    """Which blocks of 128 code points hold letters of the table."""
    blocks = np.zeros(512, np.bool_)
    keys = letters().keys
    blocks[keys[keys < 0x10000] >> 7] = True
    return blocks


@cache
def symbols() -> NDArray[np.uint8]:
    """What each code point below 65536 is besides a letter: flags of STRANGE, HIDDEN and OUTER."""
    codes = np.arange(0x10000)
    clean = np.isin(codes, [ord(c) for c in TYPOGRAPHIC])
    clean[0x3000:0x3020] = clean[0xFF00:0xFF70] = True
    strange = (codes >= 0xA0) & ((tables.classes()[:0x10000] & tables.WORD) == 0) & ~clean
    strange |= np.isin(codes, SUPERSCRIPTS)
    strange &= (codes < PICTURES) | (codes == 0xFFFD)
    strange |= (codes >= 0x0300) & (codes < 0x0370)  # accents that NFC could not put into a letter
    hidden = ((codes >= 0x80) & (codes < 0xA0)) | ((codes >= 0xE000) & (codes < 0xF900))
    outer = clean & (codes >= 0xA1) & (codes < 0x2E80) & ~np.isin(codes, [ord(c) for c in INNER])
    return np.asarray(strange * STRANGE + hidden * HIDDEN + outer * OUTER, np.uint8)


@cache
def letters() -> Letters:
    """The shipped table (30 ms)."""
    with np.load(tables.DATA / "letter_pairs.npz") as packed:
        return Letters(packed["keys"], packed["costs"], tuple(packed["languages"].tolist()))

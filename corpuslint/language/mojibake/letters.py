"""How plausible a stretch of text is, letter by letter, in the languages that we know something about.

A table (`data/letter_pairs.npz`, 75 languages) holds what each pair of letters costs: the negative logarithm of the
second letter's probability after the first one, in twelfths of a bit. The cost of a word is that of its first letter
plus that of its pairs. Costs are integers, so that a verdict does not depend on how a text was cut into batches.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

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

CHUNK = 1 << 13
"""So many characters are weighed at once."""

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
        ('nn', 'bs')
        """
        return self.weigh_all([text])[0]

    def weigh_all(self, texts: Sequence[str]) -> list[Weight]:
        """What each of many texts costs: the same as one by one, in less time."""
        weights: list[Weight] = []
        for few in chunks(texts):
            weights += self._weigh(few)
        return weights

    def _weigh(self, texts: Sequence[str]) -> list[Weight]:
        normal = [unicodedata.normalize("NFC", text) for text in texts]
        codes = code_points("\n".join([*normal, ""]))
        lengths = np.fromiter(map(len, normal), np.int64, len(normal)) + 1
        start = np.cumsum(lengths) - lengths
        classes = tables.classes()[np.minimum(codes, tables.CODE_POINTS - 1)]
        letter = (classes & tables.LETTER) != 0
        letter &= (classes & (tables.LOWER | tables.UPPER | tables.WORD)) != 0
        folded = code_points("\n".join([*map(fold, normal), ""]))
        latin = (codes < LATIN_END) | ((codes >= 0x1E00) & (codes < 0x1F00))
        rows = self._rows(folded, letter)
        strange = letter & ~latin & (rows < 0)
        strange &= ~modelled()[np.minimum(codes, 0xFFFF) >> 7]
        sides = [self._languages(rows, group & letter, start) for group in (latin, ~latin)]
        cost = sides[0][0] + sides[1][0] - (UNKNOWN - ELSEWHERE) * sums(strange, start)
        symbol_costs = sums(self._symbols(codes, classes, letter), start)
        count = sums(letter, start)
        names = [[self._name(number) for number in best.tolist()] for _, best in sides]
        columns = zip(cost.tolist(), symbol_costs.tolist(), count.tolist(), *names, strict=True)
        return [Weight(*values) for values in columns]

    def _languages(
        self, rows: NDArray[np.int64], group: NDArray[np.bool_], start: Costs
    ) -> tuple[Costs, NDArray[np.int64]]:
        """For each text, what the letters of a group cost in the language where they cost least, and which that is."""
        cost, best = np.zeros(len(start), np.int64), np.full(len(start), -1)
        place = np.flatnonzero(group)
        text = np.searchsorted(start, place, side="right") - 1
        first = np.flatnonzero(np.append(True, text[1:] != text[:-1])) if len(place) else place
        if not len(first):
            return cost, best
        chosen = rows[place]
        known = self._table[chosen]  # the last row stands for the letters that no language has
        totals = np.add.reduceat(known, first, axis=0, dtype=np.int32)
        best[text[first]] = totals.argmin(axis=1)
        cost[text[first]] = totals.min(axis=1)
        return cost, best

    @cached_property
    def _table(self) -> NDArray[np.uint8]:
        """The costs, none above `UNKNOWN`, and a row of `UNKNOWN` that -1 stands for."""
        return np.append(np.minimum(self.costs, UNKNOWN), np.full((1, self.costs.shape[1]), UNKNOWN, np.uint8), axis=0)

    def has(self, letter: str) -> bool:
        """Whether any language has the letter."""
        key = ord(letter.lower()[0])
        where = int(np.searchsorted(self.keys, key))
        return where < len(self.keys) and int(self.keys[where]) == key

    def _name(self, number: int) -> str:
        return self.languages[number] if number >= 0 else ""

    def _rows(self, codes: Codes, letter: NDArray[np.bool_]) -> NDArray[np.int64]:
        """The row of each letter's pair (of the letter, where it begins a word or is one); -1 where unknown."""
        before = np.zeros(len(codes), np.uint32)
        before[1:] = np.where(letter, codes, 0)[:-1]
        pair = np.where(codes >= 0x2E80, codes, (before << np.uint32(16)) | codes)  # Han, kana, Hangul: alone
        where = np.minimum(np.searchsorted(self.keys, pair), len(self.keys) - 1)
        return np.where(self.keys[where] == pair, where, -1)

    @staticmethod
    def _symbols(codes: Codes, classes: NDArray[np.uint8], letter: NDArray[np.bool_]) -> Costs:
        """What each character costs as a symbol, or as a capital in the wrong place."""
        kinds = symbols()[np.minimum(codes, 0xFFFF)]
        odd = (kinds & STRANGE) != 0
        cost = np.where(((kinds & HIDDEN) != 0) | (codes >= 0xE0000), CONTROL, 0)
        solid = letter | odd
        beside = np.zeros(len(codes), np.bool_)
        beside[1:] |= solid[:-1]
        beside[:-1] |= solid[1:]
        near = odd & beside
        cost += ODD * near + SYMBOL * (odd & ~near) + ODD * lone_han(codes, letter)
        cost += ODD // 2 * (near & (codes >= BOXES) & (codes < PICTURES))
        inside = (kinds[1:-1] & OUTER) != 0
        cost[1:-1] += ODD * (inside & solid[:-2] & letter[2:] & (codes[2:] < 0x2E80))
        lower, upper = (classes & tables.LOWER) != 0, (classes & tables.UPPER) != 0
        capital = lower[:-1] & upper[1:]
        capital[:-1] &= ~lower[2:]
        cost[1:] += CASE * capital
        return cost


def chunks(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    """The texts in order, so many at a time that their arrays fit in the cache."""
    first = size = 0
    for number, text in enumerate(texts):
        if size + len(text) > CHUNK and number > first:
            yield texts[first:number]
            first, size = number, 0
        size += len(text)
    if first < len(texts):
        yield texts[first:]


def fold(text: str) -> str:
    """The text in small letters, as many as there were."""
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(c.lower()[0] for c in text)  # İ becomes two characters


def sums(values: NDArray[Any], start: NDArray[np.int64]) -> Costs:
    """The sum over each text."""
    return np.asarray(np.add.reduceat(values, start, dtype=np.int64))


def lone_han(codes: Codes, letter: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which Han characters stand alone beside a Latin letter: `w眉rden`."""
    han = (codes >= 0x3400) & (codes < 0xA000)
    padded = np.concatenate(([0], codes, [0]))
    plain = np.concatenate(([False], letter & (codes < LATIN_END), [False]))
    alone = (padded[:-2] < 0x2E80) & (padded[2:] < 0x2E80)
    return np.asarray(han & alone & (plain[:-2] | plain[2:]))


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

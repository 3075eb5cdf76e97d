"""Mix-ups: what happens to a text that is read in an encoding other than its own, undone.

Each mix-up is a pure function of the text. What cannot have come from it is left as it stands, so that a text which
is damaged only in part is repaired in part.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property

import regex

from corpuslint.language.codepages import LABELS, MISSING, SINGLE, code_page, pages_of

UTF8 = regex.compile(r"(?:[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|\xf0[\x90-\xbf][\x80-\xbf]{2})+")
"""UTF-8 beyond ASCII, over bytes given as characters."""
BEYOND_ASCII = regex.compile(r"[^\x00-\x7f]+")
ASIAN = regex.compile(r"[^\x00-\x7f][^\x00-\x20]*(?: [^\x00-\x20]+)*")


@dataclass(frozen=True)
class Mixup:
    """Text in the encoding `true` was read as if it were in `wrong`."""

    true: str
    wrong: str

    @cached_property
    def rare(self) -> bool:
        """Whether it takes an encoding that few texts were ever written in."""
        return not {self.true, self.wrong} <= COMMON

    @cached_property
    def label(self) -> str:
        """For people: 'UTF-8 read as Windows-1252'."""
        return f"{LABELS[self.true]} read as {LABELS[self.wrong]}"

    def undo(self, text: str) -> str:
        """The text as it was before, as far as this mix-up explains it."""
        if self.wrong in MULTIBYTE:
            return self._undo_multibyte(text)
        data = code_page(self.wrong).encode(text)
        if self.true == "utf-8":
            return self._undo_utf8(text, data)
        if self.true in MULTIBYTE:
            return self._undo_into_multibyte(text, data)
        page = code_page(self.true)
        if MISSING not in data:
            return page.decode(data)
        return "".join(c if b == MISSING else page.characters[ord(b)] for c, b in zip(text, data, strict=True))

    def undo_lossy(self, text: str) -> str:
        """UTF-8 read in an encoding of two bytes a character, as far as it can be told where bytes were lost."""

        def guess(match: regex.Match[str]) -> str:
            found: str = match.group()
            data = found.replace("\ufffd", "\x1a").encode(self.wrong, "replace")
            return data.decode("utf-8", "replace").replace("\x1a", "\ufffd")

        return str(BEYOND_ASCII.sub(guess, text))

    @staticmethod
    def _undo_utf8(text: str, data: str) -> str:
        parts, end = [], 0
        for match in UTF8.finditer(data):
            try:
                decoded = match.group().encode("latin-1").decode("utf-8")
            except UnicodeDecodeError:
                continue
            parts += [text[end : match.start()], decoded]
            end = match.end()
        return "".join([*parts, text[end:]]) if parts else text

    def _undo_into_multibyte(self, text: str, data: str) -> str:
        parts, end = [], 0
        for match in regex.finditer(rf"[^{MISSING}]+", data):
            try:
                decoded = match.group().encode("latin-1").decode(self.true)
            except UnicodeDecodeError:
                return text
            parts += [text[end : match.start()], decoded]
            end = match.end()
        return "".join([*parts, text[end:]])

    def _undo_multibyte(self, text: str) -> str:
        """UTF-8 read in an encoding of two bytes a character: each run beyond ASCII must be UTF-8 as a whole."""

        def repair(match: regex.Match[str]) -> str:
            found: str = match.group()
            try:
                return found.encode(self.wrong).decode("utf-8")
            except UnicodeError:
                return found

        return str(BEYOND_ASCII.sub(repair, text))


COMMON = frozenset(
    [
        "utf-8",
        "cp1250",
        "cp1251",
        "cp1252",
        "cp1253",
        "cp1254",
        "iso8859-2",
        "koi8-r",
        "gb18030",
        "cp932",
        "mac-roman",
        "cp437",
        "euc-jp",
        "big5",
        "cp949",
    ]
)
CENTRAL = ("cp1250", "iso8859-2", "cp1254", "cp1257", "mac-roman")
WESTERN = ("cp1251", "cp437", "mac-roman")
COVERED = 0.9
"""The share of a line's characters beyond ASCII that the wrong code page must have."""
MULTIBYTE = ("gb18030", "big5", "cp932", "euc-jp", "cp949")
UTF8_MIXUPS = tuple(Mixup("utf-8", wrong) for wrong in (*SINGLE, "gb18030", "big5", "cp932", "cp949"))
LETTER_MIXUPS = tuple(
    Mixup(true, wrong)
    for wrong, trues in {
        "cp1252": (
            "cp1251 cp1253 cp1250 iso8859-2 cp1254 cp1257 iso8859-13 cp1255 cp1256 koi8-r koi8-u cp866 iso8859-5 "
            "iso8859-7 mac-roman cp850 cp437 cp852 mac-cyrillic cp737 mac-latin2"
        ),
        "cp1251": "koi8-r koi8-u cp866 iso8859-5 mac-cyrillic cp1252 cp1250 cp1253 cp1254",
        "koi8-r": "cp1251 cp866 iso8859-5 mac-cyrillic",
        "cp866": "cp1251 koi8-r",
        "mac-cyrillic": "cp1251",
        "iso8859-5": "cp1251 koi8-r",
        "cp1250": "cp1252 iso8859-2 cp1251 cp852 cp1253",
        "iso8859-2": "cp1250 cp1252 cp1251",
        "mac-roman": "cp1252 cp1250 cp1251",
        "cp437": "cp1252 cp1251 cp1250 cp866",
        "cp850": "cp1252 cp1251",
        "cp852": "cp1250",
        "cp1253": "cp1252 cp1251",
        "cp1254": "cp1252 cp1251",
        "cp1257": "cp1252 cp1251",
    }.items()
    for true in trues.split()
)
ASIAN_MIXUPS = tuple(Mixup(true, "cp1252") for true in MULTIBYTE)
SWAPS = LETTER_MIXUPS + ASIAN_MIXUPS
SWAPPED = frozenset(mixup.wrong for mixup in SWAPS)
NUMBERS = {name: number for number, name in enumerate(SINGLE)}
"""The bit of each code page in `pages_of`."""


FLUENT_MIXUPS = tuple(
    mixup
    for mixup in LETTER_MIXUPS
    if (mixup.wrong == "cp1252" and mixup.true in CENTRAL) or (mixup.true == "cp1252" and mixup.wrong in WESTERN)
)
"""What may be wrong with a line whose letters are plausible as they stand: a few of them, in a Latin alphabet."""


def possible(text: str, fluent: bool = False) -> Iterator[Mixup]:
    """The mix-ups that a text could have come from, judged by the code pages that have its characters.

    Decoding as UTF-8 may repair a few characters among many that are right; the text must have two that could be the
    first bytes of one. A swap of code pages concerns nearly all.
    """
    pages, asian = _utf8_pages(text), max(text, default="") >= "\u2e80"
    for mixup in UTF8_MIXUPS:
        if mixup.wrong in MULTIBYTE:
            if asian:
                yield mixup
        elif pages >> NUMBERS[mixup.wrong] & 1:
            yield mixup
    covering = _covering(text)
    for mixup in FLUENT_MIXUPS if fluent else SWAPS:
        if mixup.wrong in covering:
            yield mixup


def _covering(text: str) -> frozenset[str]:
    """The code pages that have nearly all characters of a text beyond ASCII."""
    masks = pages_of()
    counts = Counter(masks.get(character, 0) for character in text if character >= "\x80")
    least = COVERED * counts.total()
    return frozenset(
        name for name in SWAPPED if sum([count for mask, count in counts.items() if mask >> NUMBERS[name] & 1]) >= least
    )


def _utf8_pages(text: str) -> int:
    """The code pages in which two neighbouring characters could be the first bytes of UTF-8: bit n for `SINGLE[n]`."""
    leads, continuations = _utf8_bytes()
    pages, before = 0, 0
    for character in text:
        if character < "\x80":
            before = 0
            continue
        pages |= before & continuations.get(character, 0)
        before = leads.get(character, 0)
    return pages


@cache
def _utf8_bytes() -> tuple[dict[str, int], dict[str, int]]:
    """The pages in which a character is the first byte of UTF-8, and those in which it is a later one."""
    leads: dict[str, int] = {}
    continuations: dict[str, int] = {}
    for number, name in enumerate(SINGLE):
        for character, byte in code_page(name).byte_of.items():
            if "\xc2" <= byte <= "\xf4":
                leads[character] = leads.get(character, 0) | 1 << number
            elif "\x80" <= byte <= "\xbf":
                continuations[character] = continuations.get(character, 0) | 1 << number
    return leads, continuations

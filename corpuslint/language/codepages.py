"""The character encodings that texts get mixed up in, as tables, and a guess at the encoding of undecodable bytes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property

MISSING = "\uffff"
"""Stands for a character that a code page does not have, where a byte is expected."""

LABELS = {
    "cp1252": "Windows-1252",
    "cp1250": "Windows-1250",
    "cp1251": "Windows-1251",
    "cp1253": "Windows-1253",
    "cp1254": "Windows-1254",
    "cp1255": "Windows-1255",
    "cp1256": "Windows-1256",
    "cp1257": "Windows-1257",
    "cp1258": "Windows-1258",
    "iso8859-1": "ISO 8859-1",
    "iso8859-2": "ISO 8859-2",
    "iso8859-5": "ISO 8859-5",
    "iso8859-7": "ISO 8859-7",
    "iso8859-9": "ISO 8859-9",
    "iso8859-13": "ISO 8859-13",
    "koi8-r": "KOI8-R",
    "koi8-u": "KOI8-U",
    "cp437": "code page 437",
    "cp737": "code page 737",
    "cp850": "code page 850",
    "cp852": "code page 852",
    "cp866": "code page 866",
    "mac-roman": "MacRoman",
    "mac-latin2": "MacLatin2",
    "mac-cyrillic": "MacCyrillic",
    "cp874": "Windows-874",
    "gb18030": "GBK",
    "big5": "Big5",
    "cp932": "Shift-JIS",
    "euc-jp": "EUC-JP",
    "cp949": "EUC-KR",
    "utf-8": "UTF-8",
}
"""What people call the encodings, by the name of Python's codec."""

SINGLE = tuple(name for name in LABELS if name.startswith(("cp12", "iso", "koi", "mac", "cp4", "cp7", "cp8")))


@dataclass(frozen=True)
class CodePage:
    """An encoding of one byte a character, lenient: a byte that it leaves unassigned stands for that C1 control.

    >>> code_page("cp1252").encode("né‡Ш") == "n\\xe9\\x87" + MISSING
    True
    >>> code_page("cp1251").decode("\\xef\\xf0")
    'пр'
    """

    name: str

    @cached_property
    def characters(self) -> str:
        """The character of each of the 256 bytes."""
        return "".join(bytes([b]).decode(self.name, "ignore") or chr(b) for b in range(256))

    @cached_property
    def byte_of(self) -> dict[str, str]:
        """The byte of each character, as a character below 256; C1 controls stand for themselves."""
        controls = {chr(b): chr(b) for b in range(0x80, 0xA0)}
        return controls | {c: chr(b) for b, c in enumerate(self.characters)}

    @cached_property
    def _to_bytes(self) -> dict[int, str]:
        return _Default({ord(c): b for c, b in self.byte_of.items()})

    @cached_property
    def _from_bytes(self) -> dict[int, str]:
        return dict(enumerate(self.characters))

    def encode(self, text: str) -> str:
        """The bytes of a text, each as a character below 256; `MISSING` for what the page does not have."""
        return text.translate(self._to_bytes)

    def decode(self, data: str) -> str:
        """The text of bytes that are given as characters below 256."""
        return data.translate(self._from_bytes)


class _Default(dict[int, str]):
    def __missing__(self, key: int) -> str:
        return MISSING


@cache
def code_page(name: str) -> CodePage:
    """The code page of a codec's name, built once."""
    return CodePage(name)


@cache
def pages_of() -> dict[str, int]:
    """For each character beyond ASCII that a code page has, the pages that have it: bit n for `SINGLE[n]`."""
    masks: dict[str, int] = {}
    for number, name in enumerate(SINGLE):
        for character in code_page(name).byte_of:
            if character >= "\x80":
                masks[character] = masks.get(character, 0) | 1 << number
    return masks

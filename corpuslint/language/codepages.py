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


SAMPLE = 20_000
"""So many bytes, of lines that are not ASCII, are enough to tell an encoding."""
MOST_BITS, MOST_BITS_ASIAN = 6.5, 13.6
"""Bits a letter of text in the right encoding: 3.3 to 5 in alphabets, 7 to 13.4 in Chinese, Japanese and Korean."""
BY_PREFERENCE = (
    *("cp1252", "cp1250", "cp1251", "gb18030", "cp932", "cp949", "big5", "euc-jp", "iso8859-2", "cp1253", "cp1254"),
    *("cp1257", "cp1255", "cp1256", "koi8-r", "koi8-u", "cp866", "iso8859-5", "mac-roman", "cp850", "cp437", "cp852"),
    *("mac-cyrillic", "cp737", "cp874"),
)
"""The encodings that are tried, the likelier ones first: equal weight falls to the first."""

DOUBTFUL = ("mac-roman", "mac-cyrillic", "cp737", "cp850", "cp437", "cp852", "cp874", "iso8859-5", "koi8-u")
"""Encodings that few files are in: their text must be a twentieth more plausible."""


def guess_encoding(data: bytes) -> str | None:
    r"""The encoding that bytes look like, as Python names it; None where nothing fits.

    UTF-8 and UTF-16 are told by their form, the others by the text that they give: whose letters are the most
    plausible in the best of 75 languages.

    >>> guess_encoding("Привет, как дела? Всё хорошо.".encode("cp1251"))
    'cp1251'
    >>> guess_encoding("Où étiez-vous l’été passé ?".encode("cp1252"))
    'cp1252'
    >>> guess_encoding("naïve".encode())
    'utf-8'
    """
    form = _by_form(data)
    if form is not None:
        return form
    from corpuslint.language.mojibake.doubts import mixes_scripts, script
    from corpuslint.language.mojibake.letters import letters

    lines = [line for line in data.splitlines() if not line.isascii()]
    sample = b"\n".join(lines)[:SAMPLE]
    best, lowest = None, 0
    for name in BY_PREFERENCE:
        try:
            text = sample.decode(name)
        except UnicodeDecodeError as error:
            if error.start < len(sample) - 3 or len(sample) < SAMPLE:
                continue
            text = sample[: error.start].decode(name)
        weight = letters().weigh(text)
        asian = sum(character >= "\u2e80" for character in text) * 3 > len(text)
        if weight.mean > (MOST_BITS_ASIAN if asian else MOST_BITS):
            continue
        other = sum(script(character) > 0 for character in text if character.isalpha())
        if not asian and (0 < other * 3 < weight.count or mixes_scripts([("", word) for word in text.split()])):
            continue
        cost = weight.cost + (weight.cost // 20 if name in DOUBTFUL else 0)
        if best is None or cost < lowest:
            best, lowest = name, cost
    return best


def _by_form(data: bytes) -> str | None:
    """What the bytes say without regard to language: a byte order mark, zeros in every second place, UTF-8."""
    for mark, name in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return name
    sample = data[:SAMPLE]
    for offset, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        half = sample[offset::2]
        if len(half) > 1 and half.count(0) * 2 > len(half) and not sample[1 - offset :: 2].count(0):
            return name
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return "utf-8"

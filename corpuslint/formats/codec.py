"""From text back to the bytes it was read from: byte order marks, and bytes that could not be decoded."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from corpuslint.formats.text import decode
from corpuslint.model import CorpuslintError

MARKS = {
    "utf-8": ((codecs.BOM_UTF8, "utf-8"),),
    "utf-8-sig": ((codecs.BOM_UTF8, "utf-8"),),
    "utf-16": ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")),
    "utf-32": ((codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be")),
}
"""Byte order marks that are no part of the text, and the encoding of what follows them."""


@dataclass(frozen=True)
class Codec:
    """How the text of one file was decoded: encodes it, changed or not, in the same way."""

    path: str
    mark: bytes
    name: str

    @classmethod
    def of(cls, path: str, data: bytes, encoding: str, first: bool = True) -> tuple[Codec, str]:
        """The codec of some bytes, and their text.

        Raises:
            CorpuslintError: these bytes would not come back the same, changed text or not.
        """
        text = decode(data, encoding, first)
        name = codecs.lookup(encoding).name
        mark, plain = b"", name
        for candidate, without in MARKS.get(name, ()) if first else ():
            if data.startswith(candidate):
                mark, plain = candidate, without
        if name == "utf-8-sig":
            plain = "utf-8"
        codec = cls(path, mark, plain)
        if codec.encode(text) != data:
            raise CorpuslintError(f"{path}: cannot be written back in {encoding} with its other bytes as they are")
        return codec, text

    def encode(self, text: str) -> bytes:
        """The bytes of a text, the byte order mark before it."""
        try:
            return self.mark + text.encode(self.name, "surrogateescape")
        except UnicodeEncodeError as error:
            character = f"U+{ord(text[error.start]):04X}"
            raise CorpuslintError(f"{self.path}: {self.name} has no {character}, which an edit puts in") from None

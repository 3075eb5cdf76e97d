"""Text and Markdown files: one document a file, cut at blank lines when a file is too large for memory."""

from __future__ import annotations

import codecs
from collections.abc import Collection, Iterator

from corpuslint.formats.base import Piece, Reading, Source, folder_of, unreadable
from corpuslint.model import Document, Problem

LARGE = 64 << 20
"""Bytes from which on a file comes in several documents."""
BYTES = "DOC002"
ESCAPE = "corpuslint.escape"
UTF8_BOM = b"\xef\xbb\xbf"


class Text:
    """Text files. A byte order mark is not part of the text."""

    def pieces(self, source: Source, reading: Reading) -> Iterator[Piece]:
        size = source.stamp[0]
        if size <= LARGE or not keeps_ascii(reading.encoding):
            yield Piece(source, 0, max(size, 0))
            return
        offset, characters, line = 0, 0, 1
        try:
            with source.file.open("rb") as stream:
                while chunk := stream.read(LARGE):
                    chunk += _up_to_blank_line(chunk, stream.readline)
                    yield Piece(source, offset, len(chunk), characters=characters, line=line)
                    text = decode(chunk, reading.encoding, first=offset == 0)
                    offset += len(chunk)
                    characters += len(text)
                    line += text.count("\n") + text.count("\r") - text.count("\r\n")
        except OSError as error:
            raise unreadable(source.path, error) from None

    def read(self, piece: Piece, reading: Reading, records: Collection[int] | None = None) -> Iterator[Document]:
        path, data = piece.source.path, piece.read_bytes()
        if problem := binary(data, reading.encoding):
            yield Document(path, "", group=folder_of(path), problem=Problem(BYTES, problem))
            return
        text = decode(data, reading.encoding, first=piece.offset == 0)
        yield Document(path, text, group=folder_of(path), offset=piece.characters, line=piece.line)


def decode(data: bytes, encoding: str, first: bool = True) -> str:
    """The text of some bytes; invalid bytes become lone surrogates, so that nothing is lost."""
    if first and data.startswith(UTF8_BOM) and encoding.lower().replace("_", "-") in ("utf-8", "utf8"):
        data = data[len(UTF8_BOM) :]
    return data.decode(encoding, ESCAPE)


def _escaped(error: UnicodeError) -> tuple[str, int]:
    """As `surrogateescape`, which takes no bytes below 0x80: UTF-16, among others, stumbles over such bytes, too."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "".join(chr(0xDC00 + byte) for byte in error.object[error.start : error.end]), error.end


codecs.register_error(ESCAPE, _escaped)


def keeps_ascii(encoding: str) -> bool:
    """Whether a line feed is the byte 10 and that byte a line feed, so that bytes can be cut there: not in UTF-16."""
    return "\n\n".encode(encoding).endswith(b"\n\n")


def binary(data: bytes, encoding: str) -> str:
    """Why these bytes are no text in the encoding; empty when they are."""
    wide = not keeps_ascii(encoding)
    for mark, name in (
        (codecs.BOM_UTF32_LE, "UTF-32"),
        (codecs.BOM_UTF16_LE, "UTF-16"),
        (codecs.BOM_UTF16_BE, "UTF-16"),
    ):
        if data.startswith(mark) and not wide:
            return f"looks like {name}, not UTF-8: read it with --encoding {name.lower()}"
    if b"\0" in data[:8192] and encoding.lower().replace("_", "-") in ("utf-8", "utf8"):
        return "looks like a binary file: it holds zero bytes"
    return ""


def _up_to_blank_line(chunk: bytes, readline: object) -> bytes:
    """What must be read after `chunk` so that it ends after a blank line (or the file)."""
    rest: list[bytes] = []
    total = 0
    assert callable(readline)
    while line := readline():
        rest.append(line)
        total += len(line)
        if not line.strip() or total > LARGE:
            break
    return b"".join(rest)

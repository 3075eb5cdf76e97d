"""Text files written back: byte order mark, line ends, final newline and undecodable bytes as they were."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from corpuslint.formats.base import Piece, Reading
from corpuslint.formats.codec import Codec
from corpuslint.formats.rewriting import Dropped, Edited, Note, Output, Revisions, Tally
from corpuslint.formats.text import Text, binary


class TextRewriter:
    """Writes one text file."""

    def __init__(self, out: Output, reading: Reading, drop_empty: bool = False) -> None:
        self.out = out
        self.reading = reading
        self.drop_empty = drop_empty
        self.tally = Tally()
        self.empty = True
        self.kept: list[bytes] = []

    def piece(self, piece: Piece, revisions: Revisions) -> Iterator[Note]:
        data = piece.read_bytes()
        self.tally.before.update(data)
        revision = revisions.get((piece.source.path, None, None, piece.characters))
        if revision is None:
            if self.drop_empty and self.empty:
                self.empty = not binary(data, self.reading.encoding) and is_blank(piece, self.reading)
            self._write(data, data)
            return
        codec, text = Codec.of(piece.source.path, data, self.reading.encoding, first=piece.offset == 0)
        document = next(iter(Text().read(replace(piece, data=data), self.reading)))
        self.empty = self.empty and not revision.text.strip()
        yield Edited(replace(document, text=text), revision.changes)
        self._write(codec.encode(revision.text), data)

    def _write(self, data: bytes, original: bytes) -> None:
        self.out.write(data)
        self.tally.after.update(data)
        if self.drop_empty and self.empty:
            self.kept.append(original)

    def dropped(self) -> Dropped | None:
        if not (self.drop_empty and self.empty):
            return None
        return Dropped(None, b"".join(self.kept).decode("utf-8", "surrogateescape"))

    def close(self) -> tuple[str, str]:
        return self.tally.digests()


def is_blank(piece: Piece, reading: Reading) -> bool:
    """Whether a piece holds nothing but white space."""
    return all(not document.text.strip() for document in Text().read(piece, reading))

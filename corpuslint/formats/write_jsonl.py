"""JSON lines written back: untouched records byte for byte, in others nothing but the strings that were edited."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from corpuslint.edits import Revision
from corpuslint.formats.base import Piece, Reading, folder_of
from corpuslint.formats.jsonl import Jsonl
from corpuslint.formats.literals import edit_literal, find_literal, value_of
from corpuslint.formats.rewriting import Dropped, Edited, Note, Output, Revisions, Tally
from corpuslint.formats.text import keeps_ascii
from corpuslint.model import CorpuslintError, Document


class JsonlRewriter:
    """Writes one JSONL file, compressed as its name says."""

    def __init__(self, out: Output, reading: Reading, drop_empty: bool = False, suffix: str = "") -> None:
        self.out, self._finish = packed(out, suffix)
        self.reading = reading
        self.drop_empty = drop_empty
        self.tally = Tally()

    def piece(self, piece: Piece, revisions: Revisions) -> Iterator[Note]:
        data = piece.read_bytes()
        self.tally.before.update(data)
        path = piece.source.path
        mine: dict[int, list[Revision]] = {}
        for revision in revisions.values():
            if revision.path == path and revision.record is not None and revision.record >= piece.record:
                mine.setdefault(revision.record, []).append(revision)
        empty = self._empty_records(piece, mine) if self.drop_empty else set()
        if not mine and not empty:
            self._write(data)
            return
        if not keeps_ascii(self.reading.encoding):
            raise CorpuslintError(
                f"{path}: JSON lines are not cleaned in {self.reading.encoding}; make them UTF-8 first"
            )
        lines = data.split(b"\n")
        last = len(lines) - 1
        written: list[bytes] = []
        for number, line in enumerate(lines, piece.record):
            end = b"\n" if number - piece.record < last else b""
            if number in mine:
                notes, line_after = self._edit(path, number, line, mine[number])
                yield from notes
            else:
                line_after = line
            if number in empty:
                yield Dropped(number, (line + end).decode("utf-8", "surrogateescape"))
            else:
                written.append(line_after + end)
        self._write(b"".join(written))

    def _write(self, data: bytes) -> None:
        self.out.write(data)
        self.tally.after.update(data)

    def _edit(self, path: str, number: int, data: bytes, revisions: list[Revision]) -> tuple[list[Edited], bytes]:
        """One line with its fields revised."""
        encoding = self.reading.encoding
        line = data.decode(encoding, "surrogateescape")
        places = []
        for revision in revisions:
            assert revision.field is not None
            places.append((*find_literal(line, revision.field, self.reading.fields), revision))
        notes = []
        pieces = []
        position = 0
        for start, end, revision in sorted(places, key=lambda place: place[0]):
            literal = line[start:end]
            text = value_of(literal)
            after, raw = edit_literal(literal, revision.changes)
            if value_of(after) != revision.text:
                raise CorpuslintError(f"{path}: record {number}: the edited text cannot be written as JSON")
            document = Document(path, text, number, revision.field, folder_of(path))
            notes.append(Edited(document, revision.changes, raw))
            pieces += [line[position:start], after]
            position = end
        pieces.append(line[position:])
        order = {revision.field: index for index, revision in enumerate(revisions)}
        notes.sort(key=lambda note: order[note.document.field])
        try:
            return notes, "".join(pieces).encode(encoding, "surrogateescape")
        except UnicodeEncodeError as error:
            raise CorpuslintError(f"{path}: record {number}: {encoding} cannot hold the edited text: {error}") from None

    def _empty_records(self, piece: Piece, revisions: dict[int, list[Revision]]) -> set[int]:
        """The records of which no text is left."""
        texts = {(r.record, r.field): r.text for mine in revisions.values() for r in mine}
        filled: dict[int, bool] = {}
        for document in Jsonl().read(piece, self.reading):
            assert document.record is not None
            text = texts.get((document.record, document.field), document.text)
            full = bool(text.strip()) or document.problem is not None
            filled[document.record] = filled.get(document.record, False) or full
        return {record for record, full in filled.items() if not full}

    def dropped(self) -> None:
        return None

    def close(self) -> tuple[str, str]:
        self._finish()
        return self.tally.digests()


def packed(out: Output, suffix: str) -> tuple[Any, Any]:
    """A stream that packs what is written to it as files of this suffix are, and what ends it."""
    if suffix == ".gz":
        import gzip

        # No name and no time in the header: the same text always makes the same file.
        stream = gzip.GzipFile("", "wb", 6, out, mtime=0)
        return stream, stream.close
    if suffix == ".zst":
        try:
            import zstandard
        except ImportError:
            raise CorpuslintError("writing .zst needs zstandard: install the extra 'zstd'") from None
        writer = zstandard.ZstdCompressor().stream_writer(out, closefd=False)
        return writer, writer.close
    return out, lambda: None

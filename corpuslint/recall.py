"""Texts of places named by findings, read again from their files: for the few that a report shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, pairwise

from corpuslint.formats import FORMATS, Piece, Reading, Source
from corpuslint.model import CorpuslintError, Location

LONGEST = 4000
"""Code points of one text at most."""

Wanted = dict[int | None, list[Location]]
"""Places in one file by record."""


class Recall:
    """Reads stretches of the corpus again; call it with many places at once: each file is read once."""

    def __init__(self, sources: Sequence[Source], reading: Reading) -> None:
        self.sources = sources
        self.reading = reading

    def __call__(self, places: Iterable[Location]) -> dict[Location, str]:
        """The texts that stand at these places, cut to `LONGEST`; those that cannot be read are left out."""
        wanted: dict[str, Wanted] = {}
        for where in places:
            wanted.setdefault(where.path, {}).setdefault(where.record, []).append(where)
        found: dict[Location, str] = {}
        for source in self.sources:
            if source.path in wanted:
                try:
                    self.read(source, wanted[source.path], found)
                except CorpuslintError:
                    continue
        return found

    def read(self, source: Source, wanted: Wanted, found: dict[Location, str]) -> None:
        """Add the texts of places in one file."""
        format = FORMATS[source.format]
        records = frozenset(record for record in wanted if record is not None)
        for piece, following in pairwise(chain(format.pieces(source, self.reading), [None])):
            if piece is None or not concerns(piece, following, wanted):
                continue
            for document in format.read(piece, self.reading, records):
                for where in wanted.get(document.record, ()):
                    start = where.start - document.offset
                    if where.field == document.field and 0 <= start <= len(document.text):
                        end = min(where.end - document.offset, start + LONGEST)
                        found[where] = document.text[start:end]


def concerns(piece: Piece, following: Piece | None, wanted: Wanted) -> bool:
    """Whether a piece of a file holds one of the places."""
    if following is None or piece.source.format == "text":
        return True
    return any(record is not None and piece.record <= record < following.record for record in wanted)

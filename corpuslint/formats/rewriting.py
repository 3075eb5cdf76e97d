"""What every format does to write a file back with some of its documents changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO, Protocol

from corpuslint.edits import Change, Key, Revision
from corpuslint.formats.base import Piece
from corpuslint.model import Document

Revisions = Mapping[Key, Revision]


@dataclass(frozen=True)
class Edited:
    """A document that was written with changes: the original, the changes, and how what they took out was spelled."""

    document: Document
    changes: Sequence[Change]
    raw: Sequence[str | None] = ()


@dataclass(frozen=True)
class Dropped:
    """A record (or file) that was left out since nothing is left of it, as it was."""

    record: int | None
    raw: str


Note = Edited | Dropped


@dataclass
class Tally:
    """Digests of what is read and what is written."""

    before: hashlib._Hash = field(default_factory=hashlib.sha256)
    after: hashlib._Hash = field(default_factory=hashlib.sha256)

    def digests(self) -> tuple[str, str]:
        """Both digests, as they stand in the change log."""
        return f"sha256:{self.before.hexdigest()}", f"sha256:{self.after.hexdigest()}"


class Rewriter(Protocol):
    """Writes one file, piece by piece, in order."""

    def piece(self, piece: Piece, revisions: Revisions) -> Iterator[Note]:
        """Write a piece with its documents revised; yields what was done, in order."""

    def dropped(self) -> Dropped | None:
        """The whole file, when nothing is left of it and such are left out; to be asked after `close`."""

    def close(self) -> tuple[str, str]:
        """Write what comes last, and tell the digests of the file before and after."""


Output = IO[bytes]

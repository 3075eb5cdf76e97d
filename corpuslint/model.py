"""The values that everything else passes around: documents, places, edits, findings."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class CorpuslintError(Exception):
    """A mistake of the user's or of the input: one line that names the thing, the place and the way out."""


class Value:
    """Pickled as its class and its fields: in half the time that dataclasses take for themselves, which counts where a
    million findings go to another process, to the disk or into a cache.
    """

    __slots__: tuple[str, ...] = ()

    def __reduce__(self) -> tuple[type, tuple[Any, ...]]:
        return type(self), tuple([getattr(self, name) for name in self.__slots__])


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a document could not be read whole: the code of the `DOC` rule that tells it, and the message."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Document(Value):
    """One text: a text file, or one text field of a record.

    `record` is 1-based: the physical line in a JSONL file, the row in a Parquet file, the position in an iterable.
    `group` is what the document has in common with others of one origin: its `source`, `url` or `domain` field
    (the host of a URL), or its folder. A file too large for memory comes in several documents, cut at blank lines:
    `offset` and `line` tell where in the file this one begins (code points before it, and its first line, 1-based).
    Bytes that are not valid in the file's encoding stand in the text as lone surrogates (PEP 383). `part` says that its
    record has other texts, too: the messages of a chat, a title and a body.
    """

    path: str
    text: str
    record: int | None = None
    field: str | None = None
    group: str = ""
    offset: int = 0
    line: int = 1
    problem: Problem | None = None
    part: bool = False


@dataclass(frozen=True, slots=True)
class Location(Value):
    """A stretch of one document.

    `start` and `end` are code points into the document's text; `line` and `column` are 1-based within that text and
    count code points. No text is held: a million locations fit in memory.
    """

    path: str
    record: int | None
    field: str | None
    start: int
    end: int
    line: int
    column: int


@dataclass(frozen=True, slots=True, order=True)
class Edit(Value):
    """Replace the code points `start..end` of the original text by `text`."""

    start: int
    end: int
    text: str = ""


class Safety(StrEnum):
    """Whether `clean` applies an edit without being asked twice.

    An edit is safe when its rule measured a precision of 0.99 or better on labelled data, and never when it takes
    something out of a document because the same stands in another one.
    """

    SAFE = "safe"
    UNSAFE = "unsafe"


@dataclass(frozen=True, slots=True)
class Finding(Value):
    """One defect, where it stands, and what could be done about it.

    The edits apply all together or not at all. `related[0]` is, for a duplicate, the copy that stays.
    """

    code: str
    name: str
    where: Location
    message: str
    edits: tuple[Edit, ...] = ()
    safety: Safety = Safety.UNSAFE
    related: tuple[Location, ...] = ()

    @property
    def sort_key(self) -> tuple[int, int, str, str]:
        """The order of findings within one document."""
        return (self.where.start, self.where.end, self.code, self.message)

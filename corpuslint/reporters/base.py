"""What every reporter is given, and how text of a corpus is shown safely."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from corpuslint.model import Document, Finding, Location


@dataclass
class Summary:
    """Totals of a run."""

    files: int = 0
    documents: int = 0
    characters: int = 0
    unreadable: int = 0
    skipped: int = 0
    findings: int = 0
    shown: int = 0
    fixable: int = 0
    fixable_unsafe: int = 0
    counts: dict[tuple[str, str], int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    """What rules want to be known besides their findings."""

    def add(self, finding: Finding) -> None:
        """Count one finding."""
        self.findings += 1
        key = (finding.code, finding.name)
        self.counts[key] = self.counts.get(key, 0) + 1
        if finding.edits:
            self.fixable += finding.safety == "safe"
            self.fixable_unsafe += finding.safety != "safe"


def forget(places: Iterable[Location]) -> Mapping[Location, str]:
    """No texts: for reports without access to the corpus."""
    return {}


@dataclass(frozen=True)
class Showing:
    """How findings are shown: colours, how many at most (None: all), the texts of other places, the rules that ran."""

    color: bool = False
    limit: int | None = None
    recall: Callable[[Iterable[Location]], Mapping[Location, str]] = forget
    codes: tuple[str, ...] = ()


class Reporter(Protocol):
    """Writes findings as they come; each method returns the text to write."""

    def begin(self) -> str:
        """What stands before all findings."""

    def document(self, document: Document, findings: Iterable[Finding]) -> str:
        """The findings of one document."""

    def end(self, summary: Summary) -> str:
        """What stands after all findings."""


def text_of(document: Document, where: Location) -> str:
    """The text that a location in this document spans."""
    return document.text[where.start - document.offset : where.end - document.offset]


def place_of(where: Location) -> str:
    """`path:record:field:line:column`, without what a location does not have."""
    parts: list[object] = [where.path or "text"]
    if where.record is not None:
        parts.append(where.record)
        if where.field and where.field != "text":
            parts.append(where.field)
    return ":".join(map(str, [*parts, where.line, where.column]))


def printable(text: str) -> str:
    r"""The text without anything that could steer a terminal: controls and invisible characters as escapes."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(c if shows(c) else escape(c) for c in text)


def shows(character: str) -> bool:
    """Whether a character may be written to a terminal as it is."""
    return unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def escape(character: str) -> str:
    """A character as the escape that Python and JSON know."""
    named = {"\n": "\\n", "\t": "\\t", "\r": "\\r"}.get(character)
    code = ord(character)
    return named or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}")


def width(text: str) -> int:
    """Columns that a text takes on a terminal: two for wide East Asian characters, none for combining marks."""
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def plural(number: int, noun: str) -> str:
    """`1 file`, `2 files`."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")

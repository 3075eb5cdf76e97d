"""Where in a file a finding stands, for tools that only know files, lines and columns."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpuslint.model import Document, Location

LINE_END = re.compile(r"\r\n|\n|\r")
RECORD_SUFFIXES = (".jsonl", ".ndjson")


@dataclass(frozen=True)
class Region:
    """Lines and columns of a file, 1-based, in code points; the end is exclusive."""

    line: int
    column: int | None = None
    end_line: int | None = None
    end_column: int | None = None


def region_of(where: Location, document: Document | None = None) -> Region | None:
    """The region of the file that holds a finding.

    Of a text file it is the stretch itself, with its end when the document is at hand. In a JSONL file it is the
    physical line of the record: lines and columns within its text are no places in the file. Compressed and binary
    files have none.
    """
    if where.record is not None:
        return Region(where.record) if where.path.lower().endswith(RECORD_SUFFIXES) else None
    if document is None:
        return Region(where.line, where.column)
    text = document.text[where.start - document.offset : where.end - document.offset]
    ends = list(LINE_END.finditer(text))
    # A carriage return at the end of the stretch whose line feed lies outside ends the line all the same.
    if not ends:
        return Region(where.line, where.column, where.line, where.column + len(text))
    return Region(where.line, where.column, where.line + len(ends), len(text) - ends[-1].end() + 1)


def describe(where: Location) -> str:
    """The record and field of a place in words; empty for a plain file."""
    if where.record is None:
        return ""
    return f"record {where.record}" + (f", field {where.field}" if where.field else "")

"""Annotations for GitHub."""

from __future__ import annotations

from corpuslint.model import Document, Finding, Location
from corpuslint.reporters.github import annotation


def line(path: str, text: str, start: int, end: int, record: int | None = None, message: str = "a message") -> str:
    """The annotation of a finding on line 1."""
    where = Location(path, record, "text" if record else None, start, end, 1, start + 1)
    return annotation(Document(path, text, record, "text" if record else None), Finding("ART001", "x", where, message))


def test_a_finding_on_one_line_has_columns() -> None:
    assert line("a.txt", "some bad words", 5, 8) == (
        "::warning title=ART001 x,file=a.txt,line=1,endLine=1,col=6,endColumn=9::a message\n"
    )


def test_a_finding_on_several_lines_has_none() -> None:
    assert (
        line("a.txt", "some\nbad\nwords", 0, 11) == "::warning title=ART001 x,file=a.txt,line=1,endLine=3::a message\n"
    )


def test_a_record_is_its_line_in_the_file() -> None:
    expected = "::warning title=ART001 x,file=a.jsonl,line=7::record 7, field text: a message\n"
    assert line("a.jsonl", "some bad words", 5, 8, record=7) == expected


def test_a_row_of_a_binary_file_has_no_line() -> None:
    expected = "::warning title=ART001 x,file=a.parquet::record 7, field text: a message\n"
    assert line("a.parquet", "some bad words", 5, 8, record=7) == expected


def test_corpora_cannot_write_commands_of_their_own() -> None:
    out = line("a,b:c%.txt", "x y z", 0, 1, message="50% of\n::error::bad")
    assert out == (
        "::warning title=ART001 x,file=a%2Cb%3Ac%25.txt,line=1,endLine=1,col=1,endColumn=2::50%25 of\\n::error::bad\n"
    )

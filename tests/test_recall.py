"""Texts of other places, read again for the few findings that are shown."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from corpuslint.cli import main
from corpuslint.discovery import discover
from corpuslint.formats import Reading
from corpuslint.model import Location
from corpuslint.recall import LONGEST, Recall

TEXTS = ["The first text.", "Ein zweiter Text, etwas länger.", "第三の文章。", "x" * 9000]


def recalled(folder: Path, *places: Location, fields: tuple[str, ...] = ("text",)) -> list[str | None]:
    """What stands at places, None where it cannot be told."""
    found = Recall(discover([str(folder)]).sources, Reading(fields))(places)
    return [found.get(place) for place in places]


def at(path: Path, record: int | None, start: int, end: int, field: str | None = "text") -> Location:
    return Location(path.as_posix(), record, field if record else None, start, end, 1, 1)


def lines() -> bytes:
    return "".join(json.dumps({"text": text, "title": "a title"}) + "\n" for text in TEXTS).encode()


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz"])
def test_records_of_jsonl(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_bytes(gzip.compress(lines()) if name.endswith("gz") else lines())
    places = [at(file, 3, 0, 2), at(file, 1, 4, 9), at(file, 2, 0, 9), at(file, 9, 0, 5)]
    assert recalled(tmp_path, *places) == ["第三", "first", "Ein zweit", None]


def test_rows_of_parquet(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow", reason="Parquet needs pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet", reason="Parquet needs pyarrow")
    parquet.write_table(pa.table({"text": TEXTS}), tmp_path / "a.parquet", row_group_size=1)
    assert recalled(tmp_path, at(tmp_path / "a.parquet", 2, 4, 11)) == ["zweiter"]


def test_other_fields(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(lines())
    places = [at(tmp_path / "a.jsonl", 1, 2, 7, "title"), at(tmp_path / "a.jsonl", 1, 4, 9)]
    assert recalled(tmp_path, *places, fields=("text", "title")) == ["title", "first"]


def test_long_texts_are_cut_and_missing_files_left_out(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("y" * 9000)
    found = recalled(tmp_path, at(tmp_path / "a.txt", None, 5, 9000), at(tmp_path / "b.txt", None, 0, 4))
    assert found == ["y" * LONGEST, None]


def test_the_full_report_shows_both_copies(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (
        "The harbour was closed on Monday after a storm tore two of the three ferries from their moorings, and the "
        "council met at night to speak about the mole, which had been weak for years."
    )
    rows = [text, "Something else entirely, about bread.", text.replace("closed on", "closed late on")]
    (tmp_path / "a.jsonl").write_text("".join(json.dumps({"text": row}) + "\n" for row in rows))
    assert main(["check", str(tmp_path), "--isolated", "--select", "DUP"]) == 1
    out = capsys.readouterr().out
    assert f"= the copy that stays: {tmp_path.as_posix()}/a.jsonl:1:1:1\n" in out
    assert "here The harbour was closed late on Monday" in out
    assert "kept The harbour was closed on Monday" in out

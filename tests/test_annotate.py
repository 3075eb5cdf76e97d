"""Rows per document, drop lists and Dolma attributes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from corpuslint.cli import main

TEXT = (
    "The survey of the northern river basins took three long summers, and the surveyors who walked every valley "
    "wrote down the height of each spring, the colour of the water, and the names that shepherds gave to the hills."
)
NOISE = "The committee met again on Tuesday.  bRpg-hnfikvc4571658"
SELECT = ["--isolated", "--select", "DUP101,ART001,DOC003"]


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    texts = [TEXT, NOISE, TEXT, ""]
    rows = [{"id": f"doc-{number}", "text": text} for number, text in enumerate(texts)]
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return tmp_path


def rows_of(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text().splitlines()]


def test_one_row_per_document(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["annotate", "a.jsonl", *SELECT, "-o", "rows.jsonl"]) == 0
    rows = rows_of(corpus / "rows.jsonl")
    assert [row["record"] for row in rows] == [1, 2, 3, 4]
    assert [row["findings"] for row in rows] == [0, 1, 1, 1]
    assert [row["DUP101"] for row in rows] == [0.0, 0.0, 1.0, 0.0]
    assert rows[1]["ART001"] == round(len("bRpg-hnfikvc4571658") / len(NOISE), 6)
    assert (rows[2]["cluster"], rows[2]["kept_path"], rows[2]["kept_record"]) == ("a.jsonl:1", "a.jsonl", 1)
    assert rows[0]["language"] == "en"
    assert rows[0]["kind"] == "prose"
    assert capsys.readouterr().err == "corpuslint: rows.jsonl: 4 documents written\n"


def test_parquet_has_the_same_rows(corpus: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="Parquet needs pyarrow")
    for name in ("rows.jsonl", "rows.parquet"):
        assert main(["annotate", "a.jsonl", *SELECT, "-o", name]) == 0
    assert parquet.read_table(corpus / "rows.parquet").to_pylist() == rows_of(corpus / "rows.jsonl")


def test_the_drop_list_has_path_record_and_reason(corpus: Path) -> None:
    assert main(["annotate", "a.jsonl", *SELECT, "--drop-list", "drop.jsonl"]) == 0
    rows = rows_of(corpus / "drop.jsonl")
    assert [(row["path"], row["record"]) for row in rows] == [("a.jsonl", 3), ("a.jsonl", 4)]
    assert set(rows[0]) == {"path", "record", "reason"}
    assert rows[0]["reason"].startswith("DUP101 duplicate-document: ")


def test_dolma_attributes(corpus: Path) -> None:
    assert main(["annotate", "a.jsonl", *SELECT, "--dolma", "-o", "attributes"]) == 0
    rows = rows_of(corpus / "attributes" / "a.jsonl")
    assert [row["id"] for row in rows] == ["doc-0", "doc-1", "doc-2", "doc-3"]
    start = NOISE.index("bRpg")
    assert rows[1]["attributes"] == {
        "corpuslint__ART001__random_token": [[start, len(NOISE), 1.0]],
        "corpuslint__DOC003__empty_document": [],
        "corpuslint__DUP101__duplicate_document": [],
    }
    assert rows[2]["attributes"]["corpuslint__DUP101__duplicate_document"] == [[0, len(TEXT), 1.0]]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-o", "rows.csv"], "rows.csv: annotations are written as .jsonl or .parquet"),
        ([], "annotate: say where to: -o FILE, --drop-list FILE or both"),
        (["--dolma"], "annotate: say where to: -o FILE, --drop-list FILE or both"),
        (["--dolma", "-o", "x", "--drop-list", "y.jsonl"], "annotate --dolma: takes -o FOLDER and no --drop-list"),
    ],
)
def test_mistakes(corpus: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str) -> None:
    assert main(["annotate", "a.jsonl", *SELECT, *arguments]) == 2
    assert capsys.readouterr().err == f"corpuslint: {message}\n"

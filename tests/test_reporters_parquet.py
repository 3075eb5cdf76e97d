"""Findings as Parquet: the rows are what the format `json` writes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corpuslint.cli import main
from corpuslint.reporters import parquet

pq = pytest.importorskip("pyarrow.parquet")
ROOT = Path(__file__).parent.parent


def check(path: Path, format: str, output: Path, *options: str) -> int:
    return main(["check", str(path), "--isolated", "--output-format", format, "-o", str(output), *options])


def test_rows_are_the_lines_of_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "TABLE_ROWS", 20)
    for format in ("json", "parquet"):
        assert check(ROOT / "seeds", format, tmp_path / f"found.{format}") == 1
    rows = pq.read_table(tmp_path / "found.parquet").to_pylist()
    lines = (tmp_path / "found.json").read_text("ascii").splitlines()
    assert len(rows) > 40
    assert [json.dumps(row) for row in rows] == lines
    assert pq.ParquetFile(tmp_path / "found.parquet").num_row_groups == -(-len(rows) // 20)


def test_no_findings_have_the_columns(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("An ordinary sentence.\n", encoding="utf-8")
    assert check(tmp_path / "a.txt", "parquet", tmp_path / "none.parquet") == 0
    table = pq.read_table(tmp_path / "none.parquet")
    assert (len(table), table.column_names[:4]) == (0, ["code", "name", "path", "record"])


def test_bytes_that_could_not_be_decoded_are_escapes(tmp_path: Path) -> None:
    rows = [{"message": "the byte \udce9", "edits": [{"start": 0, "end": 1, "text": "\udce9"}]}]
    [row] = parquet.table_of(rows).to_pylist()
    assert row["message"] == "the byte \\udce9"
    assert row["edits"] == [{"start": 0, "end": 1, "text": "\\udce9"}]


@pytest.mark.parametrize(
    ("options", "message"), [((), "say where to: -o FILE"), (("--statistics",), "has no totals; use json")]
)
def test_what_parquet_cannot_do_is_one_line(
    options: tuple[str, ...], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(ROOT / "seeds"), "--isolated", "--output-format", "parquet", *options]) == 2
    assert capsys.readouterr().err == f"corpuslint: --output-format parquet: {message}\n"

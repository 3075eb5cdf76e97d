"""Daft gives what the local engine gives, byte for byte: files and dataframes."""

from __future__ import annotations

from pathlib import Path

import pytest
from engines import ROWS, lines
from support import SEEDS

import corpuslint
from corpuslint.cli import main
from corpuslint.model import CorpuslintError

daft = pytest.importorskip("daft")
from corpuslint import distributed  # noqa: E402


def test_the_sample_documents() -> None:

    found = lines(distributed.check(SEEDS, isolated=True).to_pylist())
    assert len(found) > 40
    assert found == lines(corpuslint.check(SEEDS, isolated=True).to_dicts())


def test_records_and_those_that_cannot_be_read(jsonl: Path) -> None:
    found = distributed.check(jsonl, isolated=True).to_pylist()
    assert {"DUP101", "ENC001", "DOC001", "DOC003"} <= {finding["code"] for finding in found}
    assert lines(found) == lines(corpuslint.check(jsonl, isolated=True).to_dicts())


def test_the_rows_of_a_dataframe() -> None:
    frame = daft.from_pylist(ROWS)
    found = lines(distributed.check(frame).to_pylist())
    assert found and found == lines(corpuslint.check(ROWS).to_dicts())


def test_no_findings_have_the_columns_of_findings() -> None:
    frame = distributed.check(daft.from_pylist(ROWS[4:]))
    assert frame.to_pylist() == []
    assert frame.column_names[:3] == ["code", "name", "path"]


def test_a_dataframe_without_the_field_is_one_line() -> None:
    with pytest.raises(CorpuslintError, match="no column text"):
        distributed.check(daft.from_pylist([{"id": 1}]))


def test_the_cleaned_rows_of_a_dataframe() -> None:
    cleaned = distributed.clean(daft.from_pylist(ROWS)).to_pylist()
    assert cleaned == corpuslint.clean(ROWS)
    assert [row["id"] for row in cleaned] == [1, 2, 3, 4, 5]
    assert "caf\u00e9" in cleaned[1]["text"]


def test_cleaned_copies_of_files(jsonl: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["clean", str(jsonl), "--isolated", "--engine", "daft", "-o", str(tmp_path / "out")]) == 0
    assert "1 of 1 file changed" in capsys.readouterr().err
    corpuslint.clean(jsonl, output=tmp_path / "local", isolated=True)
    assert (tmp_path / "out/rows.jsonl").read_bytes() == (tmp_path / "local/rows.jsonl").read_bytes()
    assert main(["restore", str(tmp_path / "out.corpuslint.log"), "-o", str(tmp_path / "again")]) == 0
    assert (tmp_path / "again/rows.jsonl").read_bytes() == jsonl.read_bytes()
    assert main(["clean", str(jsonl), "--isolated", "--engine", "daft", "-o", str(tmp_path / "out")]) == 2


def test_the_command_line(jsonl: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = [str(jsonl), "--isolated", "--output-format", "json"]
    assert main(["check", *options]) == 1
    local = capsys.readouterr().out
    assert main(["check", *options, "--engine", "daft"]) == 1
    assert capsys.readouterr().out == local


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--ray-address", "auto"], "--ray-address goes with --engine ray"),
        (["--engine", "daft", "--cache", "kept"], "--cache needs the local engine"),
        (["--engine", "daft", "--against", "other"], "--against needs the local engine"),
    ],
)
def test_options_that_do_not_go_together(
    options: list[str], message: str, jsonl: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(jsonl), "--isolated", *options]) == 2
    assert message in capsys.readouterr().err


def test_two_processes_give_what_one_gives(jsonl: Path) -> None:
    one, two = (distributed.check(jsonl, isolated=True, jobs=jobs).to_pylist() for jobs in (1, 2))
    assert one and one == two


def test_a_cluster_that_does_not_answer_is_one_line(jsonl: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("ray")
    for address in ("127.0.0.1:1", "ray://127.0.0.1:1"):
        assert main(["check", str(jsonl), "--isolated", "--engine", "ray", "--ray-address", address]) == 2
        assert capsys.readouterr().err == f"corpuslint: --ray-address {address}: Connection refused\n"


def test_a_corpus_large_enough_to_switch_is_told_in_one_line(
    jsonl: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("corpuslint.cli_check.LARGE_BYTES", 0)
    main(["check", str(jsonl), "--isolated", "--select", "ENC"])
    assert [line for line in capsys.readouterr().err.splitlines() if "--engine ray" in line]
    main(["check", str(jsonl), "--isolated", "--select", "ENC", "--engine", "daft"])
    assert "--engine ray" not in capsys.readouterr().err

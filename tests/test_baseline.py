"""Baselines: what is known stays silent, whatever happens elsewhere in the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpuslint.cli import main

GOOD = "An ordinary paragraph about the weather on the northern coast.\n\n"
BAD = "The committee met again on Tuesday.  bRpg-hnfikvc4571658\n\n"
SELECT = ["--isolated", "--select", "ART001,DOC", "--output-format", "concise"]


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "a.txt").write_text(GOOD + BAD + GOOD)
    (tmp_path / "data" / "b.jsonl").write_text('{"text": "fine words"}\n{"text": ""}\n')
    assert main(["check", "data", *SELECT, "--write-baseline", "known.txt"]) == 0
    return tmp_path


def check(*arguments: str) -> int:
    return main(["check", "data", *SELECT, "--baseline", "known.txt", *arguments])


def test_known_findings_are_silent(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert check() == 0
    out = capsys.readouterr()
    assert out.out == "All clean: 2 files, 3 documents.\n"
    assert out.err == ""


def test_the_file_is_sorted_and_has_no_line_numbers_or_dates(corpus: Path) -> None:
    lines = (corpus / "known.txt").read_text().splitlines()
    assert lines[0].startswith("# corpuslint baseline 1")
    rows = [line.split("\t") for line in lines[1:]]
    assert [row[:2] + row[3:] for row in rows] == [["data/a.txt", "ART001", "1"], ["data/b.jsonl", "DOC003", "1"]]
    assert rows == sorted(rows)


def test_edits_elsewhere_in_the_file_change_nothing(corpus: Path) -> None:
    (corpus / "data" / "a.txt").write_text(GOOD.upper() * 3 + BAD + "More.\n")
    (corpus / "data" / "b.jsonl").write_text('{"text": "new"}\n{"text": "fine words"}\n{"text": ""}\n')
    assert check() == 0


def test_a_second_copy_of_a_known_finding_is_new(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (corpus / "data" / "a.txt").write_text(GOOD + BAD + GOOD + BAD)
    capsys.readouterr()
    assert check() == 1
    assert capsys.readouterr().out.startswith("data/a.txt:7:38: ART001")


def test_entries_that_are_no_longer_found_are_told(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (corpus / "data" / "a.txt").write_text(GOOD)
    capsys.readouterr()
    assert check() == 0
    assert capsys.readouterr().err == (
        "corpuslint: known.txt: 1 entries are no longer found; --write-baseline drops them\n"
    )


def test_entries_of_files_that_are_gone_are_told(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (corpus / "data" / "a.txt").unlink()
    capsys.readouterr()
    assert check() == 0
    assert "1 entries are no longer found" in capsys.readouterr().err


def test_what_was_not_checked_is_not_stale(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    common = ["--isolated", "--baseline", "known.txt", "--output-format", "json"]
    assert main(["check", "data/b.jsonl", *common, "--select", "DOC"]) == 0
    assert main(["check", "data", *common, "--select", "DOC"]) == 0
    assert capsys.readouterr().err == ""


def test_paths_are_those_from_the_baseline_file(
    corpus: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(corpus / "data")
    assert main(["check", ".", *SELECT, "--baseline", "../known.txt"]) == 0
    assert main(["check", str(corpus / "data"), *SELECT, "--baseline", "../known.txt"]) == 0


def test_settings_name_a_baseline_from_their_own_folder(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (corpus / "corpuslint.toml").write_text('baseline = "known.txt"\nselect = ["ART001", "DOC"]\n')
    monkeypatch.chdir(corpus / "data")
    assert main(["check", "."]) == 0
    assert main(["check", ".", "--isolated", "--select", "ART001,DOC"]) == 1


def test_names_of_files_may_hold_anything(corpus: Path) -> None:
    for name in ("tab\there.txt", "line\u2028here.txt", 'quote"back\\slash.txt', "new\nline.txt"):
        (corpus / "data" / name).write_text(BAD)
    assert main(["check", "data", *SELECT, "--write-baseline", "known.txt"]) == 0
    assert check() == 0


@pytest.mark.parametrize("text", ["nonsense\n", "a\tb\tc\tnot a number\n", "\x00\xff"])
def test_what_is_no_baseline_is_an_error(corpus: Path, capsys: pytest.CaptureFixture[str], text: str) -> None:
    (corpus / "known.txt").write_bytes(text.encode("latin-1"))
    capsys.readouterr()
    assert check() == 2
    assert "known.txt" in capsys.readouterr().err


def test_a_missing_baseline_is_an_error(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "data", "--baseline", "none.txt"]) == 2
    assert "none.txt: cannot be read as a baseline: no such file or directory" in capsys.readouterr().err

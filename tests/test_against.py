"""A corpus checked against another one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import corpuslint
from corpuslint.cli import main

LEAKED = (
    "The survey of the northern river basins took three long summers, and the surveyors who walked every valley "
    "wrote down the height of each spring, the colour of the water, and the names that shepherds gave to the hills."
)
OWN = "An entirely different text about ships, their captains, and the long way around the cape in winter storms."


@pytest.fixture
def corpora(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "train").mkdir()
    (tmp_path / "zz-eval").mkdir()
    (tmp_path / "train" / "a.jsonl").write_text(f'{{"text": "{OWN}"}}\n{{"text": "{LEAKED}"}}\n')
    (tmp_path / "zz-eval" / "test.txt").write_text(LEAKED + "\n")
    (tmp_path / "zz-eval" / "empty.txt").write_text("")
    return tmp_path


def findings(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, Any]]:
    capsys.readouterr()
    main(["check", *arguments, "--isolated", "--select", "DUP,DOC003", "--output-format", "json"])
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_copy_names_its_place_in_the_other_corpus(corpora: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (found,) = findings(capsys, "train", "--against", "zz-eval")
    assert (found["path"], found["record"]) == ("train/a.jsonl", 2)
    assert found["related"][0]["path"] == "zz-eval/test.txt"


def test_without_it_there_is_nothing_to_find(corpora: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert findings(capsys, "train") == []


def test_a_new_folder_against_the_collection_that_it_lies_in(corpora: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = findings(capsys, "train", "--against", ".")
    assert [one["path"] for one in found] == ["train/a.jsonl"]


def test_nothing_to_compare_with_is_an_error(corpora: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "train", "--isolated", "--against", "train"]) == 2
    assert main(["check", "train", "--isolated", "--against", "nowhere"]) == 2
    err = capsys.readouterr().err.splitlines()
    assert err == [
        "corpuslint: --against train: holds no text that is not in the corpus itself",
        "corpuslint: nowhere: no such file or folder",
    ]


def test_copies_within_the_other_corpus_hide_nothing(corpora: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pages = [f"{LEAKED}\n\n{OWN}", f"{LEAKED}\n\n{OWN}\n\nThe captains wrote it all down in their books, every day."]
    for name, page in zip(("one", "two"), pages, strict=True):
        (corpora / "zz-eval" / f"{name}.txt").write_text(f"{page}\n", encoding="utf-8")
    last = pages[1].split("\n\n")[-1]
    (corpora / "train" / "a.jsonl").write_text(
        json.dumps({"text": f"About books, of which there are many in the houses of captains.\n\n{last}\n\nThe end."})
    )
    for more in ((), ("--cache", "cache"), ("--jobs", "2")):
        (found,) = findings(capsys, "train", "--against", "zz-eval", *more, "--set", "DUP001.min_words=9")
        assert (found["code"], found["related"][0]["path"]) == ("DUP001", "zz-eval/two.txt")


def test_a_clean_looks_at_one_corpus(corpora: Path) -> None:
    with pytest.raises(corpuslint.CorpuslintError, match="against: a second corpus is for `check`"):
        corpuslint.clean("train", output="out", against="zz-eval")

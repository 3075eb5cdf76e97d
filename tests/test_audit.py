"""The audit: a sample judged by eye, and what may be concluded from it."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from corpuslint.audit import Reservoir, Sampled, Verdict, safe_rules
from corpuslint.cli import main


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for number in range(60):
        (tmp_path / f"{number:02}.txt").write_text(" " * number)
    return tmp_path


def audit(monkeypatch: pytest.MonkeyPatch, answers: str, *arguments: str) -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(answers))
    return main(["audit", ".", "--isolated", "--select", "DOC003", *arguments])


def test_answers_become_a_precision_with_its_interval(
    corpus: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert audit(monkeypatch, "y\ny\nwhat\nn\ns\nq\n") == 0
    out = capsys.readouterr().out
    assert "DOC003 1/50 of 60: right? [y]es [n]o [s]kip [q]uit" in out
    assert "DOC003       2      1       0.67  0.21 to 0.94" in out
    rules = json.loads((corpus / "corpuslint-audit.json").read_text())["rules"]
    assert (rules["DOC003"]["right"], rules["DOC003"]["wrong"], rules["DOC003"]["safe"]) == (2, 1, False)


def test_a_second_run_asks_only_what_is_open(
    corpus: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    audit(monkeypatch, "y\n" * 20)
    capsys.readouterr()
    audit(monkeypatch, "y\n" * 30)
    assert "DOC003 1/30 of 60" in capsys.readouterr().out
    assert safe_rules(corpus / "corpuslint-audit.json") == {"DOC003"}


def test_the_sample_is_the_same_every_time_and_no_finding_is_favoured() -> None:
    counts = dict.fromkeys(range(20), 0)
    for seed in range(400):
        drawn = []
        for _ in range(2):
            reservoir = Reservoir(5, seed)
            for number in range(20):
                reservoir.offer("X", lambda number=number: Sampled("X", "x", str(number), ""))  # type: ignore[misc]
            drawn.append([one.key for one in reservoir.samples["X"]])
        assert drawn[0] == drawn[1]
        for key in drawn[0]:
            counts[int(key)] += 1
    assert all(65 <= count <= 140 for count in counts.values()), counts


@pytest.mark.parametrize(
    ("right", "wrong", "low", "high"), [(50, 0, 0.929, 1.0), (45, 5, 0.786, 0.957), (0, 10, 0.0, 0.278)]
)
def test_intervals(right: int, wrong: int, low: float, high: float) -> None:
    assert [round(end, 3) for end in Verdict(right, wrong).interval()] == [low, high]


def test_nothing_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text("Some text.")
    monkeypatch.chdir(tmp_path)
    assert audit(monkeypatch, "") == 0
    assert "nothing was found" in capsys.readouterr().err
    assert not (tmp_path / "corpuslint-audit.json").exists()


def test_another_file_is_not_overwritten(
    corpus: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (corpus / "mine.json").write_text('{"other": 1}')
    assert audit(monkeypatch, "y\n", "-o", "mine.json") == 2
    assert (corpus / "mine.json").read_text() == '{"other": 1}'

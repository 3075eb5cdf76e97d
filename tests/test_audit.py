"""The audit: a sample judged by eye, and what may be concluded from it."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

import corpuslint
from corpuslint.audit import Reservoir, Sampled, Verdict, trust
from corpuslint.cleaning.trust import Trust
from corpuslint.cli import main
from corpuslint.model import Document, Edit, Finding, Location, Safety


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
    assert trust(corpus / "corpuslint-audit.json").safe == {"DOC003"}


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


@pytest.fixture
def clipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A corpus with one unsafe edit (ENC007) and one safe one (ENC003)."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text("the p\u0430ssword is sec\u200bret\n")
    return tmp_path


def judged(folder: Path, code: str, right: int, wrong: int) -> str:
    answers = {str(number): number < right for number in range(right + wrong)}
    file = folder / "audit.json"
    file.write_text(json.dumps({"corpuslint-audit": 1, "rules": {code: {"answers": answers}}}))
    return str(file)


@pytest.mark.parametrize(
    ("code", "right", "wrong", "cleaned"),
    [
        ("ENC007", 50, 0, "the password is secret\n"),
        ("ENC007", 20, 0, "the p\u0430ssword is secret\n"),
        ("ENC003", 49, 1, "the p\u0430ssword is secret\n"),
        ("ENC003", 45, 5, "the p\u0430ssword is sec\u200bret\n"),
    ],
)
def test_clean_trusts_what_the_audit_found(clipped: Path, code: str, right: int, wrong: int, cleaned: str) -> None:
    file = judged(clipped, code, right, wrong)
    assert main(["clean", "a.txt", "-o", "out.txt", "--isolated", "--select", "ENC", "--audit", file]) == 0
    assert (clipped / "out.txt").read_text() == cleaned
    text = (clipped / "a.txt").read_text()
    assert corpuslint.clean([text], select="ENC", audit=file) == [cleaned]


def test_no_audit_makes_it_safe_to_take_a_part_out_because_it_stands_elsewhere() -> None:
    here, there = Location("a.txt", None, None, 0, 4, 1, 1), Location("b.txt", None, None, 0, 4, 1, 1)
    finding = Finding("DUP001", "repeated-block", here, "", (Edit(0, 4),), Safety.UNSAFE, (there,))
    trusted = Trust(safe=frozenset({"DUP001"}))
    assert not trusted.allows(Document("a.txt", "text and more"), finding)
    assert trusted.allows(Document("a.txt", "text"), finding)


def test_clean_says_when_there_is_no_audit(clipped: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["clean", "a.txt", "-o", "out.txt", "--isolated", "--audit", "none.json"]) == 2
    assert capsys.readouterr().err == "corpuslint: none.json: no such file; `corpuslint audit` writes it\n"

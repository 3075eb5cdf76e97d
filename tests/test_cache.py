"""The cache: the same answer as without it, whatever happened to the files in between."""

from __future__ import annotations

import gzip
import json
import os
import pickle
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpuslint.cache import Cache, CachedRun
from corpuslint.cache.findings import settle_part
from corpuslint.cli import main
from corpuslint.discovery import discover
from corpuslint.formats import Part, read_part
from corpuslint.linter import Run
from corpuslint.model import Document, Finding
from corpuslint.passes import Checked
from corpuslint.plan import Plan
from corpuslint.rules import RULES, Again, CorpusRule, Survey, Verdicts
from corpuslint.rules.contained_block import ContainedBlock
from corpuslint.rules.near_duplicate_block import NearDuplicateBlock
from corpuslint.rules.repeated_block import RepeatedBlock

ROOT = Path(__file__).parent.parent


WORDS = ["river", "valley", "north", "summer", "report", "water", "height", "spring", "colour", "hill", "shepherd"]


def paragraph(number: int, words: int = 30) -> str:
    """A paragraph that is the same for the same number."""
    chosen = np.random.default_rng(number).choice(WORDS, words)
    return " ".join(chosen.tolist()).capitalize() + f" {number}."


def excerpt(number: int) -> str:
    """The beginning of the paragraph with this number."""
    return " ".join(paragraph(number).split()[:20]) + "..."


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").mkdir()
    for number in range(80):
        text = "\n\n".join(paragraph(n) for n in (number, number + 1000, number // 2, 5))
        (tmp_path / "data" / f"{number:03}.txt").write_text(text + "\n\nLeave a reply\n")
    return tmp_path


def check(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    capsys.readouterr()
    main(["check", "data", "--isolated", "--select", "ALL", "--output-format", "json", *arguments])
    return capsys.readouterr().out


def same(capsys: pytest.CaptureFixture[str]) -> None:
    """The cached answer is that of a run without a cache."""
    assert check(capsys, "--cache", "cache") == check(capsys) != ""


def test_the_answer_is_the_same_before_and_after_every_kind_of_change(
    corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = corpus / "data"
    same(capsys)
    same(capsys)
    (data / "005.txt").write_text(paragraph(5) + "\n")
    same(capsys)
    text = (data / "006.txt").read_text()
    status = (data / "006.txt").stat()
    (data / "006.txt").write_text(text.replace("river", "RIVER", 1))
    os.utime(data / "006.txt", ns=(status.st_atime_ns, status.st_mtime_ns))
    same(capsys)
    (data / "000-new.txt").write_text(paragraph(40) + "\n\n" + paragraph(1040) + "\n")
    same(capsys)
    (data / "010.txt").rename(data / "zzz.txt")
    same(capsys)
    (data / "020.txt").unlink()
    same(capsys)


EDITS = st.lists(
    st.tuples(st.sampled_from(["write", "remove", "rename", "append"]), st.integers(0, 11), st.integers(0, 15)),
    min_size=1,
    max_size=3,
)


def edit(data: Path, kind: str, number: int, other: int) -> None:
    """Change one file of a small corpus in some way, if it is there."""
    file = data / f"{number:02}.jsonl"
    texts = [paragraph(other), paragraph(other + 1), paragraph(other % 3), excerpt(other + 2), excerpt(number)]
    record = json.dumps({"text": "\n\n".join(texts)}) + "\n"
    if kind == "write":
        file.write_text(record)
    elif kind == "append" and file.exists():
        file.write_text(file.read_text() + record)
    elif kind == "rename" and file.exists():
        file.rename(data / f"{other:02}.jsonl")
    elif kind == "remove":
        file.unlink(missing_ok=True)


def found(run: Run) -> list[object]:
    """The findings of a run, which cuts the corpus into parts in its own way, and all of their documents."""
    entries = [entry for checked in run.checked() for entry in checked.findings]
    return [(*(getattr(document, name) for name in Document.__slots__), findings) for document, findings in entries]


@settings(max_examples=12)
@given(st.lists(EDITS, min_size=1, max_size=3))
def test_any_edits_give_the_answer_of_a_run_without_a_cache(rounds: list[list[tuple[str, int, int]]]) -> None:
    plan = Plan(tuple(rule() for rule in RULES))
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr("corpuslint.cache.company.MOST", 0)  # However many parts of so few change.
        patch.setattr("corpuslint.cache.changes.MOST", 0)
        data, cache = Path(folder, "data"), Path(folder, "cache")
        data.mkdir()
        for number in range(8):
            edit(data, "write", number, number + number % 3)
        for edits in ([], *rounds):
            for kind, number, other in edits:
                edit(data, kind, number, other)
            sources = discover([str(data)]).sources if any(data.iterdir()) else ()
            assert found(CachedRun(plan, sources, cache=Cache(cache))) == found(Run(plan, sources))


def test_an_edit_is_concluded_from_what_the_last_run_knew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(20):
        edit(tmp_path, "write", number, 10 * number)
    plan = Plan((NearDuplicateBlock(), ContainedBlock()))
    rows: list[int] = []
    conclude = NearDuplicateBlock.conclude

    def watched(rule: NearDuplicateBlock, survey: Survey) -> Again | Verdicts:
        rows.append(len(survey["print"]))
        return conclude(rule, survey)

    def entries(kept: bool = True) -> list[object]:
        sources = discover([str(tmp_path)]).sources
        return found(CachedRun(plan, sources, cache=Cache(tmp_path / "cache")) if kept else Run(plan, sources))

    before = entries()
    monkeypatch.setattr(NearDuplicateBlock, "conclude", watched)
    edit(tmp_path, "append", 7, 22)
    with monkeypatch.context() as patch:
        patch.setattr(ContainedBlock, "conclude", None)  # Not needed: few texts have words of the changed file.
        after = entries()
    assert after == entries(kept=False) != before
    assert rows[0] < rows[1]


def test_settings_are_part_of_the_key(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for more in ([], ["--set", "DUP002.threshold=0.9"], ["--ignore", "DUP001"], ["--field", "title"]):
        assert check(capsys, "--cache", "cache", *more) == check(capsys, *more)


def test_several_processes_and_other_orders(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plain = check(capsys)
    assert check(capsys, "--cache", "cache", "--jobs", "2") == plain
    assert check(capsys, "--cache", "cache") == plain


def test_unchanged_parts_are_not_read_again(corpus: Path) -> None:
    plan = Plan(tuple(rule() for rule in RULES))

    def hits() -> tuple[int, int]:
        cache = Cache(corpus / "cache")
        found: list[Checked] = list(CachedRun(plan, discover(["data"]).sources, cache=cache).checked())
        assert found
        return cache.hits, cache.misses

    first, second = hits(), hits()
    assert first[1] > second[1] == 0
    (corpus / "data" / "079.txt").write_text(paragraph(3))
    third = hits()
    assert third[0] > third[1] > 0


def test_documents_are_read_when_their_text_is_wanted(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = Plan(tuple(rule() for rule in RULES))

    def entries() -> list[tuple[Document, list[Finding]]]:
        run = CachedRun(plan, discover(["data"]).sources, cache=Cache(corpus / "cache"))
        return [entry for checked in run.checked() for entry in checked.findings]

    entries()
    read: list[Part] = []
    monkeypatch.setattr("corpuslint.plan.read_part", lambda part, *rest: read.append(part) or read_part(part, *rest))
    documents = [document for document, _ in entries()]
    assert documents[3].path == "data/003.txt"
    assert read == []
    assert documents[3].text == (corpus / "data" / "003.txt").read_text()
    assert len(read) == 1
    assert pickle.loads(pickle.dumps(documents[3])).text == documents[3].text
    assert not hasattr(documents[3], "colour")


def test_broken_files_count_as_missing(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plain = check(capsys, "--cache", "cache")
    for number, file in enumerate(sorted((corpus / "cache").glob("??/*"))):
        file.write_bytes([b"", b"garbage", file.read_bytes()[:-7]][number % 3])
    assert check(capsys, "--cache", "cache") == plain


@pytest.mark.parametrize("rest", [0, 1, 2])
def test_lost_files_are_made_again(corpus: Path, capsys: pytest.CaptureFixture[str], rest: int) -> None:
    plain = check(capsys, "--cache", "cache")
    for number, file in enumerate(sorted((corpus / "cache").glob("??/*"))):
        if number % 3 != rest:
            file.unlink()
    (corpus / "data" / "005.txt").write_text(paragraph(5) + "\n")
    same(capsys)
    assert check(capsys, "--cache", "cache") != plain


def test_packed_files_are_known_again(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [json.dumps({"text": paragraph(number) + "\n\n" + paragraph(5)}) + "\n" for number in range(40)]
    (corpus / "data" / "more.jsonl.gz").write_bytes(gzip.compress("".join(lines).encode()))
    same(capsys)
    (corpus / "data" / "005.txt").write_text(paragraph(7) + "\n")
    same(capsys)


def test_the_same_run_without_corpus_rules(corpus: Path) -> None:
    plan = Plan(tuple(rule() for rule in RULES if not issubclass(rule, CorpusRule)))
    sources = discover(["data"]).sources

    assert found(CachedRun(plan, sources, cache=Cache(corpus / "cache"))) == found(Run(plan, sources))


def test_a_part_is_checked_again_only_where_verdicts_changed(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (corpus / "data" / "000.txt").write_text(paragraph(1) + "\n\n" + paragraph(2) + "\n\n" + paragraph(3) + "\n")
    (corpus / "data" / "zz.jsonl").write_text(json.dumps({"text": "\n\n".join(map(paragraph, (1, 2, 3, 4)))}) + "\n")
    plan = Plan((RepeatedBlock(),))
    looked: list[str] = []

    def watched(plan: Plan, number: int, part: Part, *rest: Any) -> Any:
        looked.extend(piece.source.path for piece in part if plan.rules)
        return settle_part(plan, number, part, *rest)

    monkeypatch.setattr("corpuslint.cache.run.settle_part", watched)

    def findings() -> list[object]:
        looked.clear()
        return found(CachedRun(plan, discover(["data"]).sources, cache=Cache(corpus / "cache")))

    first = findings()
    assert "data/zz.jsonl" in looked
    assert findings() == first
    assert looked == []
    (corpus / "data" / "yy.jsonl").write_text(json.dumps({"text": "Nothing that stands elsewhere."}) + "\n")
    assert findings() == first
    assert looked == ["data/yy.jsonl"]
    (corpus / "data" / "000.txt").unlink()
    assert findings() != first
    assert "data/zz.jsonl" in looked

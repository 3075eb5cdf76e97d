"""What the cache keeps, and under which key: digests, parts, surveys, files that nobody used."""

from __future__ import annotations

import os
import pickle
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from corpuslint.batch import Place
from corpuslint.cache import Cache
from corpuslint.cache.findings import digest_of_verdicts
from corpuslint.cache.keys import digest_of, program, stable_parts
from corpuslint.cache.store import Answers
from corpuslint.cache.surveys import NUMBER, moved
from corpuslint.directory import PART_SHIFT
from corpuslint.discovery import discover
from corpuslint.formats import Source, parts_of
from corpuslint.passes import survey_part
from corpuslint.plan import Plan
from corpuslint.rules import RULES, CorpusRule
from corpuslint.rules.empty_document import EmptyDocument
from corpuslint.rules.repeated_block import RepeatedBlock

ROOT = Path(__file__).parent.parent


def test_a_digest_tells_columns_apart_by_name_kind_and_values() -> None:
    columns: list[dict[str, Any]] = [
        {"a": np.array([1, 2])},
        {"b": np.array([1, 2])},
        {"a": np.array([1, 3])},
        {"a": np.array([1, 2], np.int32)},
        {"a": np.array([[1], [2]])},
        {"a": np.array([b"x", b"yz"])},
        {"a": np.array(["x", "yz"])},
        {"a": np.array([True])},
        {"a": np.zeros(0)},
        {},
    ]
    assert len({digest_of(each) for each in columns}) == len(columns)
    assert digest_of({"a": np.arange(4)[::2], "b": np.ones(1)}) == digest_of({"b": np.ones(1), "a": np.array([0, 2])})


def test_what_nobody_used_for_long_is_removed_once_a_day(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    for key in ("aaa", "bbb"):
        cache.put(key, 1)
    os.utime(tmp_path / "aa" / "aaa", (1, 1))
    os.utime(tmp_path / "bb" / "bbb", (1, 1))
    assert cache.get("bbb") == 1
    cache.prune()
    assert cache.get("aaa") is None
    assert cache.get("bbb") == 1
    os.utime(tmp_path / "bb" / "bbb", (1, 1))
    cache.prune()
    assert (tmp_path / "bb" / "bbb").exists()
    os.utime(tmp_path / "pruned", (1, 1))
    cache.prune()
    assert not (tmp_path / "bb" / "bbb").exists()


def test_a_file_of_the_cache_cannot_run_code(tmp_path: Path) -> None:
    class Evil:
        def __reduce__(self) -> tuple[object, ...]:
            return (os.mkdir, (str(tmp_path / "ran"),))

    (tmp_path / "ab").mkdir()
    (tmp_path / "ab" / "abc").write_bytes(pickle.dumps(Evil()))
    assert Cache(tmp_path).get("abc") is None
    assert not (tmp_path / "ran").exists()
    assert issubclass(Answers, pickle.Unpickler)


@pytest.mark.parametrize("rule", [rule for rule in RULES if issubclass(rule, CorpusRule)], ids=lambda rule: rule.code)
def test_surveys_can_be_moved_to_another_part(rule: type[CorpusRule]) -> None:
    plan = Plan((rule(),))
    (part,) = parts_of(discover([str(ROOT / "seeds")]).sources, plan.reading)
    for number in (0, 5, 70_000):
        wanted = survey_part(plan, number, part).surveys[rule.code]
        found = moved(survey_part(plan, NUMBER, part).surveys[rule.code], number)
        assert set(found) == set(wanted)
        for name, column in wanted.items():
            assert column.dtype == found[name].dtype
            assert (column == found[name]).all(), name


def test_parts_stay_when_a_file_comes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # Where parts end depends on the names of files.
    for number in range(600):
        Path(f"{number:04}.txt").write_text("text")
    plan = Plan(())

    def paths() -> set[tuple[str, ...]]:
        sources: tuple[Source, ...] = discover(["."]).sources
        return {tuple(piece.source.path for piece in part) for part in stable_parts(sources, plan)}

    before = paths()
    Path("0000-new.txt").write_text("text")
    assert len(before - paths()) == 1
    assert len(before) > 3


def test_a_digest_follows_the_part_and_the_kept_copies_wherever_they_move() -> None:
    rule = RepeatedBlock()
    other, third = Place("other.txt", None, None), Place("third.txt", None, None)

    def key(number: int, kept_part: int, place: Place, start: int = 5) -> bytes:
        own, kept = number << PART_SHIFT, (kept_part << PART_SHIFT) + 2
        verdicts = {
            "document": np.array([own + 1, own + 4]),
            "kept": np.array([own, kept]),
            "start": np.array([start, 9], np.int32),
        }
        return digest_of_verdicts(rule, number, verdicts, {own: Place("own.txt", None, None), kept: place})

    assert key(3, 1, other) == key(7, 1, other) == key(3, 2, other)
    assert len({key(3, 1, other), key(3, 1, third), key(3, 5, other), key(3, 1, other, start=6)}) == 4


def test_the_program_is_part_of_the_key_by_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copied = tmp_path / "corpuslint"
    shutil.copytree(ROOT / "corpuslint", copied, ignore=shutil.ignore_patterns("*.pyc"))
    monkeypatch.setattr("corpuslint.__file__", str(copied / "__init__.py"))
    plan = Plan((RepeatedBlock(),))
    before = program(plan)
    os.utime(copied / "words.py", (1, 1))
    assert program(plan) == before
    (copied / "words.py").write_bytes((copied / "words.py").read_bytes().replace(b"return", b"RETURN", 1))
    assert program(plan) != before
    assert program(Plan((RepeatedBlock(), EmptyDocument()))) != before

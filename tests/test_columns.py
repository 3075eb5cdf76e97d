"""Columns of surveys on the disk: the same values, no files left, one line when there is no room."""

from __future__ import annotations

import os
import random
import sys
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import RIGHTS

from corpuslint import columns
from corpuslint.batch import Batch
from corpuslint.cli import main
from corpuslint.columns import ColumnStore, mapping, release, scratch, stored, take
from corpuslint.model import CorpuslintError
from corpuslint.rules import RULES, Again, CorpusRule, Survey
from corpuslint.similarity.clusters import group_equal, order_of, stays


def survey(first: int, count: int) -> Survey:
    numbers = np.arange(first, first + count)
    return {
        "document": numbers,
        "print": numbers.astype(np.uint64) << np.uint64(40),
        "keys": (numbers[:, None] * [1, 10, 100]).astype(np.uint32),
        "cut": numbers % 3 == 0,
    }


@given(st.lists(st.integers(0, 50), max_size=8), st.integers(0, 3000))
def test_what_comes_from_the_disk_is_what_was_put_there(sizes: list[int], limit: int) -> None:
    store, everything = ColumnStore(limit), survey(0, sum(sizes))
    first = 0
    for size in sizes:
        store.add(survey(first, size))
        first += size
    result = store.result()
    assert list(result) == (list(everything) if sizes else [])
    for name, column in result.items():
        assert column.dtype == everything[name].dtype
        assert column.shape == everything[name].shape
        assert (column == everything[name]).all()
        release([column])
        assert (column == everything[name]).all()  # Given up, and looked at again.


def test_columns_on_the_disk_cannot_be_written_to_and_stand_value_by_value() -> None:
    store = ColumnStore(100)
    store.add(survey(0, 50))
    result = store.result()
    with pytest.raises(ValueError, match="read-only"):
        result["document"][0] = 1
    assert result["keys"][:, 1].flags.c_contiguous


def test_a_full_disk_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room(*arguments: object, **options: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tempfile, "TemporaryFile", no_room)
    with pytest.raises(CorpuslintError, match=r"no room for temporary files: no space left on device \(TMPDIR"):
        ColumnStore(0).add(survey(0, 5))


def test_a_disk_that_has_no_room_for_scratch_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room(*arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "posix_fallocate", no_room)
    with pytest.raises(CorpuslintError, match=r"no room for temporary files"):
        scratch((1 << 20,), np.int64)


@given(st.lists(st.integers(0, 299), unique=True), st.sampled_from([0, 1 << 20]), st.integers(1, 400))
def test_rows_of_a_column_are_the_same_in_memory_and_on_the_disk(rows: list[int], limit: int, together: int) -> None:
    wanted, whole = np.array(sorted(rows), np.int64), survey(7, 300)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(columns, "SCRATCH_BYTES", limit)
        patch.setattr(columns, "TOGETHER", together)
        moved = stored(whole)
        assert all((mapping(column) is not None) == (limit == 0) for column in moved.values())
        for name, column in whole.items():
            assert (moved[name] == column).all()
            for source in (column, moved[name]):
                found = take(source, wanted)
                assert found.dtype == column.dtype
                assert found.tolist() == column[wanted].tolist()


@given(st.lists(st.integers(0, 40)), st.booleans(), st.integers(1, 50))
def test_equal_texts_are_the_same_by_ranges(values: list[int], last: bool, together: int) -> None:
    prints = np.array(values, np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    rank = order_of("last", np.zeros(len(values), np.int64)) if last else None
    whole = group_equal(prints, rank).tolist()
    seen: dict[int, int] = {}
    for place in sorted(range(len(values)), reverse=last):
        seen.setdefault(values[place], place)
    assert whole == [seen[value] for value in values]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys.modules[group_equal.__module__], "EQUAL_TOGETHER", together)
        assert group_equal(prints, rank).tolist() == whole
    assert stays(np.array(whole, np.int64)).tolist() == [place == kept for place, kept in enumerate(whole)]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder, chance = tmp_path / "corpus", random.Random(5)
    folder.mkdir()
    words = sorted({word for text in RIGHTS for word in text.split()})
    paragraphs = [[f"{word}{number}" for word in chance.sample(words, 40)] for number in range(41)]
    for number in range(40):
        shared = [*paragraphs[40][: number % 20], "changed", *paragraphs[40][number % 20 + 1 :]]
        chosen = [
            paragraphs[number],
            shared,
            [*paragraphs[(number * 7 + 3) % 40][:25], "so.."],
            paragraphs[-number // 2 - 2],
        ]
        text = "\n\n".join(" ".join(some) + "." for some in chosen[number % 2 :])
        (folder / f"{number:02}.txt").write_text(text + "\n", encoding="utf-8")
    return folder


STRETCHES = {
    "columns": ("TOGETHER",),
    "rules.repeats": ("TOGETHER",),
    "similarity.candidates": ("SORTED", "AT_ONCE"),
    "similarity.clusters": ("AT_ONCE", "EQUAL_TOGETHER"),
    "similarity.containment": ("CHUNK", "SCATTERED_PLACES", "ASKED"),
    "similarity.occurrences": ("TOGETHER", "SORTED"),
    "similarity.subjects": ("AT_ONCE",),
    "similarity.traces": ("TOGETHER",),
    "similarity.verification": ("CHUNK", "AT_ONCE", "HELD"),
}
"""How much is worked on at a time, by module."""


def test_a_check_gives_the_same_bytes_with_all_columns_on_the_disk_and_leaves_no_file(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(corpus)
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))

    def report(name: str) -> bytes:
        output = tmp_path / name
        assert main(["check", ".", "--isolated", "--select", "ALL", "--output-format", "json", "-o", str(output)]) == 1
        return output.read_bytes()

    whole = report("memory.json")
    monkeypatch.setattr(columns, "SPILL_BYTES", 0)
    assert report("disk.json") == whole
    for module, names in STRETCHES.items():
        for name in names:
            monkeypatch.setattr(sys.modules[f"corpuslint.{module}"], name, 37)
    assert report("stretches.json") == whole
    assert [code for code in (b"DUP001", b"DUP002", b"DUP003") if code not in whole] == []
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize("rule", [rule for rule in RULES if issubclass(rule, CorpusRule)], ids=lambda rule: rule.code)
def test_surveys_of_all_batches_have_the_same_types(rule: type[CorpusRule]) -> None:
    """Columns go to a file one after another, so an empty batch must give what a full one gives."""
    mine, full, empty = rule(), Batch.of(*RIGHTS, *RIGHTS), Batch.of("", "a")
    pairs = [(mine.survey(full), mine.survey(empty))]
    if isinstance(mine.conclude(pairs[0][0]), Again):
        pairs.append((mine.survey_again(full), mine.survey_again(empty)))
    for pair in pairs:
        kinds = [{name: (column.dtype, column.shape[1:]) for name, column in survey.items()} for survey in pair]
        assert kinds[0] == kinds[1]

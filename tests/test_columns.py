"""Columns of surveys on the disk: the same values, no files left, one line when there is no room."""

from __future__ import annotations

import random
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
from corpuslint.columns import ColumnStore, release
from corpuslint.model import CorpuslintError
from corpuslint.rules import RULES, Again, CorpusRule, Survey


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


def test_a_check_gives_the_same_bytes_with_all_columns_on_the_disk_and_leaves_no_file(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(corpus)
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    reports = []
    for limit in (columns.SPILL_BYTES, 0):
        monkeypatch.setattr(columns, "SPILL_BYTES", limit)
        output = tmp_path / f"{limit}.json"
        assert main(["check", ".", "--isolated", "--select", "ALL", "--output-format", "json", "-o", str(output)]) == 1
        reports.append(output.read_bytes())
    assert reports[0] == reports[1]
    assert [code for code in (b"DUP001", b"DUP002", b"DUP003") if code not in reports[0]] == []
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

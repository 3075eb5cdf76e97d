"""Options of the duplicate rules: what each changes, and values that are refused in one line."""

from __future__ import annotations

import random
from typing import Any

import pytest

import corpuslint
from corpuslint.model import CorpuslintError

WORDS = [f"word{number}" for number in range(200)]


def text_of(seed: int, changed: int = 0, length: int = 80) -> str:
    """Words of one order, some of them in another place."""
    words = random.Random(1).sample(WORDS, length)
    chance = random.Random(seed)
    for _ in range(changed):
        words[chance.randrange(length)] = chance.choice(WORDS)
    return " ".join(words) + "."


def copies(texts: list[str], code: str, **options: Any) -> dict[int, int]:
    """The record of each copy, and that of the text that stays."""
    report = corpuslint.check(texts, select=[code], options={code: options})
    return {f.where.record or 0: f.related[0].record or 0 for f in report.findings}


TEXTS = [text_of(0), text_of(1, 4, 80), text_of(0) + " And five words more here."]


def in_documents(texts: list[str]) -> list[str]:
    """Each text as a paragraph of a document of its own."""
    return [f"{text}\n\n{' '.join(f'own{number}x{n}' for n in range(60))}.\n" for number, text in enumerate(texts)]


@pytest.mark.parametrize("code", ["DUP002", "DUP102"])
@pytest.mark.parametrize(
    ("keep", "expected"), [("first", {2: 1, 3: 1}), ("last", {1: 3, 2: 3}), ("longest", {1: 3, 2: 3})]
)
def test_keep_says_which_copy_stays(code: str, keep: str, expected: dict[int, int]) -> None:
    texts = TEXTS if code == "DUP102" else in_documents(TEXTS)
    assert copies(texts, code, keep=keep) == expected


@pytest.mark.parametrize("code", ["DUP002", "DUP102"])
def test_threshold_measure_and_shingle(code: str) -> None:
    texts = TEXTS[:2] if code == "DUP102" else in_documents(TEXTS[:2])
    shingles = {"measure": "shingles", "threshold": 0.5, "permutations": 512}
    assert copies(texts, code) == {2: 1}
    assert copies(texts, code, threshold=0.99) == {}
    assert copies(texts, code, **shingles) == {2: 1}  # Four of eighty words changed: 20 of 76 5-grams.
    assert copies(texts, code, **shingles, shingle=20) == {}
    assert copies(texts, code, measure="shingles", threshold=0.8, shingle=1) == {2: 1}


@pytest.mark.parametrize("code", ["DUP002", "DUP102"])
def test_min_words_and_seed_and_permutations(code: str) -> None:
    texts = TEXTS[:2] if code == "DUP102" else in_documents(TEXTS[:2])
    assert copies(texts, code, min_words=200) == {}
    for seed in (0, 7, (1 << 32) - 1):
        assert copies(texts, code, seed=seed) == {2: 1}
    assert copies(texts, code, permutations=256) == {2: 1}


@pytest.mark.parametrize(
    ("code", "option", "value", "message"),
    [
        ("DUP102", "keep", "shortest", "keep is 'shortest'; it can be first or longest or last"),
        ("DUP002", "measure", "letters", "measure is 'letters'; it can be words or shingles"),
        ("DUP103", "threshold", 1.5, "threshold is 1.5; it can be 0 to 1"),
        ("DUP004", "threshold", float("nan"), "threshold is nan; it can be 0 to 1"),
        ("DUP102", "permutations", 0, "permutations is 0; it can be 6 to 1,024"),
        ("DUP102", "shingle", -1, "shingle is -1; it can be 0 to 100"),
        ("DUP102", "seed", -1, "seed is -1; it can be 0 to 4,294,967,295"),
        ("DUP002", "min_words", -1, "min_words is -1; it can be 0 or more"),
        ("DUP003", "shingle", 0, "shingle is 0; it can be 1 to 100"),
        ("DUP001", "boilerplate_words", -5, "boilerplate_words is -5; it can be 0 or more"),
        ("DUP101", "min_words", -5, "min_words is -5; it can be 0 or more"),
    ],
)
def test_senseless_values_are_refused(code: str, option: str, value: object, message: str) -> None:
    with pytest.raises(CorpuslintError, match=message):
        corpuslint.check(["A text."], select=[code], options={code: {option: value}})

"""Batches: several documents as one text, and the way back to each."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpuslint.batch import Batch
from corpuslint.model import Document, Edit, Location

TEXTS = st.lists(st.text(st.sampled_from(list("ab1 \n\r中é")), max_size=20), min_size=1, max_size=6)
PATTERNS = [r"a+", r"b\s*a", r"[ab]{2,}", r"\w+\s\w+", r"(?:a|\n)+", r"x?", r"[^b]+"]


@given(TEXTS, st.data())
def test_a_place_is_that_of_its_document(texts: list[str], data: st.DataObject) -> None:
    batch = Batch.of(*texts)
    index = data.draw(st.integers(0, len(texts) - 1))
    text = texts[index]
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    origin = int(batch.starts[index])
    before = re.split(r"\r\n|\n|\r", text[:start])
    if text[start - 1 : start + 1] == "\r\n":
        return  # within a line end, which no finding begins in
    expected = Location("", index + 1, None, start, end, len(before), len(before[-1]) + 1)
    assert batch.locate(origin + start, origin + end) == expected
    assert batch.edit(origin + start, origin + end, "x") == Edit(start, end, "x")
    assert batch.text[origin + start : origin + end] == text[start:end]


def test_places_in_a_stretch_of_a_large_file_count_from_its_beginning() -> None:
    documents = [Document("a", "first\nsecond"), Document("big.txt", "x\nwords", offset=1000, line=21)]
    batch = Batch(documents, np.arange(2))
    start = int(batch.starts[1]) + 2
    assert batch.locate(start, start + 5) == Location("big.txt", None, None, 1002, 1007, 22, 1)
    assert batch.edit(start, start + 5) == Edit(1002, 1007)


@given(TEXTS, st.sampled_from(PATTERNS))
def test_matches_are_those_of_each_document_alone(texts: list[str], expression: str) -> None:
    pattern = re.compile(expression)
    batch = Batch.of(*texts)
    found = []
    for match in batch.finditer(pattern):
        index = int(batch.document_of(np.asarray(match.start())))
        found.append((index, match.start() - int(batch.starts[index]), match.group()))
    expected = [
        (index, match.start(), match.group()) for index, text in enumerate(texts) for match in pattern.finditer(text)
    ]
    assert found == expected


@given(TEXTS)
def test_documents_of_offsets(texts: list[str]) -> None:
    batch = Batch.of(*texts)
    for index in range(len(texts)):
        inside = np.arange(int(batch.starts[index]), int(batch.ends[index]) + 1)
        assert set(batch.document_of(inside).tolist()) == {index}


def test_columns_shared_by_rules_are_computed_once() -> None:
    batch = Batch.of("a b", "c")
    calls: list[int] = []

    def column(given: Batch) -> int:
        calls.append(1)
        return len(given.words)

    assert batch.derive("words", column) == batch.derive("words", column) == 3
    assert len(calls) == 1


@pytest.mark.parametrize(
    ("text", "ascii_", "normal"), [("plain", True, True), ("é", False, True), ("e\u0301", False, False)]
)
def test_what_is_free_to_ask(text: str, ascii_: bool, normal: bool) -> None:
    batch = Batch.of(text)
    assert batch.is_ascii is ascii_
    assert batch.is_normalized() is normal


def test_first_word() -> None:
    batch = Batch.of("one two", "three")
    assert batch.first_word(np.array([0, 1, 4, 8, 13])).tolist() == [0, 1, 1, 2, 3]

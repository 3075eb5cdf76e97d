r"""Lines: only \n, \r\n and \r end them."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpuslint import tables
from corpuslint.batch import Batch
from corpuslint.lines import runs

TEXTS = st.text(st.sampled_from(list("ab \t\n\r\u2028\u0085\x0b.中")), max_size=30)


def lines_of(*texts: str) -> list[str]:
    """The lines of a batch of these texts."""
    batch = Batch.of(*texts)
    return [batch.text[s:e] for s, e in zip(batch.lines.start.tolist(), batch.lines.end.tolist(), strict=True)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [""]),
        ("one", ["one"]),
        ("one\n", ["one", ""]),
        ("a\nb\r\nc\rd", ["a", "b", "c", "d"]),
        ("a\n\rb", ["a", "", "b"]),
        ("a\r\r\nb", ["a", "", "b"]),
        ("\r\n\r\n", ["", "", ""]),
        ("a\u2028b\u0085c\x0bd\x0ce", ["a\u2028b\u0085c\x0bd\x0ce"]),
    ],
)
def test_what_ends_a_line(text: str, expected: list[str]) -> None:
    assert lines_of(text) == expected


@given(st.lists(TEXTS, min_size=1, max_size=5))
def test_lines_of_documents_are_those_of_each_alone(texts: list[str]) -> None:
    assert lines_of(*texts) == [line for text in texts for line in re.split(r"\r\n|\n|\r", text)]


@given(st.lists(TEXTS, min_size=1, max_size=5))
def test_a_line_belongs_to_one_document(texts: list[str]) -> None:
    batch = Batch.of(*texts)
    expected = [number for number, text in enumerate(texts) for _ in re.split(r"\r\n|\n|\r", text)]
    assert batch.lines.document.tolist() == expected


@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_columns_are_those_of_the_line_as_a_string(texts: list[str]) -> None:
    lines = Batch.of(*texts).lines
    for number, line in enumerate(lines_of(*texts)):
        text = line.strip()
        start, end = int(lines.text_start[number]), int(lines.text_end[number])
        assert bool(lines.blank[number]) == (not text)
        assert end - start == len(text)
        assert lines.token_count[number] == len(line.split())
        assert chr(lines.first[number]) == (text[:1] or "\0")
        assert chr(lines.last[number]) == (text[-1:] or "\0")
        assert lines.words[number] == len(re.findall(r"[ab]+|中", line))
        if text:
            assert start == int(lines.start[number]) + len(line) - len(line.lstrip())


def test_counts() -> None:
    lines = Batch.of("Ab C\n\n12 xyz Z").lines
    assert lines.count(tables.UPPER).tolist() == [2, 0, 1]
    assert lines.count(tables.DIGIT).tolist() == [0, 0, 2]
    assert lines.count_where(lines.codes == ord("x")).tolist() == [0, 0, 1]


@given(st.lists(st.booleans(), max_size=20))
def test_runs(flags: list[bool]) -> None:
    starts, ends = runs(np.array(flags, np.bool_))
    again = [False] * len(flags)
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        again[start:end] = [True] * (end - start)
    assert again == flags
    assert np.all(starts[1:] > ends[:-1])

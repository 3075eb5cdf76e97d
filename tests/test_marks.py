"""Marks of lines: what one pass says of lines is what another pass hears, for any choice of documents."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from corpuslint.batch import Batch, select
from corpuslint.segmentation import Marks, Segments

PARAGRAPHS = (
    "The line goes on in the next one, as lines of printed\npages do until the sentence comes to its end.",
    "# A heading",
    "- one\n- two\n- three",
    "```\ncode()\n```",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "",
    "第一段。\r\n第二段。",
)
TEXTS = st.lists(st.lists(st.sampled_from(PARAGRAPHS), max_size=4).map("\n\n".join), min_size=1, max_size=6)


def told(batch: Batch) -> Marks:
    """The marks of a batch whose kinds were asked for."""
    assert batch.lines.kind is not None
    marks = batch.marks()
    assert marks is not None
    return marks


def assert_equal(found: Segments, expected: Batch) -> None:
    lines = expected.lines
    for column, wanted in zip(found, (lines.kind, lines.wraps, lines.sentence_end), strict=True):
        assert column.dtype == wanted.dtype
        assert column.tolist() == wanted.tolist()


@given(TEXTS, st.data())
def test_marks_of_chosen_documents_are_those_of_the_documents_alone(texts: list[str], data: st.DataObject) -> None:
    marks = told(Batch.of(*texts))
    assert_equal(marks.segments(), Batch.of(*texts))
    inside = np.array([data.draw(st.booleans()) for _ in texts])
    inside[data.draw(st.integers(0, len(texts) - 1))] = True
    chosen = [text for text, wanted in zip(texts, inside.tolist(), strict=True) if wanted]
    assert_equal(marks.chosen(inside).segments(), Batch.of(*chosen))
    first = data.draw(st.integers(0, len(texts) - 1))
    last = data.draw(st.integers(first + 1, len(texts)))
    assert_equal(marks.slice(first, last).segments(), Batch.of(*texts[first:last]))


@given(TEXTS, TEXTS)
def test_marks_of_batches_join(some: list[str], others: list[str]) -> None:
    joined = Marks.joined([told(Batch.of(*some)), told(Batch.of(*others))])
    assert_equal(joined.segments(), Batch.of(*some, *others))


def test_known_marks_are_believed_and_go_with_the_documents() -> None:
    code = Marks(np.array([1, 2], np.int32), np.array([5, 5, 5], np.uint8))
    batch = Batch(Batch.of("one", "two\nthree").documents, np.arange(2), known=code)
    assert batch.lines.kind.tolist() == [5, 5, 5]
    second = select(batch, np.array([1]))
    assert second is not None
    assert second.lines.kind.tolist() == [5, 5]


def test_marks_of_another_number_of_lines_are_not_believed() -> None:
    old = Marks(np.array([1], np.int32), np.array([5], np.uint8))
    batch = Batch(Batch.of("one\ntwo").documents, np.arange(1), known=old)
    assert batch.lines.kind.tolist() == Batch.of("one\ntwo").lines.kind.tolist()


def test_without_a_question_nothing_is_told() -> None:
    assert Batch.of("one\ntwo").marks() is None

"""Traces of shingles: which are chosen, where they stand, and what tells two stretches apart."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpuslint.similarity import make_shingles, read_words, traces
from corpuslint.similarity.containment import CHOSEN
from corpuslint.similarity.traces import UNCHOSEN, count_different, find_chosen, make_traces, within

TEXTS = st.lists(st.lists(st.sampled_from(["a", "be", "sea", "dear", "early", "fog"]), max_size=12), max_size=6)
SIZE = 4


def traced(texts: list[list[str]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The words' edges of each text, the shingles within texts that are chosen, and the traces."""
    rows = read_words([" ".join(text) for text in texts])
    shingles = within(make_shingles(rows.values, rows.starts, rows.ends, SIZE), rows.ends)
    chosen = np.flatnonzero(shingles.values < CHOSEN)
    return rows.ends, chosen, make_traces(shingles.values, len(rows.values), chosen, shingles.values[chosen])


@given(TEXTS)
def test_traces_tell_which_shingles_are_chosen(texts: list[list[str]]) -> None:
    _, chosen, found = traced(texts)
    assert np.flatnonzero(found < UNCHOSEN).tolist() == chosen.tolist()


@given(TEXTS)
def test_traces_of_a_text_do_not_depend_on_its_neighbours(texts: list[list[str]]) -> None:
    ends, _, found = traced(texts)
    alone = [traced([text])[2].tolist() for text in texts]
    assert [part.tolist() for part in np.split(found, ends[:-1])][: len(texts)] == alone


@pytest.mark.parametrize("together", [3, 1 << 20])
def test_chosen_shingles_are_found_by_their_numbers(together: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(traces, "TOGETHER", together)
    found = np.array([9, 200, 84, 85, 3, 255, 0], np.uint8)
    assert find_chosen(found, np.array([3, 0, 1, 2, 0])).tolist() == [6, 0, 2, 4, 0]


@pytest.mark.parametrize("together", [3, 1 << 20])
def test_the_bytes_that_differ_are_counted(together: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(traces, "TOGETHER", together)
    found = np.array([1, 2, 3, 4, 1, 2, 9, 4, 7], np.uint8)
    first, second = np.array([0, 0, 4, 1]), np.array([4, 5, 0, 1])
    assert count_different(found, first, second, np.array([4, 4, 2, 3])).tolist() == [1, 4, 0, 0]

"""The second step of the line model: what it sees, and that it sees one document at a time."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from corpuslint.language import line_model
from corpuslint.language.line_columns import FEATURES, FULL
from corpuslint.language.line_context import COLUMNS, MOST, STEPS, context, weigh

WIDTH = line_model.load().layers["dense"].weight.shape[1]


def blank(count: int) -> np.ndarray:
    """Features that say nothing."""
    return np.zeros((WIDTH, count), np.uint8)


def seen(*documents: list[int]) -> np.ndarray:
    """The context of documents of these scores, whose lines have 10 characters."""
    sizes = [len(document) for document in documents]
    score = np.array([score for document in documents for score in document], np.int64)
    return context(blank(len(score)), np.cumsum([0, *sizes]), np.full(len(score), 10), score)


def test_there_are_as_many_columns_as_the_weights_have() -> None:
    assert seen([0, 64]).shape == (COLUMNS, 2)
    assert line_model.load().layers["context0"].weight.shape[1] == COLUMNS


def test_the_features_of_phrases_and_known_terms_are_the_last_ones() -> None:
    assert len(FEATURES) + 6 + 2 == WIDTH


def test_scores_are_scaled_to_the_width_of_a_column() -> None:
    own = seen([-MOST, 0, MOST, 99 * STEPS])[0]
    assert own.tolist() == [0, FULL // 2, FULL, FULL]


def test_neighbours_end_at_the_edge_of_the_document() -> None:
    high = 9 * STEPS
    before, after = (seen([0, 0], [high, high])[3 + place].tolist() for place in (2, 3))
    ninth = (high + MOST) * FULL // (2 * MOST)
    assert before == [0, FULL // 2, 0, ninth]
    assert after == [FULL // 2, 0, ninth, 0]


@given(st.lists(st.lists(st.integers(-2000, 2000), min_size=1, max_size=40), min_size=1, max_size=6))
def test_a_document_is_seen_alone(documents: list[list[int]]) -> None:
    together = seen(*documents)
    alone = np.hstack([seen(document) for document in documents])
    assert (together == alone).all()
    assert together.max() <= FULL


def test_a_document_without_lines_is_passed_over() -> None:
    assert (seen([], [64, -64], []) == seen([64, -64])).all()


@given(st.lists(st.integers(-2000, 2000), min_size=1, max_size=40))
def test_a_document_is_weighed_alone(scores: list[int]) -> None:
    weights = line_model.load()

    def weighed(*documents: list[int]) -> list[int]:
        first = np.array([score for document in documents for score in document], np.int64)
        return weigh(weights.layers, weights.arrays["context_first"], seen(*documents), first).tolist()

    other = [640, -640, 0]
    assert weighed(other, scores, other)[3:-3] == weighed(scores)

"""Keys that are looked up are those that would be made."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpuslint.similarity import memo
from corpuslint.similarity.memo import Memo


def keys_of(prints: np.ndarray) -> np.ndarray:
    return np.stack((prints, prints >> np.uint64(7)), axis=1).astype(np.uint32)


@given(st.lists(st.lists(st.sampled_from([0, 1, 2, 3, 1 << 62, (1 << 62) + 1, 1 << 63, (1 << 64) - 1])), max_size=6))
def test_keys_are_the_same_however_often_a_text_was_met(batches: list[list[int]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(memo, "BITS", 1)  # Texts take each other's places.
        kept = Memo(2)
        for batch in batches:
            prints = np.array(batch, np.uint64)
            asked: list[int] = []

            def make(some: np.ndarray, prints: np.ndarray = prints, asked: list[int] = asked) -> np.ndarray:
                asked += prints[some].tolist()
                return keys_of(prints[some])

            assert kept.look_up(prints, make).tolist() == keys_of(prints).tolist()
            assert len(asked) == len(set(asked))


def test_a_text_that_was_met_is_not_signed_again() -> None:
    kept, prints = Memo(2), np.array([1 << 63, 5, 1 << 63], np.uint64)
    first = kept.look_up(prints, lambda some: keys_of(prints[some]))
    again = kept.look_up(prints, lambda some: pytest.fail(f"{some} are signed again"))
    assert again.tolist() == first.tolist() == keys_of(prints).tolist()

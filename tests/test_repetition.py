"""Repeated n-grams of documents, against a slow and obvious count."""

from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from corpuslint.batch import Batch
from corpuslint.rules.copies import document_words
from corpuslint.rules.repetition import in_order, ngram_measures


def slow(text: str, length: int) -> tuple[int, int]:
    """Characters in the commonest n-gram, and in n-grams that stand earlier in the text."""
    words = text.split()
    grams = [tuple(words[i : i + length]) for i in range(len(words) - length + 1)]
    times = Counter(grams)
    most = max(times.values(), default=0)
    phrase = max((sum(map(len, gram)) * most for gram in grams if times[gram] == most), default=0)
    again = {i + k for i, gram in enumerate(grams) if gram in grams[:i] for k in range(length)}
    return phrase if most > 1 else 0, sum(len(words[i]) for i in again)


@given(st.lists(st.lists(st.sampled_from(["a", "bb", "ccc", "dddd"]), max_size=40), min_size=1, max_size=5))
def test_measures_are_those_of_counting(documents: list[list[str]]) -> None:
    texts = [" ".join(words) for words in documents]
    batch = Batch.of(*texts)
    for length, measure in enumerate(ngram_measures(batch, document_words(batch)), 2):
        assert measure.part.tolist() == [slow(text, length)[length >= 5] for text in texts]
        assert measure.whole.tolist() == [max(1, sum(map(len, text.split()))) for text in texts]


@given(st.lists(st.integers(0, 3), max_size=30), st.integers(0, 1 << 31))
def test_the_order_is_the_same_where_numbers_are_too_large_for_one(numbers: list[int], shift: int) -> None:
    values, documents = np.array(numbers[::-1], np.uint32), np.sort(np.array(numbers, np.int64))
    assert in_order(values, documents).tolist() == in_order(values, documents + shift).tolist()
    assert in_order(values, documents).tolist() == np.lexsort((values, documents)).tolist()

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpuslint.language.gibberish import naturalness

WORDS = ("government", "Regierung", "ngwenya", "kansallismielinen", "Kreuzberg", "tetrahydrocannabinol", "Huang")
NOISE = ("xqjzvkwp", "hnfikvc", "fyscsmv", "quzwzk", "PFaEbqIMfvg")


@pytest.mark.parametrize("word", WORDS)
def test_words_of_many_languages_are_natural(word: str) -> None:
    assert naturalness(word) > 0


@pytest.mark.parametrize("noise", NOISE)
def test_letters_drawn_evenly_are_not(noise: str) -> None:
    assert naturalness(noise) < -10


@given(st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=30))
def test_case_does_not_matter(run: str) -> None:
    assert naturalness(run) == naturalness(run.upper())


def test_an_open_end_is_no_word_end() -> None:
    assert naturalness("q", open_ended=True) > naturalness("q")

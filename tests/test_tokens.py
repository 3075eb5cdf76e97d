from __future__ import annotations

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpuslint.batch import Batch
from corpuslint.language.tokens import FEATURES, WEIGHTS, observe, randomness
from corpuslint.rules.random_token import RandomToken

NATURAL = ("FreshBooks", "PlayStation5", "iPhone15Pro", "user_name_2019", "A320neo-200", "GPT-4o-mini")
DRAWN = (
    "Xq7b-hprknvt1410565",
    "div-gpt-ad-1597781777361-0",
    "eb2c5ffcaed6f8334f95ec30910201dc",
    "render-blue-90efcca52-76qlx",
    "4kznZuF4mhWHXRqH1aZRwyPnQ/hgK6fh",
    "18.9786323b.1690929505.a72267e0",
)


@pytest.mark.parametrize("token", NATURAL)
def test_names_and_models_are_natural(token: str) -> None:
    assert randomness(token) < -0.3


@pytest.mark.parametrize("token", DRAWN)
def test_ids_are_drawn(token: str) -> None:
    assert randomness(token) > 0


@given(st.uuids())
def test_every_uuid_is_drawn(value: uuid.UUID) -> None:
    if any(c.isalpha() for c in str(value)) and len(set(str(value))) > 8:
        assert randomness(str(value)) > 0


@given(st.from_regex(r"[A-Za-z0-9_+/=.-]{1,80}", fullmatch=True))
def test_observations_are_bounded(token: str) -> None:
    values = observe(token)
    assert len(values) == len(FEATURES) == len(WEIGHTS)
    assert all(0 <= value <= 40 for value in values)


def test_a_model_number_is_told_by_its_place_not_by_its_form() -> None:
    assert randomness("AW3418DW") > 0
    sentence = "Among gaming monitors, the AW3418DW should be at the top."
    assert not list(RandomToken().check(Batch.of(sentence)))
    assert list(RandomToken().check(Batch.of("It is at the top of our list. AW3418DW")))

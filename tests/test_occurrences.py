"""Where values of a long column stand: against a dictionary, with small tables, and sorted on the disk."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import corpuslint
from corpuslint.similarity import occurrences
from corpuslint.similarity.occurrences import Occurrences, Slots, ascending

COLUMNS = st.lists(st.tuples(st.integers(0, 60), st.booleans()), max_size=80)


def column(rows: list[tuple[int, bool]]) -> tuple[np.ndarray, np.ndarray]:
    """Values spread over all bits, and which places are left out."""
    values = np.array([value for value, _ in rows], np.uint32) * np.uint32(19_088_743)
    return values, np.array([left_out for _, left_out in rows], np.bool_)


def places(values: np.ndarray, left_out: np.ndarray) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for place in np.flatnonzero(~left_out).tolist():
        found[int(values[place])].append(place)
    return found


@given(COLUMNS)
def test_every_place_of_a_value_is_found_in_order(rows: list[tuple[int, bool]]) -> None:
    values, left_out = column(rows)
    known = places(values, left_out)
    found = Occurrences(values, left_out, [values[::2]], 7)
    first, size = found.find(values[::2])
    for value, begin, count in zip(values[::2].tolist(), first.tolist(), size.tolist(), strict=True):
        assert found.at(np.arange(begin, begin + count)).tolist() == known[value]


@pytest.mark.parametrize("bits", [21, 3])
@given(rows=COLUMNS)
def test_a_value_is_called_alone_only_where_it_is(bits: int, rows: list[tuple[int, bool]]) -> None:
    values, left_out = column(rows)
    known = places(values, left_out)
    asked = np.flatnonzero(~left_out)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(occurrences, "SLOT_BITS", bits)
        slots = Slots(len(asked))
    slots.ask(values[asked], asked)
    slots.look(values, left_out)
    for value, alone in zip(values[asked].tolist(), slots.alone(values[asked]).tolist(), strict=True):
        assert not alone or len(known[value]) == 1


def test_values_that_stand_once_are_known_to() -> None:
    values = np.arange(1000, dtype=np.uint32)
    slots = Slots(4000)
    slots.ask(values, np.arange(1000))
    slots.look(np.append(values, values[:10]), np.zeros(1010, np.bool_))
    assert slots.alone(values).tolist() == [False] * 10 + [True] * 990


@given(st.lists(st.lists(st.integers(0, 2**64 - 1), max_size=30), max_size=6))
def test_numbers_are_sorted_on_the_disk_as_in_memory(parts: list[list[int]]) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(occurrences, "SORTED", 10)
        found = ascending(np.array(part, np.uint64) for part in parts)
    assert found.tolist() == sorted(number for part in parts for number in part)


def test_excerpts_are_the_same_with_crowded_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    cases = json.loads((Path(__file__).parent / "rules/contained-block.json").read_text(encoding="utf-8"))
    texts = [text for case in cases for text in ([case["text"]] if isinstance(case["text"], str) else case["text"])]
    expected = corpuslint.check(texts, select=["DUP003"]).to_dicts()
    monkeypatch.setattr(occurrences, "SLOT_BITS", 4)
    monkeypatch.setattr(occurrences, "ASKED_BITS", 4)
    assert corpuslint.check(texts, select=["DUP003"]).to_dicts() == expected
    assert len(expected) > 5

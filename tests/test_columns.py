"""Columns that come in pieces: the same whether they stay in memory or go to the disk."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpuslint import check, columns
from corpuslint.columns import Columns

SIZES = st.lists(st.integers(0, 9), min_size=1, max_size=8)


def pieces(size: int, number: int) -> dict[str, columns.Piece]:
    values = np.arange(size, dtype=np.int64) + 100 * number
    return {"value": values, "pair": np.stack((values, -values), 1).astype(np.int32), "word": values.astype("S4")}


@given(SIZES, st.integers(0, 200))
def test_what_went_to_the_disk_is_what_came(sizes: list[int], limit: int) -> None:
    some = [pieces(size, number) for number, size in enumerate(sizes)]
    spilled, held = Columns(limit), Columns()
    for piece in some:
        spilled.add(piece)
        held.add(piece)
    for found in (spilled.whole(), held.whole()):
        assert list(found) == ["value", "pair", "word"]
        for name, column in found.items():
            expected = np.concatenate([piece[name] for piece in some])
            assert column.dtype == expected.dtype
            assert column.tolist() == expected.tolist()


def test_columns_are_read_again_after_their_memory_was_let_go() -> None:
    spilled = Columns(limit=0)
    spilled.add(pieces(5000, 1))
    found = spilled.whole()
    spilled.rest()
    assert found["value"].sum() == (np.arange(5000) + 100).sum()


def test_no_survey_gives_no_columns() -> None:
    assert Columns().whole() == {}


def test_a_check_that_spills_finds_the_same_and_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sentence = "The harbour was closed on Monday after a storm tore {} ferries from their moorings near the {} pier."
    texts = [
        "\n\n".join(sentence.format(number % 7, place) for place in ("old", "new", "west", "east"))
        for number in range(40)
    ]
    expected = check(texts).findings
    monkeypatch.setattr(columns, "SPILL_BYTES", 0)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert check(texts).findings == expected
    assert expected
    assert os.listdir(tmp_path) == []

"""Ranks: as many marked places before an offset as a binary search finds."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from corpuslint.ranks import Ranks


@given(st.lists(st.booleans(), max_size=300), st.data())
def test_a_rank_is_what_a_binary_search_finds(flags: list[bool], data: st.DataObject) -> None:
    marked = np.array(flags, np.bool_)
    places = np.flatnonzero(marked)
    offsets = np.array(data.draw(st.lists(st.integers(0, len(flags)), max_size=20)), np.int64)
    expected = np.searchsorted(places, offsets).tolist()
    assert Ranks.of(marked)(offsets).tolist() == expected
    assert Ranks.at(places, len(flags))(offsets).tolist() == expected
    assert Ranks.of(marked)(offsets.astype(np.int32)).tolist() == expected

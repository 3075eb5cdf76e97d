"""What is found of stretches without the columns of their documents is what these columns say."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from corpuslint.batch import Batch
from corpuslint.rules.copies import (
    block_stretches,
    block_words,
    count_words,
    find_stretches,
    lines_with_text,
)

PIECES = st.sampled_from(
    [
        "one",
        "two words",
        "three  words here",
        "日本語",
        "x_1",
        "don't",
        "\n",
        "\n\n",
        "\r\n",
        "\r",
        " ",
        "\t\n",
        "\u3000",
        "\xa0",
        ". ",
    ]
)
TEXTS = st.lists(st.lists(PIECES, max_size=30).map("".join), min_size=1, max_size=4)


@given(TEXTS)
def test_solid_lines_are_those_that_are_not_blank(texts: list[str]) -> None:
    batch = Batch.of(*texts)
    assert lines_with_text(batch).tolist() == np.flatnonzero(~batch.lines.blank).tolist()


@given(TEXTS)
def test_words_and_lines_of_stretches(texts: list[str]) -> None:
    batch = Batch.of(*texts)
    blocks = block_stretches(batch)
    assert count_words(batch, blocks) == block_words(batch).count.tolist()
    starts = blocks.start - batch.starts[blocks.document]
    ends = blocks.end - batch.starts[blocks.document]
    found = find_stretches(batch, batch.ids[blocks.document], starts.astype(np.int32), ends.astype(np.int32))
    assert [column.tolist() for column in found] == [column.tolist() for column in blocks]

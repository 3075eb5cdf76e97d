"""Kinds of lines, unwrapping, blocks: the samples of `segmentation_samples`, and properties."""

from __future__ import annotations

import random
import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from segmentation_samples import SAMPLES

from corpuslint.batch import Batch
from corpuslint.segmentation import Kind

LETTERS = ".PHLTCVF"


def show(text: str) -> str:
    """The text with the kind of each line."""
    batch = Batch.of(text)
    lines = batch.lines
    columns = zip(lines.start.tolist(), lines.end.tolist(), lines.kind.tolist(), lines.wraps.tolist(), strict=True)
    return "\n".join(f"{LETTERS[kind]}{'+' if on else ' '}|{text[start:end]}" for start, end, kind, on in columns)


def bare(sample: str) -> str:
    """A sample without its marks."""
    return "\n".join(line[3:] for line in sample.strip("\n").split("\n"))


@pytest.mark.parametrize("name", SAMPLES)
def test_samples(name: str) -> None:
    expected = "\n".join(line if line[2:3] else f"{line} |" for line in SAMPLES[name].strip("\n").split("\n"))
    assert show(bare(SAMPLES[name])) == expected


def test_windows_line_ends_change_nothing() -> None:
    for sample in SAMPLES.values():
        text = bare(sample)
        kinds, wraps = Batch.of(text).lines.kind, Batch.of(text).lines.wraps
        for line_end in ("\r\n", "\r"):
            other = Batch.of(text.replace("\n", line_end)).lines
            assert other.kind.tolist() == kinds.tolist()
            assert other.wraps.tolist() == wraps.tolist()


def test_blocks() -> None:
    batch = Batch.of(bare(SAMPLES["markdown"]))
    blocks = [batch.text[s:e] for s, e in zip(batch.blocks.start.tolist(), batch.blocks.end.tolist(), strict=True)]
    assert blocks[0] == "---\ntitle: A page\ntags: [one, two]\n---"
    assert blocks[1] == "# The first steps"
    assert blocks[2].startswith("Every program") and blocks[2].endswith("what you remember.")
    assert blocks[3:7] == [
        "- a short item",
        "- a longer item, which goes on for so long that it does not fit into one line and has to go on in the\n"
        "  next one",
        "1. first",
        "12) twelfth",
    ]
    assert batch.blocks.kind[:7].tolist() == [Kind.FRONT, Kind.HEADING, Kind.PROSE] + 4 * [Kind.LIST]
    assert batch.blocks.first_line[:4].tolist() == [0, 4, 6, 10]
    assert batch.blocks.last_line[:5].tolist() == [3, 4, 8, 10, 12]


def test_blocks_leave_surrounding_white_space_out() -> None:
    batch = Batch.of("  one  \n\n\ttwo")
    assert [batch.text[s:e] for s, e in zip(batch.blocks.start, batch.blocks.end, strict=True)] == ["one", "two"]


PIECES = [
    *(bare(sample) for sample in SAMPLES.values()),
    "",
    "\n\n",
    "\r",
    "a\r",
    "```",
    "~~~\n",
    "---",
    "---\na: b",
    "::",
    "list::\n\n",
    ".. code::\n\n  x",
    "|a|b|",
    "|-|-|",
    "----",
    "[x]\n----\n",
    "  indented {",
    "Name:",
    "a,b,c\nd,e,f",
]


def segmented(batch: Batch, index: int) -> tuple[list[int], list[bool], list[tuple[int, int, int]]]:
    """What segmentation says of one document of a batch."""
    mine = batch.lines.document == index
    blocks, origin = batch.blocks, int(batch.starts[index])
    inside = blocks.document == index
    spans = zip(blocks.start[inside] - origin, blocks.end[inside] - origin, blocks.kind[inside], strict=True)
    return (
        batch.lines.kind[mine].tolist(),
        batch.lines.wraps[mine].tolist(),
        [(int(start), int(end), int(kind)) for start, end, kind in spans],
    )


@settings(max_examples=200)
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(st.sampled_from(list("aA.,:|-`#{ \n\t")))), max_size=8))
def test_a_batch_of_one_gives_what_a_batch_of_many_gives(texts: list[str]) -> None:
    if texts:
        together = Batch.of(*texts)
        for index, text in enumerate(texts):
            assert segmented(together, index) == segmented(Batch.of(text), 0)


@given(st.text())
def test_every_word_is_in_one_block(text: str) -> None:
    batch = Batch.of(text)
    blocks = batch.blocks
    assert (blocks.start[1:] >= blocks.end[:-1]).all()
    assert (blocks.start < blocks.end).all()
    covered = sum(len(text[s:e].split()) for s, e in zip(blocks.start.tolist(), blocks.end.tolist(), strict=True))
    assert covered == len(text.split())


RIGHTS = [
    "All human beings are born free and equal in dignity and rights. They are endowed with reason and conscience and "
    "should act towards one another in a spirit of brotherhood.",
    "Everyone is entitled to all the rights and freedoms set forth in this Declaration, without distinction of any "
    "kind, such as race, colour, sex, language, religion, political or other opinion, national or social origin, "
    "property, birth or other status.",
    "Everyone has the right to life, liberty and security of person.",
    "No one shall be subjected to arbitrary interference with his privacy, family, home or correspondence, nor to "
    "attacks upon his honour and reputation. Everyone has the right to the protection of the law against such "
    "interference or attacks.",
]


@pytest.mark.parametrize("width", range(60, 101, 4))
def test_what_was_wrapped_is_one_block_again(width: int) -> None:
    paragraphs = [textwrap.fill(paragraph, width, break_on_hyphens=False) for paragraph in RIGHTS]
    batch = Batch.of("\n\n".join(paragraphs))
    blocks = [batch.text[s:e] for s, e in zip(batch.blocks.start.tolist(), batch.blocks.end.tolist(), strict=True)]
    assert blocks == paragraphs


def test_lines_that_are_not_wrapped_stay_apart() -> None:
    chance = random.Random(1)
    words = " ".join(RIGHTS).split()
    for _ in range(20):
        lines = []
        for _ in range(12):
            start = chance.randrange(len(words) - 30)
            lines.append(" ".join(words[start : start + chance.randint(4, 30)]).capitalize() + ".")
        assert len(Batch.of("\n".join(lines)).blocks) == len(lines)


def test_many_lines_take_no_more_than_their_share() -> None:
    """Nothing is quadratic: each of these would take hours if it were."""
    for text in (
        "x" * 3_000_000,
        "ab\n" * 300_000,
        "\n" * 300_000,
        "```\n" * 100_000,
        "a::\n\n  b\n" * 50_000,
        "---\n" * 100_000,
        "|-|\n" * 100_000,
        "\n".join(" " * (i % 200) + "a::" for i in range(20_000)),
        "Ann: yes, it is so.\nBob: no.\n" * 20_000,
    ):
        assert len(Batch.of(text).blocks) <= text.count("\n") + 1

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpuslint.language.markup import leftovers


def found(text: str) -> list[tuple[str, str, str]]:
    return [(text[x.start : x.end], x.kind, x.text) for x in leftovers(text)]


def test_entities_become_their_characters() -> None:
    assert found("Fish &amp; chips&nbsp;now &amp;quot;hot&amp;quot;") == [
        ("&amp;", "an entity", "&"),
        ("&nbsp;", "an entity", " "),
        ("&amp;quot;", "an entity", '"'),
        ("&amp;quot;", "an entity", '"'),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "# A page\n\nwith <br> and &amp; in it",
        "<!doctype html>\n<p>x</p>",
        "#!/bin/sh\necho '<b>bold</b>'",
        ".. note::\n\n   <b>bold</b> text",
        "See [this](https://example.org) and <b>that</b> one",
        "---\ntitle: x\n---\n<b>bold</b> text",
    ],
)
def test_where_markup_belongs_it_stays(text: str) -> None:
    assert found(text) == []


@given(st.text("<>&;[]{}/abp =\"'!-quotltamp\n", max_size=80))
def test_leftovers_are_in_order_and_apart(text: str) -> None:
    last = 0
    for leftover in leftovers(text):
        assert last <= leftover.start < leftover.end <= len(text)
        last = leftover.end

"""Titles that texts mark, and which of them are the same."""

from __future__ import annotations

import numpy as np
import pytest

from corpuslint.similarity.candidates import in_company
from corpuslint.similarity.search import find_copies
from corpuslint.similarity.titles import make_titles, other_titles, tags_of, title_of

BODY = "The command sets what the others read, and it returns nothing unless you ask it to pass the value on. " * 3


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("---\ntitle: Set-Variable\n---\ntext", "Set-Variable"),
        ("PEP: 1\nTitle: Purpose and Guidelines\n\ntext", "Purpose and Guidelines"),
        ("Some words\n\n# Heading #\n\ntext", "Heading"),
        ("Heading\n=======\n\ntext", "Heading"),
        ("=======\nHeading\n=======\n\ntext", "Heading"),
        ("= Heading\n\ntext", "Heading"),
        ("**To enable a standard**\r\n\r\nThe following example", "To enable a standard"),
        ("Text.\n\n**Not the first line**\n\ntext", ""),
        (f"**{BODY}**\n\ntext", ""),
        ("# Copyright by the authors\n# All rights reserved\nimport os", ""),
        ("Only text.\n\nAnd more of it.", ""),
        ("title:\n\ntext", ""),
        ("===\n\ntext", ""),
        ("", ""),
    ],
)
def test_title_of(text: str, title: str) -> None:
    assert title_of(text) == title


def same(one: str, other: str) -> bool:
    titles = make_titles([f"# {one}\n\n", f"# {other}\n\n"])
    tags = tags_of(titles, titles[:, 0])
    differ = bool(other_titles(titles, np.array([0]), np.array([1]))[0])
    assert differ == (tags[0] != tags[1])
    return not differ


def test_same_titles() -> None:
    assert same("about_Pipelines", "About Pipelines")
    assert same("Guessing Game", "Programming a Guessing Game")
    assert not same("Set-Variable", "New-Variable")
    assert not same("operator+ method", "operator/ method")
    assert not same("Frame", "Frame for View")


def test_texts_with_other_titles_are_no_copies() -> None:
    texts = [
        f"# Set-Variable\n\n{BODY}",
        f"# New-Variable\n\n{BODY}",
        f"# Set-Variable\n\nNote. {BODY}",
        f"Once. {BODY}",
    ]
    assert find_copies(texts[:3]).kept.tolist() == [-1, -1, 0]
    assert find_copies(texts[1:]).kept.tolist()[2] in (0, 1)


def test_company() -> None:
    keys = np.array([[7], [7], [7], [8], [8]], np.uint32)
    everything = np.arange(5)
    assert in_company(keys, everything).tolist() == [0, 1, 2, 3, 4]
    assert in_company(keys, everything, np.array([1, 2, 1, 3, 4], np.uint32)).tolist() == [0, 2]
    assert in_company(keys, everything, np.array([1, 2, 3, 0, 4], np.uint32)).tolist() == [3, 4]
    assert in_company(keys, np.array([0, 2, 3]), np.array([1, 2, 1, 3, 4], np.uint32)).tolist() == [0, 2]
    assert in_company(keys, np.array([1, 2, 3])).tolist() == [1, 2]
    assert not len(in_company(keys[:0], everything[:0], np.zeros(0, np.uint32)))

"""The list of phrases: its notation, and what matches."""

from __future__ import annotations

import pytest

from corpuslint.batch import Batch
from corpuslint.language.phrase_list import CATEGORIES, parse, read, split
from corpuslint.language.phrases import Phrases, load

LIST = """
## A remark in the file
[comments en]
leave a reply
# comments
? reply
reach * at ...
... removed by ...
* getty images
? by A A
[comments zh]
发表评论
分享
"""


@pytest.fixture(scope="module")
def known() -> Phrases:
    return Phrases(list(parse(LIST)))


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Leave a Reply", [("leave a reply", 0, 3)]),
        ("12 Comments", [("# comments", 0, 2)]),
        ("Comments", []),
        ("12 CommentsLeave a Reply", [("# comments", 0, 2), ("leave a reply", 2, 5)]),
        ("Reach Anna Lind at 555 or by mail", [("reach * at", 0, 8)]),
        ("They reach the summit at noon", []),
        ("Rude words are removed by the editors", [("removed by", 0, 7)]),
        ("Anna Lind / Getty Images", [("getty images", 0, 4)]),
        ("Getty Images", []),
        ("By Anna Lind", [("by A A", 0, 3)]),
        ("By and large", []),
        ("发表评论", [("发 表 评 论", 0, 4)]),
    ],
)
def test_matches(known: Phrases, line: str, found: list[tuple[str, int, int]]) -> None:
    assert [(m.phrase.text, m.first, m.last) for m in known.matches(split(line))] == found


def test_one_word_is_weak_without_a_mark() -> None:
    weak = {
        phrase.text: phrase.weak
        for phrase in parse("[share en]\nshare\nshare this\nmore *\n[share zh]\n分享\n发表评论\n")
    }
    assert weak == {"share": True, "share this": False, "more *": True, "分 享": True, "发 表 评 论": False}


def test_shipped_phrases_have_known_categories_and_words() -> None:
    shipped = read()
    assert {phrase.category for phrase in shipped} <= set(CATEGORIES)
    assert all(phrase.literals for phrase in shipped)
    assert len({phrase.language for phrase in shipped}) >= 12


def test_every_shipped_phrase_is_a_candidate_where_it_stands() -> None:
    plain = [phrase for phrase in read() if len(phrase.literals) == len(phrase.words)]
    batch = Batch.of("\n".join(" ".join(phrase.words) for phrase in plain))
    found = load().candidates(batch, batch.lines.start >= 0)
    assert found.tolist() == list(range(len(plain)))

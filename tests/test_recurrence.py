"""Lines that recur in a group of documents, and the stretch of a document that is its own."""

from __future__ import annotations

import numpy as np

import corpuslint
from corpuslint.rules.recurrence import documents_with, longest_stretches, needed, own_stretches

FURNITURE = ("Home", "News", "Sport", "Weather", "Sign in to your account")
FOOTER = ("Most read", "Terms of use", "Privacy policy", "Contact us", "© 2012 The River Herald")
ARTICLES = (
    (
        "How to reach us",
        "Call our desk on 555 0100.",
        "Please feel free to send us your comments at any time you like.",
    ),
    (
        "The bridge opens",
        "It took eleven years.",
        "The mayor cut the ribbon on Sunday morning in heavy rain, they say.",
    ),
    (
        "A mill burns down",
        "Nobody was hurt.",
        "The fire began in the attic and spread through the roof within an hour.",
    ),
    (
        "Rain in the hills",
        "Roads are closed.",
        "The river rose by two metres in one night and has not yet fallen again.",
    ),
)


def told(texts: list[str]) -> list[list[int]]:
    """The lines of each text that BPL003 reports."""
    report = corpuslint.check(texts, select=["BPL003"], options={"boilerplate-line": {"level": "likely"}})
    return [[f.where.line for f in report.findings if f.where.record == n + 1] for n in range(len(texts))]


def pages() -> list[str]:
    return ["\n".join((*FURNITURE, *article, *FOOTER)) for article in ARTICLES]


def test_what_recurs_on_no_other_page_is_the_pages_own() -> None:
    plea = len(FURNITURE) + 3
    alone, together = told(pages()[:1])[0], told(pages())[0]
    assert plea in alone
    assert together == [line for line in alone if line != plea]


def test_copies_of_one_page_tell_nothing_of_it() -> None:
    page = pages()[0]
    assert told([page] * 4)[0] == told([page])[0]


def test_a_document_counts_once_for_a_line() -> None:
    key, number = np.array([0, 0, 1, 0]), np.array([0, 0, 0, 1])
    assert documents_with(key, number, np.ones(4, np.bool_)).tolist() == [2, 2, 1, 2]


def test_large_groups_need_more_documents() -> None:
    group = np.repeat(np.array([1, 2], np.uint64), [4, 1024])
    assert needed(group, 3)[[0, 4]].tolist() == [3, 9]


def own(recurs: str, running: str, pale: str, documents: str = "") -> str:
    """The stretches of lines of 10 characters; `x` is yes."""
    flags = [np.array([mark == "x" for mark in marks], np.bool_) for marks in (recurs, running, pale)]
    number = np.unique(list(documents or "0" * len(recurs)), return_inverse=True)[1]
    longest = longest_stretches(number, flags[0], flags[1], np.full(len(recurs), 10))
    found = own_stretches(number, longest, flags[1], flags[2])
    return "".join("x" if here else "." for here in found)


def test_the_own_stretch_runs_from_running_text_to_running_text_and_takes_the_pale_lines_beside() -> None:
    assert own("xx......xx", "...x.x....", "..........") == "...xxx...."
    assert own("xx......xx", "...x.x....", "..x...x...") == "..xxxxx..."
    assert own("xx......xx", "...x.x....", ".x......x.") == "...xxx...."
    assert own("xx......xx", "...x.x....", "xxxxxxxxxx") == "..xxxxxx.."


def test_of_two_stretches_the_one_with_more_running_text() -> None:
    assert own("...x.....", ".xx....x.", "xxxxxxxxx") == "xxx......"
    assert own("...x.....", ".......x.", ".........") == ".......x."


def test_without_running_text_nothing_is_its_own() -> None:
    assert own("...x...", ".......", "xxxxxxx") == "......."
    assert own("xxx", "xxx", "xxx") == "..."
    assert own("", "", "") == ""


def test_stretches_end_with_their_document() -> None:
    assert own("......", "..xx..", "xxxxxx", "000111") == "xxxxxx"
    assert own("......", "..x...", "xxxxxx", "000111") == "xxx..."
    assert own(".....x", "...x..", "xxxxxx", "000111") == "...xx."


def test_a_title_to_which_other_pages_link_is_reported_there_and_not_on_its_own_page() -> None:
    rivers = ("Elbe", "Oder", "Warta", "Saale")
    titles = [f"The bridge over the {river} is open" for river in rivers]
    texts = [
        "\n".join((titles[n], f"Boats pass below it on the {river}.", f"The {river} is deep.", "Read more", *titles))
        for n, river in enumerate(rivers)
    ]
    report = corpuslint.check(texts, select=["BPL002"])
    found = {(f.where.record, f.where.line) for f in report.findings}
    assert found == {(record, line) for record in range(1, 5) for line in range(4, 9)}

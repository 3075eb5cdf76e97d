"""When the edit of a line that phrases cover is safe."""

from __future__ import annotations

import pytest

from corpuslint.batch import Batch
from corpuslint.rules.boilerplate_phrase import BoilerplatePhrase

ARTICLE = "The bridge opened in June.\nIt carries four lanes, and traffic is light so far.\n"


def safe_lines(text: str) -> list[str]:
    """The lines whose edits are safe."""
    return [
        text.splitlines()[finding.where.line - 1]
        for finding in BoilerplatePhrase().check(Batch.of(text))
        if finding.safety == "safe"
    ]


def test_three_strong_phrases_show_a_page() -> None:
    furniture = ["Skip to content", "Log in to comment", "Share on Facebook"]
    assert safe_lines("\n".join(furniture) + "\n" + ARTICLE) == furniture


def test_two_strong_phrases_do_not() -> None:
    assert safe_lines("Skip to content\nShare on Facebook\n" + ARTICLE) == []


@pytest.mark.parametrize(
    "line",
    [
        "Copyright 2020 Ann Person. All rights reserved.",
        "No part of this book may be reproduced in any form.",
        "Posted by Ann Person on October 31, 2012 at 4:14 pm",
        "Photo credit: Ann Person",
        "Most popular pages",
    ],
)
def test_what_manuals_and_articles_have_of_their_own_is_told_and_not_safe(line: str) -> None:
    text = f"Skip to content\nLog in to comment\nShare on Facebook\n{line}\n" + ARTICLE
    found = [text.splitlines()[f.where.line - 1] for f in BoilerplatePhrase().check(Batch.of(text))]
    assert line in found
    assert line not in safe_lines(text)


def test_a_manual_of_legal_lines_is_no_page() -> None:
    legal = "Copyright 2020 Ann Person. All rights reserved.\nNo part of this book may be reproduced in any form.\n" * 3
    assert safe_lines(ARTICLE + legal) == []

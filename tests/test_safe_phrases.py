"""When the edit of a line that phrases cover is safe, and documents that legal lines are the content of."""

from __future__ import annotations

import numpy as np
import pytest

from corpuslint.batch import Batch
from corpuslint.model import Document
from corpuslint.rules.boilerplate_line import BoilerplateLine
from corpuslint.rules.boilerplate_phrase import BoilerplatePhrase
from corpuslint.rules.phrase_hits import about_rights

FURNITURE = ["Skip to content", "Log in to comment", "Share on Facebook"]
ARTICLE = "The bridge opened in June.\nIt carries four lanes, and traffic is light so far.\n"


def safe_lines(text: str) -> list[str]:
    """The lines whose edits are safe."""
    return [
        text.splitlines()[finding.where.line - 1]
        for finding in BoilerplatePhrase().check(Batch.of(text))
        if finding.safety == "safe"
    ]


def test_three_strong_phrases_show_a_page() -> None:
    assert safe_lines("\n".join(FURNITURE) + "\n" + ARTICLE) == FURNITURE


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


NOTICES = """Files: src/river.c
Copyright: 2009, Ann Person
License: BSD-3-clause

Files: src/lake.c
  src/pond.c
Copyright: 2011, 2014, Ben Person
License: BSD-3-clause

Files: src/sea.c
Copyright: 2012, Cy Person
  All rights reserved.
License: MIT
"""


def test_a_document_about_rights_is_left_alone() -> None:
    batch = Batch.of(NOTICES)
    assert about_rights(batch).tolist() == [True]
    assert [*BoilerplatePhrase().check(batch), *BoilerplateLine("likely").check(batch)] == []


def test_a_page_with_legal_lines_is_not_about_rights() -> None:
    page = "Skip to content\nLog in to comment\nShare on Facebook\n" + ARTICLE + "Privacy policy\nTerms of use\n"
    legal = "Copyright 2020 Ann Person. All rights reserved."
    batch = Batch.of(page + legal)
    assert about_rights(batch).tolist() == [False]
    assert legal in [batch.text[f.where.start : f.where.end] for f in BoilerplatePhrase().check(batch)]


def test_documents_of_a_batch_are_told_apart() -> None:
    batch = Batch(
        [Document("", text, record=number) for number, text in enumerate([ARTICLE, NOTICES, ARTICLE])], np.arange(3)
    )
    assert about_rights(batch).tolist() == [False, True, False]


def test_a_manual_of_legal_lines_is_no_page() -> None:
    legal = "Copyright 2020 Ann Person. All rights reserved.\nNo part of this book may be reproduced in any form.\n" * 3
    assert safe_lines(ARTICLE + legal) == []


def test_the_same_phrase_again_does_not() -> None:
    options = "b0 do not accept cookies\nb1 accept cookies\nb2 accept cookies\n"
    told = BoilerplatePhrase().check(Batch.of(ARTICLE + options))
    assert len(list(told)) == 3
    assert safe_lines(ARTICLE + options) == []


@pytest.mark.parametrize(("lines", "page"), [(590, True), (600, False)])
def test_three_phrases_in_a_long_manual_are_chance(lines: int, page: bool) -> None:
    manual = "".join(f"Chapter {number} tells what the option does.\n" for number in range(lines))
    assert safe_lines("\n".join(FURNITURE) + "\n" + manual) == (FURNITURE if page else [])


def test_a_long_line_is_not_taken_out_without_a_look() -> None:
    notice = "This site uses cookies. By using this site, you agree to our use of cookies on this site of ours, always."
    text = "\n".join([*FURNITURE, notice]) + "\n" + ARTICLE
    assert notice in [text.splitlines()[f.where.line - 1] for f in BoilerplatePhrase().check(Batch.of(text))]
    assert safe_lines(text) == FURNITURE

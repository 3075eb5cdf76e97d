"""Pages converted to Markdown: what tells them from documentation, and what BPL003 finds in them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpuslint.batch import Batch
from corpuslint.model import Finding, Safety
from corpuslint.rules.boilerplate_line import BoilerplateLine
from corpuslint.rules.converted_pages import converted_pages, without_markup

PAGE = """\
[Skip to content](#content)

* [Home](/)
* [Sport](/sport)
* [Weather](/weather)
* [Obituaries](/obituaries)

# The bridge is open

The bridge was opened by the mayor on a rainy Sunday in June, after eleven years of work.

## Eleven years

Ships pass below it, and trains above. The old bridge will be taken down before the winter, the council said on Monday.

[Share on Facebook](https://example.org/share)

## Leave a Reply

Your email address will not be published.

### Most read

* [Ferry timetable changes](/ferry)
* [Storm closes the harbour](/storm)
* [Weather](/weather)
"""
MANUAL = """\
# Mill

Run the installer and wait for it to finish. The mill then grinds every text of the folder in the order of its name.

## Options

- the stone, 1 to 9
- the water, in litres
- the miller

## Comments

The widget shows the form below the post, under this heading:

Leave a reply

The heading can be changed in the settings of the widget, as can the text of the button below it.

## Texts

The mill knows plain texts, lists and tables. It leaves alone what is in a fence, and what it does not understand.
"""


def reported(*texts: str) -> list[Finding]:
    return list(BoilerplateLine().check(Batch.of(*texts)))


def test_a_converted_page_is_judged_by_its_lines_without_markup() -> None:
    lines = {PAGE[f.where.start : f.where.end] for f in reported(PAGE)}
    assert {"* [Home](/)", "* [Sport](/sport)", "* [Obituaries](/obituaries)", "### Most read"} <= lines
    assert not {line for line in lines if "bridge" in line or "Eleven" in line or "Ships" in line}


def test_no_edit_in_a_converted_page_is_safe() -> None:
    assert {finding.safety for finding in reported(PAGE)} == {Safety.UNSAFE}


def test_documentation_that_shows_a_phrase_of_pages_loses_nothing_else() -> None:
    assert converted_pages(Batch.of(MANUAL)) is not None
    assert {MANUAL[f.where.start : f.where.end] for f in reported(MANUAL)} <= {"Leave a reply"}


def test_a_copyright_line_makes_no_page() -> None:
    licence = "# Mill\n\nGrinds.\n\n# License\n\nCopyright (c) 2001 Anna Lind. All rights reserved.\n"
    assert converted_pages(Batch.of(licence)) is None


def test_other_documents_of_the_batch_change_nothing() -> None:
    plain = without_markup(PAGE)
    places = [(f.where.record, f.where.start, f.message) for f in reported(plain, PAGE, MANUAL, PAGE)]
    alone = [[(f.where.start, f.message) for f in reported(text)] for text in (plain, PAGE, MANUAL, PAGE)]
    assert sorted(places) == sorted((number, *row) for number, rows in enumerate(alone, 1) for row in rows)


@given(st.text("[]()!*#|-_>`ab \t\r\n"))
def test_markup_goes_line_for_line(text: str) -> None:
    assert re.findall(r"[\r\n]", without_markup(text)) == re.findall(r"[\r\n]", text)


@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        ("[![logo](/logo.png) News](/news)", " News"),
        ("> * **Read** _more_", "Read more"),
        ("| Home | Sport |", "Home  Sport "),
        ("a [b] (c)", "a [b] (c)"),
        ("2 * 3 - 4", "2  3 - 4"),
    ],
)
def test_without_markup(marked: str, plain: str) -> None:
    assert without_markup(marked) == plain

"""Pages and code stay in step."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from corpuslint.batch import Batch
from corpuslint.cli import main
from corpuslint.manual import HEADINGS, pages
from corpuslint.rules import RULES

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
AGAIN = "run: python -m corpuslint.manual docs/rules"


def test_there_is_a_page_for_every_rule_and_for_nothing_else() -> None:
    assert {file.name for file in (DOCS / "rules").iterdir()} == set(pages()), AGAIN


@pytest.mark.parametrize("name", sorted(pages()))
def test_pages_say_what_the_docstrings_say(name: str) -> None:
    assert (DOCS / "rules" / name).read_text("utf-8") == pages()[name], AGAIN


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_pages_have_all_sections(rule: Any) -> None:
    found = re.findall(r"^## (.+)$", pages()[f"{rule.code}.md"], re.MULTILINE)
    assert [title for title in found if title in HEADINGS] == list(HEADINGS)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_command_prints_the_page(rule: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rule", rule.name]) == 0
    assert capsys.readouterr().out == pages()[f"{rule.code}.md"]


def code_of(page: Path) -> str:
    """The first Python block of a page."""
    match = re.search(r"```python\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
    assert match
    return match[1]


def test_the_rule_of_the_guide_has_fifteen_lines_and_works() -> None:
    code = code_of(DOCS / "adding-a-rule.md")
    assert len([line for line in code.splitlines() if line.strip()]) <= 15
    names: dict[str, Any] = {"__name__": __name__}
    exec(code, names)
    rule = names["Shouting"]()
    for text, expected in (*((text, 0) for text in rule.good), *((text, 1) for text, _ in rule.bad)):
        assert len(list(rule.check(Batch.of(text)))) == expected
    (found,) = rule.check(Batch.of("quiet", "It said: BUY IT NOW FRIENDS and so on"))
    assert (found.where.record, found.where.column, found.message) == (2, 10, "4 words in capitals")


@pytest.mark.parametrize("page", [*DOCS.rglob("*.md"), ROOT / "README.md"], ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```|`[^`]*`", "", page.read_text("utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\((?!https?:|#)([^)#\s]+)", text):
        assert (page.parent / target).exists(), target

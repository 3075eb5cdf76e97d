"""The HTML report in a real browser: it opens quickly, runs nothing but its own script, and works without it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from corpuslint.model import Document, Edit, Finding, Location
from corpuslint.reporters import LIMITS, Showing, Summary, reporter

playwright = pytest.importorskip("playwright.sync_api", reason="the browser test needs the package playwright")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium is installed (Debian: apt-get install chromium)")

FINDINGS = 100_000
HOSTILE = '<script>document.title="run"</script><img src=x onerror="document.title=\'run\'">'


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as started:
        # Without a sandbox where the tests run as root, as in containers.
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        opened = started.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a hundred thousand findings in two thousand documents, with hostile texts."""
    writer = reporter("html", Showing(limit=LIMITS["html"]))
    summary = Summary(files=40, documents=2000)
    for number in range(2000):
        path = f"data/part-{number % 40}.txt"
        rows = [f"line {number} {row}: some text {HOSTILE} with a token" for row in range(FINDINGS // 2000)]
        document = Document(path, "\n".join(rows))
        findings, offset = [], 0
        for row, text in enumerate(rows, 1):
            code = ("ART001", "BPL001", "DUP001")[row % 3]
            where = Location(path, None, None, offset, offset + len(text), row, 1)
            findings.append(Finding(code, "some-rule", where, f"finding {row}", (Edit(offset, offset + 4),)))
            offset += len(text) + 1
        for finding in findings:
            summary.add(finding)
        writer.document(document, findings)
    file = tmp_path_factory.mktemp("html") / "report.html"
    file.write_text(writer.end(summary), "utf-8")
    return file


def opened(browser: Any, file: Path, **options: Any) -> tuple[Any, list[str]]:
    """The report in a new page, and the messages that the browser logs."""
    page = browser.new_page(**options)
    messages: list[str] = []
    page.on("console", lambda message: messages.append(message.text))
    page.on("pageerror", lambda error: messages.append(str(error)))
    page.on("request", lambda request: messages.append(request.url) if not request.url.startswith("file:") else None)
    page.goto(file.as_uri())
    return page, messages


def test_a_hundred_thousand_findings_open_at_once(browser: Any, page_file: Path) -> None:
    assert page_file.stat().st_size < 20_000_000
    page, messages = opened(browser, page_file)
    assert page.inner_text("#count") == "2,000 of 2,000"
    assert messages == []
    assert page.title() == "corpuslint: 100,000 findings"
    assert "2,000 of 100,000 findings are below" in page.inner_text("#shown")


def test_filters_by_text_and_rule(browser: Any, page_file: Path) -> None:
    page, _ = opened(browser, page_file)
    page.select_option("#rule", "BPL001")
    assert page.locator("article:visible").count() == page.locator("article[data-code=BPL001]").count()
    assert page.locator("section.rule:visible").count() == 1
    page.fill("#filter", "part-7.txt")
    playwright.expect(page.locator("#count")).not_to_have_text("667 of 2,000")
    assert 0 < page.locator("article:visible").count() < 100
    page.keyboard.press("Escape")
    assert page.inner_text("#count") == "2,000 of 2,000"


def test_keys_walk_through_the_findings(browser: Any, page_file: Path) -> None:
    page, _ = opened(browser, page_file)
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.id") == page.locator("article").nth(1).get_attribute("id")
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.id") == page.locator("article").nth(0).get_attribute("id")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "filter"


def test_dark_and_light(browser: Any, page_file: Path) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    dark, _ = opened(browser, page_file, color_scheme="dark")
    light, _ = opened(browser, page_file, color_scheme="light")
    colours = dark.evaluate(ground), light.evaluate(ground)
    assert colours == ("rgb(20, 23, 27)", "rgb(255, 255, 255)")
    dark.click("#theme")
    assert dark.evaluate(ground) == colours[1]


def test_without_a_script_everything_is_there(browser: Any, page_file: Path) -> None:
    page, _ = opened(browser, page_file, java_script_enabled=False)
    assert page.locator("article").count() == 2000
    assert page.locator("#filters").is_hidden()
    page.click("text=BPL001 some-rule")
    assert page.url.endswith("#BPL001")
    assert "run" not in page.title()


def test_the_page_is_readable_on_a_small_screen(browser: Any, page_file: Path) -> None:
    page, _ = opened(browser, page_file, viewport={"width": 400, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 400

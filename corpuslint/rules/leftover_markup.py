"""ART004: tags, entities and other markup that should have been rendered or dropped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from corpuslint.batch import Batch
from corpuslint.language.markup import Leftover, leftovers
from corpuslint.model import Finding
from corpuslint.rules.base import Example, Rule

SIGNS = ("<", "&", "[", "{", "?", "%%", "\\u", "NaN", "undefined ")
"""All markup that is looked for has one of these."""

INSIDE_WORDS = ("<b>", "<i>", "<em", "<strong", "<u>", "<sup", "<sub", "</", "<font", "<a")
"""Tags that may stand inside a word; where another kind joins two words, a space takes its place."""


@dataclass(frozen=True)
class LeftoverMarkup(Rule):
    """Tags, entities, forum and wiki marks, template placeholders and script lines left in text.

    ## What it finds
    `<span class="user">`, `&amp;nbsp;`, `[/quote]`, `[caption id=…]`, `{{firstName}}`, `<![CDATA[`, `?utm_source=…`,
    `.post{color:#333}`, `[object Object]`, `caf\\u00e9`.

    ## Why it matters
    Nobody was meant to see them. A model that learns them writes them.

    ## How it decides
    By expressions, after asking where they stand: texts written in Markdown, reStructuredText, AsciiDoc or HTML,
    programs, lines of code, and lines that speak about HTML, templates or entities are left alone, and so are generics,
    comparisons, and words in angle brackets that the document never ends (`--merge=<style>`).

    ## Safety of the edit
    Unsafe: tags and marks are taken out, entities become their character, tracking parameters go. Text between tags
    stays. Measured on labelled rows, together with `ENC003` and `ENC005`: every row with an artifact found, .04 of the
    clean rows flagged; silent in 3.5 million characters of Markdown, code, verse. See `docs/benchmarks/artifacts.md`.
    """

    code: ClassVar[str] = "ART004"
    name: ClassVar[str] = "leftover-markup"
    good: ClassVar[tuple[Example, ...]] = (
        "The <table> HTML element represents tabular data.",
        "Returns a List<String> if a < b and c > d.",
        "Write `&amp;` for an ampersand & nothing else.",
    )
    bad: ClassVar[tuple[tuple[Example, Example], ...]] = (
        ("<span>Ann Smith</span> wrote on Sunday", "Ann Smith wrote on Sunday"),
        ("Fish &amp; chips, they&#039;re fine", "Fish & chips, they're fine"),
    )

    def check(self, batch: Batch) -> Iterator[Finding]:
        """Runs of markup, one finding each."""
        if not any(sign in batch.text for sign in SIGNS):
            return
        for number, document in enumerate(batch.documents):
            origin = int(batch.starts[number])
            for run in _runs(document.text):
                start, end = run[0].start, run[-1].end
                kinds = ", ".join(dict.fromkeys(leftover.kind for leftover in run))
                shown = document.text[start:end]
                shown = shown if len(shown) <= 60 else f"{shown[:57]}…"
                edits = [(origin + s, origin + e, text) for s, e, text in _edits(document.text, run)]
                yield self.finding(batch, origin + start, origin + end, f"{kinds} left over: {shown}", edits)


def _runs(text: str) -> Iterator[list[Leftover]]:
    """Leftovers that touch each other, put together; an entity stands for a character and begins its own run."""
    run: list[Leftover] = []
    for leftover in leftovers(text):
        if run and (leftover.start != run[-1].end or leftover.text or run[-1].text):
            yield run
            run = []
        run.append(leftover)
    if run:
        yield run


def _edits(text: str, run: list[Leftover]) -> Iterator[tuple[int, int, str]]:
    """What to put in place of the run: nothing, or what it stands for; a line of nothing else goes whole."""
    if run[0].text:
        yield run[0].start, run[0].end, run[0].text
        return
    start, end = run[0].start, run[-1].end
    if text[end - 1] == "&" or run[0].kind == "a tracking parameter":
        yield start, end, ""
        return
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", end)
    line_end = len(text) if line_end < 0 else line_end
    if not text[line_start:start].strip() and not text[end:line_end].strip():
        yield line_start, min(line_end + 1, len(text)), ""
        return
    joined = start > 0 and end < len(text) and text[start - 1].isalnum() and text[end].isalnum()
    inline = text[start:end].lower().startswith(INSIDE_WORDS)
    surplus = start > line_start and text[start - 1] == " " and text[end : end + 1] in (" ", "")
    yield start, end + (1 if surplus and end < len(text) else 0), " " if joined and not inline else ""

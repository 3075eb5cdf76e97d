"""The formats for people: `concise` (a line per finding) and `full` (with the text and what to do next)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from corpuslint.model import Document, Finding
from corpuslint.reporters.base import Summary, place_of, printable, width

BOLD, RED, CYAN, DIM, GREEN = "1", "1;31", "36", "2", "32"
EXCERPT = 96
"""Columns of an excerpt; longer lines are cut around the finding."""


@dataclass
class Concise:
    """One line per finding: place, code, message."""

    color: bool = False
    limit: int | None = None
    shown: int = 0

    def begin(self) -> str:
        return ""

    def document(self, document: Document, findings: Iterable[Finding]) -> str:
        return "".join(self.one(document, finding) for finding in findings if self.room())

    def room(self) -> bool:
        """Whether one more finding may be shown; counts it."""
        if self.limit is not None and self.shown >= self.limit:
            return False
        self.shown += 1
        return True

    def paint(self, text: str, style: str) -> str:
        """The text in a colour, when colours are on."""
        return f"\x1b[{style}m{text}\x1b[0m" if self.color else text

    def headline(self, finding: Finding) -> str:
        """Place, code, name and message on one line."""
        fix = self.paint(" [*]", CYAN) if finding.edits and finding.safety == "safe" else ""
        place = self.paint(printable(place_of(finding.where)), BOLD)
        return f"{place}: {self.paint(finding.code, RED)} {finding.name}{fix}: {printable(finding.message)}"

    def one(self, document: Document, finding: Finding) -> str:
        """One finding."""
        return self.headline(finding) + "\n"

    def end(self, summary: Summary) -> str:
        return footer(summary, self.shown, self.paint)


@dataclass
class Full(Concise):
    """Each finding with the text it stands in, and the copy that stays."""

    def one(self, document: Document, finding: Finding) -> str:
        rows = [self.headline(finding)]
        where = finding.where
        if where.end > where.start:
            before, inside, after = excerpt(document.text, where.start - document.offset, where.end - document.offset)
            pad = " " * width(before)
            rows.append(f"  {self.paint('|', DIM)} {before}{self.paint(inside, RED)}{after}")
            rows.append(f"  {self.paint('|', DIM)} {pad}{self.paint('^' * max(1, width(inside)), RED)}")
        for other in finding.related[:1]:
            rows.append(f"  {self.paint('= the copy that stays:', DIM)} {printable(place_of(other))}")
        replaced = [edit for edit in finding.edits if edit.text]
        if len(finding.edits) == 1 and replaced:
            rows.append(f"  {self.paint('= fix:', DIM)} {printable(replaced[0].text)[:EXCERPT]}")
        return "\n".join(rows) + "\n\n"


def excerpt(text: str, start: int, end: int) -> tuple[str, str, str]:
    """The line around a stretch, cut to `EXCERPT` columns: what stands before, inside (its first line) and after."""
    first = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
    stop = min((p for p in (text.find("\n", start, end), text.find("\r", start, end)) if p >= 0), default=end)
    last = min((p for p in (text.find("\n", stop), text.find("\r", stop)) if p >= 0), default=len(text))
    before, inside, after = text[first:start], text[start:stop], text[stop:last]
    inside = printable(inside)
    if len(inside) > EXCERPT * 2 // 3:
        inside = inside[: EXCERPT // 2 - 2].rstrip() + " … " + inside[-EXCERPT // 6 :].lstrip()
    room = max(8, EXCERPT - len(inside))
    before, after = printable(before), printable(after)
    if len(before) + len(after) > room:
        left = min(len(before), max(room // 2, room - len(after)))
        right = room - left
        before = before if len(before) <= left else "…" + before[len(before) - left + 1 :]
        after = after if len(after) <= right else after[: max(0, right - 1)] + "…"
    return before, inside, after


def footer(summary: Summary, shown: int, paint: Callable[[str, str], str]) -> str:
    """What was found in all, and what to do next."""
    what = f"{plural(summary.files, 'file')}, {plural(summary.documents, 'document')}"
    if not summary.findings:
        return paint("All clean", GREEN) + f": {what}.\n"
    rows = []
    if shown < summary.findings:
        rows.append(f"… and {summary.findings - shown:,} more, not shown (--max-findings)")
    rows.append(paint(f"{plural(summary.findings, 'finding')}", BOLD) + f" in {what}.")
    counts = sorted(summary.counts.items(), key=lambda item: (-item[1], item[0]))
    rows += [f"  {number:>7,}  {code}  {name}" for (code, name), number in counts]
    if summary.fixable + summary.fixable_unsafe:
        rows.append(
            f"`corpuslint clean` would fix {summary.fixable:,} ([*] above), "
            f"with --unsafe {summary.fixable + summary.fixable_unsafe:,}. `corpuslint rule CODE` explains a rule."
        )
    return "\n".join(rows) + "\n"


def plural(number: int, noun: str) -> str:
    """`1 file`, `2 files`."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")

"""`--output-format concise`: a line per finding; and what it shares with `full`."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from corpuslint.model import Document, Finding
from corpuslint.reporters.base import Showing, Summary, place_of, plural, printable

__all__ = ["BOLD", "CYAN", "DIM", "GREEN", "RED", "Concise", "footer", "plural"]

BOLD, RED, CYAN, DIM, GREEN = "1", "1;31", "36", "2", "32"


class Concise:
    """One line per finding: place, code, message."""

    def __init__(self, showing: Showing | None = None) -> None:
        self.showing = showing or Showing()
        self.shown = 0

    def begin(self) -> str:
        return ""

    def document(self, document: Document, findings: Iterable[Finding]) -> str:
        return "".join(self.one(document, finding) for finding in findings if self.room())

    def room(self) -> bool:
        """Whether one more finding may be shown; counts it."""
        if self.showing.limit is not None and self.shown >= self.showing.limit:
            return False
        self.shown += 1
        return True

    def paint(self, text: str, style: str) -> str:
        """The text in a colour, when colours are on."""
        return f"\x1b[{style}m{text}\x1b[0m" if self.showing.color else text

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


def footer(summary: Summary, shown: int, paint: Callable[[str, str], str]) -> str:
    """What was found in all, and what to do next."""
    what = f"{plural(summary.files, 'file')}, {plural(summary.documents, 'document')}"
    if not summary.findings:
        return paint("All clean", GREEN) + f": {what}.\n"
    rows = []
    if shown < summary.findings:
        more = f"… and {summary.findings - shown:,} more, not shown"
        rows.append(f"{more} (--max-findings 0: all; --output-format html -o report.html: a page to look through)")
    rows.append(paint(f"{plural(summary.findings, 'finding')}", BOLD) + f" in {what}.")
    counts = sorted(summary.counts.items(), key=lambda item: (-item[1], item[0]))
    rows += [f"  {number:>7,}  {code}  {name}" for (code, name), number in counts]
    if summary.fixable or summary.fixable_unsafe:
        rows.append(f"{_fixable(summary.fixable, summary.fixable_unsafe)} `corpuslint rule CODE` explains a rule.")
    return "\n".join(rows) + "\n"


def _fixable(safe: int, unsafe: int) -> str:
    """How many findings a clean would fix."""
    if not safe:
        return f"`corpuslint clean --unsafe` would fix {unsafe:,}."
    return f"`corpuslint clean` would fix {safe:,} ([*] above){f', with --unsafe {safe + unsafe:,}' if unsafe else ''}."

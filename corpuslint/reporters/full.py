"""`--output-format full`: findings with the text they stand in, duplicates with the copy that stays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from corpuslint.model import Document, Finding, Location
from corpuslint.reporters.base import Showing, Summary, place_of, plural, printable, text_of, width
from corpuslint.reporters.differences import differences
from corpuslint.reporters.excerpts import COLUMNS, excerpt, shorten
from corpuslint.reporters.lines import LINE_END
from corpuslint.reporters.terminal import DIM, RED, Concise

KEPT_TEXT = 4000
"""Code points of a text that are kept until the end, to be compared with the copy that stays."""
NAMED = 3
"""Places of a cluster that are named."""


@dataclass
class Entry:
    """One finding as it will be shown, and those folded into it."""

    order: int
    rows: list[str]
    kept: Location | None = None
    text: str = ""
    others: int = 0
    places: list[str] = field(default_factory=list)


class Full(Concise):
    """Findings with excerpts; several on the same text, or with the same kept copy, are shown as one.

    With a limit, each rule gets its fair share of it, so that a first look shows every kind of finding; this needs
    all findings first, and what is held is bounded by the limit. Without a limit findings are written as they come.
    """

    def __init__(self, showing: Showing | None = None) -> None:
        super().__init__(showing)
        self.entries: dict[str, dict[object, Entry]] = {}
        self.order = 0

    def document(self, document: Document, findings: Iterable[Finding]) -> str:
        if self.showing.limit is None:
            return "".join(
                self.written(Entry(0, self.rows(document, f), other(f)), {}) for f in findings if self.room()
            )
        for finding in findings:
            self.hold(document, finding, self.showing.limit)
        return ""

    def hold(self, document: Document, finding: Finding, limit: int) -> None:
        """Keep a finding for the end: in its cluster, or as the first of a new one."""
        mine = self.entries.setdefault(finding.code, {})
        text = text_of(document, finding.where)
        key = other(finding) or (finding.message, text.strip())
        entry = mine.get(key)
        if entry:
            entry.others += 1
            if len(entry.places) < NAMED:
                entry.places.append(printable(place_of(finding.where)))
        elif len(mine) < limit:
            self.order += 1
            mine[key] = Entry(self.order, self.rows(document, finding), other(finding), text[:KEPT_TEXT])

    def rows(self, document: Document, finding: Finding) -> list[str]:
        """The finding without what other places have to do with it."""
        rows = [self.headline(finding)]
        where = finding.where
        if where.end > where.start:
            shown = excerpt(document.text, where.start - document.offset, where.end - document.offset)
            rows.append(self.bar(f"{shown.before}{self.paint(shown.inside, RED)}{shown.after}"))
            if more := lines_below(text_of(document, where)):
                rows.append(self.bar(self.paint(f"and {plural(more, 'line')} more", DIM)))
            else:
                rows.append(self.bar(self.paint(shown.caret, RED)))
        if len(finding.edits) == 1 and finding.edits[0].text:
            rows.append(self.note("fix:", shorten(printable(finding.edits[0].text), COLUMNS)))
        return rows

    def bar(self, text: str) -> str:
        """A line of an excerpt."""
        return f"  {self.paint('|', DIM)} {text}"

    def note(self, label: str, text: str) -> str:
        """A line about the finding."""
        return f"  {self.paint(f'= {label}', DIM)} {text}"

    def written(self, entry: Entry, texts: Mapping[Location, str]) -> str:
        """An entry as text, with the copy that stays."""
        rows = entry.rows
        if entry.kept:
            text = texts.get(entry.kept)
            same = text is not None and text.split() == entry.text.split()
            place = printable(place_of(entry.kept)) + (" (the same text)" if same else "")
            rows = [*rows, self.note("the copy that stays:", place)]
            if text and not same:
                rows += self.compared(entry.text, text)
        if entry.others:
            more = " …" if entry.others > len(entry.places) else ""
            rows = [*rows, self.note(f"and {plural(entry.others, 'other')} like it:", ", ".join(entry.places) + more)]
        return "\n".join(rows) + "\n\n"

    def compared(self, mine: str, kept: str) -> list[str]:
        """Both copies around their first difference, differing words marked."""
        mine, kept = " ".join(mine.split()), " ".join(kept.split())
        spans = differences(mine, kept)
        rows = []
        for label, text, marked in zip(("here", "kept"), (mine, kept), spans, strict=True):
            first = min((span[0] for span in marked), default=min((s[0] for s in spans[0] + spans[1]), default=0))
            begin = max(0, first - COLUMNS // 3)
            begin = text.rfind(" ", 0, begin) + 1 if begin else 0
            lead = "… " if begin else ""
            shown, marks = marked_window(text, begin, marked)
            rows.append(self.bar(f"{self.paint(label, DIM)} {lead}{shown}"))
            if marks.strip():
                rows.append(self.bar(self.paint(f"     {' ' * len(lead)}{marks}".rstrip(), RED)))
        return rows

    def end(self, summary: Summary) -> str:
        """The entries that are shown, in corpus order, and the summary."""
        chosen = []
        if self.showing.limit is not None:
            room = shares({code: len(mine) for code, mine in self.entries.items()}, self.showing.limit)
            for code, mine in self.entries.items():
                chosen += list(mine.values())[: room[code]]
            chosen.sort(key=lambda entry: entry.order)
            self.shown = sum(1 + entry.others for entry in chosen)
        texts = self.showing.recall([entry.kept for entry in chosen if entry.kept])
        return "".join(self.written(entry, texts) for entry in chosen) + super().end(summary)


def lines_below(text: str) -> int:
    """Lines of a stretch that have text, without the first."""
    return max(0, sum(1 for line in LINE_END.split(text) if line.strip()) - 1)


def other(finding: Finding) -> Location | None:
    """The copy that stays, of a duplicate."""
    return finding.related[0] if finding.related else None


def marked_window(text: str, begin: int, marked: list[tuple[int, int]]) -> tuple[str, str]:
    """What of a text fits on a line from `begin` on, and the line of carets for the marked stretches below it."""
    shown, marks = "", ""
    inside = {index for start, end in marked for index in range(start, end)}
    for index in range(begin, len(text)):
        character = printable(text[index])
        if width(shown) + width(character) > COLUMNS - 8:
            return shown + "…", marks
        shown += character
        marks += ("^" if index in inside else " ") * width(character)
    return shown, marks


def shares(wanted: Mapping[str, int], limit: int) -> dict[str, int]:
    """How many of `limit` places each rule gets: all that it wants, or an equal share of what the others leave.

    >>> shares({"A": 2, "B": 100, "C": 50}, 20)
    {'A': 2, 'C': 9, 'B': 9}
    """
    left, result = limit, {}
    for number, (code, count) in enumerate(sorted(wanted.items(), key=lambda item: (item[1], item[0]))):
        result[code] = min(count, left // (len(wanted) - number))
        left -= result[code]
    return result

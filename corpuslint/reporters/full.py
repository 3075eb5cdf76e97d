"""`--output-format full`: findings with the text they stand in, duplicates with the copy that stays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from corpuslint.model import Document, Finding, Location
from corpuslint.reporters.base import Showing, Summary, place_of, plural, printable, text_of, width
from corpuslint.reporters.differences import Spans, differences
from corpuslint.reporters.excerpts import COLUMNS, ELLIPSIS, excerpt, shorten
from corpuslint.reporters.held import Held, cluster_of, kept_copy
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
    all findings first. Without a limit findings are written as they come, each by itself.
    """

    def __init__(self, showing: Showing | None = None) -> None:
        super().__init__(showing)
        self.held = Held[Entry](self.showing.limit or 0)
        self.order = 0

    def document(self, document: Document, findings: Iterable[Finding]) -> str:
        if self.showing.limit is None:
            shown = (Entry(0, self.rows(document, f), kept_copy(f)) for f in findings if self.room())
            return "".join(self.written(entry, {}) for entry in shown)
        for finding in findings:
            self.hold(document, finding)
        return ""

    def hold(self, document: Document, finding: Finding) -> None:
        """Keep a finding for the end: in its cluster, or as the first of a new one."""
        key = cluster_of(document, finding)
        entry = self.held.find(finding.code, key)
        if entry:
            entry.others += 1
            if len(entry.places) < NAMED:
                entry.places.append(printable(place_of(finding.where)))
        elif self.held.has_room(finding.code):
            self.order += 1
            kept = kept_copy(finding)
            text = text_of(document, finding.where)[:KEPT_TEXT] if kept else ""
            self.held.add(finding.code, key, Entry(self.order, self.rows(document, finding), kept, text))

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
        if any(edit.text for edit in finding.edits) and (result := edited(document, finding)):
            rows.append(self.note("becomes:", shorten(printable(result), COLUMNS)))
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
        if not any(spans):
            return [self.bar(self.paint("alike at the beginning; what differs comes later", DIM))]
        first = min((start for start, _ in spans[0] + spans[1]), default=0)
        rows = []
        for label, text, marked in zip(("here", "kept"), (mine, kept), spans, strict=True):
            begin = max(0, min((start for start, _ in marked), default=first) - COLUMNS // 3)
            begin = text.rfind(" ", 0, begin) + 1 if begin else 0
            lead = f"{ELLIPSIS} " if begin else ""
            shown, marks = marked_window(text, begin, marked)
            rows.append(self.bar(f"{self.paint(label, DIM)} {lead}{shown}"))
            if marks.strip():
                rows.append(self.bar(self.paint(f"     {' ' * len(lead)}{marks}".rstrip(), RED)))
        return rows

    def end(self, summary: Summary) -> str:
        """The entries that are shown, in corpus order, and the summary."""
        chosen = self.held.chosen()
        if self.showing.limit is not None:
            self.shown = sum(1 + entry.others for entry in chosen)
        texts = self.showing.recall([entry.kept for entry in chosen if entry.kept])
        return "".join(self.written(entry, texts) for entry in chosen) + super().end(summary)


def edited(document: Document, finding: Finding) -> str:
    """What the text of a finding becomes by its edits; empty when one of them lies outside."""
    end, pieces = finding.where.start, []
    for edit in sorted(finding.edits):
        if edit.start < end or edit.end > finding.where.end:
            return ""
        pieces += [document.text[end - document.offset : edit.start - document.offset], edit.text]
        end = edit.end
    return "".join(pieces) + document.text[end - document.offset : finding.where.end - document.offset]


def lines_below(text: str) -> int:
    """Lines of a stretch that have text, without the first."""
    return max(0, sum(1 for line in LINE_END.split(text) if line.strip()) - 1)


def marked_window(text: str, begin: int, marked: Spans) -> tuple[str, str]:
    """What of a text fits on a line from `begin` on, and the line of carets for the marked stretches below it."""
    shown, marks = "", ""
    inside = {index for start, end in marked for index in range(start, end)}
    for index in range(begin, len(text)):
        character = printable(text[index])
        if width(shown) + width(character) > COLUMNS - 8:
            return shown + ELLIPSIS, marks
        shown += character
        marks += ("^" if index in inside else " ") * width(character)
    return shown, marks

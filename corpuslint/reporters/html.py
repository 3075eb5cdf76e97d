"""`--output-format html`: one self-contained page that needs no network, and no script either."""

from __future__ import annotations

import re
from base64 import b64encode
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from html import escape as escape_markup
from importlib.resources import files

from corpuslint.model import Document, Finding, Location
from corpuslint.reporters.base import Showing, Summary, place_of, plural, printable, text_of
from corpuslint.reporters.differences import differences
from corpuslint.reporters.documents import DocumentMap, MostFindings
from corpuslint.reporters.held import Held, cluster_of, kept_copy
from corpuslint.reporters.html_parts import LONGEST, bars, document_rows, excerpt, file_link, legend, marked

BUDGET = 16_000_000
"""Bytes that findings may take: the page stays below 20 MB whatever the texts are."""
DOCUMENTS = 200
"""Documents on the map."""
OPEN = 30
"""Documents on the map that are shown at once."""
FILES = 25
"""Files in the chart."""
NAMED = 20
"""Places of a cluster that are listed."""
FAMILIES = {
    "DUP": "duplicates",
    "BPL": "boilerplate",
    "ART": "scraper artifacts",
    "ENC": "encoding",
    "DOC": "input",
}


@dataclass
class Entry:
    """A finding as it will be shown, and those told with it."""

    order: int
    finding: Finding
    excerpt: str
    text: str = ""
    others: int = 0
    places: list[str] = field(default_factory=list)


class Html:
    """Totals, charts, a map, and as many findings as one can look through, each rule its share."""

    def __init__(self, showing: Showing) -> None:
        self.showing = showing
        self.held = Held[Entry](showing.limit or BUDGET // 500)
        self.order = 0
        self.most = MostFindings(DOCUMENTS)
        self.files: Counter[str] = Counter()

    def begin(self) -> str:
        return ""

    def document(self, document: Document, findings: Iterable[Finding]) -> str:
        findings = list(findings)
        self.most.add(DocumentMap.of(document, findings))
        self.files[document.path] += len(findings)
        for finding in findings:
            key = cluster_of(document, finding)
            entry = self.held.find(finding.code, key)
            if entry:
                entry.others += 1
                if len(entry.places) < NAMED:
                    entry.places.append(place_of(finding.where))
            elif self.held.has_room(finding.code):
                self.order += 1
                text = text_of(document, finding.where)[:LONGEST] if finding.related else ""
                self.held.add(finding.code, key, Entry(self.order, finding, excerpt(document, finding), text))
        return ""

    def end(self, summary: Summary) -> str:
        """The whole page."""
        entries = self.held.chosen()
        kept = [place for entry in entries if (place := kept_copy(entry.finding))]
        texts = self.showing.recall(kept)
        sections, shown = self.sections(entries, texts, summary)
        style, script = asset("report.css"), asset("report.js")
        codes = sorted(summary.counts)
        values = {
            "policy": f"default-src 'none'; style-src {digest(style)}; script-src {digest(script)}; base-uri 'none'",
            "title": plural(summary.findings, "finding"),
            "style": style,
            "script": script,
            "totals": totals(summary, self.most.documents),
            "shown": what_is_shown(summary, shown),
            "rules": self.rule_chart(summary),
            "files": self.file_chart(),
            "map": self.map(),
            "paths": "".join(
                f'<option value="{shown_path(path)}"></option>' for path, _ in self.files.most_common(FILES)
            ),
            "choices": "".join(f'<option value="{code}">{code} {escape_markup(name)}</option>' for code, name in codes),
            "findings": sections or "<p>All clean.</p>",
        }
        # One pass: what is put in is not looked at again, so a corpus may hold "{{style}}".
        return re.sub(r"\{\{(\w+)\}\}", lambda match: values[match[1]], asset("report.html"))

    def rule_chart(self, summary: Summary) -> str:
        """Findings by rule, the most frequent first; each rule leads to its section."""
        counts = sorted(summary.counts.items(), key=lambda item: (-item[1], item[0]))
        return bars(
            [(f'<a href="#{code}">{code} {escape_markup(name)}</a>', count, code[:3]) for (code, name), count in counts]
        )

    def file_chart(self) -> str:
        """Findings by file, of those with the most."""
        ordered = sorted(self.files.items(), key=lambda item: (-item[1], item[0]))[:FILES]
        rows = [(file_link(shown_path(path)), count, "file") for path, count in ordered]
        rest = len(self.files) - len(rows)
        return bars(rows) + (f'<p class="faint">and {plural(rest, "other file")}</p>' if rest > 0 else "")

    def map(self) -> str:
        """The documents with the most findings."""
        maps = self.most.maps()
        if not maps:
            return ""
        left_out = self.most.documents - len(maps)
        more = f'<p class="faint">The {len(maps)} documents with the most findings, of {self.most.documents:,}.</p>'
        rows = document_rows(maps[:OPEN])
        if len(maps) > OPEN:
            rest = plural(len(maps) - OPEN, "more document")
            rows += f"<details><summary>{rest}</summary>{document_rows(maps[OPEN:])}</details>"
        return legend(FAMILIES) + rows + (more if left_out else "")

    def sections(self, entries: Iterable[Entry], texts: Mapping[Location, str], summary: Summary) -> tuple[str, int]:
        """The findings by rule, and how many of them are told, within the budget."""
        rows: dict[str, list[str]] = {}
        told: Counter[str] = Counter()
        room = BUDGET
        for entry in entries:
            article = article_of(entry, texts)
            room -= len(article.encode("utf-8", "replace"))
            if room < 0:
                break
            rows.setdefault(entry.finding.code, []).append(article)
            told[entry.finding.code] += 1 + entry.others
        sections = []
        for (code, name), count in sorted(summary.counts.items()):
            articles = rows.get(code, [])
            rest = f", {plural(told[code], 'finding')} of {count:,} shown" if told[code] < count else ""
            sections.append(
                f'<section class="rule" id="{code}"><h2>{code} {escape_markup(name)}</h2><p class="faint">'
                f"{escape_markup(about(code))} {plural(len(articles), 'text')}{rest}.</p>"
                f"{''.join(articles)}</section>"
            )
        return "\n".join(sections), told.total()


def article_of(entry: Entry, texts: Mapping[Location, str]) -> str:
    """One finding with those told with it."""
    finding = entry.finding
    place = escape_markup(printable(place_of(finding.where)))
    badge = f' <span class="badge">{finding.safety} edit</span>' if finding.edits else ""
    kept = kept_copy(finding)
    other = texts.get(kept) if kept else None
    if kept and other is not None:
        body = pair(entry.text, place, other[:LONGEST], escape_markup(printable(place_of(kept))))
    else:
        body = f"<pre>{entry.excerpt}</pre>"
        if kept:
            body += f'<p class="faint">The copy that stays: {escape_markup(printable(place_of(kept)))}</p>'
    if entry.others:
        items = "".join(f"<li><code>{escape_markup(printable(where))}</code></li>" for where in entry.places)
        rest = entry.others - len(entry.places)
        items += f"<li>and {rest:,} more</li>" if rest else ""
        body += f"<details><summary>and {plural(entry.others, 'other')} like it</summary><ul>{items}</ul></details>"
    return (
        f'<article id="f{entry.order}" data-code="{finding.code}" tabindex="-1"><h3><code>{place}</code> '
        f"<b>{finding.code}</b> {escape_markup(printable(finding.message))}{badge}</h3>{body}</article>"
    )


def pair(mine: str, place: str, kept: str, kept_place: str) -> str:
    """Two copies side by side, with the words that differ marked."""
    first, second = differences(mine, kept) if mine != kept else ([], [])
    same = "" if first or second or mine.split() != kept.split() else " (the same text)"
    return (
        f'<div class="pair"><div><h4>stays: {kept_place}{same}</h4><pre>{marked(kept, second)}</pre></div>'
        f"<div><h4>found: {place}</h4><pre>{marked(mine, first)}</pre></div></div>"
    )


def totals(summary: Summary, touched: int) -> str:
    """The figures at the top."""
    figures = [
        plural(summary.findings, "finding"),
        plural(touched, "document") + " with findings",
        plural(summary.documents, "document"),
        plural(summary.files, "file"),
        plural(summary.characters, "character"),
        plural(summary.fixable, "safe edit"),
        plural(summary.fixable_unsafe, "unsafe edit"),
    ]
    return "".join("<span><b>{}</b> {}</span> ".format(*figure.split(" ", 1)) for figure in figures)


def what_is_shown(summary: Summary, shown: int) -> str:
    """What the page leaves out; findings on equal texts, or with the same kept copy, are told together."""
    if shown >= summary.findings:
        return "All findings are below."
    left_out = summary.findings - shown
    return (
        f"{shown:,} of {summary.findings:,} findings are below, each rule with its share; {left_out:,} are left out. "
        "Totals, charts and the map count all. --select, a smaller corpus or --output-format json show the rest."
    )


def about(code: str) -> str:
    """What a rule finds, in a sentence."""
    from corpuslint.selection import find_rule

    return find_rule(code).summary()


def shown_path(path: str) -> str:
    """A path for HTML."""
    return escape_markup(printable(path or "text"))


def asset(name: str) -> str:
    """One of the page's own files."""
    return (files("corpuslint.reporters") / "assets" / name).read_text("utf-8")


def digest(text: str) -> str:
    """The hash by which the page's own style or script is allowed, and no other."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"

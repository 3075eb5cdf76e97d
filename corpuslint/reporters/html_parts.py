"""Pieces of the HTML report: charts, the map of documents, and text with marks. Everything is escaped here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape as escape_markup

from corpuslint.model import Document, Finding
from corpuslint.reporters.base import printable
from corpuslint.reporters.differences import Spans
from corpuslint.reporters.documents import BINS, DocumentMap

BLANK_LINES = re.compile(r"\n\s*\n")
AROUND = 160
"""Code points of context on either side of a finding."""
LANES = 12
"""Height of a document's strip in its own units: divided evenly among the families that it has."""
LONGEST = 1200
"""Code points of a text that are shown."""


def safe(text: str) -> str:
    """Text of a corpus for HTML: no markup, and nothing invisible or reordering; line ends stay."""
    return escape_markup("\n".join(printable(line) for line in text.replace("\r\n", "\n").split("\n")))


def marked(text: str, spans: Spans, tag: str = "mark") -> str:
    """Text with some stretches inside a tag."""
    pieces, end = [], 0
    for start, stop in spans:
        pieces += [safe(text[end:start]), f"<{tag}>{safe(text[start:stop])}</{tag}>"]
        end = stop
    return "".join(pieces) + safe(text[end:])


def shorten(text: str) -> str:
    """The text, with its middle left out when it is long."""
    if len(text) <= LONGEST:
        return text
    return f"{text[: LONGEST * 3 // 4]} … {text[-LONGEST // 4 :]}"


def excerpt(document: Document, finding: Finding) -> str:
    """The text of a finding, marked, with what stands around it; of a single edit what it would make of it."""
    start, end = finding.where.start - document.offset, finding.where.end - document.offset
    text = document.text
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    before, after = BLANK_LINES.sub("\n\n", before), BLANK_LINES.sub("\n\n", after)
    lead, trail = "…" if start > AROUND else "", "…" if end + AROUND < len(text) else ""
    inside = f"<mark>{safe(shorten(text[start:end]))}</mark>"
    if len(finding.edits) == 1 and end - start <= LONGEST:
        edit = finding.edits[0]
        first, last = edit.start - document.offset, edit.end - document.offset
        if start <= first and last <= end and edit.text:
            change = f"<del>{safe(text[first:last])}</del><ins>{safe(edit.text[:LONGEST])}</ins>"
            inside = f"<mark>{safe(text[start:first])}{change}{safe(text[last:end])}</mark>"
    return f"{lead}{safe(before)}{inside}{safe(after)}{trail}"


def bars(rows: Sequence[tuple[str, int, str]]) -> str:
    """A bar chart as a table: label (already HTML), number, class of the bar."""
    most = max((number for _, number, _ in rows), default=1)
    return (
        '<table class="chart">'
        + "".join(
            f'<tr><th scope="row">{label}</th><td class="number">{number:,}</td><td class="bar">'
            f'<svg aria-hidden="true"><rect class="{kind}" width="{100 * number / most:.1f}%" height="100%"/></svg>'
            "</td></tr>"
            for label, number, kind in rows
        )
        + "</table>"
    )


def file_link(label: str) -> str:
    """A path (escaped) that sets the filter when the script runs, and leads to the findings when not."""
    return f'<a href="#findings" data-file="{label}" title="{label}">{label}</a>'


def document_rows(maps: Iterable[DocumentMap]) -> str:
    """The map: one strip per document, with a mark in the colour of the family wherever findings stand."""
    rows = []
    for one in maps:
        height = LANES / len(one.families)
        strips = "".join(
            f'<path class="{family}" d="{path_of(bits, lane * height, height)}"/>'
            for lane, (family, bits) in enumerate(sorted(one.families.items()))
        )
        rows.append(
            f'<tr><th scope="row">{file_link(escape_markup(printable(one.place)))}</th>'
            f'<td class="number">{one.findings:,}</td><td class="bar"><svg viewBox="0 0 {BINS} {LANES}" '
            f'preserveAspectRatio="none" role="img" aria-label="{one.findings:,} findings">{strips}</svg></td></tr>'
        )
    return f'<table class="map">{"".join(rows)}</table>'


def path_of(bits: int, top: float = 0, height: float = LANES) -> str:
    """The bins that are set, as rectangles of an SVG path; neighbours are joined."""
    pieces, start = [], None
    for index in range(BINS + 1):
        if bits >> index & 1:
            start = index if start is None else start
        elif start is not None:
            pieces.append(f"M{start} {top:g}h{index - start}v{height:g}h-{index - start}z")
            start = None
    return "".join(pieces)


def legend(families: Mapping[str, str]) -> str:
    """Colours and what they stand for."""
    return (
        '<p class="legend">'
        + "".join(f'<span><i class="{code}"></i>{code} {name}</span>' for code, name in families.items())
        + "</p>"
    )

"""BPL001: phrases that web pages wear around their text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from corpuslint.batch import Batch
from corpuslint.language import phrases
from corpuslint.model import Finding, Safety
from corpuslint.rules.base import Example, Rule
from corpuslint.rules.furniture import (
    by_document,
    eligible_lines,
    flags_of,
    is_data,
    removals,
    runs_on,
    solid_neighbour,
)
from corpuslint.rules.phrase_hits import (
    OWN,
    STRONG,
    WEAK,
    Hit,
    about_rights,
    phrase_hits,
    shown_pages,
    strengths,
)
from corpuslint.rules.pleas import leading_pleas
from corpuslint.segmentation import Kind

DONATION = "donation"
CREDIT = 60
"""Characters of a credit in brackets, at most."""
CLOSING = "])）】"
BRACKETED = re.compile(r"[\[(（【]([^\[\](){}（）【】\r\n]{4,60})[\])）】]\Z")
LONG = 90
"""Characters from which a line is not taken out safely: it may be a sentence that only holds a phrase. Of 46 such lines
on unseen pages two were, and the paragraphs of a privacy policy."""
EDGE_FIRST, EDGE_LAST, FAR = 4, 3, 5
"""So many lines at the beginning and the end of a document are its edges; farther from them is not counted."""
BESIDE = 2
"""So many other weak phrases among the four lines around make a weak phrase count."""
ONLY_LAST = ("copyright", "related", "pagination")
"""Categories whose weak phrases are content at the top of a document: licences, headings."""

CONTROLS = frozenset(("share", "print", "pagination", "search", "skip", "navigation", "running-head"))
"""Categories of what is to be clicked, or stands on every page: short. Of their lines of `LONG` characters on labelled
pages 2 are furniture and 3 sentences (`Text size and Style control how a label looks`)."""

AMBIGUOUS = frozenset(("byline", "related"))
"""Categories whose weak phrases count at an edge only in documents that hold a strong phrase: manuals end with `See
also`, letters with a date. In the others 21 of 66 such lines of labelled pages are content."""


@dataclass(frozen=True)
class BoilerplatePhrase(Rule):
    """A line that says what pages say around any text: comment forms, share bars, sign-in, cookies, page numbers.

    ## What it finds
    Lines at least half of which is phrases of page furniture, in twenty categories and a dozen languages: comment
    forms, moderation notices, share bars, print tools, sign-in, newsletters, cookie notices, donation pleas,
    pagination, copyright lines, disclaimers, bylines, photo credits, contact lines, related links, search forms,
    captchas, advertisements, skip links, running heads. The message names the category.

    ## Why it matters
    A model trained on such lines learns to write them.

    ## How it decides
    The phrases stand in `data/phrases.txt`, where they can be read and extended, and in `data/phrases_counted.txt`,
    which a script counts from labelled pages. Case, punctuation and the digits of numbers do not matter. Phrases of one
    word, and those marked as weak or loose there (everyday words with an open end, as `back to *`), count only beside
    another phrase or at an edge of a document that holds a sentence: `Home` alone may be all that was said; those of
    bylines and related links at an edge only in a document that holds a strong phrase. Paragraphs above a request for a
    donation in which a publisher speaks of itself and its trade, and their heading, are part of the plea. Where legal
    lines are most of what is found, and three or more, or all of it with one at the top, they are what the document is
    about, and are left alone; so are weak phrases in data, where half of the lines are records (`Categories=Science`).
    Code, tables, verse, front matter and marked-up headings are not looked at, nor are lines of wrapped paragraphs.

    Precision and recall by line on labelled pages: whole pages .99 / .12, what extractors leave behind .92 / .10,
    crawled text labelled by people .92 / .03; 0.01% of the characters of text without boilerplate are flagged.

    ## Safety of the edit
    The edit takes the line out. It is safe where a strong phrase covers a line of fewer than 90 characters, a
    neighbouring line is boilerplate by phrase too, and three different strong phrases show the document to be a page:
    one in 200 lines at least, since long manuals hold them by chance. Longer lines may be sentences of the text (2 of
    46 on unseen pages). Legal lines, bylines, credits and related links are never safe: manuals and articles have them
    of their own. Precision of safe edits on labelled pages: whole pages .99, what extractors leave behind .99; there
    are none in text without boilerplate.
    """

    code: ClassVar[str] = "BPL001"
    name: ClassVar[str] = "boilerplate-phrase"
    default: ClassVar[bool] = True
    good: ClassVar[tuple[Example, ...]] = (
        "The committee met on Monday and discussed the budget.\nIt will meet again in May.\n",
        "Kitchen\n\nThe kitchen was renewed in 2004 and seats twelve.\n\nGarden\n\nThe garden lies to the south.\n",
    )
    bad: ClassVar[tuple[tuple[Example, Example], ...]] = (
        ("The bridge opened in June.\n\nLeave a Reply\n", "The bridge opened in June.\n\n"),
        ("The bridge opened in June.\nPrint E-mail Bookmark and Share", "The bridge opened in June."),
    )

    def check(self, batch: Batch) -> Iterator[Finding]:
        """Findings for all lines that phrases cover."""
        hits = {hit.line: hit for hit in phrase_hits(batch)}
        told = {line for line in hits if counts(batch, hits, line)}
        pleas = dict(leading_pleas(batch, [line for line in told if hits[line].phrase.category == DONATION]))
        hits = {plea: Hit(plea, WEAK, hits[request].phrase) for plea, request in pleas.items()} | hits
        kept = np.array(sorted(told | set(pleas)), np.int64)
        edits = removals(batch, kept)
        pages, document = shown_pages(batch), batch.lines.document
        for line in kept.tolist():
            hit = hits[line]
            beside = any(solid_neighbour(batch, line, step) in told for step in (-1, 1))
            start, end = int(batch.lines.text_start[line]), int(batch.lines.text_end[line])
            furniture = hit.strength == STRONG and hit.phrase.category not in OWN and end - start < LONG
            safe = furniture and beside and bool(pages[document[line]])
            above = "above " if line in pleas else ""
            message = f"{phrases.CATEGORIES[hit.phrase.category]}: {above}“{hit.phrase.text}”"
            yield self.finding(batch, start, end, message, [edits[line]], Safety.SAFE if safe else Safety.UNSAFE)
        for line, start, end, phrase in find_credits(batch):
            if line not in edits:
                message = f"{phrases.CATEGORIES[phrase.category]}: “{phrase.text}”"
                yield self.finding(batch, start, end, message, [(start, end, "")])


_CLOSING = flags_of(map(ord, CLOSING), 1 << 16)


def find_credits(batch: Batch) -> Iterator[tuple[int, int, int, phrases.Phrase]]:
    """Photo credits in brackets at the end of a line that stays, as a caption's `[File photo]`: line, span, phrase."""
    lines = batch.lines
    closed = np.take(_CLOSING, lines.last, mode="clip") & eligible_lines(batch)
    for line in phrases.load().credits(batch, np.flatnonzero(closed)).tolist():
        start, end = int(lines.text_start[line]), int(lines.text_end[line])
        match = BRACKETED.search(batch.text, max(start, end - CREDIT), end)
        if match and phrases.load().may_begin(match.group(1).strip().partition(" ")[0]):
            tokens = phrases.split(match.group(1))
            for found in phrases.load().matches(tokens)[:1]:
                whole = (found.first, found.last) == (0, len(tokens))
                if whole and found.phrase.category == phrases.CREDITS and len(found.phrase.words) > 1:
                    yield line, match.start(), end, found.phrase


def counts(batch: Batch, hits: dict[int, Hit], line: int) -> bool:
    """Whether a hit is reported: not as part of a sentence, and in licences and data only what is of neither."""
    hit, document = hits[line], int(batch.lines.document[line])
    if runs_on(batch, line) or not stands_out(batch, hits, line):
        return False
    own = hit.strength < STRONG or hit.phrase.category in OWN
    return not (own and (about_rights(batch)[document] or is_data(batch, document)))


def stands_out(batch: Batch, hits: dict[int, Hit], line: int) -> bool:
    """Whether a hit is strong, or stands beside others or at an edge of the document."""
    hit = hits[line]
    if hit.phrase.category in CONTROLS and batch.lines.text_end[line] - batch.lines.text_start[line] >= LONG:
        return False
    if hit.strength == STRONG:
        return True
    around = [hits[near] for near in nearby(batch, line) if near in hits]
    if hit.phrase.loose:  # A table of commands has `go to *` in many lines.
        around = [near for near in around if near.phrase is not hit.phrase]
    if any(near.strength == STRONG for near in around):
        return True
    if batch.lines.kind[line] in (Kind.LIST, Kind.HEADING):
        return False
    document, (before, after) = batch.lines.document[line], from_edges(batch, line)
    ambiguous = hit.phrase.category in AMBIGUOUS and not pages_by_phrase(batch)[document]
    if ambiguous or not around_text(batch)[document]:
        return len(around) >= BESIDE
    if after < EDGE_LAST or (before < EDGE_FIRST and hit.phrase.category not in ONLY_LAST):
        return True
    return len(around) >= BESIDE


def pages_by_phrase(batch: Batch) -> NDArray[np.bool_]:
    """Documents that hold a strong phrase."""
    return batch.derive("phrases.strong", _pages_by_phrase)


def _pages_by_phrase(batch: Batch) -> NDArray[np.bool_]:
    return by_document(batch, strengths(batch) == STRONG) > 0


def around_text(batch: Batch) -> NDArray[np.bool_]:
    """Documents that hold a sentence: only around text do edges tell anything. `Home` may be all that was said."""
    return batch.derive("phrases.around_text", _around_text)


def _around_text(batch: Batch) -> NDArray[np.bool_]:
    return by_document(batch, batch.lines.sentence_end) > 0


def nearby(batch: Batch, line: int) -> list[int]:
    """The two lines before and the two after that are not blank."""
    found: list[int] = []
    for step in (-1, 1):
        place = line
        for _ in range(2):
            place = solid_neighbour(batch, place, step) if place >= 0 else -1
            found.append(place)
    return [place for place in found if place >= 0]


def from_edges(batch: Batch, line: int) -> tuple[int, int]:
    """How many lines that are not blank stand before this one in its document, and after it; counted to five."""
    counted: list[int] = []
    for step in (-1, 1):
        place, steps = solid_neighbour(batch, line, step), 0
        while place >= 0 and steps < FAR:
            place, steps = solid_neighbour(batch, place, step), steps + 1
        counted.append(steps)
    return counted[0], counted[1]

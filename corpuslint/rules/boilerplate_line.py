"""BPL003: lines that the line model takes for boilerplate."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from corpuslint.batch import Batch
from corpuslint.language.line_columns import FEATURES, Lines
from corpuslint.language.line_context import STEPS
from corpuslint.language.line_model import Scored, score_lines
from corpuslint.language.line_terms import masked_line_hashes, mix
from corpuslint.model import CorpuslintError, Finding, Safety
from corpuslint.rules.base import CorpusRule, Example, Survey, Verdicts
from corpuslint.rules.converted_pages import converted_pages
from corpuslint.rules.furniture import lines_at, marked_up, removals
from corpuslint.rules.line_choice import LIMITS, choose, width
from corpuslint.rules.phrase_hits import about_rights, seen_strengths, shown_pages
from corpuslint.rules.recurrence import (
    documents_with,
    group_hashes,
    linked_titles,
    longest_stretches,
    needed,
    own_stretches,
)

LEAST = 3
"""A line recurs that stands in so many documents of its group or more."""
SHARED = 0.5
"""The share of the lines to be reported from which, where they recur, the document is one of many pages of a site:
then what recurs nowhere, in and around its running text, is the page's own. See docs/benchmarks/boilerplate.md."""
NEARLY_ALL = 0.95
"""The same share, of what is to be reported outside of that longest stretch, from which the furniture of the site is
known as a whole."""
PALE, PALER = 6, 3
"""The score up to which lines beside the running text are its own, too, where the furniture is known as a whole; and
where it is not."""
SAFE_SCORE = 8
"""The score from which the edit of a line without digits is safe: precision 0.998 on whole pages of unseen sites, with
those of BPL001. Nearly all wrong ones were prices and page numbers, of two documents."""
SAFE_WIDTH = 40
"""Characters (those of scripts without spaces count twice) from which it is not: among teasers stand titles of articles
and quotations. Of 112 such lines on 470 unseen pages 6 were content, of 100 shorter ones none."""


@dataclass(frozen=True)
class BoilerplateLine(CorpusRule):
    """A line that looks like boilerplate, by itself and among its neighbours.

    ## What it finds
    Menu entries, teasers, dates, counters, site names, pleas and notices: lines that no list of phrases reaches. The
    message says what spoke for the verdict.

    ## Why it matters
    Most boilerplate is particular to a site: in English, seven lines of ten that extractors leave behind.

    ## How it decides
    A small convolutional network, shipped with the package, looks at how the line is built, at its first and last
    words, at thirty lines around it, and at the document as a whole; a second step weighs its score against those
    around it and in the document. With `level = "sure"` it reports what is sure, with `level = "likely"` what is more
    likely boilerplate than not. Long lines need a higher score. Code, tables, verse, front matter and documents with
    marked-up headings or fences are not looked at: documentation repeats short lines on purpose. But where a strong
    phrase of `BPL001` fills a line of such a document (copyright lines aside), it may be a page converted to Markdown,
    and is judged without the markup. Numbered headings (`Article 7`, `Article 8`) are left alone, and documents about
    rights (licences, copyright files) or of data, where half of the lines are records (`K:G`, `name=value`), and lists
    of amounts, as recipes have (`200 g flour`). The phrases of `BPL001` are part of what the model sees; a document
    that holds none of them, and of which a large part would be reported, is left alone: it is another kind of text, and
    not a page. Where half of the lines to be reported recur in other documents of the group (see `BPL002`), the
    document is one of many pages of a site, and what recurs nowhere, in and around its running text, is its own: it is
    not reported.

    Measured on sites that the model had not seen, by line, together with `BPL001`, as precision / recall / share of
    content characters flagged: what extractors leave behind, likely .82 / .74 / 1.5%, sure .90 / .56 / 0.5%; whole
    pages, likely .96 / .97 / 3.8%, sure .98 / .93 / 1.6%; crawled text labelled by people, likely .86 / .69 / 2.3%,
    sure .93 / .48 / 0.8%; news pages converted to Markdown, likely .98 / .94 / 2.8%, sure .99 / .89 / 0.9%. Of five
    kinds of text that it had never met 0.3% of the characters are flagged at `likely`, 0.01% at `sure`.

    ## Safety of the edit
    The edit takes the line out. It is safe from a high score on, only for lines of fewer than 40 characters (longer
    ones may be titles among teasers) without digits (prices and page numbers look like counters), only in documents
    with three different strong phrases of `BPL001` (lists, and tables whose cells became lines, look like menus), and
    never in Markdown. Together with the safe edits of `BPL001` on whole pages of unseen sites: precision .999, recall
    .26.
    """

    code: ClassVar[str] = "BPL003"
    name: ClassVar[str] = "boilerplate-line"
    default: ClassVar[bool] = True
    good: ClassVar[tuple[Example, ...]] = (
        "The committee met on Monday and discussed the budget for the coming year at length.\n"
        "It will meet again in May, when the new members have taken their seats.\n",
        "# Install\n\nRun the installer and wait for it to finish.\n\n- one\n- two\n\n# Use\n\nStart the program.\n",
    )
    bad: ClassVar[tuple[tuple[Example, Example], ...]] = (
        (
            "Sports\nWeather\nTravel\nObituaries\n"
            "The committee met on Monday and discussed the budget for the coming year.\n"
            "It will meet again in May, when the new members have taken their seats.\nMost read\nWeather\nObituaries\n",
            "The committee met on Monday and discussed the budget for the coming year.\n"
            "It will meet again in May, when the new members have taken their seats.\n",
        ),
    )
    per_document: ClassVar[bool] = True
    level: str = "sure"

    def __post_init__(self) -> None:
        """Refuse levels that do not exist."""
        if self.level not in LIMITS:
            raise CorpuslintError(f"boilerplate-line: level is {self.level!r}; it can be {' or '.join(LIMITS)}")

    def survey(self, batch: Batch) -> Survey:
        """One row for each line of the documents of which lines score high enough."""
        scored = score(batch)
        found = rows_of(batch, scored, choose(batch, scored, self.level), batch, scored.lines.index)
        pages = converted_pages(batch)
        if pages is None:
            return found
        scored = score(pages.batch)
        chosen = pages.keep(scored.lines, choose(pages.batch, scored, self.level))
        more = rows_of(pages.batch, scored, chosen, batch, pages.line[scored.lines.index])
        more["told"] &= ~SAFE
        both = self.merge([found, more])
        order = np.argsort(both["document"], kind="stable")
        return {name: column[order] for name, column in both.items()}

    def conclude(self, survey: Survey) -> Verdicts:
        """The chosen lines, without those of the stretch that is their document's own where furniture recurs."""
        if not survey or not len(survey["document"]):
            return {"document": np.zeros(0, np.int64)}
        told = survey["told"]
        chosen = (told & CHOSEN) > 0
        documents, first, number = np.unique(survey["document"], return_index=True, return_inverse=True)
        _, key = np.unique(survey["key"], return_inverse=True)
        enough = needed(survey["group"][first], LEAST)[number]
        recurs = documents_with(key, number, np.ones(len(key), np.bool_)) >= enough
        shared = np.bincount(number, recurs & chosen, len(documents))
        page = (shared >= SHARED * np.bincount(number, chosen, len(documents)))[number]
        runs = (told & RUNS) > 0
        longest = longest_stretches(number, recurs, runs, survey["length"])
        whole = (shared >= NEARLY_ALL * np.bincount(number, chosen & ~longest, len(documents)))[number]
        pale = (told & np.where(whole, IS_PALE, IS_PALER)) > 0
        own = own_stretches(number, longest, runs, pale)
        own |= linked_titles(key, number, survey["length"], enough) & recurs
        rows = np.flatnonzero(chosen & ~(page & own))
        return {name: survey[name][rows] for name in ("document", "start", "told")}

    def check_verdicts(self, batch: Batch, verdicts: Verdicts) -> Iterator[Finding]:
        """A finding for each line."""
        if not len(verdicts["document"]):
            return
        lines = batch.lines
        found = lines_at(batch, verdicts["document"], verdicts["start"])
        order = np.argsort(found, kind="stable")
        edits = removals(batch, found[order])
        for line, told in zip(found[order].tolist(), verdicts["told"][order].tolist(), strict=True):
            start, end = int(lines.text_start[line]), int(lines.text_end[line])
            safety = Safety.SAFE if told & SAFE else Safety.UNSAFE
            yield self.finding(batch, start, end, message(told), [edits[line]], safety)


def score(batch: Batch) -> Scored:
    """The scores of all lines of the documents that are judged."""
    return batch.derive("line_model.scores", lambda same: score_lines(same, judged(same), seen_strengths(same)))


def judged(batch: Batch) -> NDArray[np.bool_]:
    """Documents without markup, and not about rights."""
    chosen: NDArray[np.bool_] = ~marked_up(batch) & ~about_rights(batch)
    return chosen


def rows_of(seen: Batch, scored: Scored, chosen: NDArray[np.int64], batch: Batch, index: NDArray[np.int64]) -> Survey:
    """The survey's rows of a batch that was judged; `index` tells which line of the batch to report each is."""
    lines = scored.lines
    told = np.zeros(len(lines.index), np.uint16)
    told[chosen] = CHOSEN | reasons(lines, chosen)
    told[chosen[safe(seen, scored, chosen)]] |= SAFE
    told[lines.features[FEATURES.index("running")] > 0] |= RUNS
    for limit, flag in ((PALE, IS_PALE), (PALER, IS_PALER)):
        told[scored.first < limit * STEPS] |= flag
    rows = np.flatnonzero(np.bincount(lines.document[chosen], minlength=len(seen.documents))[lines.document])
    owner = lines.document[rows]
    groups = group_hashes(seen)
    place = batch.lines.document[index[rows]]
    shift = batch.starts - np.array([document.offset for document in batch.documents], np.int64)
    keys = masked_line_hashes(seen, lines.first_word[rows], lines.last_word[rows])
    return {
        "document": seen.ids[owner],
        "group": groups[owner],
        "key": mix(keys ^ groups[owner]),
        "start": (batch.lines.text_start[index[rows]] - shift[place]).astype(np.int32),
        "length": (lines.end - lines.start)[rows].astype(np.int32),
        "told": told[rows],
    }


def safe(batch: Batch, scored: Scored, chosen: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Of the chosen lines those whose edit is safe: without digits, in documents that phrases show to be pages."""
    lines = scored.lines
    short = (width(lines)[chosen] < SAFE_WIDTH) & (lines.features[FEATURES.index("digits"), chosen] == 0)
    page = shown_pages(batch)[lines.document[chosen]]
    sure: NDArray[np.bool_] = (scored.first[chosen] >= SAFE_SCORE * STEPS) & short & page
    return sure


def reasons(lines: Lines, chosen: NDArray[np.int64]) -> NDArray[np.uint16]:
    """What can be said of the chosen lines that speaks for boilerplate: a bit for each of `REASONS`."""

    def value(name: str) -> NDArray[np.uint8]:
        found: NDArray[np.uint8] = lines.features[FEATURES.index(name), chosen]
        return found

    short, ended = value("words<=5") > 0, value("terminal") > 0
    above, below = value("none before") > 0, value("none after") > 0
    hold = (
        short & ~ended,
        ~short & ~ended,
        value("again") > 0,
        above & ~below,
        below & ~above,
        value("rest<=2") > 0,
        value("number<=2") > 0,
        value("links") > 0,
        (value("to sentence before") >= FAR) & (value("to sentence after") >= FAR),
        value("digits") >= FULL_QUARTER,
    )
    told = np.zeros(len(chosen), np.uint16)
    for bit, holds in enumerate(hold):
        told |= holds.astype(np.uint16) << bit
    return told


def message(told: int) -> str:
    """What a finding says, from what was told of its line: three reasons at most."""
    said = [reason for bit, reason in enumerate(REASONS) if told >> bit & 1][:3]
    return "looks like boilerplate: " + ", ".join(said or ["its words and the lines around it"])


REASONS = (
    "a short line without a sentence end",
    "no sentence end",
    "it stands in this document again",
    "before the first paragraph",
    "after the last paragraph",
    "the last lines of the document",
    "the first lines of the document",
    "links or bars",
    "far from running text",
    "many digits",
)
"""The most telling first."""
CHOSEN, SAFE, RUNS, IS_PALE, IS_PALER = (np.uint16(1 << 10 + bit) for bit in range(5))
"""What else is told of a line: it was chosen, its edit is safe, it is running text, its score is pale; or paler."""
FAR, FULL_QUARTER = 48, 32
"""Four lines away; a quarter of the characters."""

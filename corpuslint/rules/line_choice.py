"""Which lines the line model's scores have reported: limits, and what is left alone for all its score."""

from __future__ import annotations

import math
import re
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from corpuslint import tables
from corpuslint.batch import Batch
from corpuslint.language.line_columns import FEATURES, FULL, Lines
from corpuslint.language.line_context import STEPS
from corpuslint.language.line_model import Scored
from corpuslint.rules.amounts import lines_of_amounts
from corpuslint.rules.furniture import eligible_lines, is_data
from corpuslint.rules.phrase_hits import STRONG, strengths

LIMITS = {"sure": (1.6, 1.7, 2.5), "likely": (-0.8, 0.3, 0.6)}
"""The least score of a line, as a logit: for one of `SHORT` characters or fewer, for one of nearly `LONG` (in between,
in proportion), and for a long one. Each wrong line costs its characters. Chosen on out-of-fold figures."""
SHORT = 16
UNMARKED = 0.6
"""How much more a line needs in a document that holds no strong phrase of page furniture."""
RAISED, RAISED_UNMARKED = 5.0, 1.5
"""How far the second step may raise a first score, and how far in such a document. Scores of kinds of text that it has
not met may be spread like those of a page that it has: without this 1.4% of the characters of kinds left out of
training are reported at `likely`, with it 0.8%; no F1 of pages changes by more than .002."""
BESIDE = 0.5
"""How much less a short line needs that stands beside a reported one."""
TITLE = 2.5
"""The score from which even what reads like a title is reported."""
LONG = 90
"""Characters (those of scripts without spaces count twice) from which a line is long: most of what a wrong verdict
would take away stands in such lines."""
MOSTLY = {"sure": (0.5, math.inf), "likely": (0.9, 5.0)}
"""The share of a document's characters from which lines are not reported where no phrase of page furniture stands in
the document, unless the mean score of its lines reaches the second figure. Of kinds of text that the model has not met
1.4% of the characters are flagged at the level `sure` without it, 0.3% with it; F1 of pages falls by .00 (whole), .02
(extracted) and .07 (crawled text: pages of links alone). At `likely` the mean gives back .015 of crawled text."""
FEW = 4
"""A document of fewer lines that are not blank is left alone where it holds no strong phrase: nothing around its lines
tells what they are. `Home` may be all that was to be said. Costs no figure .0003."""
LONGEST = 1000
"""Longer lines are never reported."""
SPOKEN, SEVERAL = 64, 32
"""Half of the words of four letters or more; two such words (features are 127ths, and 16 to a word)."""
SERIES = 2
"""Steps by one that make numbered headings of lines which are alike otherwise."""
DELIMITERS = re.compile(r"(?=.*\|)(?=.*-)[|:\-\s]+")
"""The row under the head of a Markdown table: without it the rows around are no table."""
NUMBER, LETTER = re.compile(r"\d{1,9}"), re.compile(r"[^\W\d_]")


def choose(batch: Batch, scored: Scored, level: str) -> NDArray[np.int64]:
    """Which of the scored lines are reported at a level."""
    lines = scored.lines
    if not len(lines.index):
        return lines.index
    wide = width(lines)
    possible = (lines.end - lines.start < LONGEST) & eligible_lines(batch)[lines.index]
    possible &= ~titles(lines) | (scored.first >= round(TITLE * STEPS))
    marked = np.isin(np.arange(len(batch.documents)), lines.document[strengths(batch)[lines.index] == STRONG])
    limit = limits(wide, level) + np.where(marked, 0, round(UNMARKED * STEPS))[lines.document]
    most = np.where(marked, round(RAISED * STEPS), round(RAISED_UNMARKED * STEPS))[lines.document]
    score = np.minimum(scored.score, scored.first + most)
    chosen = possible & (score >= limit)
    joined = np.append(False, chosen[:-1] & (lines.document[1:] == lines.document[:-1])) if len(chosen) else chosen
    behind = np.append(chosen[1:] & (lines.document[1:] == lines.document[:-1]), False) if len(chosen) else chosen
    chosen |= possible & (joined | behind) & (wide < LONG) & (score >= limit - round(BESIDE * STEPS))
    chosen &= page_like(batch, scored, chosen, *MOSTLY[level])[lines.document]
    documents = tables.distinct(lines.document[chosen]).tolist()
    data = np.array([document for document in documents if is_data(batch, document)], np.int64)
    chosen &= ~np.isin(lines.document, data)
    chosen &= ~tables.isin(lines.index, lines_of_amounts(batch, documents))
    chosen[numbered_headings(batch, lines, chosen)] = False
    chosen[delimiter_rows(batch, lines, chosen)] = False
    return np.flatnonzero(chosen)


def width(lines: Lines) -> NDArray[np.int64]:
    """The characters of each line; those of scripts without spaces count twice."""
    length = lines.end - lines.start
    return np.asarray(length + lines.features[FEATURES.index("solo")].astype(np.int64) * length // FULL)


def limits(wide: NDArray[np.int64], level: str) -> NDArray[np.int64]:
    """The score that a line of each width needs."""
    short, middle, long = (round(limit * STEPS) for limit in LIMITS[level])
    rising = short + (middle - short) * np.clip(wide - SHORT, 0, LONG - SHORT) // (LONG - SHORT)
    needed: NDArray[np.int64] = np.where(wide >= LONG, long, rising)
    return needed


def page_like(batch: Batch, scored: Scored, chosen: NDArray[np.bool_], most: float, sure: float) -> NDArray[np.bool_]:
    """Documents that hold a phrase of page furniture, or of which less than a share of the characters is chosen, or of
    which the model is sure as a whole; of a few lines alone only those that hold a strong phrase.

    A text of a kind that the model never met may look like a page's menu from end to end.
    """
    count, lines = len(batch.documents), scored.lines
    length = lines.end - lines.start
    flagged = np.bincount(lines.document, np.where(chosen, length, 0), count)
    phrases = np.bincount(lines.document, strengths(batch)[lines.index] > 0, count)
    strong = np.bincount(lines.document, strengths(batch)[lines.index] == STRONG, count)
    mean = np.bincount(lines.document, scored.first, count) / np.maximum(np.diff(lines.first), 1)
    like: NDArray[np.bool_] = (phrases > 0) | (flagged < most * np.bincount(lines.document, length, count))
    return (like | (mean >= sure * STEPS)) & ((np.diff(lines.first) >= FEW) | (strong > 0))


def numbered_headings(batch: Batch, lines: Lines, chosen: NDArray[np.bool_]) -> list[int]:
    """Of the chosen lines those that are alike but for a number, which rises by one: `Article 7`, `Article 8`.

    Text stands between them: the entries of a pagination or of a list stand under one another.
    """
    digits, words = (lines.features[FEATURES.index(name)] for name in ("digits", "words<=5"))
    series: dict[tuple[int, str], list[tuple[int, int]]] = {}
    for place in np.flatnonzero(chosen & (digits > 0) & (words > 0)).tolist():
        text = batch.text[int(lines.start[place]) : int(lines.end[place])]
        numbers = NUMBER.findall(text)
        if len(numbers) == 1 and LETTER.search(text):
            key = int(lines.document[place]), NUMBER.sub("#", text)
            series.setdefault(key, []).append((place, int(numbers[0])))
    found: set[int] = set()
    for members in series.values():
        steps = [
            {here, there}
            for (here, number), (there, following) in pairwise(members)
            if following == number + 1 and there > here + 1
        ]
        if len(steps) >= SERIES:
            found.update(*steps)
    return sorted(found)


def delimiter_rows(batch: Batch, lines: Lines, chosen: NDArray[np.bool_]) -> list[int]:
    """Of the chosen lines those of bars and dashes under the head of a table: on labelled pages all are left open."""
    symbols = np.flatnonzero(chosen & (lines.first_word == lines.last_word))
    texts = ((place, batch.text[int(lines.start[place]) : int(lines.end[place])]) for place in symbols.tolist())
    return [place for place, text in texts if DELIMITERS.fullmatch(text)]


def titles(lines: Lines) -> NDArray[np.bool_]:
    """Lines above the running text of which the running text speaks: titles, which look like teasers otherwise."""
    words, none_before, spoken, long_words = (
        lines.features[FEATURES.index(name)] for name in ("words<=3", "none before", "spoken words", "long words")
    )
    found: NDArray[np.bool_] = (words == 0) & (none_before > 0) & (spoken >= SPOKEN) & (long_words >= SEVERAL)
    return found

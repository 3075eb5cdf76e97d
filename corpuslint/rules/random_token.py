"""ART001: ids, file stems, hashes and noise that a scraper left in prose."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from string import ascii_letters, digits
from typing import ClassVar

import numpy as np

from corpuslint import tables
from corpuslint.batch import Batch
from corpuslint.language.charset import among, charset
from corpuslint.language.chunks import chunks, holds_class, seams
from corpuslint.language.gibberish import naturalness
from corpuslint.language.tokens import randomness
from corpuslint.model import Finding
from corpuslint.rules.base import Example, Rule
from corpuslint.segmentation import Kind

SENTENCE_ENDS = ".!?:…。！？\"'”’»)]）」』"
TOKEN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_\-+/=.~%]*[A-Za-z0-9=]")
NATURAL = re.compile(
    r"""(?:\w+=)?(?:0[xX][0-9A-Za-z]++[-/]?)+                # numbers in programs, and ranges
    | \d[\d.,:/\-]*\d?(?:st|nd|rd|th|[a-zA-Z]{1,3})?        # quantities, dates, times, phones
    | \d{4}-?\d\d-?\d\d[T_ ]?[\d:.]*[A-Z]{0,4}(?:[+-]\d+)?  # ISO 8601
    | (?:https?|ftp|www|mailto|doi|isbn|issn|arxiv|cve|pmc|pmid)[-.:/]?.*
    | v?\d+(?:\.\d+)+(?:[-.+][A-Za-z0-9.]+)?                # versions
    | .*\.[a-z]{1,4}(?:/.*)?                                # domains, file names
    | (?:[a-z_.~%-]{1,24}/){2,}[\w.~%-]*                     # paths
    | \d+x\d+(?:x\d+)?                                       # dimensions
    | \d[\d.,]*e[+-]?\d+[a-z]?                               # numbers with an exponent
    | .*[=/.].*[=/.].*[=/.].*[=/.].*                        # queries
    | [a-z][\w+-]{2,}\.[1-9][a-z]?                            # pages of a manual
    | (?:[A-Z0-9]{1,8}/)+[A-Z0-9]{1,8}                       # some model numbers
    | .*(\w)\1{7}.*                                         # examples
    | .*%[23][0-9A-F].*%[23][0-9A-F].*                       # what is left of an address
    | (?:ctrl|cmd|alt|shift|strg|command)[-+]?\D*(?:f\d{1,2}(?:\.\.f\d{1,2})?|\d)?  # keys
    | [a-z]\w{0,13}(?:\.[a-z]\w{0,13})+                        # names of modules and functions
    | \d{0,3}[a-z]{0,2}(?:[-+=]\d{0,7}[a-z]{0,2})+          # formulas
    | [A-Z]{2}\d{2}(?:[A-Z0-9]{4}){3,7}[A-Z0-9]{0,4}        # bank accounts
    """,
    re.X | re.I,
)
IDENTIFIER = re.compile(
    r"(?=[^_]*_)(?!.*\d{6})_*(?>(?>[a-z0-9]+(?![A-Z])|[A-Z0-9]+(?![a-z])|[A-Z][a-z]+\d?(?![A-Za-z0-9]))[_.]*)++=?"
)
"""Words and short numbers joined by underscores: a name in a program, `v4l2_ctrl_type`."""
NAMED = re.compile(
    r"[a-z]{2,}[24][a-z]{2,}"  # dxf2idf
    r"|[A-Z_]{2,}\d{1,2}[A-Z_]{3,}|[A-Z_]{3,}=-?\S+"  # settings
    r"|(?:[A-Z]{2,4}\d?-)+[A-Z]{2,4}\d?"  # ciphers
    r"|[A-Z]{3,}(?:\d[A-Z]{1,3}){1,2}\d?|[a-z]{3,}\d{1,2}(?:-[a-z]{2,})+"  # SUMX2MY2, libfoo1-dbg
    r"|[A-Za-z]{2,4}\d-[a-z]{4,}|lib[a-z]+\d{1,2}"  # IPv4-only, libfontconfig1
    r"|[A-Z]{3,}\d{1,3}|U[-+][0-9A-F]{4,8}|[a-z]{2,5}-\d{3,6}|[A-Za-z]+\.[a-z]+\d{0,5}"  # SMTPUTF8, bpo-36952
    r"|.*(?:abcdefgh|ABCDEFGH).*"  # examples
)
"""Names that hold a digit or two."""
SENTENCE = re.compile(r"(?:[.!?…。！？]['\"”’»)\]）」』*_]*|[:”\"»)])\Z")
ABBREVIATION = re.compile(
    r"\b(?:e\.?g|i\.?e|cf|no|nr|art|vs|approx|ref|fig|ser|mod|nos|n|ltd|inc|corp|co)\.\Z",
    re.I,
)
NAMES_A_CODE = re.compile(
    r"\b(?:[ug]uid|sha|md5|hash(?:es)?|checksum|commits?|tokens?|keys?|ids?|identifiers?|serial|isbn|issn|vin|upc|sku|codes?|"
    r"passwords?|base-?64|fingerprint|signature|ticket|kennung|kod|clave|clé|código|codice)\b\W*(?:\w+\W+){0,5}\Z",
    re.I,
)
LISTED = re.compile(r"[$>#%|+~`]|--|==|\.\.|::|[A-Za-z]\w*=|\S*[/\\]\S+|.*[{};|]$")
"""A line of a listing: prompts, fences, rules, assignments, paths."""
NUMBERED = re.compile(r"([A-Za-z]{4,})[-_]?\d{1,5}")
USER = re.compile(r"([A-Za-z]{4,16})\d{1,6}")
"""A user's name where its letters are as those of words: a machine seldom draws all letters first."""
DATED = re.compile(r".{0,40}\b(?:19|20)\d\d\b.{0,20}|\d{1,3}\s?[^\W\d_]{1,10}(?:\s[^\W\d_]{1,10}){0,2}")
"""A line of a date or a time ago: the one beside it names who wrote."""
NAMELIKE = re.compile(r"[A-Za-z][\w.-]{2,19}")
"""A line of one word: between two such a token is a name in a list."""
KNOWN = 30
"""Tenths of Zipf: a word so common with a number of up to five digits behind it is no id (`issue2061`)."""
ENTRY = re.compile(r"\S*[\d-]\S*")
"""A line of one name or code."""
LABEL = re.compile(r"(?:^|[.!?;,|•·–—])\s*(?:[^\s.!?;,|•·–—]+\s+){0,4}[^\s.!?;,|•·–—]+\Z")
"""A few words and a colon: they say what the code is."""
SERVER_LABEL = re.compile(
    r"(?:^|[.|•·–—-]\s*)[^.!?]{0,40}\b(?:"
    r"(?:ray|trace|request|correlation|incident|event|session|transaction|support|activity|error|debug)[ -]?id"
    r"|reference(?:\s+(?:number|id|code))?|(?:rendered|served|generated|cached)\s+by(?:\s+\w+){0,3}(?:\s+on)?)"
    r"\s*(?:is)?\s*[:#=]*\s*\Z",
    re.I,
)
AFTER_SENTENCE, WHOLE_LINE, LINE_START, AFTER_LABEL = -0.3, 0.5, 1.5, 0.0
"""Log-odds that a token must show at each place; measured on the labelled ids and on 81 MB of documentation."""
NEVER = float("inf")
IN_SENTENCE = 4.0
"""After a sentence's end, but followed by a small letter: an abbreviation may have ended the "sentence"."""
FEWEST_SEAMS = 2
"""Capitals behind small letters that a token without a digit has at least: one is a name."""
REACH = 1000
"""Characters to either side that are looked at: lines may be megabytes long."""
FEWEST_WORDS = 3
"""Words that make what stands before the token a sentence."""


@dataclass(frozen=True)
class RandomToken(Rule):
    """Ids, file stems, hashes and noise that a scraper left between sentences.

    ## What it finds
    Tokens that a machine drew and no reader was meant to see: the stem of a picture's file name
    (`Xq7b-hprknvt1410565`), an element's id, a trace id of an error page, a hash, random strings put in against
    scrapers.

    ## Why it matters
    They carry no meaning, are never seen twice and cost a language model many tokens each, which it then may recite.

    ## How it decides
    By form and by place. The form: a logistic model over letter triples of 27 languages, switches between letters and
    digits, the longest number and the longest hexadecimal stretch. The place: after a sentence's end, alone in a
    line, before a sentence, or after a server's label ("Request ID:"). Codes within a sentence
    stay silent, as do codes that the sentence before speaks of (commit, key, serial number, ISBN), names in programs
    (`v4l2_ctrl_type`), addresses, tables, lists and code.

    ## Safety of the edit
    Unsafe: it takes the token and the surplus space out. Measured on labelled rows: recall .97, .002 of the rows with
    legitimate codes flagged; no finding in 9.5 million words of technical documentation. See
    `docs/benchmarks/artifacts.md`.
    """

    code: ClassVar[str] = "ART001"
    name: ClassVar[str] = "random-token"
    good: ClassVar[tuple[Example, ...]] = (
        "The VIN 1HGCM82633A004352 identified the car.",
        "Fixes: 54a4f0239f2e and the commit before it.",
        "Follow @xX_n00bslayer_Xx for updates.",
    )
    bad: ClassVar[tuple[tuple[Example, Example], ...]] = (
        ("The river froze over that night. Xq7b-hprknvt1410565", "The river froze over that night."),
        (
            "The river froze over. 65dd65b2-3d24-47af-8bd6-0195dfd8849c Nobody crossed it.",
            "The river froze over. Nobody crossed it.",
        ),
    )
    min_length: int = 8

    def check(self, batch: Batch) -> Iterator[Finding]:
        """Tokens that look drawn by a machine, where no sentence needs them."""
        text, lines = batch.text, batch.lines
        previous = (-1, -1)
        for start, end, line in self._candidates(batch):
            line_start, line_end, document = int(lines.start[line]), int(lines.end[line]), int(lines.document[line])
            low, high = int(batch.starts[document]), int(batch.ends[document])
            near = previous[1] == line and start - previous[0] <= REACH
            follows_id = near and not text[previous[0] : start].strip()
            token = _Spot(text, start, end, line_start, line_end, low, high, follows_id).token()
            if token is None:
                continue
            start, previous = end - len(token), (end, line)
            message = f"{_shorten(token)} looks like an id that a machine drew, left between sentences"
            edit = removal(text, start, end, line_start, line_end, high)
            yield self.finding(batch, start, end, message, [edit])

    def _candidates(self, batch: Batch) -> Iterator[tuple[int, int, int]]:
        """Chunks of some length with a digit or inner capitals, at a sentence's end, a line's start or a label."""
        if not len(batch.codes):
            return
        found, lines = chunks(batch), batch.lines
        long = np.flatnonzero(
            np.repeat(_PROSE[lines.kind], lines.token_count) & (found.end - found.start >= self.min_length)
        )
        long = long[np.flatnonzero(among(lines.low[found.start[long]], _FIRST))]
        long = long[np.flatnonzero(among(lines.low[found.end[long] - 1], _LAST))]
        if not len(long):
            return
        start = found.start[long]
        edge = found.end[np.maximum(long - 1, 0)]
        before = batch.codes[edge - 1]
        leads = np.zeros(len(found.start) + 1, np.bool_)
        leads[lines.first_token] = True  # First in its line.
        placed = among(before, _ENDS) | leads[long] | (lines.low[start] == ord("#"))
        letter = np.flatnonzero((before == ord("n")) | (before == ord("y")))
        earlier = batch.codes[np.maximum(edge[letter] - 2, 0)]
        placed[letter] |= earlier == np.where(before[letter] == ord("n"), ord("o"), ord("b"))
        start, end, inner = start[placed], found.end[long[placed]], seams(batch)
        mixed = holds_class(batch, start, end, tables.DIGIT)
        mixed |= np.searchsorted(inner, end) - np.searchsorted(inner, start) >= FEWEST_SEAMS
        start, end = start[mixed], end[mixed]
        line = np.searchsorted(lines.start, start, side="right") - 1
        yield from zip(start.tolist(), end.tolist(), line.tolist(), strict=True)


_ENDS = charset(SENTENCE_ENDS)
_PROSE = np.isin(np.arange(len(Kind)), (Kind.PROSE, Kind.HEADING))
_FIRST, _LAST = charset(f"#_{ascii_letters}{digits}"), charset(f"={ascii_letters}{digits}")
"""What `TOKEN` begins and ends with, and the mark before it."""


@dataclass(frozen=True)
class _Spot:
    """Where a chunk stands: offsets of the chunk, its line and its document in the batch's text."""

    text: str
    start: int
    end: int
    line_start: int
    line_end: int
    low: int
    high: int
    follows_id: bool
    """The chunk before it in the line was found to be random."""

    def token(self) -> str | None:
        """The token, if it is random enough for its place."""
        token = self.text[self.start : self.end]
        label = token[0] == "#"
        token = token[label:]
        if not TOKEN.fullmatch(token) or any(names.fullmatch(token) for names in (NATURAL, IDENTIFIER, NAMED)):
            return None
        value = randomness(token)
        if value < AFTER_SENTENCE or value < self._needed(label):
            return None
        if (numbered := NUMBERED.fullmatch(token)) and _is_word(numbered[1]):
            return None
        return None if (user := USER.fullmatch(token)) and naturalness(user[1], open_ended=True) > 0 else token

    def _needed(self, label: bool) -> float:
        """The log-odds that a token must show here; infinite where it may be meant."""
        before = self.text[max(self.line_start, self.start - REACH) : self.start].rstrip()
        after = self.text[self.end : min(self.line_end, self.end + REACH)].lstrip()
        if SERVER_LABEL.search(before[-80:]):
            return AFTER_LABEL
        if label:
            return NEVER
        if not before or self.follows_id:
            return self._needed_in_line(after)
        if not SENTENCE.search(before) or ABBREVIATION.search(before) or NAMES_A_CODE.search(before[-60:]):
            return NEVER
        if len(before.split()) < FEWEST_WORDS and before.isascii():
            return NEVER
        if before[-1] in ":)" and (after or LABEL.search(before)):
            return NEVER
        return AFTER_SENTENCE if not after or not after[0].islower() else IN_SENTENCE

    def _needed_in_line(self, after: str) -> float:
        """As `_needed`, for a line that begins with the token."""
        above = self.text[max(self.line_start - 120, self.low) : self.line_start]
        if self._is_listed(above):
            return NEVER
        if not after:
            return WHOLE_LINE
        if above.strip() and not SENTENCE.search(above.rstrip()):
            return NEVER
        if after[0] == "(":
            return NEVER  # What is told about a name; behind a commit its subject.
        sentence = not after[0].islower() or randomness(after.split(None, 1)[0]) > WHOLE_LINE
        return LINE_START if sentence else NEVER

    def _is_listed(self, above: str) -> bool:
        """Whether the line stands in a listing: below a colon, a prompt or the name of a code, or one of many such."""
        heading = above.rstrip()
        if heading.endswith(":") or NAMES_A_CODE.search(heading.rpartition("\n")[2]):
            return True
        directly = above.rstrip(" \t\r")[:-1].rpartition("\n")[2].strip()
        below = self.text[self.line_end : min(self.line_end + 120, self.high)].split("\n", 2)[1:2]
        beside = [directly, *(line.strip() for line in below)]
        if all(ENTRY.fullmatch(line) for line in beside) and len(beside) > 1:
            return True
        if any(map(DATED.fullmatch, beside)) or (len(beside) > 1 and all(map(NAMELIKE.fullmatch, beside))):
            return True
        return any(LISTED.match(line) or (TOKEN.fullmatch(line) and randomness(line) > LINE_START) for line in beside)


def _is_word(text: str) -> bool:
    """Whether it is a common word; the lexicon is loaded for those tokens alone that come so far."""
    from corpuslint.language.lexicon import lexicon
    from corpuslint.words import hash_terms

    return bool(lexicon("en").frequency(hash_terms([text]))[0] >= KNOWN)


def removal(text: str, start: int, end: int, line_start: int, line_end: int, high: int) -> tuple[int, int, str]:
    """The edit that takes the stretch out and leaves no surplus space or empty line behind.

    `high` is the end of the document.
    """
    first, last = max(line_start, start - REACH), min(line_end, end + REACH)
    before, after = text[first:start], text[end:last]
    blank_before = first == line_start and not before.strip()
    blank_after = last == line_end and not after.strip()
    if blank_before and blank_after:
        feed = 2 if text[line_end : line_end + 2] == "\r\n" else 1
        return line_start, min(line_end + feed, high), ""
    if blank_after:
        return first + len(before.rstrip()), line_end, ""
    return start, last - len(after.lstrip()), ""


def _shorten(token: str) -> str:
    return token if len(token) <= 40 else f"{token[:37]}…"

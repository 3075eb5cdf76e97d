"""Places where text runs on without a space, other than seams inside words: each from an array of few candidates.

A repeated headline before the body, a sentence's end before the next sentence, a bracket before a label, the end of an
address before a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from corpuslint import tables
from corpuslint.batch import Batch
from corpuslint.language.charset import among, charset
from corpuslint.language.chunks import behind_marks, inner_capitals, seams
from corpuslint.language.edges import edge_scores
from corpuslint.language.lexicon import lexicon
from corpuslint.segmentation import Kind
from corpuslint.words import hash_terms

Offsets = NDArray[np.int64]
HEADLINE = 15
HEADLINE_WORDS = 3
"""Characters and words that a repeated headline has at least."""
LONGEST = 80
"""How far back the beginning of an address or a word is looked for."""
ABOVE, TOP = 2, 4
"""How many lines with text right above, and at the top of the document, may be the headline."""
BODY_WORDS = 8
"""Words of a line that begins with a headline."""
SENTENCE = re.compile(r"(?<![\w.@/\\:#_-])[“\"(]?([^\W\d_]+)[.!?]([^\W\d_]+)(?=[ ,] ?[“\"(]?[^\W\d_])")
BRACKET = re.compile(r"[^\W\d_]+\([^()\sA-Z][^()\s]{0,11}\)([A-Z][a-z]{2,})(?![\w(.:\[])")
TOP_DOMAINS = frozenset((
    "com", "org", "net", "edu", "gov", "info", "biz", "eu", "cn", "uk", "de", "fr", "pl", "ru", "jp", "it", "es", "nl",
    "se", "ch", "at", "au", "ca", "in", "br",
))  # fmt: skip
ADDRESS = re.compile(rf"\b(?:[A-Za-z0-9-]+\.)*[a-z0-9-]+\.(?:{'|'.join(sorted(TOP_DOMAINS))})([A-Z][a-z]{{2,}})")
KNOWN, OPENER, COMMON = 35, 45, 60
"""Tenths of Zipf: words that a sentence may end with, words that may begin the next one, those that often do."""
SENTENCE_WORDS = 6
"""Words of the line in which two sentences touch."""
BEGINS = 5
"""Tenths of a bit more than the average word at an element's beginning."""


def headlines(batch: Batch) -> Iterator[tuple[int, int]]:
    """Lines that begin with a whole line above them: where the line's text begins, and where the repetition ends.

    Looked for among the lines right above, and among the first lines of the document, where its headline stands.
    """
    lines = batch.lines
    width = lines.text_end - lines.text_start
    bodies = np.flatnonzero(_TEXT[lines.kind] & (lines.words >= BODY_WORDS))
    bodies = bodies[width[bodies] >= 2 * HEADLINE]
    inner, begin = inner_capitals(batch), lines.text_start[bodies] + HEADLINE
    bodies = bodies[np.searchsorted(inner, lines.text_end[bodies]) > np.searchsorted(inner, begin)]
    if not len(bodies):
        return
    solid = np.flatnonzero(~lines.blank)
    place = np.searchsorted(solid, bodies)
    top = np.searchsorted(solid, np.searchsorted(lines.start, batch.starts))[lines.document[bodies]]
    seen = set()
    wanted = batch.codes[lines.text_start[bodies] + 1]  # Few lines have the same second character.
    for heads in (*(place - step for step in range(1, ABOVE + 1)), *(top + step for step in range(TOP))):
        begin = lines.text_start[np.take(solid, heads, mode="clip")] + 1
        chosen = np.flatnonzero(np.take(batch.codes, begin, mode="clip") == wanted)
        chosen = chosen[(heads[chosen] >= top[chosen]) & (heads[chosen] < place[chosen])]
        head = solid[heads[chosen]]
        like = (width[head] >= HEADLINE) & (width[head] < width[bodies[chosen]])
        chosen, head = chosen[like], head[like]
        seam = lines.text_start[bodies[chosen]] + width[head]
        like = (batch.classes[seam] & tables.UPPER != 0) & (batch.classes[seam - 1] & tables.WORD != 0)
        like &= (lines.words[head] >= HEADLINE_WORDS) & _TEXT[lines.kind[head]]
        like &= batch.codes[lines.text_start[head]] != ord("#")
        for body, above in zip(bodies[chosen[like]].tolist(), head[like].tolist(), strict=True):
            first, title, length = int(lines.text_start[body]), int(lines.text_start[above]), int(width[above])
            if first not in seen and batch.text[first : first + length] == batch.text[title : title + length]:
                seen.add(first)
                yield first, first + length


def sentence_ends(batch: Batch) -> Iterator[int]:
    """Where a sentence begins right behind the point of the one before."""
    classes, codes = batch.classes, batch.codes
    if len(codes) < 4:
        return
    places = behind_marks(batch)
    places = places[among(codes[places - 1], _STOPS)]
    places = places[(places >= 2) & (places < len(codes) - 1)]
    places = places[(classes[places - 2] & classes[places + 1] & tables.LOWER) != 0]
    words = batch.words
    right = np.searchsorted(words.start, places)
    left = np.maximum(right - 1, 0)
    edges = np.minimum(words.end[right], len(codes) - 1)
    alone = (words.end[left] == places - 1) & among(codes[np.maximum(words.start[left] - 1, 0)], _OPENERS)
    places = places[alone & among(codes[edges], _FOLLOWERS)]
    for at in _in_prose(batch, places, SENTENCE_WORDS):
        match = SENTENCE.match(batch.text, _chunk_start(batch.text, at))
        if match and match.start(2) == at and match[1].islower() and match[2][1:].islower():
            ending, opening = _frequencies(match[1], match[2])
            if opening < COMMON and _again(batch, at, match):
                continue  # `containers.Map` is the name of something.
            if ending >= KNOWN and opening >= OPENER and match[1] not in _ADDRESS_WORDS:
                yield at


def _again(batch: Batch, at: int, match: re.Match[str]) -> bool:
    """Whether the document has these two words with the point between them once more."""
    document = int(batch.document_of(np.array([at]))[0])
    words = batch.text[match.start(1) : match.end(2)]
    if match[1] + "." + match[2] != words:
        return False
    return batch.text.count(words, int(batch.starts[document]), int(batch.ends[document])) > 1


def brackets(batch: Batch) -> Iterator[int]:
    """Where a label begins right behind a bracket."""
    places = behind_marks(batch)
    places = places[batch.codes[places - 1] == ord(")")]
    for at in _in_prose(batch, places, 1):
        match = BRACKET.match(batch.text, _chunk_start(batch.text, at), at + LONGEST)
        if match and match.start(1) == at and edge_scores(hash_terms([match[1]]))[0, 0] >= BEGINS:
            yield at


def addresses(batch: Batch) -> Iterator[int]:
    """Where a word begins right behind an address of the web."""
    at = seams(batch)
    near = np.zeros(len(at), np.bool_)
    for length in (2, 3, 4):
        near |= (at > length) & (batch.codes[np.maximum(at - length - 1, 0)] == ord("."))
    for place in _in_prose(batch, at[near], 1):
        if batch.text[batch.text.rfind(".", 0, place) + 1 : place] not in TOP_DOMAINS:
            continue
        match = ADDRESS.match(batch.text, _chunk_start(batch.text, place))
        if match and match.start(1) == place and _frequencies(match[1])[0] >= KNOWN:
            yield place


_TEXT = np.isin(np.arange(len(Kind)), (Kind.PROSE, Kind.HEADING))
_OPENERS, _FOLLOWERS, _STOPS = charset(' \n\t\xa0"“('), charset(" ,"), charset(".!?")
_ADDRESS_WORDS = frozenset(("www", "com", "org", "net", "edu", "gov", "asp", "node", "vs", "no", "al", "st"))


def _frequencies(*words: str) -> list[int]:
    frequencies: list[int] = lexicon("en").frequency(hash_terms(words)).tolist()
    return frequencies


def _chunk_start(text: str, at: int) -> int:
    low = max(0, at - LONGEST)
    return max(low, *(text.rfind(space, low, at) + 1 for space in " \n\t\xa0"))


def _in_prose(batch: Batch, places: Offsets, fewest_words: int) -> list[int]:
    """The places in prose, headings and lists, in lines of so many words."""
    line = np.searchsorted(batch.lines.start, places, side="right") - 1
    kind = batch.lines.kind[line]
    chosen: list[int] = places[(_TEXT[kind] | (kind == Kind.LIST)) & (batch.lines.words[line] >= fewest_words)].tolist()
    return chosen

"""ART007: words broken by the hyphen of a line's end that is not one any more, or never was the reader's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from corpuslint import tables
from corpuslint.batch import Batch
from corpuslint.language.charset import among, charset
from corpuslint.language.chunks import above_ascii, offsets_in
from corpuslint.language.glue import hash_pieces
from corpuslint.language.identify import languages_of
from corpuslint.language.lexicon import available, lexicon
from corpuslint.model import Finding
from corpuslint.rules.base import Example, Rule
from corpuslint.segmentation import Kind
from corpuslint.words import hash_terms, hash_words

Offsets = NDArray[np.int64]
_HYPHENS = charset("\u2010\xad\xac")
KNOWN = 25
"""Tenths of Zipf that the joined word has at least."""
SHORTEST = 2
"""Letters of the shorter part."""
LEAD = 5
"""Tenths of Zipf by which the joined word is commoner than its rarer part: `re-sign` may be meant as it stands."""
COMPOUNDING = frozenset(("da", "de", "fi", "nb", "nl", "sv"))
"""Languages that write compounds as one word: there it may be as rare as its parts."""

HANGING = (
    "and", "or", "und", "oder", "et", "ou", "y", "o", "e", "och", "eller", "og", "ja", "tai", "i", "lub", "en",
    "of", "to",
)  # fmt: skip
"""What stands behind a hanging hyphen: `pre- and post-war`, `Haupt- und Nebensache`, `two- to three-year-olds`."""


@cache
def _hanging() -> NDArray[np.uint64]:
    return hash_terms(HANGING)


@dataclass(frozen=True)
class BrokenHyphenation(Rule):
    """Words broken by a hyphen at a line's end, as in scanned and typeset text.

    ## What it finds
    `exam-` at the end of one line and `ple` at the beginning of the next, and the same after the lines were joined:
    `exam- ple`.

    ## Why it matters
    Half words are words that no vocabulary has.

    ## How it decides
    The two parts together are a word of the text's language (wordfreq's lists), commoner than the rarer part; the
    second part begins small. So compounds (`well-known`), hanging hyphens (`pre- and post-war`), verse, tables and code
    are left alone.

    ## Safety of the edit
    Unsafe: hyphen and line end (or space) go, the word is whole on its first line. Measured on wrapped text: recall
    .89, no finding where no word was broken. See `docs/benchmarks/artifacts.md`.
    """

    code: ClassVar[str] = "ART007"
    name: ClassVar[str] = "broken-hyphenation"
    good: ClassVar[tuple[Example, ...]] = (
        "This is a well-\nknown fact about the pre- and post-war years.",
        "The Haupt- und Nebensachen.",
    )
    bad: ClassVar[tuple[tuple[Example, Example], ...]] = (
        ("We give an exam-\nple of what was said.", "We give an example of what was said."),
        ("The govern- ment fell in the same year.", "The government fell in the same year."),
    )

    def check(self, batch: Batch) -> Iterator[Finding]:
        """Pairs of half words."""
        left, right = self._candidates(batch)
        if not len(left):
            return
        words = batch.words
        starts, middles, behind = words.start[left], words.end[left], words.start[right]
        ends = words.end[right]
        document = batch.document_of(starts)
        concerned = np.unique(document)
        for number, name in zip(concerned.tolist(), languages_of(batch, concerned).tolist(), strict=True):
            own = document == number
            known = _joined(batch, name or "en", starts[own], middles[own], behind[own], ends[own])
            for index in np.flatnonzero(own)[known].tolist():
                start, middle, second, end = (int(x[index]) for x in (starts, middles, behind, ends))
                word = batch.text[start:middle] + batch.text[second:end]
                yield self.finding(batch, start, end, f"{word} is broken by a hyphen", [(middle, second, "")])

    def _candidates(self, batch: Batch) -> tuple[Offsets, Offsets]:
        """Pairs of neighbouring words of letters with a hyphen and one space or line end between them."""
        words = batch.words
        if len(words) < 2:
            return words.start[:0], words.start[:0]
        pair = _parted(batch)
        pair = pair[(batch.classes[words.end[pair] - 1] & batch.classes[words.start[pair + 1]] & tables.LOWER) != 0]
        pair = pair[np.minimum(*(words.end[side] - words.start[side] for side in (pair, pair + 1))) >= SHORTEST]
        if len(pair):
            pair = pair[~np.isin(words.hash[pair + 1], _hanging())]
        edges = zip(words.end[pair].tolist(), words.start[pair + 1].tolist(), strict=True)
        between = [batch.text[hyphen + 1 : second] for hyphen, second in edges]
        plain = [not space.strip(" \r\n") and space.count("\n") <= 1 for space in between]
        pair = pair[np.array(plain, np.bool_)] if len(pair) else pair
        line = np.searchsorted(batch.lines.start, words.start[pair], side="right") - 1
        pair = pair[batch.lines.kind[line] == Kind.PROSE]
        same = batch.document_of(words.start[pair]) == batch.document_of(words.start[pair + 1])
        return pair[same], pair[same] + 1


def _parted(batch: Batch) -> Offsets:
    """The words that a hyphen follows, and then one to seven characters up to the next word, white space first."""
    words, low = batch.words, batch.lines.padded
    here, behind = low[: len(batch.codes)], low[1 : len(batch.codes) + 1]
    spaced = np.flatnonzero((here == ord("-")) & (behind <= 32))
    if not batch.is_ascii:
        above = above_ascii(batch)
        above = above[among(batch.codes[above], _HYPHENS)]
        spaced = np.sort(np.append(spaced, above[behind[above] <= 32]))
    left = batch.first_word(spaced) - 1
    inner = (left >= 0) & (left + 1 < len(words))
    left, spaced = left[inner], spaced[inner]
    found: Offsets = left[(words.end[left] == spaced) & (words.start[left + 1] - spaced <= 8)]
    return found


def _joined(
    batch: Batch, language: str, start: Offsets, middle: Offsets, second: Offsets, end: Offsets
) -> NDArray[np.bool_]:
    """Which pairs make a word of the language that is commoner than its rarer part."""
    if language not in available("large") and language not in available("small"):
        return np.zeros(len(start), np.bool_)
    words = lexicon(language, "large" if language in available("large") else "small")
    first = words.frequency(hash_pieces(batch.codes, start, middle))
    last = words.frequency(hash_pieces(batch.codes, second, end))
    edges = np.stack([start, second], axis=1).reshape(-1), np.stack([middle, end], axis=1).reshape(-1)
    whole = words.frequency(hash_joined(batch.codes, *edges)).astype(np.int64)
    rarer = np.minimum(first, last).astype(np.int64)
    found: NDArray[np.bool_] = (whole >= KNOWN) & (whole >= rarer + (0 if language in COMPOUNDING else LEAD))
    return found


def hash_joined(codes: NDArray[np.uint32], start: Offsets, end: Offsets) -> NDArray[np.uint64]:
    """The hash of each two stretches put together: of the first and second, the third and fourth, and so on."""
    length = end - start
    stop = np.cumsum(length)
    return hash_words(codes[offsets_in(start, end)], (stop - length)[0::2], stop[1::2])

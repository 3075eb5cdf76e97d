"""DUP201: documents that repeat themselves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from corpuslint.batch import Batch
from corpuslint.model import Finding
from corpuslint.rules.base import Example, Rule
from corpuslint.rules.copies import document_words
from corpuslint.rules.repetition import Measure, line_measures, ngram_measures

SONG = "The ferry is late. The ferry is late again today. "


@dataclass(frozen=True)
class RepetitiveText(Rule):
    """Documents that repeat their own lines, paragraphs or phrases.

    ## What it finds

    Documents in which a large share of the lines, of the paragraphs or of the n-grams repeats an earlier one of the
    same document. The finding spans the document and names the measures that are above their limits.

    ## Why it matters

    Search-engine spam, lists of tags and broken scrapes repeat a few phrases; models trained on them fall into loops.

    ## How it decides

    By the repetition rules of Gopher (Rae et al. 2021, "Scaling Language Models", arXiv:2112.11446, table A1) with
    their limits: the share of lines and of paragraphs that repeat earlier ones, the share of characters in them, the
    share of characters in the commonest n-gram (n = 2 to 4), and the share of characters in repeated n-grams (n = 5 to
    10, overlaps counted once). Shares are percentages; `scale` multiplies all limits. Documents of fewer than
    `min_words` words are left alone. These rules are made for web prose: documentation, verse and tables exceed them
    often, so the rule is off by default.

    ## Safety of the edit

    There is none: the whole document is in question.
    """

    code: ClassVar[str] = "DUP201"
    name: ClassVar[str] = "repetitive-text"
    default: ClassVar[bool] = False
    good: ClassVar[tuple[Example, ...]] = ("The ferry is late.\nThe ferry is late.",)
    bad: ClassVar[tuple[tuple[Example, Example], ...]] = ((SONG * 8, SONG * 8),)
    min_words: int = 50
    scale: float = 1.0
    lines: int = 30
    paragraphs: int = 30
    line_characters: int = 20
    paragraph_characters: int = 20
    top_2gram: int = 20
    top_3gram: int = 18
    top_4gram: int = 16
    repeated_5grams: int = 15
    repeated_6grams: int = 14
    repeated_7grams: int = 13
    repeated_8grams: int = 12
    repeated_9grams: int = 11
    repeated_10grams: int = 10

    def check(self, batch: Batch) -> Iterator[Finding]:
        """One finding per document that is above a limit."""
        words = document_words(batch)
        chosen = words.lengths >= self.min_words
        if not chosen.any():
            return
        above: dict[int, list[str]] = {}
        for measure in (*line_measures(batch), *ngram_measures(batch, words)):
            limit = self._limit(measure)
            for index in np.flatnonzero(chosen & _above(measure, limit)).tolist():
                share = 100 * int(measure.part[index]) // int(measure.whole[index])
                above.setdefault(index, []).append(f"{share}% {measure.what} (limit {limit}%)")
        for index, told in sorted(above.items()):
            yield self.finding(batch, int(batch.starts[index]), int(batch.ends[index]), "; ".join(told[:3]))

    def _limit(self, measure: Measure) -> int:
        limit: int = getattr(self, measure.option)
        return round(limit * self.scale)


def _above(measure: Measure, limit: int) -> NDArray[np.bool_]:
    return np.asarray(100 * measure.part > limit * measure.whole)

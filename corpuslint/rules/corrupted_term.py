"""ART002: words that are almost another word, and make sense only as that one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from corpuslint.batch import Batch
from corpuslint.language.correction import weigh
from corpuslint.language.evidence import NAMES, evidence
from corpuslint.language.forms import forms
from corpuslint.language.identify import spoken
from corpuslint.language.lexicon import lexicon
from corpuslint.language.suspects import Pair, Vocabulary, counted, suspects
from corpuslint.language.wording import in_case
from corpuslint.model import Finding
from corpuslint.rules.base import CorpusRule, Example, Survey, Verdicts

LANGUAGE = "en"
LIKELY = 50
"""Hundredths of a logit: the threshold for 0.15 flags per 1,000 clean words, out of fold."""
STRANGE, SOME_WORDS = 100, 24
"""A document of 64 words or more (a score of 24) in which one word in ten is unknown is not in the language of the
lexicon (dialect, old spelling, a transcript of sounds): nothing in it is judged."""


@dataclass(frozen=True)
class CorruptedTerm(CorpusRule):
    """Words that are almost another word, and make sense only as that one.

    ## What it finds
    `blcockchain` for `blockchain`, a name misspelt once and right five times, an acronym with two letters swapped
    where the corpus bears the right one.

    ## Why it matters
    A corrupted term is a new, rare token sequence that stands for a known one.

    ## How it decides
    By a ranker over evidence.

    ## Safety of the edit
    Unsafe.
    """

    code: ClassVar[str] = "ART002"
    name: ClassVar[str] = "corrupted-term"
    default: ClassVar[bool] = True
    good: ClassVar[tuple[Example, ...]] = (
        "The archer Robin drew his bow, and the arrow flew across the meadow to the old oak tree.",
    )
    bad: ClassVar[tuple[tuple[Example, Example], ...]] = (
        (
            "We spoke about the goverment and about what the new law means for schools in the country.",
            "We spoke about the government and about what the new law means for schools in the country.",
        ),
    )
    scope: str = "evidence"

    def survey(self, batch: Batch) -> Survey:
        """Counts of the words that may matter as evidence."""
        keys, counts = counted(batch, lexicon(LANGUAGE))
        return {"key": keys, "count": counts, "words": np.array([len(batch.words)])}

    def merge(self, surveys: Sequence[Survey]) -> Survey:
        """Counts added up by key."""
        merged = super().merge(surveys)
        keys, place = np.unique(merged["key"], return_inverse=True)
        counts = np.zeros(len(keys), np.int64)
        np.add.at(counts, place, merged["count"])
        return {"key": keys, "count": counts, "words": merged["words"].sum(keepdims=True)}

    def conclude(self, survey: Survey) -> Verdicts:
        """The words that stand in the corpus more than once."""
        kept = survey["count"] > 1
        found = Vocabulary.of(survey["key"][kept], survey["count"][kept], int(survey["words"].sum()))
        return {"key": found.keys, "count": found.counts, "filter": found.filter, "words": survey["words"]}

    def check_verdicts(self, batch: Batch, verdicts: Verdicts) -> Iterator[Finding]:
        """The best correction of each word that has a likely one."""
        words = lexicon(LANGUAGE)
        corpus = Vocabulary(verdicts["key"], verdicts["count"], verdicts["filter"], int(verdicts["words"].sum()))
        judged = forms(batch).plain & spoken(batch, LANGUAGE)
        pairs = list(suspects(batch, words, corpus, judged))
        rows = evidence(batch, pairs, words, corpus)
        scores = weigh(rows)
        for index in _best(pairs, scores).tolist():
            facts = dict(zip(NAMES, rows[index].tolist(), strict=True))
            strange = facts["document_unknown"] > STRANGE and facts["document_words"] >= SOME_WORDS
            if scores[index] >= LIKELY and not strange and self._in_scope(facts):
                yield self._finding(batch, pairs[index], facts)

    def _in_scope(self, facts: dict[str, int]) -> bool:
        """Whether the scope asks for less than the ranker does."""
        return True

    def _finding(self, batch: Batch, pair: Pair, facts: dict[str, int]) -> Finding:
        start, end = int(batch.words.start[pair.word]), int(batch.words.end[pair.word])
        right = in_case(batch, pair)
        return self.finding(
            batch,
            start,
            end,
            f"'{batch.text[start:end]}' looks like a corrupted '{right}' ({_reasons(facts)})",
            [(start, end, right)],
        )


def _best(pairs: Sequence[Pair], scores: NDArray[np.int64]) -> NDArray[np.int64]:
    """The highest pair of each word; of equal ones the first."""
    best: dict[int, int] = {}
    for index, pair in enumerate(pairs):
        if pair.word not in best or scores[index] > scores[best[pair.word]]:
            best[pair.word] = index
    return np.array(sorted(best.values()), np.int64)


def _reasons(facts: dict[str, int]) -> str:
    """What speaks for the correction, in words."""
    reasons = []
    if facts["document_right"]:
        times = facts["document_right"]
        reasons.append("which stands once in this document" if times == 1 else f"which stands {times} times in this document")
    elif facts["corpus_right"]:
        reasons.append(f"which stands about {round(2 ** (facts['corpus_right'] / 4))} times in this corpus")
    if facts["zipf_wrong"] == 0:
        reasons.append("no known word")
    elif facts["gap"] > 0:
        reasons.append(f"about {round(10 ** (facts['gap'] / 10)):,} times as common")
    return "; ".join(reasons)

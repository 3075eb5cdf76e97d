"""ART002: words that are almost another word, and make sense only as that one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from corpuslint.batch import Batch, select
from corpuslint.language.candidates import SOME_WORDS, STRANGE, candidates, foreign_documents, logarithm, put_together
from corpuslint.language.consistency import SLIP, places_of, slips, with_slips
from corpuslint.language.correction import weigh
from corpuslint.language.evidence import NAMES, evidence
from corpuslint.language.forms import Shape, forms, shapes
from corpuslint.language.identify import spoken
from corpuslint.language.lexicon import lexicon
from corpuslint.language.options import pick, resolve
from corpuslint.language.promise import promising
from corpuslint.language.suspects import Pair, pairs_of, vocabulary_of
from corpuslint.language.vocabulary import Vocabulary, counted, decoded, frequencies
from corpuslint.language.wording import in_case
from corpuslint.model import CorpuslintError, Finding
from corpuslint.rules.base import CorpusRule, Example, Survey, Verdicts
from corpuslint.words import hash_terms

LANGUAGE = "en"
OLD_WORDS = 10
"""Words such as `thou` in a thousand, above which a document's spelling is not that of the lexicon."""
LIKELY = 40
"""Hundredths of a logit: 0.09 flags per 1,000 clean words with whole sources left out of training, 0.04 without
(docs/benchmarks/artifacts-terms.md)."""
GIVEN = 53
"""Tenths of Zipf: given names are rarer than this, the first words of most other names (`North`, `Local`) commoner."""
SPELLING = re.compile(r"\b(?:typo(?:s|graphical)?|mis-?spel(?:l|t)\w*|spelling|tippfehler|coquille)\b", re.I)
SCOPES = ("evidence", "corpus", "document")


@dataclass(frozen=True)
class CorruptedTerm(CorpusRule):
    """Words that are almost another word, and make sense only as that one.

    ## What it finds
    Misspellings and letters lost on the way: `lightthouse`, `probelm`, `defenately`; a name that is spelt otherwise
    everywhere else in the document; capitals that slipped (`nEergy`); `Scope of Wok (SoW)`; an acronym with two
    letters swapped where the corpus bears the right one. In English, block by block; in German, French, Spanish,
    Italian, Portuguese, Dutch and Polish only what the same document spells otherwise three times (`vewendet` beside
    `verwendet`). Names, brands, further languages, dialect, old spelling, verse, tables and code stay silent.

    ## Why it matters
    A corrupted term is a rare token sequence that stands for a known one: it teaches a model a word that does not
    exist, and hides the text from whoever searches for the right one.

    ## How it decides
    Every rare word is compared with all words one edit away (two, where the consonants agree), in a lexicon of
    290,000 words, in the corpus and in the document. A ranker of boosted trees weighs the evidence for each pair: how
    common both are in the language and in the corpus, which edit lies between them, the letters, the words beside
    them in the same document, whether people are known to make this mistake, and whether the rare word is right all
    the same (in a dictionary, in another language, a derivation, a compound). A finding names the right word and the
    evidence. With `scope = "corpus"` only words are reported whose right form the document or the corpus bears, with
    `scope = "document"` only those whose right form stands in the same document. `certainty` is the least score, in
    hundredths of a logit.

    In the other languages no ranker is asked: the word stands once in the document and in no list of the language,
    the right one three times or more, and the edit is none of those by which words are inflected (not at the
    beginning, not among the last three letters, no vowel for another).

    Measured (docs/benchmarks/artifacts-terms.md), by rankers that had not seen the repository or site: 0.51 of
    misspellings found at 0.09 flags per 1,000 clean words, the right word proposed for 96% of them; 0.79 of names and
    acronyms corrupted on purpose, all with the right word. Of 139 findings in 9.5 million words of technical
    documentation 121 were right, read by eye; of 121 in 2.4 million words of manuals in the other languages, 113.

    ## Safety of the edit
    Unsafe: the edit replaces the word, and a rare name may be right.
    """

    code: ClassVar[str] = "ART002"
    name: ClassVar[str] = "corrupted-term"
    tallies: ClassVar[bool] = True
    default: ClassVar[bool] = True
    per_document: ClassVar[bool] = True
    good: ClassVar[tuple[Example, ...]] = (
        "Jürgen Kowalski and Siobhán O'Neil met Mahathir Mohamad in Kuala Lumpur, and Bjørn Persson wrote about it.",
        "The baker kneaded the dough, the sexton tolled the bell, and the skald declaimed an ode to the fjord.",
    )
    bad: ClassVar[tuple[tuple[Example, Example], ...]] = (
        (
            "The lighthouse was built in 1841. For decades the lightthouse guided ships past the reef.",
            "The lighthouse was built in 1841. For decades the lighthouse guided ships past the reef.",
        ),
    )

    scope: str = "evidence"
    certainty: int = LIKELY

    def __post_init__(self) -> None:
        """Refuse scopes that do not exist."""
        if self.scope not in SCOPES:
            raise CorpuslintError(f"{self.name}: scope is {self.scope!r}; it can be {', '.join(SCOPES)}")

    def survey(self, batch: Batch) -> Survey:
        """Counts of the words that may matter as evidence, and the words that may be corrupted."""
        keys, counts = counted(batch, lexicon(LANGUAGE))
        found = candidates(batch, lexicon(LANGUAGE))
        found |= slips(batch, foreign_documents(batch, lexicon(LANGUAGE)))
        return {"key": keys, "count": counts, "words": np.array([len(batch.words)]), **found}

    def merge(self, surveys: Sequence[Survey]) -> Survey:
        """Counts added up by key, candidates put together."""
        surveys = surveys or [self.survey(Batch.of())]
        merged = put_together(surveys)
        keys, place = np.unique(merged["key"], return_inverse=True)
        counts = np.zeros(len(keys), np.int64)
        np.add.at(counts, place, merged["count"])
        return merged | {"key": keys, "count": counts, "words": merged["words"].sum(keepdims=True)}

    def conclude(self, survey: Survey) -> Verdicts:
        """Suspicious words with their corrections, of the documents where one may be likely enough."""
        kept, size = survey["count"] > 1, int(survey["words"].sum())
        corpus = Vocabulary.of(survey["key"][kept], survey["count"][kept], size)
        rows = resolve(survey, lexicon(LANGUAGE), corpus)
        rows = pick(rows, promising(rows, survey, lexicon(LANGUAGE), size, self.certainty))
        words = round(2 ** (logarithm(np.array([max(size, 1)]))[0] / 4))  # All that `check` asks for.
        rows = with_slips(rows, survey, corpus)
        return rows | {"words": np.full(len(rows["document"]), words)}

    def check_verdicts(self, batch: Batch, verdicts: Verdicts) -> Iterator[Finding]:
        """The best correction of each word that has a likely one."""
        chosen = select(batch, verdicts["document"])
        if chosen is None:
            return
        batch = chosen  # Columns over the other documents are for nothing.
        words, corpus = lexicon(LANGUAGE), vocabulary_of(verdicts)
        slip = verdicts["flags"] & SLIP != 0
        yield from self._slips(batch, {name: column[slip] for name, column in verdicts.items()})
        verdicts = {name: column[~slip] for name, column in verdicts.items()}
        if not len(verdicts["document"]):
            return
        judged = forms(batch).plain & spoken(batch, LANGUAGE)
        pairs = list(pairs_of(batch, verdicts, words, judged))
        if not pairs:
            return
        rows = evidence(batch, pairs, words, corpus)
        scores = weigh(rows)
        for index in _best(pairs, scores):
            facts = dict(zip(NAMES, rows[index].tolist(), strict=True))
            if (
                scores[index] >= self.certainty
                and self._in_scope(facts)
                and not _is_surname(batch, pairs[index], facts)
                and not _is_spoken_of(batch, pairs[index])
            ):
                yield self._finding(batch, pairs[index], facts)

    def _slips(self, batch: Batch, rows: Verdicts) -> Iterator[Finding]:
        """Words of documents in other languages that these repeat otherwise."""
        places = places_of(batch, rows["document"], rows["key"]).tolist()
        for place, right in zip(places, decoded(rows["right"]), strict=True):
            start, end = int(batch.words.start[place]), int(batch.words.end[place])
            same = batch.words.hash == hash_terms([right])[0]
            times = int((same & (forms(batch).document == forms(batch).document[place])).sum())
            if batch.text[start].isupper():
                right = right[0].upper() + right[1:]
            reasons = f"which stands {times} times in this document; the other is no known word"
            message = f"'{batch.text[start:end]}' looks like a corrupted '{right}' ({reasons})"
            yield self.finding(batch, start, end, message, [(start, end, right)])

    def _in_scope(self, facts: dict[str, int]) -> bool:
        """Whether the document is in the lexicon's language and bears what the scope asks for."""
        if facts["document_unknown"] > STRANGE and facts["document_words"] >= SOME_WORDS:
            return False
        if facts["old_words"] > OLD_WORDS:
            return False
        here, somewhere = facts["document_right"] > 0, facts["corpus_right"] > 0
        return self.scope == "evidence" or here or (somewhere and self.scope == "corpus")

    def _finding(self, batch: Batch, pair: Pair, facts: dict[str, int]) -> Finding:
        start, end = int(batch.words.start[pair.word]), int(batch.words.end[pair.word])
        right = in_case(batch, pair)
        message = f"'{batch.text[start:end]}' looks like a corrupted '{right}' ({_reasons(facts)})"
        return self.finding(batch, start, end, message, [(start, end, right)])


def _is_surname(batch: Batch, pair: Pair, facts: dict[str, int]) -> bool:
    """Whether the word stands behind a given name and may be a name itself: its correction stands nowhere."""
    at = pair.word
    known = facts["document_right"] or facts["corpus_right"] or facts["listed"]
    if not at or known or facts["shape"] != Shape.TITLE or facts["opens"]:
        return False
    given = shapes(batch)[at - 1] == Shape.TITLE and batch.words.end[at - 1] + 1 == batch.words.start[at]
    return bool(given and frequencies(batch, lexicon(LANGUAGE))[at - 1] < GIVEN)


def _is_spoken_of(batch: Batch, pair: Pair) -> bool:
    """Whether the line speaks of misspelling: `fix typo in comment: mailicious`."""
    line = int(np.searchsorted(batch.lines.start, batch.words.start[pair.word], side="right")) - 1
    return bool(SPELLING.search(batch.text, int(batch.lines.start[line]), int(batch.lines.end[line])))


def _best(pairs: Sequence[Pair], scores: NDArray[np.int64]) -> list[int]:
    """The highest pair of each word; of equal ones the first."""
    best: dict[int, int] = {}
    for index, pair in enumerate(pairs):
        if pair.word not in best or scores[index] > scores[best[pair.word]]:
            best[pair.word] = index
    return sorted(best.values())


def _reasons(facts: dict[str, int]) -> str:
    """What speaks for the correction, in words."""
    reasons = []
    if facts["document_right"]:
        times = facts["document_right"]
        reasons.append(f"which stands {'once' if times == 1 else f'{times} times'} in this document")
    elif facts["corpus_right"]:
        reasons.append(f"which stands about {round(2 ** (facts['corpus_right'] / 4))} times in this corpus")
    if facts["listed"]:
        reasons.append("a common misspelling")
    elif facts["zipf_wrong"] == 0:
        reasons.append("the other is no known word")
    elif facts["gap"] > 0:
        factor = 10 ** (facts["gap"] / 10)
        reasons.append(f"about {float(f'{factor:.1g}'):,.0f} times as common")
    if facts["defined"]:
        reasons.append("its acronym follows")
    return "; ".join(reasons)

"""What the rules about near-duplicates of documents and of blocks have in common."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from corpuslint.batch import Batch
from corpuslint.columns import take
from corpuslint.model import Finding
from corpuslint.rules.base import Columns, CorpusRule, Noted, Survey, Verdicts
from corpuslint.rules.copies import NAMED, counted, document_words, quoted
from corpuslint.rules.limits import require_choice, require_range
from corpuslint.similarity.candidates import REPRESENTATIVES, Keys, in_company
from corpuslint.similarity.choice import Found, search
from corpuslint.similarity.clusters import STAYS, order_of, stays
from corpuslint.similarity.comparison import Comparison
from corpuslint.similarity.search import Method, with_equal
from corpuslint.similarity.shingles import Hashes, Offsets, Rows
from corpuslint.similarity.titles import Titles
from corpuslint.similarity.verification import Sets, differences, first_places, make_sets, weigh

Indexes = NDArray[np.int64]

SHINGLES = {"words": 3, "shingles": 5}
"""Words in a shingle for each measure. With 3 words, versions that agree in 85% of their weighted words share enough
shingles to be found; with 5, one changed word in a block of 34 leaves a similarity of 0.71."""
SHINGLE_ROWS = 6
"""Values in a band for the measure `shingles`: 21 bands of 6 find 0.998 of the pairs at 0.8. For words, whose shingles
agree far less, bands are shorter: 42 of 3 find 0.84 of the pairs whose shingles agree at 0.35, 32 of 4 find 0.87 at
0.5."""
SERVED = ("keys", "titles", "whole", "equal", "signed")
"""Columns that verdicts are not made of."""
LONGEST, MOST = 100, 1024
"""Words in a shingle, and permutations, at most: more find nothing more."""


@dataclass(frozen=True)
class Near(CorpusRule):
    """The options, and the steps from word hashes to verified copies."""

    band_rows: ClassVar[int] = 3
    templates: ClassVar[bool] = False
    sketched: ClassVar[bool] = False
    """Whether the texts are long, so that sketches are made in less time than signatures."""
    lettered: ClassVar[bool] = False
    """Whether equal texts must be surveyed again, to tell which are the same to the letter."""
    measure: str = "words"
    threshold: float = 0.42
    shingle: int = 0
    permutations: int = 128
    min_words: int = 15
    keep: str = "first"
    seed: int = 1

    def __post_init__(self) -> None:
        """Refuse options that make no sense."""
        require_choice(self, "measure", SHINGLES)
        require_choice(self, "keep", ("first", "longest", "last"))
        require_range(self, "threshold", 0, 1)
        require_range(self, "shingle", 0, LONGEST)
        require_range(self, "permutations", max(self.band_rows, SHINGLE_ROWS), MOST)
        require_range(self, "min_words", 0)
        require_range(self, "seed", 0, (1 << 32) - 1)

    @property
    def method(self) -> Method:
        """The options as the similarity package takes them."""
        rows = self.band_rows if self.measure == "words" else SHINGLE_ROWS
        shingle = self.shingle or SHINGLES[self.measure]
        bands = max(1, self.permutations // rows)
        return Method(self.measure, self.threshold, shingle, bands, rows, self.seed, self.keep, self.sketched)

    @property
    def signing(self) -> Method:
        """The options that decide about signatures: rules that agree in them share a survey."""
        return replace(self.method, threshold=0.0, keep="first")

    @property
    def ahead(self) -> Hashable:
        """What is compared: rules with the same measure compare the same."""
        return "words" if self.measure == "words" else ("shingles", self.method.shingle, self.seed)

    def survey_ahead(self, batch: Batch) -> Survey:
        """The words or shingles of each document, in order."""
        return batch.derive(("near.values", self.ahead), self._survey_ahead)

    def _survey_ahead(self, batch: Batch) -> Survey:
        rows = self.method.rows_of(document_words(batch))
        return {"document": batch.ids, "size": rows.lengths, "values": rows.gather()}

    def keys(self, hashes: Hashes, starts: Offsets, ends: Offsets) -> Keys:
        """The band keys of each row of words."""
        method = self.method
        return method.keys(method.shingles(Rows(hashes, starts, ends)))

    def candidates(
        self, equal: Indexes, words: NDArray[np.int32], keys: Keys, tags: NDArray[np.uint32] | None = None
    ) -> Indexes:
        """The different texts that are long enough and share a bucket with another one."""
        least = max(self.min_words, self.method.shingle)
        signed = np.flatnonzero(stays(equal) & (words >= least))
        return in_company(keys, signed, tags)

    @abstractmethod
    def rows_of(self, survey: Survey, signed: Indexes, again: Survey) -> Rows:
        """What is compared of these texts, out of the second survey."""

    @abstractmethod
    def letters(self, survey: Survey, again: Survey) -> NDArray[np.uint64]:
        """A hash of each text, or 0: no copy is told of a text with the same one, which is another rule's business."""

    @abstractmethod
    def verdicts_on(self, copies: Columns, kept: Columns, details: Columns) -> Verdicts:
        """The verdicts from the rows of copies, those of the texts that stay, and what `verify` says of them."""

    def told(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """Findings about templates: the same places, other words, and no edits."""
        for finding in findings:
            yield replace(finding, message=f"same template, another subject: {finding.message}", edits=())

    def details(
        self, sets: Sets, rows: Rows, copies: Indexes, kept: Indexes
    ) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """The share of each copy's values that the kept text has, and where the words stand that only the copy has."""
        share, differing = differences(sets, copies, kept, NAMED)
        if sets.table is None:
            return share, np.full(differing.shape, -1, np.int32)
        return share, first_places(rows.some(copies), differing)

    def conclude_again(self, survey: Survey, again: Survey) -> Verdicts | Noted:
        """The verified copies, but for those that equal the text that stays."""
        if not again:
            return {"document": np.zeros(0, np.int64)}
        signed = survey["signed"]
        titles = take(survey["titles"], signed) if "titles" in survey else None
        rows = self.rows_of(survey, signed, again)
        found, details = self.verify(survey["equal"], signed, survey["keys"], survey["words"], rows, titles)
        copies, letters = np.flatnonzero(found.kept >= 0), self.letters(survey, again)
        copies = copies[(letters[copies] == 0) | (letters[copies] != letters[found.kept[copies]])]
        mine, theirs = in_these(survey, copies), in_these(survey, found.kept[copies])
        details = in_these({"similarity": found.similarity, **details}, copies)
        return noted(self.verdicts_on(mine, theirs, details), found.left_out)

    def verify(
        self,
        equal: Indexes,
        signed: Indexes,
        keys: Keys,
        words: NDArray[np.int32],
        rows: Rows,
        titles: Titles | None = None,
    ) -> tuple[Found, Columns]:
        """All copies, the share of each copy's values that the kept text has (percent), and which words only it has.

        `rows` are the values of the signed texts, in order.
        """
        weighted = self.measure == "words"
        sets = make_sets(rows, counted=weighted)
        if weighted:
            sets = weigh(replace(sets, titles=titles))
        rank = order_of(self.keep, words[signed].astype(np.int64))
        comparison = Comparison(sets, self.threshold, self.templates)
        near = search(take(keys, signed), comparison.exact, rank, comparison.likely)
        copies = np.flatnonzero(near.kept != STAYS)
        share = np.full(len(equal), 100, np.int32)
        only = np.full((len(equal), NAMED), -1, np.int32)
        share[signed[copies]], only[signed[copies]] = self.details(sets, rows, copies, near.kept[copies])
        repeats = np.flatnonzero(~stays(equal))
        share[repeats], only[repeats] = share[equal[repeats]], only[equal[repeats]]
        return with_equal(equal, signed, near), {"share": share, "only": only}


def narrowed(survey: Survey, equal: Indexes, signed: Indexes, rows: Indexes) -> Survey:
    """What is compared in full: some rows of a survey, ascending, with `equal` and `signed` as indexes of these.

    The other rows, which most edits of a corpus touch, do not change what comes of it.
    """
    narrow = {name: take(column, rows) for name, column in survey.items()}
    return {**narrow, "equal": np.searchsorted(rows, equal[rows]), "signed": np.searchsorted(rows, signed)}


def in_these(columns: Columns, rows: Indexes) -> Columns:
    """Some rows of columns; keys and titles, which have served, are left out, and what is no row of its own."""
    return {name: column[rows] for name, column in columns.items() if name not in SERVED}


def noted(verdicts: Verdicts, left_out: int) -> Verdicts | Noted:
    """The verdicts; with a line about pairs that were not compared, if there are any."""
    if not left_out:
        return verdicts
    pairs = counted(left_out, "pair")
    note = f"at least {pairs} of texts not compared, since their buckets hold more than {REPRESENTATIVES}"
    return Noted(verdicts, (note,))


def rows_of_documents(again: Columns, documents: Indexes) -> Rows:
    """What the second survey says of these documents."""
    ends = np.cumsum(again["size"])
    return Rows(again["values"], ends - again["size"], ends).some(again["document"].searchsorted(documents))


def near_message(share: int, place: str, only: Sequence[str]) -> str:
    """How much is the same, and what is not."""
    differs = f"; only here: {quoted(only)}" if only else ""
    if share == 100 and not only:
        return f"same words as {place}"
    return f"{share}% of its words stand in {place}{differs}"


__all__ = ["Near", "Rows", "in_these", "narrowed", "near_message", "noted", "rows_of_documents"]

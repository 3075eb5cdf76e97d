"""DUP101: documents that are the same as an earlier one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from corpuslint import tables
from corpuslint.batch import Batch
from corpuslint.model import Finding, Safety
from corpuslint.rules.base import Again, CorpusRule, Example, Meeting, Survey, Verdicts
from corpuslint.rules.copies import document_prints, document_words, place_of, tell_place
from corpuslint.rules.limits import require_range
from corpuslint.similarity.clusters import group_equal
from corpuslint.tables import distinct


@dataclass(frozen=True)
class DuplicateDocument(CorpusRule):
    """Whole documents that are the same as an earlier one.

    ## What it finds

    Documents that have the same words and punctuation as an earlier document of the corpus. Case, white space and the
    Unicode form do not matter. The finding spans the document and names the first copy, which stays.

    ## Why it matters

    Exact copies are the commonest fault of scraped corpora: mirrors, several addresses of one page, a crawl that was
    run twice. They waste training, are learnt by heart, and leak from one split of a dataset into another.

    ## How it decides

    By a 64-bit hash of the words and their order, and one of all other characters and their places between the words.
    Documents of fewer than `min_words` words are left alone.

    ## Safety of the edit

    Safe: the text goes, and the same text stays in another document. It is unsafe where a record has several texts,
    such as the messages of a chat: a record does not go because one of its texts stands elsewhere.
    """

    code: ClassVar[str] = "DUP101"
    name: ClassVar[str] = "duplicate-document"
    per_document: ClassVar[bool] = True
    good: ClassVar[tuple[Example, ...]] = (
        ("One document about boats.", "Another document about boats."),
        ("Use x + y here.", "Use x - y here."),
    )
    bad: ClassVar[tuple[tuple[Example, Example], ...]] = (
        (("One document about boats.", "one  document\nabout Boats."), ("One document about boats.", "")),
    )
    min_words: int = 2

    def __post_init__(self) -> None:
        """Refuse options that make no sense."""
        require_range(self, "min_words", 0)

    def survey(self, batch: Batch) -> Survey:
        """One row per document: a hash of its words, and its length."""
        words = document_words(batch)
        chosen = np.flatnonzero(words.lengths >= self.min_words)
        return {
            "document": batch.ids[chosen],
            "print": document_prints(batch)[chosen],
            "end": np.array([len(batch.documents[index].text) for index in chosen.tolist()], np.int64),
        }

    def meeting(self, survey: Survey) -> Meeting:
        """Documents of the same words meet."""
        return Meeting(survey["print"][:, None])

    def conclude(self, survey: Survey) -> Again | Verdicts:
        """Ask for the documents that have the same words as another one."""
        if not survey:
            return {"document": np.zeros(0, np.int64)}
        first = group_equal(survey["print"])
        copies = np.flatnonzero(first != np.arange(len(first)))
        wanted = distinct(np.concatenate((copies, first[copies])))
        return Again(survey["document"][wanted], {name: column[wanted] for name, column in survey.items()})

    def survey_again(self, batch: Batch) -> Survey:
        """A hash of everything but white space."""
        return {"document": batch.ids, "strict": strict_prints(batch)}

    def conclude_again(self, survey: Survey, again: Survey) -> Verdicts:
        """The documents that repeat an earlier one to the letter."""
        if not again:
            return {"document": np.zeros(0, np.int64)}
        kept = group_equal(again["strict"][np.searchsorted(again["document"], survey["document"])])
        copies = np.flatnonzero(kept != np.arange(len(kept)))
        source = kept[copies]
        return {
            "document": survey["document"][copies],
            "kept": survey["document"][source],
            "kept_end": survey["end"][source],
        }

    def check_verdicts(self, batch: Batch, verdicts: Verdicts) -> Iterator[Finding]:
        """One finding per copy, over the whole document."""
        for row, index in enumerate(np.searchsorted(batch.ids, verdicts["document"]).tolist()):
            start, end = int(batch.starts[index]), int(batch.ends[index])
            kept = place_of(batch, int(verdicts["kept"][row]), 0, int(verdicts["kept_end"][row]), 1)
            document = batch.documents[index]
            message, safety = (
                f"same document as {tell_place(kept, document)}",
                Safety.UNSAFE if document.part else Safety.SAFE,
            )
            yield self.finding(batch, start, end, message, [(start, end, "")], safety, (kept,))


def strict_prints(batch: Batch) -> NDArray[np.uint64]:
    """One hash per document of its words, punctuation and their order; computed once per batch."""
    return batch.derive("copies.strict_prints", _strict_prints)


def _strict_prints(batch: Batch) -> NDArray[np.uint64]:
    words, prints = document_words(batch), document_prints(batch).copy()
    marks = np.flatnonzero((batch.classes & (tables.WORD | tables.SPACE)) == 0)
    if not len(marks):
        return prints
    owner = batch.document_of(marks)
    first = np.searchsorted(marks, batch.starts)
    values = (batch.first_word(marks) - words.starts[owner]).astype(np.uint64) << np.uint64(21)
    values ^= batch.codes[marks]
    values ^= (np.arange(len(marks)) - first[owner]).astype(np.uint64) << np.uint64(43)
    values *= np.uint64(0xFF51AFD7ED558CCD)
    values ^= values >> np.uint64(29)
    values *= np.uint64(0xC4CEB9FE1A85EC53)
    values ^= values >> np.uint64(32)
    sums = np.zeros(len(marks) + 1, np.uint64)
    np.cumsum(values, out=sums[1:])
    last = np.searchsorted(marks, batch.ends)
    prints += (sums[last] - sums[first]) * np.uint64(0x9E3779B97F4A7C15)
    return prints

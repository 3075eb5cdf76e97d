"""DUP102: documents that are nearly the same as an earlier one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from corpuslint.batch import Batch
from corpuslint.model import Finding, Safety
from corpuslint.rules.base import Again, Columns, Example, Meeting, Survey, Verdicts
from corpuslint.rules.copies import Indexes, document_prints, document_words, in_rows, place_of, tell_place, words_at
from corpuslint.rules.duplicate_document import strict_prints
from corpuslint.rules.near import Near, narrowed, near_message, rows_of_documents
from corpuslint.similarity.clusters import group_equal, order_of, stays
from corpuslint.similarity.shingles import Rows
from corpuslint.similarity.titles import make_titles, tags_of
from corpuslint.tables import distinct, isin


@dataclass(frozen=True)
class NearDuplicateDocument(Near):
    """Whole documents that are nearly the same as an earlier one.

    ## What it finds

    Versions of one text: a story on several sites, an old and a new revision, a page with another header. The finding
    spans the document and names the copy that stays; it says how much is the same, and words that stand only here.

    ## Why it matters

    Near-copies do the harm of exact copies and are not found by comparing hashes of files.

    ## How it decides

    Candidates come from sketches of shingles (words in a row), which say what MinHash signatures say. Every candidate
    is then compared exactly with an earlier document that itself stays, so what is called a duplicate resembles the
    copy that is left; there are no chains. `measure = "words"` compares the sets of words, each weighted by how rare it
    is in the corpus; `measure = "shingles"` is the plain Jaccard similarity of the sets of shingles. `threshold` is the
    least similarity of a copy, `shingle` the words in a shingle (0: what suits the measure), `permutations` the length
    of a sketch, `keep` which copy stays (`first`, `longest` or `last`), `seed` the seed of all hashes. Documents with
    fewer words than `min_words` count only when all words are equal. Of a bucket, a document
    is compared with the first 16 that stay, and is called a copy of the one it resembles most; how many pairs of
    documents that stay were left out is told on stderr.

    Two pages of one template are not copies: where both mark a title (`title:` in a front matter, a first heading) and
    it is not the same, or where each has a subject word that the other has not, nothing is said (see
    `same-template-document`). Documents with fewer than 64 different words must be more alike than `threshold`; those
    with fewer than eight (a table of zeros and ones) count only when all words are equal.

    Measured on labelled data: the same story on several sites precision 0.98 and recall 0.90, versions of one file 1.00
    and 0.86. With `measure = "shingles"` and `threshold = 0.8`, against all exact pairs of 12,947 documents: 1.00 and
    1.00. All but one of 1,841 findings on reference documentation name the same page of another release; before titles
    were compared, 552 of 2,157 named another page. The price: a story whose marked headline was written anew is not
    found.

    ## Safety of the edit

    Unsafe: what differs may be what matters.
    """

    code: ClassVar[str] = "DUP102"
    name: ClassVar[str] = "near-duplicate-document"
    per_document: ClassVar[bool] = True
    sketched: ClassVar[bool] = True
    lettered: ClassVar[bool] = True
    good: ClassVar[tuple[Example, ...]] = (("A document about boats.", "A document about birds."),)
    bad: ClassVar[tuple[tuple[Example, Example], ...]] = (
        (
            (
                "The harbour was closed on Monday after a storm tore two of the three ferries from their moorings, "
                "and the islands had no bread.",
                "By our reporter. The harbour was closed on Monday after a storm tore two of the three ferries from "
                "their moorings, and the islands had no bread.",
            ),
            (
                "The harbour was closed on Monday after a storm tore two of the three ferries from their moorings, "
                "and the islands had no bread.",
                "",
            ),
        ),
    )

    permutations: int = 192
    """A longer sketch takes hardly more time: with 128, recall is 0.86 in place of 0.89 on stories on several sites."""

    def survey(self, batch: Batch) -> Survey:
        """One row per document: hashes of its words and of all of it, its length, and the keys of its signature."""
        return batch.derive(("near.documents", self.signing, self.measure), self._survey)

    def _survey(self, batch: Batch) -> Survey:
        words = document_words(batch)
        chosen = np.flatnonzero(words.lengths > 0)
        texts = [batch.documents[index].text for index in chosen.tolist()]
        titles = make_titles(texts if self.measure == "words" else [""] * len(texts))
        return {
            "document": batch.ids[chosen],
            "print": document_prints(batch)[chosen],
            "words": words.lengths[chosen].astype(np.int32),
            "end": np.array([len(text) for text in texts], np.int64),
            "titles": titles,
            "whole": distinct(titles[:, 0]),
            "keys": self.keys(words.values, words.starts[chosen], words.ends[chosen]),
        }

    def meeting(self, survey: Survey) -> Meeting:
        """Documents meet in buckets, equal ones in all of them."""
        return Meeting(survey["keys"])

    def only(self, survey: Survey, rows: NDArray[np.bool_]) -> Survey:
        """Some of the documents, and the titles of all."""
        return {name: column if name == "whole" else column[rows] for name, column in survey.items()}

    def conclude(self, survey: Survey) -> Again | Verdicts:
        """Ask for the documents that share a bucket with another one."""
        if not survey:
            return {"document": np.zeros(0, np.int64)}
        equal = group_equal(survey["print"], order_of(self.keep, survey["words"]))
        tags = None if self.templates else tags_of(survey["titles"], survey["whole"])
        signed = self.candidates(equal, survey["words"], survey["keys"], tags)
        repeated = np.flatnonzero(~stays(equal))
        same = distinct(np.concatenate((repeated, equal[repeated])))
        wanted = distinct(np.concatenate((signed, same)))
        rows = {name: column for name, column in survey.items() if name != "whole"}
        documents = survey["document"]
        return Again(documents[wanted], narrowed(rows, equal, signed, wanted), documents[same])

    def survey_again(self, batch: Batch) -> Survey:
        """What is compared of each document, and a hash of everything but white space."""
        return {**self.survey_ahead(batch), "strict_of": batch.ids, "strict": strict_prints(batch)}

    def rows_of(self, survey: Survey, signed: Indexes, again: Survey) -> Rows:
        """The words or shingles of the signed documents."""
        return rows_of_documents(again, survey["document"][signed])

    def verdicts_on(self, copies: Columns, kept: Columns, details: Columns) -> Verdicts:
        """The verdicts from the rows of copies, those of the texts that stay, and what `verify` says of them."""
        return {
            "document": copies["document"],
            "kept": kept["document"],
            "kept_end": kept["end"],
            "similarity": details["similarity"],
            "share": details["share"],
            "only": details["only"],
        }

    def letters(self, survey: Survey, again: Survey) -> NDArray[np.uint64]:
        """Documents that are the same to the letter are not told; 0 for those that were not surveyed again."""
        found = np.zeros(len(survey["document"]), np.uint64)
        known = isin(survey["document"], again["strict_of"])
        found[known] = again["strict"][again["strict_of"].searchsorted(survey["document"][known])]
        return found

    def check_verdicts(self, batch: Batch, verdicts: Verdicts) -> Iterator[Finding]:
        """One finding per copy, over the whole document."""
        if not len(verdicts["document"]):
            return
        rows = np.searchsorted(batch.ids, verdicts["document"])
        named = words_at(batch, batch.first_word(batch.starts)[rows], verdicts["only"])
        columns = in_rows({**verdicts, "index": rows}, "index", "kept", "kept_end", "share")
        for only, (index, identity, length, share) in zip(named, columns, strict=True):
            start, end = int(batch.starts[index]), int(batch.ends[index])
            kept = place_of(batch, identity, 0, length, 1)
            message = near_message(share, tell_place(kept, batch.documents[index]), only)
            yield self.finding(batch, start, end, message, [(start, end, "")], Safety.UNSAFE, (kept,))

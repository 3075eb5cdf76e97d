"""DUP002: paragraphs that are nearly the same as an earlier one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from corpuslint.batch import Batch
from corpuslint.columns import release
from corpuslint.model import Finding, Safety
from corpuslint.rules.base import Again, Columns, Example, Meeting, Survey, Verdicts
from corpuslint.rules.copies import (
    Indexes,
    block_words,
    compared_blocks,
    compared_places,
    find_stretches,
    in_rows,
    locations,
    passages,
    place_of,
    tell_place,
    without_lines,
    words_at,
)
from corpuslint.rules.near import Near, narrowed, near_message, rows_of_documents
from corpuslint.similarity.clusters import group_equal, order_of
from corpuslint.similarity.memo import memo_of
from corpuslint.similarity.shingles import Rows
from corpuslint.tables import distinct


@dataclass(frozen=True)
class NearDuplicateBlock(Near):
    """Paragraphs that are nearly the same as an earlier one.

    ## What it finds

    Blocks of prose or list items of `min_words` words or more that differ from an earlier block in a few words: a
    corrected sentence, another date, a headline glued to the front. The finding names the copy that stays; it says how
    much is the same, and words that stand only here.

    ## Why it matters

    What was copied is rarely copied to the letter. Hashes of paragraphs find only half of the repeats.

    ## How it decides

    As `near-duplicate-document`, with blocks for documents: candidates from MinHash signatures, each compared exactly
    with an earlier block that itself stays. Blocks with the same words are the business of `repeated-block`.

    Measured on old and new texts of edited paragraphs: precision 0.99 and recall 0.80.

    ## Safety of the edit

    Unsafe: a changed number or name may be the point of the paragraph.
    """

    code: ClassVar[str] = "DUP002"
    name: ClassVar[str] = "near-duplicate-block"
    per_document: ClassVar[bool] = True
    band_rows: ClassVar[int] = 4
    good: ClassVar[tuple[Example, ...]] = (
        "The harbour was closed on Monday.\n\nThe harbour was opened again on Friday, to everybody's relief.",
    )
    bad: ClassVar[tuple[tuple[Example, Example], ...]] = (
        (
            "The harbour was closed on Monday after a storm tore two of the three ferries from their moorings.\n\n"
            "Fishermen helped.\n\n"
            "The harbour was closed late on Monday after a storm tore two of the three ferries from their moorings.\n",
            "The harbour was closed on Monday after a storm tore two of the three ferries from their moorings.\n\n"
            "Fishermen helped.\n",
        ),
    )

    threshold: float = 0.55

    def survey(self, batch: Batch) -> Survey:
        """One row per long block: a hash of its words, their number, the keys of its signature, and its place."""
        return batch.derive(("near.blocks", self.signing, self.min_words), self._survey)

    def _survey(self, batch: Batch) -> Survey:
        chosen = compared_blocks(batch, self.min_words)
        words, owner = block_words(batch), batch.blocks.document[chosen]
        begins = batch.first_word(batch.starts)
        first, last, prints = words.first[chosen], words.last[chosen], words.print[chosen]
        memo = memo_of(self.signing, self.method.bands)
        return {
            "document": batch.ids[owner],
            "print": prints,
            "words": words.count[chosen].astype(np.int32),
            "first": (first - begins[owner]).astype(np.int32),
            "keys": memo.look_up(prints, lambda some: self.keys(batch.words.hash, first[some], last[some])),
            **compared_places(batch, self.min_words),
        }

    def meeting(self, survey: Survey) -> Meeting:
        """Blocks of different words meet in buckets: equal ones are the business of DUP001."""
        return Meeting(survey["keys"], survey["print"])

    def conclude(self, survey: Survey) -> Again | Verdicts:
        """Ask for the documents whose blocks share a bucket with another block."""
        if not survey:
            return {"document": np.zeros(0, np.int64)}
        equal = group_equal(survey["print"], order_of(self.keep, survey["words"]))
        signed = self.candidates(equal, survey["words"], survey["keys"])
        alike = np.zeros(len(equal), np.bool_)
        alike[signed] = True
        compared = np.flatnonzero(alike[equal])
        release((equal,))
        wanted = distinct(survey["document"][signed])
        return Again(wanted, narrowed(survey, equal, signed, compared), wanted[:0])

    def survey_again(self, batch: Batch) -> Survey:
        """The words or shingles of these documents, in order: the first survey knows which are whose."""
        return self.survey_ahead(batch)

    def verdicts_on(self, copies: Columns, kept: Columns, details: Columns) -> Verdicts:
        """The verdicts from the rows of copies, those of the texts that stay, and what `verify` says of them."""
        return {
            "document": copies["document"],
            "start": copies["start"],
            "end": copies["end"],
            "kept": kept["document"],
            **{f"kept_{name}": kept[name] for name in ("start", "end", "line")},
            "share": details["share"],
            "only": details["only"],
        }

    def letters(self, survey: Survey, again: Survey) -> NDArray[np.uint64]:
        """Blocks of the same words are not told."""
        prints: NDArray[np.uint64] = survey["print"]
        return prints

    def check_verdicts(self, batch: Batch, verdicts: Verdicts) -> Iterator[Finding]:
        """One finding per copy."""
        if not len(verdicts["document"]):
            return
        found = find_stretches(batch, verdicts["document"], verdicts["start"], verdicts["end"])
        alone, first, _ = passages(batch, found)
        told = zip(
            locations(batch, found),
            without_lines(batch, found),
            words_at(alone, first, verdicts["only"]),
            in_rows(verdicts, "kept", "kept_start", "kept_end", "kept_line", "share"),
            strict=True,
        )
        for where, edit, only, (*place, share) in told:
            kept = place_of(batch, *place)
            message = near_message(share, tell_place(kept, where), only)
            yield Finding(self.code, self.name, where, message, (edit,), Safety.UNSAFE, (kept,))

    def rows_of(self, survey: Survey, signed: Indexes, again: Survey) -> Rows:
        """The words or shingles of the signed blocks, out of those of their documents."""
        documents = rows_of_documents(again, survey["document"][signed])
        starts = documents.starts + survey["first"][signed]
        less = 0 if self.measure == "words" else self.method.shingle - 1
        return Rows(documents.values, starts, starts + survey["words"][signed] - less)

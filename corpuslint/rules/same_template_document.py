"""DUP103: documents made from one template."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from corpuslint.batch import Batch
from corpuslint.model import Finding
from corpuslint.rules.base import Example, Verdicts
from corpuslint.rules.near_duplicate_document import NearDuplicateDocument

LUND = (
    "Welcome to the weather page of Lund. Here you find the forecast of wind and rain in Lund for the next seven days, "
    "updated every hour by our station in Lund."
)
VISBY = LUND.replace("Lund", "Visby")


@dataclass(frozen=True)
class SameTemplateDocument(NearDuplicateDocument):
    """Whole documents that are alike but for what they are about: numbers, names, identifiers.

    ## What it finds

    Documents that agree with an earlier one in nearly all words, and each have a subject word that the other has not.
    They are told, not called duplicates.

    ## Why it matters

    Pages filled from a table say little in many words, and tools that compare shingles call all but the first of them
    duplicates: of sampled pairs of reference pages, 16 of 16. They are different pages.

    ## How it decides

    As `near-duplicate-document`, with the opposite test of the subject: each document's heaviest words (occurrences
    times rarity), and the words of its beginning that it repeats. Off by default.

    ## Safety of the edit

    There is none: such documents are never edited.
    """

    code: ClassVar[str] = "DUP103"
    name: ClassVar[str] = "same-template-document"
    default: ClassVar[bool] = False
    templates: ClassVar[bool] = True
    good: ClassVar[tuple[Example, ...]] = (("A document about boats.", "A document about birds."),)
    bad: ClassVar[tuple[tuple[Example, Example], ...]] = (((LUND, VISBY), (LUND, VISBY)),)
    threshold: float = 0.6

    def check_verdicts(self, batch: Batch, verdicts: Verdicts) -> Iterator[Finding]:
        """One finding per document, without an edit."""
        yield from self.told(super().check_verdicts(batch, verdicts))

"""DUP004: paragraphs made from one template."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from corpuslint.batch import Batch
from corpuslint.model import Finding
from corpuslint.rules.base import Example, Verdicts
from corpuslint.rules.near_duplicate_block import NearDuplicateBlock

FORECAST = (
    "Welcome to the weather page of Lund. Here you find the forecast of wind and rain in Lund for the next seven days, "
    "updated every hour by our station in Lund."
)
PAGE = f"{FORECAST}\n\nA note from the editor.\n\n{FORECAST.replace('Lund', 'Visby')}\n"


@dataclass(frozen=True)
class SameTemplateBlock(NearDuplicateBlock):
    """Paragraphs that are alike but for what they are about: numbers, names, identifiers.

    ## What it finds

    Blocks that agree with an earlier block in nearly all words, and each have a subject word that the other has not: a
    place, a product, an identifier. They are told, not called duplicates.

    ## Why it matters

    Pages filled from a table (weather, sports results, reference entries) say little in many words. Whether to keep
    them is a decision about the corpus, not a repair.

    ## How it decides

    As `near-duplicate-block`, with the opposite test of the subject: each block's heaviest words (occurrences times
    rarity), and the words of its beginning that it repeats. Off by default.

    ## Safety of the edit

    There is none: such blocks are never edited.
    """

    code: ClassVar[str] = "DUP004"
    name: ClassVar[str] = "same-template-block"
    default: ClassVar[bool] = False
    templates: ClassVar[bool] = True
    good: ClassVar[tuple[Example, ...]] = (
        "The harbour was closed on Monday.\n\nThe harbour was opened again on Friday, to everybody's relief.",
    )
    bad: ClassVar[tuple[tuple[Example, Example], ...]] = ((PAGE, PAGE),)
    threshold: float = 0.6

    def check_verdicts(self, batch: Batch, verdicts: Verdicts) -> Iterator[Finding]:
        """One finding per block, without an edit."""
        yield from self.told(super().check_verdicts(batch, verdicts))

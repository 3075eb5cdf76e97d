"""DOC003."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from corpuslint.batch import Batch
from corpuslint.model import Finding
from corpuslint.rules.base import Example, Rule


@dataclass(frozen=True)
class EmptyDocument(Rule):
    """A document without any text.

    ## What it finds
    Empty files, empty text fields, and such as hold only white space.

    ## Why it matters
    They are what is left where an extractor failed, and they count as documents everywhere.

    ## How it decides
    Nothing but white space, in the sense of Unicode.

    ## Safety of the edit
    It proposes none; `clean --drop-empty` leaves such records out.
    """

    code: ClassVar[str] = "DOC003"
    name: ClassVar[str] = "empty-document"
    good: ClassVar[tuple[Example, ...]] = ("x",)
    bad: ClassVar[tuple[tuple[Example, Example], ...]] = (("", ""), (" \n\n", " \n\n"))

    def check(self, batch: Batch) -> Iterator[Finding]:
        for index, document in enumerate(batch.documents):
            if document.problem is None and (not document.text or document.text.isspace()):
                message = "only white space" if document.text else "no text"
                yield self.finding(batch, int(batch.starts[index]), int(batch.ends[index]), message)

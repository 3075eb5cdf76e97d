"""DOC001."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from corpuslint.batch import Batch
from corpuslint.model import Finding
from corpuslint.rules.base import Example, Rule


def problems(rule: Rule, batch: Batch) -> Iterator[Finding]:
    """A finding for each document that the reader could not read, as far as this rule tells it."""
    for index, document in enumerate(batch.documents):
        if document.problem and document.problem.code == rule.code:
            start = int(batch.starts[index])
            yield rule.finding(batch, start, start, document.problem.message)


@dataclass(frozen=True)
class UnreadableRecord(Rule):
    """A record that holds no readable text: broken JSON, a missing field, or a field that is not a text.

    ## What it finds
    Lines of a JSONL file that are not valid JSON or not an object, and records whose text field is missing, null, a
    number, or anything else but a text. The record is named by its physical line (JSONL) or its row (Parquet).

    ## Why it matters
    Loaders either stop at such a record or drop it without a word; both lose data late.

    ## How it decides
    The reader tells it; the rest of the file is checked all the same. Blank lines are no records. With several
    `--field` names a record needs one of them; of a list, such as the messages of a chat, one item must hold a text.

    ## Safety of the edit
    It proposes none.
    """

    code: ClassVar[str] = "DOC001"
    name: ClassVar[str] = "unreadable-record"
    good: ClassVar[tuple[Example, ...]] = ("Any text that was read.",)
    bad: ClassVar[tuple[tuple[Example, Example], ...]] = ()

    def check(self, batch: Batch) -> Iterator[Finding]:
        yield from problems(self, batch)


__all__ = ["UnreadableRecord", "problems"]

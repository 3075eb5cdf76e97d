"""The work of a clean on one part of the corpus: survey some of its shelves, or check some of its documents.

A shelf is a batch of neighbouring documents that are surveyed together, again in each round that touched one of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import count

import numpy as np

from corpuslint.batch import Batch, Place, select
from corpuslint.directory import PART_SHIFT, Ids, Only, PartDirectory
from corpuslint.edits import Revision
from corpuslint.formats import Part, read_part
from corpuslint.model import Document, Finding
from corpuslint.passes import Found, check_batch, find
from corpuslint.plan import Plan
from corpuslint.rules import CorpusRule, Survey, Verdicts


@dataclass(slots=True)
class Shelf:
    """Documents with neighbouring ids, and what is remembered of them.

    Numbers point into the store, -1 where there is nothing: the surveys of the batch, the surveys in full of the
    documents that `asked` is the digest of, the findings of rules that need no survey, and what became of the
    documents. `verdicts` is the digest of what was concluded about them when they were last checked.
    """

    first: int
    count: int
    surveys: int = -1
    again: int = -1
    asked: bytes = b""
    found: int = -1
    revisions: int = -1
    touched: bool = True
    verdicts: bytes = b""
    more: int = 0

    @property
    def part(self) -> int:
        """The number of the part in which the documents stand."""
        return self.first >> PART_SHIFT

    @property
    def ids(self) -> Ids:
        """The ids of its documents."""
        return np.arange(self.first, self.first + self.count)


@dataclass(frozen=True)
class Today:
    """Some documents of one part as they are in this round: where to read them, and what became of them so far."""

    only: Only
    revisions: Mapping[int, Revision]


@dataclass(frozen=True)
class SurveyedShelf:
    """The surveys of one shelf by rule code, and what rules that need none found there."""

    first: int
    count: int
    surveys: dict[str, Survey]
    found: Found


@dataclass(frozen=True)
class SurveyedPart:
    """The surveyed shelves of a part; the directory when all of them were."""

    shelves: list[SurveyedShelf]
    directory: PartDirectory | None = None


Checked = list[tuple[int, Document, list[Finding]]]
"""Documents as they are now with their ids and findings."""


def documents(plan: Plan, number: int, part: Part, today: Today | None = None) -> Iterator[tuple[int, Document]]:
    """The documents of a part with their ids, or some of them as they are now."""
    if today is None:
        yield from zip(count(number << PART_SHIFT), read_part(part, plan.reading), strict=False)
        return
    ids = today.only.ids.tolist()
    for identity, document in zip(ids, read_part(part, plan.reading, today.only.records), strict=True):
        revision = today.revisions.get(identity)
        yield identity, replace(document, text=revision.text) if revision else document


def originals(
    plan: Plan, number: int, part: Part, revisions: Mapping[int, Revision]
) -> Iterator[tuple[Document, Revision]]:
    """The documents of a part that something happened to, as they were, and what became of them."""
    if revisions:
        for identity, document in documents(plan, number, part):
            if identity in revisions:
                yield document, revisions[identity]


def batches(plan: Plan, number: int, part: Part, today: Today | None) -> Iterator[Batch]:
    """The same in batches."""
    if today is None:
        return plan.read(number, part)
    mine = list(documents(plan, number, part, today))
    return plan.batches((document for _, document in mine), (identity for identity, _ in mine))


def survey_shelves(
    plan: Plan, number: int, part: Part, today: Today | None = None, spans: list[tuple[int, int]] | None = None
) -> SurveyedPart:
    """Survey the shelves of a part that the spans (first id, count) tell, or make shelves of the whole part."""
    plain = [rule for rule in plan.rules if not isinstance(rule, CorpusRule)]
    shelves = []
    places: list[Place] = []
    for batch in batches(plan, number, part, None) if spans is None else shelved(plan, number, part, today, spans):
        surveys = {rule.code: rule.merge([rule.survey(batch)]) for rule in plan.corpus_rules}
        shelves.append(SurveyedShelf(int(batch.ids[0]), len(batch.ids), surveys, find(plain, batch, {})))
        if spans is None:
            places += [Place(document.path, document.record, document.field) for document in batch.documents]
    return SurveyedPart(shelves, PartDirectory.of(places, 0, 0) if spans is None else None)


def shelved(plan: Plan, number: int, part: Part, today: Today | None, spans: list[tuple[int, int]]) -> Iterator[Batch]:
    """The batches that the spans tell."""
    found = dict(documents(plan, number, part, today))
    for first, size in spans:
        yield Batch([found[i] for i in range(first, first + size)], np.arange(first, first + size))


def survey_again(
    plan: Plan, number: int, part: Part, today: Today, chosen: Mapping[str, Ids], spans: list[tuple[int, int]]
) -> list[tuple[int, dict[str, Survey]]]:
    """Survey the chosen documents on some shelves of a part in full; by the first id of the shelf."""
    rules = {rule.code: rule for rule in plan.corpus_rules}
    found = dict(documents(plan, number, part, today))
    result = []
    for first, size in spans:
        ids = [i for i in range(first, first + size) if i in found]
        batch = Batch([found[i] for i in ids], np.array(ids, np.int64))
        mine = {code: select(batch, wanted) for code, wanted in chosen.items()}
        surveys = {
            code: rules[code].merge([rules[code].survey_again(some)]) for code, some in mine.items() if some is not None
        }
        result.append((first, surveys))
    return result


def check_documents(
    plan: Plan,
    number: int,
    part: Part,
    verdicts: Mapping[str, Verdicts],
    places: Mapping[int, Place],
    today: Today,
    found: Found,
    chosen: Ids,
) -> Checked:
    """The findings that propose edits in the chosen documents of a part; `found` are those known from the survey."""
    result: Checked = []
    wanted = set(chosen.tolist())
    for batch in batches(plan, number, part, today):
        ids = {id(document): int(i) for document, i in zip(batch.documents, batch.ids, strict=True)}
        for document, findings in check_batch(plan.corpus_rules, replace(batch, places=places), verdicts, found):
            if ids[id(document)] in wanted and (fixable := [finding for finding in findings if finding.edits]):
                result.append((ids[id(document)], document, fixable))
    return result

"""What is done with one part of a corpus in each pass: survey it, survey some of it again, check it.

These functions run in this process or in others, and depend on nothing but their arguments.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from corpuslint.batch import Batch, Place, select
from corpuslint.columns import release
from corpuslint.directory import Ids, Only, PartDirectory, part_of
from corpuslint.formats import Part
from corpuslint.model import Document, Finding
from corpuslint.plan import Plan
from corpuslint.rules import CorpusRule, Rule, Survey, Verdicts
from corpuslint.segmentation import Marks
from corpuslint.settle import settle
from corpuslint.tables import distinct, isin

Found = dict[int, list[Finding]]
"""Findings by the id of their document."""


@dataclass(frozen=True)
class Surveyed:
    """What the first pass learnt of one part."""

    surveys: dict[str, Survey]
    directory: PartDirectory
    found: Found
    ahead: dict[Hashable, Survey] = field(default_factory=dict)
    """Parts of second surveys, by `CorpusRule.ahead`."""


@dataclass(frozen=True)
class Checked:
    """What the second pass found in one part: findings by document, in order, and totals."""

    findings: list[tuple[Document, list[Finding]]]
    documents: int
    characters: int
    unreadable: int


def survey_part(plan: Plan, number: int, part: Part, early: bool = False, ahead: bool = False) -> Surveyed:
    """Survey one part for all rules that ask for it; with `early`, let the other rules check it at the same time.

    With `ahead`, what second surveys would say of all documents comes along, as far as rules offer it.
    """
    rules = plan.corpus_rules
    offering = {rule.ahead: rule for rule in rules if ahead and rule.ahead is not None}
    offered: dict[Hashable, list[Survey]] = {name: [] for name in offering}
    plain = [rule for rule in plan.rules if early and not isinstance(rule, CorpusRule)]
    found: Found = {}
    surveys: dict[str, list[Survey]] = {rule.code: [] for rule in rules}
    places: list[Place] = []
    marks: list[Marks | None] = []
    characters = unreadable = 0
    for batch in plan.read(number, part):
        places += [Place(document.path, document.record, document.field) for document in batch.documents]
        characters += len(batch.text) + 1 - len(batch.documents)
        unreadable += sum(document.problem is not None for document in batch.documents)
        for rule in rules:
            surveys[rule.code].append(rule.survey(batch))
        for name, rule in offering.items():
            offered[name].append(rule.survey_ahead(batch))
        found |= find(plain, batch, {})
        marks.append(batch.marks())
    merged = {rule.code: rule.merge(surveys[rule.code]) for rule in rules if surveys[rule.code]}
    told = [mark for mark in marks if mark is not None]
    known = Marks.joined(told) if told and len(told) == len(marks) else None
    directory = PartDirectory.of(places, characters, unreadable, known)
    return Surveyed(
        merged, directory, found, {name: offering[name].merge(mine) for name, mine in offered.items() if mine}
    )


def survey_part_again(plan: Plan, number: int, part: Part, chosen: Mapping[str, Ids], only: Only) -> dict[str, Survey]:
    """Survey some documents of one part in full."""
    rules = {rule.code: rule for rule in plan.corpus_rules}
    surveys: dict[str, list[Survey]] = {code: [] for code in chosen}
    for batch in plan.read(number, part, only):
        if len(chosen) > 1:
            batch.derive("words", lambda batch: batch.words)  # Once for all that ask for some of the documents.
        for code, ids in chosen.items():
            if (mine := select(batch, ids)) is not None:
                surveys[code].append(rules[code].survey_again(mine))
    return {code: rules[code].merge(found) for code, found in surveys.items() if found}


def check_part(
    plan: Plan,
    number: int,
    part: Part,
    verdicts: Mapping[str, Verdicts],
    places: Mapping[int, Place],
    only: Only | None = None,
    known: PartDirectory | None = None,
    found: Found | None = None,
) -> Checked:
    """All findings in one part; with `only`, of these documents, the totals being `known` and some `found` before."""
    settled: list[tuple[Document, list[Finding]]] = []
    documents = characters = unreadable = 0
    for batch in plan.read(number, part, only) if only is None or len(only.ids) else ():
        documents += len(batch.documents)
        characters += len(batch.text) + 1 - len(batch.documents)
        unreadable += sum(document.problem is not None for document in batch.documents)
        settled += check_batch(plan.rules, replace(batch, places=places), verdicts, found or {})
    if known is not None:
        return Checked(settled, len(known), known.characters, known.unreadable)
    return Checked(settled, documents, characters, unreadable)


def check_batch(
    rules: Sequence[Rule], batch: Batch, verdicts: Mapping[str, Verdicts], before: Found | None = None
) -> list[tuple[Document, list[Finding]]]:
    """The findings in a batch by document, sorted, with each defect told once; `before` are findings made before."""
    found, before = find_concerned(rules, batch, verdicts), before or {}
    result = []
    for identity, document in zip(batch.ids.tolist(), batch.documents, strict=True):
        mine = [*before.get(identity, ()), *found.get(identity, ())]
        if mine:
            result.append((document, settle(mine)))
    return result


def find_concerned(rules: Sequence[Rule], batch: Batch, verdicts: Mapping[str, Verdicts]) -> Found:
    """As `find`; where all verdicts name their documents, columns are computed for these documents only."""
    if not all(isinstance(rule, CorpusRule) and rule.per_document for rule in rules):
        return find(rules, batch, verdicts)
    named = [columns["document"] for columns in verdicts.values() if "document" in columns]
    mine = select(batch, np.concatenate(named)) if named else None
    return {} if mine is None else find(rules, mine, verdicts)


def find(rules: Sequence[Rule], batch: Batch, verdicts: Mapping[str, Verdicts]) -> Found:
    """What the rules find in a batch, by the ids of the documents, in any order."""
    ids = batch.ids.tolist()
    numbers: dict[tuple[str, int | None, str | None], list[int]] = {}
    found: Found = {}
    for rule in rules:
        if isinstance(rule, CorpusRule):
            findings = rule.check(batch, rows_of(verdicts.get(rule.code, {}), batch.ids))
        else:
            findings = rule.check(batch)
        for finding in findings:
            if not numbers:
                for number, document in enumerate(batch.documents):
                    numbers.setdefault((document.path, document.record, document.field), []).append(number)
            where = finding.where
            among = numbers[where.path, where.record, where.field]
            number = among[0]
            if len(among) > 1:  # Pieces of a large file.
                number = next((n for n in reversed(among) if batch.documents[n].offset <= where.start), number)
            found.setdefault(ids[number], []).append(finding)
    return found


def rows_of(verdicts: Verdicts, ids: Ids) -> Verdicts:
    """The rows that speak of these documents; verdicts on the corpus are left whole."""
    if "document" not in verdicts or not len(ids):
        return verdicts
    documents = verdicts["document"]
    first, last = np.searchsorted(documents, ids[0]), np.searchsorted(documents, ids[-1], side="right")
    rows = {name: column[first:last] for name, column in verdicts.items()}
    if len(ids) > 1 and ids[-1] - ids[0] != len(ids) - 1:
        inside = isin(rows["document"], ids)
        rows = {name: column[inside] for name, column in rows.items()}
    return rows


def slice_verdicts(verdicts: Mapping[str, Verdicts], number: int) -> dict[str, Verdicts]:
    """What the check of one part needs of the verdicts: so little that it can go to another process."""
    mine: dict[str, Verdicts] = {}
    for code, columns in verdicts.items():
        release(columns.values())
        if "document" in columns:
            rows = part_of(columns["document"], number)
            columns = {name: column[rows] for name, column in columns.items()}
        mine[code] = columns
    return mine


def kept_in(verdicts: Iterable[Verdicts]) -> list[int]:
    """The ids of the documents that verdicts name as copies that stay."""
    kept = [columns["kept"] for columns in verdicts if "kept" in columns]
    return distinct(np.concatenate(kept)).tolist() if kept else []

"""The engine: survey everything, conclude, check everything.

The corpus is read in parts. Each part is surveyed by the rules that must see the whole corpus, the surveys are put
together and concluded, and each part is checked. Parts, ids and the order of findings do not depend on the number of
workers or the size of batches, so neither does the output.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from corpuslint.batch import Batch, Place
from corpuslint.formats import Part, Reading, Source, parts_of, read_part
from corpuslint.model import Document, Finding
from corpuslint.rules import Again, CorpusRule, Rule, Survey, Verdicts
from corpuslint.settle import settle

BATCH_CHARACTERS = 1 << 16
"""Code points of a batch: every temporary array stays in the processor's second-level cache (1 << 20 is half as fast)."""
PART_SHIFT = 32
"""The id of a document is the number of its part, shifted by so many bits, plus its number in the part."""

Result = TypeVar("Result")
Ids = NDArray[np.int64]


@dataclass(frozen=True)
class Plan:
    """What a run does with every part: the rules, how files are read, and the size of batches."""

    rules: tuple[Rule, ...]
    reading: Reading = field(default_factory=Reading)
    batch_characters: int = BATCH_CHARACTERS

    @property
    def corpus_rules(self) -> tuple[CorpusRule, ...]:
        """The rules that must see the whole corpus first."""
        return tuple(rule for rule in self.rules if isinstance(rule, CorpusRule))

    def batches(self, documents: Iterable[Document], first: int, chosen: Ids | None = None) -> Iterator[Batch]:
        """Batches of documents, numbered from `first`; with `chosen`, of those ids only."""
        wanted = None if chosen is None else set(chosen.tolist())
        pending: list[Document] = []
        ids: list[int] = []
        size = 0
        for identity, document in enumerate(documents, first):
            if wanted is not None and identity not in wanted:
                continue
            if pending and size + len(document.text) > self.batch_characters:
                yield Batch(pending, np.array(ids, np.int64))
                pending, ids, size = [], [], 0
            pending.append(document)
            ids.append(identity)
            size += len(document.text) + 1
        if pending:
            yield Batch(pending, np.array(ids, np.int64))


@dataclass(frozen=True)
class Surveyed:
    """What the first pass learnt of one part."""

    surveys: dict[str, Survey]
    places: list[Place]


@dataclass(frozen=True)
class Checked:
    """What the second pass found in one part: findings by document, in order, and totals."""

    findings: list[tuple[Document, list[Finding]]]
    documents: int
    characters: int
    unreadable: int


@dataclass
class Run:
    """One check of a corpus. Iterate over `checked()`; nothing is held but the verdicts."""

    plan: Plan
    sources: Sequence[Source]
    jobs: int = 1
    progress: Callable[[str, int], None] = lambda stage, size: None

    def parts(self) -> Iterator[tuple[int, Part]]:
        """The parts with their numbers."""
        return enumerate(parts_of(self.sources, self.plan.reading))

    def checked(self) -> Iterator[Checked]:
        """The findings of every part, in corpus order."""
        with Workers(self.jobs) as workers:
            verdicts, places = self.verdicts(workers)
            tasks = (
                (self.plan, number, part, *slice_verdicts(verdicts, places, number)) for number, part in self.parts()
            )
            for part, result in workers.map(check_part, tasks):
                self.progress("checking", sum(piece.size for piece in part))
                yield result
            self.verify()

    def verify(self) -> None:
        """Raise `CorpuslintError` when a file changed since the run began."""
        for source in self.sources:
            source.verify()

    def verdicts(self, workers: Workers) -> tuple[dict[str, Verdicts], dict[int, Place]]:
        """What the rules that see the whole corpus conclude, and the places that they name."""
        rules = self.plan.corpus_rules
        if not rules:
            return {}, {}
        merging = {rule.code: Merging(rule) for rule in rules}
        directory: list[list[Place]] = []
        for part, surveyed in workers.map(survey_part, ((self.plan, number, part) for number, part in self.parts())):
            self.progress("reading", sum(piece.size for piece in part))
            directory.append(surveyed.places)
            for code, survey in surveyed.surveys.items():
                merging[code].add(survey)
        concluded = {rule.code: rule.conclude(merging.pop(rule.code).result()) for rule in rules}
        verdicts = {code: answer for code, answer in concluded.items() if not isinstance(answer, Again)}
        again = {code: answer for code, answer in concluded.items() if isinstance(answer, Again)}
        if again:
            verdicts |= self._conclude_again(workers, again)
        kept = [columns["kept"] for columns in verdicts.values() if "kept" in columns]
        ids = np.unique(np.concatenate(kept)).tolist() if kept else []
        mask = (1 << PART_SHIFT) - 1
        return verdicts, {i: directory[i >> PART_SHIFT][i & mask] for i in ids if i >= 0}

    def _conclude_again(self, workers: Workers, again: Mapping[str, Again]) -> dict[str, Verdicts]:
        rules = {rule.code: rule for rule in self.plan.corpus_rules if rule.code in again}
        merging = {code: Merging(rule) for code, rule in rules.items()}
        wanted = {code: np.unique(answer.documents) for code, answer in again.items()}
        slices = (
            (number, part, {code: in_part(ids, number) for code, ids in wanted.items()})
            for number, part in self.parts()
        )
        tasks = (
            (self.plan, number, part, chosen)
            for number, part, chosen in slices
            if any(len(ids) for ids in chosen.values())
        )
        for _, surveys in workers.map(survey_part_again, tasks):
            for code, survey in surveys.items():
                merging[code].add(survey)
        return {code: rule.conclude_again(again[code].survey, merging[code].result()) for code, rule in rules.items()}


class Merging:
    """Surveys put together as they come; those that add up are added up from time to time, to bound memory."""

    def __init__(self, rule: CorpusRule) -> None:
        self.rule = rule
        self.surveys: list[Survey] = []
        self.size = 0
        self.merged_size = 1 << 20

    def add(self, survey: Survey) -> None:
        """Take in one more survey, in corpus order."""
        self.surveys.append(survey)
        self.size += sum(column.nbytes for column in survey.values())
        if type(self.rule).merge is not CorpusRule.merge and self.size > 2 * self.merged_size:
            self.surveys = [self.rule.merge(self.surveys)]
            self.size = self.merged_size = max(1 << 20, sum(column.nbytes for column in self.surveys[0].values()))

    def result(self) -> Survey:
        """All surveys as one."""
        return self.rule.merge(self.surveys)


class Workers:
    """A map over parts, in this process or in several, with results in order and a bounded backlog."""

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs
        self.pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Workers:
        if self.jobs > 1:
            self.pool = ProcessPoolExecutor(self.jobs)
        return self

    def __exit__(self, *exception: object) -> None:
        if self.pool:
            self.pool.shutdown(wait=True, cancel_futures=True)

    def map(self, function: Callable[..., Result], tasks: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Part, Result]]:
        """`function(*task)` for each task, with the task's part."""
        if self.pool is None:
            for task in tasks:
                yield task[2], function(*task)
            return
        backlog: list[tuple[Part, Future[Result]]] = []
        for task in tasks:
            backlog.append((task[2], self.pool.submit(function, *task)))
            if len(backlog) > 2 * self.jobs:
                part, future = backlog.pop(0)
                yield part, future.result()
        for part, future in backlog:
            yield part, future.result()


def survey_part(plan: Plan, number: int, part: Part) -> Surveyed:
    """Survey one part for all rules that ask for it."""
    rules = plan.corpus_rules
    surveys: dict[str, list[Survey]] = {rule.code: [] for rule in rules}
    places = []
    for batch in plan.batches(read_part(part, plan.reading), number << PART_SHIFT):
        places += [Place(document.path, document.record, document.field) for document in batch.documents]
        for rule in rules:
            surveys[rule.code].append(rule.survey(batch))
    return Surveyed({rule.code: rule.merge(surveys[rule.code]) for rule in rules if surveys[rule.code]}, places)


def survey_part_again(plan: Plan, number: int, part: Part, chosen: Mapping[str, Ids]) -> dict[str, Survey]:
    """Survey some documents of one part in full."""
    everything = np.unique(np.concatenate(list(chosen.values())))
    surveys: dict[str, list[Survey]] = {code: [] for code in chosen}
    for batch in plan.batches(read_part(part, plan.reading), number << PART_SHIFT, everything):
        for rule in plan.corpus_rules:
            if rule.code in chosen and (mine := select(batch, chosen[rule.code])) is not None:
                surveys[rule.code].append(rule.survey_again(mine))
    rules = {rule.code: rule for rule in plan.corpus_rules}
    return {code: rules[code].merge(found) for code, found in surveys.items() if found}


def select(batch: Batch, ids: Ids) -> Batch | None:
    """The batch of just these documents."""
    inside = np.isin(batch.ids, ids)
    if inside.all():
        return batch
    if not inside.any():
        return None
    return Batch([d for d, wanted in zip(batch.documents, inside.tolist(), strict=True) if wanted], batch.ids[inside])


def check_part(
    plan: Plan, number: int, part: Part, verdicts: Mapping[str, Verdicts], places: Mapping[int, Place]
) -> Checked:
    """All findings in one part."""
    found: list[tuple[Document, list[Finding]]] = []
    documents = characters = unreadable = 0
    for batch in plan.batches(read_part(part, plan.reading), number << PART_SHIFT):
        documents += len(batch.documents)
        characters += len(batch.text) + 1 - len(batch.documents)
        unreadable += sum(document.problem is not None for document in batch.documents)
        found += check_batch(plan.rules, replace(batch, places=places), verdicts)
    return Checked(found, documents, characters, unreadable)


def check_batch(
    rules: Sequence[Rule], batch: Batch, verdicts: Mapping[str, Verdicts]
) -> list[tuple[Document, list[Finding]]]:
    """The findings in a batch by document, sorted, with each defect told once."""
    found: dict[tuple[str, int | None, str | None], list[Finding]] = {}
    ids = batch.ids
    for rule in rules:
        if isinstance(rule, CorpusRule):
            findings = rule.check(batch, rows_of(verdicts.get(rule.code, {}), ids))
        else:
            findings = rule.check(batch)
        for finding in findings:
            found.setdefault((finding.where.path, finding.where.record, finding.where.field), []).append(finding)
    result = []
    if found:
        for document in batch.documents:
            mine = found.get((document.path, document.record, document.field))
            if mine:
                limit = document.offset + len(document.text)
                inside = [f for f in mine if document.offset <= f.where.start <= limit]
                if inside:
                    result.append((document, settle(inside)))
    return result


def rows_of(verdicts: Verdicts, ids: Ids) -> Verdicts:
    """The rows that speak of these documents; verdicts on the corpus are left whole."""
    if "document" not in verdicts or not len(ids):
        return verdicts
    documents = verdicts["document"]
    first, last = np.searchsorted(documents, ids[0]), np.searchsorted(documents, ids[-1], side="right")
    rows = {name: column[first:last] for name, column in verdicts.items()}
    if len(ids) > 1 and ids[-1] - ids[0] != len(ids) - 1:
        inside = np.isin(rows["document"], ids)
        rows = {name: column[inside] for name, column in rows.items()}
    return rows


def in_part(ids: Ids, number: int) -> Ids:
    """Those of the ascending ids that belong to a part."""
    first, last = np.searchsorted(ids, [number << PART_SHIFT, (number + 1) << PART_SHIFT])
    return ids[first:last]


def slice_verdicts(
    verdicts: Mapping[str, Verdicts], places: Mapping[int, Place], number: int
) -> tuple[dict[str, Verdicts], dict[int, Place]]:
    """What the check of one part needs of the verdicts: so little that it can go to another process."""
    mine: dict[str, Verdicts] = {}
    kept: list[NDArray[np.int64]] = []
    for code, columns in verdicts.items():
        if "document" in columns:
            first, last = np.searchsorted(columns["document"], [number << PART_SHIFT, (number + 1) << PART_SHIFT])
            columns = {name: column[first:last] for name, column in columns.items()}
        if "kept" in columns:
            kept.append(columns["kept"])
        mine[code] = columns
    ids = np.unique(np.concatenate(kept)).tolist() if kept else []
    return mine, {i: places[i] for i in ids if i in places}

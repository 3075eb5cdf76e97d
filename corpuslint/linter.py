"""The engine: survey everything, conclude, check everything.

The corpus is read in parts. Each part is surveyed by the rules that must see the whole corpus, the surveys are put
together and concluded, and each part is checked. Parts, ids and the order of findings do not depend on the number of
workers or the size of batches, so neither does the output.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

import numpy as np

from corpuslint.batch import Batch, Place, select
from corpuslint.directory import PART_SHIFT, Directory, Ids, Only, PartDirectory, part_of
from corpuslint.formats import Part, Reading, Source, parts_of, read_part
from corpuslint.model import Document, Finding
from corpuslint.rules import Again, CorpusRule, Rule, Survey, Verdicts
from corpuslint.segmentation import Marks
from corpuslint.settle import settle
from corpuslint.workers import Merging, Shelf, Workers

BATCH_CHARACTERS = 1 << 20
"""Code points of a batch. Rules make hundreds of calls for a batch, whatever its size: a whole check of 81 MB took
20.5, 17.5, 15.8, 15.5 and 16.5 seconds with batches of 1 << 17 to 1 << 21. Memory grows by 20 bytes a code point.
"""


Found = dict[int, list[Finding]]
"""Findings by the id of their document."""


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

    def batches(self, documents: Iterable[Document], ids: Iterable[int], marks: Marks | None = None) -> Iterator[Batch]:
        """Batches of documents, which the ids name; `marks` are what is known of their lines."""
        pending: list[Document] = []
        names: list[int] = []
        size = done = 0

        def batch() -> Batch:
            known = marks and marks.slice(done, done + len(pending))
            return Batch(pending, np.array(names, np.int64), known=known)

        for identity, document in zip(ids, documents, strict=False):
            if pending and size + len(document.text) > self.batch_characters:
                yield batch()
                done += len(pending)
                pending, names, size = [], [], 0
            pending.append(document)
            names.append(identity)
            size += len(document.text) + 1
        if pending:
            yield batch()

    def read(self, number: int, part: Part, only: Only | None = None) -> Iterator[Batch]:
        """The batches of a part, or of some of its documents."""
        if only is None:
            return self.batches(read_part(part, self.reading), count(number << PART_SHIFT))
        return self.batches(read_part(part, self.reading, only.records), only.ids.tolist(), only.marks)


@dataclass(frozen=True)
class Surveyed:
    """What the first pass learnt of one part."""

    surveys: dict[str, Survey]
    directory: PartDirectory
    found: Found


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
    workers: Callable[[int], Workers] = Workers
    notes: list[str] = field(default_factory=list)
    """What rules want to be known besides their findings, once these were iterated over."""

    def parts(self) -> Iterator[tuple[int, Part]]:
        """The parts with their numbers."""
        return enumerate(parts_of(self.sources, self.plan.reading))

    def checked(self) -> Iterator[Checked]:
        """The findings of every part, in corpus order.

        Where the verdicts of all rules that see the whole corpus name their documents, the other rules check in the
        first pass, while the columns are at hand, and the second pass reads only documents that have findings.
        """
        with self.workers(self.jobs) as workers, Shelf() as shelf:
            early = all(rule.per_document for rule in self.plan.corpus_rules) and bool(self.plan.corpus_rules)
            verdicts, directory = self.verdicts(workers, shelf if early else None)
            plan = replace(self.plan, rules=self.plan.corpus_rules) if early else self.plan
            tasks = self.check_tasks(plan, verdicts, directory, shelf if early else None)
            for part, result in workers.map(check_part, tasks):
                self.progress("checking", sum(piece.size for piece in part))
                yield result
            self.verify()

    def check_tasks(
        self, plan: Plan, verdicts: Mapping[str, Verdicts], directory: Directory, shelf: Shelf | None
    ) -> Iterator[tuple[Any, ...]]:
        """The arguments of `check_part` for each part; with a shelf, of the documents that have findings only."""
        for number, part in self.parts():
            mine = slice_verdicts(verdicts, number)
            places = directory.places(kept_in(mine.values()))
            if shelf is None:
                yield plan, number, part, mine, places
                continue
            found = shelf.take(number)
            named = [
                np.fromiter(found, np.int64, len(found)),
                *(columns["document"] for columns in mine.values() if "document" in columns),
            ]
            only = directory.only(number, np.unique(np.concatenate(named)))
            yield plan, number, part, mine, places, only, directory.parts[number], found

    def verify(self) -> None:
        """Raise `CorpuslintError` when a file changed since the run began."""
        for source in self.sources:
            source.verify()

    def verdicts(self, workers: Workers, shelf: Shelf | None = None) -> tuple[dict[str, Verdicts], Directory]:
        """What the rules that see the whole corpus conclude, and where the documents stand.

        With a shelf the other rules check at the same time, and their findings are put there.
        """
        rules, directory = self.plan.corpus_rules, Directory()
        if not rules:
            return {}, directory
        merging = {rule.code: self.merging(rule) for rule in rules}
        tasks = ((self.plan, number, part, shelf is not None) for number, part in self.parts())
        for part, surveyed in workers.survey(survey_part, tasks):
            self.progress("reading", sum(piece.size for piece in part))
            if shelf is not None:
                shelf.put(surveyed.found)
            directory.parts.append(surveyed.directory)
            for code, survey in surveyed.surveys.items():
                merging[code].add(survey)
        return self.concluded(workers, merging, directory), directory

    def merging(self, rule: CorpusRule) -> Merging:
        """Where the surveys of a rule are put together."""
        return Merging(rule)

    def concluded(self, workers: Workers, merging: dict[str, Merging], directory: Directory) -> dict[str, Verdicts]:
        """What the rules conclude from their surveys, or from looking at some documents again."""
        concluded: dict[str, Verdicts | Again] = {}
        for code in list(merging):
            mine = merging.pop(code)
            concluded[code] = mine.conclude()
            self.notes += mine.notes
        verdicts = {code: answer for code, answer in concluded.items() if not isinstance(answer, Again)}
        again = {code: answer for code, answer in concluded.items() if isinstance(answer, Again)}
        if again:
            verdicts |= self._conclude_again(workers, again, directory)
        return verdicts

    def _conclude_again(
        self, workers: Workers, again: Mapping[str, Again], directory: Directory
    ) -> dict[str, Verdicts]:
        rules = {rule.code: rule for rule in self.plan.corpus_rules if rule.code in again}
        merging = {code: self.merging(rule) for code, rule in rules.items()}
        wanted = {code: np.unique(answer.documents) for code, answer in again.items()}
        everything = np.unique(np.concatenate(list(wanted.values())))

        def tasks() -> Iterator[tuple[Any, ...]]:
            for number, part in self.parts():
                ids = everything[part_of(everything, number)]
                if len(ids):
                    chosen = {code: mine[part_of(mine, number)] for code, mine in wanted.items()}
                    yield self.plan, number, part, chosen, directory.only(number, ids)

        for code, ids in wanted.items():
            if not len(ids):  # The columns must be there, though they hold nothing.
                merging[code].add(rules[code].survey_again(Batch([], np.zeros(0, np.int64))))
        for _, surveys in workers.map(survey_part_again, tasks()):
            for code, survey in surveys.items():
                merging[code].add(survey)
        verdicts: dict[str, Verdicts] = {}
        for code in rules:
            mine = merging.pop(code)
            verdicts[code] = mine.conclude_again(again[code].survey)
            self.notes += mine.notes
        return verdicts


def survey_part(plan: Plan, number: int, part: Part, early: bool = False) -> Surveyed:
    """Survey one part for all rules that ask for it; with `early`, let the other rules check it at the same time."""
    rules = plan.corpus_rules
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
        found |= find(plain, batch, {})
        marks.append(batch.marks())
    merged = {rule.code: rule.merge(surveys[rule.code]) for rule in rules if surveys[rule.code]}
    told = [mark for mark in marks if mark is not None]
    known = Marks.joined(told) if told and len(told) == len(marks) else None
    return Surveyed(merged, PartDirectory.of(places, characters, unreadable, known), found)


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
            number = next((n for n in reversed(among) if batch.documents[n].offset <= where.start), among[0])
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
        inside = np.isin(rows["document"], ids)
        rows = {name: column[inside] for name, column in rows.items()}
    return rows


def slice_verdicts(verdicts: Mapping[str, Verdicts], number: int) -> dict[str, Verdicts]:
    """What the check of one part needs of the verdicts: so little that it can go to another process."""
    mine: dict[str, Verdicts] = {}
    for code, columns in verdicts.items():
        if "document" in columns:
            rows = part_of(columns["document"], number)
            columns = {name: column[rows] for name, column in columns.items()}
        mine[code] = columns
    return mine


def kept_in(verdicts: Iterable[Verdicts]) -> list[int]:
    """The ids of the documents that verdicts name as copies that stay."""
    kept = [columns["kept"] for columns in verdicts if "kept" in columns]
    return np.unique(np.concatenate(kept)).tolist() if kept else []

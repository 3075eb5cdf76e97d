"""The engine: survey everything, conclude, check everything.

The corpus is read in parts. Each part is surveyed by the rules that must see the whole corpus, the surveys are put
together and concluded, and each part is checked. Parts, ids and the order of findings do not depend on the number of
workers or the size of batches, so neither does the output.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpuslint.batch import Batch
from corpuslint.columns import ColumnStore
from corpuslint.directory import Directory, part_of
from corpuslint.formats import Part, Source, parts_of
from corpuslint.passes import Checked, check_part, kept_in, slice_verdicts, survey_part, survey_part_again
from corpuslint.plan import Plan
from corpuslint.rules import Again, CorpusRule, Verdicts
from corpuslint.settle import settle_verdicts
from corpuslint.tables import distinct
from corpuslint.workers import Merging, Shelf, Workers, conclude_all, conclude_all_again


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
    others: frozenset[str] = frozenset()
    """Paths of files that are read but not reported on: nothing in them goes."""
    known_parts: list[Part] | None = None
    ahead: dict[Hashable, ColumnStore] = field(default_factory=dict)
    """What the first pass said of second surveys, by `CorpusRule.ahead`, until rules have concluded."""

    def cut(self) -> Iterator[Part]:
        """The corpus in parts, in order."""
        return parts_of(self.sources, self.plan.reading)

    def parts(self) -> Iterator[tuple[int, Part]]:
        """The parts with their numbers; cut anew in each pass only where they hold the text."""
        if self.known_parts is not None:
            yield from enumerate(self.known_parts)
            return
        parts: list[Part] | None = []
        for number, part in enumerate(self.cut()):
            if any(piece.data is not None for piece in part):
                parts = None
            if parts is not None:
                parts.append(part)
            yield number, part
        self.known_parts = parts

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
            only = directory.only(number, distinct(np.concatenate(named)))
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
        merging = {rule.code: self.merging(rule, workers) for rule in rules}
        tasks = ((self.plan, number, part, shelf is not None, workers.ahead) for number, part in self.parts())
        for part, surveyed in workers.survey(survey_part, tasks):
            self.progress("reading", sum(piece.size for piece in part))
            if shelf is not None:
                shelf.put(surveyed.found)
            directory.add(surveyed.directory)
            for code, survey in surveyed.surveys.items():
                merging[code].add(survey)
            for name, columns in surveyed.ahead.items():
                self.ahead.setdefault(name, workers.columns()).add(columns)
        concluded = self.concluded(workers, merging, directory)
        return settle_verdicts(concluded, directory.within(self.others)), directory

    def merging(self, rule: CorpusRule, workers: Workers) -> Merging:
        """Where the surveys of a rule are put together."""
        return workers.merging(rule)

    def concluded(self, workers: Workers, merging: dict[str, Merging], directory: Directory) -> dict[str, Verdicts]:
        """What the rules conclude from their surveys, or from looking at some documents again."""
        verdicts, again = conclude_all(merging, self.notes, self.jobs)
        if again:
            verdicts |= self._conclude_again(workers, again, directory)
        return verdicts

    def _conclude_again(self, workers: Workers, again: dict[str, Again], directory: Directory) -> dict[str, Verdicts]:
        rules = {rule.code: rule for rule in self.plan.corpus_rules if rule.code in again}
        merging = {code: self.merging(rule, workers) for code, rule in rules.items()}
        wanted = {code: distinct(self.unread(rules[code], answer)) for code, answer in again.items()}
        everything = distinct(np.concatenate(list(wanted.values())))

        def tasks() -> Iterator[tuple[Any, ...]]:
            for number, part in self.parts():
                ids = everything[part_of(everything, number)]
                if len(ids):
                    chosen = {code: mine[part_of(mine, number)] for code, mine in wanted.items()}
                    yield self.plan, number, part, chosen, directory.only(number, ids)

        for code, ids in wanted.items():
            if not len(ids):  # The columns must be there, though they hold nothing.
                merging[code].add(rules[code].survey_again(Batch([], np.zeros(0, np.int64))))
        for _, surveys in workers.survey_again(survey_part_again, tasks()):
            for code, survey in surveys.items():
                merging[code].add(survey)
        ahead = {name: store.result() for name, store in self.ahead.items()}
        self.ahead.clear()
        for code, rule in rules.items():
            merging[code].ahead = ahead.get(rule.ahead, {})
        return conclude_all_again(merging, again, self.notes, self.jobs)

    def unread(self, rule: CorpusRule, answer: Again) -> NDArray[np.int64]:
        """The documents that must be read again: fewer than a rule asks for, where their survey was made ahead."""
        return answer.documents if answer.rest is None or rule.ahead not in self.ahead else answer.rest

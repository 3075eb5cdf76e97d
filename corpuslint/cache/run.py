"""A run that looks into the cache before it works."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from corpuslint import passes
from corpuslint.batch import Place
from corpuslint.cache.conclusions import Conclusions
from corpuslint.cache.findings import Texts, digest_of_verdicts, named, settle_part
from corpuslint.cache.keys import key, stable_parts
from corpuslint.cache.store import Cache
from corpuslint.cache.workers import CachingWorkers, Question
from corpuslint.directory import Directory
from corpuslint.formats import Part
from corpuslint.linter import Run
from corpuslint.passes import Checked, Found, kept_in, slice_verdicts
from corpuslint.plan import Plan
from corpuslint.rules import CorpusRule, Verdicts
from corpuslint.workers import Merging, Shelf, Workers


class NoShelf(Shelf):
    """Findings of the first pass are in the cache."""

    def put(self, found: Found) -> None:
        """Do nothing."""


@dataclass
class CachedRun(Run):
    """A run that is spared what was learnt before."""

    cache: Cache = field(default_factory=lambda: Cache(Path(".corpuslint-cache")))
    program: bytes = b""

    def cut(self) -> Iterator[Part]:
        """The corpus in parts, cut so that a changed file changes few of them."""
        return stable_parts(self.sources, self.plan)

    def checked(self) -> Iterator[Checked]:
        """As `Run.checked`; rules that need no survey always check in the first pass, which is kept."""
        if not self.plan.corpus_rules:
            yield from super().checked()
            return
        with CachingWorkers(self.jobs, self.cache, self.plan) as workers:
            self.program = workers.digests.program
            verdicts, directory = self.verdicts(workers, NoShelf())
            plan = replace(self.plan, rules=self.plan.corpus_rules)
            if all(rule.per_document for rule in self.plan.corpus_rules):
                yield from self.settled(plan, workers, verdicts, directory)
            else:
                tasks = self.every_task(plan, workers, verdicts, directory)
                for part, result in workers.map(passes.check_part, tasks):
                    self.progress("checking", sum(piece.size for piece in part))
                    yield result
            self.verify()
        self.cache.prune()

    def merging(self, rule: CorpusRule, workers: Workers) -> Merging:
        """Surveys of a rule that stay on the disk."""
        return Conclusions(rule, self.cache, self.program)

    def concluded(self, workers: Workers, merging: dict[str, Merging], directory: Directory) -> dict[str, Verdicts]:
        """As `Run.concluded`; nothing is concluded where no survey has changed."""
        told = [(code, *mine.digests) for code, mine in merging.items() if isinstance(mine, Conclusions)]
        name = key(self.program, "concluded", repr(told))
        kept = self.cache.get(name)
        if kept is not None:
            verdicts, notes = kept
            self.notes += notes
            return dict(verdicts)
        verdicts = super().concluded(workers, merging, directory)
        self.cache.put(name, (verdicts, self.notes))
        return verdicts

    def settled(
        self, plan: Plan, workers: CachingWorkers, verdicts: Mapping[str, Verdicts], directory: Directory
    ) -> Iterator[Checked]:
        """The findings of every part; of those whose verdicts are what they were, from the cache."""
        corpus = key(self.program, "settled", *(first.key for first in workers.early.values()))
        before: dict[int, str] = self.cache.get(corpus) or {}
        names: dict[int, str] = {}
        questions = (
            self.question(plan, workers, number, part, verdicts, directory, before.get(number))
            for number, part in self.parts()
        )
        for asked, found in workers.answers(questions):
            names[asked.number] = asked.key
            self.progress("checking", sum(piece.size for piece in asked.part))
            texts = Texts(plan, asked.number, asked.part, directory, found)
            known = directory.parts[asked.number]
            yield Checked(list(texts.with_findings()), len(known), known.characters, known.unreadable)
        if names != before:
            self.cache.put(corpus, names)

    def question(
        self,
        plan: Plan,
        workers: CachingWorkers,
        number: int,
        part: Part,
        verdicts: Mapping[str, Verdicts],
        directory: Directory,
        name: str | None,
    ) -> Question:
        """The question for the findings of a part; its name is known where the whole corpus is what it was."""

        @lru_cache(1)
        def concerned() -> tuple[dict[str, Verdicts], dict[int, Place]]:
            mine = slice_verdicts(verdicts, number)
            return mine, directory.places(kept_in(mine.values()))

        if name is None:
            mine, places = concerned()
            told = [digest_of_verdicts(rule, number, mine[rule.code], places) for rule in named(plan.rules, mine)]
            name = key(workers.digests.part(part), "settled", *told)

        def task() -> tuple[Any, ...]:
            before = workers.found_early(number)
            mine, places = concerned()
            ids = [np.fromiter(before, np.int64, len(before)), *(columns["document"] for columns in mine.values())]
            only = directory.only(number, np.unique(np.concatenate(ids)))
            return plan, number, part, mine, places, only, before

        def keep(found: Found) -> Found:
            self.cache.put(name, found)
            return found

        return Question(number, part, name, settle_part, task, keep)

    def every_task(
        self, plan: Plan, workers: CachingWorkers, verdicts: Mapping[str, Verdicts], directory: Directory
    ) -> Iterator[tuple[Any, ...]]:
        """The arguments of `check_part` for all documents, with what the first pass found."""
        for number, part in self.parts():
            mine = slice_verdicts(verdicts, number)
            places = directory.places(kept_in(mine.values()))
            yield plan, number, part, mine, places, None, None, workers.found_early(number)

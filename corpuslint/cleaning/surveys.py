"""What the rules that see the whole corpus conclude about it, again after each round of a clean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import blake2b
from typing import Any

import numpy as np

from corpuslint.cleaning.shelves import Shelf, survey_again, survey_shelves
from corpuslint.cleaning.shelving import Shelving
from corpuslint.directory import Ids
from corpuslint.formats import Part
from corpuslint.rules import Again, Survey, Verdicts
from corpuslint.workers import Merging, Workers, conclude_all, conclude_all_again


class Surveys:
    """The surveys of all shelves; only those of touched shelves are made again."""

    def __init__(self, shelving: Shelving, workers: Workers) -> None:
        self.shelving = shelving
        self.store = shelving.store
        self.workers = workers
        self.rules = shelving.plan.corpus_rules
        self.merged: list[int] = []
        self.notes: list[str] = []

    def conclude(self) -> dict[str, Verdicts]:
        """The verdicts on the corpus as it is now; `notes` are what rules want to be known besides."""
        merging = {rule.code: Merging(rule) for rule in self.rules}
        for surveys in self.current() if self.shelving.by_part else self.first():
            for code, survey in surveys.items():
                merging[code].add(survey)
        self.notes.clear()
        verdicts, again = conclude_all(merging, self.notes, self.workers.jobs)
        if again:
            verdicts |= self.conclude_again(again)
        return verdicts

    def first(self) -> Iterator[dict[str, Survey]]:
        """Survey everything; yields the surveys of each part."""
        tasks = ((self.shelving.plan, number, part) for number, part in self.shelving.parts())
        for part, surveyed in self.workers.map(survey_shelves, tasks):
            self.shelving.progress("reading", size_of(part))
            self.shelving.add(surveyed)
            self.merged.append(-1)
            yield self.merge(len(self.merged) - 1, [one.surveys for one in surveyed.shelves])

    def current(self) -> Iterator[dict[str, Survey]]:
        """Survey the touched shelves again; yields the surveys of each part as they are now."""
        touched = [shelf for shelf in self.shelving if shelf.touched]
        tasks = (
            (
                self.shelving.plan,
                number,
                part,
                self.shelving.today(number, np.concatenate([shelf.ids for shelf in mine])),
                [(shelf.first, shelf.count) for shelf in mine],
            )
            for number, part, mine in self.shelving.chosen_parts(touched)
        )
        for part, surveyed in self.workers.map(survey_shelves, tasks):
            self.shelving.progress("reading again", size_of(part))
            self.shelving.keep(surveyed)
        stale = {shelf.part for shelf in touched}
        for number, mine in enumerate(self.shelving.by_part):
            if number in stale:
                yield self.merge(number, [self.store.get(shelf.surveys) for shelf in mine])
            else:
                yield self.store.get(self.merged[number])

    def merge(self, number: int, surveys: list[dict[str, Survey]]) -> dict[str, Survey]:
        """The surveys of a part as one; kept, for the rounds that do not touch the part."""
        merged = {rule.code: rule.merge([survey[rule.code] for survey in surveys]) for rule in self.rules if surveys}
        self.merged[number] = self.store.put(merged)
        return merged

    def conclude_again(self, again: dict[str, Again]) -> dict[str, Verdicts]:
        """Survey in full what the rules asked for, as far as it was not done before, and conclude."""
        rules = {rule.code: rule for rule in self.rules if rule.code in again}
        wanted = {code: np.unique(answer.documents) for code, answer in again.items()}
        merging = {code: Merging(rule) for code, rule in rules.items()}
        for surveys in self.surveyed_again(wanted):
            for code, survey in surveys.items():
                merging[code].add(survey)
        return conclude_all_again(merging, again, self.notes, self.workers.jobs)

    def surveyed_again(self, wanted: Mapping[str, Ids]) -> Iterator[dict[str, Survey]]:
        """The surveys in full of all shelves on which something is asked for."""
        everything = np.unique(np.concatenate(list(wanted.values())))
        asked = []
        stale = []
        for shelf in self.shelving:
            mine = [within(ids, shelf) for ids in wanted.values()]
            if not any(map(len, mine)):
                shelf.again, shelf.asked = -1, b""
                continue
            asked.append(shelf)
            key = digest(*(ids.tobytes() for ids in mine))
            if shelf.touched or shelf.asked != key:
                shelf.asked = key
                stale.append(shelf)
        for part, surveyed in self.workers.map(survey_again, self.tasks_again(stale, wanted, everything)):
            self.shelving.progress("comparing", size_of(part))
            for first, surveys in surveyed:
                self.shelving.shelf_of(first).again = self.store.put(surveys)
        for shelf in asked:
            yield self.store.get(shelf.again)

    def tasks_again(self, stale: list[Shelf], wanted: Mapping[str, Ids], everything: Ids) -> Iterator[tuple[Any, ...]]:
        """What workers need to survey in full what is asked for on the stale shelves."""
        for number, part, mine in self.shelving.chosen_parts(stale):
            spans = [(shelf.first, shelf.count) for shelf in mine]
            ids = np.concatenate([within(everything, shelf) for shelf in mine])
            chosen = {
                code: np.concatenate([within(column, shelf) for shelf in mine]) for code, column in wanted.items()
            }
            yield self.shelving.plan, number, part, self.shelving.today(number, ids), chosen, spans


def within(ids: Ids, shelf: Shelf) -> Ids:
    """Those of the ascending ids that are on the shelf."""
    first, last = np.searchsorted(ids, [shelf.first, shelf.first + shelf.count]).tolist()
    return ids[first:last]


def digest(*parts: bytes) -> bytes:
    """A short digest of several pieces of data."""
    hashed = blake2b(digest_size=16)
    for part in parts:
        hashed.update(len(part).to_bytes(8, "little"))
        hashed.update(part)
    return hashed.digest()


def size_of(part: Part) -> int:
    """Bytes (or row groups) of a part, for progress."""
    return sum(piece.size for piece in part)

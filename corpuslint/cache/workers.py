"""Workers that look into the cache before they work, and keep what they make."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from corpuslint import passes
from corpuslint.cache.keys import Digests, digest_of, key
from corpuslint.cache.store import Cache
from corpuslint.cache.surveys import NUMBER, KeptSurvey
from corpuslint.directory import PART_SHIFT, Only
from corpuslint.formats import Part
from corpuslint.passes import Found, Surveyed
from corpuslint.plan import Plan
from corpuslint.rules import Survey
from corpuslint.workers import Workers

Task = tuple[Any, ...]


@dataclass(frozen=True)
class Question:
    """What is asked of a part: the function and its arguments; `keep` keeps an answer and says what `key` finds."""

    number: int
    part: Part
    key: str
    function: Callable[..., Any]
    task: Callable[[], Task]
    keep: Callable[[Any], Any]


class CachingWorkers(Workers):
    """Workers that do what is not in the cache."""

    ahead = False  # Words of all documents would be most of the cache, and are needed only after an edit.

    def __init__(self, jobs: int, cache: Cache, plan: Plan) -> None:
        super().__init__(jobs)
        self.cache = cache
        self.digests = Digests(plan)
        self.early: dict[int, Question] = {}

    def map(self, function: Callable[..., Any], tasks: Iterable[Task]) -> Iterator[tuple[Part, Any]]:
        """`function(*task)` for each task, with the task's part; surveys stay on the disk."""
        if function is passes.survey_part:
            for question, kept in self.answers(map(self.first, tasks)):
                directory, digests = kept
                self.early[question.number] = question
                yield question.part, Surveyed(self.surveys(question, digests), directory, {})
        elif function is passes.survey_part_again:
            for question, digests in self.answers(map(self.second, tasks)):
                yield question.part, self.surveys(question, digests)
        else:
            yield from super().map(function, tasks)

    def answers(self, questions: Iterable[Question]) -> Iterator[tuple[Question, Any]]:
        """The questions in order, each with what was kept of its answer."""
        waiting: deque[tuple[Question, Any, Any]] = deque()
        for question in questions:
            kept = self.cache.get(question.key)
            waiting.append((question, kept, self.asked(question) if kept is None else None))
            while self.pool is None or len(waiting) > 2 * self.jobs:
                yield self.answered(*waiting.popleft())
                if not waiting:
                    break
        for entry in waiting:
            yield self.answered(*entry)

    def asked(self, question: Question) -> Any:
        """The answer, or its promise."""
        return (self.pool.submit if self.pool else lambda work, *task: work(*task))(question.function, *question.task())

    def answered(self, question: Question, kept: Any, answer: Any) -> tuple[Question, Any]:
        """A question with what is kept of its answer."""
        if kept is None:
            kept = question.keep(answer.result() if self.pool else answer)
        return question, kept

    def surveys(self, question: Question, digests: dict[str, bytes]) -> Any:
        """The surveys of a part by rule, still on the disk."""

        keys = {code: key(question.key, code) for code in digests}
        return {
            code: KeptSurvey(self.cache, keys[code], question.number, digest, partial(remade, question, code))
            for code, digest in digests.items()
        }

    def first(self, task: Task) -> Question:
        """The question for the first survey of a part."""
        plan, number, part, *rest = task
        name = key(self.digests.part(part), "survey_part", repr(rest))

        def keep(answer: Surveyed) -> Any:
            self.cache.put(key(name, "found"), answer.found)
            kept = answer.directory, self.kept(name, answer.surveys)
            self.cache.put(name, kept)
            return kept

        return Question(number, part, name, passes.survey_part, lambda: (plan, NUMBER, part, *rest), keep)

    def second(self, task: Task) -> Question:
        """The question for the second survey of a part."""
        plan, number, part, chosen, only = task
        shift = (NUMBER - number) << PART_SHIFT
        chosen = {code: ids + shift for code, ids in chosen.items()}
        only = Only(only.ids + shift, only.records, only.marks)
        asked = [f"{code} {len(ids)} ".encode() + np.ascontiguousarray(ids).tobytes() for code, ids in chosen.items()]
        name = key(self.digests.part(part), "survey_part_again", only.ids.tobytes(), *sorted(asked))

        def keep(answer: dict[str, Survey]) -> Any:
            digests = self.kept(name, answer)
            self.cache.put(name, digests)
            return digests

        return Question(number, part, name, passes.survey_part_again, lambda: (plan, NUMBER, part, chosen, only), keep)

    def kept(self, name: str, surveys: dict[str, Survey]) -> dict[str, bytes]:
        """The digests of surveys, which are kept."""
        for code, survey in surveys.items():
            self.cache.put(key(name, code), survey)
        return {code: digest_of(survey) for code, survey in surveys.items()}

    def found_early(self, number: int) -> Found:
        """What the rules that need no survey found in a part."""
        question = self.early[number]
        found: Found | None = self.cache.get(key(question.key, "found"))
        if found is None:
            answer: Surveyed = question.function(*question.task())
            question.keep(answer)
            found = answer.found
        shift = (number - NUMBER) << PART_SHIFT
        return {identity + shift: findings for identity, findings in found.items()}


def remade(question: Question, code: str) -> Survey:
    """A survey that was in the cache, worked out again."""
    answer = question.function(*question.task())
    question.keep(answer)
    surveys: dict[str, Survey] = answer.surveys if isinstance(answer, Surveyed) else answer
    return surveys[code]

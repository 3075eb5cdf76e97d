"""A map over the parts of a corpus, in one process or several, and the merging of what the parts give."""

from __future__ import annotations

import os
import pickle
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import IO, TYPE_CHECKING, Any, Self, TypeVar

from corpuslint.columns import ColumnStore, release, stored, temporary
from corpuslint.formats import Part
from corpuslint.interrupts import undisturbed
from corpuslint.model import Finding
from corpuslint.rules import Again, CorpusRule, Noted, Survey, Verdicts

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

Result = TypeVar("Result")
SHELF_FINDINGS = 1 << 15
"""Findings that stay in memory between the passes, at 600 bytes each; more go to the disk."""
MERGE_BYTES = 1 << 20
"""Surveys that add up are added up whenever they are twice as large as after the last time, and this at least."""


class Workers:
    """A map over parts, in this process or in several, with results in order and a bounded backlog."""

    ahead = True
    """Whether parts of second surveys come with the first ones, for all documents: four bytes a word, cheaper to move
    between the processes of one machine, and to its disk, than to read documents again."""

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs
        self.pool: ProcessPoolExecutor | None = None
        self.folder = ""

    def __enter__(self) -> Self:
        if self.jobs > 1:
            from concurrent.futures import ProcessPoolExecutor

            with undisturbed():
                self.pool = ProcessPoolExecutor(self.jobs, initializer=begin, initargs=(self.folder,))
                self.pool.submit(int)  # The first task starts the processes.
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
        backlog: deque[tuple[Part, Future[Result]]] = deque()
        for task in tasks:
            backlog.append((task[2], self.pool.submit(function, *task)))
            if len(backlog) > 2 * self.jobs:
                part, future = backlog.popleft()
                yield part, future.result()
        for part, future in backlog:
            yield part, future.result()

    def survey(self, function: Callable[..., Any], tasks: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Part, Any]]:
        """As `map`, for the survey of every part; an engine may leave out what surveys say of rows in no company."""
        return self.map(function, tasks)

    def survey_again(
        self, function: Callable[..., Any], tasks: Iterable[tuple[Any, ...]]
    ) -> Iterator[tuple[Part, Any]]:
        """As `map`, for second surveys."""
        return self.map(function, tasks)

    def merging(self, rule: CorpusRule) -> Merging:
        """Where the surveys of a rule are put together."""
        return Merging(rule)

    def columns(self) -> ColumnStore:
        """Where parts of second surveys are put together that come with the first ones."""
        return ColumnStore()


def begin(folder: str) -> None:
    """What a worker process does first: leave Ctrl-C, which reaches all processes of a terminal, to its parent.

    When that is killed, the worker ends too, and takes their folder along.
    """
    from multiprocessing import parent_process
    from threading import Thread

    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def follow() -> None:
        parent = parent_process()
        assert parent is not None
        parent.join()
        if folder:
            import shutil

            shutil.rmtree(folder, ignore_errors=True)
        os._exit(1)

    Thread(target=follow, daemon=True).start()


class Merging:
    """Surveys put together as they come: on the disk where they grow large, or added up where a rule does that."""

    def __init__(self, rule: CorpusRule) -> None:
        self.rule = rule
        self.columns = ColumnStore()
        self.adds_up = type(rule).merge is not CorpusRule.merge
        self.surveys: list[Survey] = []
        self.size = 0
        self.merged_size = MERGE_BYTES
        self.notes: list[str] = []
        self.ahead: Survey = {}

    def add(self, survey: Survey) -> None:
        """Take in one more survey, in corpus order."""
        if not self.adds_up:
            self.columns.add(survey)
            return
        self.surveys.append(survey)
        self.size += sum(column.nbytes for column in survey.values())
        if self.size > 2 * self.merged_size:
            self.surveys = [self.rule.merge(self.surveys)]
            self.size = self.merged_size = max(MERGE_BYTES, sum(column.nbytes for column in self.surveys[0].values()))

    def result(self) -> Survey:
        """All surveys as one."""
        return self.rule.merge(self.surveys) if self.adds_up else self.columns.result()

    def conclude(self) -> Verdicts | Again:
        """What the rule concludes; what it wants to be known besides is added to `notes`."""
        survey = self.result()
        answer = self.answer(survey)
        release(survey.values())
        if isinstance(answer, Again):
            return replace(answer, survey=stored(answer.survey))
        return self._told(answer)

    def answer(self, survey: Survey) -> Verdicts | Again | Noted:
        """What the rule says of its first surveys, merged."""
        return self.rule.conclude(survey)

    def conclude_again(self, before: Survey) -> Verdicts:
        """The same from second surveys, and what is `ahead` of them; `before` is what the rule's `Again` carried."""
        survey = {**self.result(), **self.ahead}
        answer = self.rule.conclude_again(before, survey)
        release((*survey.values(), *before.values()))
        return self._told(answer)

    def _told(self, answer: Verdicts | Noted) -> Verdicts:
        if not isinstance(answer, Noted):
            return stored(answer)
        self.notes += [f"{self.rule.code} {self.rule.name}: {note}" for note in answer.notes]
        return stored(answer.verdicts)


def conclude_all(
    merging: dict[str, Merging], notes: list[str], jobs: int = 1
) -> tuple[dict[str, Verdicts], dict[str, Again]]:
    """What the rules conclude, by code: verdicts, and what to survey again. Surveys are let go one by one."""
    verdicts: dict[str, Verdicts] = {}
    again: dict[str, Again] = {}

    def conclude(code: str) -> tuple[Verdicts | Again, list[str]]:
        mine = merging.pop(code)
        return mine.conclude(), mine.notes

    for code, (answer, told) in side_by_side(jobs, conclude, list(merging)):
        notes += told
        if isinstance(answer, Again):
            again[code] = answer
        else:
            verdicts[code] = answer
    return verdicts, again


def conclude_all_again(
    merging: dict[str, Merging], again: dict[str, Again], notes: list[str], jobs: int = 1
) -> dict[str, Verdicts]:
    """What the rules conclude from their second surveys, by code."""
    verdicts: dict[str, Verdicts] = {}

    def conclude(code: str) -> tuple[Verdicts, list[str]]:
        mine = merging.pop(code)
        return mine.conclude_again(again.pop(code).survey), mine.notes

    for code, (answer, told) in side_by_side(jobs, conclude, list(merging)):
        notes += told
        verdicts[code] = answer
    return verdicts


def side_by_side(jobs: int, function: Callable[[str], Result], codes: Sequence[str]) -> Iterator[tuple[str, Result]]:
    """`function(code)` for each code, in order; several at a time in threads, which sorting and NumPy leave free."""
    if jobs == 1:
        yield from ((code, function(code)) for code in codes)
        return
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(jobs) as pool:
        yield from zip(codes, pool.map(function, codes), strict=True)


class Shelf:
    """Findings of the first pass, kept by part until the second pass takes them; in a temporary file beyond some."""

    def __init__(self) -> None:
        self.kept: list[dict[int, list[Finding]] | int] = []
        self.size = 0

    @cached_property
    def file(self) -> IO[bytes]:
        """Made when something is put there: to load `tempfile` takes 4 ms."""
        return temporary()

    def __enter__(self) -> Shelf:
        return self

    def __exit__(self, *exception: object) -> None:
        if "file" in self.__dict__:
            self.file.close()

    def put(self, found: dict[int, list[Finding]]) -> None:
        """Keep the findings of the next part."""
        self.size += sum(map(len, found.values()))
        if self.size <= SHELF_FINDINGS or not found:
            self.kept.append(found)
        else:
            self.kept.append(self.file.tell())
            pickle.dump(found, self.file, pickle.HIGHEST_PROTOCOL)

    def take(self, number: int) -> dict[int, list[Finding]]:
        """The findings of one part."""
        found = self.kept[number]
        if isinstance(found, int):
            self.file.seek(found)
            found = pickle.load(self.file)
        return found

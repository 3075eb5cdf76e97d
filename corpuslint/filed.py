"""Surveys that stay in files until a worker process concludes from them, without passing through the process that asks.

So rules conclude side by side, each in a process of its own, and the calling process holds no surveys.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar

from numpy.typing import NDArray

from corpuslint.columns import ColumnStore, stored, temporary_folder
from corpuslint.formats import Part
from corpuslint.passes import Surveyed
from corpuslint.plan import Plan
from corpuslint.rules import Again, CorpusRule, Survey, Verdicts
from corpuslint.stored import store
from corpuslint.workers import Merging, Workers

if TYPE_CHECKING:
    from tempfile import TemporaryDirectory

Result = TypeVar("Result")


class FilingWorkers(Workers):
    """Workers whose surveys stay in files of a temporary folder, where there are several processes."""

    temporary: TemporaryDirectory[str] | None = None

    def __enter__(self) -> Self:
        try:
            if self.jobs > 1:
                self.temporary = temporary_folder()
                self.folder = self.temporary.name
            return super().__enter__()
        except BaseException:  # Ctrl-C
            self.__exit__()
            raise

    def __exit__(self, *exception: object) -> None:
        super().__exit__(*exception)
        if self.temporary:
            self.temporary.cleanup()

    @property
    def filing(self) -> bool:
        """Whether surveys stay in files, from which the processes conclude."""
        return bool(self.folder)

    def survey(self, function: Callable[..., Any], tasks: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Part, Any]]:
        """As `map`; what corpus rules learn stays in files."""
        return self.map(partial(survey_into, function, self.folder) if self.filing else function, tasks)

    def survey_again(
        self, function: Callable[..., Any], tasks: Iterable[tuple[Any, ...]]
    ) -> Iterator[tuple[Part, Any]]:
        """As `map`; what corpus rules learn stays in files."""
        return self.map(partial(survey_again_into, function, self.folder) if self.filing else function, tasks)

    def merging(self, rule: CorpusRule) -> Merging:
        """Where the surveys of a rule are put together."""
        return FiledMerging(rule, self) if self.filing else super().merging(rule)

    def columns(self) -> ColumnStore:
        """Where columns that are ahead are put together."""
        return FiledColumns() if self.filing else super().columns()

    def call(self, function: Callable[..., Result], *arguments: Any) -> Result:
        """`function(*arguments)` in one of the processes."""
        assert self.pool is not None
        return self.pool.submit(function, *arguments).result()


class Filed(dict[str, NDArray[Any]]):
    """A survey of which only is known where its parts lie, in corpus order."""

    def __init__(self, places: Iterable[bytes] = ()) -> None:
        super().__init__()
        self.places = list(places)

    def parts(self) -> Iterator[Survey]:
        """The parts, read one by one."""
        for place in self.places:
            yield pickle.loads(place)


class FiledColumns(ColumnStore):
    """Surveys in files, put together."""

    def __init__(self) -> None:
        super().__init__()
        self.filed = Filed()

    def add(self, survey: Any) -> None:
        """Take in one more survey."""
        self.filed.places += survey.places

    def result(self) -> dict[str, NDArray[Any]]:
        """All surveys as one."""
        return self.filed


class FiledMerging(Merging):
    """The surveys of a rule, which a worker process puts together and concludes from."""

    def __init__(self, rule: CorpusRule, workers: FilingWorkers) -> None:
        super().__init__(rule)
        self.workers = workers
        self.filed = Filed()

    def add(self, survey: Survey) -> None:
        """Take in one more survey, in corpus order."""
        if isinstance(survey, Filed):
            self.filed.places += survey.places
        else:
            super().add(survey)

    def conclude(self) -> Verdicts | Again:
        """What the rule concludes."""
        answer, self.notes = self.workers.call(conclude, self.workers.folder, self.rule, self.filed)
        return answer if isinstance(answer, Again) else stored(answer)

    def conclude_again(self, before: Survey) -> Verdicts:
        """The same from second surveys, and what is ahead of them; `before` is what the rule's `Again` carried."""
        surveys = (before, self.filed, self.result(), self.ahead)
        answer, self.notes = self.workers.call(conclude_again, self.rule, *surveys)
        return stored(answer)


def survey_into(
    survey: Callable[..., Surveyed], folder: str, plan: Plan, number: int, part: Any, *more: Any
) -> Surveyed:
    """Survey a part, and leave what corpus rules learn of it in a file of the folder."""
    surveyed = survey(plan, number, part, *more)
    values = [*surveyed.surveys.values(), *surveyed.ahead.values()]
    places = iter(store(values, Path(folder, f"survey-{number}-{os.getpid()}")))
    surveys: dict[str, Survey] = {code: Filed([next(places)]) for code in surveyed.surveys}
    return replace(surveyed, surveys=surveys, ahead={name: Filed([next(places)]) for name in surveyed.ahead})


def survey_again_into(
    survey: Callable[..., dict[str, Survey]], folder: str, plan: Plan, number: int, part: Any, *more: Any
) -> dict[str, Survey]:
    """Survey some documents of a part in full, and leave what is learnt in a file of the folder."""
    surveys = survey(plan, number, part, *more)
    places = store(surveys.values(), Path(folder, f"again-{number}-{os.getpid()}"))
    return {code: Filed([place]) for code, place in zip(surveys, places, strict=True)}


def conclude(folder: str, rule: CorpusRule, survey: Filed) -> tuple[Verdicts | Again, list[str]]:
    """What a rule concludes, and its notes; the survey that an `Again` carries stays in a file."""
    merging = Merging(rule)
    for part in survey.parts():
        merging.add(part)
    answer = merging.conclude()
    if isinstance(answer, Again):
        places = store([answer.survey], Path(folder, f"again-{rule.code}-{os.getpid()}"))
        answer = replace(answer, survey=Filed(places))
    return answer, merging.notes


def conclude_again(
    rule: CorpusRule, before: Filed, filed: Filed, survey: Survey, ahead: Survey
) -> tuple[Verdicts, list[str]]:
    """What a rule concludes from its second survey, in files or at hand, and its notes."""
    merging, columns = Merging(rule), ColumnStore()
    for part in filed.parts() if not survey else [survey]:
        merging.add(part)
    for part in ahead.parts() if isinstance(ahead, Filed) else ():
        columns.add(part)
    merging.ahead = columns.result()
    [carried] = before.parts()
    return merging.conclude_again(carried), merging.notes

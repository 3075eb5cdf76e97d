"""Surveys that stay in files until a worker process concludes from them, without passing through the process that asks.

So rules conclude side by side, each in a process of its own, and the calling process holds no surveys.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

from corpuslint.columns import ColumnStore, stored
from corpuslint.distributed.stored import store
from corpuslint.passes import Surveyed
from corpuslint.plan import Plan
from corpuslint.rules import Again, CorpusRule, Survey, Verdicts
from corpuslint.workers import Merging

if TYPE_CHECKING:
    from corpuslint.distributed.engine import DaftWorkers


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

    def __init__(self, rule: CorpusRule, workers: DaftWorkers) -> None:
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

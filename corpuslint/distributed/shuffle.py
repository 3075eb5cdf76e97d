"""The survey of a large corpus as steps of dataframes: survey, group by key, and send on what is in company."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from functools import partial, reduce
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from corpuslint.distributed.company import SLOTS, Kept, lean, meet, survey_and_ask
from corpuslint.distributed.engine import answer_of, each_row, frame_of, in_order, perform, windows
from corpuslint.formats import Part
from corpuslint.passes import Surveyed
from corpuslint.plan import Plan

if TYPE_CHECKING:
    from corpuslint.distributed.engine import DaftWorkers
    from corpuslint.distributed.processes import Processes

Company = dict[int, dict[str, list[Any]]]
"""By the number of a part and the code of a rule: rows in company, as several reducers found them."""


def surveyed(
    workers: DaftWorkers, survey: Callable[..., Surveyed], tasks: Iterable[tuple[Any, ...]]
) -> Iterator[tuple[Part, Surveyed]]:
    """What `survey` learns of each part, without rows that no other row of the corpus meets.

    Between the steps the engine keeps the surveys: Ray where they were made (in its object store, which spills to
    disk), Daft's own runner in files.
    """
    import daft

    with ExitStack() as stack:
        folder = None
        if daft.get_or_infer_runner_type() == "native":
            folder = stack.enter_context(TemporaryDirectory(prefix="corpuslint-"))
        parts: list[Part] = []
        frames: list[Any] = []
        plans: list[Plan] = []
        for window in windows(partial(survey_and_ask, survey, folder), told(tasks, plans)):
            frames.append(held(workers, [task for _, task in window], len(parts)))
            parts += [part for part, _ in window]
        company = in_company(workers, frames) if frames else {}
        done = 0
        for frame in frames:
            numbers = range(done, done + frame.count_rows())
            answers = workers.answers(len(numbers), partial(leaned, frame, plans[0], company, numbers))
            yield from zip(parts[done : numbers.stop], answers, strict=True)
            done = numbers.stop


def told(tasks: Iterable[tuple[Any, ...]], plans: list[Plan]) -> Iterator[tuple[Any, ...]]:
    """The tasks as they are; their plan is noted."""
    for task in tasks:
        plans[:] = [task[0]]
        yield task


def held(workers: DaftWorkers, tasks: list[bytes], first: int) -> Any:
    """A dataframe of what is left of the first pass over some parts, held by the engine."""
    import daft

    binary = daft.DataType.binary()
    kinds = dict.fromkeys(("problem", "told", "waiting"), binary) | {"slots": daft.DataType.list(binary)}
    kind = daft.DataType.struct(kinds)
    keep: Any = daft.func.batch(return_dtype=kind, batch_size=1, unnest=True)(partial(in_columns, workers.processes))
    found: list[Any] = []

    def query(done: int) -> Iterator[bytes]:
        frame = frame_of(range(first, first + len(tasks)), tasks)
        frame = frame.select("number", keep(daft.col("task"))).collect()
        problems = [row["problem"] for row in frame.select("number", "problem").sort("number").iter_rows()]
        if len(problems) != len(tasks):
            raise RuntimeError(f"{len(tasks) - len(problems)} of {len(tasks)} tasks were not answered")
        found.append(frame)
        yield next(filter(None, problems), pickle.dumps((True, None)))

    list(workers.answers(1, query))
    return found[-1]


def in_columns(processes: Processes | None, tasks: Any) -> list[dict[str, Any]]:
    """What `survey_and_ask` gives as the columns of a dataframe."""
    rows: list[dict[str, Any]] = []
    for answer in perform(processes, tasks):
        right, kept = pickle.loads(answer)
        if not right:
            kept = Kept(b"", b"", (b"",) * SLOTS)
        problem = None if right else answer
        rows.append({"problem": problem, "told": kept.told, "waiting": kept.waiting, "slots": list(kept.slots)})
    return rows


def in_company(workers: DaftWorkers, frames: list[Any]) -> Company:
    """The rows in company by part and rule: the keys of all parts, grouped by reducer."""
    import daft

    asked = reduce(lambda one, other: one.concat(other), [frame.select("number", "slots") for frame in frames])
    asked = asked.with_column("slot", daft.lit(list(range(SLOTS)))).explode("slot", "slots")
    grouped = asked.select("number", "slot", asked=daft.col("slots")).groupby("slot")
    grouped = grouped.agg(daft.col("number").list_agg().alias("parts"), daft.col("asked").list_agg())
    answer = each_row(partial(met, workers.processes))(daft.col("parts"), daft.col("asked"))
    frame = grouped.select(daft.col("slot").alias("number"), answer=answer)
    company: Company = {}
    for found in workers.answers(SLOTS, lambda done: list(in_order(frame, SLOTS))[done:]):
        for number, by_rule in found.items():
            for code, rows in by_rule.items():
                company.setdefault(number, {}).setdefault(code, []).append(rows)
    return company


def met(processes: Processes | None, numbers: Any, asked: Any) -> list[bytes]:
    """The answers of reducers."""
    rows = zip(numbers.to_pylist(), asked.to_pylist(), strict=True)
    tasks = [pickle.dumps((meet, row), pickle.HIGHEST_PROTOCOL) for row in rows]
    return [answer_of(task) if processes is None else processes.perform(task) for task in tasks]


def leaned(frame: Any, plan: Plan, company: Company, numbers: range, done: int) -> Iterator[bytes]:
    """The first pass over the parts of a frame, from the part `done` on, without the rows in no company."""
    import daft

    numbers = numbers[done:]
    rows = [pickle.dumps(company.get(number, {}), pickle.HIGHEST_PROTOCOL) for number in numbers]
    known = daft.from_pydict({"number": list(numbers), "company": rows})
    small = "broadcast" if daft.get_or_infer_runner_type() == "ray" else None
    frame = frame.select("number", "told", "waiting").join(known, on="number", strategy=small)
    columns = (daft.col(name) for name in ("told", "waiting", "company"))
    answer = each_row(partial(lean_rows, plan))(*columns)
    return in_order(frame.select(daft.col("number") - numbers.start, answer=answer), len(numbers))


def lean_rows(plan: Plan, told: Any, waiting: Any, company: Any) -> list[bytes]:
    """The answers for the rows of a dataframe."""
    rows = zip(told.to_pylist(), waiting.to_pylist(), company.to_pylist(), strict=True)
    return [answer_of(pickle.dumps((lean, (plan, *row)))) for row in rows]

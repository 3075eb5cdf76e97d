"""The survey of a large corpus as steps of dataframes: survey, group by key, and send on what is in company."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from corpuslint.distributed.company import Kept, Own, lean, meet, survey_and_ask
from corpuslint.distributed.engine import answer_of, frame_of, in_order, perform, windows
from corpuslint.distributed.rows import Frame, lists_of, rows_of, together
from corpuslint.formats import Part
from corpuslint.passes import Surveyed
from corpuslint.rules import Survey

if TYPE_CHECKING:
    from corpuslint.distributed.engine import DaftWorkers
    from corpuslint.distributed.processes import Processes


def surveyed(
    workers: DaftWorkers, survey: Callable[..., Surveyed], tasks: Iterable[tuple[Any, ...]]
) -> Iterator[tuple[Part, Surveyed]]:
    """What `survey` learns of each part, without rows that no other row of the corpus meets.

    Between the steps the engine keeps the surveys: on Ray where they were made, in its object store, which spills to
    disk. What near-duplicate rules learnt stays there (`workers.resident`).
    """
    parts: list[Part] = []
    frames: list[Frame] = []
    for window in windows(partial(survey_and_ask, survey, workers.slots), tasks):
        frames.append(held(workers, [task for _, task in window], len(parts)))
        parts += [part for part, _ in window]
    if not frames:
        return
    company, tallies = in_company(workers, frames), tallied(workers, frames)
    done = 0
    for frame in frames:
        count = frame.count_rows()
        leaned: list[Frame] = []
        for told, sizes in workers.answers(count, partial(lean_of, frame, company, done, leaned)):
            for code, size in sizes.items():
                workers.sizes[code] = workers.sizes.get(code, 0) + size
            for code in told.surveys.keys() & tallies.keys():  # The first part tells those of all.
                told.surveys[code] |= tallies.pop(code)
            yield parts[done], told
            done += 1
        workers.resident.append(leaned[-1])


def held(workers: DaftWorkers, tasks: list[bytes], first: int) -> Frame:
    """A dataframe of what is left of the first pass over some parts, held by the engine."""
    import daft

    kinds = daft.DataType
    count = kinds.struct({"code": kinds.string(), "key": kinds.uint64(), "count": kinds.int64()})
    lists = {"slots": kinds.list(kinds.binary()), "counts": kinds.list(count)}
    kind = kinds.struct(dict.fromkeys(("problem", "told", "waiting"), kinds.binary()) | lists)
    keep: Any = daft.func.batch(return_dtype=kind, batch_size=1, unnest=True)(partial(in_columns, workers.processes))
    found: list[Frame] = []

    def query(done: int) -> Iterator[bytes]:
        frame = frame_of(range(first, first + len(tasks)), tasks)
        frame = frame.select("number", "task", keep(daft.col("task"))).collect()
        problems = [row["problem"] for row in frame.select("number", "problem").sort("number").iter_rows()]
        if len(problems) != len(tasks):
            raise RuntimeError(f"{len(tasks) - len(problems)} of {len(tasks)} tasks were not answered")
        found.append(frame)
        yield next(filter(None, problems), pickle.dumps((True, None)))

    list(workers.answers(1, query))
    return found[-1]


def in_columns(processes: Processes | None, tasks: Any) -> pa.Array:
    """What `survey_and_ask` gives as the columns of a dataframe."""
    rows: list[tuple[bytes | None, Kept]] = []
    for answer in perform(processes, tasks):
        right, kept = pickle.loads(answer)
        rows.append((None, kept) if right else (answer, Kept(b"", b"", [], {})))
    columns: dict[str, pa.Array] = {"problem": pa.array([problem for problem, _ in rows], pa.large_binary())}
    for name in ("told", "waiting"):
        columns[name] = pa.array([getattr(kept, name) for _, kept in rows], pa.large_binary())
    columns["slots"] = pa.array([kept.slots for _, kept in rows], pa.large_list(pa.large_binary()))
    counts = [(code, *columns) for _, kept in rows for code, columns in kept.counts.items()]
    edges = np.cumsum([0, *(sum(len(keys) for keys, _ in kept.counts.values()) for _, kept in rows)])
    names = np.array([code for code, *_ in counts], np.object_)
    codes = pa.array(np.repeat(names, [len(keys) for _, keys, _ in counts]), pa.large_string())
    keys = np.concatenate([np.zeros(0, np.uint64), *(keys for _, keys, _ in counts)])
    sums = np.concatenate([np.zeros(0, np.int64), *(sums for *_, sums in counts)])
    columns["counts"] = lists_of({"code": codes, "key": keys, "count": sums}, edges)
    return pa.StructArray.from_arrays(list(columns.values()), list(columns))


def tallied(workers: DaftWorkers, frames: list[Frame]) -> dict[str, Survey]:
    """What rules count, by code: the sums of the corpus, added up by the engine, of what stands twice or more."""
    import daft

    found: list[Any] = []

    def query(done: int) -> Iterator[bytes]:
        counts = rows_of(together(frames), "counts", ("code", "key", "count"))
        sums = counts.groupby("code", "key").agg(daft.col("count").sum())
        count: Any = daft.col("count")
        found.append(sums.where(count > 1).to_arrow())
        yield pickle.dumps((True, None))

    list(workers.answers(1, query))
    code, key, count = (found[-1].column(name).to_numpy() for name in ("code", "key", "count"))
    tallies = {}
    for name in dict.fromkeys(code.tolist()):
        mine = np.flatnonzero(code == name)
        mine = mine[np.argsort(key[mine])]
        tallies[name] = {"key": key[mine], "count": count[mine].astype(np.int64)}
    return tallies


def in_company(workers: DaftWorkers, frames: list[Frame]) -> Frame:
    """The rows in company of each part, as several reducers found them: the keys of all parts, grouped by reducer."""
    parts = together([frame.select("number", "slots") for frame in frames])
    found: list[Frame] = []

    def query(done: int) -> Iterator[bytes]:
        found.append(answered(parts, "slots", workers.slots, meet).collect())
        yield pickle.dumps((True, None))

    list(workers.answers(1, query))
    return found[-1]


def answered(parts: Frame, asked: str, slots: int, answer: Callable[..., dict[int, Any]]) -> Frame:
    """By the number of each part what reducers say of what it asks them; a column of lists has the questions.

    A question is bytes, and `answer(numbers, questions)` gives the answers of one reducer by part.
    """
    import daft

    kind = daft.DataType.struct({"number": daft.DataType.int64(), "answer": daft.DataType.binary()})
    questions = parts.select("number", asked=daft.col(asked), slot=daft.lit(list(range(slots))))
    grouped = questions.explode("slot", "asked").groupby("slot")
    grouped = grouped.agg(daft.col("number").list_agg(), daft.col("asked").list_agg())
    reducer = daft.func.batch(return_dtype=daft.DataType.list(kind), batch_size=1)(partial(answers_of, answer))
    rows = grouped.select(row=reducer(daft.col("number"), daft.col("asked"))).explode("row")
    row: Any = daft.col("row")
    rows = rows.where(row.not_null()).select(row.get("number"), row.get("answer"))
    return rows.groupby("number").agg(daft.col("answer").list_agg().alias("answers"))


def answers_of(answer: Callable[..., dict[int, Any]], numbers: Any, asked: Any) -> list[list[dict[str, Any]]]:
    """The answers of reducers, as rows of a dataframe."""
    rows = zip(numbers.to_pylist(), asked.to_pylist(), strict=True)
    return [[{"number": number, "answer": pickle.dumps(mine)} for number, mine in answer(*row).items()] for row in rows]


def lean_of(frame: Frame, company: Frame, first: int, leaned: list[Frame], done: int) -> Iterator[bytes]:
    """What is told of the parts of a frame, from the part `first` and `done` on; what stays is added to `leaned`."""
    import daft

    kind = daft.DataType.struct(dict.fromkeys(("answer", "own"), daft.DataType.binary()))
    make: Any = daft.func.batch(return_dtype=kind, batch_size=1, unnest=True)(lean_rows)
    columns = (daft.col(name) for name in ("task", "told", "waiting", "answers"))
    if not leaned:
        known = frame.join(company, on="number", how="left")
        leaned.append(known.select("number", "task", make(*columns)).collect())
    number: Any = daft.col("number")
    rest = leaned[-1].where(number >= first + done)
    return in_order(rest.select(number - (first + done), "answer"), rest.count_rows())


def lean_rows(tasks: Any, told: Any, waiting: Any, company: Any) -> list[dict[str, bytes]]:
    """What is told of parts and what stays of them, for the rows of a dataframe."""
    rows = []
    for task, *row in zip(*(column.to_pylist() for column in (tasks, told, waiting, company)), strict=True):
        _, (plan, *_) = pickle.loads(task)
        answer = answer_of(pickle.dumps((lean, (plan, *row))))
        right, found = pickle.loads(answer)
        own = Own({}, None)
        if right:
            *found, own = found
            answer = pickle.dumps((True, tuple(found)), pickle.HIGHEST_PROTOCOL)
        rows.append({"answer": answer, "own": pickle.dumps(own, pickle.HIGHEST_PROTOCOL)})
    return rows

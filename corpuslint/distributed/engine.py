"""Daft as the map over parts: windows of tasks as the rows of a dataframe, each row's function run where Daft will.

A task is a pure function of its arguments, so a task that an engine lost with one of its workers is run again.
"""

from __future__ import annotations

import logging
import os
import pickle
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

from corpuslint.distributed.processes import Processes
from corpuslint.filed import FilingWorkers
from corpuslint.formats import Part
from corpuslint.model import CorpuslintError
from corpuslint.rules import CorpusRule
from corpuslint.stored import store
from corpuslint.workers import Merging

Result = TypeVar("Result")
ENGINES = ("daft", "ray")
WINDOW_TASKS = 256
"""Tasks of one query: enough that its start (0.1 s on Ray) is nothing beside them."""
WINDOW_BYTES = 64 << 20
"""Pickled arguments of one query: bounds what the driver holds of verdicts and of compressed files."""
INLINE_BYTES = 1 << 14
"""A larger task goes to a process by way of a file, past the engine."""
ANSWER_SECONDS = 10
"""How long the head of a cluster may take to answer."""
ATTEMPTS = 4
"""How often a window is given to the engine before its failure counts."""


def start(engine: str, address: str | None = None) -> Any:
    """The module `daft` with its runner chosen: `daft` runs on this machine, `ray` on a cluster or a local one.

    Neither engine sends usage statistics unless the environment asks for it.

    Raises:
        CorpuslintError: the extra is not installed, the cluster cannot be reached, or another runner is in use.
    """
    if engine not in ENGINES:
        raise CorpuslintError(f"--engine {engine}: not known (known: local, {', '.join(ENGINES)})")
    daft = load_daft(f"--engine {engine}", engine)
    wanted = "native" if engine == "daft" else "ray"
    try:
        if engine == "ray" and not (ray := import_module("ray")).is_initialized():
            # Without "local" Ray would join any cluster that runs on this machine.
            address = address or os.environ.get("RAY_ADDRESS") or "local"
            require_answer(address)
            ray.init(
                address=address,
                log_to_driver=False,
                logging_level=logging.ERROR,
            )
        daft.set_runner_native() if engine == "daft" else daft.set_runner_ray(noop_if_initialized=True)
    except CorpuslintError:
        raise
    except Exception as error:
        # A process has one runner, which can be set once, also to what it is.
        if "more than once" not in str(error) or daft.get_or_infer_runner_type() != wanted:
            raise CorpuslintError(f"--engine {engine}: {first_line(error)}") from None
    return daft


def require_answer(address: str) -> None:
    """Raise `CorpuslintError` when nobody listens at the address of a cluster: Ray itself asks on for minutes."""
    import socket

    host, _, port = address.removeprefix("ray://").rpartition(":")
    if not host or not port.isdigit():
        return
    try:
        socket.create_connection((host, int(port)), ANSWER_SECONDS).close()
    except OSError as error:
        raise CorpuslintError(f"--ray-address {address}: {error.strerror or error}") from None


def load_daft(wanted_by: str, extra: str) -> Any:
    """The module `daft`, told to send no statistics, and for the extra `ray` that module too.

    Raises:
        CorpuslintError: the extra is not installed.
    """
    for name, value in (("DO_NOT_TRACK", "true"), ("RAY_USAGE_STATS_ENABLED", "0"), ("DAFT_PROGRESS_BAR", "0")):
        os.environ.setdefault(name, value)
    try:
        if extra == "ray":
            import_module("ray")
        return import_module("daft")
    except ImportError as error:
        raise CorpuslintError(f"{wanted_by} needs {error.name}: install the extra '{extra}'") from None


class TaskError(RuntimeError):
    """A task went wrong by itself, and would again."""


class DaftWorkers(FilingWorkers):
    """The map of the local engine, with Daft in the place of a pool of processes.

    On one machine what the first pass says of second surveys comes along; over a network it is less to read some
    documents again.
    """

    processes: Processes | None = None

    def __init__(self, jobs: int, slots: int = 0) -> None:
        super().__init__(jobs)
        self.slots = slots
        """Reducers by which surveys are grouped by key; with none they are put together as they are."""
        self.resident: list[Any] = []
        """Dataframes of what near-duplicate rules learnt, grouped by key, of each part."""
        self.sizes: dict[str, int] = {}
        """How many rows these are, by rule."""

    def __enter__(self) -> DaftWorkers:
        import daft

        native = daft.get_or_infer_runner_type() == "native"
        self.ahead = native and not self.slots
        if self.jobs > 1 and native:
            self.processes = Processes(self.jobs)
            self.folder = self.processes.folder.name
        return self

    def __exit__(self, *exception: object) -> None:
        if self.processes:
            self.processes.close()

    def map(self, function: Callable[..., Result], tasks: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Part, Result]]:
        for window in windows(function, tasks, self.folder):
            parts = [part for part, _ in window]
            yield from zip(parts, self.run([task for _, task in window]), strict=True)

    def survey(self, function: Callable[..., Any], tasks: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Part, Any]]:
        """As the local engine's; by key, what corpus rules learn comes without rows that meet no other row."""
        if not self.slots:
            return super().survey(function, tasks)
        from corpuslint.distributed.shuffle import surveyed

        return surveyed(self, function, tasks)

    @property
    def filing(self) -> bool:
        """Whether surveys stay in files, from which the processes conclude."""
        return super().filing and not self.slots

    def merging(self, rule: CorpusRule) -> Merging:
        """Where the surveys of a rule are put together; by key, the engine finds its copies where they are many."""
        if self.slots and not self.resident:
            from corpuslint.distributed.company import stays_on_engine
            from corpuslint.distributed.near import NearMerging

            if stays_on_engine(rule):
                return NearMerging(rule, self)
        return super().merging(rule)

    def call(self, function: Callable[..., Result], *arguments: Any) -> Result:
        """`function(*arguments)` in one of the processes."""
        task = pickle.dumps((function, arguments), pickle.HIGHEST_PROTOCOL)
        processes = self.processes
        assert processes is not None
        [answer] = self.answers(1, lambda done: [processes.perform(task)])
        found: Result = answer
        return found

    def run(self, tasks: list[bytes]) -> Iterator[Any]:
        """The results of some tasks, in order."""
        return self.answers(len(tasks), lambda done: self.query(tasks[done:]))

    def answers(self, count: int, query: Callable[[int], Iterable[bytes]]) -> Iterator[Any]:
        """What is in so many answers, in order; `query(done)` gives those after the first `done`.

        What is missing when the engine fails is asked for again.
        """
        done = failed = 0
        while done < count:
            try:
                for answer in query(done):
                    value = opened(answer)
                    done += 1
                    yield value
            except (CorpuslintError, TaskError, GeneratorExit, KeyboardInterrupt):
                raise
            except Exception as error:
                failed += 1
                if failed == ATTEMPTS:
                    raise CorpuslintError(f"the engine failed {ATTEMPTS} times: {first_line(error)}") from None

    def query(self, tasks: list[bytes]) -> Iterator[bytes]:
        """One dataframe of tasks through the engine. Rows carry numbers: an engine may return them in any order."""
        import daft

        frame = frame_of(range(len(tasks)), tasks)
        answer = each_row(partial(perform, self.processes))(daft.col("task"))
        yield from in_order(frame.select("number", answer=answer), len(tasks))


def each_row(function: Callable[..., list[bytes]]) -> Any:
    """A function of columns of one row that gives bytes, for the engine."""
    import daft

    return daft.func.batch(return_dtype=daft.DataType.binary(), batch_size=1)(function)


def frame_of(numbers: range, tasks: list[bytes], **columns: list[str]) -> Any:
    """A dataframe of numbered tasks; on Ray each may go to another worker."""
    import daft

    frame = daft.from_pydict({"number": list(numbers), "task": tasks, **columns})
    return frame.into_partitions(len(tasks)) if daft.get_or_infer_runner_type() == "ray" else frame


def in_order(frame: Any, count: int) -> Iterator[bytes]:
    """The answers of a dataframe whose rows are numbered from 0, one for each number, in any order.

    Raises:
        RuntimeError: the engine left some out.
    """
    early: dict[int, bytes] = {}
    due = 0
    for row in frame.iter_rows():
        early[row["number"]] = row["answer"]
        while due in early:
            yield early.pop(due)
            due += 1
    if due != count:
        raise RuntimeError(f"{count - due} of {count} tasks were not answered")


def windows(
    function: Callable[..., Any], tasks: Iterable[tuple[Any, ...]], folder: str = ""
) -> Iterator[list[tuple[Part, bytes]]]:
    """Tasks as bytes, so many at a time, each with its part; with a folder large ones are left in files there."""
    window: list[tuple[Part, bytes]] = []
    size = 0
    for task in tasks:
        data = pickle.dumps((function, task), pickle.HIGHEST_PROTOCOL)
        if folder and len(data) > INLINE_BYTES:
            [data] = store([(function, task)], Path(folder, f"task-{uuid4().hex}"))
        window.append((task[2], data))
        size += len(data)
        if len(window) == WINDOW_TASKS or size > WINDOW_BYTES:
            yield window
            window, size = [], 0
    if window:
        yield window


def perform(processes: Processes | None, tasks: Any) -> list[bytes]:
    """Run tasks on a worker; with processes in these, for which the engine's threads wait side by side.

    A mistake of the input's travels as an answer: engines wrap what is raised.
    """
    return [answer_of(task) if processes is None else processes.perform(task) for task in tasks.to_pylist()]


def answer_of(task: bytes) -> bytes:
    """The pickled result of one task, or what it raised."""
    return pickle.dumps(result_of(task), pickle.HIGHEST_PROTOCOL)


def result_of(task: bytes) -> tuple[bool, Any]:
    """Whether a task succeeded, and its result, or what it raised."""
    function, arguments = pickle.loads(task)
    try:
        return True, function(*arguments)
    except CorpuslintError as error:
        return False, error
    except Exception as error:
        return False, TaskError(f"{type(error).__name__}: {error}")


def opened(answer: bytes) -> Any:
    """What a task gave, or its error raised."""
    right, value = pickle.loads(answer)
    if not right:
        raise value
    return value


def first_line(error: BaseException) -> str:
    """One line of an engine's message; engines print whole stacks, and addresses with their queries."""
    lines = [line for line in str(error).splitlines() if line.strip()]
    return (lines[0] if lines else type(error).__name__)[:300]

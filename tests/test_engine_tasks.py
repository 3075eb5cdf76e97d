"""Tasks on an engine: what is lost is asked for again, what a process gives lies in files, mistakes are told."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from engines import PAGES, ROWS, SHARED, lines, parquet_of
from support import SEEDS

import corpuslint
from corpuslint.model import CorpuslintError
from corpuslint.passes import survey_part
from corpuslint.session import Request

daft = pytest.importorskip("daft")
from corpuslint import distributed, filed  # noqa: E402
from corpuslint.distributed import api, engine, processes  # noqa: E402


class Flaky(engine.DaftWorkers):
    """An engine that fails in the middle of each of its first queries."""

    failures = 0

    def query(self, tasks: list[bytes]) -> Iterator[bytes]:
        for number, answer in enumerate(super().query(tasks)):
            if number == 1 and Flaky.failures < 2:
                Flaky.failures += 1
                raise RuntimeError("a worker died")
            yield answer


def double(plan: None, number: int, part: int) -> int:
    """A task for the tests below."""
    if part < 0:
        raise CorpuslintError("below nothing")
    return 2 * part


def test_tasks_in_small_windows(jsonl: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parquet_of([row["text"] for row in ROWS] * 3, tmp_path / "b.parquet")
    monkeypatch.setattr(engine, "WINDOW_TASKS", 2)
    found = lines(distributed.check(tmp_path, isolated=True).to_pylist())
    assert len(found) > 5
    assert found == lines(corpuslint.check(tmp_path, isolated=True).to_dicts())


@pytest.mark.parametrize("jobs", [1, 2])
def test_all_rules_conclude_in_processes(jobs: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = PAGES + SHARED + [row["text"] for row in ROWS]
    parquet_of(texts, tmp_path / "b.parquet")
    monkeypatch.setattr(engine, "INLINE_BYTES", 0)
    options = {"isolated": True, "select": "ALL"}
    found = distributed.check(tmp_path, jobs=jobs, **options).to_pylist()
    assert {"DUP001", "DUP002", "DUP102", "DUP201"} <= {finding["code"] for finding in found}
    assert lines(found) == lines(corpuslint.check(tmp_path, **options).to_dicts())


def test_surveys_in_files_stay_there(jsonl: Path) -> None:
    engine.start("daft")
    session = api.session_for(Request(paths=(str(jsonl),), isolated=True, select=("DUP101", "DUP102")))
    tasks = [(session.plan, number, part) for number, part in session.run().parts()]
    with session.workers(2) as workers:
        [(_, surveyed)] = workers.survey(survey_part, tasks)
        survey = surveyed.surveys["DUP101"]
        assert isinstance(survey, filed.Filed)
        assert not survey and len(survey.places) == 1
        [columns] = survey.parts()
        assert columns["document"].tolist() == [0, 1, 2, 4]


def test_what_an_engine_lost_is_asked_for_again() -> None:
    engine.start("daft")
    tasks = [(None, number, number) for number in range(6)]
    assert list(Flaky(2).map(double, tasks)) == [(number, 2 * number) for number in range(6)]
    assert Flaky.failures == 2


def test_an_engine_that_always_fails_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def query(self: object, tasks: list[bytes]) -> Iterator[bytes]:
        raise RuntimeError("out of workers\nand a long stack")

    monkeypatch.setattr(engine.DaftWorkers, "query", query)
    with pytest.raises(CorpuslintError, match=r"^the engine failed 4 times: out of workers$"):
        list(engine.DaftWorkers(2).map(double, [(None, 0, 1)]))


def test_a_mistake_of_the_input_comes_back_as_itself() -> None:
    engine.start("daft")
    with pytest.raises(CorpuslintError, match=r"^below nothing$"):
        list(engine.DaftWorkers(2).map(double, [(None, 0, 1), (None, 1, -1)]))


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_mistake_of_the_program_is_told_and_not_tried_again(jobs: int) -> None:
    engine.start("daft")
    with engine.DaftWorkers(jobs) as workers:
        with pytest.raises(RuntimeError, match=r"^TypeError: '<' not supported"):
            list(workers.map(double, [(None, 0, 1), (None, 1, "one"), (None, 2, 2)]))
        if jobs == 2:
            assert workers.call(double, None, 0, 4) == 8
            with pytest.raises(RuntimeError, match=r"^TypeError: '<' not supported"):
                workers.call(double, None, 0, "one")


KILLED = """
import json, os, signal, sys
from pathlib import Path
import ray
from ray.cluster_utils import Cluster
from corpuslint import distributed
from corpuslint.distributed import api, engine

path, marker = sys.argv[1:]
perform = engine.perform
api.BY_KEY_BYTES["ray"] = 0

def perform_or_die(processes, tasks):
    try:
        Path(marker).unlink()
    except FileNotFoundError:
        return perform(processes, tasks)
    os.kill(os.getpid(), signal.SIGKILL)

engine.perform = perform_or_die
cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
cluster.add_node(num_cpus=1)
try:
    found = distributed.check(path, engine="ray", address=cluster.address, jobs=2, isolated=True)
    for finding in found.to_pylist():
        print(json.dumps(finding))
finally:
    ray.shutdown()
    cluster.shutdown()
"""


def test_two_workers_of_ray_one_of_which_is_killed(tmp_path: Path) -> None:
    pytest.importorskip("ray")
    texts = [row["text"] for row in ROWS] * 3
    file = tmp_path / "rows.parquet"
    parquet_of(texts, file, 1)
    (tmp_path / "script.py").write_text(KILLED, encoding="utf-8")
    marker = tmp_path / "marker"
    marker.touch()
    command = [sys.executable, str(tmp_path / "script.py"), str(file), str(marker)]
    environment = {**os.environ, "RAY_USAGE_STATS_ENABLED": "0"}
    done = subprocess.run(command, cwd=SEEDS.parent, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert not marker.exists()
    found = [line for line in done.stdout.splitlines() if line.startswith("{")]
    assert len(found) > 5
    assert found == lines(corpuslint.check(file, isolated=True).to_dicts())


def die_once(plan: None, number: int, part: str) -> int:
    """A task that ends its process the first time."""
    import signal

    if number == 3 and Path(part).exists():
        Path(part).unlink()
        os.kill(os.getpid(), signal.SIGKILL)
    print("what libraries print is no answer")
    return os.getpid()


def test_processes_of_dafts_own_runner_one_of_which_is_killed(tmp_path: Path) -> None:
    engine.start("daft")
    marker = tmp_path / "marker"
    marker.touch()
    with engine.DaftWorkers(2) as workers:
        assert workers.processes is not None
        first = {process.popen.pid for process in workers.processes.all}
        found = list(workers.map(die_once, [(None, number, str(marker)) for number in range(6)]))
        second = {process.popen.pid for process in workers.processes.all}
        marker.touch()
        last = workers.call(die_once, None, 3, str(marker))
        assert last in {process.popen.pid for process in workers.processes.all}
    assert not marker.exists()
    assert len(first & second) == 1 and len(second) == 2
    assert {pid for _, pid in found} <= first | second
    assert [part for part, _ in found] == [str(marker)] * 6


def test_a_result_in_a_file_is_read_once(tmp_path: Path) -> None:
    result = (True, {"keys": np.arange(5)})
    answer = processes.put(result, tmp_path / "1")
    assert len(answer) < 500
    assert [file.name for file in tmp_path.iterdir()] == ["1"]
    right, columns = pickle.loads(answer)
    assert right and columns["keys"].tolist() == [0, 1, 2, 3, 4]
    assert not list(tmp_path.iterdir())


def test_nothing_is_left_of_a_caller_that_was_killed(tmp_path: Path) -> None:
    folder = tmp_path / "answers"
    folder.mkdir()
    process = processes.Process(str(folder))
    right, value = pickle.loads(process.perform(pickle.dumps((double, (None, 0, 4)))))
    assert (right, value) == (True, 8)
    process.perform(pickle.dumps((double, (None, 0, 4))))
    assert len(list(folder.iterdir())) == 1
    process.requests.close()
    assert process.popen.wait(60) == 0
    assert not folder.exists()
    process.close()


def test_a_result_that_finds_no_room_is_one_line(tmp_path: Path) -> None:
    right, error = pickle.loads(processes.put((True, 1), tmp_path / "missing" / "1"))
    assert not right
    assert isinstance(error, CorpuslintError)
    assert "no room for temporary files" in str(error)

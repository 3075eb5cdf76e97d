"""Daft gives what the local engine gives, byte for byte: files, objects in a store, dataframes; Ray as well."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import corpuslint
from corpuslint.cli import main
from corpuslint.model import CorpuslintError
from corpuslint.passes import survey_part
from corpuslint.rules import Meeting
from corpuslint.session import Request

daft = pytest.importorskip("daft")
from corpuslint import distributed, filed  # noqa: E402
from corpuslint.distributed import api, company, engine, processes  # noqa: E402

ROOT = Path(__file__).parent.parent
PARAGRAPH = (
    "The survey of the northern river basins took three long summers, and the surveyors who walked every valley "
    "wrote down the height of each spring, the colour of the water, and the names that shepherds gave to the hills."
)
ROWS = [
    {"id": 1, "text": PARAGRAPH},
    {"id": 2, "text": "The caf\u00c3\u00a9 opens at eight, and closes when the last guest has gone home."},
    {"id": 3, "text": PARAGRAPH.upper()},
    {"id": 4, "text": ""},
    {"id": 5, "text": "An ordinary sentence about an ordinary harbour, which nobody has ever repeated."},
]


def lines(findings: Any) -> list[str]:
    """Findings as lines of JSON."""
    return [json.dumps(finding) for finding in findings]


@pytest.fixture
def jsonl(tmp_path: Path) -> Path:
    file = tmp_path / "rows.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in ROWS) + "{ no record\n", encoding="utf-8")
    return file


def test_the_sample_documents() -> None:
    seeds = ROOT / "seeds"
    found = lines(distributed.check(seeds, isolated=True).to_pylist())
    assert len(found) > 40
    assert found == lines(corpuslint.check(seeds, isolated=True).to_dicts())


def test_records_and_those_that_cannot_be_read(jsonl: Path) -> None:
    found = distributed.check(jsonl, isolated=True).to_pylist()
    assert {"DUP101", "ENC001", "DOC001", "DOC003"} <= {finding["code"] for finding in found}
    assert lines(found) == lines(corpuslint.check(jsonl, isolated=True).to_dicts())


def test_the_rows_of_a_dataframe() -> None:
    frame = daft.from_pylist(ROWS)
    found = lines(distributed.check(frame).to_pylist())
    assert found and found == lines(corpuslint.check(ROWS).to_dicts())


def test_no_findings_have_the_columns_of_findings() -> None:
    frame = distributed.check(daft.from_pylist(ROWS[4:]))
    assert frame.to_pylist() == []
    assert frame.column_names[:3] == ["code", "name", "path"]


def test_a_dataframe_without_the_field_is_one_line() -> None:
    with pytest.raises(CorpuslintError, match="no column text"):
        distributed.check(daft.from_pylist([{"id": 1}]))


def test_the_cleaned_rows_of_a_dataframe() -> None:
    cleaned = distributed.clean(daft.from_pylist(ROWS)).to_pylist()
    assert cleaned == corpuslint.clean(ROWS)
    assert [row["id"] for row in cleaned] == [1, 2, 3, 4, 5]
    assert "caf\u00e9" in cleaned[1]["text"]


def test_cleaned_copies_of_files(jsonl: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["clean", str(jsonl), "--isolated", "--engine", "daft", "-o", str(tmp_path / "out")]) == 0
    assert "1 of 1 file changed" in capsys.readouterr().err
    corpuslint.clean(jsonl, output=tmp_path / "local", isolated=True)
    assert (tmp_path / "out/rows.jsonl").read_bytes() == (tmp_path / "local/rows.jsonl").read_bytes()
    assert main(["restore", str(tmp_path / "out.corpuslint.log"), "-o", str(tmp_path / "again")]) == 0
    assert (tmp_path / "again/rows.jsonl").read_bytes() == jsonl.read_bytes()
    assert main(["clean", str(jsonl), "--isolated", "--engine", "daft", "-o", str(tmp_path / "out")]) == 2


def test_tasks_in_small_windows(jsonl: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.table({"text": [row["text"] for row in ROWS] * 3}), tmp_path / "b.parquet", row_group_size=2)
    monkeypatch.setattr(engine, "WINDOW_TASKS", 2)
    found = lines(distributed.check(tmp_path, isolated=True).to_pylist())
    assert len(found) > 5
    assert found == lines(corpuslint.check(tmp_path, isolated=True).to_dicts())


VARIED = PARAGRAPH.replace("springs", "wells").replace("hills", "northern hills")
FERRY = "The ferry to the islands leaves at noon, and comes back when the tide lets it, that is late. "
PAGES = [
    "\n\n".join([PARAGRAPH, VARIED, f"Page {number} was written by hand and kept in a box, as were all of them."])
    + f"\n\n{FERRY * (number % 3)}"
    for number in range(9)
]

TIDE = (
    "Whoever crosses the sands on foot must wait for the tide, take a guide from the village, and be back on the dyke "
    "before the bells of both churches have rung twice."
)
SHARED = [
    f"The cook of the inn salts herring in August and sells it until Easter, in small barrels of oak.\n\n{TIDE}",
    f"{TIDE}\n\nNobody mends nets on Sundays, but many a sail was patched behind closed doors, by candle light.",
]


@pytest.mark.parametrize("jobs", [1, 2])
def test_surveys_grouped_by_key(jobs: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    texts = PAGES + SHARED + [row["text"] for row in ROWS]
    pq.write_table(pa.table({"text": texts}), tmp_path / "b.parquet", row_group_size=2)
    monkeypatch.setitem(api.BY_KEY_BYTES, "native", 0)
    monkeypatch.setattr(engine, "WINDOW_TASKS", 4)
    options = {"isolated": True, "select": "ALL"}
    found = distributed.check(tmp_path, jobs=jobs, **options).to_pylist()
    assert {"DUP001", "DUP002", "DUP102", "DUP201"} <= {finding["code"] for finding in found}
    assert lines(found) == lines(corpuslint.check(tmp_path, **options).to_dicts())


def test_surveys_grouped_by_key_hold_only_what_meets(jsonl: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(api.BY_KEY_BYTES, "native", 0)
    engine.start("daft")
    session = api.session_for(Request(paths=(str(jsonl),), isolated=True, select=("DUP001", "DUP101", "DUP102")))
    tasks = [(session.plan, number, part) for number, part in session.run().parts()]
    with session.workers(1) as workers:
        [(_, surveyed)] = workers.survey(survey_part, tasks)
    assert surveyed.surveys["DUP101"]["document"].tolist() == [0, 2]
    assert surveyed.surveys["DUP102"]["document"].tolist() == [0, 2]
    assert len(surveyed.directory) == 6


def test_company_is_another_text_with_the_same_key_in_the_same_column() -> None:
    keys = np.array([[1, 2], [1, 3], [2, 1], [4, 2]], np.uint32)
    assert company_of([Meeting(keys)]) == [[True, True, False, True]]
    assert company_of([Meeting(keys[:1]), Meeting(keys[1:])]) == [[True], [True, False, True]]
    text = np.array([7, 7, 8, 9], np.uint64)
    assert company_of([Meeting(keys, text)]) == [[True, True, False, True]]
    assert company_of([Meeting(keys[:3], text[:3])]) == [[False, False, False]]
    assert company_of([Meeting(keys[:1], text[:1]), Meeting(keys[3:], text[3:])]) == [[True], [True]]


def test_company_of_keys_of_64_bits_and_of_nothing() -> None:
    keys = np.array([[5 << 40], [6 << 40], [5 << 40]], np.uint64)
    assert company_of([Meeting(keys[:0]), Meeting(keys)]) == [[], [True, False, True]]


def company_of(meetings: list[Meeting]) -> list[list[bool]]:
    """Which rows of each part are in company, by way of the reducers."""
    found = [np.zeros(len(meeting.keys), np.bool_) for meeting in meetings]
    slots = [company.ask(meeting) for meeting in meetings]
    for slot in range(company.SLOTS):
        blobs = [pickle.dumps({"X": asked[slot]}) for asked in slots]
        for number, rows in company.meet(range(len(meetings)), blobs).items():
            found[number][rows["X"]] = True
    for flags, meeting in zip(found, meetings, strict=True):
        if meeting.text is not None:
            flags |= np.isin(meeting.text, meeting.text[flags])
    return [flags.tolist() for flags in found]


class Flaky(engine.DaftWorkers):
    """An engine that fails in the middle of each of its first queries."""

    failures = 0

    def query(self, tasks: list[bytes]) -> Iterator[bytes]:
        for number, answer in enumerate(super().query(tasks)):
            if number == 1 and Flaky.failures < 2:
                Flaky.failures += 1
                raise RuntimeError("a worker died")
            yield answer


@pytest.mark.parametrize("jobs", [1, 2])
def test_all_rules_conclude_in_processes(jobs: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    texts = PAGES + SHARED + [row["text"] for row in ROWS]
    pq.write_table(pa.table({"text": texts}), tmp_path / "b.parquet", row_group_size=2)
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


def double(plan: None, number: int, part: int) -> int:
    """A task for the tests below."""
    if part < 0:
        raise CorpuslintError("below nothing")
    return 2 * part


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


def test_the_command_line(jsonl: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = [str(jsonl), "--isolated", "--output-format", "json"]
    assert main(["check", *options]) == 1
    local = capsys.readouterr().out
    assert main(["check", *options, "--engine", "daft"]) == 1
    assert capsys.readouterr().out == local


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--ray-address", "auto"], "--ray-address goes with --engine ray"),
        (["--engine", "daft", "--cache", "kept"], "--cache needs the local engine"),
        (["--engine", "daft", "--against", "other"], "--against needs the local engine"),
    ],
)
def test_options_that_do_not_go_together(
    options: list[str], message: str, jsonl: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(jsonl), "--isolated", *options]) == 2
    assert message in capsys.readouterr().err


@pytest.fixture(scope="module")
def store() -> Iterator[Any]:
    """An S3 server on loopback with one bucket, and Daft's way to it in the environment."""
    server = pytest.importorskip("moto.server").ThreadedMotoServer("127.0.0.1", 0)
    boto3 = pytest.importorskip("boto3")
    server.start()
    host, port = server.get_host_and_port()
    environment = {
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    before = {name: os.environ.get(name) for name in environment}
    os.environ.update(environment)
    try:
        client = boto3.client("s3", endpoint_url=environment["AWS_ENDPOINT_URL"])
        client.create_bucket(Bucket="corpus")
        yield client
    finally:
        for name, value in before.items():
            os.environ.pop(name, None) if value is None else os.environ.update({name: value})
        server.stop()


def configuration() -> Any:
    """Daft's settings for the store of the tests."""
    return daft.io.IOConfig(
        s3=daft.io.S3Config(
            endpoint_url=os.environ["AWS_ENDPOINT_URL"], key_id="testing", access_key="testing", region_name="us-east-1"
        )
    )


def test_objects_in_a_store(store: Any, jsonl: Path, tmp_path: Path) -> None:
    import gzip

    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.Table.from_pylist(ROWS), tmp_path / "rows.parquet")
    (tmp_path / "rows.jsonl.gz").write_bytes(gzip.compress(jsonl.read_bytes()))
    (tmp_path / "one.txt").write_text(PARAGRAPH + "\n", encoding="utf-8")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    for file in tmp_path.iterdir():
        store.put_object(Bucket="corpus", Key=f"a/{file.name}", Body=file.read_bytes())
    found = distributed.check("s3://corpus/a", isolated=True, configuration=configuration()).to_pylist()
    text = "".join(line + "\n" for line in lines(found)).replace("s3://corpus/a/", f"{tmp_path.as_posix()}/")
    local = corpuslint.check(tmp_path, isolated=True).to_dicts()
    assert text.splitlines() == lines(local)


def test_cleaned_copies_in_a_store(store: Any, jsonl: Path, tmp_path: Path) -> None:
    store.put_object(Bucket="corpus", Key="d/in/rows.jsonl", Body=jsonl.read_bytes())
    where = {"output": "s3://corpus/d/out/", "isolated": True, "configuration": configuration()}
    done = distributed.clean("s3://corpus/d/in/", **where)
    assert (done.files, done.changed) == (1, 1)
    corpuslint.clean(jsonl, output=tmp_path / "local.jsonl", isolated=True)
    cleaned = store.get_object(Bucket="corpus", Key="d/out/rows.jsonl")["Body"].read()
    assert cleaned == (tmp_path / "local.jsonl").read_bytes() != jsonl.read_bytes()
    with pytest.raises(CorpuslintError, match=r"s3://corpus/d/out/: exists already"):
        distributed.clean("s3://corpus/d/in/", **where)


def test_copies_of_all_formats_in_a_store_are_those_of_the_local_engine(
    store: Any, jsonl: Path, tmp_path: Path
) -> None:
    zstandard = pytest.importorskip("zstandard")
    import gzip

    import pyarrow as pa
    import pyarrow.parquet as pq

    folder, sub = tmp_path / "in", tmp_path / "in" / "sub"
    sub.mkdir(parents=True)
    data = jsonl.read_bytes()
    pq.write_table(pa.Table.from_pylist(ROWS), folder / "rows.parquet")
    (folder / "rows.jsonl.zst").write_bytes(zstandard.ZstdCompressor().compress(data))
    (sub / "rows.jsonl.gz").write_bytes(gzip.compress(data))
    (sub / "touched.txt").write_text("The caf\u00c3\u00a9 opens at eight.\n", encoding="utf-8")
    (sub / "as it was.txt").write_text("An ordinary sentence.\n", encoding="utf-8")
    (sub / "nothing.txt").write_bytes(b"")
    names = sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file())
    for name in names:
        store.put_object(Bucket="corpus", Key=f"e/in/{name}", Body=(folder / name).read_bytes())
    found = distributed.check("s3://corpus/e/in/", isolated=True, configuration=configuration()).to_pylist()
    text = "".join(line + "\n" for line in lines(found)).replace("s3://corpus/e/in/", f"{folder.as_posix()}/")
    assert text.splitlines() == lines(corpuslint.check(folder, isolated=True).to_dicts())
    for jobs in (1, 2):
        output = f"s3://corpus/e/out{jobs}"
        done = distributed.clean(
            "s3://corpus/e/in/", output=output, jobs=jobs, isolated=True, configuration=configuration()
        )
        local = corpuslint.clean(folder, output=tmp_path / f"out{jobs}", isolated=True)
        assert (done.files, done.changed, done.edits) == (local.files, local.changed, local.edits) == (6, 4, done.edits)
        for name in names:
            cleaned = store.get_object(Bucket="corpus", Key=f"e/out{jobs}/{name}")["Body"].read()
            assert cleaned == (tmp_path / f"out{jobs}" / name).read_bytes(), name
            (tmp_path / f"from{jobs}" / f"out{jobs}" / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / f"from{jobs}" / f"out{jobs}" / name).write_bytes(cleaned)
        log = tmp_path / f"from{jobs}" / f"out{jobs}.corpuslint.log"
        log.write_bytes(store.get_object(Bucket="corpus", Key=f"e/{log.name}")["Body"].read())
        assert main(["restore", str(log), "-o", str(tmp_path / f"again{jobs}")]) == 0
        for name in ("sub/touched.txt", "sub/as it was.txt", "sub/nothing.txt"):
            assert (tmp_path / f"again{jobs}" / name).read_bytes() == (folder / name).read_bytes()


def test_a_missing_object_is_one_line(store: Any) -> None:
    with pytest.raises(CorpuslintError, match=r"^s3://corpus/b/none.jsonl: "):
        distributed.check("s3://corpus/b/none.jsonl", isolated=True, configuration=configuration())


def test_a_url_on_the_command_line(store: Any, jsonl: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store.put_object(Bucket="corpus", Key="c/rows.jsonl", Body=jsonl.read_bytes())
    command = [sys.executable, "-m", "corpuslint", "check", "s3://corpus/c", "--isolated", "--output-format", "json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    local = lines(corpuslint.check(jsonl, isolated=True).to_dicts())
    assert done.stdout.replace("s3://corpus/c/rows.jsonl", jsonl.as_posix()).splitlines() == local
    assert "testing" not in done.stderr


def test_findings_into_a_store(store: Any, jsonl: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    options = ["check", str(jsonl), "--isolated", "--output-format"]
    for format in ("json", "parquet"):
        assert main([*options, format, "-o", f"s3://corpus/found/{format}"]) == 1
        (tmp_path / format).write_bytes(store.get_object(Bucket="corpus", Key=f"found/{format}")["Body"].read())
    found = lines(corpuslint.check(jsonl, isolated=True).to_dicts())
    assert (tmp_path / "json").read_text("ascii").splitlines() == found
    assert lines(pq.read_table(tmp_path / "parquet").to_pylist()) == found
    assert main([*options, "json", "-o", "s3://nowhere/found.jsonl"]) == 2
    error = capfd.readouterr().err
    assert error.startswith("corpuslint: s3://nowhere/found.jsonl: cannot be written: ")
    assert "testing" not in error


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
    import pyarrow as pa
    import pyarrow.parquet as pq

    texts = [row["text"] for row in ROWS] * 3
    file = tmp_path / "rows.parquet"
    pq.write_table(pa.table({"text": texts}), file, row_group_size=1)
    (tmp_path / "script.py").write_text(KILLED, encoding="utf-8")
    marker = tmp_path / "marker"
    marker.touch()
    command = [sys.executable, str(tmp_path / "script.py"), str(file), str(marker)]
    environment = {**os.environ, "RAY_USAGE_STATS_ENABLED": "0"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
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


def test_two_processes_give_what_one_gives(jsonl: Path) -> None:
    one, two = (distributed.check(jsonl, isolated=True, jobs=jobs).to_pylist() for jobs in (1, 2))
    assert one and one == two

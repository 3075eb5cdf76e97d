"""Objects in a store are read and written as files are."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from engines import PARAGRAPH, ROWS, lines
from support import SEEDS

import corpuslint
from corpuslint.cli import main
from corpuslint.model import CorpuslintError

daft = pytest.importorskip("daft")
from corpuslint import distributed  # noqa: E402


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
    done = subprocess.run(command, cwd=SEEDS.parent, capture_output=True, text=True, check=False)
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

"""Restoring: the original bytes come back, or nothing is touched."""

from __future__ import annotations

import gzip
import json
import os
import random
import shutil
import signal
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from cleaning import Copies, Swap, clean_to, tree
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpuslint.cleaning.changelog import read_log
from corpuslint.cleaning.restore import restore
from corpuslint.model import CorpuslintError

RULES = (Swap(), Swap(pattern="[\u200b-\u200f]", text=""), Swap(pattern="Ã©", text="é"), Copies())
PIECES = st.sampled_from(
    ["teh", "t", "eh ", "\u200b", "Ã©", "\r\n", "\n", "\r", "é", "中文", "\U0001f600", "\x00", '"\\']
)
TEXTS = st.lists(PIECES, max_size=12).map("".join)
BYTES = st.lists(st.one_of(PIECES.map(str.encode), st.binary(max_size=3)), max_size=10).map(b"".join)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(BYTES, min_size=1, max_size=4), st.lists(TEXTS, max_size=5), st.booleans(), st.booleans())
def test_any_bytes_come_back(
    tmp_path_factory: pytest.TempPathFactory, files: list[bytes], texts: list[str], ascii: bool, drop: bool
) -> None:
    folder = tmp_path_factory.mktemp("any")
    source = folder / "in"
    source.mkdir()
    for number, data in enumerate(files):
        (source / f"{number}.txt").write_bytes(data)
    lines = "\n".join(json.dumps({"n": 1.0, "text": text}, ensure_ascii=ascii) for text in texts).encode()
    (source / "a.jsonl").write_bytes(lines + (b"" if ascii else b"\n"))
    before = tree(source)
    clean_to(folder / "out", source, rules=RULES, drop_empty=drop)
    restore(folder / "out.corpuslint.log", folder / "back")
    assert tree(folder / "back") == before
    clean_to(None, source, rules=RULES[:2], drop_empty=drop)
    clean_to(None, source, rules=RULES, drop_empty=drop)
    if (folder / "in.corpuslint.log").exists():
        restore(folder / "in.corpuslint.log", None)
    assert tree(source) == before


def parquet(path: Path) -> pa.Table:
    n = 23
    table = pa.table(
        {
            "id": pa.array(range(n), pa.int16()),
            "text": [None if i % 7 == 1 else f"abc teh {i}" if i % 3 else "same" for i in range(n)],
            "parts": pa.array([["teh", "b"] if i % 4 else None for i in range(n)], pa.large_list(pa.large_string())),
            "meta": pa.array([{"t": f"teh {i}", "k": [i]} if i % 5 else None for i in range(n)]),
            "kind": pa.array(["teh", "b"] * 11 + ["b"]).dictionary_encode(),
            "when": pa.array(range(n), pa.timestamp("us", "UTC")),
        }
    ).replace_schema_metadata({"huggingface": '{"x": 1}'})
    pq.write_table(table, path, row_group_size=10, compression={"id": "snappy", "text": "zstd"})
    return table


@pytest.mark.parametrize("drop", [False, True])
def test_parquet(tmp_path: Path, drop: bool) -> None:
    (tmp_path / "in").mkdir()
    file = tmp_path / "in/a.parquet"
    parquet(file)
    fields = ("text", "parts", "meta.t", "kind")
    clean_to(tmp_path / "out", tmp_path / "in", rules=RULES, fields=fields, drop_empty=drop)
    restore(tmp_path / "out.corpuslint.log", tmp_path / "back")
    one, other = pq.ParquetFile(file), pq.ParquetFile(tmp_path / "back/a.parquet")
    cleaned = pq.ParquetFile(tmp_path / "out/a.parquet")
    assert "teh" not in str(cleaned.read().select(["text", "parts", "kind"]).to_pylist())
    for result in (cleaned, other):
        assert result.schema_arrow.equals(one.schema_arrow, check_metadata=True)
        assert result.metadata.metadata.keys() == one.metadata.metadata.keys()
        assert result.metadata.row_group(0).column(1).compression == "ZSTD"
    assert other.read().to_pylist() == one.read().to_pylist()
    assert [other.metadata.row_group(i).num_rows for i in range(3)] == [10, 10, 3]


def test_parquet_in_place_keeps_the_original_beside(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    file = tmp_path / "in/a.parquet"
    parquet(file)
    before = file.read_bytes()
    clean_to(None, tmp_path / "in", rules=RULES)
    assert (tmp_path / "in/a.parquet.orig").read_bytes() == before
    restore(tmp_path / "in.corpuslint.log", None)
    assert file.read_bytes() == before


def test_gz_in_place(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    file = tmp_path / "in/a.jsonl.gz"
    file.write_bytes(gzip.compress(b'{"text":"teh"}\n'))
    clean_to(None, tmp_path / "in")
    (tmp_path / "in/a.jsonl.gz.orig").unlink()
    restore(tmp_path / "in.corpuslint.log", None)
    assert gzip.decompress(file.read_bytes()) == b'{"text":"teh"}\n'


def test_a_file_that_was_changed_since_is_refused(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name in ("a.txt", "b.txt"):
        (tmp_path / "in" / name).write_text("teh")
    clean_to(tmp_path / "out", tmp_path / "in")
    (tmp_path / "out/b.txt").write_text("the and more")
    before = tree(tmp_path)
    with pytest.raises(CorpuslintError, match=r"b\.txt: is not as the log left it; nothing was restored"):
        restore(tmp_path / "out.corpuslint.log", None)
    assert tree(tmp_path) == before


def test_what_is_restored_already_stays(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.txt").write_text("teh")
    clean_to(None, tmp_path / "in")
    assert restore(tmp_path / "in.corpuslint.log", None) == 1
    assert restore(tmp_path / "in.corpuslint.log", None) == 0
    assert (tmp_path / "in/a.txt").read_text() == "teh"


def test_a_log_of_copies_that_are_gone_begins_anew(tmp_path: Path) -> None:
    source, out, log = tmp_path / "in", tmp_path / "out", tmp_path / "out.corpuslint.log"
    source.mkdir()
    (source / "a.txt").write_text("teh")
    (source / "b.txt").write_text("teh end")
    clean_to(out, source)
    shutil.rmtree(out)
    (source / "a.txt").unlink()
    clean_to(out, source)
    assert len(read_log(log)) == 1
    restore(log, tmp_path / "back")
    assert tree(tmp_path / "back") == tree(source)


def test_a_log_of_files_cleaned_in_place_is_kept(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/a.txt").write_text("teh")
    clean_to(None, tmp_path / "data")
    (tmp_path / "data").rename(tmp_path / "moved")
    (tmp_path / "moved/b.txt").write_text("teh end")
    clean_to(tmp_path / "data", tmp_path / "moved")
    assert [entry.file["name"] for entry in read_log(tmp_path / "data.corpuslint.log")] == ["a.txt", "a.txt", "b.txt"]


def test_a_file_that_is_no_log(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_text('{"x": 1}\n')
    with pytest.raises(CorpuslintError, match="not a change log"):
        restore(tmp_path / "a.log", None)


def test_a_log_cannot_lead_out_of_the_output(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.txt").write_text("teh")
    clean_to(tmp_path / "out", tmp_path / "in")
    log = tmp_path / "out.corpuslint.log"
    log.write_text(log.read_text().replace('"name": "a.txt"', '"name": "../../a.txt"'))
    with pytest.raises(CorpuslintError, match="outside"):
        restore(log, tmp_path / "back")


def test_a_kill_leaves_every_file_old_or_new(tmp_path: Path) -> None:
    """A hundred kills at random moments; after each, all that the log says was begun can be undone."""
    chance = random.Random(7)
    killed = 0
    for turn in range(100):
        source = tmp_path / str(turn) / "in"
        source.mkdir(parents=True)
        old = {f"{number}.txt": b"teh " * chance.randrange(1, 2000) for number in range(12)}
        for name, data in old.items():
            (source / name).write_bytes(data)
        new = {name: data.replace(b"teh", b"the") for name, data in old.items()}
        pid = os.fork()
        if pid == 0:
            try:
                clean_to(None, source)
            finally:
                os._exit(0)
        time.sleep(chance.uniform(0.0, 0.06))
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        now = {name: data for name, data in tree(source).items() if not name.endswith(".tmp")}
        assert now.keys() == old.keys()
        assert all(now[name] in (old[name], new[name]) for name in old)
        changed = [name for name in old if now[name] == new[name]]
        killed += 0 < len(changed) < len(old)
        log = tmp_path / str(turn) / "in.corpuslint.log"
        if changed:
            told = {entry.file["name"] for entry in read_log(log)}
            assert told.issuperset(changed)
            restore(log, None)
        assert {name: data for name, data in tree(source).items() if not name.endswith(".tmp")} == old

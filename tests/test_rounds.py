"""Which texts stay, found in rounds on the engine: what the local search finds, byte for byte."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from engines import PAGES, SHARED, lines, parquet_of

import corpuslint
from corpuslint.model import CorpuslintError
from corpuslint.similarity import Rows
from corpuslint.similarity.candidates import REPRESENTATIVES
from corpuslint.similarity.choice import search
from corpuslint.similarity.clusters import STAYS, order_of
from corpuslint.similarity.comparison import Comparison
from corpuslint.similarity.verification import make_sets, weigh

daft = pytest.importorskip("daft")
import pyarrow as pa  # noqa: E402

from corpuslint import distributed  # noqa: E402
from corpuslint.distributed import api, engine, near, rounds  # noqa: E402

ROOT = Path(__file__).parent.parent
TEXTS, FAMILIES = 200, 50


def crowd(seed: int) -> tuple[np.ndarray, Rows]:
    """Band keys of texts of which buckets hold more than are compared, and values that are alike within families."""
    chance = np.random.default_rng(seed)
    family = chance.integers(0, FAMILIES, TEXTS)
    keys = np.stack([family % 2, chance.integers(0, 9, TEXTS), family, chance.integers(0, 500, TEXTS)], axis=1)
    common = chance.integers(0, 1 << 32, (FAMILIES, 60), dtype=np.uint32)
    values = np.where(chance.random((TEXTS, 60)) < 0.97, common[family], chance.integers(0, 1 << 32, (TEXTS, 60)))
    edges = np.arange(TEXTS + 1) * 60
    return keys.astype(np.uint32), Rows(values.astype(np.uint32).ravel(), edges[:-1], edges[1:])


def frames_of(keys: np.ndarray, rows: Rows, sign: int = 1) -> tuple[Any, Any]:
    """The same as dataframes: members of buckets, and texts."""
    number = np.arange(len(keys)) * sign
    buckets = keys.astype(np.uint64) | np.arange(keys.shape[1], dtype=np.uint64) << np.uint64(32)
    members = {"text": np.repeat(number, keys.shape[1]), "bucket": buckets.ravel()}
    words = pa.LargeListArray.from_arrays(np.append(0, rows.ends), pa.array(rows.values))
    nothing = pa.array([[]] * len(keys), pa.large_list(pa.uint32()))
    return daft.from_pydict(members), daft.from_arrow(pa.table({"text": number, "words": words, "titles": nothing}))


@pytest.mark.parametrize(("weighted", "keep"), [(True, "first"), (False, "last")])
def test_the_engine_finds_what_is_found_here(weighted: bool, keep: str) -> None:
    keys, rows = crowd(7)
    sets = make_sets(rows, counted=weighted)
    sets = weigh(sets) if weighted else sets
    assert np.unique(keys[:, 0], return_counts=True)[1].min() > REPRESENTATIVES
    here = search(keys, Comparison(sets, 0.6), order_of(keep, np.zeros(TEXTS, np.int64)))
    assert 20 < (here.kept != STAYS).sum() < 160
    sign = 1 if keep == "first" else -1
    members, texts = frames_of(keys, rows, sign)
    found = rounds.choose_on_engine(members, texts, partial(rounds.verified, sets.table, 0.6, False))
    copies = near.best(found)
    there = {row["second"] * sign: (row["first"] * sign, row["score"]) for row in copies.iter_rows()}
    gone = np.flatnonzero(here.kept != STAYS).tolist()
    assert there == {copy: (here.kept[copy], here.similarity[copy]) for copy in gone}
    assert near.left_out_of(members, copies) == here.left_out > 0


def test_texts_of_which_none_is_near() -> None:
    edges = np.arange(21) * 30
    members, texts = frames_of(
        np.zeros((20, 2), np.uint32), Rows(np.arange(600, dtype=np.uint32), edges[:-1], edges[1:])
    )
    assert rounds.choose_on_engine(members, texts, partial(rounds.verified, None, 0.1, False)).count_rows() == 0


@pytest.mark.parametrize("few", [0, 3, 9])
def test_the_edges_decide_in_rounds(few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds, "FEW", few)
    chain = daft.from_pydict({"first": [0, 1, 2, 3, 0], "second": [1, 2, 3, 4, 4]})
    assert sorted(row["text"] for row in rounds.rounds(chain).iter_rows()) == [1, 3, 4]


def test_a_corpus_above_the_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    concluded, conclude = [], near.conclude_on_engine

    def noting(rule: Any, *arguments: Any) -> Any:
        concluded.append(rule.code)
        return conclude(rule, *arguments)

    monkeypatch.setitem(api.BY_KEY_BYTES, "native", 0)
    monkeypatch.setattr(near, "LEAST", 1)
    monkeypatch.setattr(near, "conclude_on_engine", noting)
    monkeypatch.setattr(engine, "WINDOW_TASKS", 4)
    parquet_of([*PAGES, *SHARED, PAGES[1], PAGES[1].replace(" ", "\n", 3)], tmp_path / "pages.parquet")
    paths = [ROOT / "seeds", ROOT / "docs", tmp_path / "pages.parquet"]
    for keep in ("first", "last"):
        options = {"DUP002": {"keep": keep}, "DUP102": {"keep": keep, "measure": "shingles"}}
        concluded.clear()
        found = lines(distributed.check(*paths, isolated=True, select="DUP", options=options).to_pylist())
        assert concluded == ["DUP002", "DUP004", "DUP102", "DUP103"]
        assert found == lines(corpuslint.check(*paths, isolated=True, select="DUP", options=options).to_dicts())
        assert {"DUP001", "DUP002", "DUP102"} <= {json.loads(finding)["code"] for finding in found}


def test_an_engine_that_fails_is_one_line(jsonl: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*arguments: Any) -> Any:
        raise RuntimeError("a worker is gone\nand its stack")

    monkeypatch.setitem(api.BY_KEY_BYTES, "native", 0)
    monkeypatch.setattr(near, "LEAST", 0)
    monkeypatch.setattr(near, "conclude_on_engine", fail)
    with pytest.raises(CorpuslintError, match=r"^the engine failed 4 times: a worker is gone$"):
        distributed.check(jsonl, isolated=True, select="DUP102")


ON_RAY = """
import json, os, signal, sys
from pathlib import Path
import ray
from ray.cluster_utils import Cluster
from corpuslint import distributed
from corpuslint.distributed import api, near, rounds

api.BY_KEY_BYTES["ray"], api.FEWEST = 0, 2
near.LEAST, rounds.FEW = 1, 5
marker, *paths = sys.argv[1:]
verified = near.verified

def verify_or_die(*arguments):
    try:
        Path(marker).unlink()
    except FileNotFoundError:
        return verified(*arguments)
    os.kill(os.getpid(), signal.SIGKILL)

near.verified = verify_or_die
cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
cluster.add_node(num_cpus=1)
try:
    options = {"isolated": True, "select": ("DUP102",), "engine": "ray", "jobs": 2}
    for finding in distributed.check(*paths, address=cluster.address, **options).to_pylist():
        print(json.dumps(finding))
finally:
    ray.shutdown()
    cluster.shutdown()
"""


def test_rounds_on_two_workers_of_ray_one_of_which_is_killed(tmp_path: Path) -> None:
    pytest.importorskip("ray")
    (tmp_path / "script.py").write_text(ON_RAY, encoding="utf-8")
    parquet_of(PAGES, tmp_path / "pages.parquet")
    paths = [str(ROOT / "seeds"), str(tmp_path / "pages.parquet")]
    marker = tmp_path / "marker"
    marker.touch()
    command = [sys.executable, str(tmp_path / "script.py"), str(marker), *paths]
    environment = {**os.environ, "RAY_USAGE_STATS_ENABLED": "0"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert not marker.exists()
    found = [line for line in done.stdout.splitlines() if line.startswith("{")]
    local = corpuslint.check(*paths, isolated=True, select=("DUP102",))
    assert local.counts()["DUP102"] > 5
    assert found == lines(local.to_dicts())

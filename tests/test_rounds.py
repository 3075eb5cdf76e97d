"""Which texts stay, found in rounds on the engine: what the local search finds, byte for byte."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from engines import PAGES, lines, parquet_of

import corpuslint
from corpuslint.model import CorpuslintError
from corpuslint.rules.near import search_here
from corpuslint.similarity import Rows
from corpuslint.similarity.candidates import REPRESENTATIVES
from corpuslint.similarity.clusters import STAYS, order_of
from corpuslint.similarity.verification import Sets, make_sets, weigh

daft = pytest.importorskip("daft")
from corpuslint import distributed  # noqa: E402
from corpuslint.distributed import api, rounds  # noqa: E402

ROOT = Path(__file__).parent.parent
TEXTS, FAMILIES = 200, 50


def crowd(seed: int, weighted: bool) -> tuple[np.ndarray, Sets]:
    """Band keys of texts of which buckets hold more than are compared, and sets that are alike within families."""
    chance = np.random.default_rng(seed)
    family = chance.integers(0, FAMILIES, TEXTS)
    keys = np.stack([family % 2, chance.integers(0, 9, TEXTS), family, chance.integers(0, 500, TEXTS)], axis=1)
    common = chance.integers(0, 1 << 32, (FAMILIES, 60), dtype=np.uint32)
    values = np.where(chance.random((TEXTS, 60)) < 0.97, common[family], chance.integers(0, 1 << 32, (TEXTS, 60)))
    edges = np.arange(TEXTS + 1) * 60
    sets = make_sets(Rows(values.astype(np.uint32).ravel(), edges[:-1], edges[1:]), counted=weighted)
    return keys.astype(np.uint32), weigh(sets) if weighted else sets


@pytest.mark.parametrize(("weighted", "keep"), [(True, "first"), (False, "last")])
def test_the_engine_finds_what_is_found_here(weighted: bool, keep: str) -> None:
    keys, sets = crowd(7, weighted)
    assert np.unique(keys[:, 0], return_counts=True)[1].min() > REPRESENTATIVES
    rank = order_of(keep, np.zeros(TEXTS, np.int64))
    here = search_here(keys, sets, 0.6, False, rank)
    assert 20 < (here.kept != STAYS).sum() < 160
    there = rounds.search_in_rounds(keys, sets, 0.6, False, rank)
    assert there.kept.tolist() == here.kept.tolist()
    assert there.similarity.tolist() == here.similarity.tolist()
    assert there.left_out == here.left_out > 0


def test_texts_of_which_none_is_near() -> None:
    edges = np.arange(21) * 30
    sets = make_sets(Rows(np.arange(600, dtype=np.uint32), edges[:-1], edges[1:]))
    found = rounds.search_in_rounds(np.zeros((20, 2), np.uint32), sets, 0.1, False, None)
    assert (found.kept == STAYS).all()


@pytest.mark.parametrize("few", [0, 3, 9])
def test_the_edges_decide_in_rounds(few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds, "FEW", few)
    chain = daft.from_pydict({"first": [0, 1, 2, 3, 0], "second": [1, 2, 3, 4, 4]})
    assert sorted(row["text"] for row in rounds.rounds(chain).iter_rows()) == [1, 3, 4]


def test_a_corpus_above_the_size(monkeypatch: pytest.MonkeyPatch) -> None:
    searched, search = [], rounds.search_in_rounds

    def noting(keys: np.ndarray, *arguments: Any) -> Any:
        searched.append(len(keys))
        return search(keys, *arguments)

    monkeypatch.setitem(api.BY_KEY_BYTES, "native", 0)
    monkeypatch.setattr(rounds, "LEAST", 1)
    monkeypatch.setattr(rounds, "search_in_rounds", noting)
    options = {"isolated": True, "select": "DUP"}
    found = lines(distributed.check(ROOT / "seeds", ROOT / "docs", **options).to_pylist())
    assert len(searched) > 1
    assert found == lines(corpuslint.check(ROOT / "seeds", ROOT / "docs", **options).to_dicts())
    assert {"DUP001", "DUP002"} <= {json.loads(finding)["code"] for finding in found}


def test_an_engine_that_fails_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*arguments: Any) -> Any:
        raise RuntimeError("a worker is gone\nand its stack")

    monkeypatch.setattr(rounds, "LEAST", 1)
    monkeypatch.setattr(rounds, "search_in_rounds", fail)
    keys, sets = crowd(1, True)
    with pytest.raises(CorpuslintError, match=r"^the engine failed 4 times: a worker is gone$"):
        rounds.search_at_scale(keys, sets, 0.6, False, None)


ON_RAY = """
import json, sys
import ray
from ray.cluster_utils import Cluster
from corpuslint import distributed
from corpuslint.distributed import api, rounds

api.BY_KEY_BYTES["ray"] = 0
rounds.LEAST, rounds.FEW = 1, 5
cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
cluster.add_node(num_cpus=1)
try:
    options = {"isolated": True, "select": ("DUP002", "DUP102"), "engine": "ray", "jobs": 2}
    for finding in distributed.check(*sys.argv[1:], address=cluster.address, **options).to_pylist():
        print(json.dumps(finding))
finally:
    ray.shutdown()
    cluster.shutdown()
"""


def test_rounds_on_two_workers_of_ray(tmp_path: Path) -> None:
    pytest.importorskip("ray")
    (tmp_path / "script.py").write_text(ON_RAY, encoding="utf-8")
    parquet_of(PAGES, tmp_path / "pages.parquet")
    paths = [str(ROOT / "seeds"), str(tmp_path / "pages.parquet")]
    command = [sys.executable, str(tmp_path / "script.py"), *paths]
    environment = {**os.environ, "RAY_USAGE_STATS_ENABLED": "0"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = [line for line in done.stdout.splitlines() if line.startswith("{")]
    local = corpuslint.check(*paths, isolated=True, select=("DUP002", "DUP102"))
    assert {"DUP002", "DUP102"} <= set(local.counts())
    assert found == lines(local.to_dicts())

"""The same check on a Ray cluster of two workers, here both on this machine: python examples/cluster.py [PATH or URL …]

Needs the extra `corpuslint[ray]`. On a real cluster leave out `Cluster` and give `address="ray://head:10001"`.
"""

from __future__ import annotations

import os
import sys

os.environ["RAY_USAGE_STATS_ENABLED"] = "0"

import ray
from ray.cluster_utils import Cluster

from corpuslint.distributed import check


def main() -> None:
    """Print the findings by rule, counted by the engine."""
    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
    cluster.add_node(num_cpus=1)
    try:
        findings = check(*(sys.argv[1:] or ["seeds/"]), engine="ray", address=cluster.address, jobs=2, isolated=True)
        counts = findings.groupby("code").count("message").sort("code").to_pylist()
        for row in counts:
            print(f"{row['code']} {row['message']}")
    finally:
        ray.shutdown()
        cluster.shutdown()


if __name__ == "__main__":
    main()

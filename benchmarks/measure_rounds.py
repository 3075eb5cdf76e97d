"""Near-duplicate rules concluded here and on the engine: python benchmarks/measure_rounds.py FILE [ENGINE [RULE …]]

Prints for each rule (default DUP002 and DUP102, on Daft's own runner, surveys grouped by key) how many texts are in
company, how many pairs the engine compares in how many turns, what a check takes both ways, and that the findings are
the same.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

from corpuslint import distributed
from corpuslint.distributed import api, engine, near, rounds

COUNTS: dict[str, int] = {}


def counting(module: Any, name: str, label: str, size: Any) -> None:
    """Add up what each call of a function of a module gives."""
    function = getattr(module, name)

    def counted(*arguments: Any) -> Any:
        found = function(*arguments)
        COUNTS[label] = COUNTS.get(label, 0) + size(found, *arguments)
        return found

    setattr(module, name, counted)


def seconds(path: str, name: str, rule: str, least: int) -> tuple[float, list[str]]:
    """How long a check takes whose near-duplicate rules conclude on the engine from so many texts on, and its lines."""
    near.LEAST = least
    COUNTS.clear()
    began = time.perf_counter()
    found = distributed.check(path, engine=name, isolated=True, select=(rule,), jobs=2).to_pylist()
    return time.perf_counter() - began, [json.dumps(finding) for finding in found]


def main(path: str, name: str = "daft", *rules: str) -> None:
    """Print the figures of each rule."""
    engine.start(name)
    api.BY_KEY_BYTES.update(native=0, ray=0)
    counting(rounds, "rounds", "turns", lambda found, *rest: 1)
    counting(near, "members_of", "texts", lambda found, *rest: found.select("text").distinct().count_rows())
    counting(rounds, "edges_of", "pairs", lambda found, new, *rest: new.count_rows())
    for rule in rules or ("DUP002", "DUP102"):
        here, local = seconds(path, name, rule, 1 << 62)
        there, lines = seconds(path, name, rule, 0)
        print(
            f"{rule}: {COUNTS['texts']:,} texts share buckets, {len(lines):,} findings; concluded here the check takes "
            f"{here:.1f} s, on the engine {there:.1f} s, {COUNTS['pairs']:,} pairs in {COUNTS['turns']} turns; "
            f"{'the same' if local == lines else 'NOT THE SAME'}",
            flush=True,
        )


if __name__ == "__main__":
    main(*sys.argv[1:])

"""What `--cache` spares: CPU seconds of a check without it, with it for the first time, again, and after an edit.

    python benchmarks/measure_cache.py CORPUS.jsonl [FILES]

The corpus is cut into FILES files (default 20); the edit adds one record to one of them: two paragraphs that stand
nowhere else.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path

from corpuslint import api
from corpuslint.cache import Cache, CachedRun
from corpuslint.reporters import Summary
from corpuslint.session import Request, Session

ADDED = """The harbour master keeps three ledgers, one for the boats that sail before dawn, one for those that come home
late, and one, bound in green cloth, which nobody else has ever been allowed to open.

On the last Sunday of October he carries all three up to the lighthouse, reads the names aloud to the keeper and her
two dogs, and has them corrected wherever somebody on the island remembers an arrival otherwise."""


def main(corpus: str, files: int = 20) -> None:
    """Print a table."""
    lines = Path(corpus).read_bytes().splitlines(keepends=True)
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder, "data")
        data.mkdir()
        size = -(-len(lines) // files)
        for number in range(files):
            (data / f"{number:04}.jsonl").write_bytes(b"".join(lines[number * size : (number + 1) * size]))
        cache = Path(folder, "cache")
        plain = seconds(data, None)
        print(f"without a cache {plain:7.1f} s of CPU time")
        print(f"first time      {seconds(data, cache):7.1f}")
        again = seconds(data, cache)
        print(f"unchanged       {again:7.1f}   {plain / again:.1f} times as fast")
        with (data / f"{files // 2:04}.jsonl").open("a") as out:
            out.write(json.dumps({"text": ADDED}) + "\n")
        edited = seconds(data, cache)
        print(f"one file edited {edited:7.1f}   {plain / edited:.1f} times as fast")


def seconds(data: Path, cache: Path | None) -> float:
    """CPU time of one check in this process."""
    session = Session.of(Request(paths=(str(data),), isolated=True, jobs=1))
    began = time.process_time()
    run = session.run()
    if cache:
        run = CachedRun(run.plan, run.sources, cache=Cache(cache))
    for _ in api.findings_of(session, run, Summary()):
        pass
    return time.process_time() - began


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 20)

"""Speed and memory of a check on growing input: python benchmarks/measure_scale.py FILE.jsonl [TIMES] [OPTION …]

Checks the file `TIMES` over (default 1) as one corpus: each copy has its letters rotated, so that it is as large and as
repetitive as the first, and shares no word with it. Prints one line; the findings are thrown away. Start-up is what the
same check of one record takes in a process of its own: loading modules, starting workers, tables.
"""

from __future__ import annotations

import json
import resource
import string
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from corpuslint.cli import main

START = "--start-up"
STEP = 5
"""Letters by which one copy differs from the next."""


def grow(source: Path, target: Path, times: int) -> int:
    """Write the corpus; its size in characters."""
    size = 0
    lower, upper = string.ascii_lowercase, string.ascii_uppercase
    with target.open("w", encoding="utf-8") as out:
        for copy in range(times):
            turn = STEP * copy % len(lower)
            rotated = lower[turn:] + lower[:turn] + upper[turn:] + upper[:turn]
            table = str.maketrans(lower + upper, rotated)
            for line in source.open(encoding="utf-8"):
                text = json.loads(line)["text"].translate(table)
                size += len(text)
                out.write(json.dumps({"text": text}) + "\n")
    return size


def seconds_of(corpus: Path, options: list[str]) -> float:
    """Check, and how long it took."""
    found = corpus.with_suffix(".found")
    start = time.perf_counter()
    main(["check", str(corpus), "--isolated", "--output-format", "json", "-o", str(found), *options])
    return time.perf_counter() - start


def start_up(options: list[str]) -> float:
    """How long a check of one record takes."""
    done = subprocess.run([sys.executable, __file__, START, *options], stdout=subprocess.PIPE, text=True, check=True)
    return float(done.stdout)


def measure(file: Path, times: int, options: list[str]) -> None:
    """Check, and print what it took."""
    with TemporaryDirectory() as folder:
        corpus = Path(folder, "corpus.jsonl")
        size = grow(file, corpus, times)
        before, others_before = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        seconds = seconds_of(corpus, options)
        mine, others = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    starting = start_up(options)
    used = sum(
        after.ru_utime + after.ru_stime - start.ru_utime - start.ru_stime
        for after, start in ((mine, before), (others, others_before))
    )
    print(
        f"{size / 1e6:.0f} MB in {seconds:.1f} s ({size / seconds / 1e6:.1f} MB/s), {starting:.1f} s of it start-up "
        f"({size / (seconds - starting) / 1e6:.1f} MB/s after it), {used:.1f} s of processor; peak of this process "
        f"{mine.ru_maxrss >> 10} MB, of the largest worker that it started {others.ru_maxrss >> 10} MB"
    )


if __name__ == "__main__":
    if sys.argv[1] == START:
        with TemporaryDirectory() as folder:
            one = Path(folder, "corpus.jsonl")
            one.write_text('{"text": "One record."}\n', encoding="utf-8")
            print(seconds_of(one, sys.argv[2:]))
    else:
        measure(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1, sys.argv[3:])

"""Speed and memory of a check on growing input: python benchmarks/measure_scale.py FILE.jsonl [TIMES] [OPTION …]

Checks the file `TIMES` over (default 1) as one corpus: each copy has its letters rotated, so that it is as large and as
repetitive as the first, and shares no word with it. Prints one line; the findings are thrown away.
"""

from __future__ import annotations

import json
import resource
import string
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from corpuslint.cli import main

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


def measure(file: Path, times: int, options: list[str]) -> None:
    """Check, and print what it took."""
    with TemporaryDirectory() as folder:
        corpus = Path(folder, "corpus.jsonl")
        size = grow(file, corpus, times)
        before = resource.getrusage(resource.RUSAGE_SELF)
        start = time.perf_counter()
        main(["check", str(corpus), "--isolated", "--output-format", "json", "-o", f"{folder}/found.jsonl", *options])
        seconds = time.perf_counter() - start
        mine, others = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    used = mine.ru_utime + mine.ru_stime - before.ru_utime - before.ru_stime + others.ru_utime + others.ru_stime
    print(
        f"{size / 1e6:.0f} MB in {seconds:.1f} s ({size / seconds / 1e6:.1f} MB/s), {used:.1f} s of processor; peak of "
        f"this process {mine.ru_maxrss >> 10} MB, of the largest worker that it started {others.ru_maxrss >> 10} MB"
    )


if __name__ == "__main__":
    measure(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1, sys.argv[3:])

"""Measure whole runs of the command line on a JSONL file, beside `wc -w` and datasketch alone, and start-up.

    python benchmarks/check.py FILE.jsonl [--runs 3]

Prints a Markdown table: wall and processor seconds, MB of text a second (of processor time), peak memory.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

DATASKETCH = """
import json, sys
from datasketch import MinHash, MinHashLSH
lsh = MinHashLSH(threshold=0.8, num_perm=128)
for number, line in enumerate(open(sys.argv[1], encoding="utf-8")):
    words = json.loads(line)["text"].lower().split()
    signature = MinHash(num_perm=128)
    signature.update_batch({" ".join(words[i : i + 5]).encode() for i in range(max(1, len(words) - 4))})
    lsh.query(signature)
    lsh.insert(number, signature)
"""
SELECTIONS = ("", "DOC", "ENC", "ART", "BPL", "DUP", "DUP001,DUP002", "DUP101,DUP102")


def measure(command: list[str], runs: int) -> tuple[float, float, float]:
    """Medians of wall seconds, processor seconds and peak memory in MB over some runs of a command."""
    figures = []
    for _ in range(runs):
        began = time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, _, used = os.wait4(process.pid, 0)
        figures.append((time.perf_counter() - began, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024))
    wall, processor, memory = (statistics.median(column) for column in zip(*figures, strict=True))
    return wall, processor, memory


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--without-datasketch", action="store_true")
    arguments = parser.parse_args()
    with arguments.file.open(encoding="utf-8") as rows:
        texts = [json.loads(row)["text"] for row in rows]
    megabytes = sum(len(text.encode()) for text in texts) / 1e6
    print(
        f"{platform.machine()}, Python {platform.python_version()}, NumPy {version('numpy')}, "
        f"datasketch {version('datasketch')}; {megabytes:.1f} MB of text in {len(texts):,} documents\n"
    )
    print("| command | wall, s | processor, s | MB/s | peak memory, MB |\n|---|---|---|---|---|")
    base = [sys.executable, "-m", "corpuslint", "check", str(arguments.file), "--isolated", "--jobs", "1"]
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as plain:
        plain.writelines(text + "\n" for text in texts)
        plain.flush()
        rows_of = {
            f"`check{f' --select {s}' if s else ''}`": [
                *base,
                "--output-format",
                "json",
                *(["--select", s] if s else []),
            ]
            for s in SELECTIONS
        }
        rows_of["`wc -w` of the text"] = ["wc", "-w", plain.name]
        if not arguments.without_datasketch:
            rows_of["datasketch alone, one process"] = [sys.executable, "-c", DATASKETCH, str(arguments.file)]
        for name, command in rows_of.items():
            wall, processor, memory = measure(command, arguments.runs)
            print(f"| {name} | {wall:.2f} | {processor:.2f} | {megabytes / processor:.1f} | {memory:.0f} |", flush=True)
    start_up()


def start_up() -> None:
    """Start-up, each as a ratio to the bare interpreter."""
    python = [sys.executable]
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as clean:
        clean.write("An ordinary sentence stands here, and nothing is wrong with it at all.\n" * 140)
        clean.flush()
        cases = {
            "`python -c pass`": [*python, "-c", "pass"],
            "`python -c 'import numpy'`": [*python, "-c", "import numpy"],
            "`corpuslint --version`": [*python, "-m", "corpuslint", "--version"],
            "`check --select ENC,ART001` of 10 KB": [
                *python,
                "-m",
                "corpuslint",
                "check",
                clean.name,
                "--isolated",
                "--select",
                "ENC,ART001",
            ],
        }
        print("\n| start-up | wall, ms | ratio |\n|---|---|---|")
        bare = 0.0
        for name, command in cases.items():
            wall, _, _ = measure(command, 15)
            bare = bare or wall
            print(f"| {name} | {1000 * wall:.0f} | {wall / bare:.1f} |", flush=True)


if __name__ == "__main__":
    main()

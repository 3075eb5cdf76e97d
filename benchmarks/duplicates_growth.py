"""How time and memory of the duplicate rules grow: a corpus and three of it, and corpora that search for copies badly.

    python benchmarks/duplicates_growth.py CORPUS.jsonl

Every case is checked at a third of its size and at its full size, by the command line in a process of its own. CORPUS
has a "text" in each line; three of it means the corpus and two copies in which all longer words have another ending, so
that nothing in one resembles anything in another.
"""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

WORD = re.compile(r"(?<!\w)([A-Za-z]{3,})(?!\w)")
RULES = "DUP001,DUP002,DUP003,DUP101,DUP102"
SHINGLES = ("--set", "DUP002.measure=shingles", "--set", "DUP002.threshold=0.8")


@dataclass(frozen=True)
class Case:
    """A kind of corpus: its texts for a size, and how it is checked."""

    name: str
    texts: Callable[[int], Iterator[str]]
    size: int
    rules: str = RULES
    options: tuple[str, ...] = field(default=())


def words_of(seed: int, count: int) -> list[str]:
    """Words that no other text has."""
    return [f"w{seed}x{number}" for number in range(count)]


def identical(count: int) -> Iterator[str]:
    """Documents of ten blocks: the same fifteen words each, and a line of its own above them."""
    block = " ".join(words_of(0, 15)) + "."
    for number in range(count // 10):
        yield f"Number {number} of its kind\n\n" + "\n\n".join([block] * 10)


def repeated(count: int) -> Iterator[str]:
    """Documents of a block of their own and one that is nearly the same in all of them."""
    base = words_of(1, 60)
    chance = random.Random(1)
    for number in range(count):
        changed = [*base]
        changed[chance.randrange(60)] = base[chance.randrange(60)]
        yield " ".join(words_of(number + 2, 20)) + ".\n\n" + " ".join(changed) + "."


def crowded(count: int) -> Iterator[str]:
    """Documents with a block of which any two resemble each other at about 0.7, and so share buckets."""
    base = words_of(1, 80)
    chance = random.Random(2)
    for number in range(count):
        changed = [*base]
        for place in chance.sample(range(80), 2):
            changed[place] = f"changed{number}at{place}"
        yield f"Number {number} of its kind\n\n" + " ".join(changed) + "."


def several(path: Path) -> Callable[[int], Iterator[str]]:
    """The texts of a corpus and copies of it in other words."""

    def texts(times: int) -> Iterator[str]:
        for turn in range(times):
            with path.open(encoding="utf-8") as rows:
                for row in rows:
                    text = json.loads(row)["text"]
                    yield WORD.sub(rf"\g<1>{'xyz'[turn]}", text) if turn else text

    return texts


def measure(case: Case, size: int, folder: Path) -> tuple[float, float, float, int]:
    """Megabytes of text, processor seconds, peak memory in MB, and findings of one check."""
    corpus, output = folder / "corpus.jsonl", folder / "found.jsonl"
    characters = 0
    with corpus.open("w", encoding="utf-8") as out:
        for text in case.texts(size):
            characters += len(text.encode())
            out.write(json.dumps({"text": text}) + "\n")
    command = [sys.executable, "-m", "corpuslint", "check", str(corpus), "--isolated", "--exit-zero", "--jobs", "1"]
    command += ["--select", case.rules, *case.options, "--output-format", "json", "-o", str(output)]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{case.name}: the check failed")
    with output.open("rb") as rows:
        found = sum(1 for _ in rows)
    return characters / 1e6, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, found


def main(path: str) -> None:
    """Print the table."""
    cases = (
        Case("the corpus, and three of it", several(Path(path)), 3),
        Case("identical blocks of 15 words", identical, 1_000_000),
        Case("one block, nearly repeated in every document", repeated, 200_000),
        Case("blocks that share buckets at 0.7, `measure = shingles`", crowded, 200_000, "DUP002", SHINGLES),
    )
    print("| corpus | size | MB of text | CPU seconds | ratio | peak memory, MB | bytes a byte | findings |")
    print("|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for case in cases:
            before: tuple[float, float, float, int] | None = None
            for size in (case.size // 3, case.size):
                megabytes, seconds, peak, found = now = measure(case, size, Path(folder))
                ratio = f"{seconds / before[1]:.2f}" if before else ""
                grown = f"{(peak - before[2]) / (megabytes - before[0]):.2f}" if before else ""
                cells = (case.name, f"{size:,}", f"{megabytes:.0f}", f"{seconds:.1f}", ratio, f"{peak:.0f}", grown)
                print(f"| {' | '.join(cells)} | {found:,} |", flush=True)
                before = now


if __name__ == "__main__":
    main(*sys.argv[1:])

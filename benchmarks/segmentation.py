"""Measure segmentation: how fast the columns of a batch are, and how well hard-wrapped paragraphs are unwrapped.

    python benchmarks/segmentation.py CORPUS.jsonl [--wrap TEXTS.jsonl ...] [--plain TEXTS.jsonl ...]

CORPUS (records with `text`) is for speed. The texts of `--wrap` (one paragraph per line) are wrapped at random widths
of 60 to 100 columns with Python's `textwrap`, once with a blank line between paragraphs and once without, and the
breaks that segmentation joins are compared with those that textwrap made. In the texts of `--plain` every line end is
meant: each break that is joined is an error. Records hold `text`, or `lines` with a `text` each.
"""

from __future__ import annotations

import argparse
import json
import random
import textwrap
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from corpuslint.batch import Batch
from corpuslint.model import Document
from corpuslint.plan import Plan

ROUNDS = 3
NARROW, WIDE = 60, 100


def records(path: Path) -> Iterator[tuple[str, str]]:
    """Group (language, genre or view) and text of each record."""
    with path.open(encoding="utf-8") as stream:
        for line in stream:
            record = json.loads(line)
            text = record.get("text") or "\n".join(item["text"] for item in record.get("lines", ()))
            yield str(record.get("lang") or record.get("genre") or path.stem), text


def measure_speed(path: Path, limit: int) -> None:
    """Megabytes (of UTF-8) per second of each step, the best of three rounds per batch."""
    documents = [Document("", text, number) for number, (_, text) in enumerate(islice(records(path), limit), 1)]
    size = sum(len(document.text.encode()) for document in documents)
    steps = {
        "text and code points": lambda batch: batch.codes,
        "classes": lambda batch: batch.classes,
        "word edges and hashes": lambda batch: batch.words,
        "lines": lambda batch: batch.lines,
        "kinds, wraps": lambda batch: (batch.lines.kind, batch.lines.wraps),
        "blocks": lambda batch: batch.blocks,
    }
    totals: dict[str, float] = defaultdict(float)
    batches = 0
    for batch in Plan(()).batches(documents, range(len(documents))):
        batches += 1
        best = dict.fromkeys(steps, float("inf"))
        for _ in range(ROUNDS):
            fresh = Batch(batch.documents, batch.ids)
            for name, step in steps.items():
                began = time.perf_counter()
                step(fresh)
                best[name] = min(best[name], time.perf_counter() - began)
        for name, seconds in best.items():
            totals[name] += seconds
    print(f"{size / 1e6:.1f} MB in {len(documents):,} documents and {batches:,} batches")
    for name, seconds in [*totals.items(), ("all", sum(totals.values()))]:
        print(f"  {name:24} {seconds / batches * 1e3:7.3f} ms per batch {size / 1e6 / seconds:7.0f} MB/s")


def wrapped(text: str, width: int, blank: bool) -> tuple[str, set[int]]:
    """The text with its paragraphs wrapped, and the line ends (offsets) that wrapping made."""
    wrapper = textwrap.TextWrapper(width, break_long_words=False, break_on_hyphens=False)
    lines: list[str] = []
    breaks: set[int] = set()
    position = 0
    for paragraph in text.split("\n"):
        rows = wrapper.wrap(paragraph)
        for number, row in enumerate(rows):
            lines.append(row)
            position += len(row) + 1
            if number < len(rows) - 1:
                breaks.add(position - 1)
        if rows and blank:
            lines.append("")
            position += 1
    return "\n".join(lines), breaks


def joined(text: str) -> set[int]:
    """The line ends (offsets) that segmentation joins."""
    batch = Batch.of(text)
    return set(batch.lines.end[batch.lines.wraps].tolist())


def report(title: str, rows: Iterable[tuple[str, int, int, int]]) -> None:
    """Precision and recall by group and in all: breaks made, joined, and both."""
    print(title)
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for group, *numbers in rows:
        for name in (group, "all"):
            sums[name] = [a + b for a, b in zip(sums[name], numbers, strict=True)]
    for name, (made, found, both) in sorted(sums.items(), key=lambda item: (item[0] == "all", -item[1][0])):
        recall, precision = both / max(made, 1), both / max(found, 1)
        if made >= 200 or name == "all":
            print(f"  {name:16} {made:8,} breaks  recall {recall:.4f}  precision {precision:.4f}")


def measure_wrapped(paths: Iterable[Path], blank: bool) -> Iterator[tuple[str, int, int, int]]:
    """For each text: group, breaks that wrapping made, breaks that were joined, and those that are both."""
    chance = random.Random(0)
    for path in paths:
        for group, text in records(path):
            made_of, breaks = wrapped(text, chance.randint(NARROW, WIDE), blank)
            found = joined(made_of)
            yield group, len(breaks), len(found), len(breaks & found)


def measure_plain(paths: Iterable[Path]) -> None:
    """How many line ends of texts that are not wrapped are joined."""
    for path in paths:
        sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        for group, text in records(path):
            for name in (group, "all"):
                sums[name][0] += text.count("\n")
                sums[name][1] += len(joined(text))
        print(f"{path.stem}: joined of all line ends")
        for name, (ends, found) in sums.items():
            print(f"  {name:16} {found:7,} of {ends:8,} ({100 * found / max(ends, 1):.2f}%)")


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("corpus", type=Path, nargs="?")
    parser.add_argument("--documents", type=int, default=4000)
    parser.add_argument("--wrap", type=Path, nargs="*", default=[])
    parser.add_argument("--plain", type=Path, nargs="*", default=[])
    arguments = parser.parse_args()
    if arguments.corpus:
        measure_speed(arguments.corpus, arguments.documents)
    if arguments.wrap:
        report("Wrapped, blank line between paragraphs", measure_wrapped(arguments.wrap, blank=True))
        report("Wrapped, no blank lines", measure_wrapped(arguments.wrap, blank=False))
    measure_plain(arguments.plain)


if __name__ == "__main__":
    main()

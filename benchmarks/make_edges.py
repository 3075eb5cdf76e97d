"""Make `corpuslint/data/edges.npz`: which words begin and end the elements of web pages.

    python benchmarks/make_edges.py LINES.jsonl...

Each row has `lines` with `text`, one element a line (`source` cleaneval, l3s and portal are left out). For words seen
often enough, two figures in tenths of a bit: how much likelier than the average word they are to be a line's first
(with a capital) and its last word. Stored as word hashes and int8.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from pathlib import Path

import numpy as np

from corpuslint.language.edges import NOTHING, pair_keys
from corpuslint.words import hash_terms

EVALUATION_ONLY = {"cleaneval", "l3s", "portal"}
LEAST = 6
"""Different lines in which a word must stand."""
PRIOR = 8.0
"""Occurrences of the average word that are added to each word's own."""
LEAST_PAIRS = 3
"""Different lines that a pair of words must begin or end."""
PAIR = re.compile(r"\w+")
WORD = re.compile(r"[^\W\d_]{2,}")


def main() -> None:
    """Count and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lines", nargs="+", type=Path)
    parser.add_argument("--part", type=int, choices=(0, 1), help="every other document only, for cross-checks")
    parser.add_argument("--output", type=Path)
    arguments = parser.parse_args()
    seen = elements(arguments.lines, part=arguments.part)
    target = arguments.output or Path(__file__).resolve().parents[1] / "corpuslint" / "data" / "edges.npz"
    table = count(seen)
    np.savez_compressed(target, **table)
    print(
        len(seen), "lines", *(f"{len(column)} {name}" for name, column in table.items()), target.stat().st_size, "bytes"
    )


def elements(paths: list[Path], without: str = "", part: int | None = None) -> set[str]:
    """The different lines of the pages; `without` names a source to leave out, `part` keeps every other document."""
    seen: set[str] = set()
    for path in paths:
        for number, row in enumerate(map(json.loads, path.read_text("utf8").split("\n")[:-1])):
            if row.get("source") not in EVALUATION_ONLY | {without} and part in (None, number % 2):
                seen.update(line["text"].strip() for line in row["lines"])
    return seen


def count(seen: set[str]) -> dict[str, np.ndarray]:
    """The columns of the table."""
    total, first, last = Counter[str](), Counter[str](), Counter[str]()
    begins, ends = Counter[str](), Counter[str]()
    for line in seen:
        words = WORD.findall(line)
        if not words:
            continue
        total.update(word.lower() for word in words)
        first[words[0].lower()] += words[0][0].isupper()
        last[words[-1].lower()] += line.endswith(words[-1])
        begins[" ".join(PAIR.findall(line)[:2]).lower()] += words[0][0].isupper()
        ends[" ".join(PAIR.findall(line)[-2:]).lower()] += line.endswith(words[-1])
    terms = sorted(word for word, times in total.items() if times >= LEAST)
    counts = np.array([[first[w], last[w]] for w in terms], float)
    every = np.array([total[w] for w in terms], float)[:, None]
    average = counts.sum(axis=0) / every.sum()
    chance = (counts + PRIOR * average) / (every + PRIOR)
    scores = np.clip(np.rint(10 * np.log2(chance / average)), -127, 127).astype(np.int8)
    hashes = hash_terms(terms)
    order = np.argsort(hashes)
    return {"hashes": hashes[order], "scores": scores[order], "begins": keys(begins), "ends": keys(ends)}


def keys(counts: Counter[str]) -> np.ndarray:
    """The keys of the pairs that were seen often enough: of elements of one word, of a word and nothing."""
    pairs = [pair.split(" ") for pair, count in counts.items() if count >= LEAST_PAIRS and pair]
    first = hash_terms([pair[0] for pair in pairs])
    second = np.where([len(pair) == 2 for pair in pairs], hash_terms([pair[-1] for pair in pairs]), NOTHING)
    return np.sort(pair_keys(first, second).astype(np.uint32))


if __name__ == "__main__":
    main()

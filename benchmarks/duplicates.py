"""Measure the duplicate search: against other tools, against planted teasers, and over thresholds.

    python benchmarks/duplicates.py peers CORPUS.jsonl [--pairs PAIRS.jsonl] [--tools corpuslint,gaoya]
    python benchmarks/duplicates.py teasers CORPUS.jsonl
    python benchmarks/duplicates.py curves DATA_FOLDER --picture docs/benchmarks/duplicates.svg

CORPUS has one JSON object with a "text" a line; PAIRS holds `[line a, line b, similarity]` for every pair of Jaccard
similarity 0.8 or more of word 5-gram sets. Each tool runs in a process of its own (`--python TOOL=PATH` gives the
interpreter of its environment), so that peak memory is its own; times are CPU seconds of one core, texts in memory.
Tools that cannot be imported are left out.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from duplicate_tools import TOOLS, UNKNOWN, run_tool, texts_of


def true_copies(pairs: Path) -> tuple[set[int], dict[int, set[int]]]:
    """The copies in corpus order (no chains), and the partners of each text, from all exact pairs."""
    near: dict[int, set[int]] = defaultdict(set)
    with pairs.open() as rows:
        for row in rows:
            a, b, _ = json.loads(row)
            near[a - 1].add(b - 1)
            near[b - 1].add(a - 1)
    copies: set[int] = set()
    for text in sorted(near):
        if any(other < text and other not in copies for other in near[text]):
            copies.add(text)
    return copies, near


def peers(path: Path, pairs: Path | None, tools: list[str], pythons: dict[str, str]) -> None:
    """A table of all tools."""
    print("| tool | MB/s to clusters | peak memory, MB | recall | precision | kept copy near | removed |")
    print("|---|---|---|---|---|---|---|")
    true, near = true_copies(pairs) if pairs else (set(), {})
    for tool in tools:
        command = [pythons.get(tool, sys.executable), __file__, "one", str(path), "--tools", tool]
        run = subprocess.run(command, capture_output=True, text=True, check=False)
        if run.returncode:
            print(f"| {tool} | not measured: {run.stderr.strip().splitlines()[-1][:80]} | | | | | |")
            continue
        figures = json.loads(run.stdout)
        copies = dict(figures["copies"])
        found = len(true & set(copies))
        close = sum(other in near.get(text, ()) for text, other in copies.items())
        shares = [found / max(1, len(true)), found / max(1, len(copies)), close / max(1, len(copies))]
        cells = [f"{share:.3f}" for share in shares] if pairs else ["", "", ""]
        if UNKNOWN in copies.values():
            cells[2] = "not told"
        print(
            f"| {tool} | {figures['speed']:.1f} | {figures['memory']:.0f} | {' | '.join(cells)} | {len(copies)} |",
            flush=True,
        )


def teasers(path: Path, number: int = 500) -> None:
    """Plant teasers cut from 40 to 90% of real paragraphs, and count how many DUP003 finds."""
    import corpuslint

    chance = random.Random(1)
    paragraphs = []
    for text in texts_of(path):
        blocks = [block for block in re.split(r"\n\s*\n", text) if "\n" not in block and len(block.split()) >= 30]
        if blocks and all(mark not in blocks[0] for mark in "|{}<>"):
            paragraphs.append((text, blocks[0]))
    chosen = chance.sample(paragraphs, min(number, len(paragraphs)))
    documents = []
    for text, block in chosen:
        words = block.split()
        size = max(14, int(len(words) * chance.uniform(0.4, 0.9)))
        start = chance.choice([0, 0, chance.randrange(len(words) - size + 1)])
        teaser = " ".join(words[start : start + size]) + chance.choice(["", "...", " …"])
        documents += [f"News of the day\n\n{teaser}\n\nRead the whole text on our page.\n", text]
    found = corpuslint.check(documents, select=["DUP003"])
    hits = {f.where.record for f in found if f.where.record % 2 and f.where.line == 3}
    print(f"teasers found: {len(hits)} of {len(chosen)} = {len(hits) / len(chosen):.3f}")


def curves(folder: Path, picture: Path | None) -> None:
    """Precision and recall of the default measure over the threshold, on labelled versions of texts."""
    from corpuslint.similarity import Method, find_copies

    lines: dict[str, list[tuple[float, float, float]]] = {}
    for name in ("web_docs", "revisions_docs", "blocks"):
        rows = [json.loads(row) for row in (folder / f"{name}_dev.jsonl").open(encoding="utf-8")]
        labels = [row["cluster"] for row in rows]
        pairs = sum(n * (n - 1) // 2 for n in (labels.count(label) for label in set(labels)))
        lines[name] = []
        for threshold in (0.3, 0.4, 0.45, 0.5, 0.55, 0.6, 0.7, 0.8, 0.9):
            kept = find_copies([row["text"] for row in rows], Method(threshold=threshold)).kept.tolist()
            groups: dict[int, list[int]] = defaultdict(list)
            for text, other in enumerate(kept):
                groups[text if other < 0 else other].append(text)
            found = [(a, b) for group in groups.values() for i, a in enumerate(group) for b in group[i + 1 :]]
            right = sum(labels[a] == labels[b] for a, b in found)
            lines[name].append((threshold, right / max(1, len(found)), right / max(1, pairs)))
            print(f"{name} threshold {threshold}: precision {lines[name][-1][1]:.3f} recall {lines[name][-1][2]:.3f}")
    if picture:
        picture.write_text("\n".join(draw(lines)) + "\n", encoding="utf-8")


def draw(lines: dict[str, list[tuple[float, float, float]]]) -> Iterator[str]:
    """The curves as an SVG picture: full lines are precision, broken ones recall."""
    yield '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 400" font-family="sans-serif" font-size="12">'
    yield '<rect width="640" height="400" fill="white"/>'
    for step in range(6):
        y = 360 - step * 64
        yield f'<line x1="60" y1="{y}" x2="460" y2="{y}" stroke="#ddd"/><text x="30" y="{y + 4}">{step / 5:.1f}</text>'
    for step in range(7):
        yield f'<text x="{52 + step * 66}" y="380">{0.3 + step / 10:.1f}</text>'
    yield '<text x="230" y="397">threshold</text>'
    for number, (name, points) in enumerate(lines.items()):
        color = ("#1b6ca8", "#b5442f", "#3a7d34")[number]
        for place, dash in ((1, ""), (2, ' stroke-dasharray="5 4"')):
            spots = [(60 + (point[0] - 0.3) * 666, 360 - point[place] * 320) for point in points]
            for (x1, y1), (x2, y2) in pairwise(spots):
                yield (
                    f'<line x1="{x1:.0f}" y1="{y1:.0f}" x2="{x2:.0f}" y2="{y2:.0f}" stroke="{color}" '
                    f'stroke-width="2"{dash}/>'
                )
        label = name.removesuffix("_docs")
        yield f'<text x="475" y="{60 + 24 * number}" fill="{color}">{label}: precision, recall (broken)</text>'
    yield "</svg>"


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["peers", "teasers", "curves", "one"])
    parser.add_argument("path", type=Path)
    parser.add_argument("--pairs", type=Path)
    parser.add_argument("--tools", default="")
    parser.add_argument("--python", action="append", default=[], metavar="TOOL=PATH")
    parser.add_argument("--picture", type=Path)
    arguments = parser.parse_args()
    tools = arguments.tools.split(",") if arguments.tools else list(TOOLS)
    if arguments.what == "one":
        run_tool(tools[0], arguments.path)
    elif arguments.what == "peers":
        peers(arguments.path, arguments.pairs, tools, dict(pair.split("=", 1) for pair in arguments.python))
    elif arguments.what == "teasers":
        teasers(arguments.path)
    else:
        curves(arguments.path, arguments.picture)


if __name__ == "__main__":
    main()

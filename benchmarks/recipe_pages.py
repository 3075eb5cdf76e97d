"""How much of the recipes on whole pages the boilerplate rules report: false alarms on pages with their own gold.

    python benchmarks/recipe_pages.py RECIPE_SCRAPERS [RULES]

RECIPE_SCRAPERS: a clone (with or without a work tree) of hhursev/recipe-scrapers (MIT), whose tests hold pages of some
600 sites with the ingredients and steps of each. A page's lines are its block elements. Sites are told apart by a hash
of their name: the rule about lists of amounts was made in view of the first half alone.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from page_elements import HIDDEN, INLINE, LINKED, Elements

import corpuslint

TESTS = "tests/test_data/"
KINDS = {"ingredients": "ingredients", "instructions_list": "steps"}


class Blocks(Elements):
    """Lines are blocks alone: what links and labels say runs on, as a naive conversion leaves it."""

    def _edge(self, tag: str, step: int) -> None:
        if tag in HIDDEN:
            self.hidden = max(0, self.hidden + step)
        if tag not in INLINE and tag not in LINKED:
            self.end()


def pages(repository: Path) -> Iterator[tuple[str, str, dict[str, str]]]:
    """For the first page of each site: the site, its text, and which of its lines belong to the recipe, and how."""
    git = ["git", "-C", str(repository)]
    listed = subprocess.run(
        [*git, "ls-tree", "-r", "-z", "--name-only", "HEAD", TESTS], capture_output=True, check=True
    )
    names = set(listed.stdout.decode().split("\0"))
    seen = set()
    for name in sorted(names):
        site, gold = name.removeprefix(TESTS).partition("/")[0], name.removesuffix(".testhtml") + ".json"
        if not name.endswith(".testhtml") or gold not in names or site in seen:
            continue
        seen.add(site)
        page, facts = (subprocess.run([*git, "show", f"HEAD:{n}"], capture_output=True).stdout for n in (name, gold))
        blocks = Blocks()
        blocks.feed(page.decode("utf8", "replace"))
        blocks.end()
        known = {_plain(line): kind for key, kind in KINDS.items() for line in json.loads(facts).get(key, ())}
        yield site, "\n".join(blocks.lines), known


def _plain(line: object) -> str:
    return " ".join(str(line).split()).casefold()


def main(repository: str, rules: str = "BPL") -> None:
    """Print, for both halves of the sites, how many lines of recipes were reported."""
    found = list(pages(Path(repository)))
    report = corpuslint.check([text for _, text, _ in found], select=rules.split(","))
    spans: dict[int, list[tuple[int, int]]] = {}
    for finding in report.findings:
        spans.setdefault((finding.where.record or 1) - 1, []).append((finding.where.start, finding.where.end))
    lines: Counter[tuple[int, str]] = Counter()
    wrong: Counter[tuple[int, str]] = Counter()
    for number, (site, text, known) in enumerate(found):
        half, start, reported = hashlib.md5(site.encode()).digest()[0] & 1, 0, spans.get(number, [])
        for line in text.split("\n"):
            end = start + len(line)
            if kind := known.get(_plain(line)):
                lines[half, kind] += 1
                wrong[half, kind] += any(low < end and high > start for low, high in reported)
            start = end + 1
    for half, kind in sorted(lines):
        share = wrong[half, kind] / lines[half, kind]
        name = ("first", "second")[half]
        print(f"{name} half, {kind}: {wrong[half, kind]} of {lines[half, kind]} reported ({share:.3f})")


if __name__ == "__main__":
    main(*sys.argv[1:])

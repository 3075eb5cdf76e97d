"""ART002 in languages without a ranker: words corrupted on purpose, and what is flagged in the text as it stands.

    python benchmarks/corrected_terms/other_languages.py TEXTS.jsonl...

Each file is one corpus (a field `text`). In every document one of the words that it repeats (six letters or more, four
times or more) is corrupted once, as the set `terms` does with names; the rule runs over the file with and without.
"""

from __future__ import annotations

import json
import random
import re
import sys
from collections import Counter
from pathlib import Path

from corpora import one_edit

import corpuslint

WORD = re.compile(r"(?<![\w./\\@#_'’-])[^\W\d_]{6,24}(?![\w/\\@_'’(-]|\.\w)")
REPEATED = 4


def corrupt(text: str, chance: random.Random) -> tuple[str, int, int, str] | None:
    """The text with one word corrupted, where that is, and the right word."""
    places = list(WORD.finditer(text))
    counts = Counter(match[0].lower() for match in places)
    usual = [match for match in places if counts[match[0].lower()] >= REPEATED and match[0][1:].islower()]
    if not usual:
        return None
    match = chance.choice(usual)
    wrong = one_edit(match[0], chance)
    if wrong.lower() in counts:
        return None
    start = match.start()
    return text[:start] + wrong + text[match.end() :], start, start + len(wrong), match[0]


def main() -> None:
    """Print one row for each file."""
    print("| file | words | flags | per 1,000 words | corrupted | found | right word |\n|---|---|---|---|---|---|---|")
    for path in map(Path, sys.argv[1:]):
        texts = [json.loads(line)["text"] for line in path.read_text("utf8").split("\n") if line]
        words = sum(len(text.split()) for text in texts)
        plain = corpuslint.check(texts, select=["ART002"]).findings
        chance = random.Random(11)
        made = {number: row for number, text in enumerate(texts, 1) if (row := corrupt(text, chance))}
        changed = [made[number][0] if number in made else text for number, text in enumerate(texts, 1)]
        found = right = 0
        for finding in corpuslint.check(changed, select=["ART002"]).findings:
            row = made.get(finding.where.record or 0)
            if row and finding.where.start < row[2] and row[1] < finding.where.end:
                found += 1
                right += finding.edits[0].text.lower() == row[3].lower()
        share = f"{found / max(1, len(made)):.2f} | {right / max(1, found):.2f}"
        print(f"| {path.stem} | {words:,} | {len(plain)} | {1000 * len(plain) / words:.3f} | {len(made)} | {share} |")


if __name__ == "__main__":
    main()

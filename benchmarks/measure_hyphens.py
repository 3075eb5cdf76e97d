"""How many words that were broken at a line's end ART007 finds, and how often it speaks where nothing was broken.

    python benchmarks/measure_hyphens.py TEXTS.jsonl...

Each text (field `text`) is wrapped at 60 columns, once as it is and once with words broken as a typesetter would:
behind a vowel, at least two letters on either line.
"""

from __future__ import annotations

import json
import re
import sys
import textwrap
from pathlib import Path

from corpuslint.batch import Batch
from corpuslint.rules.broken_hyphenation import BrokenHyphenation

WIDTH = 60
PLACE = re.compile(
    r"(?<=[^\W\d_][aeiouy])(?=[bcdfghjklmnpqrstvwz][aeiouy])|(?<=[aeiouy][lmnrst])(?=[bcdfghkpqtvw][aeiouy])"
)


def broken(text: str) -> tuple[str, int]:
    """The text wrapped, with the last word of each line broken where it can be; and how many were."""
    lines, count, rest = [], 0, text.split()
    while rest:
        line = textwrap.wrap(" ".join(rest), WIDTH, break_on_hyphens=False, break_long_words=False)[0]
        rest = rest[len(line.split()) :]
        if rest and rest[0].isalpha() and rest[0].islower():
            room = WIDTH - len(line) - 2
            places = [m.start() for m in PLACE.finditer(rest[0]) if 2 <= m.start() <= min(room, len(rest[0]) - 2)]
            if places:
                line, rest[0], count = f"{line} {rest[0][: places[-1]]}-", rest[0][places[-1] :], count + 1
        lines.append(line)
    return "\n".join(lines), count


def main() -> None:
    """Print recall, and findings in texts without broken words."""
    rule, found, total, false, words = BrokenHyphenation(), 0, 0, 0, 0
    for path in map(Path, sys.argv[1:]):
        for line in path.read_text("utf8").split("\n"):
            if not line:
                continue
            text = " ".join(json.loads(line)["text"].split())
            whole = "\n".join(textwrap.wrap(text, WIDTH))
            false += sum(1 for _ in rule.check(Batch.of(whole)))
            words += len(text.split())
            split, count = broken(text)
            total += count
            found += sum(1 for _ in rule.check(Batch.of(split)))
    print(
        f"recall {found}/{total} = {found / max(total, 1):.3f}; in texts without broken words {false} in {words} words"
    )


if __name__ == "__main__":
    main()

"""Count the phrases of `corpuslint/data/phrases_counted.txt` from labelled pages.

    python benchmarks/make_phrases.py PAGES.jsonl… -o corpuslint/data/phrases_counted.txt

Rows are `{"doc_id", "source", "lang", "site", "lines": [{"text", "label"}]}`. A line is listed where boilerplate on so
many sites says it that chance and names are unlikely, where hardly any content does, and where the phrases written by
hand do not cover it. Sources whose licences allow measuring at most are left out.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "line_model"))
from corpus import NOT_FOR_TRAINING

from corpuslint.language.phrase_list import NUMBER, read, split
from corpuslint.language.phrases import Phrases

SITES = 4
"""Sites on which a line must stand."""
ENOUGH = 100
"""Sites that a language must have: with fewer, what sites of one owner share looks general."""
CONTENT = 0.03
"""At most so many sites have it as content, for each that has it as boilerplate."""
LONGEST = 7
"""Words."""
HEAD = """## Phrases that boilerplate of many sites has and content has not, counted from labelled pages.
## Made by `python benchmarks/make_phrases.py`; the notation is that of phrases.txt.
"""


def normal(text: str) -> str:
    """The line as a phrase: lower case, no punctuation, numbers masked."""
    return " ".join(NUMBER if token.word.isdigit() else token.word for token in split(text))


def count(paths: Iterable[Path]) -> dict[tuple[str, str], tuple[set[str], set[str]]]:
    """For each language and phrase, the sites where it is boilerplate and those where it is content."""
    counts: dict[tuple[str, str], tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
    for path in paths:
        with path.open(encoding="utf-8") as rows:
            for row in map(json.loads, rows):
                if row["source"] in NOT_FOR_TRAINING:
                    continue
                known = row["site"] and not row["source"].startswith("turku")
                if not known:
                    continue
                site = row["site"]
                for line in row["lines"]:
                    if line["label"] != "ambiguous" and len(line["text"]) < 100:
                        counts[row["lang"], normal(line["text"])][line["label"] == "content"].add(site)
    return counts


def chosen(counts: dict[tuple[str, str], tuple[set[str], set[str]]]) -> Iterator[tuple[str, int, str]]:
    """Language, sites and phrase of what is listed."""
    written = Phrases(read(("phrases.txt",)))
    spread: dict[str, set[str]] = defaultdict(set)
    for (language, _), (sites, content) in counts.items():
        spread[language] |= sites | content
    for (language, phrase), (sites, content) in counts.items():
        words = phrase.split()
        if not 1 < len(words) <= LONGEST or not any(len(word) > 1 for word in words):
            continue
        if len(spread[language]) < ENOUGH or len(sites) < SITES or len(content) > CONTENT * len(sites):
            continue
        tokens = split(phrase)
        covered = sum(match.last - match.first for match in written.matches(tokens))
        if covered * 2 < len(tokens):
            yield language, len(sites), phrase


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", nargs="+", type=Path)
    parser.add_argument("-o", "--output", type=Path, required=True)
    args = parser.parse_args()
    counts = count(args.pages)
    lines = [HEAD]
    last = ""
    for language, _, phrase in sorted(chosen(counts), key=lambda row: (row[0], -row[1], row[2])):
        if language != last:
            lines.append(f"[navigation {language}]\n")
            last = language
        lines.append(phrase + "\n")
    args.output.write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()

"""Speed and false alarms of the mojibake rule, beside ftfy on the same texts in the same run.

python benchmarks/encoding.py speed FILE…      # clean texts; NAME.txt is shown as NAME
python benchmarks/encoding.py clean FOLDER     # every line of *.txt in the folder is known to be clean
python benchmarks/encoding.py ftfy FOLDER      # the test cases of ftfy's repository: tests/test-cases
python benchmarks/encoding.py damage FOLDER    # LANGUAGE.txt: clean lines, damaged here in every way
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from ftfy import fix_encoding, fix_text
from ftfy.badness import is_bad

from corpuslint.batch import Batch
from corpuslint.language.codepages import code_page
from corpuslint.rules.mojibake import Mojibake

BATCH = 2**16
ROUNDS = 3
PAGES: dict[str, tuple[str, ...]] = {
    "cp1251": ("ru", "uk", "bg", "sr", "mk", "be"),
    "koi8-r": ("ru", "bg"),
    "cp1253": ("el",),
    "cp1255": ("he",),
    "cp1256": ("ar", "fa"),
    "iso8859-2": ("pl", "cs", "sk", "hu", "hr", "sl", "bs"),
    "cp1250": ("pl", "cs", "sk", "hu", "hr", "sl"),
    "cp1254": ("tr",),
    "cp1257": ("lt", "lv", "et"),
    "gb18030": ("zh",),
    "big5": ("zh",),
    "cp932": ("ja",),
    "cp949": ("ko",),
}


def seconds(work: Callable[[], object]) -> float:
    """The least processor time of a few runs."""
    times = []
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def check(texts: list[str]) -> int:
    """Findings of the rule, each text a document; the columns are computed anew."""
    return sum(len(list(Mojibake().check(Batch.of(text)))) for text in texts)


def speed(paths: list[Path]) -> None:
    """MB/s of the rule, of `ftfy.fix_text`, and of `ftfy.badness.is_bad` over lines."""
    print(
        "| text | MB | findings | corpuslint MB/s | ftfy.fix_text | is_bad by lines | times fix_text | times is_bad |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for path in paths:
        text = path.read_text(encoding="utf-8")
        size = len(text.encode()) / 1e6
        pieces = [text[start : start + BATCH] for start in range(0, len(text), BATCH)]
        check(pieces[:1])
        ours = size / seconds(lambda pieces=pieces: check(pieces))
        part = text[: min(len(text), 300_000)]
        share = len(part.encode()) / 1e6
        theirs = share / seconds(lambda part=part: [fix_text(line) for line in part.split("\n")])
        bad = share / seconds(lambda part=part: [is_bad(line) for line in part.split("\n")])
        print(
            f"| {path.stem} | {size:.1f} | {check(pieces)} | {ours:.0f} | {theirs:.1f} | {bad:.1f} "
            f"| {ours / theirs:.0f} | {ours / bad:.0f} |"
        )


def repaired(text: str) -> tuple[bool, str]:
    """Whether the rule reports a text, and the text with the edits applied."""
    findings = list(Mojibake().check(Batch.of(text)))
    edits = sorted((edit for finding in findings for edit in finding.edits), reverse=True)
    for edit in edits:
        text = text[: edit.start] + edit.text + text[edit.end :]
    return bool(findings), text


def clean(folder: Path) -> None:
    """False alarms by file."""
    total = alarms = 0
    for path in sorted(folder.glob("*.txt")):
        lines = path.read_text(encoding="utf-8").split("\n")
        found = [line for line in lines if not line.isascii() and repaired(line)[0]]
        total, alarms = total + len(lines), alarms + len(found)
        print(
            f"{path.stem:20} {len(lines):7} lines {len(found):4} reported",
            *(f"\n    {line[:100]}" for line in found[:3]),
        )
    print(f"{total} lines, {alarms} reported")


def published(folder: Path) -> None:
    """Where our repair differs from that of `ftfy.fix_encoding`."""
    changed = same = 0
    for path in sorted(folder.glob("*.json")):
        for case in json.loads(path.read_text(encoding="utf-8")):
            wanted = fix_encoding(case["original"])
            ours = repaired(case["original"])[1]
            changed += wanted != case["original"]
            same += wanted != case["original"] and ours == wanted
            if ours != wanted:
                print(f"{case['original']!r}: ftfy {wanted!r}, here {ours!r}")
    print(f"ftfy repairs {changed}; {same} of them the same here")


def mixups() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Pairs of encodings and the languages to try them on (none: all)."""
    for wrong in ("cp1252", "cp1250", "cp1251", "mac-roman", "cp437", "gb18030"):
        yield "utf-8", wrong, ()
    for true, languages in PAGES.items():
        yield true, "cp1252", languages
    yield "koi8-r", "cp1251", ("ru", "bg")
    yield "cp1251", "koi8-r", ("ru", "uk", "bg")


def damage(folder: Path) -> None:
    """Share of damaged lines that are reported, and repaired exactly, by mix-up."""
    lines = {path.stem: path.read_text(encoding="utf-8").split("\n") for path in sorted(folder.glob("*.txt"))}
    for true, wrong, languages in mixups():
        number = found = exact = 0
        for language in languages or sorted(lines):
            for line in random.Random(7).sample(lines.get(language, []), min(12, len(lines.get(language, [])))):
                try:
                    data = line.encode(true)
                    broken = data.decode(wrong, "replace") if wrong == "gb18030" else None
                    broken = broken or code_page(wrong).decode(data.decode("latin-1"))
                except UnicodeError:
                    continue
                if broken != line:
                    reported, text = repaired(broken)
                    number, found, exact = number + 1, found + reported, exact + (text == line)
        if number:
            print(f"| {true} read as {wrong} | {number} | {found / number:.2f} | {exact / number:.2f} |")


def main() -> None:
    """Run the part that the first argument names."""
    part, *rest = sys.argv[1:]
    paths = [Path(name) for name in rest]
    if part == "speed":
        speed(paths)
    else:
        {"clean": clean, "ftfy": published, "damage": damage}[part](paths[0])


if __name__ == "__main__":
    main()

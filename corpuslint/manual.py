"""The manual: a page per rule, from its docstring, options and examples.

`python -m corpuslint.manual docs/rules` writes all pages; `corpuslint rule` prints one.
"""

from __future__ import annotations

import dataclasses
import inspect
import re
import sys
from collections.abc import Mapping
from pathlib import Path

from corpuslint.rules import RULES, Example, Rule

HEADINGS = ("What it finds", "Why it matters", "How it decides", "Safety of the edit")
FAMILIES = {
    "ART": "Scraper artifacts",
    "BPL": "Boilerplate",
    "DOC": "Input",
    "DUP": "Duplicates",
    "ENC": "Encoding",
}
INDEX = "README.md"


def page(rule: type[Rule]) -> str:
    """The page as Markdown."""
    state = "On by default." if rule.default else "Off by default: select it by code or name."
    rows = [f"# {rule.code} {rule.name}", "", f"*{state}* {inspect.cleandoc(rule.__doc__ or '')}", ""]
    fields = dataclasses.fields(rule)
    if fields:
        where = f"In the settings under `[rules.{rule.name}]`, or `--set {rule.code}.OPTION=VALUE`."
        rows += ["## Options", "", where, ""]
        rows += [f"- `{field.name.replace('_', '-')}` = `{field.default!r}`" for field in fields] + [""]
    rows += examples(rule)
    return "\n".join(rows).rstrip() + "\n"


def examples(rule: type[Rule]) -> list[str]:
    """The examples that stand on the rule, which are its tests as well."""
    rows = ["## Examples", ""] if rule.bad or rule.good else []
    for before, after in rule.bad:
        rows += ["Found:", "", fence(before), ""]
        rows += ["Cleaned with `--unsafe`:", "", fence(after), ""] if after != before else ["Not edited.", ""]
    if rule.good:
        rows += ["Left alone:", ""]
        for text in rule.good:
            rows += [fence(text), ""]
    return rows


def fence(example: Example) -> str:
    """An example as a block of text; several documents are set apart by a line."""
    texts = (example,) if isinstance(example, str) else example
    shown = "\n--- next document ---\n".join(texts)
    shown = "".join(c if c == "\n" or c.isprintable() else f"\\u{ord(c):04x}" for c in shown)
    shown = re.sub(r"[ ]+$", lambda spaces: "\\u0020" * len(spaces[0]), shown, flags=re.MULTILINE)
    ticks = "`" * max(3, *(len(run) + 1 for run in re.findall("`+", shown)), 3)
    return f"{ticks}text\n{shown}\n{ticks}"


def index() -> str:
    """The page that lists all others."""
    rows = ["# Rules", "", "`corpuslint rule CODE` prints these pages.", ""]
    for family, title in FAMILIES.items():
        mine = [rule for rule in RULES if rule.code.startswith(family)]
        if mine:
            rows += [
                f"## {family}: {title.lower()}",
                "",
                "| code | name | default | what it finds |",
                "|---|---|---|---|",
            ]
            rows += [
                f"| [{rule.code}]({rule.code}.md) | {rule.name} | {'on' if rule.default else 'off'} "
                f"| {rule.summary().replace('|', chr(92) + '|')} |"
                for rule in mine
            ] + [""]
    return "\n".join(rows).rstrip() + "\n"


def pages() -> Mapping[str, str]:
    """All pages by file name."""
    return {INDEX: index(), **{f"{rule.code}.md": page(rule) for rule in RULES}}


def write(folder: Path) -> None:
    """Write all pages, and take away those of rules that are no more."""
    folder.mkdir(parents=True, exist_ok=True)
    made = pages()
    for old in folder.glob("*.md"):
        if old.name not in made:
            old.unlink()
    for name, text in made.items():
        (folder / name).write_text(text, "utf-8", newline="\n")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m corpuslint.manual FOLDER")
    write(Path(sys.argv[1]))

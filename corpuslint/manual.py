"""A rule's manual page, from its docstring, options and examples."""

from __future__ import annotations

import dataclasses
import inspect

from corpuslint.rules import Example, Rule

HEADINGS = ("What it finds", "Why it matters", "How it decides", "Safety of the edit")


def page(rule: type[Rule]) -> str:
    """The page as Markdown; `corpuslint rule` prints it and `docs/rules` holds it."""
    state = "on by default" if rule.default else "off by default"
    rows = [f"# {rule.code} {rule.name}", "", f"*{state.capitalize()}.* {inspect.cleandoc(rule.__doc__ or '')}", ""]
    fields = dataclasses.fields(rule)
    if fields:
        rows += ["## Options", ""]
        rows += [f"- `{field.name.replace('_', '-')}` = `{field.default!r}`" for field in fields] + [""]
    if rule.bad:
        rows += ["## Examples", ""]
        for before, after in rule.bad:
            rows += [
                "Found:",
                "",
                fence(before),
                "",
                "Cleaned with `--unsafe`:" if after != before else "Not edited.",
                "",
            ]
            rows += [fence(after), ""] if after != before else []
    if rule.good:
        rows += ["Left alone:", "", *[f"{fence(text)}\n" for text in rule.good]]
    return "\n".join(rows).rstrip() + "\n"


def fence(example: Example) -> str:
    """An example as a block of text; several documents are set apart by a line."""
    texts = (example,) if isinstance(example, str) else example
    shown = "\n--- next document ---\n".join(texts)
    return "```text\n" + "".join(c if c == "\n" or c.isprintable() else f"\\u{ord(c):04x}" for c in shown) + "\n```"

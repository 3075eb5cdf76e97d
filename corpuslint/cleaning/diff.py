"""Unified diffs of documents, made from the changes themselves: no search for what is alike."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from corpuslint.edits import Change, apply
from corpuslint.model import Document
from corpuslint.reporters.base import printable

CONTEXT = 3
"""Unchanged lines shown around a change, as `diff -u` shows."""
BOLD, RED, GREEN, CYAN = "1", "31", "32", "36"

Block = tuple[int, int, list[str]]
"""First line and line after the last that are replaced, 0-based, and the lines that come instead."""


def unified(document: Document, changes: Sequence[Change], color: bool = False) -> Iterator[str]:
    """The lines of a unified diff of one document; one of a text file can be applied by `patch -p0`."""
    lines = document.text.split("\n")
    lines = [line + "\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])
    blocks = list(blocks_of(document.text, lines, changes))
    if not blocks:
        return
    name = printable(name_of(document))
    yield paint(f"--- {name}\n", BOLD, color)
    yield paint(f"+++ {name}\n", BOLD, color)
    shift = 0
    base = document.line - 1
    for group in hunks(blocks):
        first, last = max(0, group[0][0] - CONTEXT), min(len(lines), group[-1][1] + CONTEXT)
        grown = sum(len(new) - (end - start) for start, end, new in group)
        old, new = span(first + base, last - first), span(first + base + shift, last - first + grown)
        yield paint(f"@@ -{old} +{new} @@\n", CYAN, color)
        position = first
        for start, end, replacement in group:
            yield from (row(" ", line, "", color) for line in lines[position:start])
            yield from (row("-", line, RED, color) for line in lines[start:end])
            yield from (row("+", line, GREEN, color) for line in replacement)
            position = end
        yield from (row(" ", line, "", color) for line in lines[position:last])
        shift += grown


def blocks_of(text: str, lines: Sequence[str], changes: Sequence[Change]) -> Iterator[Block]:
    """The runs of whole lines that changes replace, none touching the next."""
    starts = [0, *accumulate(map(len, lines))]
    index = 0
    while index < len(changes):
        group = [changes[index]]
        first = min(bisect_right(starts, changes[index].start) - 1, max(0, len(lines) - 1))
        index += 1
        while True:
            last = bisect_right(starts, group[-1].end) - 1
            if last < len(lines) and (starts[last] < group[-1].end or not ends_line(text, starts[first], group)):
                last += 1
            last = max(last, first)
            if index < len(changes) and changes[index].start < starts[min(last, len(lines))]:
                group.append(changes[index])
                index += 1
                continue
            break
        begin, end = (starts[first], starts[last]) if lines else (0, 0)
        inside = [Change(c.start - begin, c.end - begin, c.text, c.codes) for c in group]
        after = apply(text[begin:end], inside).split("\n")
        new = [line + "\n" for line in after[:-1]] + ([after[-1]] if after[-1] else [])
        yield trimmed(lines, first, last, new)


def ends_line(text: str, begin: int, group: Sequence[Change]) -> bool:
    """Whether what the changes leave before the end of the last of them ends a line (or is nothing)."""
    if group[-1].text:
        return group[-1].text.endswith("\n")
    position = group[-1].start
    for change in reversed(group[:-1]):
        if change.end < position:
            break
        if change.text:
            return change.text.endswith("\n")
        position = change.start
    return position <= begin or text[position - 1] == "\n"


def trimmed(lines: Sequence[str], first: int, last: int, new: list[str]) -> Block:
    """The block without lines at its edges that stay as they are."""
    while first < last and new and lines[first] == new[0]:
        first, new = first + 1, new[1:]
    while first < last and new and lines[last - 1] == new[-1]:
        last, new = last - 1, new[:-1]
    return first, last, new


def hunks(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """Blocks that are shown together since their contexts meet."""
    group: list[Block] = []
    for block in blocks:
        if group and block[0] - group[-1][1] > 2 * CONTEXT:
            yield group
            group = []
        group.append(block)
    if group:
        yield group


def span(first: int, count: int) -> str:
    """First line and number of lines as a hunk's header tells them."""
    return f"{first + 1 if count else first},{count}"


def row(sign: str, line: str, style: str, color: bool) -> str:
    """One line of the diff; on a terminal without anything that could steer it."""
    body = line[:-1] if line.endswith("\n") else line
    mark = "" if line.endswith("\n") else "\\ No newline at end of file\n"
    return paint(sign + (printable(body) if color else body), style, color) + "\n" + mark


def name_of(document: Document) -> str:
    """Path, record and field, as far as the document has them."""
    parts = [document.path or "text"]
    if document.record is not None:
        parts += [str(document.record), *([document.field] if document.field not in (None, "text") else [])]
    return ":".join(parts)


def paint(text: str, style: str, color: bool) -> str:
    """The text in a colour, where colours are on."""
    if not color or not style:
        return text
    end = "\n" if text.endswith("\n") else ""
    return f"\x1b[{style}m{text.removesuffix(end)}\x1b[0m{end}"

"""Cutting text to the width of a terminal: columns, not characters, count."""

from __future__ import annotations

from dataclasses import dataclass

from corpuslint.reporters.base import escape, printable, width

COLUMNS = 96
"""Width of an excerpt; longer lines are cut around the finding."""
ELLIPSIS = "…"


@dataclass(frozen=True)
class Excerpt:
    """One line of text with a marked stretch, safe to write to a terminal."""

    before: str
    inside: str
    after: str

    @property
    def caret(self) -> str:
        """The line that goes below: carets under the marked stretch."""
        return " " * width(self.before) + "^" * max(1, width(self.inside))


def excerpt(text: str, start: int, end: int, columns: int = COLUMNS) -> Excerpt:
    """The line on which a stretch of a text begins, cut to so many columns; of the stretch what is on that line."""
    # A stretch that begins with line ends (a block with the blank lines before it) is shown where its text begins.
    while start < end - 1 and text[start] in "\r\n":
        start += 1
    first = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
    stop = next_line_end(text, start, end)
    last = next_line_end(text, stop, len(text))
    inside = shorten(visible(text[start:stop]), columns * 2 // 3)
    room = max(16, columns - width(inside))
    before, after = printable(text[first:start]), printable(text[stop:last])
    left = min(width(before), max(room // 2, room - width(after)))
    return Excerpt(keep_end(before, left), inside, keep_start(after, max(8, room - left)))


def visible(text: str) -> str:
    """The text for a terminal; white space alone, which one could not see, as escapes."""
    return "".join(map(escape, text)) if text.isspace() else printable(text)


def next_line_end(text: str, start: int, end: int) -> int:
    """Where the line at `start` ends, at most `end`."""
    return min(
        (place for place in (text.find("\n", start, end), text.find("\r", start, end)) if place >= 0), default=end
    )


def keep_start(text: str, columns: int) -> str:
    """The beginning of a text, as much as fits."""
    if len(text) * 2 <= columns or width(text) <= columns:
        return text
    used = 0
    for index, character in enumerate(text):
        used += width(character)
        if used > columns - 1:
            return text[:index] + ELLIPSIS
    return text


def keep_end(text: str, columns: int) -> str:
    """The end of a text, as much as fits."""
    if len(text) * 2 <= columns or width(text) <= columns:
        return text
    used = 0
    for index in range(len(text) - 1, -1, -1):
        used += width(text[index])
        if used > columns - 1:
            return ELLIPSIS + text[index + 1 :]
    return text


def shorten(text: str, columns: int) -> str:
    """The text with its middle cut out, as much as fits."""
    if width(text) <= columns:
        return text
    tail = columns // 4
    return keep_start(text, columns - tail).rstrip() + keep_end(text, tail)[1:].lstrip()

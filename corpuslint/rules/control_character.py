"""ENC005."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from corpuslint import tables
from corpuslint.batch import Batch
from corpuslint.model import Finding, Safety
from corpuslint.rules.base import Example, Rule
from corpuslint.segmentation import Kind

CONTROL = re.compile(
    r"(?P<escape>(?:(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b\x9c\r\n]*(?:\x07|\x1b\\|\x9c)|\x1b[ -/]*[0-~])+)"
    r"|(?P<overstrike>(?:[^\x00-\x1f\x7f-\x9f]\x08)+)"
    r"|(?P<break>[\x0b\x0c\x1c-\x1f\x85]+)"
    r"|(?P<other>[\x00-\x08\x0e-\x1b\x7f-\x9f]+)"
)
_CONTROL = ~np.isin(np.arange(0x20), (9, 10, 13))
NAMES = {
    0x00: "NUL",
    0x07: "BELL",
    0x08: "BACKSPACE",
    0x0B: "VERTICAL TAB",
    0x0C: "FORM FEED",
    0x1A: "SUBSTITUTE",
    0x1B: "ESCAPE",
    0x7F: "DELETE",
    0x85: "NEXT LINE",
}
FORM_FEED = "\f"
BACKSPACE, UNDERLINE, BULLET = "\b", "_", frozenset("+o")


@dataclass(frozen=True)
class ControlCharacter(Rule):
    """Control characters: terminal escape sequences, NUL, backspaces, C1 controls.

    ## What it finds
    The control characters of ASCII but tab and line ends, DELETE, and the C1 controls (U+0080 to U+009F). An escape
    sequence of a terminal (colours, titles) is one finding, and so is a run of other controls.

    ## Why it matters
    They are what a terminal, a printer or a word processor left behind. Nobody sees them, and tokenizers spend tokens
    on them.

    ## How it decides
    They have no place in text. A form feed at the edge of a line is a page break and stays silent, and so does one in
    code. C1 controls that `ENC001` can read as letters are reported there.

    ## Safety of the edit
    Safe: nothing visible is taken out. A control that separates two words becomes a space; with a backspace goes the
    character that it overstruck. That is safe where a printer would show the same: the letter struck twice, an
    underlined one, a bullet; and not in `{\\beta}` whose `\\b` was read as a backspace. A form feed inside a line is
    unsafe: it stands in the settings that an editor keeps at the end of a file.
    """

    code: ClassVar[str] = "ENC005"
    name: ClassVar[str] = "control-character"
    good: ClassVar[tuple[Example, ...]] = ("Tab\tand line\r\nends\n", "End of page.\n\f\nNext page.", "\fChapter 2")
    bad: ClassVar[tuple[tuple[Example, Example], ...]] = (
        ("\x1b[1;31mError\x1b[0m in line 3", "Error in line 3"),
        ("N\bNA\bAM\bME\bE", "NAME"),
        ("one\x0btwo\x00", "one two"),
    )

    def check(self, batch: Batch) -> Iterator[Finding]:
        low, beyond = np.flatnonzero(batch.codes < 0x20), batch.beyond
        low = low[_CONTROL[batch.codes[low]]]
        deleted = np.flatnonzero(batch.codes == 0x7F) if "\x7f" in batch.text else low[:0]
        places = np.concatenate((low, deleted, beyond.places[beyond.codes < 0xA0]))
        if not len(places):
            return
        lines = tables.distinct(np.searchsorted(batch.lines.start, places, side="right") - 1)
        for line in lines.tolist():
            start, end = int(batch.lines.start[line]), int(batch.lines.end[line])
            code = batch.lines.kind[line] == Kind.CODE
            yield from self._line(batch, start, batch.text[start:end], bool(code))

    def _line(self, batch: Batch, origin: int, text: str, code: bool) -> Iterator[Finding]:
        first, last = len(text) - len(text.lstrip()), len(text.rstrip())
        for match in CONTROL.finditer(text):
            found = match.group()
            edge = match.start() <= first or match.end() >= last
            if set(found) == {FORM_FEED} and (edge or code):
                continue
            before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
            apart = match.lastgroup == "break" and before.strip() and after.strip()
            start, end = origin + match.start(), origin + match.end()
            message = _describe(match.lastgroup or "", found)
            shown = FORM_FEED not in found and (match.lastgroup != "overstrike" or _same_print(found, after))
            safety = Safety.SAFE if shown else Safety.UNSAFE
            yield self.finding(batch, start, end, message, [(start, end, " " if apart else "")], safety)


def _same_print(found: str, after: str) -> bool:
    """Whether overstruck characters are the one after them, its underline, or a bullet."""
    struck = set(found) - {BACKSPACE, UNDERLINE}
    return bool(after) and (struck <= {after} or (struck | {after} <= BULLET))


def _describe(kind: str, found: str) -> str:
    if kind == "escape":
        return f"terminal escape sequence {found!r}"
    if kind == "overstrike":
        return "character struck over with a backspace"
    names = [NAMES.get(ord(c), "C1 control" if c >= "\x80" else "control character") for c in dict.fromkeys(found)]
    values = " ".join(f"U+{ord(c):04X}" for c in list(dict.fromkeys(found))[:4])
    more = f", {len(found)} in a row" if len(found) > 1 else ""
    return f"{names[0]} ({values}){more}"

r"""JSON strings as they are spelled: where one stands in a line, and how to change a part of it and nothing else.

>>> line = '{"id": 1e0, "text": "caf\\u00e9 \\/ bar", "n": 1.50}'
>>> start, end = find_literal(line, "text", ("text",))
>>> line[start:end]
'"caf\\u00e9 \\/ bar"'
>>> edit_literal(line[start:end], [Edit(4, 7, " ")])
('"caf\\u00e9 bar"', [' \\/ '])
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any

from corpuslint.edits import Change
from corpuslint.formats.fields import steps_of
from corpuslint.model import Edit

ESCAPE = re.compile(r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|.)")
"""One character that is spelled with a backslash; the two halves of a surrogate pair are one character."""
SPACE = re.compile(r"[ \t\n\r]*")
HALF = re.compile("[\ud800-\udfff]")
_DECODER = json.JSONDecoder(parse_int=float)
"""Python takes no whole numbers of more than 4,300 digits."""
_scan_string: Callable[[str, int, bool], tuple[str, int]] = json.decoder.scanstring  # type: ignore[attr-defined]


def find_literal(line: str, place: str, fields: Sequence[str]) -> tuple[int, int]:
    """Where the string at a place of a record begins and ends in a line that holds it, quotes included.

    The record was read for these `fields`; as in reading, of equal keys the last one counts.
    """
    start = _skip(line, 1 if line.startswith("\ufeff") else 0)
    record, end = _DECODER.raw_decode(line, start)
    for step in steps_of(record, place, fields):
        if isinstance(step, int):
            start, end = next(islice(_items(line, start), step, None))
        else:
            start, end = dict(_members(line, start))[step]
    return start, end


def _members(line: str, start: int) -> Iterator[tuple[str, tuple[int, int]]]:
    """The keys of an object and where their values stand."""
    position = _skip(line, start + 1)
    while line[position] == '"':
        key, position = _scan_string(line, position + 1, True)
        position = _skip(line, _skip(line, position) + 1)
        _, end = _DECODER.raw_decode(line, position)
        yield key, (position, end)
        position = _skip(line, _skip(line, end) + 1)
        if position >= len(line):
            return


def _items(line: str, start: int) -> Iterator[tuple[int, int]]:
    """Where the items of a list stand."""
    position = _skip(line, start + 1)
    while line[position] != "]":
        _, end = _DECODER.raw_decode(line, position)
        yield position, end
        position = _skip(line, end)
        if line[position] == ",":
            position = _skip(line, position + 1)


def _skip(line: str, position: int) -> int:
    match = SPACE.match(line, position)
    assert match is not None
    return match.end()


def edit_literal(
    literal: str, edits: Sequence[Edit] | Sequence[Change], raw: Sequence[str] = ()
) -> tuple[str, list[str]]:
    """The literal after sorted edits of its value, and how what they took out was spelled.

    What is put in is spelled as the literal spells: characters beyond ASCII as they are, unless it has only escapes.
    With `raw`, its items are put in as they stand.
    """
    offsets = [offset for edit in edits for offset in (edit.start, edit.end)]
    places = list(_places(literal, offsets))
    escaped = literal.isascii() and "\\u" in literal
    pieces: list[str] = []
    taken: list[str] = []
    position = 0
    texts = [edit.text for edit in edits]
    for number, text in enumerate(texts):
        start, end = places[2 * number], places[2 * number + 1]
        put = raw[number] if raw else spell(text, escaped, literal)
        pieces += [literal[position:start], put]
        taken.append(literal[start:end])
        position = end
    pieces.append(literal[position:])
    return "".join(pieces), taken


def spell(text: str, escaped: bool = False, like: str = "") -> str:
    r"""A text as the inside of a JSON string; lone surrogates as escapes, but for bytes that stand so in `like`.

    >>> spell('a "é"'), spell("é", escaped=True)
    ('a \\"é\\"', '\\u00e9')
    """
    spelled = json.dumps(text, ensure_ascii=escaped)[1:-1]
    if escaped:
        return spelled
    return HALF.sub(lambda half: half[0] if half[0] in like else f"\\u{ord(half[0]):04x}", spelled)


def _places(literal: str, offsets: Sequence[int]) -> Iterator[int]:
    """Where characters of the value, by ascending offset, are spelled in the literal."""
    if "\\" not in literal:
        yield from (offset + 1 for offset in offsets)
        return
    escapes = ESCAPE.finditer(literal)
    match = next(escapes, None)
    extra = 1
    for offset in offsets:
        while match is not None and match.start() - extra < offset:
            extra += match.end() - match.start() - 1
            match = next(escapes, None)
        yield offset + extra


def value_of(literal: str) -> Any:
    """The text that a literal spells."""
    return json.loads(literal)

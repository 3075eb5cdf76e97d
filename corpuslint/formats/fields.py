"""Where the texts of a record are: fields by name, by dotted path, and through lists.

>>> chat = {"messages": [{"role": "user", "content": "Hello"}, {"role": "assistant", "content": None}]}
>>> [(name_of(steps), value) for steps, value in values_at(chat, "messages.content")]
[('messages[0].content', 'Hello'), ('messages[1].content', None)]
>>> list(paths_of(chat))
['messages.role', 'messages.content']
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from types import NoneType
from typing import Any

from corpuslint.nearest import nearest

Steps = tuple[str | int, ...]
"""The way from a record to a value in it: keys of objects and positions in lists."""
LIST_MARK = re.compile(r"\[\*?\]")
"""Lists are gone through where they are met; who writes `messages[].content` or `messages[*].content` says the same."""
SHOWN = 6
"""Fields of a record that a message names."""


def values_at(value: Any, name: str, steps: Steps = ()) -> Iterator[tuple[Steps, Any]]:
    """The values of a field of a record, and the ways to them: nothing, where the record lacks it.

    A whole name goes before a dotted one. Of a list of texts each item is a value of its own.
    """
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from values_at(item, name, (*steps, index))
        return
    if not isinstance(value, dict):
        return
    key, rest = (name, "") if name in value else name.partition(".")[::2]
    if key not in value and (key := LIST_MARK.sub("", key)) not in value:
        return
    if rest:
        yield from values_at(value[key], rest, (*steps, key))
    else:
        yield from _leaves(value[key], (*steps, key))


def _leaves(value: Any, steps: Steps) -> Iterator[tuple[Steps, Any]]:
    if isinstance(value, list) and value and all(isinstance(item, (str, list, NoneType)) for item in value):
        for index, item in enumerate(value):
            yield from _leaves(item, (*steps, index))
    else:
        yield steps, value


def name_of(steps: Steps) -> str:
    """A way as it is told: `messages[0].content`."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps).removeprefix(".")


def passed_over(value: Any, steps: Steps, name: str, fields: Sequence[str]) -> bool:
    """Whether no text is missed where a field has this value.

    A message of a chat may only call a tool, and another field may go into what this one holds.
    """
    if value is None or value == []:
        return any(isinstance(step, int) for step in steps)
    way = LIST_MARK.sub("", name)
    return isinstance(value, (dict, list)) and any(LIST_MARK.sub("", f).startswith(f"{way}.") for f in fields)


def steps_of(record: Any, place: str, fields: Sequence[str]) -> Steps:
    """The way to the value that `name_of` told as `place`, in a record that was read for these fields.

    Raises:
        KeyError: the record has no such place.
    """
    for name in sorted(fields, key=place.__ne__):
        for steps, _ in values_at(record, name):
            if name_of(steps) == place:
                return steps
    raise KeyError(place)


def heads(fields: Iterable[str]) -> list[str]:
    """The keys of a record, or columns of a table, under which its fields may be."""
    return list(dict.fromkeys(name for f in fields for name in (LIST_MARK.sub("", f.partition(".")[0]), f)))


def paths_of(value: Any, name: str = "") -> Iterator[str]:
    """The names of all fields that a record has, as `values_at` takes them."""
    if isinstance(value, dict):
        members = ((key if not name else f"{name}.{key}", item) for key, item in value.items())
        yield from dict.fromkeys(path for key, item in members for path in paths_of(item, key))
    elif isinstance(value, list) and any(isinstance(item, (dict, list)) for item in value):
        yield from dict.fromkeys(path for item in value for path in paths_of(item, name))
    else:
        yield name


@lru_cache
def missing(name: str, known: tuple[str, ...]) -> str:
    """What is told of a record that lacks a field."""
    close = nearest(name, known) or next((f" (did you mean '{p}'?)" for p in known if p.endswith(f".{name}")), "")
    fields = ", ".join(known[:SHOWN]) or "none"
    return f"no field '{name}'{close or f' (fields: {fields})'}"

"""The list of rules: a sequence of classes, each of which is imported when it is first asked for.

Importing all of them costs a tenth of a second, which a check with one selected rule need not pay.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, overload

if TYPE_CHECKING:
    from corpuslint.rules.base import Rule


@dataclass(frozen=True)
class Entry:
    """A rule by code and name; the name tells module and class: `random-token` is `random_token.RandomToken`."""

    code: str
    name: str

    def load(self) -> type[Rule]:
        """The class of the rule."""
        module = import_module(f"corpuslint.rules.{self.name.replace('-', '_')}")
        rule: type[Rule] = getattr(module, "".join(part.capitalize() for part in self.name.split("-")))
        return rule


class Registry(Sequence["type[Rule]"]):
    """All rules, in the order of the list; `entries` tells their codes and names without importing them."""

    def __init__(self, *entries: Entry) -> None:
        self.entries = entries

    def __len__(self) -> int:
        return len(self.entries)

    @overload
    def __getitem__(self, index: int) -> type[Rule]: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[type[Rule], ...]: ...

    def __getitem__(self, index: int | slice) -> type[Rule] | tuple[type[Rule], ...]:
        if isinstance(index, slice):
            return tuple(entry.load() for entry in self.entries[index])
        return self.entries[index].load()

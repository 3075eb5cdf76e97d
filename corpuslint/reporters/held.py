"""The findings that a report for people will show, out of many: the same few texts once, every rule its fair share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Generic, Protocol, TypeVar

from corpuslint.model import Document, Finding, Location
from corpuslint.reporters.base import text_of


class Clustered(Protocol):
    """What is held of a finding: when it came, and how many others are told with it."""

    order: int
    others: int


Entry = TypeVar("Entry", bound=Clustered)


class Held(Generic[Entry]):
    """Entries by rule and cluster; of each rule the first ones, at most `limit` in the end.

    What is held stays below twice the limit: a rule's share can only shrink while other rules find more, so entries
    past the share of now are dropped for good.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.entries: dict[str, dict[object, Entry]] = {}
        self.caps: dict[str, int] = {}
        self.total = 0

    def find(self, code: str, key: object) -> Entry | None:
        """The entry of a cluster, if it is held."""
        return self.entries.get(code, {}).get(key)

    def has_room(self, code: str) -> bool:
        """Whether one more cluster of this rule may be shown."""
        return len(self.entries.get(code, ())) < self.caps.get(code, self.limit)

    def add(self, code: str, key: object, entry: Entry) -> None:
        """Hold the first finding of a cluster."""
        self.entries.setdefault(code, {})[key] = entry
        self.total += 1
        if self.total > 2 * self.limit:
            self.trim()

    def trim(self) -> None:
        """Drop what is past the rules' shares."""
        room = shares({code: len(mine) for code, mine in self.entries.items()}, self.limit)
        for code, mine in self.entries.items():
            if len(mine) > room[code]:
                self.caps[code] = room[code]
                for key in list(mine)[room[code] :]:
                    del mine[key]
        self.total = sum(map(len, self.entries.values()))

    def chosen(self) -> list[Entry]:
        """What is shown, in the order in which it came."""
        self.trim()
        return sorted((entry for mine in self.entries.values() for entry in mine.values()), key=lambda e: e.order)


def shares(wanted: Mapping[str, int], limit: int) -> dict[str, int]:
    """How many of `limit` places each rule gets: all that it wants, or an equal share of what the others leave.

    >>> shares({"A": 2, "B": 100, "C": 50}, 20)
    {'A': 2, 'C': 9, 'B': 9}
    """
    left, result = limit, {}
    for number, (code, count) in enumerate(sorted(wanted.items(), key=lambda item: (item[1], item[0]))):
        result[code] = min(count, left // (len(wanted) - number))
        left -= result[code]
    return result


def kept_copy(finding: Finding) -> Location | None:
    """The copy that stays, of a duplicate."""
    return finding.related[0] if finding.related else None


def cluster_of(document: Document, finding: Finding) -> object:
    """What findings have in common that are told together: the kept copy, or the text and what is said of it."""
    from hashlib import blake2b

    kept = kept_copy(finding)
    if kept:
        return kept
    text = text_of(document, finding.where).strip().encode("utf-8", "surrogatepass")
    # Long texts are not held: a finding on a whole document may span megabytes.
    return finding.message, text if len(text) <= 64 else blake2b(text, digest_size=16).digest()

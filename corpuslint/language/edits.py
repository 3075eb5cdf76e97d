"""What kind of edit lies between two words that are one edit apart."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache


class EditType(IntEnum):
    """What happened to the right word to give the wrong one."""

    SWAPPED = 0
    DOUBLED = 1
    """A letter written twice: `occcur`."""
    UNDOUBLED = 2
    """One letter of two equal ones lost: `adress`."""
    LOST = 3
    ADDED = 4
    CHANGED = 5
    FAR = 6
    """Not one edit."""


_KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_PLACE = {letter: (row, column) for row, letters in enumerate(_KEYBOARD) for column, letter in enumerate(letters)}
VOWELS = frozenset("aeiouy")


@dataclass(frozen=True, slots=True)
class EditKind:
    """The edit, where it happened in the right word, and the letters it touched."""

    type: EditType
    at: int
    right: str
    wrong: str

    @property
    def near_keys(self) -> bool:
        """Whether the letters lie beside each other on a keyboard."""
        a, b = _PLACE.get(self.right), _PLACE.get(self.wrong)
        return a is not None and b is not None and abs(a[0] - b[0]) <= 1 and abs(a[1] - b[1]) <= 1

    @property
    def vowels(self) -> bool:
        """Whether one vowel stands for another."""
        return self.right in VOWELS and self.wrong in VOWELS


@lru_cache(1 << 14)
def edit_between(wrong: str, right: str) -> EditKind:
    """The edit that made `wrong` of `right`; both in lower case.

    >>> edit_between("athlhetic", "athletic")
    EditKind(type=<EditType.ADDED: 4>, at=4, right='', wrong='h')
    """
    at = 0
    while at < min(len(wrong), len(right)) and wrong[at] == right[at]:
        at += 1
    w, r = wrong[at:], right[at:]
    if len(w) == len(r):
        if w[1:] == r[1:]:
            return EditKind(EditType.CHANGED, at, r[:1], w[:1])
        if len(w) > 1 and w[:2] == r[1::-1] and w[2:] == r[2:]:
            return EditKind(EditType.SWAPPED, at, r[:2], w[:2])
    elif len(w) == len(r) + 1 and w[1:] == r:
        doubled = at > 0 and wrong[at - 1] == w[0]
        return EditKind(EditType.DOUBLED if doubled else EditType.ADDED, at, "", w[0])
    elif len(w) + 1 == len(r) and r[1:] == w:
        undoubled = at > 0 and right[at - 1] == r[0]
        return EditKind(EditType.UNDOUBLED if undoubled else EditType.LOST, at, r[0], "")
    return EditKind(EditType.FAR, at, r, w)

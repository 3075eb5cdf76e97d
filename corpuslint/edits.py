"""Edits that several rules propose for one text: which go together, and what they come to over several rounds.

>>> text = "Read more. Caf\\u00c3\\u00a9 Noir."
>>> removal = Proposal("BPL001", (Edit(0, 11),))
>>> repair = Proposal("ENC001", (Edit(14, 16, "\\u00e9"),))
>>> apply(text, compose(text, [repair, removal]))
'Café Noir.'
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpuslint.model import Edit

BOILERPLATE, BLOCKS = "BPL", "DUP0"
"""Where a boilerplate rule and a rule about duplicate blocks disagree over a stretch, boilerplate goes first."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """The edits of one finding: they apply all together or not at all."""

    code: str
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """An edit that is made, and the codes of the rules that wanted it."""

    start: int
    end: int
    text: str
    codes: tuple[str, ...]


Key = tuple[str, int | None, str | None, int]
"""Path, record, field and offset: what a writer knows about a document when it comes to it."""


@dataclass(frozen=True, slots=True)
class Revision:
    """What became of a document: its text now, and the changes that lead there from the original."""

    path: str
    record: int | None
    field: str | None
    offset: int
    text: str
    changes: tuple[Change, ...]

    @property
    def key(self) -> Key:
        """What names the document."""
        return (self.path, self.record, self.field, self.offset)


def compose(text: str, proposals: Iterable[Proposal]) -> list[Change]:
    """The edits of one round: sorted, none overlapping another; what does not fit is left for the next round.

    Equal edits become one. A deletion swallows whatever lies inside it. Of edits that overlap, deletions go before
    repairs and longer deletions before shorter ones, so that nothing is repaired that is about to go. Edits that
    change nothing, and such as would join the halves of a character, are left out.

    Raises:
        ValueError: an edit lies outside the text (a mistake of the rule's).
    """
    mine = [p for p in map(_effective(text), proposals) if p.edits]
    removed = [e for p in mine if p.code.startswith(BOILERPLATE) for e in p.edits if not e.text]
    accepted = _Accepted(text)
    for proposal in sorted(mine, key=_priority):
        if proposal.code.startswith(BLOCKS) and _disputed(proposal, removed, len(text)):
            continue
        accepted.offer(proposal)
    return accepted.changes()


def apply(text: str, changes: Sequence[Change] | Sequence[Edit]) -> str:
    """The text after sorted edits that do not overlap."""
    pieces: list[str] = []
    position = 0
    for change in changes:
        pieces += [text[position : change.start], change.text]
        position = change.end
    pieces.append(text[position:])
    return "".join(pieces)


def follow(current: str, earlier: Sequence[Change], later: Sequence[Change]) -> list[Change]:
    """Two rounds as one: the changes to the original, after `earlier` made `current` of it and `later` comes on top.

    A later change that touches an earlier one becomes one change with it, under the codes of both.
    """
    if not earlier:
        return list(later)
    events = sorted([*_in_result(earlier), *((c.start, c.end, 0, c) for c in later)], key=lambda e: (e[0], e[1], e[2]))
    result: list[Change] = []
    shift = 0
    index = 0
    while index < len(events):
        low, high = events[index][:2]
        group = [events[index]]
        index += 1
        while index < len(events) and events[index][0] <= high and _mixed(group, events[index]):
            group.append(events[index])
            high = max(high, events[index][1])
            index += 1
        result.append(_joined(current, low, high, shift, group))
        shift += sum(change.end - change.start - len(change.text) for _, _, early, change in group if early)
    return result


_Event = tuple[int, int, int, Change]
"""Start and end in the current text, 1 for a change that is made already, and the change."""


def _in_result(changes: Sequence[Change]) -> list[_Event]:
    """Where changes that were made stand in their result."""
    placed = []
    shift = 0
    for change in changes:
        start = change.start + shift
        placed.append((start, start + len(change.text), 1, change))
        shift += len(change.text) - (change.end - change.start)
    return placed


def _mixed(group: list[_Event], event: _Event) -> bool:
    """Whether an event that touches a group belongs to it: changes of one round that only touch stay apart."""
    return any(event[0] <= end and other != event[2] for _, end, other, _ in group)


def _joined(current: str, low: int, high: int, shift: int, group: list[_Event]) -> Change:
    """The group as one change of the original; `shift` leads from the current text back to the original."""
    later = [change for _, _, early, change in group if not early]
    inside = [Edit(change.start - low, change.end - low, change.text) for change in later]
    back = sum(change.end - change.start - len(change.text) for _, _, early, change in group if early)
    codes = tuple(dict.fromkeys(code for _, _, _, change in group for code in change.codes))
    return Change(low + shift, high + shift + back, apply(current[low:high], inside), codes)


def _effective(text: str) -> _Cleaner:
    return _Cleaner(text)


class _Cleaner:
    """Takes what changes nothing out of a proposal."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __call__(self, proposal: Proposal) -> Proposal:
        for edit in proposal.edits:
            if not 0 <= edit.start <= edit.end <= len(self.text):
                raise ValueError(f"{proposal.code}: edit {edit.start}..{edit.end} in a text of {len(self.text)}")
        edits = sorted({e for e in proposal.edits if self.text[e.start : e.end] != e.text})
        return Proposal(proposal.code, tuple(edits))


def _priority(proposal: Proposal) -> tuple[int, int, int, str, tuple[Edit, ...]]:
    """Deletions first, the longest before the others; then by place and code."""
    deletion = all(not edit.text for edit in proposal.edits)
    longest = max(edit.end - edit.start for edit in proposal.edits) if deletion else 0
    return (not deletion, -longest, proposal.edits[0].start, proposal.code, proposal.edits)


def _disputed(proposal: Proposal, removed: Sequence[Edit], length: int) -> bool:
    """Whether boilerplate takes a part, but not the same part, of what a duplicate block would take."""
    return any(
        overlap(edit, other) and (edit.start, edit.end) not in ((other.start, other.end), (0, length))
        for edit in proposal.edits
        for other in removed
    )


def overlap(one: Edit, other: Edit) -> bool:
    """Whether two edits cannot both be made: they share a character, or put something into the same place."""
    if one.start == one.end and other.start == other.end:
        return one.start == other.start
    return one.start < other.end and other.start < one.end


class _Accepted:
    """The edits taken so far, sorted and free of overlaps."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts: list[int] = []
        self.edits: list[Edit] = []
        self.codes: dict[Edit, list[str]] = {}

    def offer(self, proposal: Proposal) -> None:
        """Take a proposal unless it clashes with what is there; one that lies inside deletions is done with."""
        missing: list[Edit] = []
        swallowed = False
        for edit in proposal.edits:
            clashes = self.near(edit)
            if edit in self.codes:
                continue
            if any(not other.text and other.start <= edit.start and edit.end <= other.end for other in clashes):
                swallowed = True
                continue
            if clashes or any(overlap(edit, other) for other in missing):
                return
            missing.append(edit)
        if missing and (swallowed or self.joins_halves(missing)):
            return
        for edit in missing:
            index = bisect_left(self.edits, edit)
            self.edits.insert(index, edit)
            self.starts.insert(index, edit.start)
        for edit in proposal.edits:
            if edit in self.codes or edit in missing:
                self.codes.setdefault(edit, []).append(proposal.code)

    def near(self, edit: Edit) -> list[Edit]:
        """The edits that clash with this one."""
        index = bisect_left(self.starts, edit.start)
        found = []
        for other in self.edits[max(0, index - 1) :]:
            if other.start > edit.end:
                break
            if overlap(edit, other):
                found.append(other)
        return found

    def joins_halves(self, edits: Sequence[Edit]) -> bool:
        """Whether an edit would put two lone surrogates side by side: written out, they could become one character."""
        for edit in edits:
            before, after = self.text[edit.start - 1 : edit.start], self.text[edit.end : edit.end + 1]
            halves = [_is_half(c) for c in (before, *edit.text[:1], *edit.text[-1:], after)]
            if any(one and other for one, other in pairwise(halves)):
                return True
        return False

    def changes(self) -> list[Change]:
        """The edits with the codes of the rules that wanted them."""
        return [Change(e.start, e.end, e.text, tuple(sorted(set(self.codes[e])))) for e in self.edits]


def _is_half(character: str) -> bool:
    return bool(character) and 0xD800 <= ord(character) < 0xE000

"""Repair of mojibake, line by line: ftfy first, and what ftfy leaves by the same standard of proof.

The proof is that the repaired line is far more plausible than the damaged one, letter by letter, in whichever
language each of them fits best (see `letters`), and that the mix-up explains it (see `proof`). Many lines are
repaired at once, since to weigh a text takes mostly the time of a few dozen calls of NumPy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby

from corpuslint.language.mojibake.doubts import (
    bare_controls,
    foreign_mark,
    stray,
    unassigned,
    welsh,
)
from corpuslint.language.mojibake.letters import BIT, Weight, letters
from corpuslint.language.mojibake.mixups import MULTIBYTE, UTF8_MIXUPS, Mixup, possible
from corpuslint.language.mojibake.proof import ASIAN_GAIN, ASIAN_MEAN, UTF8, proven_cost
from corpuslint.language.mojibake.quotations import mentioned, quoted_letter

DOUBTS = unassigned, stray, welsh, bare_controls, quoted_letter, foreign_mark
"""What speaks against repairs that ftfy makes."""
LOSSY_LETTERS, LOSSY_SHARE = 5, 0.6
"""So many known letters must be found where others were lost, and such a share of everything beyond ASCII."""
LOCKSMITH = "锟斤拷"
"""Two U+FFFD in UTF-8, read as GBK."""
FTFY_LEAD = 30 * BIT
"""How much cheaper another repair must be than that of ftfy to be taken instead of it."""
GBK = Mixup("utf-8", "gb18030")
LOSSY_MIXUPS = tuple(mixup for mixup in UTF8_MIXUPS if mixup.wrong in MULTIBYTE)
ROUNDS = 4
"""So many mix-ups on top of each other are undone."""
TIMES = {1: "", 2: ", twice", 3: ", three times"}
REMEMBERED, LONGEST_REMEMBERED = 1 << 12, 1 << 10
"""Lines from which on no more repairs are kept, and the most characters of one: what is damaged is often repeated."""


@dataclass(frozen=True)
class Repair:
    """A repaired text and the mix-ups that damaged it, the last one first."""

    text: str
    mixups: tuple[str, ...]
    lossy: bool = False
    """Whether letters are missing, so that the text is a guess and no repair."""

    @property
    def label(self) -> str:
        """The mix-ups for people, in the order in which they happened.

        >>> Repair("", ("UTF-8 read as Windows-1252", "UTF-8 read as Windows-1252")).label
        'UTF-8 read as Windows-1252, twice'
        """
        counted = [(name, len(list(same))) for name, same in groupby(reversed(self.mixups))]
        return ", then ".join(name + TIMES.get(count, f", {count} times") for name, count in counted)


def repair_line(text: str, proven: frozenset[str] = frozenset()) -> Repair | None:
    r"""The repaired line, or None where nothing is to be repaired or nothing proves it; see `repair_lines`.

    >>> repair_line("ItÃ¢â‚¬â„¢s fine").text
    'It’s fine'
    >>> repair_line("Çàãëàâíàÿ ñòðàíèöà").label
    'Windows-1251 read as Windows-1252'
    >>> repair_line("Ça a été décidé à l’hôtel")
    """
    return repair_lines([text], proven)[0]


def repair_lines(texts: Sequence[str], proven: frozenset[str] = frozenset()) -> list[Repair | None]:
    """The repaired lines, each by itself; None where nothing is to be repaired or nothing proves it.

    `proven` holds the labels of mix-ups that are known from other lines of the document: they need less proof here.
    """
    before = _repaired(proven)
    found = {text: before[text] for text in texts if text in before}
    new = {text: _Line(text, text) for text in texts if text not in found}
    pending = [line for line in new.values() if not proven or _concerned(line.text, proven)]
    for _ in range(ROUNDS):
        pending = _round(pending, proven)
        if not pending:
            break
    found |= {text: line.repair() for text, line in new.items()}
    if len(before) < REMEMBERED:
        before |= {text: found[text] for text in new if len(text) <= LONGEST_REMEMBERED}
    return [found[text] for text in texts]


@lru_cache(16)
def _repaired(proven: frozenset[str]) -> dict[str, Repair | None]:
    """The repairs of lines that this process met before."""
    return {}


def _concerned(text: str, proven: frozenset[str]) -> bool:
    """Whether a text may have come from a mix-up that is proven by other lines."""
    return any(mixup.label in proven for mixup in possible(text))


@dataclass
class _Line:
    """A line on its way: what it was, what it is now, and the mix-ups that were undone."""

    text: str
    repaired: str
    steps: list[str] = field(default_factory=list)

    def repair(self) -> Repair | None:
        """What came of it."""
        if self.steps:
            nothing = self.repaired == self.text or mentioned(self.text, self.repaired)
            return None if nothing else Repair(self.repaired, tuple(self.steps))
        return _lossy(self.text)


def _round(pending: Sequence[_Line], proven: frozenset[str]) -> list[_Line]:
    """Undo one mix-up more in each line; those in which there may be another one."""
    steps = [_by_ftfy(line.repaired) for line in pending]
    weights = iter(letters().weigh_all([step.text for step in steps if step is not None]))
    weighed = [None if step is None else next(weights) for step in steps]
    open_lines = [n for n, weight in enumerate(weighed) if weight is None or not (weight.natural or _cheap(weight))]
    for n, (step, weight) in zip(open_lines, _by_weight([pending[n] for n in open_lines], proven), strict=True):
        ours = weighed[n]
        if step is not None and weight is not None and (ours is None or ours.cost - weight.cost >= FTFY_LEAD):
            steps[n], weighed[n] = step, weight
    again = []
    for line, step, weight in zip(pending, steps, weighed, strict=True):
        if step is not None and weight is not None:
            line.steps += step.mixups
            line.repaired = step.text
            if not (step.text.isascii() or weight.natural):
                again.append(line)
    return again


def _cheap(weight: Weight) -> bool:
    """Whether no other repair can be so much cheaper that it would be taken: a line of one damaged word."""
    return weight.cost < FTFY_LEAD


def _by_weight(lines: Sequence[_Line], proven: frozenset[str]) -> list[tuple[Repair, Weight] | tuple[None, None]]:
    """For each line, the mix-up whose undoing makes it cheapest, if it proves its point."""
    before = letters().weigh_all([line.repaired for line in lines])
    candidates = [_undone(line, weight, proven) for line, weight in zip(lines, before, strict=True)]
    after = iter(letters().weigh_all([text for undone in candidates for text in undone]))
    found: list[tuple[Repair, Weight] | tuple[None, None]] = []
    for line, weight, undone in zip(lines, before, candidates, strict=True):
        best: tuple[Repair, Weight] | tuple[None, None] = (None, None)
        lowest = weight.cost
        for text, mixup in undone.items():
            new = next(after)
            cost = proven_cost(mixup, line.repaired, text, weight, new, mixup.label in proven, lowest)
            if cost is not None:
                lowest, best = cost, (Repair(text, (mixup.label,)), new)
        found.append(best)
    return found


def _undone(line: _Line, weight: Weight, proven: frozenset[str]) -> dict[str, Mixup]:
    """The texts that a line may have been, each with the first mix-up that explains it.

    Where mix-ups are proven, the others found nothing to prove them before, and are not tried as the first step.
    """
    texts: dict[str, Mixup] = {}
    for mixup in possible(line.repaired, weight.fluent):
        if line.steps and mixup not in UTF8:
            break
        if proven and not line.steps and mixup.label not in proven:
            continue
        texts.setdefault(mixup.undo(line.repaired), mixup)
    texts.pop(line.repaired, None)
    return texts


def _lossy(text: str) -> Repair | None:
    """What a line was that was read as GBK or the like and has lost letters by it."""
    if not any(c >= "\u2e80" for c in text):
        return None
    if LOCKSMITH in text:
        return Repair(text.replace(LOCKSMITH, "\ufffd\ufffd"), (GBK.label,), lossy=True)
    for mixup in LOSSY_MIXUPS:
        guess = mixup.undo_lossy(text)
        lost = guess.count("\ufffd")
        found = "".join(c for c in guess if c >= "\x80" and c != "\ufffd")
        known = [c for c in found if c.isalpha() and letters().has(c)]
        if lost and len(known) >= LOSSY_LETTERS and len(known) >= LOSSY_SHARE * (len(found) + lost):
            before, after = letters().weigh_all([text, guess.replace("\ufffd", "")])
            if before.cost - after.cost >= ASIAN_GAIN and after.mean <= ASIAN_MEAN:
                return Repair(guess, (mixup.label,), lossy=True)
    return None


def _by_ftfy(text: str) -> Repair | None:
    from ftfy import fix_encoding_and_explain

    fixed, plan = fix_encoding_and_explain(text)
    if fixed == text or any(doubt(text, fixed) for doubt in DOUBTS):
        return None
    names: list[str] = []
    wrong = ""
    for action, name in plan or ():
        if action == "encode":
            wrong = name
        elif action == "decode":
            names.append(f"{_label(name)} read as {_label(wrong)}")
        elif name == "fix_c1_controls":
            names.append("Windows-1252 read as ISO 8859-1")
        elif name == "decode_inconsistent_utf8":
            names.append(_name_inconsistent(text, fixed))
    return Repair(fixed, tuple(names or ["UTF-8 read as another encoding"]))


def _label(codec: str) -> str:
    """The label of an encoding by ftfy's name for it."""
    from corpuslint.language.codepages import LABELS

    name = codec.removeprefix("sloppy-").replace("windows-", "cp")
    names = {"latin-1": "iso8859-1", "iso-8859-2": "iso8859-2", "macroman": "mac-roman", "utf-8-variants": "utf-8"}
    return LABELS.get(names.get(name, name), name)


def _name_inconsistent(text: str, fixed: str) -> str:
    """Which mix-up damaged parts of a line that ftfy repaired in part: the one that explains most of it."""
    words = set(fixed.split()) - set(text.split())
    best, label = 0, "UTF-8 read as another encoding"
    for mixup in UTF8_MIXUPS:
        explained = len(words & set(mixup.undo(text).split()))
        if explained > best:
            best, label = explained, mixup.label
    return label

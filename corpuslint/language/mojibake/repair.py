"""Repair of mojibake, line by line: ftfy first, and what ftfy leaves by the same standard of proof.

The proof is that the repaired line is far more plausible than the damaged one, letter by letter, in whichever
language each of them fits best (see `letters`), and that the mix-up explains it: bytes which happen to be valid UTF-8
need little more than that; a swap of two code pages must pay off in several words.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from corpuslint.language.mojibake.doubts import (
    OTHER_SCRIPTS,
    few_foreign,
    gained_letter,
    glued_asian,
    lone,
    lost_letter,
    mixes_scripts,
    odd_symbols,
    script,
    swapped_letter,
    unassigned,
    unheard_of,
)
from corpuslint.language.mojibake.letters import BIT, Weight, letters
from corpuslint.language.mojibake.mixups import (
    ASIAN_MIXUPS,
    LETTER_MIXUPS,
    MULTIBYTE,
    UTF8_MIXUPS,
    Mixup,
    possible,
)
from corpuslint.language.mojibake.word_evidence import changed_words, has_list, lexical_gain

UTF8_GAIN = 15 * BIT
"""What decoding as UTF-8 must make a line cheaper: two symbols inside words, or one letter that no language knows."""
LETTER_GAIN = 40 * BIT
"""The same for a swap of two code pages, which always gives some text."""
LETTER_WORDS = 2
"""A swap of two code pages must change so many different words: one is a name, a foreign word or a typing error."""
LETTER_MEAN = 5.2
"""Bits a letter of what a swap of code pages gives; running text has 3.3 to 4.6."""
LISTED = 8 * BIT
"""A word is evidence by itself if the word lists have it 256 times as often after the repair."""
LISTED_GAIN = 16 * BIT
"""What a swap must pay off in all where two words are such evidence, or one in which a symbol stood for a letter."""
LISTED_SHARE, UNLISTED_GAIN = 4, 120 * BIT
"""One in so many repaired words in Latin letters must be listed; without a list, letters must do."""
LEAST_LETTERS = 0.93
"""The share of letters that must remain: a few may become the quotation marks and spaces that they were."""
LOSSY_LETTERS, LOSSY_SHARE = 5, 0.6
"""So many known letters must be found where others were lost, and such a share of everything beyond ASCII."""
LOCKSMITH = "锟斤拷"
"""Two U+FFFD in UTF-8, read as GBK."""
LONE_GAIN = 29 * BIT
"""What decoding as UTF-8 must pay off where it changes one word only."""
WORD_MEAN = 6.5
"""Bits a letter, symbols included, of the words that were changed."""
NOT_LATIN = frozenset(
    "cp1251 koi8-r koi8-u cp866 iso8859-5 mac-cyrillic cp1253 iso8859-7 cp737 cp1255 cp1256".split(" ")  # noqa: SIM905
)
ASIAN_GAIN = 60 * BIT
ASIAN_MEAN = 13.6
"""Bits a character of Chinese, Japanese or Korean that was found under Western letters; running text has 7 to 13.4."""
PROVEN_GAIN = 8 * BIT
"""What a mix-up must make a line cheaper that is proven by other lines of the document."""
RARE = 20 * BIT
"""How much more must speak for an encoding that few texts were ever written in, with a twentieth of the cost."""
FTFY_LEAD = 30 * BIT
"""How much cheaper another repair must be than that of ftfy to be taken instead of it."""
GBK = Mixup("utf-8", "gb18030")
LOSSY_MIXUPS = tuple(mixup for mixup in UTF8_MIXUPS if mixup.wrong in MULTIBYTE)
ROUNDS = 4
"""So many mix-ups on top of each other are undone."""
TIMES = {1: "", 2: ", twice", 3: ", three times"}


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
    r"""The repaired line, or None where nothing is to be repaired or nothing proves it.

    `proven` holds the labels of mix-ups that are known from other lines of the document: they need less proof here.

    >>> repair_line("ItÃ¢â‚¬â„¢s fine").text
    'It’s fine'
    >>> repair_line("Çàãëàâíàÿ ñòðàíèöà").label
    'Windows-1251 read as Windows-1252'
    >>> repair_line("Ça a été décidé à l’hôtel")
    """
    steps: list[str] = []
    repaired = text
    for _ in range(ROUNDS):
        step = _by_ftfy(repaired)
        if step is None or not letters().weigh(step.text).natural:
            weight = letters().weigh(repaired)
            mixups = UTF8_MIXUPS if steps else tuple(possible(repaired, weight.fluent))
            found = _by_weight(repaired, weight, mixups, proven)
            if found is not None and (step is None or letters().weigh(step.text).cost - found[1].cost >= FTFY_LEAD):
                step = found[0]
        if step is None:
            break
        steps += step.mixups
        repaired = step.text
        if repaired.isascii() or letters().weigh(repaired).natural:
            break
    if steps:
        return Repair(repaired, tuple(steps)) if repaired != text else None
    return _lossy(text)


def _lossy(text: str) -> Repair | None:
    """What a line was that was read as GBK or the like and has lost letters by it."""
    if not any(c >= "\u2e80" for c in text):
        return None
    if LOCKSMITH in text:
        return Repair(text.replace(LOCKSMITH, "\ufffd\ufffd"), (GBK.label,), lossy=True)
    before = letters().weigh(text)
    for mixup in LOSSY_MIXUPS:
        guess = mixup.undo_lossy(text)
        lost = guess.count("\ufffd")
        found = "".join(c for c in guess if c >= "\x80" and c != "\ufffd")
        known = [c for c in found if c.isalpha() and letters().has(c)]
        if lost and len(known) >= LOSSY_LETTERS and len(known) >= LOSSY_SHARE * (len(found) + lost):
            after = letters().weigh(guess.replace("\ufffd", ""))
            if before.cost - after.cost >= ASIAN_GAIN and after.mean <= ASIAN_MEAN:
                return Repair(guess, (mixup.label,), lossy=True)
    return None


def _by_ftfy(text: str) -> Repair | None:
    from ftfy import fix_encoding_and_explain

    fixed, plan = fix_encoding_and_explain(text)
    if fixed == text or unassigned(text, fixed):
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


def _by_weight(
    text: str, before: Weight, mixups: tuple[Mixup, ...], proven: frozenset[str]
) -> tuple[Repair, Weight] | None:
    """The mix-up whose undoing makes the text cheapest, if it proves its point."""
    best: tuple[Repair, Weight] | None = None
    lowest, tried = before.cost, {text}
    for mixup in mixups:
        undone = mixup.undo(text)
        if undone in tried:
            continue
        tried.add(undone)
        after = letters().weigh(undone)
        cost = after.cost + (after.cost // 20 + RARE if mixup.rare else 0)
        if mixup in _LETTER and before.cost - cost > -LETTER_GAIN and after.count >= before.count:
            cost -= lexical_gain(text, undone, after.latin if mixup.true not in NOT_LATIN else after.other)
        if cost < lowest and _proves(mixup, text, undone, before.cost - cost, before, after, mixup.label in proven):
            lowest = cost
            best = Repair(undone, (mixup.label,)), after
    return best


def _proves(mixup: Mixup, text: str, undone: str, gain: int, before: Weight, after: Weight, proven: bool) -> bool:
    changed = changed_words(text, undone)
    if unassigned(text, undone) or unheard_of(text, undone):
        return False
    if mixup in _ASIAN:
        found = letters().weigh("".join(c for c in undone if c >= "\x80"))
        enough = gain >= (PROVEN_GAIN if proven else ASIAN_GAIN) and found.mean <= ASIAN_MEAN
        return enough and not glued_asian(undone)
    if mixes_scripts(changed):
        return False
    if mixup in _LETTER and not _swap_proves(changed, gain, before, after, proven):
        return False
    new = letters().weigh(" ".join(word for _, word in changed))
    if (not new.count and len(text) - len(undone) < 2) or odd_symbols(text, undone):
        return False
    if not proven and (few_foreign(text, undone) or (gain < LONE_GAIN and new.count and lone(changed))):
        return False
    european = sum(c.isalpha() and script(c) < OTHER_SCRIPTS for _, word in changed for c in word)
    limit = WORD_MEAN if european * 2 > new.count else ASIAN_MEAN
    needed = UTF8_GAIN if mixup in _UTF8 else 0
    return gain >= (PROVEN_GAIN if proven else needed) and new.cost <= limit * BIT * max(new.count, 1)


def _swap_proves(changed: list[tuple[str, str]], gain: int, before: Weight, after: Weight, proven: bool) -> bool:
    """Whether a swap of two code pages pays off in so many words that it is no accident."""
    if after.mean > LETTER_MEAN:
        return False
    swapped = {
        new: lexical_gain(old, new, after.latin or after.other) for old, new in changed if swapped_letter(old, new)
    }
    certain = {new for old, new in changed if gained_letter(old, new)}
    lost = sum(lost_letter(old, new) for old, new in changed)
    if after.count < before.count and (
        gain < 2 * LETTER_GAIN or after.count < LEAST_LETTERS * before.count or len(swapped) <= max(LETTER_WORDS, lost)
    ):
        return False
    words = len(swapped) + len(certain)
    if proven:
        return words >= 1 and gain >= PROVEN_GAIN
    listed = [new for new, bits in swapped.items() if bits >= LISTED]
    if after.latin and not after.other and len(listed) * LISTED_SHARE < len(swapped):
        return not has_list(after.latin) and gain >= UNLISTED_GAIN and words >= 2 * LETTER_WORDS
    if len(listed) + len(certain.intersection(listed)) >= LETTER_WORDS and min(swapped.values()) >= 0:
        return gain >= LISTED_GAIN
    return words >= LETTER_WORDS and gain >= LETTER_GAIN


_UTF8, _LETTER, _ASIAN = frozenset(UTF8_MIXUPS), frozenset(LETTER_MIXUPS), frozenset(ASIAN_MIXUPS)

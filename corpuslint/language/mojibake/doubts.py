"""What speaks against a repair, however plausible its letters are one by one.

Each was found on clean lines in languages of which nothing is known: their words look like damage, and some mix-up
turns them into letters that happen to be common somewhere.
"""

from __future__ import annotations

import unicodedata
from itertools import pairwise

from corpuslint.language.mojibake.letters import letters
from corpuslint.language.mojibake.word_evidence import changed_words

Changed = list[tuple[str, str]]
"""Words that a repair changes: before and after."""
FOREIGN = 3
"""A repair must give so many letters of another script than the Latin one, or none."""
MIXED_SHARE = 4
"""At most one in so many repaired words may mix letters of several scripts."""
GLUED_SHARE = 2
"""At most one in so many Chinese, Japanese or Korean characters may touch a Latin letter."""


SAME_LETTER = 3
"""Where a swap of code pages changes the same letter in so many words, half of them must be in the word lists."""
SHORTEST = 3
"""A word of capitals has so many letters."""
ALPHABET = 8
"""So many letters in the order of the alphabet are a sample of a typeface, or a list of characters."""
DRILL, DRILL_SHARE = 8, 2
"""So few different letters, each on average so many times, are an exercise in typing or a picture, and no words."""
JOINING = "’‘·-–—\u00a0"
"""What stands between two letters of a word or of two words."""
BESIDE = "\u00a0¶"
"""What stands beside a letter in clean text and may give a character together with it; the sign marks permalinks."""
BESIDE_NUMBERS, MARKS = "€‰", "–—…•“”„‘’‚‹›™"
"""Characters of Windows-1252 in the places of C1 controls that go with numbers, and that stand at or between words."""
LOWER = 2
"""So many small letters beside a character make a word."""
MARKS_OF_ANY = "\u1ab0"
"""From here on stand marks that go with letters of any script, and those of scripts that no mix-up gives."""
OTHER_SCRIPTS = 3
"""The first number of `script` that is not European."""


def unassigned(text: str, undone: str) -> bool:
    """Whether a repair gives characters that are private, or that nobody has assigned yet."""
    return any(unicodedata.category(character) in ("Co", "Cn", "Cs") for character in set(undone) - set(text))


def gains_controls(text: str, undone: str) -> bool:
    """Whether a swap of code pages gives control characters."""
    return any(unicodedata.category(character) == "Cc" for character in set(undone) - set(text))


def unheard_of(text: str, undone: str) -> bool:
    """Whether a repair gives letters of Europe that no language of the table has."""
    gained = (c for c in set(undone) - set(text) if "\x80" <= c < "\u0530" and c.isalpha())
    return any(not letters().has(character) for character in gained)


def glued_asian(undone: str) -> bool:
    """Whether too many of the characters that were found touch Latin letters: `win鋛`."""
    asian = glued = 0
    for first, second in pairwise(f" {undone} "):
        if second >= "\u2e80":
            asian += 1
            glued += first.isascii() and first.isalpha()
        elif first >= "\u2e80":
            glued += second.isascii() and second.isalpha()
    return glued * GLUED_SHARE > asian


def stutters(undone: str) -> bool:
    """Whether half of the Chinese, Japanese or Korean characters that were found are the same: `NÃÃÃÃÃÃO`."""
    asian = [character for character in undone if character >= "\u2e80"]
    return max(map(asian.count, set(asian)), default=0) * 2 > len(asian)


def alphabet(text: str) -> bool:
    """Whether letters stand in the order of the alphabet: `abcdefghijkõäöü`, `AaBbCcDd`."""
    run = 1
    for first, second in pairwise(text.lower()):
        run = run + 1 if "a" <= first <= second <= "z" else 1
        if run == ALPHABET:
            return True
    return any(_both_cases(word) for word in text.split())


def _both_cases(word: str) -> bool:
    """Whether a word is some letters and the same as capitals: `æøåÆØÅ`."""
    half = len(word) // 2
    return half > 1 and word[:half].islower() and word[:half].upper() == word[half:]


def drill(changed: Changed) -> bool:
    """Whether the words are a few characters over and over: `φξξ ξφ ξξξ`, `asdf öäüö öä`, `÷×÷÷×`."""
    old = [c for before, _ in changed for c in before.lower() if c.isalpha() or c >= "\x80"]
    return len(set(old)) <= DRILL and len(set(old)) * DRILL_SHARE <= len(old)


def raises_capitals(changed: Changed) -> bool:
    """Whether a repair puts capitals after small letters, where there were none: `dixwazî`, `dixwazÓ`."""
    raised = sum(_mixed_case(new) and not _mixed_case(old) for old, new in changed)
    return raised * MIXED_SHARE > len(changed)


def _mixed_case(word: str) -> bool:
    return any(first.islower() and second.isupper() for first, second in pairwise(word))


def all_capitals(changed: Changed) -> bool:
    """Whether a repair makes capitals of all small letters: `цхьа`, `ГИШБ`."""
    return all(new.isupper() and not any(map(str.isupper, old)) for old, new in changed)


def western_left(undone: str) -> bool:
    """Whether more Western letters remain than Chinese, Japanese or Korean characters were found."""
    return sum("\x80" <= c < "\u0250" for c in undone) > sum(c >= "\u2e80" for c in undone)


def mixes_scripts(changed: Changed) -> bool:
    """Whether a repair makes words of several scripts: `οoh`, `öыхур`."""
    new = [word for _, word in changed if not word.isascii()]
    mixed = [word for word in new if len({script(c) for c in word if c.isalpha() or unicodedata.combining(c)}) > 1]
    return len(mixed) * MIXED_SHARE > len(new)


def script(character: str) -> int:
    """A number for the script of a letter: exact for those of Europe, by blocks of 256 elsewhere."""
    code = ord(character)
    if code < 0x2B0 or 0x1E00 <= code < 0x1F00:
        return 0
    if 0x370 <= code < 0x400 or 0x1F00 <= code < 0x2000:
        return 1
    if 0x400 <= code < 0x530:
        return 2
    return OTHER_SCRIPTS if code >= 0x2E80 else OTHER_SCRIPTS + 1 + (code >> 8)


def few_foreign(text: str, undone: str) -> bool:
    """Whether a repair makes a letter or two in a script that the text does not have otherwise."""
    present = {script(c) for c in text if c.isalpha()}
    gained = {c for c in undone if c.isalpha() and script(c) not in present and script(c)}
    return 0 < len(gained) < FOREIGN


def lone(changed: Changed) -> bool:
    """Whether a repair changes one word only, whose letters are of one script."""
    return len(changed) == 1 and len({script(c) for c in changed[0][0] if c.isalpha()}) < 2


def swapped_letter(before: str, after: str) -> bool:
    """Whether something became a letter beside another one."""
    beside = zip(before, after, f" {after}", f"{after[1:]} ", strict=False)
    return any(a != b and b.isalpha() and (left.isalpha() or right.isalpha()) for a, b, left, right in beside)


def odd_symbols(text: str, undone: str) -> bool:
    """Whether a repair gives symbols or digits other than those of European or East Asian typography."""
    gained = (c for c in set(undone) - set(text) if not c.isalpha() and unicodedata.category(c)[0] not in "MC")
    usual = ("\u0000", "\u0100"), ("\u2000", "\u2800"), ("\u3000", "\u3040"), ("\uff00", "\U0010ffff")
    return not all(any(first <= c < last for first, last in usual) for c in gained)


def foreign_mark(text: str, undone: str) -> bool:
    """Whether a repair gives a combining mark of a script that has no letter here: `ÁÉÍÓÚÜ¼½¾` (Syriac U+073C)."""
    gained = [c for c in set(undone) - set(text) if c >= "\u0370" and unicodedata.category(c)[0] == "M"]
    marks = {script(c) for c in gained if c < MARKS_OF_ANY}
    return not marks <= {script(c) for c in undone if c.isalpha()}


def one_letter(changed: Changed) -> bool:
    """Whether several words change in the same letter only: `nûbûk, bûka, taze nû` in a language of its own."""
    pairs = {(a, b) for before, after in changed for a, b in zip(before, after, strict=False) if a != b}
    return len(changed) >= SAME_LETTER and len(pairs) == 1


def breaks_capitals(changed: Changed) -> bool:
    """Whether a repair puts small letters into words of capitals: `PÊM`, `PæM`."""
    capitals = ((old, new) for old, new in changed if old.isupper() and new not in (new.upper(), new.lower()))
    return any(sum(map(str.isalpha, old)) == sum(map(str.isalpha, new)) >= SHORTEST for old, new in capitals)


def stray(text: str, undone: str) -> bool:
    """Whether letters and spaces became a letter or symbol that has no business there: `lampአ`, `QUALITɶ`."""
    changed = changed_words(text, undone)
    foreign = few_foreign(text, undone)
    if foreign and not any(_in_words(old) for old, _ in changed) and mixes_scripts(_letters_of(changed)):
        return True  # `°º¤Ø,¸¸,Ø¤º°`
    parts = {c for old, new in changed for c in old if c >= "\x80" and c not in new}
    if not all(c.isalpha() or c in BESIDE for c in parts):
        return False
    strange = unheard_of(text, undone) or odd_symbols(text, undone) or mixes_scripts(changed)
    asian = any(c >= "\u2e80" for _, new in changed for c in new)
    return (len(changed) == 1 and strange) or (foreign and (mixes_scripts(changed) or asian))


def _letters_of(changed: Changed) -> Changed:
    return [(old, "".join(filter(str.isalpha, new))) for old, new in changed]


def _in_words(word: str) -> bool:
    return any(c.isascii() and c.isalpha() for c in word)


def splits_word(changed: Changed) -> bool:
    """Whether a letter between two others becomes a symbol that does not stand there: `Diferença`, `Diferen‡a`."""
    for before, after in changed:
        inside = zip(before[1:-1], after[1:-1], before, before[2:], strict=False)
        for old, new, left, right in inside:
            if old.isalpha() and left.isalpha() and right.isalpha() and not (new.isalpha() or new in JOINING):
                return len(before) == len(after)
    return False


def welsh(text: str, undone: str) -> bool:
    """Whether all that a repair finds is the Welsh word `Â`, "with", which looks like a space in UTF-8."""
    return undone == text.replace("Â ", "\u00a0") and letters().weigh(text).latin == "cy"


def lost_letter(before: str, after: str) -> bool:
    """Whether a letter became something else."""
    return any(a.isalpha() and not b.isalpha() for a, b in zip(before, after, strict=False))


def gained_letter(before: str, after: str) -> bool:
    """Whether a symbol inside a word became a letter: `dr¾ave`, `države`."""
    inside = zip(before[1:-1], after[1:-1], before, before[2:], strict=False)
    return any(not a.isalpha() and b.isalpha() and left.isalpha() and right.isalpha() for a, b, left, right in inside)


def bare_controls(text: str, undone: str) -> bool:
    r"""Whether all that a repair changes are C1 controls in what is no text: the first bytes of files, tables of codes.

    >>> bare_controls("^\x89PNG", "^‰PNG"), bare_controls("Vi\x9ae sre\u0107e", "Više sreće")
    (True, False)
    """
    changed = [place for place, (old, new) in enumerate(zip(text, undone, strict=False)) if old != new]
    if len(text) != len(undone) or not all("\x80" <= text[place] < "\xa0" for place in changed):
        return False
    return not any(_in_text(undone, place) for place in changed)


def _in_text(text: str, place: int) -> bool:
    """Whether a character stands in a word, beside a number if it goes with numbers, or between words if it does."""
    before, after = text[:place].rpartition(" ")[2], text[place:].partition(" ")[0]
    others = before + after[1:]
    if text[place] in BESIDE_NUMBERS:
        return any(map(str.isdigit, others or text[max(0, place - 3) : place + 4]))
    if text[place] in MARKS:
        return any(map(str.isalnum, others)) or sum(map(str.islower, text)) >= SHORTEST
    inside = before[-1:].isalpha() and after[1:2].isalpha()
    return inside or sum(map(str.islower, others)) >= LOWER or sum(map(str.isalpha, others)) > SHORTEST

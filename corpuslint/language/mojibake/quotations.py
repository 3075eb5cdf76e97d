"""What speaks against a repair in quotation marks: text that tells of damage, quoted words that look like it."""

from __future__ import annotations

from corpuslint.language.mojibake.word_evidence import changed_words

QUOTES = {"`": "`", '"': '"', "'": "'", "“": "”", "«": "»"}
OPENING, CLOSING = "“„«‘‚‹", "”“»’‘›"
ORDINALS = "¹²³ªº"
"""What stands after a word: numbers of notes and senses, the signs of ordinals."""
CAPITALS = 3
"""So many capitals are a word."""


def mentioned(text: str, undone: str) -> bool:
    """Whether a text speaks of damage: all of it is code or quoted alone, and what it was stands there as well.

    >>> mentioned("It shows `Ã„2` instead of `Ä`.", "It shows `Ä2` instead of `Ä`.")
    True
    """
    changed = changed_words(text, undone)
    return bool(changed) and all(_quoted(old) and set(new) - set(old) <= set(text) for old, new in changed)


def _quoted(word: str) -> bool:
    inner = word.rstrip(".,;:!?)").lstrip("(")
    mark = inner[:1]
    if len(inner) < len("`é`") or mark not in QUOTES or QUOTES[mark] != inner[-1]:
        return False
    return mark == "`" or not any(c.isascii() and c.isalpha() for c in inner)


def quoted_letter(text: str, undone: str) -> bool:
    """Whether all that a repair finds is the last letter of a quoted word with its closing mark, or with a number.

    A single character could be either: the clean mark that opens the quotation says that its fellow is clean as well,
    and after a word of capitals stands a capital.

    >>> quoted_letter("(“BASÂ”)", "(“BAS”)"), quoted_letter("IRMÃ¹ MAIS NOVA", "IRMù MAIS NOVA")
    (True, True)
    >>> quoted_letter("“citÃ©”", "“cité”"), quoted_letter("cittÃ¹", "cittù")
    (False, False)
    """
    changed = changed_words(text, undone)
    return bool(changed) and all(_closed(old, new) or _numbered(old, new) for old, new in changed)


def _closed(old: str, new: str) -> bool:
    """Whether a word opens with a quotation mark that stays, and the repair takes the letter before the closing one."""
    inner = old.strip("()[]{}.,;:!?")
    return inner[:1] in OPENING and inner[-1:] in CLOSING and _only_pair(old, new, old.rindex(inner[-1]))


def _numbered(old: str, new: str) -> bool:
    """Whether the repair takes the last of several capitals with the number after them."""
    word = old.rstrip(".,;:!?)")
    capitals = sum(map(str.isupper, word)) == len(word) - 1 >= CAPITALS
    return capitals and word[-1] in ORDINALS and _only_pair(old, new, len(word) - 1)


def _only_pair(old: str, new: str, place: int) -> bool:
    """Whether nothing changes but two characters, of which the second stands at a place."""
    return old[: place - 1] == new[: place - 1] and new.endswith(old[place + 1 :]) and len(old) - len(new) == 1

"""What proves a repair: it makes the text far more plausible, and nothing that is known of damage speaks against it.

Bytes which happen to be valid UTF-8 need little; a swap of two code pages always gives some text, and must pay off in
several words.
"""

from __future__ import annotations

from corpuslint.language.mojibake.doubts import (
    OTHER_SCRIPTS,
    Changed,
    all_capitals,
    alphabet,
    breaks_capitals,
    drill,
    few_foreign,
    foreign_mark,
    gained_letter,
    gains_controls,
    glued_asian,
    lone,
    lost_letter,
    mixes_scripts,
    odd_symbols,
    one_letter,
    raises_capitals,
    script,
    splits_word,
    stutters,
    swapped_letter,
    unassigned,
    unheard_of,
    western_left,
)
from corpuslint.language.mojibake.letters import BIT, Weight, letters
from corpuslint.language.mojibake.mixups import ASIAN_MIXUPS, LETTER_MIXUPS, UTF8_MIXUPS, Mixup
from corpuslint.language.mojibake.quotations import quoted_letter
from corpuslint.language.mojibake.word_evidence import MOST, changed_words, has_list, lexical_gain

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
RARE = 20 * BIT
"""How much more must speak for an encoding that few texts were ever written in, with a twentieth of the cost."""
PROVEN_GAIN = 8 * BIT
"""What a mix-up must make a line cheaper that is proven by other lines of the document."""
UTF8, LETTER, ASIAN = frozenset(UTF8_MIXUPS), frozenset(LETTER_MIXUPS), frozenset(ASIAN_MIXUPS)


def proven_cost(
    mixup: Mixup, text: str, undone: str, before: Weight, after: Weight, proven: bool, limit: int
) -> int | None:
    """What a repair costs with what word lists say of it; None where it is above the limit, or nothing proves it.

    `proven` says that other lines of the document prove the mix-up.
    """
    cost = after.cost + (after.cost // 20 + RARE if mixup.rare else 0)
    listed = mixup in LETTER and before.cost - cost > -LETTER_GAIN and after.count >= before.count
    least = (PROVEN_GAIN if proven else LISTED_GAIN) if mixup in LETTER else 0
    if not listed and (cost >= limit or before.cost - cost < least):
        return None
    changed = changed_words(text, undone)
    most = MOST * len(changed) if listed else 0
    if cost - most >= limit or before.cost - cost + most < least or doubtful(mixup, text, undone, changed):
        return None
    if listed:
        cost -= lexical_gain(text, undone, after.latin if mixup.true not in NOT_LATIN else after.other)
    gain = before.cost - cost
    return cost if cost < limit and proves(mixup, text, undone, changed, gain, before, after, proven) else None


def doubtful(mixup: Mixup, text: str, undone: str, changed: Changed) -> bool:
    """What speaks against a repair whatever it pays off."""
    if unassigned(text, undone) or unheard_of(text, undone):
        return True
    if mixup in UTF8:
        return mixes_scripts(changed) or quoted_letter(text, undone) or foreign_mark(text, undone)
    if drill(changed):
        return True
    if mixup in ASIAN:
        return glued_asian(undone) or stutters(undone) or western_left(undone) or alphabet(text)
    if mixes_scripts(changed) or gains_controls(text, undone):
        return True
    return breaks_capitals(changed) or splits_word(changed) or raises_capitals(changed)


def proves(
    mixup: Mixup, text: str, undone: str, changed: Changed, gain: int, before: Weight, after: Weight, proven: bool
) -> bool:
    """Whether a repair pays off enough, `gain` in all."""
    if mixup in ASIAN:
        found = letters().weigh("".join(c for c in undone if c >= "\x80"))
        return gain >= (PROVEN_GAIN if proven else ASIAN_GAIN) and found.mean <= ASIAN_MEAN
    if mixup in LETTER and not _swap_proves(changed, gain, before, after, proven):
        return False
    if mixup in LETTER and not proven and all_capitals(changed) and gain < 2 * LETTER_GAIN:
        return False
    new = letters().weigh(" ".join(word for _, word in changed))
    if (not new.count and len(text) - len(undone) < 2) or odd_symbols(text, undone):
        return False
    if not proven and (few_foreign(text, undone) or (gain < LONE_GAIN and new.count and lone(changed))):
        return False
    european = sum(c.isalpha() and script(c) < OTHER_SCRIPTS for _, word in changed for c in word)
    limit = WORD_MEAN if european * 2 > new.count else ASIAN_MEAN
    needed = UTF8_GAIN if mixup in UTF8 else 0
    return gain >= (PROVEN_GAIN if proven else needed) and new.cost <= limit * BIT * max(new.count, 1)


def _swap_proves(changed: Changed, gain: int, before: Weight, after: Weight, proven: bool) -> bool:
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
    if one_letter(changed) and len(listed) * 2 < len(swapped):
        return False
    if after.latin and not after.other and len(listed) * LISTED_SHARE < len(swapped):
        return not has_list(after.latin) and gain >= UNLISTED_GAIN and words >= 2 * LETTER_WORDS
    if len(listed) + len(certain.intersection(listed)) >= LETTER_WORDS and min(swapped.values()) >= 0:
        return gain >= LISTED_GAIN
    return words >= LETTER_WORDS and gain >= LETTER_GAIN

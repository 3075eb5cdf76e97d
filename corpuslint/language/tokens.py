"""How likely a token is to have been drawn by a machine: ids, hashes, file stems, noise against scrapers.

A logistic model over ten observations of one token, its place in the text left out. The positives that taught it
are generated (hexadecimal, UUID, base 36/62/64, pod names, element ids, file stems), the negatives are natural tokens
with digits or inner capitals: user names, model numbers, product codes, API names. `benchmarks/train_tokens.py` makes
the weights and shows how each kind fares when it was not among those learnt from.
"""

from __future__ import annotations

import re

from corpuslint.language.gibberish import naturalness

_PIECES = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_SWITCHES = re.compile(r"(?<=[A-Za-z])(?=[0-9])|(?<=[0-9])(?=[A-Za-z])")
_SHORT = re.compile(r"(?<![A-Za-z])[A-Za-z]{1,2}(?![A-Za-z])|(?<=[a-z])[A-Z](?![a-z])|(?<![0-9])[0-9]{1,2}(?![0-9])")
_DIGITS = re.compile(r"[0-9]+")
_HEX = re.compile(r"[0-9a-f]+|[0-9A-F]+")
_HAS_BOTH = re.compile(r"(?=.*[0-9])(?=.*[a-fA-F])")

FEATURES = (
    "bits against words",
    "bits for words",
    "switches between letters and digits",
    "digits",
    "digits of the longest number, above three",
    "longest hexadecimal stretch",
    "length",
    "pieces of one or two characters",
    "bits against the worst piece",
    "no digit",
)

INTERCEPT = -1.99
WEIGHTS = (0.131, -0.101, 0.515, -0.378, 1.446, 0.231, 0.043, 0.072, 0.014, -1.982)
"""As printed by `benchmarks/train_tokens.py`: 10,157 natural tokens against 6,800 generated ones."""


def observe(token: str) -> tuple[float, ...]:
    """What is known of a token, in the order of `FEATURES`, each within fixed bounds."""
    against = towards = worst = 0.0
    for piece in _PIECES.finditer(token):
        bits = naturalness(piece[0], open_ended=token[piece.end() : piece.end() + 1].isdigit())
        against -= min(bits, 0.0)
        towards += max(bits, 0.0)
        worst = max(worst, -bits)
    numbers = [len(number) for number in _DIGITS.findall(token)]
    hexes = [len(run) for run in _HEX.findall(token) if _HAS_BOTH.match(run)]
    return (
        min(against, 40.0),
        min(towards, 40.0),
        min(len(_SWITCHES.findall(token)), 12),
        min(sum(numbers), 16),
        min(max(max(numbers, default=0) - 3, 0), 8),
        min(max(hexes, default=0), 20),
        min(len(token), 32),
        min(len(_SHORT.findall(token)), 12),
        min(worst, 20.0),
        float(not numbers),
    )


def randomness(token: str) -> float:
    """Log-odds that the token was drawn by a machine; above zero it probably was.

    >>> randomness("div-gpt-ad-1597781777361-0") > 1 > -1 > randomness("FreshBooks2")
    True
    """
    return INTERCEPT + sum(weight * value for weight, value in zip(WEIGHTS, observe(token), strict=True))

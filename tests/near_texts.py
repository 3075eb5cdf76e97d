"""Texts of known similarity, for tests of the near-duplicate search."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from corpuslint.similarity import Method

WORDS = [
    "boat",
    "harbour",
    "ferry",
    "storm",
    "bread",
    "island",
    "pier",
    "rope",
    "lamp",
    "coal",
    "tide",
    "fish",
    "net",
    "sail",
    "mast",
    "wind",
    "rain",
    "snow",
    "ice",
    "salt",
]


SHINGLES = Method("shingles", 0.8, 5, 21, 6)


def text_of(seed: int, length: int) -> str:
    chance = random.Random(seed)
    return " ".join(chance.choice(WORDS) + str(chance.randrange(50)) for _ in range(length))


def changed(text: str, places: Sequence[int]) -> str:
    words = text.split()
    for place in places:
        words[place] = f"changed{place}"
    return " ".join(words)


def shingle_set(text: str, size: int = 5) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[i : i + size]) for i in range(len(words) - size + 1)}


def jaccard(one: str, other: str) -> float:
    a, b = shingle_set(one), shingle_set(other)
    return len(a & b) / max(1, len(a | b))

"""What a rule asked again about in the last run, and which parts of the corpus have changed since."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from corpuslint.cache.store import Cache
from corpuslint.cache.surveys import KeptSurvey
from corpuslint.directory import PART_SHIFT
from corpuslint.rules import Again, Before, Survey

MOST = 8
"""Where more than one part in so many has changed, all is concluded anew."""


class Changes:
    """The last run's `Again` of one rule, with the surveys from which it came; replaced by that of this run."""

    def __init__(self, cache: Cache, key: str, kept: Sequence[KeptSurvey]) -> None:
        self.cache, self.key, self.kept = cache, key, kept

    def before(self) -> Before | None:
        """What to go by, if little has changed and all else is in the same order."""
        kept = self.cache.get(self.key)
        if kept is None:
            return None
        parts, survey = kept
        waiting: dict[bytes, deque[KeptSurvey]] = defaultdict(deque)
        for each in self.kept:
            waiting[each.digest].append(each)
        numbers = np.full(1 + max(number for number, _, _ in parts), -1, np.int64)
        gone = []
        for number, digest, key in parts:
            if waiting[digest]:
                numbers[number] = waiting[digest].popleft().number
            else:
                gone.append(self.cache.get(key))
        come = [each.read() for several in waiting.values() for each in several]
        changed: list[Survey | None] = [*gone, *come]
        surveys = [each for each in changed if each is not None]
        in_order = (np.diff(numbers[numbers >= 0]) > 0).all()
        if not surveys or len(surveys) < len(changed) or MOST * len(changed) > len(self.kept) or not in_order:
            return None
        return Before(survey, surveys, partial(renumber, numbers))

    def keep(self, answer: Again) -> None:
        """Keep what the rule asks again about now."""
        self.cache.put(self.key, ([(each.number, each.digest, each.key) for each in self.kept], answer.survey))


def renumber(numbers: NDArray[np.int64], ids: NDArray[np.int64]) -> NDArray[np.int64]:
    """The ids with other numbers of parts, -1 where a part has none."""
    number = numbers[ids >> PART_SHIFT]
    return np.where(number < 0, -1, number << PART_SHIFT | ids & ((1 << PART_SHIFT) - 1))

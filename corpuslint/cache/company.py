"""The rows of surveys that may have a part in what a rule concludes, known from an earlier run.

Rows of band keys that meet no other row have no part in the verdicts (`CorpusRule.meeting`), and most meet none. An
edit adds only rows of the parts that it changes, and rows that share a key with these. To look for them costs a look at
every key; to conclude from all rows is to sort all keys.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from corpuslint.cache.store import Cache
from corpuslint.cache.surveys import KeptSurvey, moved
from corpuslint.rules import CorpusRule, Survey
from corpuslint.similarity.candidates import Keys, in_company
from corpuslint.similarity.clusters import group_equal, stays

Flags = NDArray[np.bool_]
Known = dict[bytes, tuple[int, NDArray[np.uint8]]]
"""How many parts have surveys of this digest, and which of their rows may be in company, eight to a byte."""

MOST = 8
"""Where more than one part in so many has changed, all rows are looked at anew."""
GROWTH = 1.1
"""How many more rows may be named than are in company, until it is looked up which of them are."""
SLOT_BITS = 14
"""Low bits of a key by which it is looked for first: the table of all bands stays in the cache of the processor."""
HALF = np.uint64(32)


class Company:
    """The surveys of one rule without rows in no company; what is known of these goes back into the cache.

    What is known may name more rows than are in company, which changes nothing. It is kept by the digests of the parts,
    so it holds whatever their order and however old it is.
    """

    def __init__(self, rule: CorpusRule, cache: Cache, key: str) -> None:
        self.rule, self.cache, self.key = rule, cache, key
        self.digests: list[bytes] = []
        self.flags: list[Flags] = []
        self.least = 0

    def surveys(self, kept: Sequence[KeptSurvey]) -> Iterator[Survey]:
        """The surveys; all of their rows, where little is known."""
        known: Known = {}
        if (state := self.cache.get(self.key)) is not None:
            known, self.least = state
        self.digests = [each.digest for each in kept]
        times = Counter(self.digests)
        new = {digest for digest in times if digest not in known or known[digest][0] < times[digest]}
        changed = [each for each in kept if each.digest in new]
        if MOST * len(changed) > len(kept):
            for each in kept:
                survey = each.load()
                self.flags.append(np.ones(len(self._keys(survey)), np.bool_))
                yield survey
            return
        touching = Touching([self._keys(each.read()) for each in changed])
        for each in kept:
            survey = each.read()
            keys = self._keys(survey)
            flags = np.ones(len(keys), np.bool_)
            if each.digest not in new:
                flags = np.unpackbits(known[each.digest][1], count=len(keys)).view(np.bool_)
                others = np.flatnonzero(~flags)
                flags[others] = touching.find(keys[others])
            self.flags.append(flags)
            yield moved(self.rule.only(survey, flags), each.number)

    def learn(self, merged: Survey) -> None:
        """Keep what is known now of the surveys, which are merged."""
        rows = np.concatenate(self.flags)
        if np.count_nonzero(rows) > GROWTH * self.least:
            rows[rows] = self._in_company(merged)
            self.least = int(np.count_nonzero(rows))
        known: Known = {}
        sizes = np.cumsum([len(flags) for flags in self.flags])
        for digest, flags in zip(self.digests, np.split(rows, sizes[:-1]), strict=True):
            times, bits = known.get(digest, (0, np.uint8(0)))
            known[digest] = times + 1, np.packbits(flags) | bits
        self.cache.put(self.key, (known, self.least))

    def _keys(self, survey: Survey) -> Keys:
        meeting = self.rule.meeting(survey)
        assert meeting is not None
        return meeting.keys.astype(np.uint32, copy=False)  # Of bands, which are of this kind.

    def _in_company(self, survey: Survey) -> Flags:
        """Which rows share a key with another one, of another text."""
        meeting = self.rule.meeting(survey)
        assert meeting is not None
        equal = np.arange(len(meeting.keys)) if meeting.text is None else group_equal(meeting.text)
        found = np.zeros(len(equal), np.bool_)
        found[in_company(self._keys(survey), np.flatnonzero(stays(equal)))] = True
        return found[equal]


class Touching:
    """The keys of some rows, to be looked for among others, band by band."""

    def __init__(self, keys: Sequence[Keys]) -> None:
        together = np.concatenate(keys) if keys else np.zeros((0, 0), np.uint32)
        self.first = np.arange(together.shape[1]) << SLOT_BITS
        self.table = np.zeros(len(self.first) << SLOT_BITS, np.bool_)
        self.table[self._slots(together)] = True
        self.keys = np.unique(_with_band(np.arange(together.shape[1]), together))

    def find(self, keys: Keys) -> Flags:
        """Which rows have one of the keys."""
        found = np.zeros(len(keys), np.bool_)
        if len(self.keys):
            row, band = np.nonzero(self.table.take(self._slots(keys)))
            wanted = _with_band(band, keys[row, band])
            place = np.minimum(self.keys.searchsorted(wanted), len(self.keys) - 1)
            found[row[self.keys[place] == wanted]] = True
        return found

    def _slots(self, keys: Keys) -> NDArray[np.int64]:
        slots = (keys & np.uint32((1 << SLOT_BITS) - 1)).astype(np.int64)
        slots += self.first
        return slots


def _with_band(band: NDArray[np.int64], keys: Keys) -> NDArray[np.uint64]:
    return band.astype(np.uint64) << HALF | keys

"""Pairs that were never compared, because a bucket held more texts than a text is compared with."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from corpuslint.columns import release, stretches
from corpuslint.similarity.candidates import TOGETHER, Buckets, Indexes, Keys, Seen, make_buckets

COUNTED = 1 << 14
"""Pairs of one band that are looked at: a crowd of 100,000 texts has 5,000 million, and to count them is no use."""


def left_out(keys: Keys, rounds: Sequence[Seen], stays: NDArray[np.bool_]) -> int:
    """How many pairs of texts that stay share a bucket and were never compared; at least so many, in large crowds.

    A pair that shares several buckets counts once. Pairs of which one text is a copy are not missed.
    """
    count = 0
    for band in range(keys.shape[1]):
        crowded = [seen.had(seen.back, band, slice(None)) for seen in rounds]
        tired = [seen.tired < band for seen in rounds]
        texts = np.flatnonzero(stays & np.any(crowded + tired, axis=0))
        if len(texts) < 2 and not np.any(tired):
            continue
        if np.any(tired):  # Their partners may stand anywhere in the bucket.
            texts = np.flatnonzero(stays)
        first, second = _pairs(make_buckets(keys, band, texts))
        for begin, end in stretches(len(first), TOGETHER):
            count += _count_missed(keys, rounds, band, first[begin:end], second[begin:end])
    return count


def _count_missed(keys: Keys, rounds: Sequence[Seen], band: int, first: Indexes, second: Indexes) -> int:
    """How many of these pairs, which share a bucket of a band, share none before it and were not compared in any."""
    alike = keys[first] == keys[second]
    release((keys,))
    fresh = np.flatnonzero(~alike[:, :band].any(axis=1))
    met = np.zeros(len(first), np.bool_)
    for other in range(band, keys.shape[1]):
        pairs = fresh[alike[fresh, other] & ~met[fresh]]
        met[pairs] = np.any([seen.met(other, first[pairs], second[pairs]) for seen in rounds], axis=0)
    return len(fresh) - int(np.count_nonzero(met))


def _pairs(buckets: Buckets) -> tuple[Indexes, Indexes]:
    """All pairs of a bucket, the first `COUNTED` of them or so."""
    first, second = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    total = 0
    for place in range(buckets.largest - 1):
        later = np.flatnonzero(buckets.ranks > place)
        first.append(buckets.members[buckets.heads[later] + place])
        second.append(buckets.members[later])
        total += len(later)
        if total >= COUNTED:
            break
    return np.concatenate(first), np.concatenate(second)

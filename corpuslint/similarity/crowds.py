"""Pairs that were never compared, because a bucket held more texts than a text is compared with."""

from __future__ import annotations

import numpy as np

from corpuslint.similarity.candidates import BandFlags, Flags, Keys, make_buckets

COUNTED = 1 << 14
"""Pairs of one band that are looked at: a crowd of 100,000 texts has 5,000 million, and to count them is no use."""


def left_out(keys: Keys, front: BandFlags, stays: Flags) -> int:
    """How many pairs of texts that stay share a bucket and were never compared; at least so many, in large crowds.

    `front` flags texts with which the others of their bucket were compared. A pair that shares several buckets counts
    once. Pairs of which one text is a copy are not missed.
    """
    count = 0
    everywhere = BandFlags(keys, True)
    for band in range(keys.shape[1]):
        behind = np.flatnonzero(stays & ~front.get(band))
        room = COUNTED
        for first, second in make_buckets(keys, band, behind).pairs(len(behind), COUNTED):
            first, second = first[:room], second[:room]
            missed = ~front.meet(first, second, keys.shape[1]) & ~everywhere.meet(first, second, band)
            count += int(np.count_nonzero(missed))
            room -= len(first)
            if not room:
                break
    return count

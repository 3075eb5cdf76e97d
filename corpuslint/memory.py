"""What the C library does with memory that was given back to it."""

from __future__ import annotations

import sys

MMAP_THRESHOLD, TRIM_THRESHOLD = -3, -1
"""Numbers of the two settings (`mallopt(3)` of the GNU C library)."""
KEPT = 32 << 20
"""Bytes of an array from which on it has pages of its own, and of free memory from which on it goes to the system."""


def keep_freed() -> None:
    """Let arrays of a batch take the memory of those of the batch before.

    By default glibc returns the memory of large arrays to the system and gets it anew, zeroed page by page: for the
    duplicates of 81 MB 109,000 pages in place of 36,000, and 0.2 of 3.7 seconds. For programs of our own only, since it
    holds for the whole process; nothing happens with other C libraries.
    """
    if not sys.platform.startswith("linux"):
        return
    import ctypes

    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(MMAP_THRESHOLD, KEPT)
        mallopt(TRIM_THRESHOLD, KEPT)

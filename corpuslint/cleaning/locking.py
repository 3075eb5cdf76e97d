"""Locks: two runs that would write to the same place at once."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpuslint.model import CorpuslintError


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a folder or file for this run alone; nothing is left behind, also after a kill.

    Raises:
        CorpuslintError: another run of corpuslint is writing there.
    """
    handle = os.open(path, os.O_RDONLY)
    try:
        lock(handle, path)
        yield
    finally:
        os.close(handle)


def lock(handle: int, path: Path) -> None:
    """Lock an open file, for as long as it is open; see `locked`."""
    try:
        import fcntl
    except ImportError:  # Windows: renames there fail while another process has the file open
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise CorpuslintError(f"{path}: another run of corpuslint is writing there; wait for its end") from None
    except OSError:
        pass  # a file system without locks

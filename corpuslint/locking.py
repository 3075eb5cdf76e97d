"""Locks: two runs that would write to the same place at once."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from corpuslint.model import CorpuslintError


@contextmanager
def locked(paths: Iterable[Path]) -> Iterator[None]:
    """Hold folders and files for this run alone; nothing is left behind, also after a kill.

    Raises:
        CorpuslintError: another run of corpuslint is writing there.
    """
    with ExitStack() as stack:
        for path in sorted(set(paths)):
            stack.enter_context(_lock(path))
        yield


@contextmanager
def _lock(path: Path) -> Iterator[None]:
    try:
        import fcntl
    except ImportError:  # Windows: renames there fail while another process has the file open
        yield
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CorpuslintError(f"{path}: another run of corpuslint is writing there; wait for its end") from None
        except OSError:
            pass  # a file system without locks
        yield
    finally:
        os.close(handle)

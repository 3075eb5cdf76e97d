"""A folder of answers by key."""

from __future__ import annotations

import gc
import io
import os
import pickle
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpuslint.model import CorpuslintError
from corpuslint.writing import atomic_bytes

KEEP_SECONDS = 14 * 24 * 3600
"""Answers that no run has used for so long are removed."""
PRUNE_SECONDS = 24 * 3600
PRUNED = "pruned"
"""A file of the folder whose time says when that was done last."""
USED_SECONDS = 3600
"""An answer is marked as used when that was not done for so long."""
ALLOWED = {
    "numpy": {"dtype", "ndarray"},
    "numpy._core.multiarray": {"_reconstruct", "scalar"},
    "numpy.core.multiarray": {"_reconstruct", "scalar"},
    "numpy._core.numeric": {"_frombuffer"},
    "numpy.core.numeric": {"_frombuffer"},
    "corpuslint.directory": {"PartDirectory"},
    "corpuslint.segmentation.marks": {"Marks"},
    "corpuslint.model": {"Finding", "Location", "Edit", "Safety"},
}
"""What a file of the cache may hold: it can come from elsewhere, and pickles run code."""


class Answers(pickle.Unpickler):
    """Reads answers, and nothing else that a pickle could hold."""

    def find_class(self, module: str, name: str) -> Any:
        if name in ALLOWED.get(module, ()):
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} is none of the cache's")


@contextmanager
def no_collection() -> Iterator[None]:
    """No search for garbage, which there is none of while objects are loaded: it takes as long as all else."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@dataclass
class Cache:
    """A folder of answers by key; what cannot be read counts as not there."""

    folder: Path
    hits: int = 0
    misses: int = 0

    def get(self, key: str) -> Any:
        """The answer, or None."""
        file = self._file(key)
        try:
            with file.open("rb", buffering=0) as stream, no_collection():
                answer = Answers(io.BytesIO(stream.read())).load()
                if time.time() - os.fstat(stream.fileno()).st_mtime > USED_SECONDS:
                    os.utime(file)
        except (OSError, EOFError, ValueError, TypeError, AttributeError, ImportError, IndexError, pickle.PickleError):
            self.misses += 1
            return None
        self.hits += 1
        return answer

    def put(self, key: str, answer: Any) -> None:
        """Keep an answer.

        Raises:
            CorpuslintError: the folder cannot be written.
        """
        file = self._file(key)
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            with atomic_bytes(file) as out:
                pickle.dump(answer, out, protocol=5)
        except OSError as error:
            raise CorpuslintError(
                f"--cache {self.folder}: cannot be written: {(error.strerror or str(error)).lower()}"
            ) from None

    def prune(self) -> None:
        """Remove what no run has used for long; once a day, since it looks at every file."""
        mark, now = self.folder / PRUNED, time.time()
        with suppress(OSError):
            if now - mark.stat().st_mtime < PRUNE_SECONDS:
                return
        with suppress(OSError):
            mark.touch()
        for file in self.folder.glob("??/*"):
            with suppress(OSError):
                if now - file.stat().st_mtime > KEEP_SECONDS:
                    file.unlink()

    def _file(self, key: str) -> Path:
        return Path(f"{self.folder}/{key[:2]}/{key}")

"""Values on disk: what a run must remember about a corpus that does not fit in memory."""

from __future__ import annotations

import pickle
from typing import Any

from corpuslint.columns import temporary


class Store:
    """An append-only temporary file of pickled values, gone when closed, also after a kill (it has no name)."""

    def __init__(self) -> None:
        self._file = temporary()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *exception: object) -> None:
        self._file.close()

    def put(self, value: Any) -> int:
        """Keep a value; the number gives it back."""
        position = self._file.seek(0, 2)
        pickle.dump(value, self._file, protocol=5)
        return position

    def get(self, number: int) -> Any:
        """The value that `put` kept under this number."""
        self._file.seek(number)
        return pickle.load(self._file)

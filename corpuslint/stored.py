"""Values in files, in the place of bytes that would pass through pipes and other programs on their way."""

from __future__ import annotations

import pickle
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpuslint.columns import full


@dataclass(frozen=True)
class Stored:
    """A value in a file, which takes its place when it is unpickled; `once` is a file that is then removed."""

    file: str
    offset: int = 0
    once: bool = False

    def __reduce__(self) -> Any:
        return read_stored, (self.file, self.offset, self.once)


def read_stored(file: str, offset: int, once: bool) -> Any:
    """The value at this place of a file."""
    with Path(file).open("rb") as stream:
        if once:
            Path(file).unlink()
        stream.seek(offset)
        return pickle.load(stream)


def store(values: Iterable[Any], file: Path, once: bool = False) -> list[bytes]:
    """Write values into a new file; their places, pickled.

    Raises:
        CorpuslintError: the temporary folder is full.
    """
    places = []
    try:
        with file.open("wb") as stream:
            for value in values:
                places.append(Stored(str(file), stream.tell(), once))
                pickle.dump(value, stream, pickle.HIGHEST_PROTOCOL)
    except OSError as error:
        raise full(error) from None
    return [pickle.dumps(place) for place in places]

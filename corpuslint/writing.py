"""Files that appear whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from corpuslint.interrupts import undisturbed


class Temporary:
    """A file that is written beside its target and takes its place in one step, or is gone.

    A kill or a full disk leaves the old file or the new one, never half of one; after a kill a file with the ending
    `.tmp` may be left over.
    """

    def __init__(self, target: Path) -> None:
        self.target = target
        # Half of the 255 bytes that a name may have, so that it fits however many bytes its letters take.
        stem = os.fsdecode(os.fsencode(target.name)[:100])
        handle, name = tempfile.mkstemp(".tmp", f".{stem}.", target.parent)
        self.path = Path(name)
        self.stream: IO[bytes] = os.fdopen(handle, "wb")

    def close(self) -> None:
        """End writing; the file is complete but need not be on the disk yet."""
        self.stream.close()

    def flush(self) -> None:
        """Bring the file to the disk."""
        with self.path.open("rb") as stream:
            os.fsync(stream.fileno())

    def commit(self, mode: int | None = None) -> None:
        """Take the place of the target, with its permissions, else with `mode`."""
        if mode is None:
            mode = 0o666 & ~umask()
        with suppress(FileNotFoundError):
            mode = self.target.stat().st_mode & 0o7777
        self.path.chmod(mode)
        self.path.replace(self.target)

    def discard(self) -> None:
        """Leave no trace."""
        with suppress(OSError):
            self.stream.close()
        self.path.unlink(missing_ok=True)


@contextmanager
def atomic_bytes(target: Path) -> Iterator[IO[bytes]]:
    """A binary file that takes the place of `target` when the block ends without an error.

    It is written beside the target, flushed to disk, then renamed: a kill or a full disk leaves the old file or the
    new one, never half of one. What is no regular file (`/dev/null`, a pipe) is written to as it stands.
    """
    if target.exists() and not target.is_file():
        with target.open("wb") as stream:
            yield stream
        return
    temporary = None
    try:
        with undisturbed():
            temporary = Temporary(target.resolve() if target.is_symlink() else target)
        yield temporary.stream
        temporary.close()
        temporary.flush()
        temporary.commit()
    except BaseException:
        if temporary is not None:
            temporary.discard()
        raise


@contextmanager
def atomic_text(target: Path) -> Iterator[IO[str]]:
    """As `atomic_bytes`, for UTF-8 text."""
    import io

    with atomic_bytes(target) as stream:
        text = io.TextIOWrapper(stream, encoding="utf-8", errors="backslashreplace", newline="\n")
        yield text
        text.flush()
        text.detach()


def umask() -> int:
    """The umask of the process, which cannot be read without setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask

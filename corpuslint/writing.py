"""Files that appear whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


@contextmanager
def atomic_bytes(target: Path) -> Iterator[IO[bytes]]:
    """A binary file that takes the place of `target` when the block ends without an error.

    It is written beside the target, flushed to disk, then renamed: a kill or a full disk leaves the old file or the
    new one, never half of one.
    """
    handle, name = tempfile.mkstemp(".tmp", f".{target.name[:100]}.", target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(target.stat().st_mode & 0o7777 if target.exists() else 0o666 & ~umask())
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
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

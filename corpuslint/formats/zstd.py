"""Reading Zstandard files to their end: several frames, and an error where the last one is cut off."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

CHUNK = 1 << 18


class Frames(io.RawIOBase):
    """The unpacked bytes of all frames of a file.

    The reader of the zstandard package takes a file that ends within a frame for a shorter one.
    """

    def __init__(self, file: Path) -> None:
        import zstandard

        self._make = zstandard.ZstdDecompressor().decompressobj
        self._file = file.open("rb")
        self._frame: Any = None
        self._left = b""

    def readable(self) -> bool:
        return True

    def close(self) -> None:
        self._file.close()
        super().close()

    def readinto(self, buffer: Any) -> int:
        """As for every raw stream; raises `EOFError` where the file ends within a frame."""
        while not self._left:
            data = self._file.read(CHUNK)
            if not data:
                if self._frame is not None:
                    raise EOFError("the file ends in the middle of a frame")
                return 0
            self._left = self._unpack(data)
        taken = self._left[: len(buffer)]
        buffer[: len(taken)] = taken
        self._left = self._left[len(taken) :]
        return len(taken)

    def _unpack(self, data: bytes) -> bytes:
        pieces = []
        while data:
            if self._frame is None:
                self._frame = self._make()
            pieces.append(self._frame.decompress(data))
            data = b""
            if self._frame.eof:
                data, self._frame = self._frame.unused_data, None
        return b"".join(pieces)

"""What the keys of the cache are made of, and parts that stay the same when others change."""

from __future__ import annotations

import dataclasses
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b, sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import corpuslint
from corpuslint.formats import FORMATS, Part, Piece, Source
from corpuslint.formats.base import PART_BYTES, PART_FILES
from corpuslint.plan import Plan

EVERY = 64
"""Small files are put together up to one in so many, chosen by its path: parts stay the same when others change."""
PACKAGES = ("numpy", "ftfy", "regex", "wordfreq", "datasketch", "orjson", "pyarrow")
SIZE = 20
"""Bytes of a digest."""


def stable_parts(sources: Iterable[Source], plan: Plan) -> Iterator[Part]:
    """All pieces in order, small ones put together; parts mostly stay the same when files come, go or change."""
    pending: list[Piece] = []
    size = 0
    for source in sources:
        ends = blake2b(source.path.encode("utf-8", "surrogatepass"), digest_size=2).digest()[0] % EVERY == 0
        if pending and source.format != "text":
            yield tuple(pending)
            pending, size = [], 0
        for piece in FORMATS[source.format].pieces(source, plan.reading):
            if pending and (size + piece.size > PART_BYTES or len(pending) >= PART_FILES or piece.data is not None):
                yield tuple(pending)
                pending, size = [], 0
            pending.append(piece)
            size += piece.size if source.format != "parquet" else PART_BYTES
        if pending and (ends or source.format != "text"):
            yield tuple(pending)
            pending, size = [], 0
    if pending:
        yield tuple(pending)


def program(plan: Plan) -> bytes:
    """A digest of what works on the text: rules, options, way of reading, and every file of this program."""
    digest = blake2b(digest_size=SIZE)
    rules = [(type(rule).__qualname__, dataclasses.asdict(rule)) for rule in plan.rules]
    digest.update(repr((rules, plan.reading, plan.batch_characters, corpuslint.__version__, sys.version)).encode())
    digest.update(unicodedata.unidata_version.encode())
    for name in PACKAGES:
        try:
            digest.update(f"{name} {version(name)}\0".encode())
        except PackageNotFoundError:
            continue
    root = Path(corpuslint.__file__).parent
    for file in sorted(root.rglob("*")):
        if file.is_file() and file.suffix != ".pyc":
            data = file.read_bytes()  # Not its time: another machine, or another installation, has the same program.
            digest.update(f"{file.relative_to(root).as_posix()} {len(data)}\0".encode() + data)
    return digest.digest()


class Digests:
    """Digests of parts: their bytes, read once in a run, where they stand, and the program."""

    def __init__(self, plan: Plan) -> None:
        self.program = program(plan)
        self.contents: dict[Source | tuple[Source, int], bytes] = {}

    def part(self, part: Part) -> bytes:
        """A digest of a part, where it stands and what works on it."""
        digest = blake2b(self.program, digest_size=SIZE)
        for piece in part:
            digest.update(repr((piece.source.path, piece.source.format, piece.offset, piece.size)).encode())
            digest.update(repr((piece.record, piece.characters, piece.line)).encode())
            digest.update(self.content(piece))
        return digest.digest()

    def content(self, piece: Piece) -> bytes:
        """A digest of the bytes of a piece, read once in a run; of a Parquet file, of the whole file.

        Processors have instructions for this kind: 1.8 GB/s, and 0.9 of the other.
        """
        if piece.source.format != "parquet":
            if piece.data is not None:
                return sha256(piece.data).digest()
            place = piece.source, piece.offset
            if place not in self.contents:
                self.contents[place] = sha256(piece.read_bytes()).digest()
            return self.contents[place]
        if piece.source not in self.contents:
            digest = sha256()
            with piece.source.file.open("rb") as stream:
                while chunk := stream.read(1 << 20):
                    digest.update(chunk)
            self.contents[piece.source] = digest.digest()
        return self.contents[piece.source]


def key(*values: bytes | str | int) -> str:
    """The key for all that an answer depends on."""
    digest = blake2b(digest_size=SIZE)
    for value in values:
        data = value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")
        digest.update(f"{len(data)} ".encode() + data)
    return digest.hexdigest()


def digest_of(columns: Mapping[str, NDArray[Any]]) -> bytes:
    """A digest of columns: their names, kinds and values."""
    digest = blake2b(digest_size=SIZE)
    for name, column in sorted(columns.items()):
        digest.update(f"{name} {column.dtype.str} {column.shape}\0".encode())
        digest.update(np.ascontiguousarray(column).reshape(-1).view(np.uint8).data if column.size else b"")
    return digest.digest()

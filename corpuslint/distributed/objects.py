"""Objects in a store (s3://, gs://, az://, hf://, https://) as sources of the corpus, read in ranges through Daft.

Daft finds the credentials: its own `IOConfig` when one is given, else the environment. None is ever printed.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import IO, Any, BinaryIO, cast

from corpuslint.discovery import Corpus, discover, excluded
from corpuslint.distributed.engine import load_daft
from corpuslint.formats import Source, format_of
from corpuslint.model import CorpuslintError

BUFFER_BYTES = 1 << 20
NOTHING_THERE = "at least 1 MicroPartition"
"""What Daft 0.7 says of a pattern that nothing matches."""


def is_url(path: str) -> bool:
    """Whether a path names something outside the file system."""
    return "://" in path


@dataclass(frozen=True)
class RemoteFile:
    """What the formats use of a `pathlib.Path`, for an object in a store."""

    url: str
    size: int
    configuration: Any = None

    @property
    def suffix(self) -> str:
        """The last suffix of the object's name."""
        return PurePosixPath(self.url).suffix

    def open(self, mode: str = "rb") -> BinaryIO:
        """The object as a stream that reads ranges."""
        import daft

        try:
            stream = daft.File(self.url, io_config=self.configuration).open().__enter__()
        except Exception as error:
            raise OSError(0, reason(error)) from None
        return cast(BinaryIO, io.BufferedReader(RawObject(stream, self.size), BUFFER_BYTES))

    def stat(self) -> Any:
        """The size; a store's times are not asked for."""
        return SimpleNamespace(st_size=self.size, st_mtime_ns=0, st_mode=0o100644)


class RawObject(io.RawIOBase):
    """A Daft file as Python's raw stream: seeks are clipped to the object."""

    def __init__(self, stream: Any, size: int) -> None:
        self.stream = stream
        self.size = size
        self.position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self.position, io.SEEK_END: self.size}[whence]
        self.position = max(0, base + offset)
        self.stream.seek(min(self.position, self.size))
        return self.position

    def tell(self) -> int:
        return self.position

    def close(self) -> None:
        if not self.closed:
            self.stream.__exit__(None, None, None)
        super().close()

    def readinto(self, buffer: Any) -> int:
        wanted = min(len(buffer), max(0, self.size - self.position))
        try:
            data = self.stream.read(wanted) if wanted else b""
        except Exception as error:
            raise OSError(0, reason(error)) from None
        buffer[: len(data)] = data
        self.position += len(data)
        return len(data)


def find(paths: Sequence[str], exclude: Sequence[str] = (), configuration: Any = None) -> Corpus:
    """The corpus of local paths and URLs together, by path.

    Raises:
        CorpuslintError: a path or URL is missing, or holds nothing that is read.
    """
    local = [path for path in paths if not is_url(path)]
    corpus = discover(local, exclude) if local else Corpus(())
    found = {source.path: source for source in corpus.sources}
    skipped = corpus.skipped
    for url in paths:
        if is_url(url):
            sources, others = objects(url, exclude, configuration)
            found |= {source.path: source for source in sources}
            skipped += others
    if not found:
        raise CorpuslintError(f"{' '.join(paths)}: holds no text to check: no .txt, .md, .jsonl or .parquet")
    return Corpus(tuple(found[path] for path in sorted(found)), skipped)


def objects(url: str, exclude: Iterable[str], configuration: Any) -> tuple[list[Source], int]:
    """The objects that a URL names: itself, all below it, or all that match its pattern."""
    import daft

    named = format_of(url) is not None
    pattern = url if named or "*" in url else f"{url.rstrip('/')}/**"
    try:
        listed = daft.from_glob_path(pattern, io_config=configuration).select("path", "size").to_pydict()
    except Exception as error:
        missing = isinstance(error, FileNotFoundError) or NOTHING_THERE in str(error)
        raise CorpuslintError(
            f"{url}: {'nothing is there' if missing else 'cannot be read: ' + reason(error)}"
        ) from None
    sources, skipped = [], 0
    for path, size in zip(listed["path"], listed["size"], strict=True):
        if size is None or path.endswith("/") or excluded(path, list(exclude)):
            continue
        format = format_of(path)
        if format is None:
            skipped += 1
            continue
        file = cast(Path, RemoteFile(path, size, configuration))
        sources.append(Source(path, file, format, (size, 0)))
    if named and not sources:
        raise CorpuslintError(f"{url}: no such object")
    return sources, skipped


def require_empty(url: str, configuration: Any) -> None:
    """Raise `CorpuslintError` when something lies below a URL already."""
    import daft

    try:
        listed = daft.from_glob_path(f"{url.rstrip('/')}/**", io_config=configuration).to_pydict()
    except FileNotFoundError:
        return
    except Exception as error:
        if NOTHING_THERE in str(error):
            return
        raise CorpuslintError(f"-o {url}: cannot be read: {reason(error)}") from None
    if listed["path"]:
        raise CorpuslintError(f"-o {url}: exists already; name a new folder")


def upload(files: Mapping[str, Path], configuration: Any) -> None:
    """Put files where their URLs say."""
    import daft

    for url, file in files.items():
        folder, _, name = url.rpartition("/")
        frame = daft.from_pydict({"data": [file.read_bytes()], "url": [f"{folder}/{name}"]})
        try:
            frame.select(daft.col("data").upload(daft.col("url"), io_config=configuration)).collect()
        except Exception as error:
            raise CorpuslintError(f"{url}: cannot be written: {reason(error)}") from None


@contextmanager
def uploaded(url: str, configuration: Any = None) -> Iterator[IO[bytes]]:
    """A file that becomes an object when the block ends without an error.

    Raises:
        CorpuslintError: the extra is not installed, or the object cannot be written.
    """
    load_daft(f"-o {url}", "daft")
    with TemporaryDirectory(prefix="corpuslint-") as folder:
        file = Path(folder, "object")
        with file.open("wb") as stream:
            yield stream
        upload({url: file}, configuration)


def reason(error: BaseException) -> str:
    """Why an object could not be read, in one line without query strings, which may hold signatures."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    text = lines[-1] if lines else type(error).__name__
    return text.split("?", 1)[0][:200].rstrip(".")

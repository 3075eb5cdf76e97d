"""From the paths that a user names to the files of the corpus."""

from __future__ import annotations

import fnmatch
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpuslint.formats import SUFFIXES, Source, format_of
from corpuslint.model import CorpuslintError


@dataclass(frozen=True)
class Corpus:
    """The sources in corpus order (by path, as given), and how many other files were passed over."""

    sources: tuple[Source, ...]
    skipped: int = 0


def discover(paths: Sequence[str], exclude: Sequence[str] = ()) -> Corpus:
    """All readable files at or below `paths`, each once, under the first of its names in the order of names.

    Folders are searched in full; hidden files and folders are left out, symbolic links are followed once. Whatever
    `exclude` matches (shell patterns on the path, a folder on it, or the name) is left out, named or found.

    Raises:
        CorpuslintError: a path is missing, a link leads to nothing, or a file that was named is of no known format.
    """
    found: dict[tuple[int, int], Source] = {}
    skipped = 0
    for path in paths:
        root = Path(path)
        if not path or not root.exists():
            raise CorpuslintError(f"{path or repr(path)}: no such file or folder")
        named = not root.is_dir()
        for name, file in ((posix(path), root),) if named else walk(root, posix(path)):
            if excluded(name, exclude):
                continue
            format = format_of(name)
            if format is None or not file.is_file():
                if named and format is not None:
                    raise CorpuslintError(f"{path}: neither a file nor a folder; give what it holds to `-`")
                if format is not None and not file.exists():
                    raise CorpuslintError(
                        f"{name}: a link to a file that is not there (the setting `exclude` leaves it out)"
                    )
                if named:
                    known = " ".join(suffix for suffix in SUFFIXES if suffix.count(".") == 1)
                    raise CorpuslintError(f"{path}: not a format that is read ({known}, .jsonl.gz, .jsonl.zst)")
                skipped += 1
                continue
            identity = identify(file)
            if identity not in found or name < found[identity].path:
                found[identity] = Source.of(name, file, format)
    return Corpus(tuple(sorted(found.values(), key=lambda source: source.path)), skipped)


def walk(root: Path, prefix: str) -> Iterator[tuple[str, Path]]:
    """Every file below a folder with its path as reported; hidden ones left out."""
    visited: set[tuple[int, int]] = set()
    for folder, folders, files in os.walk(root, followlinks=True, onerror=complain):
        identity = identify(Path(folder))
        if identity in visited:
            folders.clear()
            continue
        visited.add(identity)
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        relative = Path(folder).relative_to(root).as_posix()
        base = prefix if relative == "." else relative if prefix == "." else f"{prefix.rstrip('/')}/{relative}"
        for name in sorted(files):
            if not name.startswith("."):
                yield (name if base == "." else f"{base.rstrip('/')}/{name}"), Path(folder, name)


def excluded(path: str, patterns: Iterable[str]) -> bool:
    """Whether a path, a folder on it, or its name matches one of the patterns."""
    parts = path.split("/")
    ways = [path, parts[-1], *parts[:-1], *("/".join(parts[: i + 1]) for i in range(len(parts) - 1))]
    return any(fnmatch.fnmatchcase(way, pattern.rstrip("/")) for pattern in patterns for way in ways)


def posix(path: str) -> str:
    """The path as reported: forward slashes, no doubled ones but those of a URL."""
    return path if "://" in path else Path(path).as_posix()


def identify(file: Path) -> tuple[int, int]:
    """Device and inode: the same file under two names is read once."""
    try:
        status = file.stat()
    except OSError:
        return (-1, hash(str(file)))
    return (status.st_dev, status.st_ino)


def complain(error: OSError) -> None:
    """A folder that cannot be read ends the run: nothing is skipped silently."""
    raise CorpuslintError(f"{posix(str(error.filename))}: cannot be read: {(error.strerror or str(error)).lower()}")

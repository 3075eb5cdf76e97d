"""Where the cleaned files go: a tree that mirrors the input, or the files themselves."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpuslint.cleaning.changelog import SUFFIX
from corpuslint.discovery import posix
from corpuslint.formats import Source, format_of
from corpuslint.model import CorpuslintError


@dataclass(frozen=True)
class Targets:
    """The target of every source.

    `roots` are the paths as named. A link out of them is `outside`: cleaning in place does not follow it.
    """

    roots: tuple[str, ...]
    output: Path | None
    files: dict[str, Path]
    outside: frozenset[str] = frozenset()

    @property
    def in_place(self) -> bool:
        """Whether the files themselves are cleaned."""
        return self.output is None

    def default_log(self) -> Path:
        """Where the log goes when nobody says: beside the output, or beside what is cleaned in place."""
        if self.output is not None:
            return self.output.with_name(self.output.name + SUFFIX)
        if len(self.roots) == 1 and Path(self.roots[0]).name:
            root = Path(self.roots[0])
            return root.with_name(root.name + SUFFIX)
        return Path(SUFFIX[1:])

    def locks(self) -> list[Path]:
        """What no other run may write to meanwhile; a single output file is put in its place in one step anyway."""
        if self.output is None:
            return sorted({Path(os.path.realpath(root)) for root in self.roots})
        return [] if self.output in self.files.values() else [self.output]


def in_place(roots: Sequence[str], sources: Sequence[Source]) -> Targets:
    """Every file is its own target; links are followed to the file that they stand for."""
    real = [Path(os.path.realpath(root)) for root in roots]
    files = {source.path: Path(os.path.realpath(source.file)) for source in sources}
    outside = {path for path, file in files.items() if not any(file.is_relative_to(root) for root in real)}
    return Targets(tuple(roots), None, files, frozenset(outside))


def mirrored(roots: Sequence[str], sources: Sequence[Source], output: Path) -> Targets:
    """A tree below `output`: the content of one folder directly, of several paths each under its own name.

    One file may also be given the name of a file.

    Raises:
        CorpuslintError: the output would lie in the input, or two files would become one.
    """
    place = Path(os.path.realpath(output))
    for root in roots:
        real = Path(os.path.realpath(root))
        if place == real or (real.is_dir() and place.is_relative_to(real)):
            raise CorpuslintError(f"-o {output}: must not be inside the input {root}")
    single = len(roots) == 1 and len(sources) == 1 and not Path(roots[0]).is_dir()
    if single and not output.is_dir() and format_of(output.name) == sources[0].format:
        files = {sources[0].path: output}
    else:
        if output.exists() and not output.is_dir():
            raise CorpuslintError(f"-o {output}: is a file; name a folder")
        files = {source.path: output / relative(roots, source.path) for source in sources}
    taken = {os.path.realpath(source.file): source.path for source in sources}
    for path, file in files.items():
        real_file = os.path.realpath(file)
        if real_file in taken or file.is_dir():
            raise CorpuslintError(f"{path}: would be written over {taken.get(real_file, file)}; use another -o")
        taken[real_file] = path
    return Targets(tuple(roots), output, files)


def relative(roots: Sequence[str], path: str) -> str:
    """The path of a source below the output."""
    matching = [root for root in roots if posix(root) == "." or path == posix(root) or path.startswith(_folder(root))]
    root = max(matching, key=len)
    below = path if posix(root) == "." else path[len(_folder(root)) :]
    if path == posix(root):
        return Path(path).name
    return below if len(roots) == 1 else f"{Path(os.path.abspath(root)).name}/{below}"  # noqa: PTH100


def _folder(root: str) -> str:
    return posix(root).rstrip("/") + "/"

"""Which files are new or changed since a git revision."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from corpuslint.discovery import Corpus
from corpuslint.model import CorpuslintError


def changed_last(corpus: Corpus, revision: str) -> Corpus:
    """The corpus with the files that differ from a git revision after all others.

    Of two copies the later one is the finding, so it stands on what is being added and not on what was there. Where
    there is no such history (no repository, or no commit yet) the order stays.

    Raises:
        CorpuslintError: there is no git, or the repository does not know the revision.
    """
    changed = set(changed_files(revision))
    if not changed:
        return corpus
    return replace(
        corpus, sources=tuple(sorted(corpus.sources, key=lambda s: (str(s.file.resolve()) in changed, s.path)))
    )


def changed_files(revision: str) -> Iterator[str]:
    """The resolved paths of files that differ from the revision, and of those that git does not track."""
    root = git("rev-parse", "--show-toplevel")
    if root is None or git("rev-parse", "--verify", "--quiet", "HEAD") is None:
        return
    top = Path(root.rstrip("\n")).resolve()
    different = git("diff", "--name-only", "-z", "--no-renames", revision, "--")
    if different is None:
        raise CorpuslintError(f"--changed-since {revision}: git knows no such revision")
    untracked = git("ls-files", "--others", "-z", "--full-name", str(top)) or ""
    for name in f"{different}{untracked}".split("\0"):
        if name:
            yield str((top / name).resolve())


def git(*arguments: str) -> str | None:
    """What a git command prints; None when it fails."""
    # A hook runs with GIT_DIR and the like set, which is right here: the index being committed is the one meant.
    try:
        done = subprocess.run(["git", *arguments], capture_output=True, check=False, env={**os.environ, "LC_ALL": "C"})
    except OSError:
        raise CorpuslintError("--changed-since: needs git, which is not installed") from None
    return os.fsdecode(done.stdout) if done.returncode == 0 else None

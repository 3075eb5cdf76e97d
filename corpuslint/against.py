"""A second corpus to compare with: evaluation sets that must not leak, or text that is collected already."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from corpuslint.discovery import discover, identify
from corpuslint.linter import Run
from corpuslint.model import CorpuslintError, Document, Finding
from corpuslint.session import Session


@dataclass(frozen=True)
class ComparedSession(Session):
    """A session whose corpus begins with files that are read but not reported on."""

    others: frozenset[str] = frozenset()

    def run(self, progress: Callable[[str, int], None] = lambda stage, size: None) -> Run:
        """The engine, which knows that the others stay as they are."""
        return replace(super().run(progress), others=self.others)

    def admits(self, document: Document, finding: Finding) -> bool:
        """Whether a finding is reported: as always, and only when it stands in the corpus itself."""
        return finding.where.path not in self.others and super().admits(document, finding)


def against(session: Session, paths: Sequence[str]) -> ComparedSession:
    """The session with the files at `paths` before its own, so that of two copies the corpus holds the later one.

    Files that belong to the corpus itself are not compared with themselves: a new folder may be checked against the
    whole collection that it lies in.

    Raises:
        CorpuslintError: a path is missing or holds no text.
    """
    own = {identify(source.file) for source in session.corpus.sources}
    found = discover(paths, session.settings.exclude)
    others = tuple(source for source in found.sources if identify(source.file) not in own)
    if not others:
        raise CorpuslintError(f"--against {' '.join(paths)}: holds no text that is not in the corpus itself")
    corpus = replace(session.corpus, sources=(*others, *session.corpus.sources))
    names = frozenset(source.path for source in others)
    return ComparedSession(session.request, session.settings, corpus, session.plan, others=names)

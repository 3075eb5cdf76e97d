"""Findings that are known and accepted: later checks report only what is new.

The file has one line per path, rule and text, sorted, without line numbers or dates: two branches that both change it
merge like any sorted list, and edits elsewhere in a file leave its lines valid.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from corpuslint.fingerprints import fingerprint
from corpuslint.formats import Source
from corpuslint.model import CorpuslintError, Document, Finding
from corpuslint.rules import Rule
from corpuslint.session import Session
from corpuslint.writing import atomic_text

HEAD = "# corpuslint baseline 1: path, rule, text digest, count (written by `corpuslint check --write-baseline`)\n"
Key = tuple[str, str, str]
"""Path from the baseline's folder, rule code, fingerprint."""


class Names:
    """Paths as a baseline holds them: from its own folder, so that they do not depend on where one stands."""

    def __init__(self, file: Path) -> None:
        self.folder = file.resolve().parent
        self.known: dict[str, str] = {}

    def of(self, path: str) -> str:
        """The path from the baseline's folder, with forward slashes."""
        if path not in self.known:
            try:
                relative = os.path.relpath(Path(path).resolve(), self.folder)
            except ValueError:  # on Windows: another drive
                relative = path
            self.known[path] = Path(relative).as_posix() if path not in ("", "-") else path
        return self.known[path]

    def key(self, document: Document, finding: Finding) -> Key:
        """What a baseline knows a finding by."""
        return self.of(finding.where.path), finding.code, fingerprint(document, finding)


class Baseline:
    """A baseline during one check: each entry excuses as many findings as it counts."""

    def __init__(self, file: Path, counts: Counter[Key]) -> None:
        self.name = str(file)
        self.names = Names(file)
        self.left = counts

    @classmethod
    def load(cls, file: Path) -> Baseline:
        """Read a baseline.

        Raises:
            CorpuslintError: no such file, or a line that is none of a baseline's.
        """
        try:
            lines = file.read_text("utf-8").split("\n")
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) and error.strerror else "not a baseline"
            raise CorpuslintError(f"{file}: cannot be read as a baseline: {reason.lower()}") from None
        counts: Counter[Key] = Counter()
        for number, line in enumerate(lines, 1):
            if line and not line.startswith("#"):
                try:
                    path, code, digest, count = line.split("\t")
                    counts[json.loads(f'"{path}"'), code, digest] += int(count)
                except ValueError:
                    raise CorpuslintError(f"{file}:{number}: not a line of a baseline: {line[:40]!r}") from None
        return cls(file, counts)

    def admits(self, document: Document, finding: Finding) -> bool:
        """Whether a finding is new; one that is known is used up."""
        key = self.names.key(document, finding)
        if self.left[key] <= 0:
            return True
        self.left[key] -= 1
        return False

    def stale(self, sources: Iterable[Source], rules: Iterable[Rule]) -> int:
        """How many entries of the rules and files of this check were not found, and of files that are gone."""
        checked = {self.names.of(source.path) for source in sources}
        codes = {rule.code for rule in rules}
        return sum(
            count > 0 and code in codes and (path in checked or not (self.names.folder / path).exists())
            for (path, code, _), count in self.left.items()
        )


def baseline_for(session: Session, named: str | None = None) -> Baseline | None:
    """The baseline that was named, else that of the settings, which name it from their own folder."""
    if named:
        return Baseline.load(Path(named))
    if session.settings.baseline:
        return Baseline.load(Path(session.settings.origin).parent / session.settings.baseline)
    return None


class Recorder:
    """Collects findings for a new baseline."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.names = Names(file)
        self.counts: Counter[Key] = Counter()

    def add(self, document: Document, finding: Finding) -> None:
        """Take in one finding."""
        self.counts[self.names.key(document, finding)] += 1

    def write(self) -> None:
        """Write the file, whole or not at all."""
        with atomic_text(self.file) as out:
            out.write(HEAD)
            for (path, code, digest), count in sorted(self.counts.items()):
                out.write(f"{json.dumps(path, ensure_ascii=False)[1:-1]}\t{code}\t{digest}\t{count}\n")

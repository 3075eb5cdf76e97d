"""How often the rules are right on one's own corpus: a sample of findings, judged by eye."""

from __future__ import annotations

import json
import math
import random
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from corpuslint.api import findings_of
from corpuslint.cleaning.trust import Trust
from corpuslint.cli_common import CLEAN, Progress, complain
from corpuslint.fingerprints import fingerprint
from corpuslint.model import CorpuslintError, Document, Finding
from corpuslint.reporters import Showing, Summary
from corpuslint.reporters.full import Full
from corpuslint.session import Session
from corpuslint.writing import atomic_text

SAFE = 0.99
"""Precision from which on an edit is safe; the lower end of the interval must reach `SAFE_AT_LEAST`."""
SAFE_AT_LEAST = 0.92
"""What the 95% interval of 50 right out of 50 begins at."""
Z = 1.959964
"""Standard deviations on either side of a 95% interval."""


@dataclass
class Sampled:
    """A random finding as it will be shown."""

    code: str
    name: str
    key: str
    shown: str


@dataclass(frozen=True)
class Verdict:
    """How many findings of a rule were judged right and wrong."""

    right: int = 0
    wrong: int = 0

    @property
    def precision(self) -> float:
        """The share that was right."""
        return self.right / (self.right + self.wrong)

    def interval(self) -> tuple[float, float]:
        """The 95% interval of the precision (Wilson 1927), which holds up for small samples and for shares near 1.

        >>> [round(end, 3) for end in Verdict(50, 0).interval()]
        [0.929, 1.0]
        """
        n, p = self.right + self.wrong, self.precision
        middle = p + Z * Z / (2 * n)
        spread = Z * math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
        return max(0.0, (middle - spread) / (1 + Z * Z / n)), min(1.0, (middle + spread) / (1 + Z * Z / n))

    @property
    def safe(self) -> bool:
        """Whether edits of this rule may be taken for safe on this corpus."""
        return self.precision >= SAFE and self.interval()[0] >= SAFE_AT_LEAST

    @property
    def doubted(self) -> bool:
        """Whether the answers rule out that edits of this rule are safe on this corpus: the interval ends below."""
        return self.interval()[1] < SAFE


class Reservoir:
    """A fixed number of random findings per rule, each equally likely, in one pass (Vitter's algorithm R)."""

    def __init__(self, size: int, seed: int) -> None:
        self.size = size
        self.seed = seed
        self.random: dict[str, random.Random] = {}
        self.seen: dict[str, int] = {}
        self.samples: dict[str, list[Sampled]] = {}

    def offer(self, code: str, make: Callable[[], Sampled]) -> None:
        """Take in one finding; `make` is called only when it is drawn."""
        chance = self.random.setdefault(code, random.Random(f"{self.seed} {code}"))
        mine = self.samples.setdefault(code, [])
        seen = self.seen[code] = self.seen.get(code, 0) + 1
        if len(mine) < self.size:
            mine.append(make())
        elif (place := chance.randrange(seen)) < self.size:
            mine[place] = make()


def audit(session: Session, file: Path, size: int, seed: int) -> int:
    """Show a sample, take answers from standard input, print how often each rule was right, and keep the answers."""
    answers = load(file)
    reservoir = sample(session, size, seed)
    if not reservoir.samples:
        complain("nothing was found: there is nothing to judge")
        return CLEAN
    try:
        for code, samples in sorted(reservoir.samples.items()):
            judge(samples, answers.setdefault(code, {}), reservoir.seen[code])
    except (EOFError, KeyboardInterrupt):
        print()
    write(file, answers)
    sys.stdout.write(table(verdicts(answers)))
    complain(f"{file}: verdicts written; run again to go on, or `clean --audit {file}` to use them")
    return CLEAN


def sample(session: Session, size: int, seed: int) -> Reservoir:
    """Random findings of each rule."""
    reservoir = Reservoir(size, seed)
    full = Full(Showing())
    progress = Progress(sum(max(0, source.stamp[0]) for source in session.corpus.sources))
    for document, findings in findings_of(session, session.run(progress.step), Summary()):
        for finding in findings:
            reservoir.offer(finding.code, partial(sampled, full, document, finding))
    progress.clear()
    return reservoir


def sampled(full: Full, document: Document, finding: Finding) -> Sampled:
    """A finding as it will be shown and remembered."""
    shown = full.document(document, [finding])
    key = f"{finding.where.path}:{fingerprint(document, finding)}"
    return Sampled(finding.code, finding.name, key, shown)


def judge(samples: Iterable[Sampled], answers: dict[str, bool], seen: int) -> None:
    """Ask about those findings of a rule that have no answer yet."""
    waiting = [one for one in samples if one.key not in answers]
    for number, one in enumerate(waiting, 1):
        sys.stdout.write(f"\n{one.shown}")
        while True:
            sys.stdout.write(f"{one.code} {number}/{len(waiting)} of {seen:,}: right? [y]es [n]o [s]kip [q]uit ")
            sys.stdout.flush()
            line = sys.stdin.readline()
            answer = line.strip().lower()[:1]
            if not line or answer == "q":
                raise EOFError
            if answer in ("y", "n"):
                answers[one.key] = answer == "y"
            if answer in ("y", "n", "s"):
                break


def verdicts(answers: dict[str, dict[str, bool]]) -> dict[str, Verdict]:
    """What the answers come to, by rule."""
    return {code: Verdict(sum(mine.values()), len(mine) - sum(mine.values())) for code, mine in answers.items() if mine}


def table(found: dict[str, Verdict]) -> str:
    """The verdicts for people."""
    rows = ["\nrule     right  wrong  precision  95% interval"]
    for code, verdict in sorted(found.items()):
        low, high = verdict.interval()
        safe = "  safe on this corpus" if verdict.safe else "  not safe on this corpus" if verdict.doubted else ""
        counts = f"{verdict.right:>6}  {verdict.wrong:>5}      {verdict.precision:>5.2f}"
        rows.append(f"{code}  {counts}  {low:.2f} to {high:.2f}{safe}")
    return "\n".join(rows) + "\n"


def load(file: Path) -> dict[str, dict[str, bool]]:
    """The answers of earlier audits, by rule and finding; none when there is no such file.

    Raises:
        CorpuslintError: the file is none of an audit's.
    """
    if not file.exists():
        return {}
    try:
        rules = json.loads(file.read_text("utf-8"))["rules"]
        return {
            str(code): {str(key): bool(answer) for key, answer in r["answers"].items()} for code, r in rules.items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise CorpuslintError(f"{file}: not a file that `audit` wrote") from None


def write(file: Path, answers: dict[str, dict[str, bool]]) -> None:
    """Keep answers and what they come to."""
    rules = {}
    for code, verdict in sorted(verdicts(answers).items()):
        low, high = verdict.interval()
        rules[code] = {
            "right": verdict.right,
            "wrong": verdict.wrong,
            "precision": round(verdict.precision, 4),
            "low": round(low, 4),
            "high": round(high, 4),
            "safe": verdict.safe,
            "answers": dict(sorted(answers[code].items())),
        }
    with atomic_text(file) as out:
        out.write(json.dumps({"corpuslint-audit": 1, "rules": rules}, ensure_ascii=False, indent=1) + "\n")


def trust(file: Path | None, unsafe: bool = False) -> Trust:
    """Which edits `clean` may make, by the verdicts in a file of an audit.

    Raises:
        CorpuslintError: there is no such file, or it is none of an audit's.
    """
    if file is None:
        return Trust(unsafe)
    if not file.exists():
        raise CorpuslintError(f"{file}: no such file; `corpuslint audit` writes it")
    found = verdicts(load(file)).items()
    return Trust(
        unsafe,
        frozenset(code for code, verdict in found if verdict.safe),
        frozenset(code for code, verdict in found if verdict.doubted),
    )

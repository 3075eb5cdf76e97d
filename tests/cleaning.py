"""Small rules and a small corpus for the tests of cleaning."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

import numpy as np

from corpuslint.batch import Batch
from corpuslint.cleaning.cleaner import Cleaned, clean
from corpuslint.cleaning.targets import in_place, mirrored
from corpuslint.cleaning.trust import Trust
from corpuslint.model import Finding, Safety
from corpuslint.rules import CorpusRule, Rule, Survey, Verdicts
from corpuslint.session import Request, Session


@dataclass(frozen=True)
class Swap(Rule):
    """Replaces what an expression matches."""

    code: ClassVar[str] = "ENC901"
    name: ClassVar[str] = "swap"
    pattern: str = "teh"
    text: str = "the"
    safe: bool = True

    def check(self, batch: Batch) -> Iterator[Finding]:
        safety = Safety.SAFE if self.safe else Safety.UNSAFE
        for match in batch.finditer(re.compile(self.pattern)):
            yield self.finding(batch, *match.span(), "swap", [(*match.span(), self.text)], safety)


@dataclass(frozen=True)
class Copies(CorpusRule):
    """Removes documents whose first letters are those of an earlier one, which stays; texts need not be equal."""

    code: ClassVar[str] = "DUP901"
    name: ClassVar[str] = "copies"
    per_document: ClassVar[bool] = True
    letters: int = 3
    chained: bool = False

    def survey(self, batch: Batch) -> Survey:
        keys = [hash_of(d.text[: self.letters]) if d.text.strip() else 0 for d in batch.documents]
        return {"document": batch.ids, "key": np.array(keys, np.int64), "size": batch.ends - batch.starts}

    def conclude(self, survey: Survey) -> Verdicts:
        first: dict[int, tuple[int, int]] = {}
        rows = []
        survey = survey or dict.fromkeys(("document", "key", "size"), np.zeros(0, np.int64))
        for document, key, size in zip(*(survey[n].tolist() for n in ("document", "key", "size")), strict=True):
            if key and key in first:
                rows.append((document, *first[key]))
            if key and (self.chained or key not in first):
                first[key] = (document, size)
        table = np.array(rows, np.int64).reshape(-1, 3)
        return {"document": table[:, 0], "kept": table[:, 1], "size": table[:, 2]}

    def check_verdicts(self, batch: Batch, verdicts: Verdicts) -> Iterator[Finding]:
        for document, kept, size in zip(*(verdicts[n].tolist() for n in ("document", "kept", "size")), strict=True):
            index = int(np.searchsorted(batch.ids, document))
            start, end = int(batch.starts[index]), int(batch.ends[index])
            place = batch.place(kept, 0, size, 1, 1)
            yield self.finding(batch, start, end, "copy", [(start, end, "")], Safety.SAFE, [place])


def hash_of(text: str) -> int:
    return int.from_bytes(text.encode("utf-8", "surrogatepass")[:7].ljust(7, b"\1"), "big")


def session(*paths: str | Path, rules: tuple[Rule, ...] = (Swap(),), **options: object) -> Session:
    made = Session.of(Request(paths=tuple(map(str, paths)), isolated=True, jobs=1, **options))  # type: ignore[arg-type]
    return replace(made, plan=replace(made.plan, rules=rules))


def clean_to(
    output: Path | None,
    *paths: str | Path,
    rules: tuple[Rule, ...] = (Swap(),),
    unsafe: bool = False,
    drop_empty: bool = False,
    **options: object,
) -> Cleaned:
    """Clean paths into an output, or in place, with these rules."""
    mine = session(*paths, rules=rules, **options)
    roots = tuple(map(str, paths))
    sources = mine.corpus.sources
    targets = in_place(roots, sources) if output is None else mirrored(roots, sources, output)
    return clean(mine, targets, targets.default_log(), Trust(unsafe), drop_empty)


def tree(folder: Path) -> dict[str, bytes]:
    """All files below a folder."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}

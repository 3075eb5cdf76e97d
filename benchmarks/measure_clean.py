"""What each round of `clean` costs beside `check`, in CPU seconds of one process.

python benchmarks/measure_clean.py CORPUS.jsonl [--unsafe]
"""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from corpuslint import api
from corpuslint.cleaning.cleaner import SHELF_CHARACTERS
from corpuslint.cleaning.rounds import Rounds
from corpuslint.cleaning.shelves import Shelf
from corpuslint.cleaning.shelving import Shelving
from corpuslint.cleaning.store import Store
from corpuslint.cleaning.trust import Trust
from corpuslint.reporters import Summary
from corpuslint.rules import Verdicts
from corpuslint.session import Request, Session
from corpuslint.workers import Workers


@dataclass
class Timed(Rounds):
    """Rounds that tell when each ended, and how many documents each looked at."""

    ends: list[float] = field(default_factory=list)
    looked_at: list[int] = field(default_factory=list)

    def propose(
        self, workers: Workers, verdicts: Mapping[str, Verdicts], shelves: Sequence[Shelf]
    ) -> list[tuple[Shelf, int]]:
        self.looked_at.append(sum(shelf.count for shelf in shelves))
        return super().propose(workers, verdicts, shelves)

    def make(self, proposed: Sequence[tuple[Shelf, int]]) -> bool:
        made = super().make(proposed)
        self.ends.append(time.process_time())
        return made


def main(corpus: str, *options: str) -> None:
    """Print what they cost."""
    session = Session.of(Request(paths=(corpus,), isolated=True, jobs=1))
    began = time.process_time()
    found = sum(1 for _ in api.findings_of(session, session.run(), Summary()))
    checked = time.process_time() - began
    print(f"check: {checked:.1f} s, {found:,} documents with findings")
    with Store() as store:
        began = time.process_time()
        rounds = Timed(
            Shelving(replace(session.plan, batch_characters=SHELF_CHARACTERS), session.corpus.sources, store),
            session.admits,
            Trust(unsafe="--unsafe" in options),
        )
        rounds.run()
    for number, (end, looked_at) in enumerate(zip(rounds.ends, rounds.looked_at, strict=True), 1):
        cost = end - began
        print(f"round {number}: {cost:.1f} s, {cost / checked:.2f} times check, {looked_at:,} documents")
        began = end


if __name__ == "__main__":
    main(*sys.argv[1:])

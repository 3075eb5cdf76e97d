"""What a distributed check moves: bytes of surveys to the driver, without and with grouping by key on the engine.

python benchmarks/measure_surveys.py FILE [SELECT]

Grouped, near-duplicate rules keep on the engine what is in company, and tell the driver verdicts only (as many as
findings); words are counted there, and those told that stand twice or more.
"""

from __future__ import annotations

import pickle
import sys
from collections.abc import Mapping

import numpy as np

from corpuslint.distributed.api import FEWEST
from corpuslint.distributed.company import Kept, lean, meet, survey_and_ask
from corpuslint.passes import Surveyed, survey_part
from corpuslint.rules import Survey
from corpuslint.session import Request, Session

BEFORE, TOLD, STAYS = range(3)


def main(path: str, select: str = "DUP,BPL002,ART002") -> None:
    """Print the figures for one file or folder."""
    session = Session.of(Request(paths=(path,), isolated=True, select=tuple(select.split(","))))
    kept: list[Kept] = []
    sizes: dict[str, list[int]] = {}
    documents = characters = whole = 0
    for number, part in session.run().parts():
        surveyed = survey_part(session.plan, number, part)
        documents += len(surveyed.directory)
        characters += surveyed.directory.characters
        add(sizes, surveyed.surveys, BEFORE)
        whole += size_of(surveyed)
        kept.append(survey_and_ask(survey_part, FEWEST, session.plan, number, part))
    keys = sum(len(slot) for one in kept for slot in one.slots)
    counts = sum(column.nbytes for one in kept for columns in one.counts.values() for column in columns)
    company = [meet(range(len(kept)), [one.slots[slot] for one in kept]) for slot in range(FEWEST)]
    grouped = 0
    for number, one in enumerate(kept):
        surveyed, _, own = lean(session.plan, one.told, one.waiting, [pickle.dumps(met[number]) for met in company])
        add(sizes, surveyed.surveys, TOLD)
        add(sizes, own.surveys, STAYS)
        grouped += size_of(surveyed)
    for code in {code for one in kept for code in one.counts}:
        words, sums = (
            np.concatenate([one.counts[code][side] for one in kept if code in one.counts]) for side in (0, 1)
        )
        _, place = np.unique(words, return_inverse=True)
        told = 16 * int(np.count_nonzero(np.bincount(place, sums) > 1))
        sizes[code][TOLD] += told
        grouped += told
    print(f"{documents:,} documents, {characters:,} characters, {len(kept)} parts; bytes a document")
    print(f"to the driver: {whole / documents:,.0f}, grouped {grouped / documents:,.0f}")
    print(f"shuffled, when grouped: {keys / documents:,.0f} of keys, {counts / documents:,.0f} of counts")
    for code, found in sorted(sizes.items()):
        before, told, stays = (size / documents for size in found)
        print(f"{code}: {before:,.0f}, grouped {told:,.0f} to the driver, {stays:,.0f} on the engine")


def add(sizes: dict[str, list[int]], surveys: Mapping[str, Survey], column: int) -> None:
    """Add the bytes of each rule's survey."""
    for code, survey in surveys.items():
        sizes.setdefault(code, [0, 0, 0])[column] += sum(column.nbytes for column in survey.values())


def size_of(surveyed: Surveyed) -> int:
    """The bytes that are moved of what a part says."""
    return len(pickle.dumps(surveyed, pickle.HIGHEST_PROTOCOL))


if __name__ == "__main__":
    main(*sys.argv[1:])

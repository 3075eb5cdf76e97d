"""What a distributed check moves: bytes of surveys to the driver, without and with grouping by key on the engine.

python benchmarks/measure_surveys.py FILE [SELECT]
"""

from __future__ import annotations

import pickle
import sys

from corpuslint.distributed.company import SLOTS, Kept, lean, meet, survey_and_ask
from corpuslint.passes import Surveyed, survey_part
from corpuslint.session import Request, Session


def main(path: str, select: str = "DUP,BPL002") -> None:
    """Print the figures for one file or folder."""
    session = Session.of(Request(paths=(path,), isolated=True, select=tuple(select.split(","))))
    kept: list[Kept] = []
    sizes: dict[str, list[int]] = {}
    documents = characters = whole = 0
    for number, part in session.run().parts():
        surveyed = survey_part(session.plan, number, part)
        documents += len(surveyed.directory)
        characters += surveyed.directory.characters
        whole += add(sizes, surveyed, 0)
        kept.append(survey_and_ask(survey_part, None, session.plan, number, part))
    keys = sum(len(slot) for one in kept for slot in one.slots)
    company = [meet(range(len(kept)), [one.slots[slot] for one in kept]) for slot in range(SLOTS)]
    grouped = 0
    for number, one in enumerate(kept):
        rows = {
            code: [met[number][code] for met in company if code in met[number]]
            for code in {code for met in company for code in met[number]}
        }
        grouped += add(sizes, lean(session.plan, one.told, one.waiting, pickle.dumps(rows)), 1)
    print(f"{documents:,} documents, {characters:,} characters, {len(kept)} parts; bytes a document")
    print(f"to the driver: {whole / documents:,.0f}, grouped {grouped / documents:,.0f}")
    print(f"shuffled as keys, when grouped: {keys / documents:,.0f}")
    for code, (before, after) in sorted(sizes.items()):
        print(f"{code}: {before / documents:,.0f}, grouped {after / documents:,.0f}")


def add(sizes: dict[str, list[int]], surveyed: Surveyed, column: int) -> int:
    """Add the bytes of each rule's survey; returns those of all that is moved."""
    for code, survey in surveyed.surveys.items():
        sizes.setdefault(code, [0, 0])[column] += sum(column.nbytes for column in survey.values())
    return len(pickle.dumps(surveyed, pickle.HIGHEST_PROTOCOL))


if __name__ == "__main__":
    main(*sys.argv[1:])

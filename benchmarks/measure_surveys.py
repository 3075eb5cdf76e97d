"""What a distributed check moves to the driver: bytes of surveys, and what is surveyed again.

python benchmarks/measure_surveys.py FILE [SELECT]
"""

from __future__ import annotations

import pickle
import sys

import numpy as np

from corpuslint.linter import survey_part
from corpuslint.rules import Again
from corpuslint.session import Request, Session
from corpuslint.workers import Merging


def main(path: str, select: str = "DUP,BPL002") -> None:
    """Print the figures for one file or folder."""
    session = Session.of(Request(paths=(path,), isolated=True, select=tuple(select.split(","))))
    merging = {rule.code: Merging(rule) for rule in session.plan.corpus_rules}
    documents = characters = moved = 0
    for number, part in session.run().parts():
        surveyed = survey_part(session.plan, number, part)
        documents += len(surveyed.directory)
        characters += surveyed.directory.characters
        moved += len(pickle.dumps(surveyed, pickle.HIGHEST_PROTOCOL))
        for code, survey in surveyed.surveys.items():
            merging[code].add(survey)
    print(f"{documents:,} documents, {characters:,} characters")
    print(f"moved to the driver: {moved / documents:,.0f} bytes a document, {moved / characters:.2f} a character")
    for rule in session.plan.corpus_rules:
        survey = merging[rule.code].result()
        size = sum(column.nbytes for column in survey.values()) / documents
        concluded = rule.conclude(survey)
        again = len(np.unique(concluded.documents)) if isinstance(concluded, Again) else 0
        print(f"{rule.code}: {size:,.1f} bytes a document in memory, {again:,} documents surveyed again")


if __name__ == "__main__":
    main(*sys.argv[1:])

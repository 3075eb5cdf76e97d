"""Near-duplicates against a second corpus: does the training text hold passages of an evaluation set?

    python examples/second_corpus.py train/ evaluation/

The same on the command line: corpuslint check train/ --against evaluation/ --select DUP
"""

from __future__ import annotations

import sys

import corpuslint


def leaks(corpus: str, other: str) -> list[corpuslint.Finding]:
    """Findings in `corpus` whose kept copy stands in `other`."""
    folder = other.rstrip("/")
    report = corpuslint.check(corpus, select=["DUP"], against=other)
    return [
        found
        for found in report
        if any(place.path == folder or place.path.startswith(f"{folder}/") for place in found.related)
    ]


if __name__ == "__main__":
    for found in leaks(sys.argv[1], sys.argv[2]):
        kept = found.related[0]
        print(f"{found.where.path}:{found.where.line}: {found.name}: stands in {kept.path}:{kept.line}")

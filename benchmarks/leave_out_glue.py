"""How ART003 fares on sources of pages that neither its weights nor its tables have seen.

    python benchmarks/leave_out_glue.py --pages PAGES... --others PAGES... --texts TEXTS... --names NAMES...
        --labelled LABELLED

Inputs as in `train_glue.py`. For each source of labelled rows the words at the edges of elements are counted anew and
the weights learnt anew without its pages, and the whole rule runs on its rows.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any
from unittest.mock import patch

from make_edges import count, elements
from train_glue import learn, rows

from corpuslint.batch import Batch
from corpuslint.language import edges, glue
from corpuslint.rules.glued_text import GluedText

BY_HAND = {
    "alone in its line": glue.ALONE,
    "right begins with left": glue.SAME,
    "an article before and a small word after": glue.NAMED,
}


def flagged(row: dict[str, Any]) -> bool:
    """Whether a finding touches the glued word of a row; in a row without one, whether there is any."""
    start, end = row["span"] or (0, len(row["text"]))
    return any(f.where.start < end and start < f.where.end for f in GluedText().check(Batch.of(row["text"])))


def main() -> None:
    """Print a table of recall and false alarms, with all sources and with one left out."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("pages", "others", "texts", "names"):
        parser.add_argument(f"--{name}", nargs="+", type=Path, required=True)
    parser.add_argument("--labelled", type=Path, required=True)
    arguments = parser.parse_args()
    labelled = list(rows(arguments.labelled))
    print("| source | glued | found as shipped | left out | names | flagged as shipped | left out |")
    print("|---|---|---|---|---|---|---|")
    total = [0] * 6
    for source in sorted({row["source"] for row in labelled}):
        mine = [row for row in labelled if row["source"] == source]
        shipped = list(map(flagged, mine))
        other, all_but = (
            count(elements(arguments.others)),
            count(elements([*arguments.pages, *arguments.others], source)),
        )
        with patch.object(edges, "_edges", lambda other=other: other):
            weights, intercept = learn(arguments.pages, arguments.texts, arguments.names, arguments.labelled, source)
        weights = {name: weight + BY_HAND.get(name, 0) for name, weight in weights.items()}
        with (
            patch.object(edges, "_edges", lambda all_but=all_but: all_but),
            patch.multiple(glue, WEIGHTS=weights, INTERCEPT=intercept),
        ):
            without = list(map(flagged, mine))
        figures = []
        for is_glued in (True, False):
            some = [i for i, row in enumerate(mine) if bool(row["span"]) == is_glued]
            figures += [len(some), sum(shipped[i] for i in some), sum(without[i] for i in some)]
        total = [a + b for a, b in zip(total, figures, strict=True)]
        print(f"| {source} | " + " | ".join(map(str, figures)) + " |", flush=True)
    print("| all | " + " | ".join(map(str, total)) + " |")


if __name__ == "__main__":
    main()

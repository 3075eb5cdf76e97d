"""How ART001 fares on kinds of ids that its weights were not learnt from.

    python benchmarks/leave_out_tokens.py TEXTS.jsonl... --labelled ids.jsonl

TEXTS as in `train_tokens.py`. For each kind of labelled rows the weights are learnt anew without that kind and its
relatives, and the whole rule runs on its rows; then on the rows whose ids nobody generated, with the shipped weights.
"""

from __future__ import annotations

import argparse
import random
from collections import defaultdict
from typing import Any
from unittest.mock import patch

from train_tokens import LABELLED, RELATED, generated, learn, natural, rows

from corpuslint.batch import Batch
from corpuslint.language import tokens
from corpuslint.rules.random_token import RandomToken

MADE_BY_NOBODY = ("random:natural", "random:natural-blob", "random:sina-real-token")


def found(row: dict[str, Any]) -> bool:
    """Whether a finding touches the id of a row."""
    start, end = row["span"]
    return any(f.where.start < end and start < f.where.end for f in RandomToken().check(Batch.of(row["text"])))


def main() -> None:
    """Print a table of recall, with all kinds and with one left out."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", nargs="+")
    parser.add_argument("--labelled", required=True)
    arguments = parser.parse_args()
    random.seed(7)
    made, negative = generated(), natural(arguments.texts)
    by_kind: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows(arguments.labelled):
        if row.get("span"):
            by_kind[row["kind"]].append(row)
    print("| rows | ids | shipped weights | kind left out |\n|---|---|---|---|")
    total = hits = 0
    for kind, mine in sorted(by_kind.items()):
        with_kind = sum(map(found, mine))
        if kind not in LABELLED:
            print(f"| {kind} | {len(mine)} | {with_kind / len(mine):.2f} | |")
            continue
        left_out = RELATED[LABELLED[kind]]
        weights, intercept = learn([t for k, ts in made.items() if k not in left_out for t in ts], negative)
        with patch.multiple(tokens, WEIGHTS=tuple(weights), INTERCEPT=intercept):
            without = sum(map(found, mine))
        total, hits = total + len(mine), hits + without
        print(f"| {kind} | {len(mine)} | {with_kind / len(mine):.2f} | {without / len(mine):.2f} |")
    print(f"| all that were left out | {total} | | {hits / max(1, total):.2f} |")
    real = [row for kind in MADE_BY_NOBODY for row in by_kind[kind]]
    print(f"| ids that nobody generated | {len(real)} | {sum(map(found, real)) / max(1, len(real)):.2f} | |")


if __name__ == "__main__":
    main()

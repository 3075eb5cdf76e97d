"""Learn the weights of `corpuslint.language.glue` and print them.

    python benchmarks/train_glue.py --pages PAGES... --others PAGES... --texts TEXTS... --names NAMES...
        --labelled LABELLED

Positives are made: neighbouring elements of pages (`lines` with `text`), put together without a space, alone and with
the lines around them. Negatives are what stands in the same pages, in `--texts` and in one-line descriptions full of
names (`--names`). What begins and ends elements is counted on `--others`, pages that are not learnt from: of text that
nobody has seen the shipped table does not know the lines either. Words of the `--labelled` rows are never learnt from.
Natural glue among the negatives is thrown out where a first model takes it for glue and the line holds more than the
word. Rows of the `source` cleaneval, l3s and portal are left out.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
from make_edges import count, elements
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from corpuslint.batch import Batch
from corpuslint.language import edges
from corpuslint.language.glue import FEATURES, find_seams

EVALUATION_ONLY = {"cleaneval", "l3s", "portal"}
SEAM = re.compile(r"[a-z][A-Z]")
PAIRS, RUNS, DESCRIPTIONS = 6_000, 2_500, 8_000
UNIT = 1000
GLUE, SURELY_GLUE = 0.6, 0.97
"""Chances from which a natural seam is taken for glue; the second where no other seam stands in its line. With 0.9 and
0.97, the labelled rows of sources left out give recall .70 in place of .79 at the same false alarms."""


@dataclass(frozen=True)
class Line:
    """A line with the offsets of its glued seams (none: all its seams are natural) and the lines around it."""

    text: str
    seams: tuple[int, ...]
    above: tuple[str, ...]
    below: tuple[str, ...]


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSONL file."""
    for line in path.read_text("utf8").split("\n"):
        if line:
            yield json.loads(line)


def joins(left: str, right: str) -> bool:
    """Whether two lines make a seam when they are put together."""
    return bool(left and right and left[-1].islower() and right[0].isupper() and not SEAM.search(left + " " + right))


def glue(parts: list[str], lines: list[str], index: int) -> Line:
    """Parts put together; the last and the first shortened at a word."""
    offsets = np.cumsum([len(part) for part in parts])[:-1]
    below = lines[index + len(parts) : index + len(parts) + 10]
    return Line("".join(parts), tuple(offsets.tolist()), tuple(lines[max(0, index - 10) : index]), tuple(below))


def shorten(left: str, right: str) -> list[str]:
    """At most so many characters of each side, whole words."""
    most = random.choice((20, 40, 90, 120, 150))
    head = right if len(right) <= most else right[:most].rpartition(" ")[0] or right
    tail = left if len(left) <= most else left[-most:].partition(" ")[2] or left
    return [tail, head]


def examples(paths: list[Path], without: str) -> tuple[list[Line], list[Line]]:
    """Glued and natural lines of pages, but for those of a source."""
    pairs: dict[str, Line] = {}
    runs: dict[str, Line] = {}
    natural: dict[str, Line] = {}
    for row in (row for path in paths for row in rows(path) if row["source"] not in EVALUATION_ONLY | {without}):
        lines = [line["text"].strip() for line in row["lines"]]
        for i, (left, right) in enumerate(pairwise(lines)):
            if joins(left, right):
                pairs.setdefault(left + right, glue(shorten(left, right), lines, i))
        i = 0
        while i < len(lines) - 2:
            part = lines[i : i + random.randint(3, 7)]
            if all(len(x) < 60 for x in part) and all(map(joins, part, part[1:])) and len(part) > 2:
                runs.setdefault("".join(part), glue(part, lines, i))
            i += len(part)
        for i, text in enumerate(lines):
            if 0 < len(SEAM.findall(text)) < 3:
                natural.setdefault(text, Line(text, (), tuple(lines[max(0, i - 10) : i]), tuple(lines[i + 1 : i + 11])))
    some = random.sample(list(pairs.values()), min(PAIRS, len(pairs)))
    return some + list(runs.values())[:RUNS], list(natural.values())


def observe(lines: list[Line], around: bool, skip: set[str]) -> np.ndarray:
    """The features of the seams of these lines, alone or with the lines around them."""
    found = []
    for first in range(0, len(lines), 200):
        some = lines[first : first + 200]
        heads = ["\n".join((*line.above, "")) if around else "" for line in some]
        tails = ["\n".join(("", *line.below)) if around else "" for line in some]
        batch = Batch.of(*(h + line.text + t for h, line, t in zip(heads, some, tails, strict=True)))
        seams = find_seams(batch)
        document = batch.document_of(seams.at)
        for k, d in enumerate(document.tolist()):
            at = int(seams.at[k] - batch.starts[d]) - len(heads[d])
            word = batch.text[batch.words.start[seams.word[k]] : batch.words.end[seams.word[k]]]
            wanted = at in some[d].seams if some[d].seams else 0 <= at < len(some[d].text)
            if wanted and word not in skip:
                found.append(seams.features[k])
    return np.array(found).reshape(-1, len(FEATURES))


def of_documents(paths: list[Path], share: float) -> np.ndarray:
    """The features of the seams of whole documents: none of them is glue."""
    found = []
    for path in paths:
        for row in rows(path):
            if random.random() < share or "docs81" not in path.name:
                found.append(find_seams(Batch.of(row["text"])).features)
    return np.concatenate(found)


def main() -> None:
    """Print intercept and weights, in thousandths."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("pages", "others", "texts", "names"):
        parser.add_argument(f"--{name}", nargs="+", type=Path, required=True)
    parser.add_argument("--labelled", type=Path, required=True)
    arguments = parser.parse_args()
    table = count(elements(arguments.others))
    with patch.object(edges, "_edges", lambda: table):
        weights, intercept = learn(arguments.pages, arguments.texts, arguments.names, arguments.labelled)
    print(f"INTERCEPT = {intercept}")
    for name, weight in weights.items():
        print(f'    "{name}": {weight},')


def learn(
    pages: list[Path], texts: list[Path], names: list[Path], labelled: Path, without: str = ""
) -> tuple[dict[str, int], int]:
    """Weights and intercept in thousandths; `without` names a source of pages to leave out."""
    random.seed(11)
    skip = {word for row in rows(labelled) for word in re.findall(r"\w+", row["text"]) if SEAM.search(word)}
    glued, natural = examples(pages, without)
    described = [line.rpartition("\t")[2] for path in names for line in path.read_text("utf8", "replace").split("\n")]
    described = random.sample([line for line in described if SEAM.search(line)], DESCRIPTIONS)
    positive = np.concatenate([observe(glued, around, skip) for around in (False, True)])
    web = np.concatenate([observe(natural, around, skip) for around in (False, True)])
    other = np.concatenate(
        [of_documents(texts, 0.05), observe([Line(text, (), (), ()) for text in described], False, skip)]
    )
    values = np.concatenate([web, other, positive]).astype(float)
    labels = np.repeat([0, 0, 1], [len(web), len(other), len(positive)])
    weights = np.repeat([4.0, 1.0, (4 * len(web) + len(other)) / len(positive)], [len(web), len(other), len(positive)])
    sure = first_model(values, labels, weights)
    alone = (values[:, FEATURES.index("no word before")] == 1) & (values[:, FEATURES.index("no word after")] == 1)
    single = values[:, FEATURES.index("other seams in the line")] == 0
    noise = (np.arange(len(values)) < len(web)) & (sure > GLUE) & ~(alone & single) & ~(single & (sure < SURELY_GLUE))
    keep = ~noise
    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=5000))
    model.fit(values[keep], labels[keep], logisticregression__sample_weight=weights[keep])
    scale, linear = model[0], model[1]
    raw = linear.coef_[0] / scale.scale_
    print(f"# {len(positive)} glued, {len(web)} + {len(other)} natural seams, {noise.sum()} thrown out")
    intercept = round(UNIT * float(linear.intercept_[0] - raw @ scale.mean_))
    return {name: round(UNIT * weight) for name, weight in zip(FEATURES, raw, strict=True)}, intercept


def first_model(values: np.ndarray, labels: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """How sure a model that has not seen a row is that it is glue."""
    trees = HistGradientBoostingClassifier(max_depth=4, max_iter=120, random_state=0)
    chances = cross_val_predict(trees, values, labels, cv=5, method="predict_proba", params={"sample_weight": weights})
    return np.asarray(chances[:, 1])


if __name__ == "__main__":
    main()

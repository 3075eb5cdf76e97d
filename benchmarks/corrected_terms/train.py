"""Learn the ranker of ART002 (`corpuslint/data/corrections.npz`) and print its figures out of fold.

    pip install scikit-learn codespell
    python benchmarks/corrected_terms/train.py EVAL_FOLDER docs81.jsonl [TREEBANK ...]

TREEBANK: clones of UniversalDependencies/UD_English-EWT and UD_English-GUM. Gradient boosting with one-way
constraints (Friedman 2001; scikit-learn's histogram implementation), exported as integer trees.
"""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path
from typing import Any

import numpy as np
from corpora import Row, corpora, is_acronym, known_misspellings
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier

from corpuslint.batch import Batch
from corpuslint.language.correction import adjustment
from corpuslint.language.evidence import NAMES, evidence
from corpuslint.language.forms import Shape, forms
from corpuslint.language.identify import spoken
from corpuslint.language.lexicon import lexicon
from corpuslint.language.suspects import Vocabulary, counted, suspects
from corpuslint.model import Document
from corpuslint.tables import DATA

FOLDS, BATCH = 5, 1 << 16
WEIGHT = {"typos": 5.0, "terms": 3.0, "genres": 3.0} | dict.fromkeys(
    ("web", "web-terms", "web-clean", "manuals", "manuals2"), 0.7
)
FOR = [
    "gap",
    "corpus_right",
    "document_right",
    "margin",
    "left_match",
    "right_match",
    "worst_wrong",
    "title_right",
    "listed",
]
AGAINST = [
    "zipf_wrong",
    "corpus_wrong",
    "document_wrong",
    "stem",
    "compound",
    "document_unknown",
    "valid",
    "old_words",
    "glued",
]
ONE_WAY = dict.fromkeys(FOR, 1) | dict.fromkeys(AGAINST, -1)
"""Columns that may only speak for a correction, or only against it."""
THRESHOLDS = (-50, 0, 25, 40, 50, 100, 150)
TRUE_TYPOS = Path(__file__).with_name("true_typos.txt")
"""Unlabelled misspellings in the clean corpora, found by an earlier ranker and read by eye: not counted as wrong."""


def batches(rows: list[Row]) -> list[Batch]:
    """Rows as batches of about 2^16 code points."""
    out: list[Batch] = []
    held: list[int] = []
    size = 0
    for index, row in enumerate(rows):
        held.append(index)
        size += len(row["text"])
        if size > BATCH or index + 1 == len(rows):
            out.append(Batch([Document("", rows[i]["text"], i + 1) for i in held], np.array(held)))
            held, size = [], 0
    return out


def pairs_of(rows: list[Row]) -> tuple[NDArray[np.int32], list[dict[str, Any]]]:
    """Evidence of every pair of a corpus, and what it is about."""
    known, parts = lexicon("en"), batches(rows)
    keys, counts = (np.concatenate(column) for column in zip(*(counted(b, known) for b in parts), strict=True))
    distinct, place = np.unique(keys, return_inverse=True)
    total = np.bincount(place, counts).astype(np.int64)
    corpus = Vocabulary.of(distinct[total > 1], total[total > 1], sum(len(b.words) for b in parts))
    evidences, facts = [], []
    for batch in parts:
        pairs = list(suspects(batch, known, corpus, forms(batch).plain & spoken(batch, "en")))
        evidences.append(evidence(batch, pairs, known, corpus))
        for pair in pairs:
            start, end = int(batch.words.start[pair.word]), int(batch.words.end[pair.word])
            index = int(batch.document_of(np.array([start]))[0])
            origin, row = int(batch.starts[index]), rows[int(batch.ids[index])]
            hit = [g for g in row["gold"] if g[0] < end - origin and start - origin < g[1]]
            made = [row["text"][g[0] : start - origin] + pair.right + row["text"][end - origin : g[1]] for g in hit]
            facts.append(
                {
                    "row": int(batch.ids[index]),
                    "start": start - origin,
                    "pair": (batch.text[start:end].lower(), pair.right),
                    "touches": bool(hit),
                    "label": any(m.lower() == g[2].lower() for m, g in zip(made, hit, strict=True)),
                    "group": row["group"],
                    "gold": bool(row["gold"]),
                    "measured": row.get("measured", False),
                }
            )
    return np.concatenate(evidences), facts


def fit(x: NDArray[np.int32], y: NDArray[np.bool_], weight: NDArray[np.float64]) -> HistGradientBoostingClassifier:
    """The ranker; without early stopping, which would draw rows."""
    return HistGradientBoostingClassifier(
        max_iter=150,
        early_stopping=False,
        learning_rate=0.06,
        max_leaf_nodes=12,
        min_samples_leaf=30,
        l2_regularization=5,
        monotonic_cst=[ONE_WAY.get(name, 0) for name in NAMES],
        random_state=0,
    ).fit(x, y, sample_weight=weight)


def export(model: HistGradientBoostingClassifier, path: Path) -> None:
    """Trees as integer arrays of equal size."""
    trees = [stage[0].nodes for stage in model._predictors]
    shape = (len(trees), max(map(len, trees)))
    out = {name: np.zeros(shape, np.uint8) for name in ("column", "left", "right")}
    out |= {name: np.zeros(shape, np.int32) for name in ("limit", "value")}
    for t, nodes in enumerate(trees):
        for n, node in enumerate(nodes):
            leaf = bool(node["is_leaf"])
            out["left"][t, n], out["right"][t, n] = (n, n) if leaf else (node["left"], node["right"])
            if leaf:
                out["value"][t, n] = round(node["value"] * 100)
            else:
                out["column"][t, n] = node["feature_idx"]
                out["limit"][t, n] = int(np.floor(np.clip(node["num_threshold"], -(2**30), 2**30)))
    base, depth = round(float(np.ravel(model._baseline_prediction)[0]) * 100), max(int(t["depth"].max()) for t in trees)
    np.savez_compressed(path, base=base, depth=depth, **out)


def report(name: str, rows: list[Row], facts: list[dict[str, Any]], scores: NDArray[np.float64]) -> None:
    """Recall, right corrections and flags per 1,000 clean words at several thresholds."""
    best: dict[tuple[int, int], int] = {}
    for i, fact in enumerate(facts):
        key = (fact["row"], fact["start"])
        if key not in best or scores[i] > scores[best[key]]:
            best[key] = i
    words = sum(len(row["text"].split()) for row in rows if not row["gold"])
    gold = sum(len(row["gold"]) for row in rows)
    some = {number for number, row in enumerate(rows) if _is_special(name, row)}
    for threshold in THRESHOLDS:
        flagged = [facts[i] for i in best.values() if scores[i] >= threshold]
        found = [fact for fact in flagged if fact["touches"]]
        rows_found = {fact["row"] for fact in found}
        recall = len(rows_found) if name in SPECIAL else len(found)
        false = sum(not fact["gold"] for fact in flagged)
        print(
            f"{name:10s} {threshold:5d}  recall {recall / max(1, gold):.3f} of {gold:5d}  "
            f"right {sum(f['label'] for f in found) / max(1, len(found)):.3f}  "
            f"{SPECIAL.get(name, '')} {len(some & rows_found)} of {len(some)}  "
            f"per 1,000 clean words {1000 * false / max(1, words):.3f} ({false} in {words})"
        )


SPECIAL = {"typos": "non-words", "terms": "acronyms"}


def _is_special(name: str, row: Row) -> bool:
    """Rows that a figure of their own is asked for."""
    if name == "typos":
        return row.get("kind") == "nonword"
    return name == "terms" and bool(row["gold"]) and is_acronym(row["gold"][0][2])


def out_of_fold(
    x: NDArray[np.int32],
    y: NDArray[np.bool_],
    weight: NDArray[np.float64],
    use: NDArray[np.bool_],
    facts: list[dict[str, Any]],
) -> NDArray[np.float64]:
    """Scores of every pair by a ranker that has not seen its group (site, repository, genre)."""
    fold = np.array([int(hashlib.md5(str(fact["group"]).encode()).hexdigest(), 16) % FOLDS for fact in facts])
    scores = np.zeros(len(y))
    for number in range(FOLDS):
        learn = use & (fold != number)
        scores[fold == number] = 100 * fit(x[learn], y[learn], weight[learn]).decision_function(x[fold == number])
    return scores + adjustment(x)


def main() -> None:
    """Build, cross-validate, report, fit on everything, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("evaluation", type=Path)
    parser.add_argument("documentation", type=Path)
    parser.add_argument("treebanks", type=Path, nargs="*")
    parser.add_argument("--seeds", type=int, default=2, help="times that clean text is corrupted (default: 2)")
    parser.add_argument("--no-folds", action="store_true", help="only fit and write, without figures out of fold")
    args = parser.parse_args()
    sets = corpora(args.evaluation, args.documentation, args.treebanks, args.seeds)
    made = {name: pairs_of(rows) for name, rows in sets.items()}
    x = np.concatenate([evidences for evidences, _ in made.values()])
    facts = [{**fact, "set": name} for name, (_, found) in made.items() for fact in found]
    y = np.array([fact["label"] for fact in facts])
    weight = np.array([WEIGHT.get(fact["set"].split("/")[0], 1.0) for fact in facts])
    noise = {tuple(line.split()) for line in TRUE_TYPOS.read_text("utf8").splitlines() if not line.startswith("#")}
    listed = {(wrong, right) for right, wrongs in known_misspellings().items() for wrong in wrongs}
    ordinary = ((x[:, NAMES.index("shape")] == Shape.LOWER) | (x[:, NAMES.index("opens")] > 0)).tolist()
    doubtful = [  # A listed misspelling in clean text is one that nobody saw, unless it is a name.
        not fact["label"]
        and (
            fact["pair"] in noise or (small and fact["pair"] in listed)
            if not fact["touches"]
            else fact["set"] == "treebanks"
        )
        for fact, small in zip(facts, ordinary, strict=True)
    ]
    use = ~np.array(doubtful) & ~np.array([fact["measured"] for fact in facts])
    if not args.no_folds:
        scores = out_of_fold(x, y, weight, use, facts)
        at = 0
        for name, (_, found) in made.items():
            report(name, sets[name], found, scores[at : at + len(found)])
            at += len(found)
    export(fit(x[use], y[use], weight[use]), DATA / "corrections.npz")


if __name__ == "__main__":
    main()

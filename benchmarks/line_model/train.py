"""Train the line model and print what it does on sites that it has not seen.

    python benchmarks/line_model/train.py PAGES.jsonl… [-o corpuslint/data/line_model.npz] [--folds DIR]

Rows of the JSONLs are labelled pages or documents without boilerplate (see `corpus.py`). Five networks are trained,
each without the sites of one fold; second steps learn from their scores on these sites, again each without one fold,
and are measured there; then both steps are trained on everything and written. Takes PyTorch, and one to three minutes
a model on one core.
"""

from __future__ import annotations

import argparse
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import second_step
import torch
from corpus import FOLDS, TITLE, Columns, Page, columns, common_terms, read, variants
from network import Network, Packed, Settings
from torch import Tensor, nn

from corpuslint.batch import Batch
from corpuslint.language.layers import layers_of
from corpuslint.language.line_context import STEPS, weigh
from corpuslint.language.line_features import find_lines
from corpuslint.language.line_model import GAP, Weights, build, first_scores, key_of
from corpuslint.rules.phrase_hits import seen_strengths

SITES = 7
"""Sites or documents that a term must stand on."""
TERMS = 55_000
"""Terms at most, so that the weights stay under a megabyte."""
LONG = 300
"""A line of content counts as much again for each so many characters: what is wrongly flagged is counted in them."""
MOST = 600
TITLES_COUNT = 3
"""How much a title counts: there is one to a page, among hundreds of lines that look like it."""
CONTENT = 1.5
"""How much a line of a document without boilerplate counts."""
BY_PEOPLE = 3
"""How much a line counts that people labelled: there are few, and only they are of crawled text in some languages."""
VARIANT = 0.5
"""How much a variant of a page counts."""


def pack(parts: Sequence[Columns]) -> tuple[Packed, Tensor, Tensor]:
    """Documents side by side; their labels and importance."""
    width = sum(len(part.labels) + GAP for part in parts)
    dense = np.zeros((width, parts[0].features.shape[1]), np.float32)
    labels, importance, mask = (np.zeros(width, np.float32) for _ in range(3))
    document = np.zeros(width, np.int64)
    lines, origin = [], 0
    for number, part in enumerate(parts):
        here = slice(origin, origin + len(part.labels))
        dense[here], labels[here], importance[here], mask[here] = part.features, part.labels == 1, part.importance, 1
        document[origin : here.stop + GAP] = number
        lines.append(part.line + origin)
        origin = here.stop + GAP
    packed = Packed(
        torch.from_numpy(dense),
        torch.from_numpy(np.concatenate([part.rows for part in parts])),
        torch.from_numpy(np.concatenate(lines)),
        torch.from_numpy(np.concatenate([part.weight for part in parts])),
        torch.from_numpy(mask),
        torch.from_numpy(document),
        len(parts),
    )
    return packed, torch.from_numpy(labels), torch.from_numpy(importance)


def batches(parts: Sequence[Columns], lines: int, chance: random.Random | None = None) -> Iterator[list[Columns]]:
    """Documents in portions of so many lines, shuffled where `chance` is given."""
    order = list(parts)
    if chance:
        chance.shuffle(order)
    portion: list[Columns] = []
    size = 0
    for part in order:
        portion.append(part)
        size += len(part.labels)
        if size >= lines:
            yield portion
            portion, size = [], 0
    if portion:
        yield portion


def weigh_lines(part: Columns) -> None:
    """How much each line counts in training."""
    importance = np.where(part.labels == 0, 1 + np.minimum(part.length, MOST) / LONG, 1)
    importance[part.labels == 2] = 0
    importance[part.labels == TITLE] = TITLES_COUNT
    if part.page.source.startswith("turku"):
        importance *= BY_PEOPLE
    elif not part.page.language:
        importance *= CONTENT
    part.importance = (importance * (VARIANT if part.page.variant else 1)).astype(np.float32)


def fit(parts: Sequence[Columns], terms: int, settings: Settings, seed: int) -> Network:
    """A network trained on these documents."""
    torch.manual_seed(seed)
    chance = random.Random(seed)
    network = Network(terms, parts[0].features.shape[1], settings)
    rest = [weight for name, weight in network.named_parameters() if not name.startswith("terms")]
    optimizer = torch.optim.AdamW(
        [
            {"params": network.terms.parameters(), "weight_decay": settings.term_decay, "lr": 2 * settings.rate},
            {"params": rest, "weight_decay": 0.01, "lr": settings.rate},
        ]
    )
    steps = settings.epochs * sum(1 for _ in batches(parts, settings.lines)) + settings.epochs * 60
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, [2 * settings.rate, settings.rate], total_steps=steps)
    network.train()
    for _ in range(settings.epochs):
        for portion in batches(parts, settings.lines, chance):
            packed, labels, importance = pack(portion)
            loss = nn.functional.binary_cross_entropy_with_logits(network(packed), labels, reduction="none")
            optimizer.zero_grad()
            ((loss * importance).sum() / importance.sum().clamp(min=1)).backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
    return network.eval()


def first_of(weights: Weights, page: Page) -> np.ndarray:
    """The first score of each line of a page that is not blank, as users get it."""
    batch = Batch.of("\n".join(page.texts))
    return first_scores(weights, batch, find_lines(batch), seen_strengths(batch))[1]


def reconsider(second: second_step.Context, parts: Sequence[Columns], first: Sequence[np.ndarray]) -> list[np.ndarray]:
    """The second score of each line of each document."""
    arrays = second.export()
    layers = layers_of(arrays)
    return [
        weigh(layers, arrays["context_first"], second_step.context_of(part, scores).T, scores)
        for part, scores in zip(parts, first, strict=True)
    ]


def figures(scores: Sequence[np.ndarray], parts: Sequence[Columns], limit: float) -> str:
    """Precision, recall and F1 of boilerplate lines, and the share of content characters flagged."""
    flagged = np.concatenate(scores) >= limit * STEPS
    labels = np.concatenate([part.labels for part in parts])
    length = np.concatenate([part.length for part in parts])
    right, wrong = (flagged & (labels == 1)).sum(), flagged & (labels == 0)
    precision = right / max(1, right + wrong.sum())
    recall = right / max(1, (labels == 1).sum())
    score = 2 * precision * recall / max(1e-9, precision + recall)
    share = length[wrong].sum() / max(1, length[labels == 0].sum())
    return f"P {precision:.3f} R {recall:.3f} F1 {score:.3f} content {share:.4f}"


def report(found: Sequence[tuple[np.ndarray, Columns]]) -> None:
    """Figures of each set at several limits."""
    sets: dict[str, list[tuple[np.ndarray, Columns]]] = defaultdict(list)
    for scores, part in found:
        sets[part.page.origin].append((scores, part))
    for name, members in sorted(sets.items()):
        for limit in (-1, 0, 1, 2):
            scores, parts = zip(*members, strict=True)
            print(f"{name:20s} {limit:2d}  {figures(scores, parts, limit)}", flush=True)


def prepare(paths: Sequence[Path]) -> tuple[list[Columns], np.ndarray]:
    """The columns of all documents and their variants, and the terms."""
    pages = [page for path in paths for page in read(path)]
    hashes = common_terms([page for page in pages if page.trains], SITES)[:TERMS]
    keys = key_of(hashes)
    weights = build({"keys": keys})
    chance = random.Random(5)
    everything: list[Page] = pages + [variant for page in pages for variant in variants(page, chance)]
    parts = [part for page in everything if (part := columns(page, weights))]
    for part in parts:
        weigh_lines(part)
    return parts, keys


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", nargs="+", type=Path)
    parser.add_argument("-o", "--output", type=Path, help="where to write the weights (an .npz)")
    parser.add_argument("--folds", type=Path, help="a folder for the five models that have not seen one fold each")
    args = parser.parse_args()
    torch.set_num_threads(1)
    parts, keys = prepare(args.pages)
    print(
        f"{len(parts)} documents and variants, {sum(len(p.labels) for p in parts)} lines, {len(keys)} terms", flush=True
    )
    learning = [part for part in parts if part.page.trains]
    whole = [part for part in parts if not part.page.variant]
    networks = [
        fit([part for part in learning if part.page.fold != fold], len(keys), Settings(), seed=fold)
        for fold in range(FOLDS)
    ]
    weights = [build(network.export(keys)) for network in networks]
    first = [first_of(weights[part.page.fold], part.page) for part in whole]
    unseen: list[tuple[np.ndarray, Columns]] = []
    for fold, network in enumerate(networks):
        second = fit_second(whole, first, fold)
        left = [place for place, part in enumerate(whole) if part.page.fold == fold]
        mine = [whole[place] for place in left]
        unseen += zip(reconsider(second, mine, [first[place] for place in left]), mine, strict=True)
        if args.folds:
            args.folds.mkdir(parents=True, exist_ok=True)
            np.savez_compressed(args.folds / f"fold{fold}.npz", **network.export(keys), **second.export())
    report(unseen)
    if args.output:
        network, second = fit(learning, len(keys), Settings(), seed=0), fit_second(whole, first, None)
        np.savez_compressed(args.output, **network.export(keys), **second.export())


def fit_second(whole: Sequence[Columns], first: Sequence[np.ndarray], fold: int | None) -> second_step.Context:
    """The second step, trained on everything that may be learnt from but a fold."""
    chosen = [place for place, part in enumerate(whole) if part.page.trains and part.page.fold != fold]
    parts, scores = [whole[place] for place in chosen], [first[place] for place in chosen]
    return second_step.fit(parts, scores, second_step.Settings(), seed=fold or 0)


if __name__ == "__main__":
    main()

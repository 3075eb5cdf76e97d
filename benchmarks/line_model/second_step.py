"""Training of the line model's second step, which `corpuslint.language.line_context` computes with.

It learns from first scores of documents that the first step had not seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from corpus import TITLE, Columns
from network import activated, stepped
from torch import Tensor, nn

from corpuslint.language.line_columns import FULL
from corpuslint.language.line_context import COLUMNS, MOST, STEPS, context

LONG, MOST_CHARACTERS = 300, 600
"""A line of content counts as much again for each so many characters; but not of text that people labelled line by
line, of whose content fewer are asked for."""
BY_PEOPLE, CONTENT = 5, 0.5
"""How much lines count that people labelled, and lines of documents without boilerplate, which are many."""


@dataclass(frozen=True)
class Settings:
    """What training can be told; the defaults were chosen on out-of-fold figures. Longer training is worse."""

    epochs: int = 14
    rate: float = 4e-3
    decay: float = 0.02
    hidden: int = 64
    second: int = 16
    lines: int = 2048
    """Lines in one step."""


class Context(nn.Module):
    """Two layers over the context of a line, beside a share of its first score."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.context0 = nn.Linear(COLUMNS, settings.hidden)
        self.context1 = nn.Linear(settings.hidden, settings.second)
        self.context2 = nn.Linear(settings.second, 1)
        self.first = nn.Parameter(torch.tensor(0.5))

    def forward(self, seen: Tensor, first: Tensor) -> Tensor:
        """The logit of each line, from its columns (0..1) and the logit of the first step."""
        hidden = seen
        for layer in (self.context0, self.context1):
            hidden = activated(nn.functional.linear(hidden, stepped(layer.weight), layer.bias))
        last = self.context2
        return nn.functional.linear(hidden, stepped(last.weight), last.bias)[:, 0] + self.first * first

    def export(self) -> dict[str, np.ndarray]:
        """The arrays that are added to those of the first step."""
        arrays: dict[str, np.ndarray] = {"context_first": self.first.detach().numpy().astype(np.float64)}
        for name in ("context0", "context1", "context2"):
            layer = getattr(self, name)
            scale = float(layer.weight.detach().abs().max().clamp(min=1e-6)) / FULL
            arrays[name] = torch.round(layer.weight.detach() / scale).numpy().astype(np.int8)
            arrays[f"{name}_scale"] = np.array(scale)
            arrays[f"{name}_bias"] = layer.bias.detach().numpy().astype(np.float64)
        return arrays


def context_of(part: Columns, score: np.ndarray) -> np.ndarray:
    """The columns of a document's lines, (line, column)."""
    features = np.rint(part.features.T * FULL).astype(np.uint8)
    return context(features, np.array([0, len(score)]), part.length.astype(np.int64), score).T


def importance(part: Columns) -> np.ndarray:
    """How much each line counts."""
    by_people = part.page.source.startswith("turku")
    weight = np.ones(len(part.labels))
    if not by_people:
        weight += np.where(part.labels == 0, np.minimum(part.length, MOST_CHARACTERS) / LONG, 0)
    weight[(part.labels == 2) | (part.labels == TITLE)] = 0
    return weight * (BY_PEOPLE if by_people else 1 if part.page.language else CONTENT)


def fit(parts: Sequence[Columns], scores: Sequence[np.ndarray], settings: Settings, seed: int) -> Context:
    """The second step, trained on documents and the first scores of their lines."""
    torch.manual_seed(seed)
    weights = np.concatenate([importance(part) for part in parts])
    kept = np.flatnonzero(weights > 0)
    seen = np.concatenate([context_of(part, score) for part, score in zip(parts, scores, strict=True)])[kept]
    first = np.clip(np.concatenate(list(scores))[kept], -MOST, MOST) / STEPS
    labels = np.concatenate([part.labels == 1 for part in parts])[kept]
    weight, target, first_logit = (
        torch.from_numpy(column.astype(np.float32)) for column in (weights[kept], labels, first)
    )
    columns = torch.from_numpy(seen)
    network = Context(settings)
    optimizer = torch.optim.AdamW(network.parameters(), lr=settings.rate, weight_decay=settings.decay)
    steps = len(kept) // settings.lines
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, settings.rate, total_steps=settings.epochs * steps + 1)
    for _ in range(settings.epochs):
        order = torch.randperm(len(kept))
        for step in range(steps):
            rows = order[step * settings.lines : (step + 1) * settings.lines]
            logit = network(columns[rows].float() / FULL, first_logit[rows])
            loss = nn.functional.binary_cross_entropy_with_logits(logit, target[rows], reduction="none")
            optimizer.zero_grad()
            ((loss * weight[rows]).sum() / weight[rows].sum()).backward()
            optimizer.step()
            schedule.step()
    return network.eval()

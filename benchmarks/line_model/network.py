"""The line model in PyTorch, trained with the roundings that `corpuslint.language.line_model` computes with.

Every weight is a whole number of -127..127 times a scale, every activation one of 0..127, so that sums of products are
exact in float32, in any order and on any machine. Rounding passes gradients straight through (Bengio et al. 2013,
arXiv:1308.3432).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from corpuslint.language.layers import RANGE
from corpuslint.language.line_columns import FULL
from corpuslint.language.line_model import DILATIONS, EMBEDDING_STEPS, HIDDEN, TERM_SIZE


@dataclass(frozen=True)
class Settings:
    """What training can be told; the defaults were chosen on out-of-fold figures."""

    epochs: int = 6
    rate: float = 3e-3
    dropout: float = 0.25
    term_dropout: float = 0.2
    line_dropout: float = 0.1
    document_dropout: float = 0.12
    term_decay: float = 0.1
    lines: int = 4000
    """Lines in one step."""


def rounded(values: Tensor) -> Tensor:
    """The nearest whole numbers, with the gradient of the identity."""
    return values + (values.round() - values).detach()


def stepped(weights: Tensor) -> Tensor:
    """Weights as they are shipped: whole multiples of a 127th of the largest."""
    scale = weights.abs().max().detach().clamp(min=1e-6) / FULL
    return rounded(weights / scale) * scale


def activated(values: Tensor) -> Tensor:
    """Activations in 0..RANGE, in 127 steps."""
    return rounded(torch.clamp(values, 0, RANGE) * (FULL / RANGE)) * (RANGE / FULL)


@dataclass
class Packed:
    """Documents side by side, with gaps between them that the convolutions' reach cannot cross."""

    dense: Tensor
    terms: Tensor
    term_line: Tensor
    term_weight: Tensor
    mask: Tensor
    document: Tensor
    documents: int


class Network(nn.Module):
    """One line's features and words, then its neighbours in widening circles, then its document, then the verdict."""

    def __init__(self, terms: int, features: int, settings: Settings) -> None:
        super().__init__()
        self.settings = settings
        self.terms = nn.Embedding(terms, TERM_SIZE)
        nn.init.normal_(self.terms.weight, std=0.05)
        self.dense = nn.Linear(features, HIDDEN)
        self.spoken = nn.Linear(TERM_SIZE, HIDDEN, bias=False)
        self.around = nn.ModuleList(nn.Conv1d(HIDDEN, HIDDEN, 3, dilation=step, padding=step) for step in DILATIONS)
        self.whole = nn.Linear(HIDDEN, HIDDEN)
        self.last = nn.Linear(HIDDEN, 1)
        self.drop = nn.Dropout(settings.dropout)

    def forward(self, packed: Packed) -> Tensor:
        """The logit of each line."""
        dense, terms, line, weight = packed.dense, packed.terms, packed.term_line, packed.term_weight
        count = dense.shape[0]
        if self.training:
            lines = torch.rand(count) > self.settings.line_dropout
            heard = torch.rand(packed.documents) > self.settings.document_dropout
            keep = (torch.rand(len(terms)) > self.settings.term_dropout) & (lines & heard[packed.document])[line]
            terms, line, weight = terms[keep], line[keep], weight[keep]
            dense = dense.clone()
            dense[:, -2:] *= heard[packed.document][:, None]
        vectors = stepped(self.terms.weight)[terms] * weight[:, None]
        spoken = torch.zeros(count, TERM_SIZE).index_add_(0, line, vectors)
        spoken = rounded(torch.clamp(spoken * EMBEDDING_STEPS, -FULL, FULL)) / EMBEDDING_STEPS
        mask = packed.mask[:, None]
        inner = nn.functional.linear(dense, stepped(self.dense.weight), self.dense.bias)
        inner = inner + nn.functional.linear(spoken, stepped(self.spoken.weight))
        hidden = self.drop(activated(inner)) * mask
        for number, layer in enumerate(self.around):
            seen = nn.functional.conv1d(
                hidden.t()[None], stepped(layer.weight), layer.bias, padding=layer.padding, dilation=layer.dilation
            )[0].t()
            hidden = torch.clamp(hidden + self.drop(activated(seen)), 0, RANGE) * mask
            if number == len(DILATIONS) // 2 - 1:
                hidden = torch.clamp(hidden + self._document(hidden, packed), 0, RANGE) * mask
        return nn.functional.linear(hidden, stepped(self.last.weight), self.last.bias)[:, 0]

    def _document(self, hidden: Tensor, packed: Packed) -> Tensor:
        sums = torch.zeros(packed.documents, HIDDEN).index_add_(0, packed.document, hidden)
        sizes = torch.zeros(packed.documents).index_add_(0, packed.document, packed.mask)
        mean = rounded(sums / sizes.clamp(min=1)[:, None] * (FULL / RANGE)) * (RANGE / FULL)
        return activated(nn.functional.linear(mean, stepped(self.whole.weight), self.whole.bias))[packed.document]

    def export(self, keys: np.ndarray) -> dict[str, np.ndarray]:
        """The arrays of `data/line_model.npz`: whole numbers, and a scale for each."""
        arrays: dict[str, np.ndarray] = {}
        with torch.no_grad():
            named = {
                "terms": self.terms.weight,
                "dense": self.dense.weight,
                "spoken": self.spoken.weight,
                "whole": self.whole.weight,
                "last": self.last.weight,
                **{f"around{number}": layer.weight.permute(2, 0, 1) for number, layer in enumerate(self.around)},
            }
            for name, weight in named.items():
                scale = float(weight.abs().max().clamp(min=1e-6)) / FULL
                arrays[name] = torch.round(weight / scale).numpy().astype(np.int8)
                arrays[f"{name}_scale"] = np.array(scale)
            biases = {"dense": self.dense, "whole": self.whole, "last": self.last}
            for name, layer in {**biases, **{f"around{n}": layer for n, layer in enumerate(self.around)}}.items():
                arrays[f"{name}_bias"] = layer.bias.numpy().astype(np.float64)
        arrays["keys"] = keys
        return arrays

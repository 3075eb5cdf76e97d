"""Layers of a network whose products are exact: weights of -127..127, activations of 0..127, all whole numbers.

A sum of products stays below 2^24, so it is exact in float32, whatever the order of summation.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpuslint.language.line_columns import FULL

Floats = NDArray[np.float32]
RANGE = 6.0
"""The activation that the largest, `FULL`, stands for."""
ALONE = 1 << 18
"""Multiplications up to which OpenBLAS computes a product in the calling thread."""


@dataclass(frozen=True, slots=True)
class Layer:
    """Whole numbers as floats (in C order: NumPy multiplies other orders without BLAS), a scale, a column of biases."""

    weight: Floats
    scale: np.float32
    bias: Floats


def layers_of(arrays: dict[str, NDArray[Any]]) -> dict[str, Layer]:
    """The layers among the arrays of a file: each has a scale."""
    layers = {}
    for name in {key.removesuffix("_scale") for key in arrays if key.endswith("_scale")} - {"terms"}:
        weight = np.ascontiguousarray(arrays[name].astype(np.float32))
        bias = arrays.get(f"{name}_bias", np.zeros(weight.shape[-2])).astype(np.float32)[:, None]
        layers[name] = Layer(weight, np.float32(arrays[f"{name}_scale"]), bias)
    return layers


def multiply(weight: Floats, values: Floats) -> Floats:
    """The product of two matrices, in portions that the linear algebra library does not hand to several threads.

    Threads cost more than they bring for matrices as small as these: 6 s of CPU time against 0.4 s, for 8 MB of text.
    """
    rows, inner = weight.shape
    width = max(1, ALONE // (rows * inner))
    product = np.empty((rows, values.shape[1]), np.float32)
    for first in range(0, values.shape[1], width):
        np.matmul(weight, values[:, first : first + width], out=product[:, first : first + width])
    return product


def activate(values: Floats) -> Floats:
    """Activations in 0..FULL, of values in 0..RANGE."""
    activated: Floats = np.rint(np.clip(values, 0, np.float32(RANGE)) * np.float32(FULL / RANGE))
    return activated

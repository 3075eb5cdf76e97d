"""The input of the line model: which lines, which figures of each, and on which scales.

All values are whole numbers from 0 to 127, so that the model's sums are exact and a verdict cannot depend on how
documents were put together in batches.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
FULL = 127
"""The largest value of a column: with weights of one signed byte the model's sums stay exact in float32."""
LENGTHS = np.array([1, 2, 3, 4, 6, 8, 11, 16, 23, 32, 45, 64, 90, 128, 181, 256, 362, 512, 724, 1024, 2048])
COUNTS = np.array([1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 257, 513, 1025])
SENTENCE = 60
"""Characters from which a line that ends like a sentence is running text (a character without spaces is two)."""

FEATURES: tuple[str, ...] = (
    *("length", "length>=16", "length>=40", "length>=80", "length>=160", "length>=320"),
    *("words", "words<=0", "words<=1", "words<=2", "words<=3", "words<=5", "words<=9"),
    *("letters", "upper", "digits", "punctuation", "solo", "capitals", "word length"),
    *("commas", "stops", "links", "code", "colons", "signs", "brackets", "quotes", "tabs"),
    *("comma share", "stop share", "code share", "indent"),
    *("terminal", "closed", "dots", "colon end", "comma end", "arrow end", "digit end", "letter end"),
    *("upper start", "lower start", "digit start", "bullet start", "quote start", "hash start", "sign start"),
    *("again", "again>=4", "shared words", "frequent words", "spoken words", "long words"),
    *("number", "rest", "number<=0", "number<=2", "rest<=0", "rest<=2", "position", "position in characters"),
    *("lines", "characters", "running share", "running before", "no running", "running"),
    *("to sentence before", "to sentence after", "none before", "none after"),
    *("document short", "document terminal", "document code", "document indent"),
    *("document capitals", "document length", "document tabs", "document commas"),
)
"""The names of the columns, in order."""


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines that are not blank: where they stand (without white space at the ends) and how they look."""

    index: Ints
    """Their indexes among all lines of the batch."""
    start: Ints
    end: Ints
    document: Ints
    first: Ints
    """For each document of the batch, the first of its lines in these columns; one more entry closes the last."""
    first_word: Ints
    last_word: Ints
    features: NDArray[np.uint8]
    """(feature, line)."""


def cumulate(values: NDArray[Any]) -> Ints:
    """The cumulative sum with a zero in front."""
    sums = np.zeros(len(values) + 1, np.int64)
    np.cumsum(values, out=sums[1:])
    return sums


def share(part: Ints, whole: Ints) -> Ints:
    """part / whole in 0..127."""
    return np.minimum(part * FULL // np.maximum(whole, 1), FULL)


def bucket(values: Ints, edges: NDArray[np.int64], scale: int) -> Ints:
    """On a scale of ever wider steps."""
    return np.minimum(np.searchsorted(edges, values, side="right") * scale, FULL)

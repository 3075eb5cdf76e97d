"""How much of each document repeats itself: the measures of Gopher's repetition rules, as integers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpuslint.batch import Batch
from corpuslint.similarity.shingles import Rows, fingerprints, make_shingles

Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Measure:
    """For each document, `part` of `whole`; `option` names the limit, `what` says it in words."""

    option: str
    what: str
    part: Counts
    whole: Counts


def line_measures(batch: Batch) -> Iterator[Measure]:
    """The shares of lines and of paragraphs that repeat earlier ones, by number and by characters."""
    lines = batch.lines
    solid = np.flatnonzero(~lines.blank)
    starts, ends, documents = lines.start[solid], lines.end[solid], lines.document[solid]
    yield from _units(batch, starts, ends, documents, "line", "lines")
    new = np.append(True, (np.diff(solid) > 1) | (documents[1:] != documents[:-1]))[: len(solid)]
    first = np.flatnonzero(new)
    last = np.append(first[1:], len(solid)) - 1
    yield from _units(batch, starts[first], ends[last], documents[first], "paragraph", "paragraphs")


def _units(batch: Batch, starts: Counts, ends: Counts, documents: Counts, name: str, plural: str) -> Iterator[Measure]:
    first, last = batch.first_word(starts), batch.first_word(ends)
    worded = last > first
    first, last, documents, sizes = first[worded], last[worded], documents[worded], (ends - starts)[worded]
    count = len(batch.documents)
    repeats = _repeats(fingerprints(batch.words.hash, first, last), documents)
    total = np.bincount(documents, minlength=count)
    part = np.bincount(documents[repeats], minlength=count)
    yield Measure(plural, f"of its {plural} repeat earlier ones", part, np.maximum(total, 1))
    characters = np.bincount(documents, sizes, count).astype(np.int64)
    part = np.bincount(documents[repeats], sizes[repeats], count).astype(np.int64)
    yield Measure(f"{name}_characters", f"of its text stands in repeated {plural}", part, np.maximum(characters, 1))


def ngram_measures(batch: Batch, words: Rows) -> Iterator[Measure]:
    """The shares of characters in the commonest n-gram (2 to 4), and in repeated n-grams (5 to 10)."""
    sizes = np.append(0, np.cumsum(batch.words.end - batch.words.start))
    whole = np.maximum(sizes[words.ends] - sizes[words.starts], 1)
    for length in range(2, 11):
        rows = make_shingles(words.values, words.starts, words.ends, length)
        index = Rows(np.arange(len(rows.values)), rows.starts, rows.ends).gather()
        documents = np.repeat(np.arange(len(words)), rows.lengths)
        values = rows.values[index]
        if length < 5:
            part = _commonest(values, documents, (sizes[index + length] - sizes[index]), len(words))
            yield Measure(f"top_{length}gram", f"of its text is one phrase of {length} words", part, whole)
        else:
            covered = np.zeros(len(batch.words) + 1, np.int64)
            again = index[_repeats(values.astype(np.uint64), documents)]
            np.add.at(covered, again, 1)
            np.add.at(covered, again + length, -1)
            inside = np.append(0, np.cumsum(np.where(np.cumsum(covered)[:-1] > 0, np.diff(sizes), 0)))
            part = inside[words.ends] - inside[words.starts]
            yield Measure(f"repeated_{length}grams", f"of its text is repeated phrases of {length} words", part, whole)


def _repeats(values: NDArray[np.uint64], documents: Counts) -> NDArray[np.bool_]:
    """Which values stand earlier in the same document."""
    order = np.lexsort((values, documents))
    same = (values[order][1:] == values[order][:-1]) & (documents[order][1:] == documents[order][:-1])
    found = np.zeros(len(values), np.bool_)
    found[order[1:][same]] = True
    return found


def _commonest(values: NDArray[np.uint32], documents: Counts, sizes: Counts, count: int) -> Counts:
    """For each document, the characters in its commonest value, if it stands there twice or more."""
    part = np.zeros(count, np.int64)
    if not len(values):
        return part
    order = np.lexsort((values, documents))
    value, document = values[order], documents[order]
    head = np.flatnonzero(np.append(True, (value[1:] != value[:-1]) | (document[1:] != document[:-1])))
    times = np.diff(np.append(head, len(value)))
    owner = document[head]
    most = np.zeros(count, np.int64)
    np.maximum.at(most, owner, times)
    top = (times == most[owner]) & (times > 1)
    np.maximum.at(part, owner[top], (times * sizes[order[head]])[top])
    return part

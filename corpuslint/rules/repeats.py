"""Which blocks of a corpus repeat earlier ones: the verdicts of DUP001, from its columns, a stretch at a time."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from corpuslint.columns import TOGETHER, ColumnStore, release, scratch
from corpuslint.rules.base import Survey, Verdicts
from corpuslint.similarity.clusters import changes, equal_texts
from corpuslint.tables import isin

Indexes = NDArray[np.int64]
NO_MORE = (1 << 63) - 1
"""An id above all others."""


def find_repeats(survey: Survey, words: int, documents: int) -> Verdicts:
    """The repeats, each with the first block of the same words; `joins` where one goes on with the repeat before.

    Blocks of fewer than `words` words that stand in `documents` documents are boilerplate, left out but in a run with
    others (0: none is).
    """
    kept, boilerplate = scratch(survey["print"].shape, np.int64), scratch(survey["print"].shape, np.bool_)
    for rows, mine in equal_texts(survey["print"]):
        kept[rows] = mine
        if documents:
            short, owner = survey["words"][rows] < words, survey["document"][rows]
            release((kept, *survey.values()))
            boilerplate[rows] = short & _in_many(owner, mine, documents)
        release((kept, boilerplate, *survey.values()))
    verdicts = ColumnStore()
    for first, last, ids in _stretches(survey["document"]):
        repetitive = survey["repetitive"][slice(*survey["repetitive"].searchsorted(ids))]
        verdicts.add(_with_documents(_repeats(survey, kept, boilerplate, first, last), repetitive))
        release((kept, boilerplate, *survey.values()))
    return verdicts.result()


def _in_many(documents: Indexes, kept: Indexes, least: int) -> NDArray[np.bool_]:
    """Which of these blocks, in corpus order and with all that are equal, stand in so many documents."""
    order = np.argsort(kept, kind="stable")
    first = changes(kept, order)
    heads, new = np.flatnonzero(first), first | changes(documents, order)
    number = np.add.reduceat(new, heads, dtype=np.int64)
    many = np.empty(len(kept), np.bool_)
    many[order] = np.repeat(number >= least, np.diff(np.append(heads, len(kept))))
    return many


def _stretches(documents: Indexes) -> Iterator[tuple[int, int, tuple[int, int]]]:
    """The edges of stretches of rows, never within a document, and of the ids that belong to each."""
    begin, low, count = 0, 0, len(documents)
    while True:
        end = min(begin + TOGETHER, count)
        if end < count:
            end = int(documents.searchsorted(documents[end]))
            end = end if end > begin else int(documents.searchsorted(documents[begin], "right"))
        high = int(documents[end]) if end < count else NO_MORE
        yield begin, end, (low, high)
        if end == count:
            return
        begin, low = end, high


def _repeats(survey: Survey, kept: Indexes, boilerplate: NDArray[np.bool_], first: int, last: int) -> Verdicts:
    """The repeats among rows of whole documents, but for boilerplate that is no part of a longer run."""
    copies = first + np.flatnonzero(kept[first:last] != np.arange(first, last))
    source = kept[copies]
    joins = np.zeros(len(copies), np.bool_)
    joins[1:] = True
    for place in (copies, source):
        document, row = survey["document"][place], survey["row"][place]
        joins[1:] &= (document[1:] == document[:-1]) & (row[1:] == row[:-1] + 1)
    joins &= survey["between"][copies] == survey["between"][source]
    runs = np.cumsum(~joins)
    told = np.isin(runs, runs[~boilerplate[copies]]) | (survey["document"][copies] == survey["document"][source])
    copies, source, joins = copies[told], source[told], joins[told]
    return {
        "document": survey["document"][copies],
        **{name: survey[name][copies] for name in ("start", "end", "number")},
        "joins": joins,
        "kept": survey["document"][source],
        **{f"kept_{name}": survey[name][source] for name in ("start", "end", "line")},
    }


def _with_documents(verdicts: Verdicts, repetitive: Indexes) -> Verdicts:
    """The verdicts, which documents have runs of their own, and, with a start of -1, those that have nothing else."""
    others = repetitive[~isin(repetitive, verdicts["document"])]
    more = {name: np.full(len(others), -1, column.dtype) for name, column in verdicts.items()}
    more |= {"document": others, "kept": others, "joins": np.zeros(len(others), np.bool_)}
    order = np.argsort(np.append(verdicts["document"], others), kind="stable")
    merged = {name: np.append(column, more[name])[order] for name, column in verdicts.items()}
    return {**merged, "repetitive": isin(merged["document"], repetitive)}

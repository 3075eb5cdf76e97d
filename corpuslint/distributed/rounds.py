"""Which texts stay, found on the engine: pairs by bucket, verified on workers, and rounds over the list of edges.

The answer is the one that `similarity.choice` defines, so it is the local one to the byte. The texts are numbered in
the order in which they are taken. Every turn, the engine groups texts by bucket, which gives the pairs that the guess
asks for; joins what is compared of the two texts to those that are new; verifies them on the workers; and decides in
rounds of joins: the second text of an edge goes when its first one waits for no other edge. A turn that ends with the
guess with which it began is the last.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial, reduce
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from corpuslint.distributed.rows import Frame, hold, listed
from corpuslint.similarity.candidates import REPRESENTATIVES, Indexes, make_buckets
from corpuslint.similarity.choice import SIDES
from corpuslint.similarity.clusters import STAYS, choose
from corpuslint.similarity.comparison import Comparison
from corpuslint.similarity.shingles import Rows
from corpuslint.similarity.verification import make_sets, weigh_by

FEW = 1 << 20
"""Edges that are decided by the process that asks, in less time than a round of the engine takes."""
PAIRS = 1 << 12
"""Pairs that a worker verifies at once."""


def choose_on_engine(members: Frame, texts: Frame, verify: Callable[..., pa.Array]) -> Frame:
    """The copies with the texts that stay, when no turn changes anything any more."""
    import daft

    score: Any = daft.col("score")
    known, size = daft.from_arrow(pa.table({name: np.zeros(0, np.int64) for name in SIDES})), members.count_rows()
    gone = daft.from_arrow(pa.table({"text": np.zeros(0, np.int64)}))
    most = 1  # The first turn compares with the first text of each bucket alone: most copies are found by that.
    while True:
        asked = hold(pairs_of(members, gone, known, most), size)
        new = hold(edges_of(asked.where(score.is_null()).select("first", "second"), texts, verify), size)
        edges = hold(asked.where(daft.col("asked") & (score >= 0)).concat(new.where(score >= 0)), size)
        known = asked.where(score.not_null()).concat(new)
        before, gone = gone, rounds(edges)
        if most == REPRESENTATIVES and same(before, gone):
            break
        most = REPRESENTATIVES
    return edges.join(gone, left_on="first", right_on="text", how="anti")


def pairs_of(members: Frame, gone: Frame, known: Frame, most: int) -> Frame:
    """The pairs that are known, and those of each bucket: its first `most` texts that stay, by this guess, with each of
    the texts behind them. A pair has the score that is known, and tells whether a bucket asks for it."""
    import daft

    flagged = members.join(gone.with_column("gone", daft.lit(True)), on="text", how="left")
    flagged = flagged.select("bucket", "text", daft.col("gone").fill_null(False))
    grouped = flagged.groupby("bucket").agg(daft.col("text").list_agg(), daft.col("gone").list_agg())
    kind = daft.DataType.list(daft.DataType.struct(dict.fromkeys(SIDES[:2], daft.DataType.int64())))
    pair = daft.func.batch(return_dtype=kind)(partial(pairs_in, most))(daft.col("text"), daft.col("gone"))
    pairs = grouped.select(pair=pair).explode("pair")
    one: Any = daft.col("pair")
    pairs = pairs.where(one.not_null()).select(one.get("first").alias("first"), one.get("second").alias("second"))
    nothing = daft.lit(None).cast(daft.DataType.int64()).alias("score")
    both = pairs.select("first", "second", nothing, asked=daft.lit(True)).concat(
        known.select(*SIDES, asked=daft.lit(False))
    )
    return both.groupby("first", "second").agg(daft.col("score").max(), daft.col("asked").bool_or())


def pairs_in(most: int, texts: Any, gone: Any) -> pa.Array:
    """The pairs of some buckets."""
    text, offsets = listed(texts)
    flags, _ = listed(gone)
    bucket = np.repeat(np.arange(len(offsets) - 1), np.diff(offsets)).astype(np.uint32)
    order = np.argsort(text, kind="stable")
    buckets = make_buckets(bucket[:, None], 0, order, ~flags.astype(np.bool_))
    found = [np.zeros((2, 0), np.int64), *(np.stack(pair) for pair in buckets.pairs(most))]
    first, second = np.concatenate(found, axis=1)
    owner = np.argsort(bucket[second], kind="stable")
    edges = np.searchsorted(bucket[second][owner], np.arange(len(offsets)))
    sides = [pa.array(text[side][owner]) for side in (first, second)]
    return pa.LargeListArray.from_arrays(pa.array(edges), pa.StructArray.from_arrays(sides, SIDES[:2]))


def edges_of(new: Frame, texts: Frame, verify: Callable[..., pa.Array]) -> Frame:
    """How near the texts of some pairs are."""
    import daft

    names = ("words", "titles")
    for side in SIDES[:2]:
        held = texts.select(daft.col("text").alias(side), *(daft.col(name).alias(f"{side}_{name}") for name in names))
        new = new.join(held, on=side)
    columns = [daft.col(name) for side in SIDES[:2] for name in (side, *(f"{side}_{name}" for name in names))]
    test = daft.func.batch(return_dtype=daft.DataType.int64(), batch_size=PAIRS)(verify)
    return new.select(*SIDES[:2], score=test(*columns), asked=daft.lit(True))


def verified(table: NDArray[np.int16] | None, threshold: float, templates: bool, *columns: Any) -> pa.Array:
    """How near pairs of texts are, in millionths, or -1; of each side there are the number, the words and titles."""
    text = np.concatenate([np.asarray(column.to_arrow()) for column in columns[::3]])
    if not len(text):
        return pa.array([], pa.int64())
    _, one_of, place = np.unique(text, return_index=True, return_inverse=True)
    words, titles = ([listed(column) for column in columns[number::3]] for number in (1, 2))
    edges = np.append(words[0][1], words[0][1][-1] + words[1][1][1:])
    rows = Rows(np.concatenate([values for values, _ in words]), edges[:-1], edges[1:])
    sets = make_sets(rows.some(one_of), counted=table is not None)
    if table is not None:
        known = np.concatenate([values for values, _ in titles]).reshape(len(text), -1)[one_of]
        sets = weigh_by(replace(sets, titles=known if known.shape[1] else None), table)
    return pa.array(Comparison(sets, threshold, templates)(*np.split(place, 2)))


def rounds(edges: Frame) -> Frame:
    """The texts that are copies by a list of edges (held): each round, those near a text that waits for no other.

    What is left of large lists in the end is decided here, as all of small ones is.
    """
    import daft

    second = daft.col("second")
    gone, open_ = [], edges.select("first", "second")
    while (size := open_.count_rows()) > FEW:
        heads = open_.join(open_.select(waiting=second).distinct(), left_on="first", right_on="waiting", how="anti")
        gone.append(hold(heads.select(text=second).distinct(), size))
        open_ = open_.join(gone[-1], left_on="second", right_on="text", how="anti")
        open_ = hold(open_.join(gone[-1], left_on="first", right_on="text", how="anti"), size)
    gone.append(daft.from_arrow(pa.table({"text": decided(*columns_of(open_, SIDES[:2]))})))
    return gone[0] if len(gone) == 1 else hold(reduce(lambda one, other: one.concat(other), gone), edges.count_rows())


def decided(first: Indexes, second: Indexes) -> Indexes:
    """The texts that are copies by a list of edges, in order."""
    texts, places = np.unique(np.concatenate((first, second)), return_inverse=True)
    one, other = np.split(places, 2)
    copies: Indexes = texts[choose(len(texts), one, other, np.zeros(len(one), np.int64)) != STAYS]
    return copies


def columns_of(frame: Frame, names: Sequence[str]) -> list[Indexes]:
    """Columns of numbers of a dataframe."""
    table = frame.select(*names).to_arrow()
    return [table.column(name).to_numpy() for name in names]


def same(one: Frame, other: Frame) -> bool:
    """Whether two frames of texts, each once, hold the same."""
    size: int = one.count_rows()
    equal: bool = size == other.count_rows() and size == one.join(other, on="text", how="semi").count_rows()
    return equal

"""Which texts stay, found on the engine: pairs by bucket, verified on workers, and rounds over the list of edges.

The answer is the one that `similarity.choice` defines, so it is the local one to the byte. The texts are numbered in
the order in which they are taken. Every turn, the engine groups texts by bucket, which gives the pairs that the guess
asks for; joins what is compared of the two texts to those that are new; verifies them on the workers; and decides in
rounds of joins: the second text of an edge goes when its first one waits for no other edge. A turn that ends with the
guess with which it began is the last.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from threading import Lock
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from corpuslint.columns import release, stretches
from corpuslint.distributed.engine import ATTEMPTS, first_line
from corpuslint.model import CorpuslintError
from corpuslint.rules import Survey, Verdicts
from corpuslint.rules.near import search_here, searcher
from corpuslint.similarity.candidates import REPRESENTATIVES, Indexes, Keys, make_buckets
from corpuslint.similarity.choice import Found, front_of
from corpuslint.similarity.clusters import STAYS
from corpuslint.similarity.comparison import Comparison
from corpuslint.similarity.crowds import left_out
from corpuslint.similarity.verification import Sets
from corpuslint.workers import Merging

Frame = Any
"""A `daft.DataFrame`."""
LEAST = 1 << 16
"""Texts that share buckets from which on the engine searches; for fewer its queries take longer than the search."""
ONE_AT_A_TIME = Lock()
"""Rules conclude side by side in threads; each search has all workers."""
EACH = 1 << 18
"""Rows of a partition, on Ray, at most: joins and unions make more and more of them, and each costs a task."""
TOGETHER = 1 << 14
"""Texts that go to the engine at once."""
PAIRS = 1 << 12
"""Pairs that a worker verifies at once."""
LISTS = ("values", "counts", "heads", "titles")
"""What is compared of a text, beside the sum of its weights; some methods leave some of it out."""


class RoundsMerging(Merging):
    """The surveys of a rule, whose copies the engine finds where they are many."""

    def conclude_again(self, before: Survey) -> Verdicts:
        """As ever; who searches is the engine."""
        token = searcher.set(search_at_scale)
        try:
            return super().conclude_again(before)
        finally:
            searcher.reset(token)


def search_at_scale(keys: Keys, sets: Sets, threshold: float, templates: bool, rank: Indexes | None) -> Found:
    """The copies among texts of which these sets are compared, found by the engine where they are many.

    Raises:
        CorpuslintError: the engine failed again and again.
    """
    if len(keys) < LEAST:
        return search_here(keys, sets, threshold, templates, rank)
    for _ in range(ATTEMPTS):
        try:
            with ONE_AT_A_TIME:
                return search_in_rounds(keys, sets, threshold, templates, rank)
        except Exception as error:
            failure = first_line(error)
    raise CorpuslintError(f"the engine failed {ATTEMPTS} times: {failure}")


def search_in_rounds(keys: Keys, sets: Sets, threshold: float, templates: bool, rank: Indexes | None) -> Found:
    """As `similarity.search` of these sets, on the engine."""
    number = np.arange(len(keys)) if rank is None else rank
    members, texts = members_of(keys, number), texts_of(sets, number)
    verify = partial(verified, len(keys), sets.table, threshold, templates)
    copies = choose_on_engine(members, texts, len(keys), verify)
    place = np.argsort(number)
    kept, similarity = np.full(len(keys), STAYS, np.int64), np.zeros(len(keys), np.int32)
    order = np.lexsort((copies["first"], -copies["score"], copies["second"]))[::-1]  # What is written last remains.
    second = place[copies["second"][order]]
    kept[second], similarity[second] = place[copies["first"][order]], copies["score"][order]
    stays = kept == STAYS
    return Found(kept, similarity, left_out(keys, front_of(keys, stays, None if rank is None else place), stays))


def members_of(keys: Keys, number: Indexes) -> Frame:
    """A row for each text and band: the bucket, and the number of the text."""
    import daft

    frames = []
    for first, last in stretches(len(keys), TOGETHER):
        bucket = keys[first:last].astype(np.uint64) | np.arange(keys.shape[1], dtype=np.uint64) << np.uint64(32)
        buckets = pa.FixedSizeListArray.from_arrays(pa.array(bucket.ravel()), keys.shape[1])
        frames.append(pa.table({"text": number[first:last], "bucket": buckets.cast(pa.list_(pa.uint64()))}))
        release((keys,))
    return hold(daft.from_arrow(frames).explode("bucket"))


def texts_of(sets: Sets, number: Indexes) -> Frame:
    """A row for each text: its number, and what is compared of it."""
    import daft

    frames = []
    for first, last in stretches(len(sets), TOGETHER):
        offsets = sets.offsets[first : last + 1]
        columns = {"text": pa.array(number[first:last]), "total": pa.array(sets.totals[first:last])}
        for name in LISTS:
            column = getattr(sets, name)
            if column is None:
                continue
            edges = offsets if name in LISTS[:2] else np.arange(first, last + 1) * column.shape[1]
            held = column[offsets[0] : offsets[-1]] if name in LISTS[:2] else column[first:last].ravel()
            columns[name] = pa.LargeListArray.from_arrays(pa.array(edges - edges[0]), pa.array(held))
        frames.append(pa.table(columns))
        sets.release()
    return hold(daft.from_arrow(frames))


def choose_on_engine(
    members: Frame, texts: Frame, count: int, verify: Callable[..., list[int | None]]
) -> dict[str, NDArray[np.int64]]:
    """The edges between texts that stay and their copies, when no turn changes anything any more."""
    import daft

    met = daft.from_arrow(pa.table({"pair": np.zeros(0, np.int64)}))
    edges = daft.from_arrow(pa.table({name: np.zeros(0, np.int64) for name in ("pair", "score", "first", "second")}))
    gone = daft.from_arrow(pa.table({"second": np.zeros(0, np.int64)}))
    most = 1  # The first turn compares with the first text of each bucket alone: most copies are found by that.
    while True:
        pairs = pairs_of(members, gone, count, most)
        new = hold(pairs.join(met, on="pair", how="anti"))
        edges = hold(edges.concat(edges_of(new, texts, count, verify)))
        met = hold(met.concat(new))
        valid = hold(edges.join(pairs, on="pair", how="semi"))
        before, gone = gone, rounds(valid)
        if most == REPRESENTATIVES and same(before, gone):
            break
        most = REPRESENTATIVES
    last = valid.join(gone, left_on="first", right_on="second", how="anti").to_arrow()
    return {name: last.column(name).to_numpy() for name in ("first", "second", "score")}


def pairs_of(members: Frame, gone: Frame, count: int, most: int) -> Frame:
    """The pairs of each bucket: its first `most` texts that stay, by this guess, with each of the texts behind them."""
    import daft

    flagged = members.join(gone.select(text=daft.col("second"), gone=daft.lit(True)), on="text", how="left").select(
        "bucket", "text", daft.col("gone").fill_null(False)
    )
    grouped = flagged.groupby("bucket").agg(daft.col("text").list_agg(), daft.col("gone").list_agg())
    size: Any = daft.col("text").list_count()
    grouped = grouped.where(size > 1)
    kind = daft.DataType.list(daft.DataType.int64())
    pair = daft.func.batch(return_dtype=kind)(partial(pairs_in, count, most))(daft.col("text"), daft.col("gone"))
    exploded = grouped.select(pair=pair).explode("pair")
    return hold(exploded.where(daft.col("pair").not_null()).distinct())


def pairs_in(count: int, most: int, texts: Any, gone: Any) -> pa.Array:
    """The pairs of some buckets, as numbers: `first * count + second`."""
    text, offsets = listed(texts)
    flags, _ = listed(gone)
    bucket = np.repeat(np.arange(len(offsets) - 1), np.diff(offsets)).astype(np.uint32)
    order = np.argsort(text, kind="stable")
    buckets = make_buckets(bucket[:, None], 0, order, ~flags.astype(np.bool_))
    found = [np.zeros((2, 0), np.int64), *(np.stack(pair) for pair in buckets.pairs(most))]
    first, second = np.concatenate(found, axis=1)
    owner = np.argsort(bucket[second], kind="stable")
    edges = np.searchsorted(bucket[second][owner], np.arange(len(offsets)))
    pairs = (text[first] * count + text[second])[owner]
    return pa.LargeListArray.from_arrays(pa.array(edges), pa.array(pairs))


def edges_of(new: Frame, texts: Frame, count: int, verify: Callable[..., list[int | None]]) -> Frame:
    """Those of some pairs that are near, and how near."""
    import daft

    pair: Any = daft.col("pair")
    sides = new.select(pair, first=pair // count, second=pair % count)
    names = [name for name in texts.column_names if name != "text"]
    for side in ("first", "second"):
        held = texts.select(daft.col("text").alias(side), *(daft.col(name).alias(f"{side}_{name}") for name in names))
        sides = sides.join(held, on=side)
    columns = [daft.col(f"{side}_{name}") for name in names for side in ("first", "second")]
    test = daft.func.batch(return_dtype=daft.DataType.int64(), batch_size=PAIRS)(partial(verify, names))
    scored = sides.select(pair, "first", "second", score=test(*columns))
    score: Any = daft.col("score")
    return scored.where(score >= 0).select("pair", "score", "first", "second")


def verified(
    count: int, table: NDArray[np.int16] | None, threshold: float, templates: bool, names: list[str], *columns: Any
) -> pa.Array:
    """How near pairs of texts are, in millionths, or -1: of each of the names a column for the first and the second."""
    rows = len(columns[0])
    if not rows:
        return pa.array([], pa.int64())
    held: dict[str, Any] = dict.fromkeys((*LISTS, "total"))
    for name, first, second in zip(names, columns[::2], columns[1::2], strict=True):
        if name == "total":
            held[name] = np.concatenate([np.asarray(side.to_arrow()) for side in (first, second)])
            continue
        (one, edges), (other, more) = listed(first), listed(second)
        held[name] = np.concatenate((one, other))
        if name in LISTS[2:]:
            held[name] = held[name].reshape(2 * rows, -1)
        else:
            held["offsets"] = np.append(edges, edges[-1] + more[1:])
    sets = Sets(held["values"], held["offsets"], held["total"], table, held["counts"], held["heads"], held["titles"])
    pairs = np.arange(rows)
    return pa.array(Comparison(sets, threshold, templates)(pairs, pairs + rows))


def rounds(edges: Frame) -> Frame:
    """The texts that are copies by a list of edges: each round, those that are near a text that waits for no other."""
    import daft

    second = daft.col("second")
    gone = edges.select(second).limit(0)
    open_ = edges.select("first", second)
    while open_.count_rows():
        heads = open_.join(open_.select(waiting=second).distinct(), left_on="first", right_on="waiting", how="anti")
        now = hold(heads.select(second).distinct())
        gone = gone.concat(now)
        open_ = open_.join(now, on="second", how="anti")
        open_ = hold(open_.join(now.select(first=second), on="first", how="anti"))
    return hold(gone)


def hold(frame: Frame) -> Frame:
    """The rows of a dataframe, made and held by the engine, in few partitions."""
    import daft

    frame = frame.collect()
    if daft.get_or_infer_runner_type() == "ray":
        frame = frame.into_partitions(2 + frame.count_rows() // EACH).collect()
    return frame


def same(one: Frame, other: Frame) -> bool:
    """Whether two frames of texts, each once, hold the same."""
    both: int = one.join(other, on="second", how="semi").count_rows()
    equal: bool = both == one.count_rows() == other.count_rows()
    return equal


def listed(column: Any) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """The values of a column of lists, and the edges of each list."""
    array = column.to_arrow()
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    if isinstance(array, pa.FixedSizeListArray):
        array = array.cast(pa.large_list(array.type.value_type))
    edges = array.offsets.to_numpy().astype(np.int64)
    return array.values.to_numpy(zero_copy_only=False)[edges[0] : edges[-1]], edges - edges[0]

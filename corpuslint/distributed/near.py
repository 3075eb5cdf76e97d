"""Near-duplicate rules concluded by the engine: what they surveyed stays there, and only verdicts come from it.

The steps are those of the local rules, as dataframes, so the verdicts are the same: equal texts are found by their
prints, those in company by their buckets; their documents are surveyed again; words are counted; which texts stay is
found in rounds; and the rows of copies meet those of the texts that stay.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from functools import partial
from threading import Lock
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from corpuslint.columns import ColumnStore
from corpuslint.distributed.candidates import layout, members_of, second_survey, settled, weights_of
from corpuslint.distributed.company import Own
from corpuslint.distributed.engine import ATTEMPTS, DaftWorkers, first_line, in_order
from corpuslint.distributed.rounds import choose_on_engine, verified
from corpuslint.distributed.rows import Frame, hold, listed, lists_of, rows_of, together
from corpuslint.model import CorpuslintError
from corpuslint.rules import Again, Noted, Verdicts
from corpuslint.rules.copies import NAMED
from corpuslint.rules.near import Near, noted
from corpuslint.similarity.candidates import REPRESENTATIVES, BandFlags
from corpuslint.similarity.comparison import MILLION
from corpuslint.similarity.crowds import left_out
from corpuslint.similarity.shingles import Rows
from corpuslint.similarity.verification import make_sets, weigh_by
from corpuslint.workers import Merging

LEAST = 1 << 16
"""Texts in company from which on the engine concludes; for fewer its queries take longer than one process does."""
CROWDED = 1 << 20
"""Texts of crowds, at most, of which the pairs are counted that were not compared."""
ONE_AT_A_TIME = Lock()
"""Rules conclude side by side in threads; each has all workers."""


class NearMerging(Merging):
    """The surveys of a near-duplicate rule, which stay with the engine: it concludes where they are many."""

    def __init__(self, rule: Near, workers: DaftWorkers) -> None:
        super().__init__(rule)
        self.near, self.workers = rule, workers

    def conclude(self) -> Verdicts | Again:
        """What the rule concludes.

        Raises:
            CorpuslintError: the engine failed again and again.
        """
        if self.workers.sizes.get(self.rule.code, 0) < LEAST:
            for own in owns(self.workers.resident):
                if self.rule.code in own.surveys:
                    self.add(own.surveys[self.rule.code])
            return super().conclude()
        parts = together(self.workers.resident)
        for _ in range(ATTEMPTS):
            try:
                with ONE_AT_A_TIME:
                    return self._told(conclude_on_engine(self.near, parts, self.workers.slots))
            except CorpuslintError:
                raise
            except Exception as error:
                failure = first_line(error)
        raise CorpuslintError(f"the engine failed {ATTEMPTS} times: {failure}")


def owns(frames: list[Frame]) -> Iterator[Own]:
    """What each part keeps, in order."""
    import daft

    done = 0
    for frame in frames:
        count = frame.count_rows()
        for own in in_order(frame.select(daft.col("number") - done, answer=daft.col("own")), count):
            yield pickle.loads(own)
        done += count


def conclude_on_engine(rule: Near, parts: Frame, slots: int) -> Verdicts | Noted:
    """The verdicts of a rule on all parts."""
    parts = settled(rule, parts, slots)
    members = members_of(rule, parts)
    again = second_survey(rule, parts, members)
    texts = rows_of(again, "texts", ("text", "words", "titles"))
    texts = hold(texts, members.count_rows())
    table = weights_of(again, texts.count_rows()) if rule.measure == "words" else None
    found = choose_on_engine(members, texts, partial(verified, table, rule.threshold, rule.templates))
    copies = hold(details_of(rule, table, best(found), texts), members.count_rows())
    rows = rows_of(again, "rows", ("text", "equal", "letter", "row"))
    return noted(verdicts_of(rule, parts, rows, copies), left_out_of(members, copies))


def best(found: Frame) -> Frame:
    """Of each copy the text that stays and is most similar, of equally similar ones the first."""
    import daft

    kind = daft.DataType.struct(dict.fromkeys(("first", "score"), daft.DataType.int64()))
    grouped = found.groupby("second").agg(daft.col("first").list_agg(), daft.col("score").list_agg())
    choose = daft.func.batch(return_dtype=kind, unnest=True)(best_of)
    return grouped.select("second", choose(daft.col("first"), daft.col("score")))


def best_of(firsts: Any, scores: Any) -> pa.Array:
    """The best of lists of texts."""
    first, edges = listed(firsts)
    score, _ = listed(scores)
    owner = np.repeat(np.arange(len(edges) - 1), np.diff(edges))
    order = np.lexsort((first, -score, owner))[edges[:-1]]
    return pa.StructArray.from_arrays([pa.array(first[order]), pa.array(score[order])], ["first", "score"])


def details_of(rule: Near, table: NDArray[np.int16] | None, copies: Frame, texts: Frame) -> Frame:
    """The copies with the share of each that the text that stays has, and where words stand that only the copy has."""
    import daft

    for side in ("first", "second"):
        copies = copies.join(
            texts.select(daft.col("text").alias(side), daft.col("words").alias(f"{side}_words")), on=side
        )
    kinds = daft.DataType
    kind = kinds.struct({"share": kinds.int32(), "only": kinds.list(kinds.int32())})
    compare = daft.func.batch(return_dtype=kind, unnest=True)(partial(differing, rule, table))
    return copies.select("second", "first", "score", compare(daft.col("first_words"), daft.col("second_words")))


def differing(rule: Near, table: NDArray[np.int16] | None, kept: Any, copies: Any) -> pa.Array:
    """How copies differ from the texts that stay."""
    count = len(kept)
    (one, edges), (other, more) = listed(kept), listed(copies)
    offsets = np.append(edges, edges[-1] + more[1:])
    rows = Rows(np.concatenate((one, other)), offsets[:-1], offsets[1:])
    sets = make_sets(rows, counted=table is not None)
    sets = sets if table is None else weigh_by(sets, table)
    share, only = rule.details(sets, rows, np.arange(count, 2 * count), np.arange(count))
    places = pa.ListArray.from_arrays(pa.array(np.arange(count + 1, dtype=np.int32) * NAMED), pa.array(only.ravel()))
    return pa.StructArray.from_arrays([pa.array(share), places], ["share", "only"])


def verdicts_of(rule: Near, parts: Frame, rows: Frame, copies: Frame) -> Verdicts:
    """The verdicts: rows of copies, and of texts equal to them, beside the rows of the texts that stay."""
    import daft

    first: Any = daft.col("first")
    own = rows.join(copies, left_on="equal", right_on="second", how="left")
    own = own.where(first.not_null() | (daft.col("text") != daft.col("equal")))
    own = own.with_column("kept", first.fill_null(daft.col("equal")))
    theirs = rows.select(kept=daft.col("text"), their_letter=daft.col("letter"), theirs=daft.col("row"))
    both = own.join(theirs, on="kept").where(daft.col("letter") != daft.col("their_letter"))
    store, like = ColumnStore(), first_survey(parts)
    for batch in both.select("text", "row", "theirs", "score", "share", "only").to_arrow_iter():
        store.add(columns_of(batch, layout(like)))
    columns = store.result()
    if not columns:
        return {"document": np.zeros(0, np.int64)}
    order = np.argsort(np.abs(columns["text"]))
    columns = {name: column[order] for name, column in columns.items()}
    sides = (columns["row"], columns["theirs"])
    mine, their = ({name: side[name] for name in side.dtype.names or ()} for side in sides)
    return rule.verdicts_on(mine, their, {name: columns[name] for name in ("similarity", "share", "only")})


def first_survey(parts: Frame) -> Any:
    """What one of the parts keeps that keep anything."""
    for row in parts.select("survey").iter_rows():
        if survey := pickle.loads(row["survey"]):
            return survey
    return {}


def columns_of(batch: Any, kind: np.dtype[Any]) -> dict[str, NDArray[Any]]:
    """Rows of copies as arrays."""
    rows = {name: np.frombuffer(b"".join(batch.column(name).to_pylist()), kind) for name in ("row", "theirs")}
    only = np.full((batch.num_rows, NAMED), -1, np.int32)
    for row, places in enumerate(batch.column("only").to_pylist()):
        only[row] = -1 if places is None else places
    score, share = (batch.column(name).fill_null(value) for name, value in (("score", MILLION), ("share", 100)))
    return {
        "text": batch.column("text").to_numpy(),
        **rows,
        "similarity": score.to_numpy().astype(np.int32),
        "share": share.to_numpy().astype(np.int32),
        "only": only,
    }


def left_out_of(members: Frame, copies: Frame) -> int:
    """How many pairs of texts that stay share a bucket and were never compared; at least so many, in large crowds."""
    import daft

    staying = members.join(copies.select(text=daft.col("second")), on="text", how="anti")
    kinds = daft.DataType
    kind = kinds.list(kinds.struct({"text": kinds.int64(), "front": kinds.bool()}))
    row: Any = daft.col("row")
    ranked = staying.groupby("bucket").agg(daft.col("text").list_agg())
    ranked = ranked.select("bucket", row=daft.func.batch(return_dtype=kind)(ranked_in)(daft.col("text"))).explode("row")
    size = members.count_rows()
    ranked = hold(ranked.where(row.not_null()).select("bucket", row.get("text"), row.get("front")), size)
    crowd = hold(ranked.where(~daft.col("front")).select("text").distinct(), size)
    if not (size := crowd.count_rows()):
        return 0
    crowd = crowd.where(daft.col("text") % (1 + size // CROWDED) == 0)
    found = ranked.join(crowd, on="text", how="semi").to_arrow()
    return count_left_out(*(found.column(name).to_numpy() for name in ("bucket", "text", "front")))


def ranked_in(texts: Any) -> pa.Array:
    """The texts of buckets, with whether they are among the first ones."""
    text, edges = listed(texts)
    owner = np.repeat(np.arange(len(edges) - 1), np.diff(edges))
    text = text[np.lexsort((text, owner))]
    return lists_of({"text": text, "front": np.arange(len(text)) - edges[owner] < REPRESENTATIVES}, edges)


def count_left_out(buckets: NDArray[np.uint64], texts: NDArray[np.int64], front: NDArray[np.bool_]) -> int:
    """As `crowds.left_out`, of texts with the buckets they share, and whether they are in front there."""
    names = np.unique(texts)
    names = names[np.argsort(np.abs(names))]
    order = np.argsort(names)
    rows = order[names[order].searchsorted(texts)]
    band = (buckets >> np.uint64(32)).astype(np.int64)
    keys = np.zeros((len(names), int(band.max()) + 1), np.uint32)
    flags = BandFlags(keys, True)
    for number in range(keys.shape[1]):
        mine = band == number
        known = (buckets[mine] & np.uint64(0xFFFFFFFF)).astype(np.uint32)
        free = np.setdiff1d(np.arange(len(names) + len(known), dtype=np.uint32), known)
        keys[:, number] = free[: len(names)]  # Texts that share no bucket of this band share no key.
        keys[rows[mine], number] = known
        flags.set(number, rows[mine & ~front], False)
    return left_out(keys, flags, np.ones(len(names), np.bool_))

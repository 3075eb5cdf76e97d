"""What near-duplicate rules compare, as dataframes: equal texts, who shares buckets with whom, words, their counts.

A text has a number: that of its part, shifted, plus its row in what the part keeps; negative where the last text of the
corpus stays. So texts that are taken earlier have lower numbers.
"""

from __future__ import annotations

import pickle
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from corpuslint.batch import Batch
from corpuslint.distributed.company import Own
from corpuslint.distributed.rows import Frame, hold, listed, lists_of
from corpuslint.distributed.shuffle import answered
from corpuslint.passes import survey_part_again
from corpuslint.rules import Survey
from corpuslint.rules.near import SERVED, Near
from corpuslint.similarity.clusters import changes
from corpuslint.similarity.titles import tags_of
from corpuslint.similarity.verification import MOST_BITS, make_sets, make_table, table_size
from corpuslint.tables import distinct, isin

Indexes = NDArray[np.int64]
SHIFT = 32
FACTS = ("equal", "several", "tag")
"""Columns that reducers add: the text that stays of equal ones, whether there are several, and the tag of its title."""


@dataclass(frozen=True)
class Question:
    """What a part asks one reducer: of texts with these prints which stays; which endings of titles are titles."""

    prints: NDArray[np.uint64]
    texts: Indexes
    several: NDArray[np.bool_]
    whole: NDArray[np.uint32]
    endings: NDArray[np.uint32]


def numbers_of(rule: Near, number: int, rows: int) -> Indexes:
    """The numbers of the texts of a part."""
    found = (number << SHIFT) + np.arange(rows)
    return -found if rule.keep == "last" else found


def settled(rule: Near, parts: Frame, slots: int) -> Frame:
    """The parts with what each keeps for a rule, and the `FACTS` about it."""
    import daft

    binary = daft.DataType.binary()
    asking = daft.func.batch(return_dtype=daft.DataType.list(binary), batch_size=1)(partial(questions_of, rule, slots))
    asked = parts.with_column("asked", asking(daft.col("number"), daft.col("own")))
    known = parts.join(answered(asked, "asked", slots, settle), on="number", how="left")
    facts = daft.func.batch(return_dtype=binary, batch_size=1)(partial(with_facts, rule))
    return known.select(
        "number", "task", "own", survey=facts(daft.col("number"), daft.col("own"), daft.col("answers"))
    ).collect()


def questions_of(rule: Near, slots: int, numbers: Any, owns: Any) -> list[list[bytes]]:
    """The questions of parts, by reducer."""
    found = []
    for number, own in zip(numbers.to_pylist(), owns.to_pylist(), strict=True):
        survey = pickle.loads(own).surveys.get(rule.code, {})
        prints, texts, several = kept_of(rule, survey, number)
        whole, endings = survey.get("whole", []), np.ravel(survey.get("titles", []))
        columns = (np.asarray(whole, np.uint32), distinct(endings[endings != 0].astype(np.uint32)))
        mine = []
        for slot in range(slots):
            here = prints % np.uint64(slots) == slot
            of_slot = (column[column % np.uint32(slots) == slot] for column in columns)
            question = Question(prints[here], texts[here], several[here], *of_slot)
            mine.append(pickle.dumps(question, pickle.HIGHEST_PROTOCOL))
        found.append(mine)
    return found


def kept_of(rule: Near, survey: Survey, number: int) -> tuple[NDArray[np.uint64], Indexes, NDArray[np.bool_]]:
    """The different prints of a part, of each the text that stays, and whether several have it."""
    prints = survey.get("print", np.zeros(0, np.uint64))
    return firsts(prints, numbers_of(rule, number, len(prints)), np.zeros(len(prints), np.bool_))


def firsts(
    prints: NDArray[np.uint64], texts: Indexes, several: NDArray[np.bool_]
) -> tuple[NDArray[np.uint64], Indexes, NDArray[np.bool_]]:
    """The different prints, of each the first text, and whether several have it."""
    order = np.lexsort((texts, prints))
    heads = np.flatnonzero(changes(prints, order))
    more = np.diff(np.append(heads, len(order))) > 1
    if len(heads):
        more |= np.logical_or.reduceat(several[order], heads)
    return prints[order[heads]], texts[order[heads]], more


def settle(numbers: list[int], questions: list[bytes]) -> dict[int, Question]:
    """One reducer: the answers to the questions of parts, of each what it asked."""
    asked = [pickle.loads(question) for question in questions]
    prints, texts, several = firsts(
        *(np.concatenate([getattr(one, name) for one in asked]) for name in ("prints", "texts", "several"))
    )
    whole = distinct(np.concatenate([one.whole for one in asked]))
    answers = {}
    for number, one in zip(numbers, asked, strict=True):
        place = prints.searchsorted(one.prints)
        known = one.endings[isin(one.endings, whole)]
        answers[number] = Question(one.prints, texts[place], several[place], known, one.endings[:0])
    return answers


def with_facts(rule: Near, numbers: Any, owns: Any, answers: Any) -> list[bytes]:
    """What parts keep for a rule, with the facts."""
    found = []
    for own, told in zip(owns.to_pylist(), answers.to_pylist(), strict=True):
        survey = pickle.loads(own).surveys.get(rule.code, {})
        if survey:
            mine = [pickle.loads(answer) for answer in told]
            prints, texts, several, whole = (
                np.concatenate([getattr(one, name) for one in mine]) for name in ("prints", "texts", "several", "whole")
            )
            order = np.argsort(prints)
            place = order[prints[order].searchsorted(survey["print"])]
            tags = np.zeros(len(place), np.uint32)
            if "titles" in survey and not rule.templates:
                tags = tags_of(survey["titles"], whole)
            columns = {name: column for name, column in survey.items() if name != "whole"}
            survey = columns | dict(zip(FACTS, (texts[place], several[place], tags), strict=True))
        found.append(pickle.dumps(survey, pickle.HIGHEST_PROTOCOL))
    return found


def members_of(rule: Near, parts: Frame) -> Frame:
    """A row for each text and band whose bucket holds another text, of those in company: bucket and text."""
    import daft

    kinds = {"text": daft.DataType.int64(), "bucket": daft.DataType.uint64(), "tag": daft.DataType.uint32()}
    kind = daft.DataType.list(daft.DataType.struct(kinds))
    keys = daft.func.batch(return_dtype=kind, batch_size=1)(partial(keys_of, rule))
    rows = parts.select(row=keys(daft.col("number"), daft.col("survey"))).explode("row")
    row: Any = daft.col("row")
    members = rows.where(row.not_null()).select(*(row.get(name) for name in kinds))
    size: Any = daft.col("text").list_count()
    grouped = members.groupby("bucket").agg(daft.col("text").list_agg(), daft.col("tag").list_agg()).where(size > 1)
    grouped = hold(grouped, parts.count_rows())
    company = daft.func.batch(return_dtype=daft.DataType.list(daft.DataType.int64()))(in_company)
    signed = grouped.select(text=company(daft.col("text"), daft.col("tag"))).explode("text")
    signed = signed.where(daft.col("text").not_null()).distinct()
    again = grouped.select("bucket", "text").explode("text").join(signed, on="text", how="semi")
    again = again.groupby("bucket").agg(daft.col("text").list_agg()).where(size > 1).explode("text")
    return hold(again, parts.count_rows())


def keys_of(rule: Near, numbers: Any, surveys: Any) -> pa.Array:
    """The buckets of the different texts of parts that are long enough."""
    tables, edges = [], [0]
    for number, blob in zip(numbers.to_pylist(), surveys.to_pylist(), strict=True):
        survey = pickle.loads(blob)
        if survey:
            text = numbers_of(rule, number, len(survey["document"]))
            least = max(rule.min_words, rule.method.shingle)
            mine = np.flatnonzero((survey["equal"] == text) & (survey["words"] >= least))
            keys = survey["keys"][mine].astype(np.uint64)
            keys |= np.arange(keys.shape[1], dtype=np.uint64) << np.uint64(32)
            sides = [np.repeat(column[mine], keys.shape[1]) for column in (text, survey["tag"])]
            tables.append((sides[0], keys.ravel(), sides[1]))
        edges.append(edges[-1] + (keys.size if survey else 0))
    empty = (np.zeros(0, np.int64), np.zeros(0, np.uint64), np.zeros(0, np.uint32))
    columns = map(np.concatenate, zip(empty, *tables, strict=True))
    return lists_of(dict(zip(("text", "bucket", "tag"), columns, strict=True)), edges)


def in_company(texts: Any, tags: Any) -> pa.Array:
    """Of buckets the texts that share them with a text of the same tag, where one of the two has none with any."""
    text, edges = listed(texts)
    tag, _ = listed(tags)
    bucket = np.repeat(np.arange(len(edges) - 1, dtype=np.uint64), np.diff(edges))
    pairs = bucket << np.uint64(32) | tag
    order = np.argsort(pairs, kind="stable")
    same = pairs[order[1:]] == pairs[order[:-1]]
    shared = np.zeros(len(text), np.bool_)
    shared[order] = np.append(same, False)[: len(text)] | np.append(False, same)[: len(text)]
    untagged = np.bincount(bucket[tag == 0].astype(np.int64), minlength=len(edges) - 1) > 0
    shared |= untagged[bucket.astype(np.int64)]
    found = np.append(0, np.cumsum(shared))[edges]
    return pa.LargeListArray.from_arrays(pa.array(found, pa.int64()), pa.array(text[shared]))


def second_survey(rule: Near, parts: Frame, members: Frame) -> Frame:
    """By part: `texts` with what is compared, `rows` that verdicts are made of, and `counts` of sets by value."""
    import daft

    kinds = daft.DataType
    text: Any = daft.col("text")
    size = text * (-1 if rule.keep == "last" else 1)
    wanted = members.select("text").distinct().select("text", number=size // (1 << SHIFT))
    wanted = wanted.groupby("number").agg(text.list_agg())
    words = kinds.list(kinds.uint32())
    row = {"text": kinds.int64(), "equal": kinds.int64(), "letter": kinds.uint64(), "row": kinds.binary()}
    kind = kinds.struct(
        {
            "texts": kinds.list(kinds.struct({"text": kinds.int64(), "words": words, "titles": words})),
            "rows": kinds.list(kinds.struct(row)),
            "counts": kinds.list(kinds.struct({"place": kinds.uint32(), "count": kinds.int64()})),
        }
    )
    survey = daft.func.batch(return_dtype=kind, batch_size=1, unnest=True)(partial(surveyed_again, rule))
    columns = (daft.col(name) for name in ("number", "task", "own", "survey", "text"))
    return parts.join(wanted, on="number", how="left").select(survey(*columns)).collect()


def surveyed_again(rule: Near, *columns: Any) -> Any:
    """What the second survey of one part says (an engine may also ask about none)."""
    nothing: list[dict[str, Any]] = [{"texts": [], "rows": [], "counts": []}]
    if not len(columns[0]):
        return nothing[:0]
    [(number, task, own, blob, signed)] = zip(*(column.to_pylist() for column in columns), strict=True)
    survey, kept = pickle.loads(blob), pickle.loads(own)
    if survey:
        text = numbers_of(rule, number, len(survey["document"]))
        mine = np.sort(np.abs(np.array(signed or [], np.int64)) - (number << SHIFT))
        again = again_of(rule, number, task, kept, survey, mine)
        rows = rule.rows_of(survey, mine, again)
        titles = survey["titles"][mine] if "titles" in survey else np.zeros((len(mine), 0), np.uint32)
        places, counts = np.unique(make_sets(rows).values & np.uint32((1 << MOST_BITS) - 1), return_counts=True)
        titles = pa.LargeListArray.from_arrays(np.arange(len(mine) + 1) * titles.shape[1], pa.array(titles.ravel()))
        words = pa.LargeListArray.from_arrays(np.append(0, np.cumsum(rows.lengths)), pa.array(rows.gather()))
        texts = {"text": text[mine], "words": words, "titles": titles}
        letters = rule.letters(survey, again)
        lines = {"text": text, "equal": survey["equal"], "letter": letters, "row": packed(survey)}
        tables = (texts, lines, {"place": places, "count": counts.astype(np.int64)})
        found = [lists_of(table, [0, len(next(iter(table.values())))]) for table in tables]
        return pa.StructArray.from_arrays(found, ["texts", "rows", "counts"])
    return nothing


def again_of(rule: Near, number: int, task: bytes, own: Own, survey: Survey, signed: Indexes) -> Survey:
    """The second survey of the documents of a part that have signed texts, and of equal ones where letters count."""
    _, (plan, _, part, *_) = pickle.loads(task)
    documents = survey["document"][signed]
    if rule.lettered:
        documents = np.concatenate((documents, survey["document"][survey["several"]]))
    if not len(documents):
        return rule.survey_again(Batch([], np.zeros(0, np.int64)))
    assert own.directory is not None
    ids = distinct(documents)
    return survey_part_again(plan, number, part, {rule.code: ids}, own.directory.only(number, ids))[rule.code]


def layout(survey: Survey) -> np.dtype[Any]:
    """What a row of a survey is as bytes."""
    names = [name for name in survey if name not in (*SERVED, *FACTS)]
    return np.dtype([(name, survey[name].dtype) for name in names])


def packed(survey: Survey) -> pa.Array:
    """The rows of a survey as bytes."""
    rows = np.empty(len(survey["document"]), layout(survey))
    for name in rows.dtype.names or ():
        rows[name] = survey[name]
    edges = np.arange(len(rows) + 1, dtype=np.int64) * rows.itemsize
    return pa.Array.from_buffers(
        pa.large_binary(), len(rows), [None, pa.py_buffer(edges.tobytes()), pa.py_buffer(rows.tobytes())]
    )


def weights_of(counts: Frame, texts: int) -> NDArray[np.int16]:
    """The table of weights, from the counts of sets by value: integers, which the engine adds up."""
    import daft

    one: Any = daft.col("counts")
    rows = counts.select("counts").explode("counts").where(one.not_null()).select(one.get("place"), one.get("count"))
    sums = rows.groupby("place").agg(daft.col("count").sum()).to_arrow()
    holders = np.zeros(1 << MOST_BITS, np.int64)
    holders[sums.column("place").to_numpy()] = sums.column("count").to_numpy()
    size = table_size(int(holders.sum()))
    return make_table(holders.reshape(-1, size).sum(axis=0), texts)

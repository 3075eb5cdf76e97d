"""Which rows of a survey meet another row of the corpus: the group-by of the duplicate rules on the engine's shuffle.

Most texts share no key with any other text, and then have no part in what a rule concludes. So each worker keeps its
surveys, and sends the keys to reducers, each of which sees all rows with its keys. These tell which rows are in
company, and only those go to the machine that concludes. The verdicts are the same: `conclude` sees all that meet.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from corpuslint.directory import PartDirectory
from corpuslint.passes import Surveyed
from corpuslint.plan import Plan
from corpuslint.rules import CorpusRule, Meeting, Survey
from corpuslint.rules.near import Near

if TYPE_CHECKING:
    from typing_extensions import TypeIs

Rows = NDArray[np.int32]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Asked:
    """The rows of one part that ask one reducer for company, by column of keys.

    `keys` are those of the first column, then of the second, ..., `sizes` tells how many of each; `rows` are the rows
    that have them. `text[i]` is the text of the row `named[i]` (ascending), where equal texts are no company.
    """

    keys: NDArray[Any]
    sizes: NDArray[np.int32]
    rows: Rows
    named: Rows
    text: NDArray[np.uint64] | None = None


@dataclass(frozen=True)
class Kept:
    """What is left of the first pass over a part: what goes to the driver, what waits for company, and who asks.

    `counts` are keys and counts, by rule, for the engine to add up.
    """

    told: bytes
    waiting: bytes
    slots: list[bytes]
    counts: dict[str, tuple[NDArray[np.uint64], NDArray[np.int64]]]


@dataclass(frozen=True)
class Own:
    """What stays with the engine of a part: rows in company by near-duplicate rule, and the part's documents."""

    surveys: dict[str, Survey]
    directory: PartDirectory | None


def survey_and_ask(
    survey: Callable[..., Surveyed], reducers: int, plan: Plan, number: int, part: Any, *more: Any
) -> Kept:
    """Survey a part; the surveys whose rows meet by keys stay behind, and their keys are dealt out to the reducers."""
    surveyed = survey(plan, number, part, *more)
    rules = {rule.code: rule for rule in plan.corpus_rules}
    meetings = {code: rules[code].meeting(survey) for code, survey in surveyed.surveys.items()}
    waiting = {code: survey for code, survey in surveyed.surveys.items() if meetings[code] is not None}
    told = {code: survey for code, survey in surveyed.surveys.items() if code not in waiting}
    counts = {code: (survey["key"], survey["count"]) for code, survey in told.items() if rules[code].tallies}
    for code in counts:
        told[code] = {**told[code], **{name: told[code][name][:0] for name in ("key", "count")}}
    slots: list[dict[str, Asked]] = [{} for _ in range(reducers)]
    for code, meeting in meetings.items():
        if meeting is not None:
            for slot, asked in zip(slots, ask(meeting, reducers), strict=True):
                slot[code] = asked
    told_of, waiting_of, *asked_of = (
        pickle.dumps(value, pickle.HIGHEST_PROTOCOL) for value in (replace(surveyed, surveys=told), waiting, *slots)
    )
    return Kept(told_of, waiting_of, asked_of, counts)


def ask(meeting: Meeting, reducers: int) -> list[Asked]:
    """The keys of all rows (of equal texts, of the first one) by reducer."""
    keys, text = meeting.keys, meeting.text
    rows = np.arange(len(keys)) if text is None else np.sort(np.unique(text, return_index=True)[1])
    across = keys[rows].T.ravel()
    column, place = np.divmod(np.arange(len(across)), max(1, len(rows)))
    slot = (across % keys.dtype.type(reducers)).astype(np.uint16)
    order = np.argsort(slot, kind="stable")
    found = []
    for mine in np.split(order, np.searchsorted(slot[order], np.arange(1, reducers))):
        sizes = np.bincount(column[mine], minlength=keys.shape[1]).astype(np.int32)
        own = rows[place[mine]].astype(np.int32)
        named = np.unique(own)
        found.append(Asked(across[mine], sizes, own, named, None if text is None else text[named]))
    return found


def meet(numbers: Sequence[int], blobs: Sequence[bytes]) -> dict[int, dict[str, Rows]]:
    """One reducer: by part and rule the rows that share one of its keys with another row (of another text)."""
    asked = [pickle.loads(blob) for blob in blobs]
    answers: dict[int, dict[str, Rows]] = {number: {} for number in numbers}
    for code in dict.fromkeys(code for slot in asked for code in slot):
        mine = [(number, slot[code]) for number, slot in zip(numbers, asked, strict=True) if code in slot]
        flags = in_company([one for _, one in mine])
        for (number, one), flagged in zip(mine, flags, strict=True):
            answers[number][code] = np.unique(one.rows[flagged])
    return answers


def in_company(asked: Sequence[Asked]) -> list[Flags]:
    """For each of what was asked, which of its rows share a key in the same column with a row of another text."""
    keys = np.concatenate([_with_columns(one) for one in asked])
    order = np.argsort(keys, kind="stable")
    new = np.append(True, keys[order[1:]] != keys[order[:-1]])[: len(keys)]
    heads = np.flatnonzero(new)
    group = np.cumsum(new) - 1
    if asked[0].text is None:
        company = np.diff(np.append(heads, len(keys))) > 1
    else:
        text = np.concatenate([_texts(one) for one in asked])[order]
        company = np.bincount(group[text != text[heads][group]], minlength=len(heads)) > 0
    flags = np.empty(len(keys), np.bool_)
    flags[order] = company[group]
    return np.split(flags, np.cumsum([len(one.keys) for one in asked])[:-1])


def _with_columns(asked: Asked) -> NDArray[np.uint64]:
    """Keys that are the same only where the columns are."""
    if asked.keys.dtype == np.uint64:
        return asked.keys
    keys = np.repeat(np.arange(len(asked.sizes), dtype=np.uint64), asked.sizes)
    keys <<= np.uint64(32)
    keys |= asked.keys
    return keys


def _texts(asked: Asked) -> NDArray[np.uint64]:
    assert asked.text is not None
    return asked.text[np.searchsorted(asked.named, asked.rows)]


def stays_on_engine(rule: CorpusRule) -> TypeIs[Near]:
    """Whether the engine can find the copies of a rule. Where the longest text stays, that is not done."""
    return isinstance(rule, Near) and rule.keep != "longest"


def lean(plan: Plan, told: bytes, waiting: bytes, company: list[bytes] | None) -> tuple[Surveyed, dict[str, int], Own]:
    """The first pass over a part, its surveys without the rows that meet no other one.

    Those of near-duplicate rules come apart from the others, with their sizes.
    """
    surveyed: Surveyed = pickle.loads(told)
    surveys, own = dict(surveyed.surveys), dict[str, Survey]()
    flagged = [pickle.loads(answer) for answer in company or ()]
    rules = {rule.code: rule for rule in plan.corpus_rules}
    for code, survey in pickle.loads(waiting).items():
        rows = [answer[code] for answer in flagged if code in answer]
        (own if stays_on_engine(rules[code]) else surveys)[code] = in_those_rows(rules[code], survey, rows)
    sizes = {code: len(survey["document"]) for code, survey in own.items()}
    return replace(surveyed, surveys=surveys), sizes, Own(own, surveyed.directory if own else None)


def in_those_rows(rule: CorpusRule, survey: Survey, rows: Sequence[Rows]) -> Survey:
    """A survey with these rows, and those of equal texts."""
    meeting = rule.meeting(survey)
    assert meeting is not None
    chosen = np.zeros(len(meeting.keys), np.bool_)
    chosen[np.concatenate([np.zeros(0, np.int32), *rows])] = True
    if meeting.text is not None:
        chosen = np.isin(meeting.text, meeting.text[chosen])
    return rule.only(survey, chosen)

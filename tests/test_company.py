"""Surveys grouped by key on the engine: only rows in company go on, and the findings stay the same."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest
from engines import PAGES, ROWS, SHARED, lines, parquet_of
from support import SEEDS

import corpuslint
from corpuslint.passes import survey_part
from corpuslint.rules import Meeting
from corpuslint.session import Request

daft = pytest.importorskip("daft")
from corpuslint import distributed  # noqa: E402
from corpuslint.distributed import api, company, engine, near  # noqa: E402

SLOTS = 16


@pytest.mark.parametrize("jobs", [1, 2])
def test_surveys_grouped_by_key(jobs: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = PAGES + SHARED + [row["text"] for row in ROWS]
    parquet_of(texts, tmp_path / "b.parquet")
    monkeypatch.setitem(api.BY_KEY_BYTES, "native", 0)
    monkeypatch.setattr(engine, "WINDOW_TASKS", 4)
    options = {"isolated": True, "select": "ALL"}
    found = distributed.check(tmp_path, jobs=jobs, **options).to_pylist()
    assert {"DUP001", "DUP002", "DUP102", "DUP201"} <= {finding["code"] for finding in found}
    assert lines(found) == lines(corpuslint.check(tmp_path, **options).to_dicts())


def test_surveys_grouped_by_key_hold_only_what_meets(jsonl: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(api.BY_KEY_BYTES, "native", 0)
    engine.start("daft")
    session = api.session_for(Request(paths=(str(jsonl),), isolated=True, select=("DUP001", "DUP101", "DUP102")))
    tasks = [(session.plan, number, part) for number, part in session.run().parts()]
    with session.workers(1) as workers:
        [(_, surveyed)] = workers.survey(survey_part, tasks)
    assert surveyed.surveys["DUP101"]["document"].tolist() == [0, 2]
    [own] = near.owns(workers.resident)
    assert own.surveys["DUP102"]["document"].tolist() == [0, 2]
    assert workers.sizes == {"DUP102": 2}
    assert list(surveyed.surveys) == ["DUP001", "DUP101"]
    assert len(surveyed.directory) == 6


def test_company_is_another_text_with_the_same_key_in_the_same_column() -> None:
    keys = np.array([[1, 2], [1, 3], [2, 1], [4, 2]], np.uint32)
    assert company_of([Meeting(keys)]) == [[True, True, False, True]]
    assert company_of([Meeting(keys[:1]), Meeting(keys[1:])]) == [[True], [True, False, True]]
    text = np.array([7, 7, 8, 9], np.uint64)
    assert company_of([Meeting(keys, text)]) == [[True, True, False, True]]
    assert company_of([Meeting(keys[:3], text[:3])]) == [[False, False, False]]
    assert company_of([Meeting(keys[:1], text[:1]), Meeting(keys[3:], text[3:])]) == [[True], [True]]


def test_company_of_keys_of_64_bits_and_of_nothing() -> None:
    keys = np.array([[5 << 40], [6 << 40], [5 << 40]], np.uint64)
    assert company_of([Meeting(keys[:0]), Meeting(keys)]) == [[], [True, False, True]]


def company_of(meetings: list[Meeting]) -> list[list[bool]]:
    """Which rows of each part are in company, by way of the reducers."""
    found = [np.zeros(len(meeting.keys), np.bool_) for meeting in meetings]
    slots = [company.ask(meeting, SLOTS) for meeting in meetings]
    for slot in range(SLOTS):
        blobs = [pickle.dumps({"X": asked[slot]}) for asked in slots]
        for number, rows in company.meet(range(len(meetings)), blobs).items():
            found[number][rows["X"]] = True
    for flags, meeting in zip(found, meetings, strict=True):
        if meeting.text is not None:
            flags |= np.isin(meeting.text, meeting.text[flags])
    return [flags.tolist() for flags in found]


def test_words_are_counted_by_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(api.BY_KEY_BYTES, "native", 0)
    engine.start("daft")
    session = api.session_for(Request(paths=(str(SEEDS),), isolated=True, select=("ART002",)))
    [rule] = session.plan.corpus_rules
    tasks = [(session.plan, number, part) for number, part in session.run().parts()]
    here = rule.merge([survey_part(*task).surveys["ART002"] for task in tasks])
    with session.workers(1) as workers:
        first, *rest = [surveyed.surveys["ART002"] for _, surveyed in workers.survey(survey_part, tasks)]
    assert not any(len(survey["key"]) for survey in rest)
    twice = here["count"] > 1
    assert 0 < twice.sum() < len(twice)
    assert first["key"].tolist() == here["key"][twice].tolist()
    assert first["count"].tolist() == here["count"][twice].tolist()

"""The cases of `tests/rules`: real text, what must be found in it, and what must stay silent."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from support import clean, places

import corpuslint
from corpuslint.rules import RULES

FOLDER = Path(__file__).parent / "rules"
CODES = {rule.name: rule.code for rule in RULES}
CASES = [
    pytest.param(file.stem, case, id=f"{file.stem}: {case['label']}")
    for file in sorted(FOLDER.glob("*.json"))
    for case in json.loads(file.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize(("name", "case"), CASES)
def test_case(name: str, case: dict[str, Any]) -> None:
    code = CODES[name]
    texts = [case["text"]] if isinstance(case["text"], str) else case["text"]
    options = {"select": [code], "options": {code: case.get("options", {})}}
    report = corpuslint.check(texts, **options)
    expected = [(f.get("document", 0), f["line"], f["column"], f["text"]) for f in case["findings"]]
    assert sorted(places(texts, report.findings)) == sorted(expected)
    by_place = dict(zip(places(texts, report.findings), report, strict=True))
    for finding, place in zip(case["findings"], expected, strict=True):
        assert finding.get("message", "") in by_place[place].message
    if "cleaned" in case:
        cleaned = [case["cleaned"]] if isinstance(case["cleaned"], str) else case["cleaned"]
        assert clean(texts, **options) == cleaned
    elif not expected:
        assert clean(texts, **options) == texts


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.json")), ids=lambda file: file.stem)
def test_there_are_more_silent_cases_than_firing_ones(file: Path) -> None:
    assert file.stem in CODES
    cases = json.loads(file.read_text(encoding="utf-8"))
    labels = [case["label"] for case in cases]
    assert len(set(labels)) == len(labels)
    silent = sum(not case["findings"] for case in cases)
    assert silent >= len(cases) - silent

"""One defect, one finding, and no two verdicts that take away each other's copies."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from corpuslint.model import Edit, Finding, Location, Safety
from corpuslint.settle import settle, settle_verdicts


def found(code: str, start: int, end: int) -> Finding:
    """A finding of some rule."""
    return Finding(code, "name", Location("a", None, None, start, end, 1, start + 1), "message", (Edit(start, end),))


def codes(*findings: Finding) -> list[tuple[str, int]]:
    """What is left of findings."""
    return [(finding.code, finding.where.start) for finding in settle(findings)]


def test_one_defect_is_told_once() -> None:
    assert codes(found("BPL003", 0, 10), found("BPL001", 0, 10)) == [("BPL001", 0)]
    assert codes(found("BPL002", 0, 10), found("BPL003", 0, 30)) == [("BPL002", 0), ("BPL003", 0)]
    assert codes(found("DUP101", 0, 90), found("DUP001", 5, 9)) == [("DUP101", 0)]
    assert codes(found("DUP003", 0, 10), found("DUP001", 0, 10), found("DUP003", 20, 30)) == [
        ("DUP001", 0),
        ("DUP003", 20),
    ]
    assert codes(found("DUP001", 0, 10), found("BPL001", 0, 10)) == [("BPL001", 0), ("DUP001", 0)]
    assert codes(found("ENC001", 7, 9), found("ART001", 2, 4)) == [("ART001", 2), ("ENC001", 7)]


def test_a_near_duplicate_that_is_an_exact_copy_goes_as_safely() -> None:
    exact, near = replace(found("DUP101", 0, 90), safety=Safety.SAFE, message="same as A"), found("DUP102", 0, 90)
    assert settle([near, exact]) == [replace(near, safety=Safety.SAFE, message="message; same as A")]


def columns(**lists: list[int]) -> dict[str, np.ndarray]:
    """Verdicts of the rows that lists make, with the documents in which copies stay."""
    return {name: np.array(values, np.int64) for name, values in lists.items()}


def test_verdicts_on_blocks_of_duplicate_documents_are_needless() -> None:
    blocks = columns(document=[1, 2, 2, 5], start=[0, 3, 9, 4], kept=[1, 7, 7, 1])
    settled = settle_verdicts({"DUP003": blocks, "DUP102": columns(document=[2], kept=[1]), "BPL003": blocks})
    assert settled["DUP003"]["start"].tolist() == [0, 4]
    assert settled["BPL003"] is blocks
    verdicts = {"DUP003": blocks, "DUP101": columns(document=[])}
    assert settle_verdicts(verdicts)["DUP003"] is blocks


@pytest.mark.parametrize("code", ["DUP001", "DUP002", "DUP003", "DUP004", "DUP103"])
def test_what_has_its_copy_in_a_document_that_goes_stays(code: str) -> None:
    verdicts = {code: columns(document=[7, 8, 9], kept=[2, 4, 5]), "BPL002": columns(document=[7], kept=[2])}
    gone = {"DUP101": columns(document=[1, 5], kept=[0, 0]), "DUP102": columns(document=[2], kept=[0])}
    settled = settle_verdicts(verdicts | gone)
    assert settled[code]["document"].tolist() == [8]
    assert settled["BPL002"] is verdicts["BPL002"]


def test_a_text_and_its_longer_copy_do_not_both_go() -> None:
    held = columns(
        document=[1, 3, 5], start=[0, 0, 8], end=[9, 9, 20], kept=[2, 2, 6], kept_start=[50, 0, 0], kept_end=[70, 9, 9]
    )
    near = columns(
        document=[2, 2, 6], start=[0, 50, 2], end=[9, 60, 8], kept=[4, 1, 4], kept_start=[0, 0, 0], kept_end=[9, 9, 9]
    )
    settled = settle_verdicts({"DUP002": near, "DUP003": held})
    assert settled["DUP003"]["document"].tolist() == [1]
    assert settled["DUP002"]["start"].tolist() == [0, 2]


def test_many_findings_on_one_line_settle_quickly() -> None:
    many = [found(code, 3 * n, 3 * n + 2) for n in range(20_000) for code in ("BPL001", "BPL003")]
    assert len(settle(many)) == 20_000

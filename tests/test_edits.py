"""Edits of several rules on one text, and of several rounds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpuslint.edits import Change, Proposal, apply, compose, follow, overlap
from corpuslint.formats.undo import back
from corpuslint.model import Edit

TEXTS = st.text(alphabet=st.sampled_from("ab é\n中\u200b\U0001f600"), max_size=30)


def cut(code: str, *spans: tuple[int, int]) -> Proposal:
    return Proposal(code, tuple(Edit(*span) for span in spans))


def put(code: str, start: int, end: int, text: str) -> Proposal:
    return Proposal(code, (Edit(start, end, text),))


@st.composite
def texts_with_proposals(draw: st.DrawFn) -> tuple[str, list[Proposal]]:
    text = draw(TEXTS)
    offsets = st.integers(0, len(text))
    edit = st.tuples(offsets, offsets, st.sampled_from(["", "", "x", "é\n"])).map(
        lambda e: Edit(min(e[:2]), max(e[:2]), e[2])
    )
    codes = st.sampled_from(["ENC001", "BPL001", "DUP001", "DUP101"])
    proposals = st.builds(Proposal, codes, st.lists(edit, min_size=1, max_size=3).map(tuple))
    return text, draw(st.lists(proposals, max_size=8))


def test_a_deletion_swallows_repairs_inside_it() -> None:
    text = "spam cafÃ© spam. Stays."
    changes = compose(text, [put("ENC001", 8, 10, "é"), cut("BPL001", (0, 17))])
    assert apply(text, changes) == "Stays."
    assert [change.codes for change in changes] == [("BPL001",)]


def test_equal_edits_become_one_under_both_codes() -> None:
    changes = compose("0123456789", [cut("BPL002", (2, 5)), cut("DUP001", (2, 5))])
    assert changes == [Change(2, 5, "", ("BPL002", "DUP001"))]


def test_what_overlaps_is_left_for_the_next_round() -> None:
    changes = compose("0123456789", [cut("ART004", (0, 4)), cut("ART005", (3, 6)), cut("ENC003", (8, 9))])
    assert [(change.start, change.end) for change in changes] == [(0, 4), (8, 9)]


def test_the_edits_of_a_finding_apply_all_or_none() -> None:
    both = Proposal("ART003", (Edit(0, 1, "A"), Edit(5, 6, "B")))
    assert apply("0123456789", compose("0123456789", [both, cut("ART004", (5, 8))])) == "0123489"
    assert apply("0123456789", compose("0123456789", [both])) == "A1234B6789"


def test_half_inside_a_deletion_and_half_outside_waits() -> None:
    both = Proposal("ART003", (Edit(0, 1, "A"), Edit(6, 7, "B")))
    assert [c.codes for c in compose("0123456789", [both, cut("ART004", (5, 9))])] == [("ART004",)]


def test_boilerplate_goes_before_a_duplicate_block() -> None:
    changes = compose("0123456789", [cut("DUP001", (0, 8)), cut("BPL001", (2, 5))])
    assert [(c.start, c.end, c.codes) for c in changes] == [(2, 5, ("BPL001",))]


def test_a_duplicate_document_swallows_boilerplate_inside_it() -> None:
    changes = compose("0123456789", [cut("DUP101", (0, 10)), cut("BPL001", (2, 5))])
    assert [(c.start, c.end) for c in changes] == [(0, 10)]


def test_edits_that_change_nothing_are_none() -> None:
    assert compose("abc", [put("ENC001", 1, 2, "b")]) == []


def test_halves_of_a_character_are_not_joined() -> None:
    assert compose("\ud83dx\ude00", [cut("ENC003", (1, 2))]) == []
    assert compose("\udcc3x\udca9", [cut("ENC003", (1, 2))]) == []
    assert len(compose("\udcc3xy\udca9", [cut("ENC003", (1, 2))])) == 1


def test_an_edit_outside_the_text_is_a_mistake_of_the_rule() -> None:
    with pytest.raises(ValueError, match="BAD001"):
        compose("abc", [cut("BAD001", (1, 9))])


def test_touching_edits_go_together() -> None:
    text = "abcdef"
    changes = compose(text, [cut("ENC003", (0, 2)), put("ENC006", 2, 4, "XY"), put("ART007", 4, 4, "-")])
    assert apply(text, changes) == "XY-ef"


@given(texts_with_proposals())
def test_accepted_edits_are_sorted_and_free_of_overlaps(case: tuple[str, list[Proposal]]) -> None:
    text, proposals = case
    changes = compose(text, proposals)
    edits = [Edit(change.start, change.end, change.text) for change in changes]
    assert edits == sorted(edits)
    assert not any(overlap(a, b) for i, a in enumerate(edits) for b in edits[i + 1 :])
    assert all(edit in [e for p in proposals for e in p.edits] for edit in edits)


@given(texts_with_proposals())
def test_the_order_of_proposals_does_not_matter(case: tuple[str, list[Proposal]]) -> None:
    text, proposals = case
    assert compose(text, proposals) == compose(text, proposals[::-1])


@given(texts_with_proposals())
def test_something_is_always_done_when_something_can_be(case: tuple[str, list[Proposal]]) -> None:
    text, proposals = case
    able = [
        p
        for p in proposals
        if any(text[e.start : e.end] != e.text for e in p.edits)
        and not any(overlap(a, b) for i, a in enumerate(p.edits) for b in p.edits[i + 1 :] if a != b)
    ]
    assert bool(compose(text, able)) == bool(able) or all(p.code == "DUP001" for p in able)


def back_from(text: str, changes: list[Change]) -> list[Edit]:
    """The edits that lead back to a text, from what the change log tells of the changes."""
    return back({"start": c.start, "inserted": c.text, "removed": text[c.start : c.end]} for c in changes)


@given(texts_with_proposals())
def test_changes_can_be_taken_back(case: tuple[str, list[Proposal]]) -> None:
    text, proposals = case
    changes = compose(text, proposals)
    assert apply(apply(text, changes), back_from(text, changes)) == text


@given(texts_with_proposals(), st.data())
def test_rounds_come_to_one_set_of_changes(case: tuple[str, list[Proposal]], data: st.DataObject) -> None:
    text, proposals = case
    total: list[Change] = []
    current = text
    for _ in range(3):
        changes = compose(current, proposals)
        total = follow(current, total, changes)
        current = apply(current, changes)
        assert apply(text, total) == current
        assert apply(current, back_from(text, total)) == text
        offsets = st.integers(0, len(current))
        spans = data.draw(st.lists(st.tuples(offsets, offsets, st.sampled_from(["", "q"])), max_size=4))
        proposals = [put("ART001", min(a, b), max(a, b), new) for a, b, new in spans]

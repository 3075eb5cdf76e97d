"""A removed copy's kept copy stays: with edits on both, with removals of the kept copy, in chains and circles."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cleaning import Copies, Swap, session

from corpuslint.cleaning.rounds import Rounds
from corpuslint.cleaning.shelving import Shelving
from corpuslint.cleaning.store import Store
from corpuslint.cleaning.trust import Trust
from corpuslint.model import Document, Finding, Location, Safety
from corpuslint.rules import Rule


def rounds_of(tmp_path: Path, texts: list[str], *rules: Rule) -> list[list[str]]:
    """The texts after each round."""
    file = tmp_path / "a.jsonl"
    file.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts))
    mine = session(file, rules=rules)
    seen: list[list[str]] = []
    with Store() as store:
        rounds = Rounds(Shelving(mine.plan, mine.corpus.sources, store))
        make = rounds.make

        def watched(proposed: object) -> bool:
            made = make(proposed)  # type: ignore[arg-type]
            if made:
                now = list(texts)
                for revision in rounds.shelving.revisions(0).values():
                    now[(revision.record or 0) - 1] = revision.text
                seen.append(now)
            return made

        rounds.make = watched  # type: ignore[method-assign,assignment]
        rounds.run()
    return seen


def test_a_removal_waits_while_both_are_edited(tmp_path: Path) -> None:
    assert rounds_of(tmp_path, ["abc teh", "abc teh"], Copies(), Swap()) == [
        ["abc the", "abc the"],
        ["abc the", ""],
    ]


def test_a_removal_waits_while_the_kept_copy_is_removed(tmp_path: Path) -> None:
    gone = Swap(pattern="abc one", text="")
    assert rounds_of(tmp_path, ["abc one", "abc two", "abc three"], Copies(), gone) == [
        ["", "abc two", "abc three"],
        ["", "abc two", ""],
    ]


def test_a_chain_is_taken_from_its_head(tmp_path: Path) -> None:
    texts = ["abc 1", "abc 2", "abc 3", "abc 4"]
    seen = rounds_of(tmp_path, texts, Copies(chained=True))
    assert seen[0] == ["abc 1", "", "abc 3", "abc 4"]
    assert seen[-1] == ["abc 1", "", "", ""]


def test_no_copy_goes_with_its_kept_copy(tmp_path: Path) -> None:
    for chained in (False, True):
        seen = rounds_of(tmp_path, ["abc a", "abc b teh", "xyz", "abc teh", "xyz teh"], Copies(chained=chained), Swap())
        for before, after in zip([["abc a", "abc b teh", "xyz", "abc teh", "xyz teh"], *seen], seen, strict=False):
            for text in ("abc", "xyz"):
                assert any(t.startswith(text) for t in after) or not any(t.startswith(text) for t in before)


class Circle(Copies):
    """Each of two documents is a copy of the other."""

    def conclude(self, survey):  # type: ignore[no-untyped-def]
        verdicts = super().conclude(survey)
        if not len(verdicts["document"]):
            return verdicts
        import numpy as np

        both = np.array([verdicts["kept"][0], verdicts["document"][0]])
        return {"document": both, "kept": both[::-1].copy(), "size": np.array([5, 5])}


def test_a_circle_is_broken_at_one_place(tmp_path: Path) -> None:
    assert rounds_of(tmp_path, ["abc 1", "abc 2"], Circle()) == [["", "abc 2"]]


class Disagreeing(Copies):
    """All are copies of the first, and the first is a copy of the last."""

    def conclude(self, survey):  # type: ignore[no-untyped-def]
        import numpy as np

        verdicts = super().conclude(survey)
        if not len(verdicts["document"]):
            return verdicts
        first, last = verdicts["kept"][0], verdicts["document"][-1]
        return {
            "document": np.append(first, verdicts["document"]),
            "kept": np.append(last, verdicts["kept"]),
            "size": np.append(5, verdicts["size"]),
        }


def test_rules_that_disagree_on_the_copy_that_stays_settle_at_once(tmp_path: Path) -> None:
    texts = [f"abc {number}" for number in range(9)]
    assert rounds_of(tmp_path, texts, Disagreeing()) == [["abc 0", *[""] * 8]]


@pytest.mark.parametrize("span, expected", [((0, 9), True), ((0, 5), False)])
def test_nothing_is_safely_taken_out_for_another_document(span: tuple[int, int], expected: bool) -> None:
    document = Document("a.txt", "some text")
    where, other = Location("a.txt", None, None, *span, 1, 1), Location("b.txt", None, None, *span, 1, 1)
    trust = Trust()
    assert trust.allows(document, Finding("DUP001", "x", where, "", (), Safety.SAFE, (other,))) is expected
    assert trust.allows(document, Finding("DUP001", "x", where, "", (), Safety.SAFE, (where,)))
    assert not trust.allows(document, Finding("DUP001", "x", where, "", (), Safety.UNSAFE, (other,)))

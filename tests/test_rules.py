"""What every rule must keep to."""

from __future__ import annotations

import dataclasses
import gc
import re
import weakref

import pytest
from support import RIGHTS, SEEDS, clean

import corpuslint
from corpuslint.batch import Batch
from corpuslint.manual import HEADINGS, page
from corpuslint.rules import RULES, CorpusRule, Example, Rule

MANY = [pytest.param(rule, id=rule.code) for rule in RULES]
READERS = {"DOC001"}
"""Rules that tell what readers met: no text can be an example of it."""


def texts_of(example: Example) -> list[str]:
    """The documents of an example."""
    return [example] if isinstance(example, str) else list(example)


def test_codes_and_names_are_unique_and_sorted_within_families() -> None:
    codes = [rule.code for rule in RULES]
    assert len(set(codes)) == len(codes)
    assert len({rule.name for rule in RULES}) == len(codes)
    families = [code[:3] for code in codes]
    for family in set(families):
        mine = [code for code in codes if code.startswith(family)]
        assert mine == sorted(mine)
        assert families.index(family) + len(mine) - 1 == len(families) - 1 - families[::-1].index(family)


@pytest.mark.parametrize("rule", MANY)
class TestRule:
    def test_code_and_name_are_well_formed(self, rule: type[Rule]) -> None:
        assert re.fullmatch(r"(DUP|BPL|ART|ENC|DOC)\d{3}", rule.code)
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", rule.name)
        assert isinstance(rule.default, bool)

    def test_the_docstring_is_a_manual_page(self, rule: type[Rule]) -> None:
        assert re.fullmatch(r"\S.{8,}[.:)]", rule.summary())
        doc = rule.__doc__ or ""
        assert re.findall(r"^\s*## (.*)$", doc, re.M) == list(HEADINGS)
        assert all(len(section.split()) >= 3 for section in re.split(r"^\s*## .*$", doc, flags=re.M)[1:])
        assert page(rule).startswith(f"# {rule.code} {rule.name}\n")

    def test_options_have_types_and_defaults(self, rule: type[Rule]) -> None:
        assert dataclasses.is_dataclass(rule)
        assert rule.__dataclass_params__.frozen  # type: ignore[attr-defined]
        for option in dataclasses.fields(rule):
            assert isinstance(option.default, (str, int, float, bool)), option.name
        assert rule() == rule()

    def test_good_examples_stay_silent(self, rule: type[Rule]) -> None:
        assert rule.good
        for example in rule.good:
            assert list(corpuslint.check(texts_of(example), select=[rule.code])) == []

    def test_bad_examples_are_found_and_cleaned_as_stated(self, rule: type[Rule]) -> None:
        assert rule.bad or rule.code in READERS
        for before, after in rule.bad:
            report = corpuslint.check(texts_of(before), select=[rule.code])
            assert {finding.code for finding in report} == {rule.code}
            assert clean(texts_of(before), select=[rule.code]) == texts_of(after)

    def test_cleaning_what_is_clean_changes_nothing(self, rule: type[Rule]) -> None:
        for _, after in rule.bad:
            assert clean(texts_of(after), select=[rule.code]) == texts_of(after)

    def test_findings_stand_within_their_document_and_edits_apply(self, rule: type[Rule]) -> None:
        for before, _ in rule.bad:
            texts = texts_of(before)
            for finding in corpuslint.check(texts, select=[rule.code]):
                text = texts[(finding.where.record or 1) - 1]
                assert 0 <= finding.where.start <= finding.where.end <= len(text)
                assert finding.where.line == text.count("\n", 0, finding.where.start) + 1
                assert all(0 <= edit.start <= edit.end <= len(text) for edit in finding.edits)
                assert finding.message
                assert "\n" not in finding.message
                assert all(other != finding.where for other in finding.related[:1])

    def test_a_batch_of_one_gives_what_a_batch_of_many_gives(self, rule: type[Rule]) -> None:
        texts = [text for example in (*rule.good, *(before for before, _ in rule.bad)) for text in texts_of(example)]
        texts = [*RIGHTS, *texts, "", "\r", *(file.read_text() for file in sorted(SEEDS.glob("*.txt"))), *texts[:3]]
        sizes = (1, 100, 1 << 30)
        reports = [corpuslint.check(texts, select=[rule.code], batch_characters=size).to_dicts() for size in sizes]
        assert reports[0] == reports[1] == reports[2]
        if not issubclass(rule, CorpusRule):
            alone = [corpuslint.check([text], select=[rule.code]).to_dicts() for text in texts]
            found = [{**finding, "record": number} for number, mine in enumerate(alone, 1) for finding in mine]
            assert found == reports[0]

    def test_a_batch_is_freed_as_soon_as_it_is_let_go(self, rule: type[Rule]) -> None:
        batch = Batch.of(*(text for example, _ in rule.bad for text in texts_of(example)), "plain")
        gc.collect()
        gc.disable()
        try:
            if issubclass(rule, CorpusRule):
                rule().survey(batch)
            list(rule().check(batch))
            left = [weakref.ref(batch), weakref.ref(batch.lines)]
            del batch
            assert [held() for held in left] == [None, None], "a circle of objects holds the memory of whole batches"
        finally:
            gc.enable()

    def test_nothing_to_check_is_no_error(self, rule: type[Rule]) -> None:
        for text in ("", "\n", "\r\n\r\n", " ", "\ufeff", "x"):
            list(rule().check(Batch.of(text)))
        list(rule().check(Batch.of("", "", "")))

"""Which rules run: the most specific selector decides, and `ignore` wins a tie."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import pytest

from corpuslint.model import CorpuslintError
from corpuslint.nearest import nearest
from corpuslint.rules import RULES, Rule
from corpuslint.selection import choose, configure, convert, find_rule, validate_selectors

DEFAULT = {rule.code for rule in RULES if rule.default}
EVERY = {rule.code for rule in RULES}


def chosen(select: Sequence[str] | None = None, extend: Sequence[str] = (), ignore: Sequence[str] = ()) -> set[str]:
    """The codes of the rules that run."""
    return {rule.code for rule in choose(select, extend, ignore)}


def family(prefix: str) -> set[str]:
    """The codes of a family."""
    return {code for code in EVERY if code.startswith(prefix)}


def test_without_a_word_the_defaults_run() -> None:
    assert chosen() == DEFAULT


@pytest.mark.parametrize(
    ("select", "extend", "ignore", "expected"),
    [
        (["ALL"], [], [], EVERY),
        (["all"], [], [], EVERY),
        (["ENC"], [], [], family("ENC")),
        (["ENC00"], [], [], family("ENC00")),
        (["enc001"], [], [], {"ENC001"}),
        (["mojibake"], [], [], {"ENC001"}),
        (["Mojibake "], [], [], {"ENC001"}),
        ([], [], [], set()),
        (None, ["ENC"], [], DEFAULT | family("ENC")),
        (None, [], ["ENC"], DEFAULT - family("ENC")),
        (None, [], ["ALL"], set()),
        (["ENC"], [], ["ENC001"], family("ENC") - {"ENC001"}),
        (["ENC001"], [], ["ENC"], {"ENC001"}),
        (["ENC001"], [], ["ENC001"], set()),
        (["ENC"], [], ["ENC"], set()),
        (["ALL"], [], ["ENC", "mojibake"], EVERY - family("ENC")),
        (["ALL"], ["ENC001"], ["ENC"], EVERY - family("ENC") | {"ENC001"}),
        (["ENC"], ["DOC003"], ["ALL"], family("ENC") | {"DOC003"}),
    ],
)
def test_selectors(select: list[str] | None, extend: list[str], ignore: list[str], expected: set[str]) -> None:
    assert chosen(select, extend, ignore) == expected


def test_the_order_of_selectors_changes_nothing() -> None:
    assert chosen(["ENC", "DOC001"], [], ["ENC003", "DOC"]) == chosen(["DOC001", "ENC"], [], ["DOC", "ENC003"])


@pytest.mark.parametrize(
    ("selector", "hint"),
    [
        ("ENC999", " (did you mean 'ENC'?)"),
        ("mojibak", " (did you mean 'mojibake'?)"),
        ("ENCODING", ""),
        ("EN", ""),
        ("", ""),
        ("qqqqqqq", "'"),
    ],
)
def test_unknown_selectors_are_errors_that_name_the_nearest(selector: str, hint: str) -> None:
    with pytest.raises(CorpuslintError) as error:
        validate_selectors([selector])
    assert str(error.value).startswith(f"unknown rule '{selector}'")
    assert hint in str(error.value)


def test_a_rule_is_found_by_code_or_name() -> None:
    assert find_rule("enc001") is find_rule("mojibake") is find_rule(" MOJIBAKE ")
    with pytest.raises(CorpuslintError, match="unknown rule 'mojibakes' \\(did you mean 'mojibake'\\?\\)"):
        find_rule("mojibakes")


def test_no_match_no_hint() -> None:
    assert nearest("zzz", ["mojibake"]) == ""


@pytest.mark.parametrize(
    ("value", "example", "expected"),
    [
        (3, 1, 3),
        ("3", 1, 3),
        ("-3", 1, -3),
        (2, 0.5, 2.0),
        ("0.25", 0.5, 0.25),
        ("true", False, True),
        ("FALSE", True, False),
        ("0", True, False),
        (True, False, True),
        ("x", "", "x"),
        ("3", "", "3"),
    ],
)
def test_values_take_the_type_of_the_default(value: object, example: object, expected: object) -> None:
    result = convert(value, example, "here")
    assert result == expected
    assert type(result) is type(expected)


@pytest.mark.parametrize(
    ("value", "example", "wanted"),
    [
        ("many", 1, "a whole number"),
        (1.5, 1, "a whole number"),
        (True, 1, "a whole number"),
        ("half", 0.5, "a number"),
        (True, 0.5, "a number"),
        ("maybe", True, "true or false"),
        (1, True, "true or false"),
        (3, "x", "a text"),
        ([1], 1, "a whole number"),
    ],
)
def test_values_of_the_wrong_type_are_errors(value: object, example: object, wanted: str) -> None:
    with pytest.raises(CorpuslintError) as error:
        convert(value, example, "corpuslint.toml: mojibake.x")
    assert str(error.value) == f"corpuslint.toml: mojibake.x must be {wanted}, not {value!r}"


def test_options_reach_their_rule() -> None:
    rule, option = next((r, f) for r in RULES for f in dataclasses.fields(r) if type(f.default) is int)
    (built,) = configure([rule], {rule.code: {option.name.replace("_", "-"): option.default + 1}}, "--set")
    assert getattr(built, option.name) == option.default + 1
    assert isinstance(built, Rule)
    with pytest.raises(CorpuslintError) as error:
        configure([rule], {rule.code: {option.name + "s": 1}}, "--set")
    assert str(error.value) == f"--set: {rule.name} has no option '{option.name}s' (did you mean '{option.name}'?)"

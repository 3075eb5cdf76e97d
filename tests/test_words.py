"""Words: where they stand, and what their hashes know."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import numpy as np
import pytest
import regex
from hypothesis import example, given
from hypothesis import strategies as st

from corpuslint import tables, words
from corpuslint.batch import Batch

SOLO = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}ーｰ]")
TEXTS = st.text(st.characters(codec="utf-8"), max_size=60)
LETTERS = st.text(
    # A mark of a script without spaces on a letter of another one is reordered by NFD and would split it.
    st.characters(categories=("Lu", "Ll", "Mn", "Nd")).filter(lambda c: not SOLO.match(c)),
    min_size=1,
    max_size=12,
)


def split(text: str) -> list[str]:
    """The words of a text, as a batch has them."""
    found = Batch.of(text).words
    return [text[start:end] for start, end in zip(found.start.tolist(), found.end.tolist(), strict=True)]


def hash_of(text: str) -> list[int]:
    """The hashes of the words of a text."""
    hashes: list[int] = Batch.of(text).words.hash.tolist()
    return hashes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("Two words.", ["Two", "words"]),
        ("snake_case, don't, e-mail", ["snake_case", "don", "t", "e", "mail"]),
        ("naïve cafe\u0301 Straße", ["naïve", "cafe\u0301", "Straße"]),
        ("東京タワー 2019年", ["東", "京", "タ", "ワ", "ー", "2019", "年"]),
        ("ราคา100บาท", ["ร", "า", "ค", "า", "100", "บ", "า", "ท"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("iPhone中文x", ["iPhone", "中", "文", "x"]),
        ("𝒳𝒴 x\u0000y", ["𝒳𝒴", "x", "y"]),
        ("half \ud800 pair", ["half", "pair"]),
    ],
)
def test_where_words_stand(text: str, expected: list[str]) -> None:
    assert split(text) == expected


@given(TEXTS)
@example("a\u200db _ ٣٤ ½ Ⅷ")
def test_words_are_what_the_regex_module_calls_words(text: str) -> None:
    expected = []
    for match in regex.finditer(r"\w+", text):
        run = match.group()
        cut = [0, *(p for m in SOLO.finditer(run) for p in m.span()), len(run)]
        expected += [run[a:b] for a, b in pairwise(cut) if a < b]
    assert split(text) == expected


@given(LETTERS)
@example("ΣΊΣΥΦΟΣ")
@example("Å")
@example("\u1e9b\u0323")
def test_the_unicode_form_does_not_matter(word: str) -> None:
    forms = {tuple(hash_of(unicodedata.normalize(form, word))) for form in ("NFC", "NFD")}
    assert len(forms) == 1


@given(st.text(st.characters(max_codepoint=0x24F, categories=("Lu", "Ll")), min_size=1, max_size=12))
def test_case_does_not_matter(word: str) -> None:
    lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in word)
    assert hash_of(word) == hash_of(lower)


def test_a_final_sigma_is_a_sigma() -> None:
    assert hash_of("ΟΔΟΣ") == hash_of("οδος") == hash_of("οδοσ")


def test_different_words_have_different_hashes() -> None:
    terms = [f"{a}{b}{n}" for a in "abcdefgh" for b in "zyxwv" for n in range(200)]
    assert len(set(words.hash_terms(terms).tolist())) == len(terms)
    assert hash_of("ab") != hash_of("ba")
    assert hash_of("a") != hash_of("aa")


@given(st.lists(LETTERS, min_size=1, max_size=8))
def test_terms_have_the_hash_of_the_word_in_a_text(terms: list[str]) -> None:
    single = [term for term in terms if len(split(term)) == 1 and split(term) == [term]]
    assert words.hash_terms(single).tolist() == [hash_of(term)[0] for term in single]


def test_the_place_of_a_word_does_not_change_its_hash() -> None:
    gap = words.WINDOW - 40
    text = " ".join(["start", "x" * gap, "Needle", "y" * (3 * words.WINDOW), "needle", "中", "needle" * 300, "NEEDLE"])
    found = dict(zip(split(text), hash_of(text), strict=True))
    assert found["Needle"] == found["needle"] == found["NEEDLE"] == hash_of("needle")[0]
    assert found["needle" * 300] == hash_of("NEEDLE" * 300)[0]
    assert found["y" * (3 * words.WINDOW)] == hash_of("Y" * (3 * words.WINDOW))[0]


def test_long_words_differ_by_their_ends_and_length() -> None:
    base = "a" * (3 * words.LONGEST)
    longer = {tuple(hash_of(word)) for word in (base, base + "a", base + "b", "b" + base)}
    assert len(longer) == 4


@pytest.mark.parametrize("window", [64, 1 << 10, 1 << 16])
def test_the_size_of_windows_changes_nothing(window: int, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "It was the best of times, it was the worst of times; " * 40
    expected = hash_of(text)
    monkeypatch.setattr(words, "WINDOW", window)
    words._powers.cache_clear()
    try:
        assert hash_of(text) == expected
    finally:
        monkeypatch.undo()
        words._powers.cache_clear()


def test_classes_agree_with_the_unicode_database() -> None:
    sample = "".join(map(chr, [*range(0x250), *range(0x370, 0x600), *range(0x4E00, 0x4E20), 0x1F600, 0x10400]))
    classes = tables.classes()[words.code_points(sample)]
    for character, flags in zip(sample, classes.tolist(), strict=True):
        assert bool(flags & tables.SPACE) == character.isspace(), hex(ord(character))
        assert bool(flags & tables.DIGIT) == (unicodedata.category(character) == "Nd")
        assert bool(flags & tables.PUNCT) == (unicodedata.category(character)[0] in "PS")
        assert bool(flags & tables.LOWER) == (unicodedata.category(character) == "Ll")
    assert np.array_equal(tables.fold_values(words.code_points("ÀÉß")), tables.fold_values(words.code_points("àéß")))

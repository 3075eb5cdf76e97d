"""Neighbours, edits, frequencies and the survey of ART002: pure functions, checked against slow ones."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpuslint.batch import Batch
from corpuslint.language.correction import ranker
from corpuslint.language.edits import EditType, edit_between
from corpuslint.language.evidence import NAMES
from corpuslint.language.forms import Shape, forms, may_be_plain, opening
from corpuslint.language.grouping import counts_of, first_equal
from corpuslint.language.lexicon import lexicon
from corpuslint.language.misspellings import listed
from corpuslint.language.morphology import known_parts
from corpuslint.language.neighbours import LATIN, deletions, neighbours
from corpuslint.language.pairs import met
from corpuslint.language.sieve import Sieve
from corpuslint.language.skeleton import distance, skeleton, skeletons
from corpuslint.language.trigrams import surprise
from corpuslint.model import CorpuslintError, Document
from corpuslint.rules.corrupted_term import CorruptedTerm
from corpuslint.words import code_points, hash_terms

WORD = st.text(LATIN, min_size=1, max_size=20)


def edits_of(word: str) -> set[str]:
    """Norvig's way to make all words one edit away."""
    cuts = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    lost = {a + b[1:] for a, b in cuts if b}
    swapped = {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
    changed = {a + c + b[1:] for a, b in cuts if b for c in LATIN}
    return lost | swapped | changed | {a + c + b for a, b in cuts for c in LATIN}


@given(WORD)
def test_neighbours_have_the_hashes_of_all_words_one_edit_away(word: str) -> None:
    near = next(neighbours([word]))
    wanted = dict(zip(hash_terms(sorted(edits_of(word) - {""})).tolist(), sorted(edits_of(word) - {""}), strict=True))
    found = {h: near.spell(word, i) for i, h in enumerate(near.hashes[0].tolist()) if h in wanted}
    assert found == wanted


@given(st.lists(WORD, min_size=1, max_size=8))
def test_a_batch_of_words_gives_what_each_alone_gives(words: list[str]) -> None:
    together = {
        int(owner): row for near in neighbours(words) for owner, row in zip(near.owners, near.hashes, strict=True)
    }
    for index, word in enumerate(words):
        assert np.array_equal(together[index], next(neighbours([word])).hashes[0])


@given(WORD)
def test_deletions_are_the_word_and_the_word_without_each_letter(word: str) -> None:
    rows, hashes = deletions(code_points(word), np.array([0]), np.array([len(word)]))
    shorter = [word[:i] + word[i + 1 :] for i in range(len(word))]
    assert hashes[1:].tolist() == hash_terms(shorter).tolist() if len(word) > 1 else len(rows) == 2
    assert hashes[0] == hash_terms([word])[0]


@given(WORD, st.data())
def test_an_edit_is_named_and_is_one_step(word: str, data: st.DataObject) -> None:
    right = data.draw(st.sampled_from(sorted(edits_of(word) - {word})))
    assert edit_between(word, right).type != EditType.FAR
    assert distance(word, right) == 1


@pytest.mark.parametrize(
    ("wrong", "right", "kind"),
    [
        ("probelm", "problem", EditType.SWAPPED),
        ("occcur", "occur", EditType.DOUBLED),
        ("adress", "address", EditType.UNDOUBLED),
        ("goverment", "government", EditType.LOST),
        ("athlhetic", "athletic", EditType.ADDED),
        ("definate", "definite", EditType.CHANGED),
        ("defenately", "definitely", EditType.FAR),
    ],
)
def test_edit_types(wrong: str, right: str, kind: EditType) -> None:
    assert edit_between(wrong, right).type == kind


def test_skeletons_of_misspellings_agree() -> None:
    for wrong, right in (("acomodate", "accommodate"), ("defenately", "definitely"), ("aniexty", "anxiety")):
        assert skeleton(wrong) == skeleton(right)


def test_frequencies_are_those_of_wordfreq() -> None:
    wordfreq = pytest.importorskip("wordfreq")
    words = ["the", "lighthouse", "receive", "recieve", "zyxwvut"]
    expected = [round(10 * wordfreq.zipf_frequency(word, "en")) for word in words]
    assert np.abs(lexicon("en").frequency(hash_terms(words)).astype(int) - expected).max() <= 1


def test_shapes() -> None:
    batch = Batch.of("word Word NGO NGOs iPhone nEergy TTaliban McDonald x2 snake_case 日")
    names = [Shape(int(shape)).name for shape in forms(batch).shape]
    assert names[:8] == ["LOWER", "TITLE", "UPPER", "UPPER", "SLIPPED", "SLIPPED", "SLIPPED", "MIXED"]
    assert names[8:10] == ["OTHER", "OTHER"]


def test_the_survey_adds_up_whatever_the_batches() -> None:
    rule = CorruptedTerm()
    texts = [
        "The NGOs of the valley met.",
        "Kowalczyk told the NGOs about the lighthouse.",
        "Kowalczyk left the lighthouse.",
    ]
    together = rule.merge([rule.survey(Batch.of(*texts))])
    parts = [rule.survey(Batch([Document("", text, 1)], np.array([i]))) for i, text in enumerate(texts)]
    for merged in (rule.merge(parts), rule.merge([rule.merge(parts[:2]), parts[2]])):
        assert {name: column.tolist() for name, column in merged.items()} == {
            k: c.tolist() for k, c in together.items()
        }


def test_frequencies_of_all_words_are_found_by_the_tables() -> None:
    words = lexicon("en")
    assert np.array_equal(words.frequency(words.hashes), words.zipf10)
    assert not words.frequency(words.hashes[::7] ^ np.uint64(1 << 9)).any()


def test_no_row_scores_more_than_its_bound() -> None:
    random = np.random.default_rng(3)
    rows = random.integers(-20, 120, (500, len(NAMES))).astype(np.int32)
    low, high = rows.T.copy(), rows.T.copy()
    assert np.array_equal(ranker().most(low, high), ranker().score(rows))
    unknown = random.random(low.shape) < 0.5
    low[unknown], high[unknown] = -(1 << 30), 1 << 30
    assert (ranker().most(low, high) >= ranker().score(rows)).all()


def test_words_that_are_plain_may_be_plain() -> None:
    batch = Batch.of(
        "An x-1-ray of a.b, don't (see http://a.b/c) f(x); e-mail-2 -option.\n\n    # a comment of words\n    x = y",
        "`code` and its prose. .hidden word",
    )
    plain, may_be = forms(batch).plain, may_be_plain(batch, np.arange(len(batch.words)))
    assert plain.any() and may_be[plain].all() and not may_be.all()
    assert np.array_equal(opening(batch, np.arange(len(batch.words))), forms(batch).opens)


@given(st.lists(st.integers(0, 60), max_size=60))
def test_marks_meet_that_a_rare_and_a_frequent_word_share(numbers: list[int]) -> None:
    marks = np.array(numbers, np.uint64) >> np.uint64(2) << np.uint64(44)
    rare, frequent = (np.array([number & flag != 0 for number in numbers], np.bool_) for flag in (1, 2))
    same = [[j for j in range(len(marks)) if marks[j] == mark] for mark in marks.tolist()]
    expected = [len(places) > 1 and any(rare[places]) and any(frequent[places]) for places in same]
    assert met(marks, rare, frequent).tolist() == expected


def test_only_documents_that_may_be_flagged_are_named() -> None:
    rule = CorruptedTerm()
    verdicts = rule.conclude_alone(
        Batch.of("The house is old.", "We must discuss the probelm now.", "A house is a house.")
    )
    assert verdicts["document"].tolist() == [1] and verdicts["right"].tolist() == [b"problem"]


def test_scope() -> None:
    text = "We must discuss the probelm of the lightthouse, and who pays for the lighthouse, before the winter comes."
    found = {scope: len(list(CorruptedTerm(scope=scope).check(Batch.of(text)))) for scope in ("evidence", "document")}
    assert found == {"evidence": 2, "document": 1}
    with pytest.raises(CorpuslintError, match="scope"):
        CorruptedTerm(scope="everywhere")


@given(st.lists(st.integers(0, 40)))
def test_groups_are_named_by_their_first_member(values: list[int]) -> None:
    keys = np.array(values, np.uint64) << np.uint64(40)  # All in a few slots of the table.
    assert first_equal(keys).tolist() == [values.index(value) for value in values]
    first, count = counts_of(keys)
    assert {values[i]: n for i, n in zip(first.tolist(), count.tolist(), strict=True)} == Counter(values)


@given(st.lists(WORD, min_size=1, max_size=6))
def test_parts_and_letters_of_many_words_are_those_of_each(words: list[str]) -> None:
    known = lexicon("en")
    together = zip(known_parts(words, known), surprise(words), strict=True)
    for word, (parts, letters) in zip(words, together, strict=True):
        assert np.array_equal(parts, known_parts([word], known)[0])
        assert np.array_equal(letters, surprise([word])[0])


def test_skeletons_of_a_lexicon_are_those_of_its_words() -> None:
    known = skeletons(lexicon("en"))
    assert len(known.words) > 10_000
    assert np.array_equal(known.hashes, hash_terms([skeleton(word) for word in known.words]))
    assert known.near(["temprorary"]) == [["temporary"]]


def test_frequencies_are_those_of_a_search() -> None:
    known = lexicon("en")
    strangers = hash_terms([f"{word}q" for word in known.spell(np.arange(0, len(known.hashes), 7))])
    asked = np.concatenate([known.hashes, strangers])
    place = np.minimum(np.searchsorted(known.hashes, asked), len(known.hashes) - 1)
    assert np.array_equal(known.frequency(asked), np.where(known.hashes[place] == asked, known.zipf10[place], 0))


@given(st.lists(st.integers(0, (1 << 64) - 1)), st.lists(st.integers(0, (1 << 64) - 1)))
def test_a_sieve_lets_all_known_hashes_through(known: list[int], others: list[int]) -> None:
    sieve = Sieve.of(np.array(known, np.uint64), 8)
    passing = set(sieve.passing(np.array(known + others, np.uint64)).tolist())
    assert set(range(len(known))) <= passing <= set(range(len(known) + len(others)))
    assert len(known) or not passing


def test_listed_misspellings_are_pairs() -> None:
    wrong, right = (
        hash_terms(["definately", "definitely", "definately"]),
        hash_terms(["definitely", "definately", "the"]),
    )
    assert listed(wrong, right).tolist() == [True, False, False]

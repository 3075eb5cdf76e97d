"""Which texts are found to be copies, and of which: against slow and obvious versions of the search."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from near_texts import SHINGLES, changed, jaccard, text_of

from corpuslint.similarity import (
    STAYS,
    Method,
    choose,
    clusters,
    find_copies,
    group_equal,
    make_bands,
    search,
)
from corpuslint.similarity.candidates import REPRESENTATIVES
from corpuslint.similarity.clusters import order_of
from corpuslint.similarity.comparison import Comparison
from corpuslint.similarity.crowds import COUNTED
from corpuslint.similarity.shingles import Rows
from corpuslint.similarity.verification import make_sets, weigh


class TestChoice:
    @given(st.sets(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=40))
    def test_a_copy_is_near_one_that_stays_and_what_is_near_such_a_one_is_a_copy(
        self, pairs: set[tuple[int, int]]
    ) -> None:
        edges = sorted((a, b) for a, b in pairs if a < b)
        first, second = (np.array([edge[side] for edge in edges], np.int64) for side in (0, 1))
        kept = choose(13, first, second, np.ones(len(edges), np.int64)).tolist()
        for text, other in enumerate(kept):
            if other == STAYS:
                assert all(kept[a] != STAYS for a, b in edges if b == text)
            else:
                assert (other, text) in edges
                assert kept[other] == STAYS

    def test_no_chains(self) -> None:
        kept = choose(3, np.array([0, 1]), np.array([1, 2]), np.array([9, 9]))
        assert kept.tolist() == [STAYS, 0, STAYS]

    def test_the_longest_or_the_last_may_stay(self) -> None:
        pairs = np.array([0, 0, 1]), np.array([1, 2, 2])
        score = np.ones(3, np.int64)
        lengths = np.array([5, 9, 7])
        assert choose(3, *pairs, score, order_of("longest", lengths)).tolist() == [1, STAYS, 1]
        assert choose(3, *pairs, score, order_of("last", lengths)).tolist() == [2, 2, STAYS]

    def test_equal_texts_are_grouped(self) -> None:
        prints = np.array([7, 3, 7, 3, 1, 7], np.uint64)
        assert group_equal(prints).tolist() == [0, 1, 0, 1, 4, 0]
        assert group_equal(prints, order_of("last", np.ones(6, np.int64))).tolist() == [5, 3, 5, 3, 4, 5]
        assert list(clusters(np.array([STAYS, 0, 0, STAYS]))) == [(0, [1, 2])]


class TestFindCopies:
    @settings(max_examples=20)
    @given(st.integers(0, 1000), st.integers(2, 14))
    def test_agrees_with_all_exact_pairs(self, seed: int, number: int) -> None:
        chance = random.Random(seed)
        texts: list[str] = []
        for _ in range(number):
            if texts and chance.random() < 0.6:
                old = chance.choice(texts)
                texts.append(changed(old, [chance.randrange(len(old.split())) for _ in range(chance.randrange(3))]))
            else:
                texts.append(text_of(chance.randrange(10**6), chance.randrange(40, 120)))
        kept = find_copies(texts, SHINGLES).kept.tolist()
        copies: set[int] = set()
        for i in range(len(texts)):
            near = [j for j in range(i) if j not in copies and (jaccard(texts[i], texts[j]) >= 0.8)]
            if near:
                copies.add(i)
            assert (kept[i] != STAYS) == bool(near)
            assert kept[i] == STAYS or kept[i] in near

    def test_nothing_and_nearly_nothing(self) -> None:
        assert find_copies([]).kept.tolist() == []
        assert find_copies(["", ""]).kept.tolist() in ([STAYS, 0], [STAYS, STAYS])
        assert find_copies(["one two", "one two", "one"]).kept.tolist() == [STAYS, 0, STAYS]

    def test_texts_shorter_than_a_shingle_match_only_when_equal(self) -> None:
        assert find_copies(["a b c", "a b d", "A, b; c."], SHINGLES).kept.tolist() == [STAYS, STAYS, 0]

    def test_characters_are_words_in_scripts_without_spaces(self) -> None:
        text = "渡轮在周一的暴风雨中脱离了系泊处因此港口整天关闭没有人受伤岛上没有面包可吃直到星期四渔民才送来了一些"
        found = find_copies([text, text.replace("周一", "周日")], Method("shingles", 0.6, 5, 21, 6))
        assert found.kept.tolist() == [-1, 0]

    def test_versions_are_copies_and_pages_of_one_template_are_not(self) -> None:
        body = text_of(4, 200)
        page = "{0} reference. The {0} function sets what {0} is. Call {0} twice. " + body
        version = page.format("alpha").replace(body[:40], "Quite another beginning of it.")
        found = find_copies([page.format("alpha"), page.format("beta"), version])
        assert found.kept.tolist() == [STAYS, STAYS, 0]
        assert 450_000 < found.similarity[2] < 1_000_000

    def test_the_copy_that_stays_can_be_chosen(self) -> None:
        body = text_of(6, 200)
        texts = [body, f"{body} and a little more", body]
        for keep, kept in (("first", [-1, 0, 0]), ("last", [2, 2, -1]), ("longest", [1, -1, 1])):
            assert find_copies(texts, Method(keep=keep)).kept.tolist() == kept


class TestBuckets:
    def test_one_bucket_of_many_different_texts_stays_linear(self) -> None:
        keys = np.zeros((100_000, 3), np.uint32)
        asked = []

        def compare(first: np.ndarray, second: np.ndarray) -> np.ndarray:
            asked.append(len(first))
            return np.full(len(first), -1, np.int64)

        found = search(keys, compare)
        assert sum(asked) < 20 * len(keys)
        assert found.left_out >= COUNTED
        assert (found.kept == STAYS).all()

    def test_one_bucket_of_copies_is_one_cluster(self) -> None:
        keys = np.zeros((100_000, 3), np.uint32)
        asked = []

        def compare(first: np.ndarray, second: np.ndarray) -> np.ndarray:
            asked.append(len(first))
            return np.full(len(first), 900_000, np.int64)

        assert (search(keys, compare).kept[1:] == 0).all()
        assert sum(asked) < 20 * len(keys)

    @pytest.mark.parametrize("crowd", [2, REPRESENTATIVES, REPRESENTATIVES + 1, 40])
    def test_what_a_crowd_leaves_out_is_counted_once(self, crowd: int) -> None:
        keys = np.zeros((crowd, 3), np.uint32)  # Three buckets of the same texts.
        met: set[tuple[int, int]] = set()

        def compare(first: np.ndarray, second: np.ndarray) -> np.ndarray:
            met.update(zip(first.tolist(), second.tolist(), strict=True))
            return np.full(len(first), -1, np.int64)

        found = search(keys, compare)
        assert found.left_out == crowd * (crowd - 1) // 2 - len(met)

    @given(st.lists(st.lists(st.integers(0, 2), min_size=3, max_size=3), max_size=80), st.integers(0, 5))
    def test_left_out_is_every_pair_of_a_bucket_that_stays_and_was_not_compared(
        self, rows: list[list[int]], seed: int
    ) -> None:
        keys = np.array(rows, np.uint32).reshape(-1, 3)
        met: set[tuple[int, int]] = set()

        def compare(first: np.ndarray, second: np.ndarray) -> np.ndarray:
            met.update(zip(first.tolist(), second.tolist(), strict=True))
            near = (first * 31 + second * 17 + seed) % 7 == 0
            return np.where(near, 900_000, -1)

        found = search(keys, compare)
        stay = np.flatnonzero(found.kept == STAYS).tolist()
        together = {(a, b) for a in stay for b in stay if a < b and (keys[a] == keys[b]).any()}
        assert found.left_out == len(together - met)

    @given(
        st.lists(st.lists(st.integers(0, 2), min_size=3, max_size=3), max_size=90),
        st.sampled_from([2, 5, 7, 40]),
        st.integers(0, 5),
        st.booleans(),
    )
    @settings(max_examples=200)
    def test_the_choice_is_that_of_taking_texts_one_by_one(
        self, rows: list[list[int]], rarity: int, seed: int, backwards: bool
    ) -> None:
        keys = np.array(rows, np.uint32).reshape(-1, 3)

        def similarity(one: int, other: int) -> int:
            low, high = sorted((one, other))
            return (low * 31 + high * 17) % 11 if (low * 13 + high * 7 + seed) % rarity == 0 else -1

        def compare(first: np.ndarray, second: np.ndarray) -> np.ndarray:
            return np.array([similarity(*pair) for pair in zip(first.tolist(), second.tolist(), strict=True)], np.int64)

        rank = order_of("last" if backwards else "first", np.zeros(len(keys), np.int64))
        buckets: dict[tuple[int, int], list[int]] = {}
        expected = [STAYS] * len(keys)
        for text in range(len(keys)) if rank is None else np.argsort(rank).tolist():
            mine = [buckets.setdefault((band, key), []) for band, key in enumerate(keys[text].tolist())]
            known = {other for bucket in mine for other in bucket[:REPRESENTATIVES]}
            near = [other for other in known if similarity(other, text) >= 0]
            if near:
                expected[text] = min(near, key=lambda o: (-similarity(o, text), -o if backwards else o))
            else:
                for bucket in mine:
                    bucket.append(text)
        found = search(keys, compare, rank)
        assert found.kept.tolist() == expected
        copies = np.flatnonzero(found.kept != STAYS).tolist()
        assert all(found.similarity[copy] == similarity(copy, expected[copy]) for copy in copies)

    def test_bands_are_of_neighbouring_values(self) -> None:
        signatures = np.array([[1, 2, 3, 4], [1, 2, 9, 9], [9, 9, 3, 4]], np.uint32)
        keys = make_bands(signatures, 2, 2)
        assert (keys[0] == keys[1]).tolist() == [True, False]
        assert (keys[0] == keys[2]).tolist() == [False, True]


def test_sets_too_large_for_bins_are_compared_in_full() -> None:
    rng = np.random.default_rng(1)
    values = rng.integers(0, 1 << 32, 300_000, dtype=np.uint32)
    rows = Rows(np.concatenate([values, values[:290_000]]), np.array([0, 300_000]), np.array([300_000, 590_000]))
    comparison = Comparison(weigh(make_sets(rows, counted=True)), 0.9)
    assert comparison(np.array([0]), np.array([1]))[0] > 950_000

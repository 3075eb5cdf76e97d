"""Signatures, sketches, words and sets on their own, against slow and obvious versions of themselves."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from near_texts import changed, jaccard, text_of

from corpuslint.similarity import (
    Rows,
    fingerprints,
    make_permutations,
    make_shingles,
    read_words,
    sign,
    sketch,
    to_lean,
)
from corpuslint.similarity.verification import first_places, make_sets, shared, weigh


class TestSignatures:
    def test_equal_those_of_datasketch_bit_for_bit(self) -> None:
        from datasketch import MinHash

        texts = [text_of(1, 300), text_of(2, 7), "a b c d e", text_of(3, 40)]
        words = read_words(texts)
        rows = make_shingles(words.values, words.starts, words.ends)
        for seed in (1, 7):
            signatures = sign(rows, make_permutations(128, seed))
            for row, signature in enumerate(signatures):
                peer = MinHash(128, seed=seed, hashfunc=int, scheme="affine32")
                for value in rows.values[rows.starts[row] : rows.ends[row]].tolist():
                    peer.update(value)
                assert signature.dtype == peer.hashvalues.dtype
                assert np.array_equal(signature, peer.hashvalues)

    def test_can_be_kept_in_datasketch(self) -> None:
        from datasketch import MinHashLSH

        texts = [text_of(1, 100), changed(text_of(1, 100), [50]), text_of(2, 100)]
        words = read_words(texts)
        rows = make_shingles(words.values, words.starts, words.ends)
        lean = [to_lean(signature) for signature in sign(rows, make_permutations(128))]
        index = MinHashLSH(threshold=0.7, num_perm=128)
        for number, one in enumerate(lean):
            index.insert(number, one)
        assert sorted(index.query(lean[0])) == [0, 1]
        assert lean[0].jaccard(lean[1]) == pytest.approx(jaccard(texts[0], texts[1]), abs=0.15)

    def test_do_not_depend_on_the_batch(self) -> None:
        texts = [text_of(seed, 5 + seed) for seed in range(20)]
        permutations = make_permutations(64)

        def signatures(some: list[str]) -> list[list[int]]:
            words = read_words(some)
            return sign(make_shingles(words.values, words.starts, words.ends), permutations).tolist()

        assert signatures(texts) == [signatures([text])[0] for text in texts]

    def test_texts_without_shingles_are_empty(self) -> None:
        words = read_words(["one two", "", text_of(1, 9)])
        signatures = sign(make_shingles(words.values, words.starts, words.ends), make_permutations(8))
        assert (signatures[:2] == 0xFFFFFFFF).all()
        assert (signatures[2] != 0xFFFFFFFF).any()


class TestSketches:
    @pytest.mark.parametrize("size", [10, 60, 200, 1500])
    def test_agree_as_often_as_texts_are_alike(self, size: int) -> None:
        generator = np.random.default_rng(size)
        agreeing = []
        for _ in range(60):
            values = generator.integers(0, 1 << 32, 3 * size, dtype=np.uint32)
            rows = Rows(np.append(values[: 2 * size], values[size:]), np.array([0, 2 * size]), np.array([2, 4]) * size)
            one, other = sketch(rows, 126)
            agreeing.append((one == other).mean())
        assert np.mean(agreeing) == pytest.approx(1 / 3, abs=0.02)

    def test_do_not_depend_on_the_batch(self) -> None:
        texts = [text_of(seed, 5 + 3 * seed) for seed in range(60)]

        def sketches(some: list[str]) -> list[list[int]]:
            words = read_words(some)
            return sketch(make_shingles(words.values, words.starts, words.ends), 126).tolist()

        assert sketches(texts) == [sketches([text])[0] for text in texts]

    def test_texts_without_shingles_are_empty(self) -> None:
        words = read_words(["one two", "", text_of(1, 9)])
        sketches = sketch(make_shingles(words.values, words.starts, words.ends), 8)
        assert (sketches[:2] == 0xFFFFFFFF).all()
        assert (sketches[2] != 0xFFFFFFFF).all()


class TestWords:
    def test_case_punctuation_space_and_form_do_not_matter(self) -> None:
        same = ["Le café, demain!", "le  CAFÉ\ndemain", "le cafe\u0301 demain"]
        words = read_words(same)
        prints = fingerprints(words.values, words.starts, words.ends)
        assert len(set(prints.tolist())) == 1

    def test_order_matters(self) -> None:
        words = read_words(["one two three", "two one three"])
        assert len(set(fingerprints(words.values, words.starts, words.ends).tolist())) == 2

    def test_the_seed_keys_the_hash(self) -> None:
        words = read_words([text_of(1, 30)])
        one, other = (make_shingles(words.values, words.starts, words.ends, 5, seed).values for seed in (0, 1))
        assert not set(one.tolist()) & set(other.tolist())

    @given(st.lists(st.text(alphabet="ab c\n", max_size=30), max_size=8))
    def test_a_fingerprint_does_not_depend_on_the_neighbours(self, texts: list[str]) -> None:
        words = read_words(texts)
        together = fingerprints(words.values, words.starts, words.ends).tolist()
        for text, found in zip(texts, together, strict=True):
            alone = read_words([text])
            assert fingerprints(alone.values, alone.starts, alone.ends).tolist() == [found]


class TestSets:
    @given(st.lists(st.lists(st.integers(0, 40), max_size=30), min_size=1, max_size=6))
    def test_shared_weight_is_that_of_the_intersection(self, lists: list[list[int]]) -> None:
        values = np.array([value for one in lists for value in one], np.uint32)
        ends = np.cumsum([len(one) for one in lists])
        starts = ends - [len(one) for one in lists]
        pairs = [(i, j) for i in range(len(lists)) for j in range(i + 1, len(lists))]
        first, second = (np.array([pair[side] for pair in pairs], np.int64) for side in (0, 1))
        plain = make_sets(Rows(values, starts, ends))
        assert shared(plain, first, second).tolist() == [len(set(lists[i]) & set(lists[j])) for i, j in pairs]
        weighted = weigh(plain)
        weight = dict(zip(plain.values.tolist(), weighted.weights_of(plain.values).tolist(), strict=True))
        expected = [sum(weight[value] for value in set(lists[i]) & set(lists[j])) for i, j in pairs]
        assert shared(weighted, first, second).tolist() == expected

    def test_large_sets_are_compared_alike(self) -> None:
        chance = random.Random(5)
        lists = [[chance.randrange(3000) for _ in range(1200)] for _ in range(3)]
        ends = np.cumsum([len(one) for one in lists])
        sets = make_sets(Rows(np.array([value for one in lists for value in one], np.uint32), ends - 1200, ends))
        found = shared(sets, np.array([0, 0, 1]), np.array([1, 2, 2]))
        assert found.tolist() == [len(set(lists[i]) & set(lists[j])) for i, j in ((0, 1), (0, 2), (1, 2))]

    def test_values_are_found_where_they_stand_first(self) -> None:
        rows = Rows(np.array([7, 5, 7, 9, 5, 5], np.uint32), np.array([0, 2, 4]), np.array([2, 4, 6]))
        wanted = np.array([[5, 7, 0], [0, 0, 0], [5, 7, 9]], np.uint32)
        assert first_places(rows, wanted).tolist() == [[1, 0, -1], [-1, -1, -1], [0, -1, -1]]

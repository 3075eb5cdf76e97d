"""Whatever `clean --unsafe` takes out as a copy still stands somewhere."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from near_texts import text_of

import corpuslint

SENTENCES = [text_of(number, 14).capitalize() + "." for number in range(12)]
PARAGRAPHS = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=5).map(" ".join)
TEASERS = st.sampled_from([" ".join(sentence.split()[:13]) + "..." for sentence in SENTENCES])
PARTED = "\n\n"
DOCUMENTS = st.lists(PARAGRAPHS | TEASERS, min_size=1, max_size=5).map(PARTED.join)


@given(st.lists(DOCUMENTS, min_size=1, max_size=6))
def test_every_sentence_stands_somewhere_after_exact_copies_went(texts: list[str]) -> None:
    cleaned = PARTED.join(corpuslint.clean(texts, select=["DUP001", "DUP003", "DUP101"], unsafe=True))
    for sentence in SENTENCES:
        assert sentence in cleaned or sentence not in PARTED.join(texts)


EDITED = 2


def page(seed: int, joined: bool) -> str:
    """A page of twelve paragraphs; in its other version the last ones are one paragraph, and a word is another."""
    paragraphs = [text_of(seed * 100 + number, 20 + number).capitalize() + "." for number in range(12)]
    if joined:
        paragraphs[EDITED] = paragraphs[EDITED].replace(" ", " edited ", 1)
        paragraphs[5:] = [" ".join(paragraphs[5:])]
    return PARTED.join(paragraphs)


def shingles(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.casefold())
    return {tuple(words[first : first + 4]) for first in range(len(words) - 3)}


@pytest.mark.parametrize("seed", range(4))
def test_a_text_and_the_document_that_holds_it_do_not_both_go(seed: int) -> None:
    chance = random.Random(seed)
    texts = [page(number, joined) for number in range(3) for joined in (False, True, False)]
    quoted = [chance.choice(text.split(PARTED)) for text in texts[::3]]
    texts += [f"{text_of(1000 + number, 60)}\n\n{text}" for number, text in enumerate(quoted)]
    chance.shuffle(texts)
    findings = corpuslint.check(texts, select=["DUP"]).findings
    gone = {finding.where.record for finding in findings if finding.code in ("DUP101", "DUP102")}
    assert len(gone) == 6
    assert not gone & {finding.related[0].record for finding in findings}
    cleaned = set().union(*map(shingles, corpuslint.clean(texts, select=["DUP"], unsafe=True)))
    for number in range(3):
        paragraphs = page(number, False).split(PARTED)
        assert all(shingles(text) <= cleaned for text in paragraphs if text != paragraphs[EDITED])

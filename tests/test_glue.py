from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from corpuslint.batch import Batch
from corpuslint.language.glue import FEATURES, find_seams, hash_pieces
from corpuslint.language.run_on import addresses, brackets, headlines, sentence_ends
from corpuslint.words import hash_terms


def pieces(text: str) -> list[tuple[str, str]]:
    batch = Batch.of(text)
    found = find_seams(batch)
    edges = zip(found.left.tolist(), found.at.tolist(), found.right.tolist(), strict=True)
    return [(batch.text[left:at], batch.text[at:right]) for left, at, right in edges]


def test_a_seam_has_two_pieces() -> None:
    assert pieces("Send your storiesGet more") == [("stories", "Get")]


def test_several_seams_in_a_word() -> None:
    assert pieces("HomeNewsContact us") == [("Home", "News"), ("News", "Contact")]


def test_short_pieces_are_names() -> None:
    assert pieces("McDonald has an iPhone from eBay") == []


def test_acronyms_before_a_word() -> None:
    assert pieces("FAQContact us") == [("FAQ", "Contact")]


def test_code_and_addresses_are_passed_by() -> None:
    assert pieces("see obj.displayName, BestBuy.com, #SomeTag, a/ReadMe and some_fileName") == []


def test_an_empty_text_has_no_seams() -> None:
    assert pieces("") == []


def test_other_words_do_not_change_the_pieces_features() -> None:
    alone = find_seams(Batch.of("Read moreHow to win"))
    behind = find_seams(Batch.of("Nothing here.", "Read moreHow to win"))
    assert alone.features.tolist() == behind.features.tolist()
    assert alone.features.shape == (1, len(FEATURES))


@given(st.lists(st.text("abcXYZ", min_size=1, max_size=8), min_size=1, max_size=6))
def test_hashes_of_pieces_are_those_of_the_terms(terms: list[str]) -> None:
    batch = Batch.of(" ".join(terms))
    ends = np.cumsum([len(term) + 1 for term in terms]) - 1
    starts = ends - [len(term) for term in terms]
    assert hash_pieces(batch.codes, starts, ends).tolist() == hash_terms(terms).tolist()


def test_a_headline_is_looked_for_above_and_at_the_top() -> None:
    title = "Storm leaves village without bread"
    body = f"{title}The baker of Lower Ashby could not light his oven on Monday."
    assert list(headlines(Batch.of(f"{title}\n\n{body}"))) == [(36, 70)]
    far = "\n\n".join((title, *("Another line of the text." for _ in range(9)), body))
    assert len(list(headlines(Batch.of(far)))) == 1
    assert list(headlines(Batch.of(title, body))) == []


def test_sentences_need_prose_on_both_sides() -> None:
    text = "They waited until the very end.Then the doors were opened for all of them."
    assert list(sentence_ends(Batch.of(text))) == [text.index("Then")]
    assert (
        list(sentence_ends(Batch.of("Install the package System.Management and asp.Net for all of the users."))) == []
    )


def test_labels_behind_brackets_and_addresses() -> None:
    assert list(brackets(Batch.of("3 Comment(s)Print E-mail"))) == [12]
    assert list(addresses(Batch.of("at Example.org.ukMobile now"))) == [17]
    assert list(addresses(Batch.of("at Foo.ulPages now and obj.isOpen"))) == []

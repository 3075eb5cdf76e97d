"""The line model: the same scores in any batch, from whole numbers."""

from __future__ import annotations

import numpy as np
import pytest

from corpuslint.batch import Batch
from corpuslint.language import line_model
from corpuslint.language.line_columns import FEATURES, FULL
from corpuslint.language.line_features import find_lines
from corpuslint.language.line_model import Scored
from corpuslint.model import CorpuslintError
from corpuslint.rules.boilerplate_line import BoilerplateLine
from corpuslint.rules.furniture import is_data, marked_up
from corpuslint.rules.line_choice import delimiter_rows, numbered_headings
from corpuslint.rules.phrase_hits import phrase_hits, seen_strengths, strengths

TEXTS = (
    "Home\nNews\nSport\nThe bridge was opened by the mayor on a rainy Sunday in June, after eleven years of work.\n"
    "Ships pass below it, and trains above.\nShare\nPrint\n",
    "",
    "\n\n",
    "One line",
    "# Title\n\nText of some length that ends here.\n\n- one\n- two\n",
    "大桥于六月通车。市长剪彩。\n首页\n登录\n",
    "ข้อ 1\nมนุษย์ทั้งหลายเกิดมามีอิสระและเสมอภาคกันในเกียรติศักดิ์และสิทธิ\n",
    "a\r\nb\rc\nd",
    "The same line\n" * 40,
)


def score_lines(batch: Batch, documents: np.ndarray) -> Scored:
    return line_model.score_lines(batch, documents, seen_strengths(batch))


def everything(batch: Batch) -> np.ndarray:
    return np.ones(len(batch.documents), np.bool_)


def test_a_batch_of_one_scores_as_a_batch_of_many() -> None:
    together = Batch.of(*TEXTS)
    scores = score_lines(together, everything(together)).score
    alone = [score_lines(batch, everything(batch)).score for batch in map(Batch.of, TEXTS)]
    assert scores.tolist() == np.concatenate(alone).tolist()


def test_order_of_documents_does_not_matter() -> None:
    forward, backward = Batch.of(*TEXTS), Batch.of(*TEXTS[::-1])
    scored = [score_lines(batch, everything(batch)) for batch in (forward, backward)]
    by_document = [
        [part.score[part.lines.document == number].tolist() for number in range(len(TEXTS))] for part in scored
    ]
    assert by_document[0] == by_document[1][::-1]


def test_documents_that_are_not_chosen_change_nothing() -> None:
    batch = Batch.of(*TEXTS)
    chosen = everything(batch)
    chosen[[1, 4]] = False
    some, every = score_lines(batch, chosen), score_lines(batch, everything(batch))
    kept = chosen[every.lines.document]
    assert some.score.tolist() == every.score[kept].tolist()


def test_phrases_of_a_page_raise_the_scores_of_its_other_lines() -> None:
    batch = Batch.of(TEXTS[0])
    none = np.zeros(len(batch.lines), np.uint8)
    told = line_model.score_lines(batch, everything(batch), strengths(batch)).score
    untold = line_model.score_lines(batch, everything(batch), none).score
    assert strengths(batch).any()
    assert told[0] > untold[0]


@pytest.mark.parametrize("level", ["sure", "likely"])
def test_lists_that_no_phrase_marks_as_a_page_are_left_alone(level: str) -> None:
    rivers = "Elbe 1094\nOder 840\nWarta 795\nVltava 430\nSaale 413\nSpree 400\nHavel 334\nMulde 314\n"
    moves = "1. e4 e5\n2. Nf3 Nc6\n3. Bb5 a6\n4. Ba4 Nf6\n5. O-O Be7\n6. Re1 b5\n7. Bb3 d6\n8. c3 O-O\n9. h3 Nb8\n"
    for text in (rivers, moves):
        assert not list(BoilerplateLine(level).check(Batch.of(text)))


def headings(text: str) -> list[str]:
    """The lines of a text that count as numbered headings."""
    batch = Batch.of(text)
    lines = find_lines(batch)
    found = numbered_headings(batch, lines, np.ones(len(lines.index), np.bool_))
    return [batch.text[lines.start[place] : lines.end[place]] for place in found]


def test_headings_that_count_on_are_told_from_paginations_and_lists() -> None:
    rule = "Dogs must be led on the bridge."
    assert headings(f"Article 1\n{rule}\nArticle 2\n{rule}\nArticle 3\n{rule}") == [
        "Article 1",
        "Article 2",
        "Article 3",
    ]
    assert headings(f"ข้อ ๑\n{rule}\nข้อ ๒\n{rule}\nข้อ ๓\n{rule}") == ["ข้อ ๑", "ข้อ ๒", "ข้อ ๓"]
    assert headings("Page 1\nPage 2\nPage 3\nPage 4") == []
    assert headings(f"12 comments\n{rule}\n3 comments\n{rule}\n4 comments\n{rule}\n9 comments") == []
    assert headings(f"1\n{rule}\n2\n{rule}\n3") == []


def test_rows_under_the_head_of_a_table_are_told_from_bars_and_rules() -> None:
    batch = Batch.of("| a | b |\n|---|:-:|\n| 1 | -2 |\n| | |\n---\n* * *\n|\n| --- | --- |")
    lines = find_lines(batch)
    every = np.ones(len(lines.index), np.bool_)
    assert delimiter_rows(batch, lines, every) == [1, 7]
    assert delimiter_rows(batch, lines, ~every) == []


def test_loose_phrases_are_weak_but_seen_by_the_model() -> None:
    batch = Batch.of("Tillbaka till biblioteket", "Leave a reply", "Die Brücke führt zurück zu den Anfängen der Stadt")
    assert strengths(batch).tolist() == [1, 2, 0]
    assert seen_strengths(batch).tolist() == [2, 2, 2]
    assert [hit.line for hit in phrase_hits(batch)] == [0, 1]


def test_documents_of_records_are_data() -> None:
    calendar = "BEGIN:VEVENT\nDTSTART:19530419T020000\nSUMMARY:Sommerzeit\nEND:VEVENT"
    tune = "X:12\nT: The Humours of Trim\nM:6/8\nK: D\nfed edB|AFA d2e|"
    settings = "name = bridge\nspan=71\nopen=yes\nThe bridge is closed at night."
    latest = "11:02 The bridge is open\n10:53 Mayor cuts the ribbon\n9:40 Ships wait below\nMost read"
    links = "http://example.org/a\nhttp://example.org/b\nHome\nNews"
    talk = "Anna: It is late.\nBert: It is.\nAnna: Then go.\nBert: I shall."
    batch = Batch.of(calendar, tune, settings, latest, links, talk)
    assert [is_data(batch, number) for number in range(6)] == [True, True, True, False, False, False]


def test_features_are_small_whole_numbers_with_names() -> None:
    lines = find_lines(Batch.of(*TEXTS))
    assert lines.features.shape == (len(FEATURES), len(lines.index))
    assert lines.features.max() <= FULL
    assert len(set(FEATURES)) == len(FEATURES)


def test_sums_stay_exact_in_single_precision() -> None:
    for name, layer in line_model.load().layers.items():
        assert np.abs(layer.weight).max() <= FULL, name
        inner = layer.weight.shape[-1] * (3 if layer.weight.ndim == 3 else 1)
        assert inner * FULL**2 < 2**24, name


def test_multiply_is_the_product() -> None:
    chance = np.random.default_rng(1)
    weight = chance.integers(-127, 128, (40, 82)).astype(np.float32)
    values = chance.integers(0, 128, (82, 1000)).astype(np.float32)
    assert (line_model.multiply(weight, values) == weight.astype(np.int64) @ values.astype(np.int64)).all()


def test_weights_are_small() -> None:
    assert line_model.DATA.stat().st_size < 1_000_000


def test_an_unknown_level_is_an_error() -> None:
    with pytest.raises(CorpuslintError, match="sure or likely"):
        BoilerplateLine(level="maybe")


def test_an_edit_is_safe_only_in_what_phrases_show_to_be_a_page() -> None:
    text = (
        "Sports\nWeather\nTravel\nObituaries\nThe committee met on Monday and discussed the budget for next year.\n"
        "It will meet again in May, when the new members have taken their seats.\nMost read\nWeather\nObituaries\n"
    )
    page = "Skip to content\nLog in\nShare on Facebook\n" + text + "Leave a Reply\nPrivacy policy\n"
    alone, among = ({f.safety for f in BoilerplateLine().check(Batch.of(whole))} for whole in (text, page))
    assert alone == {"unsafe"}
    assert "safe" in among


def test_edits_of_lines_with_digits_are_never_safe() -> None:
    text = (
        "Skip to content\nLog in\nShare on Facebook\nSports\nWeather 12\nTravel\nObituaries\n"
        "The committee met on Monday and discussed the budget for next year.\n"
        "It will meet again in May, when the new members have taken their seats.\n"
        "Most read\n12 comments\nPage 3\nWeather\nLeave a Reply\nPrivacy policy\n"
    )
    found = {f.where.line: f.safety for f in BoilerplateLine().check(Batch.of(text))}
    lines = text.splitlines()
    safe = {lines[line - 1] for line, safety in found.items() if safety == "safe"}
    assert safe
    assert not [line for line in safe if any(map(str.isdigit, line))]
    assert any(any(map(str.isdigit, lines[line - 1])) for line in found)


def test_a_word_alone_is_not_judged() -> None:
    for text in ("Home\n", "Home\nAway\nGarden\n"):
        assert not list(BoilerplateLine().check(Batch.of(text)))


def test_numbers_of_comments_are_no_markup() -> None:
    comments = Batch.of("#7 Anna 10.01.12\n\nThe bridge is closed.\n\n#8 Berta 11.01.12\n\nNot any more.\n")
    assert not marked_up(comments).any()
    assert marked_up(Batch.of("# Bridges\n\nThe bridge is closed.\n\n## Ferries\n\nNot any more.\n")).all()

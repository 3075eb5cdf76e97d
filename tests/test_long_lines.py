"""A line of a corpus may be megabytes long: each finding in it is the one that a short line has."""

from __future__ import annotations

import pytest

import corpuslint

TIMES = 5_000


@pytest.mark.parametrize(
    ("rule", "text", "found"),
    [
        ("ART001", "Nobody stayed there. 4kznZuF4mhWHXRqH1aZRwyPnQ It was late. ", "4kznZuF4mhWHXRqH1aZRwyPnQ"),
        ("ENC003", "from \u200eleft to right ", "\u200e"),
        ("ENC003", "a flag 🏴\U000e0067\U000e0062\U000e007f and in\u00advisible ", "\u00ad"),
        ("ENC005", "one\x01 after another ", "\x01"),
    ],
)
def test_a_long_line_has_the_findings_of_its_parts(rule: str, text: str, found: str) -> None:
    line = text * TIMES
    findings = corpuslint.check_text(line, select=[rule]).findings
    places = [text.index(found) + number * len(text) for number in range(TIMES)]
    assert [(f.where.start, f.where.end, f.where.line) for f in findings] == [
        (start, start + len(found), 1) for start in places
    ]


def test_what_is_far_away_in_a_line_does_not_count() -> None:
    token = "4kznZuF4mhWHXRqH1aZRwyPnQ"
    for gap in (1, 900, 1_100):
        (finding,) = corpuslint.check_text(
            f"Nobody stayed there. {token}{' ' * gap}It was late.", select=["ART001"]
        ).findings
        assert finding.where.start == len("Nobody stayed there. ")
    (finding,) = corpuslint.check_text(f"{' ' * 5_000}{token}{' ' * 5_000}\nIt was late.", select=["ART001"]).findings
    (edit,) = finding.edits
    assert edit.start <= finding.where.start < finding.where.end <= edit.end <= 10_000 + len(token)


def test_replacement_characters_of_many_lines() -> None:
    text = "caf\ufffd au lait, na\ufffdve\nplain\n" * 1_000
    findings = corpuslint.check_text(text, select=["ENC002"]).findings
    assert [(f.where.line, f.where.column, f.where.end - f.where.start) for f in findings] == [
        (line, 4, 14) for line in range(1, 2_000, 2)
    ]
    assert {f.message for f in findings} == {"letters were lost in decoding: 'caf\ufffd', 2 in this line"}

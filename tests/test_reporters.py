"""Output formats for people, and totals."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpuslint.cli import main
from corpuslint.model import Document, Edit, Finding, Location, Safety
from corpuslint.reporters import Showing, Summary, reporter
from corpuslint.reporters.base import printable, width
from corpuslint.reporters.differences import differences
from corpuslint.reporters.excerpts import excerpt
from corpuslint.reporters.held import shares
from corpuslint.reporters.json_lines import JsonLines, to_dict

SENTENCE = "The quick survey of every river in the northern valley took three long summers to finish. "


def finding(
    text: str, part: str, message: str = "a message", code: str = "ART001", related: tuple[Location, ...] = ()
) -> tuple[Document, Finding]:
    """A document and a finding on the first occurrence of `part` in it."""
    start = text.index(part)
    line = text.count("\n", 0, start) + 1
    column = start - (text.rfind("\n", 0, start) + 1) + 1
    where = Location("a.txt", None, None, start, start + len(part), line, column)
    return Document("a.txt", text), Finding(code, "random-token", where, message, related=related)


def shown(name: str, *found: tuple[Document, Finding], showing: Showing | None = None) -> str:
    """What a reporter writes for these findings."""
    writer = reporter(name, showing or Showing(limit=50))
    summary = Summary(files=1, documents=len(found))
    text = writer.begin()
    for document, one in found:
        summary.add(one)
        text += writer.document(document, [one])
    return text + writer.end(summary)


class TestJson:
    @given(st.text(), st.none() | st.text(), st.none() | st.integers(1), st.text(), st.sampled_from(Safety))
    def test_is_what_the_json_module_makes_of_it(
        self, path: str, field: str | None, record: int | None, text: str, safety: Safety
    ) -> None:
        where = Location(path, record, field, 7, 9, 2, 3)
        for edits, related in (((), ()), ((Edit(7, 9), Edit(11, 12, text)), (where, replace(where, field=None)))):
            one = Finding("ART001", "random-token", where, text, edits, safety, related)
            assert JsonLines().document(Document(path, ""), [one]) == json.dumps(to_dict(one)) + "\n"


class TestFull:
    def test_excerpt_has_carets_below_the_finding(self) -> None:
        text = shown("full", finding("one\nsome bad words here\nthree", "bad words"))
        assert "a.txt:2:6: ART001 random-token: a message\n  | some bad words here\n  |      ^^^^^^^^^\n" in text

    def test_carets_stand_right_below_wide_characters(self) -> None:
        text = shown("full", finding("日本語 bad 日本語", "bad"))
        assert "  | 日本語 bad 日本語\n  |        ^^^\n" in text

    def test_white_space_alone_is_shown_as_escapes(self) -> None:
        text = shown("full", finding("one\n\u00a0\u00a0\nthree", "\u00a0\u00a0"))
        assert "  | \\xa0\\xa0\n  | ^^^^^^^^\n" in text

    def test_long_lines_are_cut_around_the_finding(self) -> None:
        text = shown("full", finding(SENTENCE * 40 + "HERE " + SENTENCE * 40, "HERE"))
        line = next(line for line in text.splitlines() if "HERE" in line)
        caret = text.splitlines()[text.splitlines().index(line) + 1]
        assert len(line) <= 110
        assert line.index("HERE") == caret.index("^")
        assert line.startswith("  | …") and line.endswith("…")

    def test_control_characters_of_the_corpus_never_reach_the_terminal(self) -> None:
        text = "before \x1b[31mred\x07 \u202eabc\u202c \x9b1m after"
        document, found = finding(text, "red", message="a \x1b]0;title\x07 message")
        for name in ("full", "concise"):
            out = shown(name, (document, found))
            assert not [c for c in out if unicodedata.category(c) in ("Cc", "Cf") and c != "\n"]
            assert "\\x1b" in out

    def test_colour_codes_are_only_our_own(self) -> None:
        out = shown("full", finding("a \x1b[31m b", "b"), showing=Showing(color=True, limit=9))
        assert "\x1b[1;31m" in out and "\\x1b[31m" in out

    @pytest.mark.parametrize(("mine", "theirs"), [("30", "45"), ("THE", "the")])
    def test_duplicates_show_both_copies_and_what_differs(self, mine: str, theirs: str) -> None:
        kept = Location("kept.txt", None, None, 10, 60, 3, 1)
        one = SENTENCE + f"It cost {mine} pounds in all."
        other = SENTENCE + f"It cost {theirs} pounds in all."
        showing = Showing(limit=9, recall=lambda places: dict.fromkeys(places, other))
        out = shown("full", finding(one, one, code="DUP002", related=(kept,)), showing=showing)
        assert "= the copy that stays: kept.txt:3:1\n" in out
        here, marks, there, more = (
            line for line in out.splitlines() if "here " in line or "kept " in line or "  ^^" in line
        )
        assert here[marks.index("^") : marks.rindex("^") + 1] == mine
        assert there[more.index("^") : more.rindex("^") + 1] == theirs

    def test_copies_that_differ_only_further_down_are_not_shown_as_if_they_differed(self) -> None:
        kept = Location("kept.txt", None, None, 10, 60, 3, 1)
        showing = Showing(limit=9, recall=lambda places: dict.fromkeys(places, SENTENCE * 40 + "The end."))
        out = shown("full", finding(SENTENCE * 40, SENTENCE * 40, code="DUP101", related=(kept,)), showing=showing)
        assert "  | alike at the beginning; what differs comes later\n" in out

    def test_equal_copies_are_not_printed_twice(self) -> None:
        kept = Location("kept.txt", None, None, 10, 60, 3, 1)
        showing = Showing(limit=9, recall=lambda places: dict.fromkeys(places, SENTENCE))
        out = shown("full", finding(SENTENCE, SENTENCE, related=(kept,)), showing=showing)
        assert "kept.txt:3:1 (the same text)" in out
        assert out.count("survey of every river") == 1

    def test_clusters_are_folded(self) -> None:
        kept = Location("kept.txt", None, None, 0, 5, 1, 1)
        out = shown("full", *[finding(SENTENCE, SENTENCE, related=(kept,)) for _ in range(18)])
        assert out.count("the copy that stays") == 1
        assert "= and 17 others like it: a.txt:1:1, a.txt:1:1, a.txt:1:1 …" in out
        assert "not shown" not in out
        assert "18 findings in 1 file" in out

    def test_each_rule_gets_its_share_of_the_limit(self) -> None:
        many = [finding(f"word{i} x", f"word{i}") for i in range(100)]
        few = [finding(f"term{i} x", f"term{i}", code="ENC001") for i in range(3)]
        out = shown("full", *many, *few, showing=Showing(limit=10))
        assert out.count(": ART001") == 7
        assert out.count(": ENC001") == 3
        assert "… and 93 more, not shown (--max-findings 0: all" in out

    def test_without_a_limit_findings_are_written_as_they_come(self) -> None:
        writer = reporter("full", Showing(limit=None))
        document, found = finding("some bad words", "bad")
        assert "bad" in writer.document(document, [found])

    def test_a_replacement_is_shown(self) -> None:
        document, found = finding("a blcockchain b", "blcockchain")
        found = Finding(found.code, found.name, found.where, "m", (Edit(2, 13, "blockchain"),), Safety.SAFE)
        out = shown("full", (document, found))
        assert "= becomes: blockchain" in out and "random-token [*]: m" in out
        assert "`corpuslint clean` would fix 1 ([*] above). `corpuslint rule CODE` explains a rule." in out
        unsafe = Finding(found.code, found.name, found.where, "m", found.edits)
        assert "`corpuslint clean --unsafe` would fix 1. `" in shown("full", (document, unsafe))
        assert "would fix 1 ([*] above), with --unsafe 2. `" in shown("full", (document, found), (document, unsafe))


class TestConcise:
    def test_one_line_per_finding_and_a_true_total(self) -> None:
        out = shown("concise", *[finding("x y", "y")] * 5, showing=Showing(limit=2))
        lines = out.splitlines()
        assert lines[:2] == ["a.txt:1:3: ART001 random-token: a message"] * 2
        assert lines[2].startswith("… and 3 more, not shown (--max-findings 0: all")
        assert lines[3] == "5 findings in 1 file, 5 documents."

    def test_nothing_found(self) -> None:
        assert shown("concise") == "All clean: 1 file, 0 documents.\n"


def test_statistics_count_documents_and_characters_once(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    writer = reporter("json", Showing(), statistics=True)
    text = "aaaa bbbb cccc"
    document = Document("a.txt", text)
    where = [Location("a.txt", None, None, start, end, 1, start + 1) for start, end in ((0, 9), (5, 14), (5, 9))]
    found = [Finding("ART001", "random-token", place, "m") for place in where]
    assert writer.document(document, found) == ""
    (row,) = map(json.loads, writer.end(Summary()).splitlines())
    assert row == {
        "code": "ART001", "name": "random-token", "findings": 3, "documents": 1, "characters": 14, "safe": 0,
        "unsafe": 0,
    }  # fmt: skip


def test_statistics_of_a_corpus(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(" ")
    (tmp_path / "b.txt").write_text("")
    assert main(["check", str(tmp_path), "--isolated", "--select", "DOC003", "--statistics"]) == 1
    out = capsys.readouterr().out
    assert "        2          2            1        0        0  DOC003 empty-document" in out
    assert "2 findings in 2 files, 2 documents, 1 character." in out


def test_output_goes_to_a_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("")
    report = tmp_path / "report.json"
    arguments = ["check", str(tmp_path / "a.txt"), "--isolated", "--output-format", "json", "-o", str(report)]
    assert main(arguments) == 1
    assert capsys.readouterr().out == ""
    assert json.loads(report.read_text())["code"] == "DOC003"


@pytest.mark.parametrize(
    ("text", "columns"), [("abc", 3), ("日本", 4), ("e\u0301", 1), ("ｈ", 2), ("한국", 4), ("\u00e9", 1)]
)
def test_width(text: str, columns: int) -> None:
    assert width(text) == columns


def test_excerpts_of_wide_text_fit_the_columns() -> None:
    text = "漢字" * 400
    cut = excerpt(text, 300, 302)
    assert width(cut.before + cut.inside + cut.after) <= 100
    assert cut.inside == "漢字"


def test_printable_escapes_what_steers_a_terminal() -> None:
    assert printable("a\x1b\u202e\u200b\ud800é") == "a\\x1b\\u202e\\u200b\\ud800é"


def test_differences_by_words() -> None:
    one, other = "It took ten days.", "It took nine days and a half."
    first, second = differences(one, other)
    assert [one[a:b] for a, b in first] == ["ten"]
    assert [other[a:b] for a, b in second] == ["nine", "and a half"]


def test_shares_never_exceed_the_limit() -> None:
    assert shares({"A": 5, "B": 5, "C": 5}, 4) == {"A": 1, "B": 1, "C": 2}
    assert shares({}, 4) == {}

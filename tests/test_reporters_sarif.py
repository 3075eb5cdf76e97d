"""SARIF against its official schema, and what its readers rely on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from corpuslint.cli import main
from corpuslint.fingerprints import fingerprint
from corpuslint.model import Document, Edit, Finding, Location, Safety
from corpuslint.reporters import Showing, Summary, reporter

SCHEMA = Path(__file__).parent / "data" / "sarif-2.1.0-rtm.5.json"
TEXT = "A first line.\r\nA 😀 second with broken wrods\rthird"


def validate(log: Any) -> None:
    """Check a log against the schema."""
    jsonschema = pytest.importorskip("jsonschema", reason="validating SARIF needs the package jsonschema")
    schema = json.loads(SCHEMA.read_text("utf-8"))
    jsonschema.Draft4Validator(schema, format_checker=jsonschema.FormatChecker()).validate(log)


def run_of(document: Document, *findings: Finding, codes: tuple[str, ...] = ("DOC001", "DOC003")) -> Any:
    """The only run of the log that holds these findings."""
    writer = reporter("sarif", Showing(codes=codes))
    log = json.loads(writer.begin() + writer.document(document, findings) + writer.end(Summary()))
    validate(log)
    (run,) = log["runs"]
    return run


def at(start: int, end: int, line: int, column: int, path: str = "a b/ü.txt", record: int | None = None) -> Location:
    """A location."""
    return Location(path, record, "text" if record else None, start, end, line, column)


def test_a_log_without_findings_is_valid() -> None:
    writer = reporter("sarif", Showing(codes=("DOC003",)))
    log = json.loads(writer.begin() + writer.end(Summary()))
    validate(log)
    assert log["version"] == "2.1.0"
    assert log["runs"][0]["columnKind"] == "unicodeCodePoints"
    assert log["runs"][0]["tool"]["driver"]["rules"][0]["id"] == "DOC003"


def test_regions_count_code_points_and_all_line_ends() -> None:
    found = Finding("ART002", "corrupted-term", at(36, 48, 2, 22), "m", (Edit(36, 41, "words"),), Safety.SAFE)
    run = run_of(Document("a b/ü.txt", TEXT), found)
    (result,) = run["results"]
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "a%20b/%C3%BC.txt"
    assert place["region"] == {
        "startLine": 2, "startColumn": 22, "endLine": 3, "endColumn": 5, "charOffset": 36, "charLength": 12,
    }  # fmt: skip
    change = result["fixes"][0]["artifactChanges"][0]["replacements"][0]
    assert change == {"deletedRegion": {"charOffset": 36, "charLength": 5}, "insertedContent": {"text": "words"}}


def test_the_kept_copy_is_a_related_location() -> None:
    found = Finding(
        "DUP001", "repeated-block", at(0, 13, 1, 1), "same as line 9", related=(at(90, 103, 9, 1, "b.txt"),)
    )
    (result,) = run_of(Document("a b/ü.txt", TEXT), found)["results"]
    (related,) = result["relatedLocations"]
    assert related["message"]["text"] == "the copy that stays"
    assert related["physicalLocation"]["artifactLocation"]["uri"] == "b.txt"
    assert related["physicalLocation"]["region"]["startLine"] == 9
    assert result["message"]["text"].endswith("([b.txt:9:1](1))")


def test_records_of_jsonl_are_its_physical_lines() -> None:
    found = Finding("ART001", "random-token", at(2, 5, 1, 3, "a.jsonl", 12), "m", (Edit(2, 5),))
    (result,) = run_of(Document("a.jsonl", "a xyz", 12, "text"), found)["results"]
    assert result["locations"][0]["physicalLocation"]["region"] == {"startLine": 12}
    assert result["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] == "record 12, field text"
    assert result["properties"]["start"] == 2
    assert "fixes" not in result, "offsets into a record's text are no offsets into the file"


def test_binary_files_have_no_region() -> None:
    found = Finding("ART001", "random-token", at(2, 5, 1, 3, "a.parquet", 12), "m")
    (result,) = run_of(Document("a.parquet", "a xyz", 12, "text"), found)["results"]
    assert "region" not in result["locations"][0]["physicalLocation"]


def test_fingerprints_survive_lines_added_above() -> None:
    def names(text: str) -> list[str]:
        starts = [i for i in range(len(text)) if text.startswith("xq7", i)]
        places = [at(i, i + 3, text.count("\n", 0, i) + 1, 1) for i in starts]
        found = [Finding("ART001", "random-token", place, "m") for place in places]
        results = run_of(Document("a b/ü.txt", text), *found)["results"]
        return [result["partialFingerprints"]["corpuslint/v1"] for result in results]

    text = "one xq7 two\nother xq7 two\none xq7 two\n"
    assert len(set(names(text))) == 3, "equal texts in equal places are numbered"
    assert names("more\nlines\n\n" + text) == names(text)


def test_fingerprints_tell_rules_fields_and_texts_apart() -> None:
    document = Document("a.jsonl", "one xq7 two", 3, "text")

    def name(code: str, field: str, start: int, end: int) -> str:
        return fingerprint(document, Finding(code, "x", Location("a.jsonl", 3, field, start, end, 1, 1), "m"))

    base = name("ART001", "text", 4, 7)
    assert base == name("ART001", "text", 4, 7)
    assert len({base, name("ART002", "text", 4, 7), name("ART001", "title", 4, 7), name("ART001", "text", 0, 3)}) == 4


def test_the_command_writes_a_valid_log(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": ""}\nnot json\n{"text": "fine"}\n')
    (tmp_path / "b.txt").write_text("")
    assert main(["check", str(tmp_path), "--isolated", "--select", "ALL", "--output-format", "sarif"]) == 1
    log = json.loads(capsys.readouterr().out)
    validate(log)
    results = log["runs"][0]["results"]
    assert [result["ruleId"] for result in results] == ["DOC003", "DOC001", "DOC003"]
    rules = log["runs"][0]["tool"]["driver"]["rules"]
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in results)

"""Records that hold no text: a finding with the physical line, and the other records are checked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from bad_input import found, refused, told

from corpuslint.cli import main

pytestmark = pytest.mark.usefixtures("folder")


def test_jsonl_that_is_broken_in_the_middle(capsys: pytest.CaptureFixture[str]) -> None:
    lines = ['{"text": "one"}', "", '{"text": "two"', "[1, 2]", '"words"', "null", '{"text": ""}', '{"text": "three"}']
    Path("a.jsonl").write_text("\n".join(lines))
    assert told(found(capsys=capsys)) == [
        ("a.jsonl", 3, "DOC001", "not valid JSON: expecting ',' delimiter (column 15)"),
        ("a.jsonl", 4, "DOC001", "not an object with named fields but a list"),
        ("a.jsonl", 5, "DOC001", "not an object with named fields but a string"),
        ("a.jsonl", 6, "DOC001", "not an object with named fields but null"),
        ("a.jsonl", 7, "DOC003", "no text"),
    ]


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ({"title": "x", "body": "y"}, "no field 'text' (fields: title, body)"),
        ({}, "no field 'text' (fields: none)"),
        ({"text": None}, "field 'text' is null, not a text"),
        ({"text": 3}, "field 'text' is a number, not a text"),
        ({"text": 0.5}, "field 'text' is a number, not a text"),
        ({"text": True}, "field 'text' is true or false, not a text"),
        ({"text": []}, "field 'text' is an empty list, not a text"),
        ({"text": ["x", 1]}, "field 'text' is a list, not a text"),
        ({"text": {"en": "x"}}, "field 'text' is an object, not a text"),
    ],
)
def test_records_without_a_text(record: dict[str, Any], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [{"text": "before"}, record, {"text": "after"}]
    Path("a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert told(found(capsys=capsys)) == [("a.jsonl", 2, "DOC001", message)]
    assert main(["check", "a.jsonl", "--select", "ENC001", "--isolated"]) == 0
    assert "1 record or file could not be read (--extend-select DOC tells which)" in capsys.readouterr().err


def test_deeply_nested_json(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.jsonl").write_text("[" * 200_000 + '\n{"text": "fine"}\n')
    ((_, record, code, message),) = told(found(capsys=capsys))
    assert (record, code) == (1, "DOC001")
    assert message.startswith("not valid JSON: ")


def test_numbers_of_any_length(capsys: pytest.CaptureFixture[str]) -> None:
    line = '{"id": %s, "text": "in\\u00advisible"}\n' % ("9" * 5_000)
    Path("a.jsonl").write_text(line)
    assert found(capsys=capsys) == []
    assert main(["clean", "a.jsonl", "--isolated", "-o", "out"]) == 0
    assert Path("out/a.jsonl").read_text() == line.replace("\\u00ad", "")


def test_rows_of_parquet_without_a_text(capsys: pytest.CaptureFixture[str]) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    pyarrow = pytest.importorskip("pyarrow")
    parquet.write_table(pyarrow.table({"body": ["x"], "id": [1], "url": ["u"]}), "a.parquet")
    parquet.write_table(pyarrow.table({"text": [b"x"]}), "b.parquet")
    assert told(found(capsys=capsys)) == [
        ("a.parquet", 1, "DOC001", "no field 'text' (fields: body, id, url)"),
        ("b.parquet", 1, "DOC001", "field 'text' is bytes, not a text"),
    ]


def test_a_damaged_row_group(capsys: pytest.CaptureFixture[str]) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    pyarrow = pytest.importorskip("pyarrow")
    parquet.write_table(pyarrow.table({"text": ["words"] * 3}), "a.parquet")
    data = bytearray(Path("a.parquet").read_bytes())
    data[20:60] = b"\xff" * 40
    Path("a.parquet").write_bytes(data)
    assert refused("check", "a.parquet", capsys=capsys).startswith("a.parquet: not a readable Parquet file: ")

"""Fields inside records and lists: chats, nested records, several columns; read, told, cleaned, put back."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from cleaning import tree

import corpuslint
from corpuslint.cli import main
from corpuslint.formats import Reading
from corpuslint.formats.jsonl import documents_of

CHAT = {
    "id": 7,
    "messages": [
        {"role": "system", "content": "Be kind."},
        {"role": "user", "content": "schÃ¶n, \u00e4h"},
        {"role": "assistant", "content": None, "tool_calls": [{"id": 1.50}]},
        {"role": "tool", "name": "x"},
        {"role": "user", "content": [{"type": "text", "text": "grÃ¼n"}, {"type": "image_url", "url": "u"}]},
    ],
}


def read(record: object, *fields: str) -> list[tuple[str | None, str]]:
    """Fields and texts, or what is told of them, of one record."""
    found = documents_of(record, "a.jsonl", 1, Reading(fields))
    return [(d.field, d.problem.message if d.problem else d.text) for d in found]


@pytest.mark.parametrize("name", ["messages.content", "messages[].content", "messages[*].content"])
def test_messages_of_a_chat(name: str) -> None:
    told = [("messages[0].content", "Be kind."), ("messages[1].content", "schÃ¶n, \u00e4h")]
    parts = ("messages[4].content", "field 'messages[4].content' is a list, not a text")
    assert read(CHAT, name) == [*told, parts]
    assert read(CHAT, name, "messages.content.text") == [*told, ("messages[4].content[0].text", "grÃ¼n")]


@pytest.mark.parametrize(
    "record, fields, expected",
    [
        ({"a": [["x", "y"], [], ["z", None]]}, ["a"], [("a[0][0]", "x"), ("a[0][1]", "y"), ("a[2][0]", "z")]),
        ({"a": [None]}, ["a"], [("a", "no text in field 'a'")]),
        ({"a.b": "whole", "a": {"b": "nested"}}, ["a.b"], [("a.b", "whole")]),
        ({"a[]": "whole", "a": ["item"]}, ["a[]"], [("a[]", "whole")]),
        ({"a": [{"b": None}]}, ["a.b"], [("a.b", "no text in field 'a.b'")]),
        ({"a": {"b": None}}, ["a.b"], [("a.b", "field 'a.b' is null, not a text")]),
        (
            {"a": [{"b": 1}, {"b": "x"}]},
            ["a.b"],
            [("a[0].b", "field 'a[0].b' is a number, not a text"), ("a[1].b", "x")],
        ),
        ({"a": [], "c": 1}, ["a.b"], [("a.b", "no field 'a.b' (fields: a, c)")]),
        ({"texts": "x"}, ["text"], [("text", "no field 'text' (did you mean 'texts'?)")]),
        (CHAT, ["content"], [("content", "no field 'content' (did you mean 'messages.content'?)")]),
        (
            CHAT,
            ["mesages.content"],
            [("mesages.content", "no field 'mesages.content' (did you mean 'messages.content'?)")],
        ),
    ],
)
def test_what_is_read_of_a_record(record: object, fields: list[str], expected: list[tuple[str, str]]) -> None:
    assert read(record, *fields) == expected


def test_a_chat_is_cleaned_in_its_place_and_restored(tmp_path: Path) -> None:
    file = tmp_path / "in" / "chat.jsonl"
    file.parent.mkdir()
    lines = [json.dumps(CHAT, ensure_ascii=ascii, indent=None) for ascii in (True, False)]
    before = "\n".join([*lines, '{"messages":[{"content" : "fine" }],"n":1e0}']) + "\n"
    file.write_text(before, encoding="utf-8", newline="\n")
    out = tmp_path / "out"
    fields = ["messages.content", "messages.content.text"]
    options = [option for field in fields for option in ("--field", field)]
    assert main(["clean", str(file.parent), "-o", str(out), "--select", "ENC001", "--isolated", *options]) == 0
    after = (out / "chat.jsonl").read_text(encoding="utf-8")
    assert after == before.replace("\\u00c3\\u00b6", "\\u00f6").replace("Ã¶", "ö").replace(
        "\\u00c3\\u00bc", "\\u00fc"
    ).replace("Ã¼", "ü")
    assert main(["restore", f"{out}.corpuslint.log", "-o", str(tmp_path / "back")]) == 0
    assert tree(tmp_path / "back") == tree(tmp_path / "in")


def test_places_are_told(tmp_path: Path) -> None:
    file = tmp_path / "chat.jsonl"
    file.write_text(json.dumps(CHAT) + "\n")
    fields = ["messages.content", "messages.content.text"]
    found = corpuslint.check(str(file), select=["ENC001"], fields=fields, isolated=True).findings
    assert [finding.where.field for finding in found] == ["messages[1].content", "messages[4].content[0].text"]


TIMES = pa.array(
    [{"days": [(1, None)], "at": 10**18 + 1}] * 4,
    pa.struct({"days": pa.map_(pa.date32(), pa.int8()), "at": pa.duration("ns")}),
)
NESTED = pa.struct(
    [
        pa.field("role", pa.dictionary(pa.int8(), pa.string())),
        pa.field("at", pa.timestamp("ns"), nullable=False),
        pa.field("content", pa.large_string()),
    ]
)


@pytest.mark.parametrize("lists", [pa.list_, pa.large_list, lambda kind: pa.list_(kind, 2)])
def test_parquet_keeps_what_is_around_nested_texts(tmp_path: Path, lists: Callable[[pa.DataType], pa.DataType]) -> None:
    def table(*texts: str) -> pa.Table:
        def turn(text: str | None) -> dict[str, object]:
            return {"role": "user", "at": 1_700_000_000_123_456_789, "content": text}

        first, plain, last = map(turn, texts)
        none = [] if lists is pa.list_ else None if lists is pa.large_list else [plain, plain]
        rows = [[first, turn(None)], none, [plain, last], [first, first]]
        return pa.table({"n": [Decimal("1.50")] * 4, "at": TIMES, "messages": pa.array(rows, lists(NESTED))})

    before, expected = table("schÃ¶n", "plain", "grÃ¼n"), table("schön", "plain", "grün")
    file = tmp_path / "in" / "a.parquet"
    file.parent.mkdir()
    pq.write_table(before, file, row_group_size=3)
    out = tmp_path / "out"
    options = ["--select", "ENC001", "--isolated", "--field", "messages.content"]
    assert main(["clean", str(file.parent), "-o", str(out), *options]) == 0
    cleaned = pq.read_table(out / "a.parquet")
    assert cleaned.schema == before.schema
    assert cleaned.equals(expected)
    assert main(["restore", f"{out}.corpuslint.log", "-o", str(tmp_path / "back")]) == 0
    assert pq.read_table(tmp_path / "back" / "a.parquet").equals(before)


def test_two_columns_of_one_name_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "a.parquet"
    pq.write_table(pa.Table.from_arrays([pa.array(["one"]), pa.array(["two"])], names=["text", "text"]), file)
    assert main(["check", str(file), "--isolated"]) == 2
    assert capsys.readouterr().err == f"corpuslint: {file}: 2 columns are called 'text': rename all but one\n"


def test_parquet_names_fields_inside_records(tmp_path: Path) -> None:
    file = tmp_path / "a.parquet"
    pq.write_table(pa.table({"messages": [[{"role": "user", "content": "x"}]], "tags": [[("a", "b")]]}), file)
    (told,) = corpuslint.check(str(file), fields=["content"], isolated=True).findings
    assert told.message == "no field 'content' (did you mean 'messages.content'?)"


def test_a_map_is_no_list_of_texts(tmp_path: Path) -> None:
    file = tmp_path / "a.parquet"
    pq.write_table(pa.table({"tags": pa.array([[("a", "b")]], pa.map_(pa.string(), pa.string()))}), file)
    (told,) = corpuslint.check(str(file), fields=["tags"], isolated=True).findings
    assert told.message == "field 'tags' is a list, not a text"


def test_dicts_in_memory_keep_their_types() -> None:
    day = datetime.date(2024, 1, 2)
    item = {"turns": ({"content": "schÃ¶n", "day": day}, {"content": "plain"}), "n": Decimal("1.50")}
    (cleaned,) = corpuslint.clean([item], select=["ENC001"], fields="turns.content")
    assert cleaned == {"turns": ({"content": "schön", "day": day}, {"content": "plain"}), "n": Decimal("1.50")}
    assert item["turns"][0]["content"] == "schÃ¶n"


def test_a_message_that_stands_in_another_chat_goes_only_when_asked() -> None:
    chats = [{"messages": [{"content": "Answer in one word."}, {"content": question}]} for question in ("Why?", "How?")]
    options = {"select": ["DUP101"], "fields": ["messages.content"]}
    (found,) = corpuslint.check(chats, **options).findings
    assert (found.where.field, found.safety) == ("messages[0].content", "unsafe")
    assert corpuslint.clean(chats, **options) == chats
    assert corpuslint.clean(chats, unsafe=True, **options)[1]["messages"][0] == {"content": ""}
    titled = [{"title": "About us", "text": text} for text in ("One page of it.", "Another page of it.")]
    assert corpuslint.clean(titled, select=["DUP101"], fields=["title", "text"]) == titled


def test_an_empty_chat_is_dropped_when_asked() -> None:
    chats = [{"messages": [{"content": ""}, {"content": None}]}, {"messages": [{"content": "x"}]}]
    options = {"select": ["ENC001"], "fields": ["messages.content"], "drop_empty": True}
    assert corpuslint.clean(chats, **options) == chats[1:]

"""Formats: what is read, and that only what is edited is spelled anew."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from corpuslint.edits import Change, apply
from corpuslint.formats import Reading, Source, parts_of, read_part
from corpuslint.formats.literals import edit_literal, find_literal, spell, value_of
from corpuslint.model import CorpuslintError

TEXTS = st.text(alphabet=st.characters(exclude_categories=()), max_size=20)
SIMPLE = st.text(alphabet=st.sampled_from('ab"\\/\n\t\x00é中\U0001f600\u2028\x7f'), max_size=12)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | SIMPLE,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(SIMPLE, inner, max_size=3),
    max_leaves=6,
)


def spelled_somehow(text: str, seed: int) -> str:
    """The text as a JSON string with escapes at random where they are free."""
    chance = random.Random(seed)
    pieces = []
    for character in text:
        code = ord(character)
        if chance.random() < 0.4 or 0xD800 <= code < 0xE000:
            units = character.encode("utf-16-be", "surrogatepass").hex()
            hexes = [units[i : i + 4] for i in range(0, len(units), 4)]
            pieces += ["\\u" + (h.upper() if chance.random() < 0.5 else h) for h in hexes]
        elif character == "/" and chance.random() < 0.5:
            pieces.append("\\/")
        else:
            pieces.append(json.dumps(character, ensure_ascii=False)[1:-1])
    return '"' + "".join(pieces) + '"'


@given(SIMPLE, st.integers(), st.data())
def test_a_literal_changes_only_where_it_is_edited(text: str, seed: int, data: st.DataObject) -> None:
    literal = spelled_somehow(text, seed)
    assert value_of(literal) == text
    offsets = sorted(data.draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=4)))
    spans = list(zip(offsets[::2], offsets[1::2], strict=False))
    changes = [Change(start, end, data.draw(SIMPLE), ()) for start, end in spans]
    after, raw = edit_literal(literal, changes)
    assert value_of(after) == apply(text, changes)
    assert [value_of(f'"{piece}"') for piece in raw] == [text[start:end] for start, end in spans]


@given(TEXTS)
def test_spelling_is_json(text: str) -> None:
    joined = json.loads(json.dumps(text))
    assert value_of(f'"{spell(text)}"') == joined
    assert value_of(f'"{spell(text, escaped=True)}"') == joined


@given(st.dictionaries(SIMPLE, VALUES, max_size=4), SIMPLE, st.booleans(), st.sampled_from([None, 1]))
def test_the_literal_of_a_field_is_found(record: dict[str, object], text: str, ascii: bool, indent: int | None) -> None:
    record["the.text"] = text
    line = json.dumps(record, ensure_ascii=ascii, indent=indent)
    start, end = find_literal(line, "the.text", ("the.text",))
    assert json.loads(line[start:end]) == text


@given(SIMPLE, st.lists(SIMPLE, min_size=1, max_size=4), st.data())
def test_nested_fields_and_items_are_found(text: str, items: list[str], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(items) - 1))
    line = json.dumps({"x": {"text": [text]}, "meta": {"a": 1, "text": text, "items": items}})
    assert value_of(line[slice(*find_literal(line, "meta.text", ("meta.text",)))]) == text
    assert value_of(line[slice(*find_literal(line, f"meta.items[{index}]", ("meta.items",)))]) == items[index]


def test_of_equal_keys_the_last_counts() -> None:
    line = '{"text": "one", "text": "two"}'
    assert line[slice(*find_literal(line, "text", ("text",)))] == '"two"'


def test_a_whole_name_goes_before_a_dotted_one() -> None:
    line = '{"a": {"b": "nested"}, "a.b": "whole"}'
    assert line[slice(*find_literal(line, "a.b", ("a.b",)))] == '"whole"'


def source_of(tmp_path: Path, name: str, data: bytes) -> Source:
    (tmp_path / name).write_bytes(data)
    return Source.of(name, tmp_path / name, "jsonl")


def texts_of(source: Source) -> list[str]:
    return [d.text for part in parts_of([source], Reading()) for d in read_part(part, Reading())]


def test_zst_with_several_frames_and_no_last_newline(tmp_path: Path) -> None:
    data = zstandard.compress(b'{"text":"a"}\n{"te') + zstandard.compress(b'xt":"b"}')
    assert texts_of(source_of(tmp_path, "a.jsonl.zst", data)) == ["a", "b"]


def test_a_zst_file_that_is_cut_off_is_an_error(tmp_path: Path) -> None:
    data = zstandard.compress(b'{"text":"a"}\n' * 100_000)
    with pytest.raises(CorpuslintError, match="cannot be decompressed"):
        texts_of(source_of(tmp_path, "a.jsonl.zst", data[:-5]))


@settings(max_examples=30)
@given(st.lists(SIMPLE, max_size=6))
def test_lines_are_read_whatever_they_hold(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    data = "\n".join(json.dumps({"text": t}, ensure_ascii=False) for t in texts).encode()
    assert texts_of(source_of(tmp_path_factory.mktemp("lines"), "a.jsonl", data)) == texts

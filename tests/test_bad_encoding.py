"""Bytes that are no text, or not in the encoding that was said: findings, and the rest is checked."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from bad_input import JSON, found, refused, told
from support import findings, run

from corpuslint.cli import main

pytestmark = pytest.mark.usefixtures("folder")


def test_a_binary_file(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.txt").write_bytes(b"\x7fELF\x00\x00\x01\x02" * 100)
    Path("b.txt").write_bytes("words".encode("utf-16"))
    Path("c.txt").write_text("fine text")
    assert told(found(capsys=capsys)) == [
        ("a.txt", None, "DOC002", "looks like a binary file: it holds zero bytes"),
        ("b.txt", None, "DOC002", "looks like UTF-16, not UTF-8: read it with --encoding utf-16"),
    ]


def test_invalid_utf8(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.txt").write_bytes(b"first line\ncaf\xe9 au lait, na\xefve\nlast")
    (row,) = found(capsys=capsys)
    assert (row["line"], row["column"], row["start"], row["end"]) == (2, 4, 14, 15)
    assert row["message"] == (
        "invalid byte E9 at byte 14 of the text, and at 1 more places in this line"
        "; the text looks like Windows-1252 (--encoding cp1252)"
    )
    assert found("a.txt", "--encoding", "latin-1", capsys=capsys) == []
    for name in ("klingon", "rot13", "idna", "undefined"):
        assert refused("check", "a.txt", "--encoding", name, capsys=capsys) == (
            f"--encoding {name}: no such text encoding"
        )


def test_invalid_utf8_in_jsonl(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.jsonl").write_bytes(b'{"text": "caf\xe9"}\n{"text": "fine"}\n')
    ((path, record, code, message),) = told(found(capsys=capsys))
    assert (path, record, code) == ("a.jsonl", 1, "DOC002")
    assert message.startswith("invalid byte E9 at byte 3 of the text")


def test_line_ends(capsys: pytest.CaptureFixture[str]) -> None:
    token = "4kznZuF4mhWHXRqH1aZRwyPnQ"
    for number, line_end in enumerate(("\n", "\r\n", "\r"), 1):
        text = f"The committee met.{line_end}It was late. {token}{line_end}Nobody stayed."
        Path(f"{number}.txt").write_bytes(text.encode())
    main(["check", ".", "--select", "ART001", *JSON])
    rows = findings(capsys.readouterr().out)
    assert [(row["path"], row["line"], row["column"]) for row in rows] == [(f"{n}.txt", 2, 14) for n in (1, 2, 3)]
    assert [row["end"] - row["start"] for row in rows] == 3 * [len(token)]
    assert rows[1]["start"] == rows[0]["start"] + 1


def test_separators_of_unicode_end_no_line(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.jsonl").write_text('{"text": "one\u2028two\u0085three \ufffd"}\n{broken\n', encoding="utf-8")
    main(["check", "a.jsonl", "--select", "DOC,ENC002", *JSON])
    rows = findings(capsys.readouterr().out)
    assert [(row["code"], row["record"], row["line"], row["column"]) for row in rows] == [
        ("ENC002", 1, 1, 15),
        ("DOC001", 2, 1, 1),
    ]


def test_lone_surrogates(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.jsonl").write_text('{"text": "half \\ud83d of a face"}\n{"text": "a whole \\ud83d\\ude00 one"}\n')
    (row,) = found(capsys=capsys)
    assert (row["record"], row["code"], row["column"]) == (1, "DOC002", 6)
    assert row["message"] == "lone surrogate U+D83D, half of a character"
    for format in ("full", "concise", "json"):
        result = run("check", "a.jsonl", "--isolated", "--select", "ALL", "--output-format", format, cwd=Path.cwd())
        assert result.returncode == 1, result.stderr
        assert result.stderr == b""


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-32", "gb18030", "utf-8-sig"])
@pytest.mark.parametrize("size", [10, 60_000])
def test_jsonl_in_another_encoding(encoding: str, size: int, capsys: pytest.CaptureFixture[str]) -> None:
    """Ċ and ਊ hold the byte 10 in UTF-16; the larger file is more than is read at a time."""
    texts = ["ਊ Ċ, and a line of some length after it"] * size
    texts[size // 2] = "in\u00advisible"
    rows = "".join(json.dumps({"text": text}, ensure_ascii=False) + "\n" for text in texts)
    Path("a.jsonl").write_bytes(rows.encode(encoding))
    main(["check", "a.jsonl", "--encoding", encoding, "--select", "DOC,ENC003", *JSON])
    (row,) = findings(capsys.readouterr().out)
    assert (row["code"], row["record"], row["column"]) == ("ENC003", size // 2 + 1, 3)


def test_jsonl_whose_bytes_cannot_be_cut_at_lines_is_not_cleaned(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.jsonl").write_text('{"text": "in\u00advisible"}\n', encoding="utf-16")
    assert refused("clean", "a.jsonl", "--isolated", "--encoding", "utf-16", "-o", "out", capsys=capsys) == (
        "a.jsonl: JSON lines are not cleaned in utf-16; make them UTF-8 first"
    )
    assert list(Path("out").glob("**/*.*")) == []


@pytest.mark.parametrize(
    ("data", "place"),
    [("word\n".encode("utf-16") + b"x", (2, 1)), ("wo".encode("utf-16") + b"\x00\xd8" + b"r\0d\0", (1, 3))],
    ids=["cut off", "half a pair"],
)
def test_broken_utf16(data: bytes, place: tuple[int, int], capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.txt").write_bytes(data)
    (row,) = found("a.txt", "--encoding", "utf-16", capsys=capsys)
    assert (row["code"], row["line"], row["column"]) == ("DOC002", *place)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ('{"text": "words"}\n'.encode("utf-16"), "looks like UTF-16, not UTF-8: read it with --encoding utf-16"),
        ('{"text": "words"}\n'.encode("utf-32"), "looks like UTF-32, not UTF-8: read it with --encoding utf-32"),
        (gzip.compress(b'{"text": "words"}\n', mtime=0), "looks like a binary file: it holds zero bytes"),
    ],
)
def test_jsonl_that_is_no_text_says_what_it_is(data: bytes, message: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.jsonl").write_bytes(data)
    assert told(found(capsys=capsys))[0] == ("a.jsonl", 1, "DOC001", f"not valid JSON: {message}")

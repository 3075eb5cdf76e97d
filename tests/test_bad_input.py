"""Bad input: one line that names the thing and the place, exit 2; or a finding, and the rest is checked."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from support import RIGHTS, SEEDS, findings, run

import corpuslint
from corpuslint.cli import main

JSON = ("--isolated", "--output-format", "json")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own as the current one."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def refused(*arguments: str, capsys: pytest.CaptureFixture[str]) -> str:
    """The one line of an error, after a command that cannot do its job and writes nothing to stdout."""
    capsys.readouterr()
    assert main(list(arguments)) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("corpuslint: ")
    assert captured.err.count("\n") == 1
    return captured.err.removeprefix("corpuslint: ").rstrip("\n")


def found(*arguments: str, capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """The findings of a check of the current folder by the rules about input."""
    capsys.readouterr()
    code = main(["check", *(arguments or (".",)), "--select", "DOC", *JSON])
    rows = findings(capsys.readouterr().out)
    assert code == (1 if rows else 0)
    return rows


def told(rows: list[dict[str, Any]]) -> list[tuple[str, int | None, str, str]]:
    """Path, record, code and message."""
    return [(row["path"], row["record"], row["code"], row["message"]) for row in rows]


def test_a_missing_path(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.txt").write_text("fine")
    assert refused("check", "a.txt", "nowhere", capsys=capsys) == "nowhere: no such file or folder"


def test_an_empty_folder(capsys: pytest.CaptureFixture[str]) -> None:
    Path("empty").mkdir()
    assert refused("check", "empty", capsys=capsys).startswith("empty: holds no text to check")
    assert refused("check", capsys=capsys).startswith(".: holds no text to check")
    Path("empty/picture.png").write_bytes(b"")
    assert refused("check", "empty", capsys=capsys).endswith("(1 other files)")


def test_a_file_of_another_format(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.pdf").write_bytes(b"%PDF")
    assert refused("check", "a.pdf", capsys=capsys).startswith("a.pdf: not a format that is read (.txt .text .md")
    Path("a.txt").write_text("fine text")
    assert main(["check", ".", "--isolated", "--select", "DOC"]) == 0
    assert "1 files of other formats were passed over" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["a.txt", "a.jsonl", "a.jsonl.gz"])
def test_an_unreadable_file(name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    file = Path(name)
    file.write_bytes(b"words")
    file.chmod(0)
    if os.access(file, os.R_OK):  # The superuser reads everything.

        def deny(*_: object, **__: object) -> None:
            raise PermissionError(13, "Permission denied", name)

        monkeypatch.setattr(Path, "open", deny)
        monkeypatch.setattr(gzip, "open", deny)
    assert refused("check", name, "--isolated", capsys=capsys) == f"{name}: cannot be read: permission denied"


def test_an_unreadable_folder(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    Path("inner").mkdir()
    real = os.scandir

    def scandir(path: str) -> Any:
        if str(path).endswith("inner"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    Path("a.txt").write_text("fine")
    monkeypatch.setattr(os, "scandir", scandir)
    assert refused("check", ".", "--isolated", capsys=capsys) == "inner: cannot be read: permission denied"


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
    assert refused("check", "a.txt", "--encoding", "klingon", capsys=capsys) == (
        "--encoding klingon: no such text encoding"
    )


def test_invalid_utf8_in_jsonl(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.jsonl").write_bytes(b'{"text": "caf\xe9"}\n{"text": "fine"}\n')
    ((path, record, code, message),) = told(found(capsys=capsys))
    assert (path, record, code) == ("a.jsonl", 1, "DOC002")
    assert message.startswith("invalid byte E9 at byte 3 of the text")


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
        ({"text": []}, "field 'text' is a list, not a text"),
        ({"text": ["x", 1]}, "field 'text' is a list, not a text"),
        ({"text": {"en": "x"}}, "field 'text' is an object, not a text"),
    ],
)
def test_records_without_a_text(record: dict[str, Any], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [{"text": "before"}, record, {"text": "after"}]
    Path("a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert told(found(capsys=capsys)) == [("a.jsonl", 2, "DOC001", message)]
    assert main(["check", "a.jsonl", "--select", "ENC001", "--isolated"]) == 0
    assert "1 records or files could not be read (--extend-select DOC tells which)" in capsys.readouterr().err


def test_deeply_nested_json(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.jsonl").write_text("[" * 200_000 + '\n{"text": "fine"}\n')
    ((_, record, code, message),) = told(found(capsys=capsys))
    assert (record, code) == (1, "DOC001")
    assert message.startswith("not valid JSON: ")


def test_empty_files(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.txt").write_text("")
    Path("b.txt").write_text(" \n\t\n")
    Path("c.jsonl").write_text("")
    Path("d.txt").write_bytes(b"\xef\xbb\xbf")
    assert told(found(capsys=capsys)) == [
        ("a.txt", None, "DOC003", "no text"),
        ("b.txt", None, "DOC003", "only white space"),
        ("d.txt", None, "DOC003", "no text"),
    ]


@pytest.mark.parametrize("name", ["a.jsonl.gz", "a.jsonl.zst", "a.parquet"])
def test_files_that_are_not_what_their_name_says(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("pyarrow")
    pytest.importorskip("zstandard")
    Path(name).write_bytes(b"plain words, neither packed nor in columns\n" * 10)
    assert refused("check", name, "--isolated", capsys=capsys).startswith(f"{name}: ")


def test_a_packed_file_that_was_cut_off(capsys: pytest.CaptureFixture[str]) -> None:
    packed = gzip.compress("".join(json.dumps({"text": text}) + "\n" for text in RIGHTS * 50).encode())
    Path("a.jsonl.gz").write_bytes(packed[: len(packed) // 2])
    assert refused("check", "a.jsonl.gz", "--isolated", capsys=capsys).startswith(
        "a.jsonl.gz: cannot be decompressed: "
    )


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


def test_a_single_line_of_fifty_megabytes(capsys: pytest.CaptureFixture[str]) -> None:
    size = 50_000_000
    with Path("a.txt").open("wb") as stream:
        stream.write(b"x" * (size // 2) + b" ")
        sentence = " ".join(RIGHTS[0::4]).encode() + b" "
        stream.write(sentence * (size // 2 // len(sentence)) + b"caf\xe9")
    main(["check", "a.txt", "--select", "DOC,ENC,ART001,BPL001", *JSON])
    (row,) = findings(capsys.readouterr().out)
    assert (row["code"], row["line"]) == ("DOC002", 1)
    assert row["column"] == row["start"] + 1 > size * 0.99


def test_unknown_rules_and_options(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.txt").write_text("fine")
    assert refused("check", "a.txt", "--select", "mojibak", capsys=capsys) == (
        "unknown rule 'mojibak' (did you mean 'mojibake'?)"
    )
    assert refused("rule", "mojibak", capsys=capsys) == "unknown rule 'mojibak' (did you mean 'mojibake'?)"
    assert refused("check", "a.txt", "--set", "random-token.min-lenght=3", "--isolated", capsys=capsys) == (
        "--set: random-token has no option 'min-lenght' (did you mean 'min_length'?)"
    )
    assert refused("check", "a.txt", "--set", "random-token.min-length=few", "--isolated", capsys=capsys) == (
        "--set: random-token.min-length must be a whole number, not 'few'"
    )
    with pytest.raises(SystemExit) as error:
        main(["check", "--jobs", "many"])
    assert error.value.code == 2


def test_a_file_that_changes_while_it_is_read(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from corpuslint import linter

    Path("a.txt").write_text("fine")
    real = linter.check_part

    def check_part(*arguments: Any) -> Any:
        Path("a.txt").write_text("something else")
        return real(*arguments)

    monkeypatch.setattr(linter, "check_part", check_part)
    assert main(["check", "a.txt", "--isolated", "--jobs", "1"]) == 2
    assert "a.txt: changed while it was read" in capsys.readouterr().err


def test_an_output_that_cannot_be_written(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.txt").write_text("fine")
    assert main(["check", "a.txt", "--isolated", "-o", "nowhere/report.txt"]) == 2
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert "nowhere" in err


def waited(condition: Any, seconds: float = 30) -> bool:
    """Whether a condition came true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.01)
    return False


def start(*arguments: str, **more: Any) -> subprocess.Popen[bytes]:
    """Start a command in a process of its own."""
    environment = os.environ | {"TMPDIR": str(Path("tmp").absolute()), "PYTHONPATH": str(SEEDS.parent)}
    Path("tmp").mkdir(exist_ok=True)
    command = [sys.executable, "-m", "corpuslint", *arguments]
    if os.name == "posix":  # what starts the tests may ignore Ctrl-C, and children inherit that
        more["preexec_fn"] = lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)
    return subprocess.Popen(command, env=environment, start_new_session=True, **more)


def interrupted(process: subprocess.Popen[bytes]) -> int:
    """The exit code after Ctrl-C; pressed again where a read began just when it came, which Python cannot see."""
    for _ in range(12):
        process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            return process.wait(10)
    raise AssertionError("not interrupted")


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_ctrl_c_while_standard_input_is_spooled() -> None:
    pipe = subprocess.PIPE
    with start("check", "-", "--isolated", stdin=pipe, stdout=pipe, stderr=pipe) as process:
        assert process.stdin
        process.stdin.write(b"words\n" * 100)
        process.stdin.flush()
        assert waited(lambda: any(Path("tmp").glob("corpuslint-*")))
        assert interrupted(process) == 130
        assert process.stdout
        assert process.stdout.read() == b""
        assert process.stderr
        assert process.stderr.read() == b"corpuslint: interrupted\n"
    assert list(Path("tmp").iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_ctrl_c_while_a_report_is_written(jobs: str) -> None:
    with Path("a.jsonl").open("w") as stream:
        for number in range(60_000):
            stream.write(json.dumps({"text": f"{number} {RIGHTS[number % 3]}"}) + "\n")
    arguments = ("check", "a.jsonl", "--isolated", "--jobs", jobs, "-o", "report.txt")
    with start(*arguments, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        assert waited(lambda: any(Path().glob(".report.txt*")))
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(120) == 130
        assert process.stderr
        assert b"Traceback" not in process.stderr.read()
    assert sorted(path.name for path in Path().iterdir()) == ["a.jsonl", "tmp"]
    assert list(Path("tmp").iterdir()) == []


def test_a_broken_pipe() -> None:
    Path("a.jsonl").write_text('{"text": ""}\n' * 5000)
    arguments = ("check", "a.jsonl", "--isolated", "--select", "DOC", "--output-format", "json")
    with start(*arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert json.loads(process.stdout.readline())["record"] == 1
        process.stdout.close()
        assert process.wait(120) == 2
        assert process.stderr
        assert process.stderr.read() == b""


def test_the_api_raises_what_the_command_line_tells() -> None:
    with pytest.raises(corpuslint.CorpuslintError, match="nowhere: no such file or folder"):
        corpuslint.check("nowhere")
    with pytest.raises(corpuslint.CorpuslintError, match="unknown rule 'x'"):
        corpuslint.check(["text"], select=["x"])
    with pytest.raises(corpuslint.CorpuslintError, match="unknown argument 'selct'"):
        corpuslint.check(["text"], selct=["ENC"])
    with pytest.raises(corpuslint.CorpuslintError, match="not of int"):
        corpuslint.check([1, 2])
    with pytest.raises(corpuslint.CorpuslintError, match="not both"):
        corpuslint.check("a.txt", ["text"])


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_ctrl_c_while_the_program_is_loaded() -> None:
    code = (
        "import sys\n"
        "class Stop:\n"
        "    def find_spec(self, name, *rest):\n"
        "        if name == 'corpuslint.cli':\n"
        "            raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Stop())\n"
        "sys.argv = ['corpuslint', 'check', '.']\n"
        "from corpuslint.__main__ import run\n"
        "run()\n"
    )
    result = subprocess.run([sys.executable, "-c", code], cwd=SEEDS.parent, capture_output=True, check=False)
    assert (result.returncode, result.stdout, result.stderr) == (130, b"", b"corpuslint: interrupted\n")


@pytest.mark.skipif(os.name != "posix", reason="file descriptors")
@pytest.mark.parametrize("closed", [0, 1, 2])
def test_a_standard_stream_that_is_closed(closed: int) -> None:
    """As `corpuslint check . >&-` does in a shell: nothing is told there, and no file takes the number."""
    Path("a.txt").write_text("in\u00advis\u00adible\n")
    command = f'"{sys.executable}" -m corpuslint check a.txt --isolated --select ENC {closed}>&-'
    environment = os.environ | {"PYTHONPATH": str(SEEDS.parent)}
    result = subprocess.run(["sh", "-c", command], env=environment, capture_output=True, check=False)
    assert result.returncode == 1
    assert (b"ENC003" in result.stdout) == (closed != 1)
    assert result.stderr == b""


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes")
def test_a_named_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    os.mkfifo("pipe.txt")
    assert main(["check", "pipe.txt", "--isolated"]) == 2
    assert capsys.readouterr().err == "corpuslint: pipe.txt: neither a file nor a folder; give what it holds to `-`\n"

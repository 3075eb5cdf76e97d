"""The command line: streams, exit codes, colours, standard input."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from support import SEEDS, findings, run

import corpuslint
from corpuslint.cli import main
from corpuslint.rules import RULES

TOKEN = "The committee met on Tuesday. 4kznZuF4mhWHXRqH1aZRwyPnQ\n"
SELECT = ("--isolated", "--select", "ART001,DOC")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own as the current one, with a bad file and a good one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NO_COLOR", raising=False)
    Path("bad.txt").write_text(TOKEN)
    Path("good.txt").write_text("Nothing to see here.\n")
    return tmp_path


def test_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "good.txt", *SELECT]) == 0
    assert main(["check", "bad.txt", *SELECT]) == 1
    assert main(["check", "bad.txt", *SELECT, "--exit-zero"]) == 0
    assert main(["check", "none.txt", *SELECT]) == 2
    assert main(["check", "none.txt", *SELECT, "--exit-zero"]) == 2
    assert main([]) == 2
    capsys.readouterr()


def test_findings_go_to_stdout_and_everything_else_to_stderr() -> None:
    Path("other.pdf").write_bytes(b"")
    result = run("check", *SELECT, "--output-format", "concise", cwd=Path.cwd())
    assert result.returncode == 1
    assert result.stdout.startswith(b"bad.txt:1:31: ART001 random-token")
    assert result.stderr == b"corpuslint: passed over 1 file of other formats\n"


def test_check_never_writes() -> None:
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in Path().rglob("*")}
    main(["check", "--isolated", "--select", "ALL", "--ignore", "BPL003", "-o", os.devnull])
    assert not Path(os.devnull).is_file()
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in Path().rglob("*")} == before


def test_version_and_help(capsys: pytest.CaptureFixture[str]) -> None:
    for flag in ("--version", "-V"):
        assert run(flag, cwd=Path.cwd()).stdout.decode().split() == ["corpuslint", corpuslint.__version__]
    for arguments in (["--help"], ["check", "--help"], ["clean", "--help"]):
        with pytest.raises(SystemExit) as error:
            main(arguments)
        assert error.value.code == 0
        assert "usage: corpuslint" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [["chek"], ["check", "--selct", "x"], ["check", "--output-format", "yaml"]])
def test_a_wrong_command_line(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as error:
        main(arguments)
    assert error.value.code == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert captured.err.startswith("corpuslint: ")
    assert "--help` tells more" in captured.err


def test_rules_are_listed_one_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in lines] == [[rule.code, rule.name] for rule in RULES]
    assert all(re.match(r"[A-Z]{3}\d{3}  [a-z-]+ +(on|off) +\S", line) for line in lines)


@pytest.mark.parametrize("name", ["ENC002", "enc002", "replacement-character"])
def test_a_rule_is_explained(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rule", name]) == 0
    page = capsys.readouterr().out
    assert page.startswith("# ENC002 replacement-character\n")
    assert "## Safety of the edit" in page


def test_json_is_what_the_api_gives(capsys: pytest.CaptureFixture[str]) -> None:
    Path("words.jsonl").write_text(json.dumps({"text": "Tōkyō. " + TOKEN}) + "\n")
    assert main(["check", ".", *SELECT, "--output-format", "json"]) == 1
    out = capsys.readouterr().out
    assert out.isascii()
    assert findings(out) == corpuslint.check(".", select=["ART001", "DOC"], isolated=True).to_dicts()
    (first, second) = findings(out)
    keys = "code name path record field start end line column message safety edits related"
    assert " ".join(first) == keys
    assert (first["path"], first["record"], first["field"]) == ("bad.txt", None, None)
    assert (second["path"], second["record"], second["field"], second["column"]) == ("words.jsonl", 1, "text", 38)


def test_a_report_in_a_file_is_the_one_on_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    for format in ("full", "concise", "json"):
        assert main(["check", ".", *SELECT, "--output-format", format]) == 1
        expected = capsys.readouterr().out
        assert main(["check", ".", *SELECT, "--output-format", format, "-o", "report.out"]) == 1
        assert capsys.readouterr().out == ""
        assert Path("report.out").read_text(encoding="utf-8") == expected


def test_standard_input() -> None:
    result = run("check", "-", *SELECT, "--output-format", "json", cwd=Path.cwd(), stdin=TOKEN.encode())
    (row,) = findings(result.stdout)
    assert (row["path"], row["record"], row["column"]) == ("-", None, 31)
    rows = json.dumps({"text": "fine"}) + "\n" + json.dumps({"text": TOKEN}) + "\n"
    arguments = ("check", "-", *SELECT, "--output-format", "json", "--stdin-name", "x.jsonl")
    (row,) = findings(run(*arguments, cwd=Path.cwd(), stdin=rows.encode()).stdout)
    assert (row["path"], row["record"], row["field"]) == ("-", 2, "text")
    result = run("check", "-", "--stdin-name", "x.pdf", cwd=Path.cwd())
    assert (result.returncode, result.stdout) == (2, b"")
    assert result.stderr == b"corpuslint: --stdin-name x.pdf: not a format that is read\n"
    result = run("check", "-", *SELECT, cwd=Path.cwd())
    assert (result.returncode, b"DOC003" in result.stdout) == (1, True)


def test_fields(capsys: pytest.CaptureFixture[str]) -> None:
    row = {"title": "", "meta": {"body": TOKEN}, "parts": ["fine", ""]}
    Path("a.jsonl").write_text(json.dumps(row) + "\n")
    fields = ["--field", "title", "--field", "meta.body", "--field", "parts"]
    assert main(["check", "a.jsonl", *SELECT, *fields, "--output-format", "json"]) == 1
    rows = findings(capsys.readouterr().out)
    assert [(r["code"], r["record"], r["field"]) for r in rows] == [
        ("DOC003", 1, "title"),
        ("ART001", 1, "meta.body"),
        ("DOC003", 1, "parts[1]"),
    ]


def test_more_findings_than_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    Path("many.jsonl").write_text('{"text": ""}\n' * 500)
    for limit, shown in (["--max-findings", "100"], 100), (["--max-findings", "7"], 7), (["--max-findings", "0"], 500):
        main(["check", "many.jsonl", *SELECT, "--output-format", "concise", *limit])
        lines = capsys.readouterr().out.splitlines()
        assert sum(line.startswith("many.jsonl:") for line in lines) == shown
        assert any(line.startswith("500 findings in 1 file, 500 documents") for line in lines)
    main(["check", "many.jsonl", *SELECT, "--output-format", "json", "--max-findings", "7"])
    assert len(capsys.readouterr().out.splitlines()) == 500


def test_hidden_files_and_links(capsys: pytest.CaptureFixture[str]) -> None:
    Path("data/.git").mkdir(parents=True)
    for name in ("data/.git/a.txt", "data/.b.txt", "data/c.txt"):
        Path(name).write_text("")
    Path("data/d.txt").symlink_to("c.txt")
    Path("data/loop").symlink_to("../data")
    main(["check", "data", *SELECT, "--output-format", "json"])
    assert [row["path"] for row in findings(capsys.readouterr().out)] == ["data/c.txt"]
    main(["check", "data/.b.txt", *SELECT, "--output-format", "json"])
    assert [row["path"] for row in findings(capsys.readouterr().out)] == ["data/.b.txt"]
    Path("data/e.txt").symlink_to("gone.txt")
    assert main(["check", "data", *SELECT]) == 2
    assert (
        capsys.readouterr().err
        == "corpuslint: data/e.txt: a link to a file that is not there (the setting `exclude` leaves it out)\n"
    )


@pytest.mark.parametrize("path", [".", "./", "data", "./data/", "data//", "data/../data"])
def test_paths_are_reported_as_given(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("bad.txt").unlink()
    Path("data/inner").mkdir(parents=True)
    Path("data/inner/a.txt").write_text("")
    main(["check", path, *SELECT, "--output-format", "json"])
    (row,) = findings(capsys.readouterr().out)
    assert row["path"] == ("data/../data/inner/a.txt" if ".." in path else "data/inner/a.txt")


def test_a_terminal_is_not_steered_by_what_is_found() -> None:
    Path("bad.txt").write_text("Red \x1b[31m and back \x9b0m here. 4kznZuF4mhWHXRqH1aZRwyPnQ\n", encoding="utf-8")
    for format in ("full", "concise"):
        result = run("check", "bad.txt", *SELECT, "--output-format", format, cwd=Path.cwd())
        assert b"\x1b" not in result.stdout
        assert "\x9b" not in result.stdout.decode()


def test_no_terminal_no_colour() -> None:
    assert b"\x1b" not in run("check", *SELECT, cwd=Path.cwd()).stdout
    assert b"\x1b[" in run("check", *SELECT, "--color", "always", cwd=Path.cwd()).stdout
    assert b"\x1b[" in run("check", *SELECT, "--color", "always", cwd=Path.cwd(), NO_COLOR="1").stdout


def on_terminal(*arguments: str, **environment: str) -> bytes:
    """What a command writes to a terminal."""
    pty = pytest.importorskip("pty")
    main_end, other_end = pty.openpty()
    inherited = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "TERM")}
    inherited |= {"TERM": "xterm", "PYTHONPATH": str(SEEDS.parent)} | environment
    command = [sys.executable, "-m", "corpuslint", *arguments]
    process = subprocess.Popen(command, stdout=other_end, stderr=subprocess.PIPE, env=inherited)
    os.close(other_end)
    written = b""
    try:
        while chunk := os.read(main_end, 1 << 16):
            written += chunk
    except OSError:  # Linux says so when the other end is closed.
        pass
    os.close(main_end)
    process.communicate()
    return written


@pytest.mark.skipif(os.name != "posix", reason="terminals")
def test_colours_on_a_terminal() -> None:
    assert b"\x1b[1;31mART001\x1b[0m" in on_terminal("check", *SELECT)
    assert b"\x1b" not in on_terminal("check", *SELECT, NO_COLOR="1")
    assert b"\x1b" not in on_terminal("check", *SELECT, TERM="dumb")
    assert b"\x1b" not in on_terminal("check", *SELECT, "--color", "never")
    assert b"\x1b[" in on_terminal("check", *SELECT, NO_COLOR="")


def test_an_encoding_that_cannot_show_everything() -> None:
    Path("bad.txt").write_text("会议在北京举行。 4kznZuF4mhWHXRqH1aZRwyPnQ\n", encoding="utf-8")
    result = run("check", "bad.txt", *SELECT, cwd=Path.cwd(), PYTHONIOENCODING="ascii", PYTHONUTF8="0", LC_ALL="C")
    assert result.returncode == 1
    assert b"\\u4f1a" in result.stdout
    assert result.stderr == b""

"""Bad input: one line that names the thing and the place, exit 2; or a finding, and the rest is checked."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from bad_input import JSON, found, refused, told
from support import RIGHTS, SEEDS, findings

import corpuslint
from corpuslint.cli import main

pytestmark = pytest.mark.usefixtures("folder")


def test_a_missing_path(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.txt").write_text("fine")
    assert refused("check", "a.txt", "nowhere", capsys=capsys) == "nowhere: no such file or folder"
    assert refused("check", "", capsys=capsys) == "'': no such file or folder"


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
    assert "passed over 1 file of other formats" in capsys.readouterr().err


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


@pytest.mark.parametrize("jobs", ["many", "-1", "1.5", ""])
def test_a_number_that_is_none(jobs: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as error:
        main(["check", f"--jobs={jobs}"])
    assert error.value.code == 2
    assert capsys.readouterr().err == (
        f"corpuslint: argument --jobs: must be a whole number, 0 or more, not {jobs!r}"
        "; `corpuslint check --help` tells more\n"
    )


def test_more_processes_than_any_machine_could_use(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.txt").write_text("fine")
    assert main(["check", "a.txt", "--jobs", "100000", "--isolated", "--select", "DOC"]) == 0
    assert capsys.readouterr().out == "All clean: 1 file, 1 document.\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that is full")
@pytest.mark.parametrize("arguments", [["--version"], ["rules"], ["check", "a.txt", "--isolated"]])
def test_standard_output_that_is_full(arguments: list[str]) -> None:
    Path("a.txt").write_text("fine")
    with Path("/dev/full").open("wb") as full:
        result = subprocess.run(
            [sys.executable, "-m", "corpuslint", *arguments],
            stdout=full,
            stderr=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": str(SEEDS.parent)},
            check=False,
        )
    assert (result.returncode, result.stderr) == (2, b"corpuslint: output: no space left on device\n")


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


def test_the_api_raises_what_the_command_line_tells() -> None:
    with pytest.raises(corpuslint.CorpuslintError, match="nowhere: no such file or folder"):
        corpuslint.check("nowhere")
    with pytest.raises(corpuslint.CorpuslintError, match="unknown rule 'x'"):
        corpuslint.check(["text"], select=["x"])
    with pytest.raises(corpuslint.CorpuslintError, match="unknown argument 'selct'"):
        corpuslint.check(["text"], selct=["ENC"])
    with pytest.raises(corpuslint.CorpuslintError, match="not of int"):
        corpuslint.check([1, 2])
    with pytest.raises(corpuslint.CorpuslintError, match="not one dict"):
        corpuslint.clean({"text": "one record is no list of records"})  # type: ignore[call-overload]
    with pytest.raises(corpuslint.CorpuslintError, match="not one NoneType"):
        corpuslint.check(None)
    with pytest.raises(corpuslint.CorpuslintError, match="jobs: must be a whole number, 0 or more, not -3"):
        corpuslint.check(["text"], jobs=-3)
    with pytest.raises(corpuslint.CorpuslintError, match="select: names are needed"):
        corpuslint.check(["text"], select=[1])  # type: ignore[list-item]
    with pytest.raises(corpuslint.CorpuslintError, match="not both"):
        corpuslint.check("a.txt", ["text"])


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes")
def test_a_named_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    os.mkfifo("pipe.txt")
    assert main(["check", "pipe.txt", "--isolated"]) == 2
    assert capsys.readouterr().err == "corpuslint: pipe.txt: neither a file nor a folder; give what it holds to `-`\n"

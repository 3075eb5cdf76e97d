"""Cleaned copies: what is written, where, and what stays as it was."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import pytest
import zstandard
from cleaning import Copies, Swap, clean_to, tree

import corpuslint
from corpuslint.cleaning.restore import restore
from corpuslint.cli import main
from corpuslint.model import CorpuslintError


def write(folder: Path, **files: str | bytes) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        path = folder / name.replace("__", "/").replace("_dot_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def test_the_output_mirrors_the_input(tmp_path: Path) -> None:
    source = write(tmp_path / "in", a_dot_txt="teh cat", b__c_dot_md="clean", b__d_dot_txt="teh dog\r\n")
    done = clean_to(tmp_path / "out", source)
    assert tree(tmp_path / "out") == {"a.txt": b"the cat", "b/c.md": b"clean", "b/d.txt": b"the dog\r\n"}
    assert (done.files, done.changed, done.counts()) == (3, 2, {"ENC901": 2})
    assert done.log == tmp_path / "out.corpuslint.log"


def test_several_paths_keep_their_names(tmp_path: Path) -> None:
    one, two = write(tmp_path / "one", a_dot_txt="teh"), write(tmp_path / "two", a_dot_txt="teh")
    clean_to(tmp_path / "out", one, two)
    assert set(tree(tmp_path / "out")) == {"one/a.txt", "two/a.txt"}


def test_one_file_may_be_written_to_a_name(tmp_path: Path) -> None:
    source = write(tmp_path, a_dot_txt="teh") / "a.txt"
    clean_to(tmp_path / "b.txt", source)
    assert (tmp_path / "b.txt").read_text() == "the"


@pytest.mark.parametrize("output", ["in", "in/sub", "in/../in/x"])
def test_the_output_must_not_be_inside_the_input(tmp_path: Path, output: str) -> None:
    source = write(tmp_path / "in", a_dot_txt="teh")
    with pytest.raises(CorpuslintError, match="must not be inside"):
        clean_to(tmp_path / output, source)
    assert tree(source) == {"a.txt": b"teh"}


def test_an_output_that_would_overwrite_an_input_is_refused(tmp_path: Path) -> None:
    source = write(tmp_path / "in", in__a_dot_txt="teh", a_dot_txt="x")
    with pytest.raises(CorpuslintError, match="written over"):
        clean_to(tmp_path / "in", source / "in" / "a.txt", source / "a.txt")


def test_in_place_touches_only_what_changes(tmp_path: Path) -> None:
    source = write(tmp_path / "in", a_dot_txt="teh", b_dot_txt="same")
    (source / "a.txt").chmod(0o640)
    before = (source / "b.txt").stat()
    clean_to(None, source)
    assert (source / "a.txt").read_text() == "the"
    assert (source / "a.txt").stat().st_mode & 0o777 == 0o640
    assert (source / "b.txt").stat().st_ino == before.st_ino


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbfteh cat\r\n\r\nteh dog\rend",
        b"caf\xe9 teh \xff\xfe end\n",
        b"teh",
        "中文 teh\u2028\n\n\n".encode(),
    ],
)
def test_of_a_text_only_the_edits_change(tmp_path: Path, data: bytes) -> None:
    source = write(tmp_path / "in", a_dot_txt=data)
    clean_to(tmp_path / "out", source)
    assert (tmp_path / "out/a.txt").read_bytes() == data.replace(b"teh", b"the")


@pytest.mark.parametrize("mark, name", [("\ufeff", "utf-16-le"), ("\ufeff", "utf-16-be"), ("", "latin-1")])
def test_other_encodings_stay(tmp_path: Path, mark: str, name: str) -> None:
    source = write(tmp_path / "in", a_dot_txt=f"{mark}teh café".encode(name))
    clean_to(tmp_path / "out", source, encoding="utf-16" if mark else name)
    assert (tmp_path / "out/a.txt").read_bytes() == f"{mark}the café".encode(name)


JSONL = (
    b'{"id": 1.50, "text": "no change \\u00e9", "z": 1e5}\r\n'
    b"\n"
    b'{ "other":"teh", "text" : "a \\"teh\\" \\u00e9 \\/ caf\xc3\xa9 \\ud83d\\ude00 teh",\t"text2": [1,2]}\n'
    b"not json teh\n"
    b'{"text": "old", "text": "teh"}'
)


@pytest.mark.parametrize(
    "suffix, pack, unpack",
    [
        (".jsonl", bytes, bytes),
        (".jsonl.gz", gzip.compress, gzip.decompress),
        (".jsonl.zst", zstandard.compress, lambda b: zstandard.ZstdDecompressor().decompressobj().decompress(b)),
    ],
)
def test_of_json_lines_only_the_string_changes(tmp_path: Path, suffix, pack, unpack) -> None:  # type: ignore[no-untyped-def]
    source = tmp_path / "in"
    source.mkdir()
    (source / f"a{suffix}").write_bytes(pack(JSONL))
    clean_to(tmp_path / "out", source)
    expected = JSONL.replace(b'\\"teh\\"', b'\\"the\\"').replace(b"ude00 teh", b"ude00 the")
    expected = expected.replace(b'"text": "teh"', b'"text": "the"')
    assert unpack((tmp_path / f"out/a{suffix}").read_bytes()) == expected


def test_nested_fields_and_lists(tmp_path: Path) -> None:
    line = b'{"meta": {"body": "teh", "x": {"body": "teh"}}, "parts": ["teh", "b", "teh"], "a.b": "teh"}\n'
    source = write(tmp_path / "in", a_dot_jsonl=line)
    clean_to(tmp_path / "out", source, fields=("meta.body", "parts", "a.b"))
    record = json.loads((tmp_path / "out/a.jsonl").read_text())
    assert record == {"meta": {"body": "the", "x": {"body": "teh"}}, "parts": ["the", "b", "the"], "a.b": "the"}


def test_new_text_is_spelled_like_the_old(tmp_path: Path) -> None:
    lines = b'{"text": "\\u00e9 teh"}\n{"text": "\xc3\xa9 teh"}\n{"text": "teh"}\n'
    source = write(tmp_path / "in", a_dot_jsonl=lines)
    clean_to(tmp_path / "out", source, rules=(Swap(text="thé"),))
    assert (tmp_path / "out/a.jsonl").read_bytes() == (
        b'{"text": "\\u00e9 th\\u00e9"}\n{"text": "\xc3\xa9 th\xc3\xa9"}\n{"text": "th\xc3\xa9"}\n'
    )


def test_a_removed_copy_stays_as_an_empty_record(tmp_path: Path) -> None:
    source = write(tmp_path / "in", a_dot_jsonl=b'{"text":"abc"}\n{"text":"abc"}\n')
    clean_to(tmp_path / "out", source, rules=(Copies(),))
    assert (tmp_path / "out/a.jsonl").read_bytes() == b'{"text":"abc"}\n{"text":""}\n'


def test_empty_records_can_be_dropped(tmp_path: Path) -> None:
    data = b'{"text":"abc"}\n{"text":"abc"}\n{"text":" "}\nbroken\n{"text":"b"}'
    source = write(tmp_path / "in", a_dot_jsonl=data, e_dot_txt=" \n", f_dot_txt="text")
    done = clean_to(tmp_path / "out", source, rules=(Copies(),), drop_empty=True)
    assert tree(tmp_path / "out") == {"a.jsonl": b'{"text":"abc"}\nbroken\n{"text":"b"}', "f.txt": b"text"}
    assert done.dropped == 3
    restore(tmp_path / "out.corpuslint.log", tmp_path / "back")
    assert tree(tmp_path / "back") == tree(source)


def test_unsafe_edits_wait_to_be_asked_for(tmp_path: Path) -> None:
    source = write(tmp_path / "in", a_dot_txt="teh teh")
    done = clean_to(tmp_path / "out", source, rules=(Swap(safe=False),))
    assert (done.changed, done.more) == (0, 2)
    done = clean_to(tmp_path / "out", source, rules=(Swap(safe=False),), unsafe=True)
    assert (done.changed, done.more) == (1, 0)


def test_rounds_go_on_until_nothing_changes(tmp_path: Path) -> None:
    source = write(tmp_path / "in", a_dot_txt="((((x))))")
    done = clean_to(tmp_path / "out", source, rules=(Swap(pattern=r"\(x\)", text="x"),))
    assert (tmp_path / "out/a.txt").read_text() == "x"
    assert done.rounds == 4


def test_rules_that_undo_each_other_end(tmp_path: Path) -> None:
    source = write(tmp_path / "in", a_dot_txt="a")
    done = clean_to(tmp_path / "out", source, rules=(Swap(pattern="a", text="b"), Swap(pattern="b", text="a")))
    assert not done.settled


def test_files_that_change_meanwhile_are_not_overwritten(tmp_path: Path) -> None:
    source = write(tmp_path / "in", a_dot_txt="teh")
    from cleaning import session

    mine = session(source)
    (source / "a.txt").write_text("something else")
    from corpuslint.cleaning.cleaner import clean
    from corpuslint.cleaning.targets import in_place

    with pytest.raises(CorpuslintError, match="changed while it was read"):
        clean(mine, in_place((str(source),), mine.corpus.sources), tmp_path / "log")
    assert (source / "a.txt").read_text() == "something else"
    assert not (tmp_path / "log").exists()


def test_links_are_followed_inside_and_left_alone_outside(tmp_path: Path) -> None:
    other = write(tmp_path / "other", o_dot_txt="teh")
    source = write(tmp_path / "in", a_dot_txt="teh", sub__b_dot_txt="teh")
    (source / "link.txt").symlink_to(other / "o.txt")
    (source / "near.txt").symlink_to("a.txt")
    done = clean_to(None, source)
    assert (source / "a.txt").read_text() == "the"
    assert (source / "near.txt").is_symlink()
    assert (other / "o.txt").read_text() == "teh"
    assert done.left == (f"{source}/link.txt",)
    done = clean_to(None, source / "link.txt")
    assert (other / "o.txt").read_text() == "the"
    assert (source / "link.txt").is_symlink()


def test_odd_names(tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    names = [b"with space.txt", b"new\nline.txt", b"\xff\xfe.txt", "é中.txt".encode(), b"-o.txt", b"x" * 251 + b".txt"]
    for name in names:
        (source / os.fsdecode(name)).write_text("teh")
    clean_to(tmp_path / "out", source)
    assert {os.fsencode(name): data for name, data in tree(tmp_path / "out").items()} == dict.fromkeys(names, b"the")
    restore(tmp_path / "out.corpuslint.log", tmp_path / "back")
    assert tree(tmp_path / "back") == tree(source)


def test_two_cleans_at_once(tmp_path: Path) -> None:
    from corpuslint.cleaning.locking import locked

    source = write(tmp_path / "in", a_dot_txt="teh")
    with locked(source), pytest.raises(CorpuslintError, match="another run"):
        clean_to(None, source)
    with locked(source):
        clean_to(tmp_path / "out", source)
    with locked(tmp_path / "out.corpuslint.log"), pytest.raises(CorpuslintError, match="another run"):
        clean_to(tmp_path / "out", source)
    clean_to(tmp_path / "one.txt", source / "a.txt")
    with locked(tmp_path):
        clean_to(tmp_path / "other.txt", source / "a.txt")


def test_a_full_disk_leaves_everything_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = write(tmp_path / "in", a_dot_txt="teh", b_dot_txt="teh")
    before = tree(tmp_path)
    import errno

    from corpuslint.writing import Temporary

    def full(self: Temporary) -> None:
        if self.target.name == "b.txt":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Temporary, "flush", full)
    with pytest.raises(CorpuslintError, match="no space left on device"):
        clean_to(None, source)
    assert tree(tmp_path) == before


def test_a_disk_that_is_really_full(tmp_path: Path) -> None:
    import subprocess

    if os.name != "posix" or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", tmp_path]).returncode:
        pytest.skip("needs the right to mount a small file system")
    try:
        source = write(tmp_path / "in", **{f"{n}_dot_txt": "teh text " * 6000 for n in range(3)})
        before = tree(tmp_path)
        for output in (None, tmp_path / "out"):
            with pytest.raises(CorpuslintError, match="no space left on device"):
                clean_to(output, source)
            assert tree(tmp_path) == before
    finally:
        subprocess.run(["umount", tmp_path], check=True)


def test_a_folder_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = write(tmp_path / "in", a_dot_txt="teh")

    def refuse(*arguments: object, **options: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tempfile.mkstemp", refuse)
    with pytest.raises(CorpuslintError, match="cannot be written: permission denied"):
        clean_to(None, source)
    assert tree(source) == {"a.txt": b"teh"}


def test_the_log_tells_each_edit(tmp_path: Path) -> None:
    source = write(tmp_path / "in", a_dot_txt="one\r\ntwo teh\n")
    clean_to(tmp_path / "out", source)
    lines = [json.loads(line) for line in (tmp_path / "out.corpuslint.log").read_text().splitlines()]
    edit = lines[1]
    assert (edit["line"], edit["column"], edit["codes"]) == (2, 5, ["ENC901"])
    assert (edit["removed"], edit["inserted"], edit["start"], edit["end"]) == ("teh", "the", 9, 12)
    assert lines[2]["before"] != lines[2]["after"]


def test_clean_exits_0_and_diff_1(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    source = write(tmp_path / "in", a_dot_txt="zero\u200bwidth\n")
    assert main(["clean", str(source), "--diff", "--isolated", "--select", "ENC003"]) == 1
    out, err = capfdbinary.readouterr()
    assert "-zero\u200bwidth\n+zerowidth\n".encode() in out
    assert b"--unsafe would make no more edits" in err
    assert main(["clean", str(source), "-o", str(tmp_path / "out"), "--isolated", "--select", "ENC003"]) == 0
    assert main(["clean", str(tmp_path / "out"), "--diff", "--isolated", "--select", "ENC003"]) == 0


def test_clean_must_be_told_where_to(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["clean", str(write(tmp_path / "in", a_dot_txt="x"))]) == 2
    assert "-o OUT, --in-place, or --diff" in capsys.readouterr().err


def test_texts_in_memory() -> None:
    dicts = [{"text": "a\u200bb", "n": 1}, {"text": "ok"}]
    cleaned = corpuslint.clean(dicts, select=["ENC003"])
    assert cleaned == [{"text": "ab", "n": 1}, {"text": "ok"}]
    assert dicts[0]["text"] == "a\u200bb"
    assert corpuslint.clean(["x\u200by", "ok"], select=["ENC003"]) == ["xy", "ok"]
    assert corpuslint.clean_text("x\u200by", select=["ENC003"]) == "xy"
    with pytest.raises(CorpuslintError, match="say where to"):
        corpuslint.clean("seeds")

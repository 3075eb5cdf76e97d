"""Settings files: what they say, and every way to get them wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

import corpuslint
from corpuslint.cli import main
from corpuslint.model import CorpuslintError
from corpuslint.settings import Settings, find_settings, load_settings, option_from

BAD = "The committee met on Tuesday. 4kznZuF4mhWHXRqH1aZRwyPnQ\n"


pytestmark = pytest.mark.usefixtures("folder")


def settings(text: str, name: str = "corpuslint.toml") -> Settings:
    """What a file of this text says."""
    Path(name).write_text(text, encoding="utf-8")
    return load_settings(Path(name))


def test_everything_that_can_be_set() -> None:
    read = settings(
        """
        paths = ["data", "more.txt"]
        select = ["ENC", "random-token"]
        extend-select = ["DOC"]
        ignore = "ENC003"
        exclude = ["*.tmp.txt", "old"]
        fields = ["title", "text"]
        baseline = "known.txt"
        allow = ["^Internal use"]
        [per-file-ignores]
        "notes/*" = ["ENC"]
        [rules.random-token]
        min-length = 12
        """
    )
    assert read.paths == ("data", "more.txt")
    assert read.select == ("ENC", "random-token")
    assert read.extend_select == ("DOC",)
    assert read.ignore == ("ENC003",)
    assert read.exclude == ("*.tmp.txt", "old")
    assert read.fields == ("title", "text")
    assert read.baseline == "known.txt"
    assert read.allow == ("^Internal use",)
    assert read.per_file_ignores == {"notes/*": ("ENC",)}
    assert read.options == {"ART001": {"min-length": 12}}
    assert read.origin == "corpuslint.toml"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("selekt = []", "corpuslint.toml: unknown setting 'selekt' (did you mean 'select'?)"),
        ("qwerty = 1", "corpuslint.toml: unknown setting 'qwerty'"),
        (
            "[tool.corpuslint]",
            "corpuslint.toml: unknown setting 'tool' (in a file of its own, settings stand without [tool.corpuslint])",
        ),
        ("select = 3", "corpuslint.toml: select must be a list of texts, not 3"),
        ("paths = [1]", "corpuslint.toml: paths must be a list of texts, not [1]"),
        ("baseline = ['x']", "corpuslint.toml: baseline must be a text, not ['x']"),
        ("select = ['mojibak']", "corpuslint.toml: unknown rule 'mojibak' (did you mean 'mojibake'?)"),
        ("[per-file-ignores]\n'a' = ['ENC01x']", "corpuslint.toml: unknown rule 'ENC01x'"),
        ("per-file-ignores = 1", "corpuslint.toml: per-file-ignores must be a table, not 1"),
        ("[rules.random]\nx = 1", "corpuslint.toml: rules: unknown rule 'random'"),
        ("[rules]\nrandom-token = 1", "corpuslint.toml: rules.random-token must be a table, not 1"),
        ("allow = ['(']", "corpuslint.toml: allow: '(' is not a valid expression: "),
        ("a = ", "corpuslint.toml: not valid TOML: "),
    ],
)
def test_mistakes_name_the_file_and_the_key(text: str, message: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CorpuslintError) as error:
        settings(text)
    assert str(error.value).startswith(message)
    Path("a.txt").write_text("x")
    assert main(["check", "a.txt"]) == 2
    err = capsys.readouterr().err
    assert err.startswith(f"corpuslint: {message}")
    assert err.count("\n") == 1


def test_an_option_that_the_rule_does_not_have(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.txt").write_text("x")
    Path("corpuslint.toml").write_text("[rules.random-token]\nmin-lenght = 3\n")
    assert main(["check", "a.txt"]) == 2
    assert "corpuslint.toml: random-token has no option 'min-lenght' (did you mean 'min_length'?)" in (
        capsys.readouterr().err
    )


def test_a_file_that_is_not_utf8() -> None:
    Path("corpuslint.toml").write_bytes(b"paths = ['\xff']")
    with pytest.raises(CorpuslintError, match="not valid UTF-8"):
        load_settings(Path("corpuslint.toml"))


def test_the_nearest_parent_counts(folder: Path) -> None:
    inner = folder / "one" / "two"
    inner.mkdir(parents=True)
    (folder / "pyproject.toml").write_text("[tool.corpuslint]\nselect = ['DOC']\n")
    (folder / "one" / "pyproject.toml").write_text("[tool.other]\nx = 1\n")
    assert find_settings(inner) == folder / "pyproject.toml"
    assert load_settings(folder / "pyproject.toml").select == ("DOC",)
    (folder / "one" / "corpuslint.toml").write_text("")
    assert find_settings(inner) == folder / "one" / "corpuslint.toml"
    (inner / "corpuslint.toml").write_text("")
    (inner / "pyproject.toml").write_text("[tool.corpuslint]\n")
    assert find_settings(inner) == inner / "corpuslint.toml"


def codes(*arguments: str, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """The codes of what a check finds, in order."""
    capsys.readouterr()
    assert main(["check", *arguments, "--output-format", "concise"]) in (0, 1)
    return [line.split()[1] for line in capsys.readouterr().out.splitlines() if line.count(":") >= 3]


def test_settings_and_command_line_together(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.txt").write_text(BAD)
    Path("empty.txt").write_text("")
    Path("corpuslint.toml").write_text("select = ['DOC', 'ART001']\n")
    assert codes(".", capsys=capsys) == ["ART001", "DOC003"]
    assert codes(".", "--select", "DOC", capsys=capsys) == ["DOC003"]
    assert codes(".", "--ignore", "DOC", capsys=capsys) == ["ART001"]
    assert codes(".", "--select", "ENC", "--extend-select", "DOC003", capsys=capsys) == ["DOC003"]
    assert codes(".", "--set", "ART001.min-length=90", capsys=capsys) == ["DOC003"]
    Path("corpuslint.toml").write_text("select = ['DOC', 'ART001']\n[rules.ART001]\nmin-length = 90\n")
    assert codes(".", capsys=capsys) == ["DOC003"]
    assert codes(".", "--set", "random-token.min_length=8", capsys=capsys) == ["ART001", "DOC003"]
    assert "ART001" in codes(".", "--isolated", "--select", "ALL", capsys=capsys)
    Path("other.toml").write_text("select = ['DOC']\n")
    assert codes(".", "--config", "other.toml", capsys=capsys) == ["DOC003"]


def test_paths_excludes_and_ignores(capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("data/a.txt", "data/old/b.txt", "data/c.tmp.txt", "notes/d.txt", "other.txt"):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(BAD)
    Path("corpuslint.toml").write_text(
        "paths = ['data', 'notes']\nselect = ['ART001']\nexclude = ['old', '*.tmp.txt']\n"
        "[per-file-ignores]\n'notes/*' = ['ART']\n"
    )
    assert codes(capsys=capsys) == ["ART001"]
    assert codes("other.txt", "notes", capsys=capsys) == ["ART001"]
    assert codes("data/c.tmp.txt", "other.txt", capsys=capsys) == ["ART001"]


def test_paths_are_named_from_the_folder_of_the_file(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "data").mkdir()
    (folder / "inner").mkdir()
    (folder / "data" / "a.txt").write_text("")
    (folder / "corpuslint.toml").write_text("paths = ['data']\n")
    monkeypatch.chdir(folder / "inner")
    assert main(["check", "--output-format", "concise"]) == 1
    assert capsys.readouterr().out.startswith("../data/a.txt:1:1: DOC003 ")


def test_allowed_texts_are_silent(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.txt").write_text(BAD)
    Path("corpuslint.toml").write_text("select = ['ART001']\nallow = ['^4kznZ']\n")
    assert codes("a.txt", capsys=capsys) == []
    Path("corpuslint.toml").write_text("select = ['ART001']\nallow = ['^xyz$']\n")
    assert codes("a.txt", capsys=capsys) == ["ART001"]


def test_a_missing_settings_file_that_was_named(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.txt").write_text("x")
    assert main(["check", "a.txt", "--config", "none.toml"]) == 2
    assert capsys.readouterr().err == "corpuslint: none.toml: cannot be read: no such file or directory\n"


def test_texts_in_memory_read_no_settings() -> None:
    Path("corpuslint.toml").write_text("select = ['DOC']\n")
    assert corpuslint.check([BAD], select=["ART001"]).counts() == {"ART001": 1}
    assert "ART001" in corpuslint.check([BAD]).counts()
    assert corpuslint.check([BAD, ""], config="corpuslint.toml").counts() == {"DOC003": 1}


@pytest.mark.parametrize("text", ["ART001", "ART001.x", "x=1", "ART001.=1", ".x=1"])
def test_what_set_does_not_understand(text: str) -> None:
    with pytest.raises(CorpuslintError):
        option_from(text)
    assert option_from("random-token.min_length=a=b") == ("ART001", "min_length", "a=b")

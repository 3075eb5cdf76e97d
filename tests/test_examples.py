"""The examples run as they stand."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest

OWN = "An entirely different text about ships, their captains, and the long way around the cape in winter storms. " * 3
ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "examples"
PARAGRAPH = (
    "The survey of the northern river basins took three long summers, and the surveyors who walked every valley "
    "wrote down the height of each spring, the colour of the water, and the names that shepherds gave to the hills."
)


def run(name: str, *arguments: str) -> str:
    """What an example prints."""
    command = [sys.executable, "-W", "error::DeprecationWarning:__main__", str(EXAMPLES / name), *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def needs(package: str) -> None:
    """Skip where a heavy library is not installed."""
    if importlib.util.find_spec(package) is None:
        pytest.skip(f"this example needs {package}, which is not installed")


def test_every_example_is_tested() -> None:
    names = {file.name for file in EXAMPLES.iterdir() if file.is_file()}
    assert names == {name for name in names if name in Path(__file__).read_text("utf-8")}


def test_quickstart() -> None:
    out = run("quickstart.py")
    assert "findings: {" in out
    assert " repeats seeds/" in out
    assert "text 1 " in out
    assert "{'ENC003': 1}" in out


def test_keep_signatures() -> None:
    assert run("keep_signatures.py").startswith("near: The harbour was closed on Monday")


def test_clean_jsonl(tmp_path: Path) -> None:
    source = tmp_path / "data.jsonl"
    source.write_text(json.dumps({"id": 1, "text": "The caf\u00c3\u00a9 opens at eight."}) + "\n")
    out = run("clean_jsonl.py", str(source), str(tmp_path / "cleaned"))
    assert "ENC001: 1" in out
    (cleaned,) = (tmp_path / "cleaned").rglob("*.jsonl")
    assert json.loads(cleaned.read_text("utf-8")) == {"id": 1, "text": "The caf\u00e9 opens at eight."}


def test_hf_datasets() -> None:
    needs("datasets")
    out = run("hf_datasets.py").splitlines()
    assert len(out) == 2
    assert out[0] == "The caf\u00e9 opens at eight."


def test_pandas() -> None:
    needs("pandas")
    assert "The caf\u00e9 opens at eight." in run("pandas_polars.py")


def test_polars() -> None:
    needs("polars")
    assert "The caf\u00e9 opens at eight." in run("pandas_polars.py")


def test_custom_rule(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Friday, May 3, 2019\nIt was on May 3, 2019 that it began.\n")
    assert run("custom_rule.py", str(tmp_path)) == f"{tmp_path}/a.txt:1: a date alone: Friday, May 3, 2019\n"


def test_second_corpus(tmp_path: Path) -> None:
    other = "Whoever reads the report today learns little of the weather and much of the people who lived there."
    texts = {"train/a.txt": f"{OWN}\n\n{PARAGRAPH}\n", "eval/b.txt": f"{other}\n\n{PARAGRAPH}\n"}
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    out = run("second_corpus.py", str(tmp_path / "train"), str(tmp_path / "eval"))
    assert out == f"{tmp_path}/train/a.txt:3: repeated-block: stands in {tmp_path}/eval/b.txt:3\n"


@pytest.mark.parametrize("name", ["pre-commit-config.yaml", "github-workflow.yml"])
def test_files_to_copy_are_valid(name: str) -> None:
    yaml = pytest.importorskip("yaml", reason="reading YAML needs the package pyyaml")
    assert yaml.safe_load((EXAMPLES / name).read_text("utf-8"))


def test_the_hook_configuration_is_valid() -> None:
    needs("pre_commit")
    command = [sys.executable, "-m", "pre_commit", "validate-config", str(EXAMPLES / "pre-commit-config.yaml")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_cluster() -> None:
    needs("ray")
    import corpuslint

    counts = sorted(corpuslint.check("seeds/", isolated=True).counts().items())
    assert run("cluster.py", "seeds/").splitlines() == [f"{code} {number}" for code, number in counts]

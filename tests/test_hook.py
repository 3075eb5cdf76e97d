"""The hook, run by the real pre-commit in a repository made here, without a network."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PARAGRAPH = (
    "The survey of the northern river basins took three long summers, and the surveyors who walked every valley "
    "wrote down the height of each spring, the colour of the water, and the names that shepherds gave to the hills.\n"
)
SETTINGS = 'paths = ["data"]\nselect = ["DUP001", "DUP101", "ART001"]\n'

pytestmark = [
    pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed"),
    pytest.mark.skipif(
        subprocess.run([sys.executable, "-m", "pre_commit", "--version"], capture_output=True, check=False).returncode
        != 0,
        reason="pre-commit is not installed",
    ),
]


def published(key: str) -> str:
    """A value of the published hook."""
    lines = (ROOT / ".pre-commit-hooks.yaml").read_text().splitlines()
    return next(line.split(":", 1)[1].strip() for line in lines if line.strip().startswith(f"{key}:"))


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with a small corpus and the hook; the tool is the one that runs these tests."""
    run(tmp_path, "git", "init", "-q", "-b", "main")
    command = published("entry").replace("corpuslint", f"{sys.executable} -m corpuslint", 1)
    (tmp_path / ".pre-commit-config.yaml").write_text(
        "repos:\n- repo: local\n  hooks:\n  - id: corpuslint\n    name: corpuslint\n"
        f"    entry: {command}\n    language: system\n    pass_filenames: false\n    require_serial: true\n"
        f"    files: {published('files')}\n"
    )
    (tmp_path / "corpuslint.toml").write_text(SETTINGS)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "m.txt").write_text(PARAGRAPH)
    run(tmp_path, "git", "add", "-A")
    run(tmp_path, "git", "commit", "-q", "-m", "corpus")
    return tmp_path


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a command in the repository, away from the user's own git settings."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PRE_COMMIT"))}
    environment |= {
        "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "HOME": str(folder.parent),
        "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_COMMITTER_NAME": "a",
        "GIT_COMMITTER_EMAIL": "a@example.org", "PRE_COMMIT_HOME": str(folder.parent / "pre-commit-home"),
    }  # fmt: skip
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def hook(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run pre-commit over what is staged."""
    return run(folder, sys.executable, "-m", "pre_commit", "run", "--color", "never", *arguments)


def test_the_manifest_is_valid() -> None:
    done = run(ROOT, sys.executable, "-m", "pre_commit", "validate-manifest", str(ROOT / ".pre-commit-hooks.yaml"))
    assert done.returncode == 0, done.stdout + done.stderr


def test_settings_alone_are_checked(repository: Path) -> None:
    (repository / "corpuslint.toml").write_text('paths = ["data"]\nselct = ["DUP"]\n')
    run(repository, "git", "add", "-A")
    done = hook(repository)
    assert done.returncode == 1
    assert "selct" in done.stdout
    (repository / "README.rst").write_text("Nothing to check.\n")
    run(repository, "git", "checkout", "HEAD", "corpuslint.toml")
    run(repository, "git", "add", "-A")
    assert "Skipped" in hook(repository).stdout


def test_a_clean_change_passes(repository: Path) -> None:
    (repository / "data" / "b.txt").write_text("An entirely different text about ships.\n")
    run(repository, "git", "add", "-A")
    done = hook(repository)
    assert done.returncode == 0, done.stdout
    assert "Passed" in done.stdout


def test_a_staged_copy_of_a_file_that_is_not_staged_is_found_on_the_new_copy(repository: Path) -> None:
    # By name the new file comes first; yet it is the copy, since the other one was there before.
    (repository / "data" / "a.txt").write_text(PARAGRAPH)
    run(repository, "git", "add", "data/a.txt")
    done = hook(repository)
    assert done.returncode == 1
    assert "data/a.txt:1:1: DUP101" in done.stdout
    assert "= the copy that stays: data/m.txt:1:1" in done.stdout
    assert "data/m.txt:1:1: " not in done.stdout


def test_the_settings_file_is_respected(repository: Path) -> None:
    (repository / "corpuslint.toml").write_text(SETTINGS + 'ignore = ["DUP001", "DUP101"]\n')
    (repository / "data" / "a.txt").write_text(PARAGRAPH)
    run(repository, "git", "add", "-A")
    assert hook(repository).returncode == 0


def test_excluded_files_are_not_looked_at(repository: Path) -> None:
    (repository / "corpuslint.toml").write_text(SETTINGS + 'exclude = ["a.txt"]\n')
    (repository / "data" / "a.txt").write_text(PARAGRAPH)
    run(repository, "git", "add", "-A")
    assert hook(repository).returncode == 0


def test_other_files_do_not_start_the_hook(repository: Path) -> None:
    (repository / "program.py").write_text("print()\n")
    run(repository, "git", "add", "-A")
    assert "Skipped" in hook(repository).stdout


def test_a_mistake_in_the_settings_is_one_clear_line(repository: Path) -> None:
    (repository / "corpuslint.toml").write_text('selct = ["DUP"]\n')
    (repository / "data" / "a.txt").write_text("Some text.\n")
    run(repository, "git", "add", "-A")
    done = hook(repository)
    assert done.returncode == 1
    assert "exit code: 2" in done.stdout
    assert "corpuslint: corpuslint.toml: unknown setting 'selct' (did you mean 'select'?)" in done.stdout


def test_all_files_after_a_commit(repository: Path) -> None:
    (repository / "data" / "z.txt").write_text(PARAGRAPH)
    run(repository, "git", "add", "-A")
    run(repository, "git", "commit", "-q", "-m", "copy")
    done = hook(repository, "--all-files")
    assert done.returncode == 1
    assert "data/z.txt:1:1: DUP101" in done.stdout


def test_before_the_first_commit(tmp_path: Path) -> None:
    run(tmp_path, "git", "init", "-q")
    (tmp_path / "a.txt").write_text("Some text.\n")
    done = run(tmp_path, sys.executable, "-m", "corpuslint", "check", "--changed-since", "HEAD", "--isolated")
    assert done.returncode == 0, done.stderr


def test_an_unknown_revision_is_an_error(repository: Path) -> None:
    done = run(repository, sys.executable, "-m", "corpuslint", "check", "--changed-since", "nowhere")
    assert done.returncode == 2
    assert done.stderr == "corpuslint: --changed-since nowhere: git knows no such revision\n"

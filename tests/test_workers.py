"""Worker processes: what they leave in files, and that nothing of it stays."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from corpuslint.filed import Filed, FilingWorkers
from corpuslint.passes import survey_part
from corpuslint.session import Request, Session


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    file = tmp_path / "rows.jsonl"
    paragraph = "The harbour master of a small town wrote down every ship that came in, and whence it had come."
    file.write_text("".join(json.dumps({"text": f"{n} {paragraph} " * 8}) + "\n" for n in range(20_000)))
    return file


def waited(done: Callable[[], bool]) -> bool:
    """Whether something happened within a minute."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if done():
            return True
        time.sleep(0.01)
    return False


def test_surveys_stay_in_files_until_the_run_ends(corpus: Path) -> None:
    session = Session.of(Request((str(corpus),), ("DUP101",), isolated=True, jobs=2))
    with FilingWorkers(2) as workers:
        tasks = ((session.plan, number, part, False, False) for number, part in session.run().parts())
        surveys = [surveyed.surveys["DUP101"] for _, surveyed in workers.survey(survey_part, tasks)]
        assert len(surveys) > 2
        assert all(isinstance(survey, Filed) and not survey for survey in surveys)
        assert len(list(Path(workers.folder).iterdir())) == len(surveys)
    assert not Path(workers.folder).exists()


def test_one_process_needs_no_files() -> None:
    with FilingWorkers(1) as workers:
        assert not workers.filing


@pytest.mark.skipif(os.name != "posix", reason="kills a process as POSIX systems do")
def test_nothing_is_left_of_a_run_that_was_killed(corpus: Path, tmp_path: Path) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    command = [sys.executable, "-m", "corpuslint", "check", str(corpus), "--isolated", "--jobs", "2"]
    process = subprocess.Popen(command, env=os.environ | {"TMPDIR": str(temporary)}, stdout=subprocess.DEVNULL)
    assert waited(lambda: any(temporary.glob("corpuslint-*/survey-*")))
    process.kill()
    process.wait()
    assert waited(lambda: not any(temporary.iterdir()))

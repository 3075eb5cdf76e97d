"""Ctrl-C, a reader that goes away, standard streams that are closed: no traceback, no half file, nothing left."""

from __future__ import annotations

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
from support import RIGHTS, SEEDS

pytestmark = pytest.mark.usefixtures("folder")


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


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_ctrl_c_waits_until_a_module_is_loaded() -> None:
    Path("interrupted.py").write_text(
        "import os, signal\nos.kill(os.getpid(), signal.SIGINT)\nloaded = len([n for n in range(100_000)])\n"
    )
    code = (
        "import signal, sys, time\n"
        "from corpuslint.interrupts import choose_moments\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "choose_moments()\n"
        "try:\n"
        "    import interrupted\n"
        "    time.sleep(60)\n"
        "except KeyboardInterrupt:\n"
        "    print(sys.modules['interrupted'].loaded)\n"
    )
    environment = os.environ | {"PYTHONPATH": f"{SEEDS.parent}{os.pathsep}."}
    result = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=False)
    assert (result.returncode, result.stdout, result.stderr) == (0, b"100000\n", b"")

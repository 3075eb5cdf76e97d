"""Processes that perform tasks for Daft's own runner, which calls Python functions in threads of one process.

Daft can start processes itself (`use_process`), but anew for each query: two thirds of a second each time, and every
table of corpuslint is built again. These live as long as a run. They are programs of their own (not forks, which do not
go with an engine's threads; not `multiprocessing`, which would import a user's script once more). What a task gives is
written to a file, and what passes through the pipe, the engine and its columns is where it lies.
"""

from __future__ import annotations

import os
import pickle
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from itertools import count
from pathlib import Path
from queue import SimpleQueue
from typing import Any, BinaryIO, cast

from corpuslint.model import CorpuslintError
from corpuslint.stored import store

LENGTH_BYTES = 8
"""Every message is its length, little-endian, and its bytes."""
PROGRAM = "import sys; from corpuslint.distributed.processes import serve; serve(sys.argv[1])"
ENDED = "a worker process ended before its time"
ALIVE: dict[int, Processes] = {}
"""The processes of this program by number: an engine pickles what it calls, though it calls it in the same program."""


class Processes:
    """Some processes, any of which performs a task; `perform` may be called by several threads at once."""

    def __init__(self, count: int) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="corpuslint-")
        self.all = [Process(self.folder.name) for _ in range(count)]
        self.idle: SimpleQueue[Process] = SimpleQueue()
        for process in self.all:
            self.idle.put(process)
        ALIVE[id(self)] = self

    def __reduce__(self) -> Any:
        return ALIVE.__getitem__, (id(self),)

    def perform(self, task: bytes) -> bytes:
        """What the next idle process makes of a task.

        Raises:
            ConnectionError: the process ended; another one takes its place.
        """
        process = self.idle.get()
        try:
            return process.perform(task)
        except OSError as error:
            process.close()
            self.all.remove(process)
            process = Process(self.folder.name)
            self.all.append(process)
            raise ConnectionError(ENDED) from error
        finally:
            self.idle.put(process)

    def close(self) -> None:
        """End them all, also in the middle of a task."""
        ALIVE.pop(id(self), None)
        for process in self.all:
            process.close()
        self.folder.cleanup()


class Process:
    """One process that answers each message on its standard input with one on its standard output."""

    def __init__(self, folder: str) -> None:
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        command = [sys.executable, "-c", PROGRAM, folder]
        self.popen = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)
        self.requests, self.answers = cast(BinaryIO, self.popen.stdin), cast(BinaryIO, self.popen.stdout)

    def perform(self, task: bytes) -> bytes:
        """The answer to a task."""
        write(self.requests, task)
        answer = read(self.answers)
        if answer is None:
            raise ConnectionError(ENDED)
        return answer

    def close(self) -> None:
        """End the process."""
        self.popen.kill()
        self.popen.wait()
        for stream in (self.requests, self.answers):
            with suppress(OSError):  # What was still to be written has nobody to read it.
                stream.close()


def serve(folder: str) -> None:
    """Perform tasks until there are no more, answers in the folder; what libraries print goes to standard error."""
    from corpuslint.distributed.engine import result_of

    tempfile.tempdir = str(Path(folder).parent)  # A full one would be passed over, and another named in messages.
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all processes of a terminal.
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    for number in count():
        task = read(requests)
        if task is None:
            break
        write(answers, put(result_of(task), Path(folder, f"{os.getpid()}-{number}")))
    shutil.rmtree(folder, ignore_errors=True)  # The caller was killed, or it would have ended this process.


def put(result: tuple[bool, Any], file: Path) -> bytes:
    """What takes the place of a result that is written to a file, to be read once."""
    try:
        return store([result], file, once=True)[0]
    except CorpuslintError as error:
        return pickle.dumps((False, error))


def write(stream: BinaryIO, message: bytes) -> None:
    """Write one message."""
    stream.write(len(message).to_bytes(LENGTH_BYTES, "little"))
    stream.write(message)
    stream.flush()


def read(stream: BinaryIO) -> bytes | None:
    """The next message, or none where there is none, or only a part of it."""
    length = int.from_bytes(stream.read(LENGTH_BYTES), "little")
    message = stream.read(length)
    return message if len(message) == length and length else None

"""What the commands share: options for input, messages, progress, and where output goes."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import IO, TYPE_CHECKING

from corpuslint.model import CorpuslintError

if TYPE_CHECKING:
    from corpuslint.session import Request, Spool

CLEAN, FOUND, FAILED, INTERRUPTED = 0, 1, 2, 130


def complain(message: str) -> None:
    """One line on stderr."""
    from corpuslint.reporters.base import printable

    print(f"corpuslint: {printable(message)}", file=sys.stderr)


def add_input(command: argparse.ArgumentParser) -> None:
    """What is read, and which rules look at it."""
    command.add_argument("paths", nargs="*", metavar="PATH", help="files or folders; - is standard input")
    group = command.add_argument_group("rules")
    group.add_argument("--select", metavar="RULES", action="append", help="codes, families or names, or ALL")
    group.add_argument("--extend-select", metavar="RULES", action="append", help="more than the default")
    group.add_argument("--ignore", metavar="RULES", action="append", help="leave these out")
    group.add_argument(
        "--set", metavar="RULE.OPTION=VALUE", action="append", default=[], help="set an option of a rule"
    )
    group = command.add_argument_group("input")
    group.add_argument(
        "--field",
        metavar="NAME",
        action="append",
        help="text field, such as messages.content (default: text)",
    )
    group.add_argument("--encoding", default="utf-8", metavar="NAME", help="encoding of text and JSONL files")
    group.add_argument("--stdin-name", default="stdin.txt", metavar="NAME", help="file name that tells stdin's format")
    group = command.add_argument_group("settings")
    group.add_argument("--config", metavar="FILE", help="settings file to use")
    group.add_argument("--isolated", action="store_true", help="read no settings file")
    group.add_argument("--jobs", type=whole_number, default=0, metavar="N", help="processes (default: by size, cores)")
    group.add_argument("--batch-characters", type=whole_number, default=0, help=argparse.SUPPRESS)
    group.add_argument("--color", choices=("auto", "always", "never"), default="auto")


def add_engine(command: argparse.ArgumentParser) -> None:
    """Where the work is done. URLs are read through Daft on any engine."""
    group = command.add_argument_group("engine")
    group.add_argument(
        "--engine", choices=("local", "daft", "ray"), help="what runs the work (default: local; daft for URLs)"
    )
    group.add_argument("--ray-address", metavar="ADDRESS", help="Ray cluster (default: one on this machine)")


def engine_of(arguments: argparse.Namespace, paths: Sequence[str]) -> str | None:
    """The engine besides the local one that is asked for, set up; none for the local one."""
    engine: str | None = arguments.engine or ("daft" if any("://" in path for path in paths) else None)
    if engine in (None, "local"):
        if arguments.ray_address:
            raise CorpuslintError("--ray-address goes with --engine ray")
        return None
    from corpuslint.distributed.engine import start

    start(engine, arguments.ray_address)
    return engine


def whole_number(text: str) -> int:
    """A whole number that is not negative."""
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"must be a whole number, 0 or more, not {text!r}")
    return int(text)


def request_of(arguments: argparse.Namespace, spool: Spool) -> Request:
    """The request that the parsed arguments make."""
    from corpuslint.session import Request
    from corpuslint.settings import option_from

    options: dict[str, dict[str, str]] = {}
    for text in arguments.set:
        code, option, value = option_from(text)
        options.setdefault(code, {})[option] = value
    stdin = None
    if "-" in arguments.paths:
        chunks = iter(lambda: sys.stdin.buffer.read(1 << 20), b"")
        stdin = spool.stream(chunks, "-", arguments.stdin_name)
    request = Request(
        paths=tuple(path for path in arguments.paths if path != "-"),
        select=split(arguments.select),
        extend_select=split(arguments.extend_select) or (),
        ignore=split(arguments.ignore) or (),
        fields=tuple(arguments.field or ()),
        encoding=arguments.encoding,
        jobs=arguments.jobs,
        config=arguments.config,
        isolated=arguments.isolated,
        options=options,
        stdin=stdin,
    )
    if arguments.batch_characters:
        from dataclasses import replace

        request = replace(request, batch_characters=arguments.batch_characters)
    return request


def split(values: list[str] | None) -> tuple[str, ...] | None:
    """Comma-separated values of an option that may be repeated."""
    if values is None:
        return None
    return tuple(part.strip() for value in values for part in value.split(",") if part.strip())


def open_output(path: str | None, stack: ExitStack) -> Callable[[str], object]:
    """Where a report goes: stdout, or a file that appears whole or not at all."""
    if path is None:
        reconfigure = getattr(sys.stdout, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="backslashreplace", newline="\n")
        return sys.stdout.write
    text = io.TextIOWrapper(open_bytes(path, stack), encoding="utf-8", errors="backslashreplace", newline="\n")
    stack.callback(text.detach)
    return text.write


def open_bytes(path: str, stack: ExitStack) -> IO[bytes]:
    """A report's file, or object of a store, which appears whole or not at all."""
    from corpuslint.writing import atomic_bytes

    if "://" in path:
        from corpuslint.distributed.objects import uploaded

        return stack.enter_context(uploaded(path))
    return stack.enter_context(atomic_bytes(Path(path)))


def use_color(choice: str) -> bool:
    """Whether to colour stdout: as asked, else on a terminal, unless NO_COLOR is set (no-color.org)."""
    if choice != "auto":
        return choice == "always"
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


class Progress:
    """A line on a terminal's stderr that tells how far a run is, once it takes longer than a second."""

    def __init__(self, total: int) -> None:
        import time

        self.total = total
        self.stage = ""
        self.done = 0
        self.clock = time.monotonic
        self.began = self.clock()
        self.shown = False
        self.active = sys.stderr.isatty()

    def step(self, stage: str, size: int) -> None:
        """So many more bytes are through a stage."""
        if stage != self.stage:
            self.stage, self.done = stage, 0
        self.done += size
        if self.active and self.clock() - self.began > 1:
            percent = min(99, 100 * self.done // max(1, self.total))
            print(f"\r\x1b[K{stage} … {percent}%", end="", file=sys.stderr, flush=True)
            self.shown = True

    def clear(self) -> None:
        """Take the line away."""
        if self.shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
            self.shown = False

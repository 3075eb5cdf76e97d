"""The command line: findings on stdout, everything else on stderr; exit 0 clean, 1 findings, 2 could not do it."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from corpuslint.model import CorpuslintError

if TYPE_CHECKING:
    from corpuslint.session import Request, Spool

CLEAN, FOUND, FAILED, INTERRUPTED = 0, 1, 2, 130
DEFAULT_LIMIT = 100
"""Findings that the formats for people show unless `--max-findings` says otherwise."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; never a traceback for a user's mistake."""
    parsed = parser().parse_args(arguments)
    if not hasattr(parsed, "command"):
        parser().print_help()
        return FAILED
    try:
        code: int = parsed.command(parsed)
        sys.stdout.flush()
        return code
    except CorpuslintError as error:
        complain(str(error))
        return FAILED
    except BrokenPipeError:
        # The reader has seen enough. Python would complain once more when it flushes stdout at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        complain("interrupted")
        return INTERRUPTED
    except OSError as error:
        complain(f"{error.filename or 'output'}: {(error.strerror or str(error)).lower()}")
        return FAILED


def complain(message: str) -> None:
    """One line on stderr."""
    from corpuslint.reporters.base import printable

    print(f"corpuslint: {printable(message)}", file=sys.stderr)


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = argparse.ArgumentParser(
        prog="corpuslint", description="The linter for text datasets.", epilog="corpuslint COMMAND --help tells more."
    )
    top.add_argument("-V", "--version", action="store_true", help="print the version and exit")
    commands = top.add_subparsers(title="commands", metavar="COMMAND")
    check = commands.add_parser("check", help="report findings; never writes into the corpus")
    add_input(check)
    add_output(check)
    check.set_defaults(command=run_check)
    from corpuslint import cli_clean

    cli_clean.add_commands(commands, add_input)
    listing = commands.add_parser("rules", help="list all rules, one a line")
    listing.set_defaults(command=run_rules)
    page = commands.add_parser("rule", help="explain one rule")
    page.add_argument("rule", metavar="CODE|NAME")
    page.set_defaults(command=run_rule)
    return top


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
    group.add_argument("--field", metavar="NAME", action="append", help="text field of records (default: text)")
    group.add_argument("--encoding", default="utf-8", metavar="NAME", help="encoding of text and JSONL files")
    group.add_argument("--stdin-name", default="stdin.txt", metavar="NAME", help="file name that tells stdin's format")
    group = command.add_argument_group("settings")
    group.add_argument("--config", metavar="FILE", help="settings file to use")
    group.add_argument("--isolated", action="store_true", help="read no settings file")
    group.add_argument("--jobs", type=positive, default=0, metavar="N", help="processes (default: by size and cores)")
    group.add_argument("--batch-characters", type=positive, default=0, help=argparse.SUPPRESS)
    group.add_argument("--color", choices=("auto", "always", "never"), default="auto")


def add_output(command: argparse.ArgumentParser) -> None:
    """How findings are written."""
    from corpuslint.reporters import FORMATS

    group = command.add_argument_group("output")
    group.add_argument("--output-format", choices=FORMATS, default="full", metavar="|".join(FORMATS))
    group.add_argument("-o", "--output", metavar="FILE", help="write the report to a file")
    group.add_argument(
        "--max-findings", type=positive, metavar="N", help=f"show so many (default {DEFAULT_LIMIT}; 0: all)"
    )
    group.add_argument("--exit-zero", action="store_true", help="exit 0 also when there are findings")


def positive(text: str) -> int:
    """A whole number that is not negative."""
    number = int(text)
    if number < 0:
        raise ValueError
    return number


def run_check(arguments: argparse.Namespace) -> int:
    """`corpuslint check`."""
    from corpuslint.api import findings_of
    from corpuslint.reporters import HUMAN, Summary, reporter
    from corpuslint.session import Session, Spool

    with Spool() as spool, ExitStack() as stack:
        session = Session.of(request_of(arguments, spool))
        summary = Summary(files=len(session.corpus.sources), skipped=session.corpus.skipped)
        progress = Progress(sum(max(0, source.stamp[0]) for source in session.corpus.sources))
        limit = (DEFAULT_LIMIT if arguments.max_findings is None else arguments.max_findings) or None
        color = use_color(arguments.color) and not arguments.output
        writer = reporter(arguments.output_format, color, limit)
        write = open_output(arguments.output, stack)
        write(writer.begin())
        for document, findings in findings_of(session, session.run(progress.step), summary):
            progress.clear()
            write(writer.document(document, findings))
        progress.clear()
        if arguments.output_format in HUMAN:
            sys.stdout.flush()
        write(writer.end(summary))
        if summary.unreadable and not any(rule.code.startswith("DOC") for rule in session.plan.rules):
            complain(f"{summary.unreadable} records or files could not be read (--extend-select DOC tells which)")
        if summary.skipped and arguments.output_format in HUMAN:
            complain(f"{summary.skipped} files of other formats were passed over")
    return FOUND if summary.findings and not arguments.exit_zero else CLEAN


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
    from corpuslint.writing import atomic_text

    return stack.enter_context(atomic_text(Path(path))).write


def run_rules(arguments: argparse.Namespace) -> int:
    """`corpuslint rules`: code, name, default and what it finds, one rule a line."""
    from corpuslint.rules import RULES

    for rule in RULES:
        print(f"{rule.code}  {rule.name:26}  {'on ' if rule.default else 'off'}  {rule.summary()}")
    return CLEAN


def run_rule(arguments: argparse.Namespace) -> int:
    """`corpuslint rule CODE`: the manual page of one rule."""
    from corpuslint.manual import page
    from corpuslint.selection import find_rule

    print(page(find_rule(arguments.rule)), end="")
    return CLEAN


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

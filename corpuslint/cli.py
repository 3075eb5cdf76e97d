"""The command line: findings on stdout, everything else on stderr; exit 0 clean, 1 findings, 2 could not do it."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from typing import NoReturn

from corpuslint import cli_annotate, cli_check, cli_clean
from corpuslint.cli_common import CLEAN, FAILED, INTERRUPTED, complain
from corpuslint.model import CorpuslintError


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


class CommandLine(argparse.ArgumentParser):
    """A parser that tells a mistake in one line."""

    def error(self, message: str) -> NoReturn:
        complain(f"{message}; `{self.prog} --help` tells more")
        sys.exit(FAILED)


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = CommandLine(
        prog="corpuslint", description="The linter for text datasets.", epilog="corpuslint COMMAND --help tells more."
    )
    top.add_argument("-V", "--version", action="store_true", help="print the version and exit")
    commands = top.add_subparsers(title="commands", metavar="COMMAND")
    cli_check.add_commands(commands)
    cli_clean.add_commands(commands)
    cli_annotate.add_commands(commands)
    listing = commands.add_parser("rules", help="list all rules, one a line")
    listing.set_defaults(command=run_rules)
    page = commands.add_parser("rule", help="explain one rule")
    page.add_argument("rule", metavar="CODE|NAME")
    page.set_defaults(command=run_rule)
    return top


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

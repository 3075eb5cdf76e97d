"""The commands that write: `clean` and `restore`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpuslint.cli_common import FAILED, Progress, add_engine, add_input, complain, engine_of, request_of, use_color
from corpuslint.model import CorpuslintError

if TYPE_CHECKING:
    from corpuslint.cleaning.cleaner import Cleaned
    from corpuslint.cleaning.trust import Trust
    from corpuslint.session import Request, Session

DONE, DIFFERS = 0, 1


def add_commands(commands: Any) -> None:
    """Add `clean` and `restore` to the command line."""
    clean = commands.add_parser(
        "clean",
        help="write cleaned copies, with a log that can undo it",
        description="Make the edits that findings propose: the safe ones, or all. Exits 0 when done, changed or not.",
    )
    add_input(clean)
    add_engine(clean)
    group = clean.add_argument_group("output")
    way = group.add_mutually_exclusive_group()
    way.add_argument("-o", "--output", metavar="OUT", help="write cleaned copies below this folder")
    way.add_argument("--in-place", action="store_true", help="change the files themselves")
    way.add_argument("--diff", action="store_true", help="only show what would change; exit 1 if anything would")
    group.add_argument("--unsafe", action="store_true", help="also make edits that may be wrong")
    group.add_argument("--audit", metavar="FILE", help="also edits that this audit of the corpus found safe")
    group.add_argument("--drop-empty", action="store_true", help="leave out records (and files) without text")
    group.add_argument("--log", metavar="FILE", help="where the change log goes (default: beside the output)")
    clean.set_defaults(command=run_clean)
    restore = commands.add_parser(
        "restore",
        help="undo a clean by its change log",
        description="Give the originals back, byte for byte, from cleaned files and the change log.",
    )
    restore.add_argument("log", metavar="LOG", help="the change log that clean wrote")
    way = restore.add_mutually_exclusive_group(required=True)
    way.add_argument("-o", "--output", metavar="OUT", help="write the originals below this folder")
    way.add_argument("--in-place", action="store_true", help="put the originals in the place of the cleaned files")
    restore.set_defaults(command=run_restore)


def run_clean(arguments: argparse.Namespace) -> int:
    """`corpuslint clean`."""
    from corpuslint.session import Session, Spool

    streaming = arguments.paths == ["-"] and not (arguments.output or arguments.in_place or arguments.diff)
    if not (streaming or arguments.output or arguments.in_place or arguments.diff):
        raise CorpuslintError("clean: say where to: -o OUT, --in-place, or --diff to look first")
    if "-" in arguments.paths and (arguments.in_place or len(arguments.paths) > 1):
        raise CorpuslintError("clean: standard input can only be cleaned alone, to standard output or -o FILE")
    with Spool() as spool:
        request = request_of(arguments, spool)
        if engine_of(arguments, [*request.paths, arguments.output or ""]) is not None:
            return clean_on_engine(arguments, request)
        session = Session.of(request)
        if arguments.diff:
            return show_diff(arguments, session)
        return write_clean(arguments, session, spool.file(".out") if streaming else None)


def clean_on_engine(arguments: argparse.Namespace, request: Request) -> int:
    """Clean into a new folder, here or in a store, with the work on Daft."""
    from corpuslint.distributed.api import clean_into, session_for

    for name in ("in_place", "diff", "log", "audit", "stdin"):
        if getattr(arguments, name, None) or getattr(request, name, None):
            raise CorpuslintError(f"--{name.replace('_', '-')} needs the local engine")
    done = clean_into(arguments.output, session_for(request), trust_of(arguments), arguments.drop_empty)
    return tell(done, arguments.unsafe)


def write_clean(arguments: argparse.Namespace, session: Session, stream: Path | None) -> int:
    """Clean into the output, in place, or by way of the file `stream` to standard output."""
    from corpuslint.cleaning.cleaner import clean
    from corpuslint.cleaning.targets import Targets, in_place, mirrored

    roots = session.request.paths or session.settings.paths or ("-" if session.request.stdin else ".",)
    sources = session.corpus.sources
    if stream is not None:
        targets = Targets(roots, stream, {source.path: stream for source in sources})
    elif arguments.in_place:
        targets = in_place(roots, sources)
    else:
        targets = mirrored(roots, sources, Path(arguments.output))
    log = Path(arguments.log) if arguments.log else None if stream else targets.default_log()
    progress = Progress(sum(max(0, source.stamp[0]) for source in sources))
    try:
        done = clean(session, targets, log, trust_of(arguments), arguments.drop_empty, progress.step)
    finally:
        progress.clear()
    if stream is not None:
        with stream.open("rb") as cleaned:
            while chunk := cleaned.read(1 << 20):
                sys.stdout.buffer.write(chunk)
    return tell(done, arguments.unsafe)


def trust_of(arguments: argparse.Namespace) -> Trust:
    """Which edits the arguments ask for."""
    from corpuslint.audit import trust

    return trust(Path(arguments.audit) if arguments.audit else None, arguments.unsafe)


def tell(done: Cleaned, unsafe: bool) -> int:
    """Say on stderr what was done; the exit code."""
    from corpuslint.reporters.terminal import plural

    counts = ", ".join(f"{code} {number:,}" for code, number in done.counts().items())
    what = f": {plural(sum(done.edits.values()), 'edit')} ({counts})" if counts else ""
    dropped = f", {plural(done.dropped, 'empty record')} left out" if done.dropped else ""
    complain(f"{done.changed:,} of {plural(done.files, 'file')} changed{what}{dropped}")
    if done.log is not None and done.changed:
        complain(f"the change log is {done.log}; `corpuslint restore` undoes it")
    say_more(done.more, unsafe)
    for note in done.notes:
        complain(note)
    for path in done.left:
        complain(f"{path}: is a link out of the paths that were named, and was left alone; name its file")
    if not done.settled:
        complain(f"stopped after {done.rounds} rounds: some rules undo each other's edits")
    return FAILED if done.left or not done.settled else DONE


def say_more(more: int, unsafe: bool) -> None:
    """The line that tells what `--unsafe` would do."""
    from corpuslint.reporters.terminal import plural

    if not unsafe:
        complain(f"--unsafe would make {plural(more, 'more edit') if more else 'no more edits'}")


def show_diff(arguments: argparse.Namespace, session: Session) -> int:
    """`corpuslint clean --diff`."""
    from corpuslint.cleaning.cleaner import run_rounds
    from corpuslint.cleaning.diff import unified
    from corpuslint.cleaning.shelves import originals
    from corpuslint.cleaning.store import Store

    color = use_color(arguments.color)
    progress = Progress(sum(max(0, source.stamp[0]) for source in session.corpus.sources))
    differs = False
    with Store() as store:
        rounds = run_rounds(session, store, trust_of(arguments), progress.step)
        progress.clear()
        for number, part in rounds.shelving.parts():
            revisions = rounds.shelving.revisions(number)
            for document, revision in originals(session.plan, number, part, revisions):
                for line in unified(document, revision.changes, color):
                    differs = True
                    sys.stdout.buffer.write(as_bytes(line))
        sys.stdout.buffer.flush()
        say_more(rounds.more, arguments.unsafe)
    return DIFFERS if differs else DONE


def as_bytes(line: str) -> bytes:
    """A line in UTF-8; bytes that could not be decoded as they were, other lone surrogates as escapes."""
    try:
        return line.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return line.encode("utf-8", "backslashreplace")


def run_restore(arguments: argparse.Namespace) -> int:
    """`corpuslint restore`."""
    from corpuslint.cleaning.restore import restore
    from corpuslint.reporters.terminal import plural

    restored = restore(Path(arguments.log), Path(arguments.output) if arguments.output else None)
    complain(f"{plural(restored, 'file')} restored")
    return DONE

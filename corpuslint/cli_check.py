"""The command `check`: findings in the format that was asked for, a baseline, and the order of changed files."""

from __future__ import annotations

import argparse
import sys
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpuslint.cli_common import (
    CLEAN,
    FOUND,
    Progress,
    add_engine,
    add_input,
    complain,
    engine_of,
    open_bytes,
    open_output,
    request_of,
    use_color,
    whole_number,
)
from corpuslint.model import CorpuslintError
from corpuslint.reporters import FORMATS, HUMAN, LIMITS
from corpuslint.reporters.base import plural

if TYPE_CHECKING:
    from corpuslint.baseline import Baseline
    from corpuslint.linter import Run
    from corpuslint.reporters import Reporter, Summary
    from corpuslint.session import Session, Spool

LARGE_BYTES = 32 << 30
"""Size of a corpus from which on the local engine names the other: hours on one machine."""


def add_commands(commands: Any) -> None:
    """Add `check` to the command line."""
    check = commands.add_parser("check", help="report findings; never writes into the corpus")
    add_input(check)
    add_engine(check)
    add_output(check)
    add_comparison(check)
    check.set_defaults(command=run_check)


def add_output(command: argparse.ArgumentParser) -> None:
    """How findings are written."""
    group = command.add_argument_group("output")
    group.add_argument("--output-format", choices=FORMATS, default="full", metavar="|".join(FORMATS))
    group.add_argument("-o", "--output", metavar="FILE", help="write the report to a file")
    group.add_argument("--statistics", action="store_true", help="totals by rule instead of findings")
    limits = ", ".join(f"{name} {limit}" for name, limit in LIMITS.items())
    group.add_argument(
        "--max-findings", type=whole_number, metavar="N", help=f"show so many (default: {limits}; 0: all of them)"
    )
    group.add_argument("--exit-zero", action="store_true", help="exit 0 also when there are findings")


def add_comparison(command: argparse.ArgumentParser) -> None:
    """What findings are compared with."""
    group = command.add_argument_group("comparison")
    group.add_argument("--cache", metavar="DIR", help="keep what was learnt of unchanged files between runs")
    group.add_argument("--baseline", metavar="FILE", help="report only findings that this file does not list")
    group.add_argument("--write-baseline", metavar="FILE", help="list all findings of now in FILE, report none")
    group.add_argument(
        "--changed-since",
        metavar="REV",
        help="files that differ from this git revision count as later than the others, so that of two copies "
        "the finding stands on the new one",
    )
    group.add_argument(
        "--against",
        metavar="PATH",
        action="append",
        default=[],
        help="a second corpus, earlier than this one and not reported on: copies of its texts are findings",
    )


def run_check(arguments: argparse.Namespace) -> int:
    """`corpuslint check`."""
    from corpuslint.reporters import Summary
    from corpuslint.session import Spool

    if arguments.output_format == "parquet" and (arguments.statistics or not arguments.output):
        way = "has no totals; use json" if arguments.statistics else "say where to: -o FILE"
        raise CorpuslintError(f"--output-format parquet: {way}")
    with Spool() as spool:
        session = arrange(session_of(arguments, spool), arguments)
        summary = Summary(files=len(session.corpus.sources), skipped=session.corpus.skipped)
        if arguments.write_baseline:
            return write_baseline(session, Path(arguments.write_baseline), summary)
        baseline = None
        if arguments.baseline or session.settings.baseline:
            from corpuslint.baseline import baseline_for

            baseline = baseline_for(session, arguments.baseline)
        report(session, summary, arguments, baseline)
        if baseline and (stale := baseline.stale(session.corpus.sources, session.plan.rules)):
            complain(f"{baseline.name}: {stale} entries are no longer found; --write-baseline drops them")
        tell_what_was_left_out(session, summary, arguments.output_format in HUMAN)
    return FOUND if summary.findings and not arguments.exit_zero else CLEAN


def session_of(arguments: argparse.Namespace, spool: Spool) -> Session:
    """The session that the arguments ask for; with URLs or an engine by way of Daft."""
    from corpuslint.session import Session

    request = request_of(arguments, spool)
    if engine_of(arguments, request.paths) is None:
        session = Session.of(request)
        size = sum(source.stamp[0] for source in session.corpus.sources)
        if arguments.engine is None and size > LARGE_BYTES:
            complain(f"{size >> 30:,} GB on one machine; `--engine ray` spreads the work over a cluster")
        return session
    for name in ("cache", "changed_since", "against", "write_baseline"):
        if getattr(arguments, name):
            raise CorpuslintError(f"--{name.replace('_', '-')} needs the local engine")
    from corpuslint.distributed.api import session_for

    return session_for(request)


def arrange(session: Session, arguments: argparse.Namespace) -> Session:
    """The session with its corpus in the order that was asked for."""
    if arguments.changed_since:
        from corpuslint.revisions import changed_last

        session = replace(session, corpus=changed_last(session.corpus, arguments.changed_since))
    if arguments.against:
        from corpuslint.against import against

        session = against(session, arguments.against)
    return session


def report(session: Session, summary: Summary, arguments: argparse.Namespace, baseline: Baseline | None) -> None:
    """Run the session and write its findings as they come."""
    from corpuslint.api import findings_of

    progress = Progress(sum(max(0, source.stamp[0]) for source in session.corpus.sources))
    admits = baseline.admits if baseline else None
    with ExitStack() as stack:
        if arguments.output_format == "parquet":
            from corpuslint.reporters.parquet import write_findings

            stream = open_bytes(arguments.output, stack)
            found = findings_of(session, run_of(session, arguments.cache, progress), summary, admits)
            write_findings(stream, (finding for _, findings in found for finding in findings))
            progress.clear()
            return
        writer = reporter_of(session, arguments)
        write = open_output(arguments.output, stack)
        write(writer.begin())
        for document, findings in findings_of(session, run_of(session, arguments.cache, progress), summary, admits):
            progress.clear()
            write(writer.document(document, findings))
        progress.clear()
        if arguments.output_format in HUMAN:
            sys.stdout.flush()
        write(writer.end(summary))


def reporter_of(session: Session, arguments: argparse.Namespace) -> Reporter:
    """The reporter that the arguments ask for."""
    from corpuslint.recall import Recall
    from corpuslint.reporters import Showing, reporter

    format = arguments.output_format
    limit = LIMITS.get(format) if arguments.max_findings is None else arguments.max_findings or None
    color = use_color(arguments.color) and not arguments.output
    recall = Recall(session.corpus.sources, session.plan.reading)
    codes = tuple(rule.code for rule in session.plan.rules)
    return reporter(format, Showing(color, limit, recall, codes), arguments.statistics)


def run_of(session: Session, cache: str | None, progress: Progress) -> Run:
    """The engine, local or Daft; with a cache it is spared the first pass over what has not changed."""
    run = session.run(progress.step)
    if not cache:
        return run
    from corpuslint.cache import Cache, CachedRun

    return CachedRun(run.plan, run.sources, run.jobs, run.progress, others=run.others, cache=Cache(Path(cache)))


def write_baseline(session: Session, file: Path, summary: Summary) -> int:
    """Write all findings of now to a file."""
    from corpuslint.api import findings_of
    from corpuslint.baseline import Recorder

    recorder = Recorder(file)
    progress = Progress(sum(max(0, source.stamp[0]) for source in session.corpus.sources))
    for document, findings in findings_of(session, session.run(progress.step), summary):
        for finding in findings:
            recorder.add(document, finding)
    progress.clear()
    recorder.write()
    complain(f"{file}: {summary.findings:,} findings written; `check --baseline {file}` leaves them out")
    return CLEAN


def tell_what_was_left_out(session: Session, summary: Summary, human: bool) -> None:
    """What could not be read, or was not, on stderr: it must not be missed because no rule tells it."""
    for note in summary.notes:
        complain(note)
    if summary.unreadable and not any(rule.code.startswith("DOC") for rule in session.plan.rules):
        what = "1 record or file" if summary.unreadable == 1 else f"{summary.unreadable:,} records or files"
        complain(f"{what} could not be read (--extend-select DOC tells which)")
    if summary.skipped and human:
        complain(f"passed over {plural(summary.skipped, 'file')} of other formats")

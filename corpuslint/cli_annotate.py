"""The commands for people who decide by themselves: `annotate` and `audit`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from corpuslint.cli_common import CLEAN, add_input, complain, request_of, whole_number
from corpuslint.model import CorpuslintError

VERDICTS = "corpuslint-audit.json"
SAMPLE = 50
"""Findings per rule that `audit` shows: enough to tell 0.90 from 0.99 with a 95% interval of about 0.1."""


def add_commands(commands: Any) -> None:
    """Add `annotate` and `audit` to the command line."""
    annotate = commands.add_parser(
        "annotate",
        help="write one row per document, to filter by thresholds of your own",
        description="One row per document: the share of its characters on which each rule has a finding, the copy "
        "that stays, language and kind.",
    )
    add_input(annotate)
    group = annotate.add_argument_group("output")
    group.add_argument("-o", "--output", metavar="FILE", help="the rows: .jsonl or .parquet (with --dolma: a folder)")
    group.add_argument("--drop-list", metavar="FILE", help="path, record and reason of documents to leave out")
    group.add_argument("--dolma", action="store_true", help="write Dolma attribute files, one per JSONL file")
    annotate.set_defaults(command=run_annotate)
    audit = commands.add_parser(
        "audit",
        help="judge a sample of findings of your own corpus",
        description="Shows random findings of each rule, takes yes or no, and tells how often the rule was right here.",
    )
    add_input(audit)
    group = audit.add_argument_group("audit")
    group.add_argument(
        "-n", "--sample", type=whole_number, default=SAMPLE, metavar="N", help=f"per rule (default {SAMPLE})"
    )
    group.add_argument("-o", "--output", metavar="FILE", default=VERDICTS, help="where verdicts are kept")
    group.add_argument("--seed", type=int, default=0, metavar="N", help="another sample")
    audit.set_defaults(command=run_audit)


def run_annotate(arguments: argparse.Namespace) -> int:
    """`corpuslint annotate`."""
    from corpuslint.annotate import annotate, annotate_dolma
    from corpuslint.session import Session, Spool

    if not arguments.output and not arguments.drop_list:
        raise CorpuslintError("annotate: say where to: -o FILE, --drop-list FILE or both")
    if arguments.dolma and (arguments.drop_list or not arguments.output):
        raise CorpuslintError("annotate --dolma: takes -o FOLDER and no --drop-list")
    with Spool() as spool:
        session = Session.of(request_of(arguments, spool))
        if arguments.dolma:
            documents = annotate_dolma(session, Path(arguments.output))
            complain(f"{arguments.output}: attributes of {documents:,} documents written")
            return CLEAN
        output = Path(arguments.output) if arguments.output else None
        drop_list = Path(arguments.drop_list) if arguments.drop_list else None
        documents, dropped = annotate(session, output, drop_list)
        if output:
            complain(f"{output}: {documents:,} documents written")
        if drop_list:
            complain(f"{drop_list}: {dropped:,} of {documents:,} documents listed")
    return CLEAN


def run_audit(arguments: argparse.Namespace) -> int:
    """`corpuslint audit`."""
    from corpuslint.audit import audit
    from corpuslint.session import Session, Spool

    if "-" in arguments.paths:
        raise CorpuslintError("audit: standard input is where your answers come from; name files")
    with Spool() as spool:
        session = Session.of(request_of(arguments, spool))
        return audit(session, Path(arguments.output), arguments.sample, arguments.seed)

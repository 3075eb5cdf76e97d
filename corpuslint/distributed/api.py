"""`check` and `clean` on Daft: the session is the local one, its map over parts is the engine's."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from corpuslint.api import findings_of, replace_request, request_of
from corpuslint.discovery import Corpus
from corpuslint.distributed.engine import DaftWorkers, start
from corpuslint.distributed.frames import stage, tables
from corpuslint.distributed.objects import find
from corpuslint.linter import Run
from corpuslint.model import CorpuslintError
from corpuslint.reporters.base import Summary
from corpuslint.session import Request, Session, Spool, settings_for

Frame = Any
"""A `daft.DataFrame`; Daft is loaded only where it is used."""


def check(
    *what: Any,
    engine: str = "daft",
    address: str | None = None,
    configuration: Any = None,
    **options: Any,
) -> Frame:
    """Check files, objects in a store, or the rows of a dataframe on Daft.

    Args:
        what: paths and URLs, or one Daft dataframe, whose rows are records (1-based, in its order).
        engine: `daft` (this machine) or `ray`.
        address: of a Ray cluster; without one a local cluster is started.
        configuration: a `daft.io.IOConfig` for stores; without one Daft looks in the environment.
        options: as of `corpuslint.check`.

    Returns:
        A Daft dataframe of findings: the columns of the output format `json`, in its order.

    Raises:
        CorpuslintError: a missing path, an extra that is not installed, a cluster that cannot be reached.
    """
    daft = start(engine, address)
    with Spool() as spool:
        session = open_session(what, options, configuration, spool)
        summary = Summary()
        found = (finding for _, mine in findings_of(session, run_on(session), summary) for finding in mine)
        return daft.from_arrow(list(tables(found)))


def open_session(what: tuple[Any, ...], options: dict[str, Any], configuration: Any, spool: Spool) -> Session:
    """The session for paths and URLs, or for a dataframe."""
    request = request_of(options)
    if len(what) == 1 and hasattr(what[0], "to_arrow_iter"):
        if request.config is None:
            request = replace_request(request, isolated=True)
        source = stage(what[0], spool.file(".parquet"), request.fields or ("text",))
        return Session.of(request, Corpus((source,)))
    if not all(isinstance(path, (str, os.PathLike)) for path in what):
        raise CorpuslintError("give paths and URLs, or one Daft dataframe")
    return session_for(replace_request(request, paths=tuple(os.fspath(path) for path in what)), configuration)


def session_for(request: Request, configuration: Any = None) -> Session:
    """The session of a request whose paths may be URLs."""
    settings = settings_for(request)
    paths = request.paths or settings.from_here() or (".",)
    return Session.of(request, find(paths, settings.exclude, configuration))


def run_on(session: Session, progress: Callable[[str, int], None] = lambda stage, size: None) -> Run:
    """The engine of the local check with its map on Daft, which `start` has set up."""
    jobs = session.request.jobs or os.cpu_count() or 1
    return Run(session.plan, session.corpus.sources, jobs, progress, DaftWorkers)

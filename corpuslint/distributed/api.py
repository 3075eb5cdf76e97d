"""`check` and `clean` on Daft: the session is the local one, its map over parts is the engine's."""

from __future__ import annotations

import math
import os
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Unpack

from corpuslint.api import Options, findings_of, request_of
from corpuslint.cleaning.cleaner import Cleaned
from corpuslint.cleaning.cleaner import clean as clean_files
from corpuslint.cleaning.targets import Targets, relative
from corpuslint.cleaning.trust import Trust
from corpuslint.discovery import Corpus
from corpuslint.distributed.copies import clean_into_store
from corpuslint.distributed.engine import DaftWorkers, start
from corpuslint.distributed.frames import stage
from corpuslint.distributed.objects import find, is_url, require_empty
from corpuslint.model import CorpuslintError
from corpuslint.reporters.base import Summary
from corpuslint.reporters.parquet import tables
from corpuslint.session import Request, Session, Spool, settings_for

BY_KEY_BYTES = {"ray": 1 << 30}
"""Size of a corpus from which on its surveys are grouped by key on the engine, by Daft's runner; those of a smaller one
are put together as they are. On one machine that always costs less: the default duplicate rules took 47.8 instead of
51.9 seconds of processor for 488 MB, and 332 instead of 441 MB of memory."""
FEWEST, MOST, SLOT_BYTES = 16, 1024, 1 << 30
"""Reducers between which keys are divided: one for so many bytes of the corpus, of which a tenth are keys."""
Frame = Any
"""A `daft.DataFrame`; Daft is loaded only where it is used."""


def check(
    *what: Any,
    engine: str = "daft",
    address: str | None = None,
    configuration: Any = None,
    **options: Unpack[Options],
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
        found = (finding for _, mine in findings_of(session, session.run(), summary) for finding in mine)
        return daft.from_arrow(list(tables(found)))


def clean(
    *what: Any,
    output: str | os.PathLike[str] | None = None,
    unsafe: bool = False,
    drop_empty: bool = False,
    engine: str = "daft",
    address: str | None = None,
    configuration: Any = None,
    **options: Unpack[Options],
) -> Any:
    """Clean the rows of a dataframe, or files and objects in a store into `output`.

    Args:
        what: one Daft dataframe, or paths and URLs.
        output: for paths and URLs the folder of the copies, which may be a URL and must be empty there. Each file
            keeps its name below it, and the change log lies beside it.
        unsafe: make all edits that findings propose, not only the safe ones.
        drop_empty: leave out records of which nothing is left.
        engine, address, configuration, options: as for `check`.

    Returns:
        The cleaned dataframe, every other column as it was; of paths and URLs, what was done.

    Raises:
        CorpuslintError: as `check`; also an output that is not empty, or none.
    """
    daft = start(engine, address)
    with Spool() as spool:
        session, trust = open_session(what, options, configuration, spool), Trust(unsafe)
        if len(session.corpus.sources) == 1 and session.corpus.sources[0].path == "":
            if output is not None:
                raise CorpuslintError("the cleaned rows of a dataframe are given back: write them where you like")
            import pyarrow.parquet as pq

            file = spool.file(".parquet")
            clean_files(session, Targets(("",), file, {"": file}), None, trust, drop_empty)
            return daft.from_arrow(pq.read_table(file))
        if output is None:
            raise CorpuslintError("say where to: output=...")
        return clean_into(os.fspath(output), session, trust, drop_empty, configuration)


def clean_into(output: str, session: Session, trust: Trust, drop_empty: bool, configuration: Any = None) -> Cleaned:
    """Clean the corpus into a folder; into one of a store the workers write."""
    roots = session.request.paths
    if pattern := next((root for root in roots if is_url(root) and "*" in root), None):
        raise CorpuslintError(
            f"{pattern}: name the folder instead of a pattern, so that the copies have names below it"
        )
    names = {source.path: relative(roots, source.path) for source in session.corpus.sources}
    if not is_url(output):
        folder = Path(output)
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise CorpuslintError(f"-o {output}: exists already; name a new folder")
        targets = Targets(roots, folder, {path: folder / name for path, name in names.items()})
        return clean_files(session, targets, targets.default_log(), trust, drop_empty)
    require_empty(output, configuration)
    return clean_into_store(session, output, names, trust, drop_empty, configuration)


def open_session(what: tuple[Any, ...], options: Options, configuration: Any, spool: Spool) -> Session:
    """The session for paths and URLs, or for a dataframe."""
    request = request_of(options)
    if len(what) == 1 and hasattr(what[0], "to_arrow_iter"):
        if request.config is None:
            request = replace(request, isolated=True)
        source = stage(what[0], spool.file(".parquet"), request.fields or ("text",))
        return replace(Session.of(request, Corpus((source,))), workers=DaftWorkers)
    if not all(isinstance(path, (str, os.PathLike)) for path in what):
        raise CorpuslintError("give paths and URLs, or one Daft dataframe")
    return session_for(replace(request, paths=tuple(os.fspath(path) for path in what)), configuration)


def session_for(request: Request, configuration: Any = None) -> Session:
    """The session of a request whose paths may be URLs."""
    import daft

    settings = settings_for(request)
    paths = request.paths or settings.from_here() or (".",)
    corpus = find(paths, settings.exclude, configuration)
    least = BY_KEY_BYTES.get(daft.get_or_infer_runner_type(), math.inf)
    size = sum(source.stamp[0] for source in corpus.sources)
    slots = min(MOST, max(FEWEST, size // SLOT_BYTES)) if size >= least else 0
    return replace(Session.of(request, corpus), workers=partial(DaftWorkers, slots=slots))

"""Cleaned copies in a store, each written by the worker that made it: one object for each object of the input."""

from __future__ import annotations

import hashlib
import io
import pickle
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, cast

from corpuslint.cleaning.changelog import SUFFIX, ChangeLog
from corpuslint.cleaning.cleaner import Cleaned, by_source, header_of, run_rounds
from corpuslint.cleaning.rounds import Rounds
from corpuslint.cleaning.store import Store
from corpuslint.cleaning.trust import Trust
from corpuslint.distributed.engine import DaftWorkers, frame_of, in_order, perform, windows
from corpuslint.distributed.objects import upload
from corpuslint.edits import Key, Revision
from corpuslint.formats import Piece, Reading, Source, rewriter
from corpuslint.formats.rewriting import Note
from corpuslint.session import Session

if TYPE_CHECKING:
    from corpuslint.distributed.processes import Processes

Revised = list[tuple[Piece, dict[Key, Revision]]]
"""The pieces of one file, each with what became of its documents."""


@dataclass(frozen=True)
class Copy:
    """The cleaned copy of one file: its bytes (none where the file is left out), and what the change log says of it."""

    notes: list[Note] = field(default_factory=list)
    line: dict[str, Any] = field(default_factory=dict)
    data: bytes | None = None


def clean_into_store(
    session: Session, url: str, names: dict[str, str], trust: Trust, drop_empty: bool, configuration: Any = None
) -> Cleaned:
    """Clean the corpus into objects below a URL, by the names of its files; the change log comes last, beside them."""
    url = url.rstrip("/")
    with Store() as store, TemporaryDirectory(prefix="corpuslint-") as folder:
        rounds = run_rounds(session, store, trust)
        done = Cleaned(more=rounds.more, rounds=rounds.rounds, settled=rounds.settled, notes=tuple(rounds.notes))
        log = Path(folder, "log")
        with ChangeLog(log, header_of(session, trust)) as change_log, session.workers(session.run().jobs) as workers:
            assert isinstance(workers, DaftWorkers)
            for source, copy in written(workers, copying(session, rounds, drop_empty), url, names, configuration):
                for note in copy.notes:
                    change_log.note(source.path, note)
                    done.count(note)
                name = names[source.path]
                place = {"output": f"{url.rpartition('/')[2]}/{name}", "name": name}
                change_log.file({"file": source.path, "format": source.format, **place, **copy.line})
                done.files += 1
                done.changed += bool(copy.notes)
            change_log.flush()
        if log.exists():
            upload({f"{url}{SUFFIX}": log}, configuration)
        return done


def copying(session: Session, rounds: Rounds, drop_empty: bool) -> Iterator[tuple[Any, ...]]:
    """The arguments of `copy_of` for each file, in corpus order."""
    pieces = by_source(rounds.shelving)
    piece, revisions = next(pieces, (None, {}))
    for source in rounds.shelving.sources:
        mine: Revised = []
        while piece is not None and piece.source is source:
            mine.append((piece, {key: revision for key, revision in revisions.items() if revision.path == source.path}))
            piece, revisions = next(pieces, (None, {}))
        yield session.plan.reading, drop_empty or source.path in rounds.changed, source, mine, drop_empty


def copy_of(reading: Reading, rewritten: bool, source: Source, pieces: Revised, drop_empty: bool) -> Copy:
    """The cleaned copy of one file; what nothing happened to is copied byte for byte."""
    out = io.BytesIO()
    if rewritten:
        writing = rewriter(source, out, reading, drop_empty)
        notes = [note for piece, revisions in pieces for note in writing.piece(piece, revisions)]
        before, after = writing.close()
        whole = writing.dropped()
        source.verify()
        if whole:
            return Copy([*notes, whole], {"before": before, "after": None})
        if notes:
            return Copy(notes, {"before": before, "after": after}, out.getvalue())
    with source.file.open("rb") as stream:
        data = stream.read()
    source.verify()
    digest = f"sha256:{hashlib.sha256(data).hexdigest()}"
    return Copy([], {"before": digest, "after": digest, "copied": True}, data)


def written(
    workers: DaftWorkers, tasks: Iterator[tuple[Any, ...]], url: str, names: dict[str, str], configuration: Any
) -> Iterator[tuple[Source, Copy]]:
    """Let the engine make the copies and put them in their places; gives all but their bytes."""
    import daft

    kind = daft.DataType.struct({"answer": daft.DataType.binary(), "data": daft.DataType.binary()})
    make: Any = daft.func.batch(return_dtype=kind, batch_size=1, unnest=True)(partial(in_columns, workers.processes))
    put = daft.col("data").upload(daft.col("url"), io_config=configuration)
    for window in windows(copy_of, tasks):
        sources = [cast(Source, part) for part, _ in window]
        places = [f"{url}/{names[source.path]}" for source in sources]

        def query(done: int, window: Any = window, places: list[str] = places) -> Iterator[bytes]:
            frame = frame_of(range(len(window) - done), [task for _, task in window[done:]], url=places[done:])
            frame = frame.select("number", "url", make(daft.col("task"))).select("number", "answer", put=put)
            return in_order(frame, len(window) - done)

        yield from zip(sources, workers.answers(len(window), query), strict=True)


def in_columns(processes: Processes | None, tasks: Any) -> list[dict[str, bytes | None]]:
    """The answers of `copy_of`, with the bytes of copies in a column of their own."""
    rows: list[dict[str, bytes | None]] = []
    for answer in perform(processes, tasks):
        right, copy = pickle.loads(answer)
        rest = (right, replace(copy, data=None) if right else copy)
        rows.append({"answer": pickle.dumps(rest, pickle.HIGHEST_PROTOCOL), "data": copy.data if right else None})
    return rows

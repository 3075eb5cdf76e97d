"""Writing a cleaned corpus: every file whole or not at all, and the change log before the file."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from corpuslint.cleaning.changelog import ChangeLog
from corpuslint.cleaning.locking import locked
from corpuslint.cleaning.rounds import Rounds
from corpuslint.cleaning.shelving import Shelving
from corpuslint.cleaning.store import Store
from corpuslint.cleaning.targets import Targets, relative
from corpuslint.cleaning.trust import Trust
from corpuslint.edits import Key, Revision
from corpuslint.formats import Piece, Source, rewriter
from corpuslint.formats.rewriting import Dropped, Note, Rewriter
from corpuslint.formats.undo import raw_digest
from corpuslint.interrupts import undisturbed
from corpuslint.model import CorpuslintError
from corpuslint.session import Session
from corpuslint.writing import Temporary

GROUP = 256
"""Files that are finished together: one flush of the log serves them all."""
SHELF_CHARACTERS = 1 << 18
"""Code points of a shelf: an edit costs one shelf in the next round, and the first round is a tenth slower than with
the larger batches of `check`."""
PACKED = (".gz", ".zst")
ORIGINAL = ".orig"


@dataclass
class Cleaned:
    """What a clean did."""

    files: int = 0
    changed: int = 0
    documents: int = 0
    dropped: int = 0
    removed: int = 0
    edits: Counter[str] = field(default_factory=Counter)
    more: int = 0
    rounds: int = 0
    settled: bool = True
    log: Path | None = None
    left: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def count(self, note: Note) -> None:
        """Add what was done to one document or record."""
        if isinstance(note, Dropped):
            self.dropped += 1
            return
        self.documents += 1
        for change in note.changes:
            self.edits[change.codes[0]] += 1
            self.removed += max(0, change.end - change.start - len(change.text))

    def counts(self) -> dict[str, int]:
        """How many edits each rule made, by code, the most frequent first."""
        return dict(sorted(self.edits.items(), key=lambda item: (-item[1], item[0])))


def clean(
    session: Session,
    targets: Targets,
    log: Path | None,
    trust: Trust | None = None,
    drop_empty: bool = False,
    progress: Callable[[str, int], None] = lambda stage, size: None,
) -> Cleaned:
    """Clean the corpus of a session into its targets, and tell in `log` what was done.

    Raises:
        CorpuslintError: a file changed meanwhile, another run is writing there, or a text cannot be written back.
    """
    anew = targets.output is not None and not targets.output.exists() and log == targets.default_log()
    with Store() as store, ExitStack() as stack:
        for place in targets.locks():
            if targets.output is not None:
                place.mkdir(parents=True, exist_ok=True)
            stack.enter_context(locked(place))
        trust = trust or Trust()
        rounds = run_rounds(session, store, trust, progress)
        change_log = stack.enter_context(ChangeLog(log, header_of(session, trust, targets.in_place), anew))
        writer = Writer(session, targets, change_log, drop_empty)
        try:
            writer.write(rounds)
        except BaseException:
            writer.abandon()
            raise
        writer.done.more, writer.done.rounds, writer.done.settled = rounds.more, rounds.rounds, rounds.settled
        writer.done.notes = tuple(rounds.notes)
        writer.done.log = log if log is not None and log.exists() else None
        return writer.done


def header_of(session: Session, trust: Trust, in_place: bool = False) -> dict[str, Any]:
    """What the first line of a change log tells of the run."""
    audited = {"audited": sorted(trust.safe)} if trust.safe else {}
    reading = session.plan.reading
    told = {"in_place": in_place, "encoding": reading.encoding, "fields": list(reading.fields)}
    return {"unsafe": trust.unsafe, **audited, **told}


def run_rounds(
    session: Session, store: Store, trust: Trust, progress: Callable[[str, int], None] = lambda stage, size: None
) -> Rounds:
    """All rounds over the corpus of a session."""
    plan = replace(session.plan, batch_characters=min(session.plan.batch_characters, SHELF_CHARACTERS))
    shelving = Shelving(plan, session.corpus.sources, store, progress)
    rounds = Rounds(shelving, session.admits, trust, session.run().jobs, session.workers)
    rounds.run()
    for source in session.corpus.sources:
        source.verify()
    return rounds


def by_source(shelving: Shelving) -> Iterator[tuple[Piece, dict[Key, Revision]]]:
    """Every piece of the corpus in order, with what became of the documents of its part."""
    for number, part in shelving.parts():
        revisions = {revision.key: revision for revision in shelving.revisions(number).values()}
        for piece in part:
            yield piece, revisions


@dataclass
class Open:
    """A file that is being written, or was and waits for its place."""

    source: Source
    temporary: Temporary
    rewriter: Rewriter | None
    notes: int = 0
    dropped: bool = False
    original: str | None = None


class Writer:
    """Writes the files of a corpus, one after the other."""

    def __init__(self, session: Session, targets: Targets, log: ChangeLog, drop_empty: bool) -> None:
        self.reading = session.plan.reading
        self.targets = targets
        self.log = log
        self.drop_empty = drop_empty
        self.done = Cleaned()
        self.open: Open | None = None
        self.finished: list[Open] = []

    def write(self, rounds: Rounds) -> None:
        """Write everything."""
        current: Source | None = None
        sources = iter(rounds.shelving.sources)
        try:
            for piece, revisions in by_source(rounds.shelving):
                while current is not piece.source:
                    # Also past files that have no pieces at all, being empty.
                    self.finish()
                    current = next(sources)
                    self.begin(current, current.path in rounds.changed)
                if self.open is not None and self.open.rewriter is not None:
                    for note in self.open.rewriter.piece(piece, revisions):
                        self.log.note(current.path, note)
                        self.open.notes += 1
                        self.done.count(note)
            self.finish()
            for current in sources:
                self.begin(current, False)
                self.finish()
            self.put_in_place()
        except OSError as error:
            where = f"{current.path}: " if current else ""
            raise CorpuslintError(f"{where}cannot be written: {(error.strerror or str(error)).lower()}") from None

    def begin(self, source: Source, changed: bool) -> None:
        """Start the copy of a file, if there is anything to write."""
        self.done.files += 1
        if self.targets.in_place and not changed and not self.drop_empty:
            return
        if source.path in self.targets.outside:
            if changed:
                self.done.left = (*self.done.left, source.path)
            return
        target = self.targets.files[source.path]
        target.parent.mkdir(parents=True, exist_ok=True)
        with undisturbed():
            self.open = Open(source, Temporary(target), None)
        if changed or self.drop_empty:
            self.open.rewriter = rewriter(source, self.open.temporary.stream, self.reading, self.drop_empty)

    def finish(self) -> None:
        """End the copy of a file; it takes its place with the others of its group."""
        opened = self.open
        if opened is None:
            return
        line: dict[str, Any] = {"file": opened.source.path, "format": opened.source.format}
        line["output"] = self.told(opened.temporary.target)
        line["name"] = relative(self.targets.roots, opened.source.path)
        if opened.rewriter is not None:
            line["before"], line["after"] = opened.rewriter.close()
            if whole := opened.rewriter.dropped():
                self.log.note(opened.source.path, whole)
                self.done.count(whole)
                opened.notes, opened.dropped, line["after"] = opened.notes + 1, True, None
        if not opened.notes:
            self.open = None
            if self.targets.in_place:
                opened.temporary.discard()
                return
            with undisturbed():
                opened.temporary.discard()
                opened.temporary = Temporary(opened.temporary.target)
                self.open = opened
            line["before"] = line["after"] = copy(opened.source, opened.temporary)
            line["copied"] = True
        elif self.targets.in_place and keeps_original(opened.source):
            opened.original = free_name(opened.temporary.target)
            line["original"], line["packed"] = self.told(Path(opened.original)), raw_digest(opened.source.file)
        opened.temporary.close()
        self.done.changed += bool(opened.notes)
        self.log.file(line)
        self.finished.append(opened)
        self.open = None
        if len(self.finished) >= GROUP:
            self.put_in_place()

    def told(self, file: Path) -> str:
        """A file's path as the log tells it: from the folder of the log."""
        folder = self.log.path.parent if self.log.path is not None else Path()
        return Path(os.path.relpath(file, os.path.realpath(folder) if file.is_absolute() else folder)).as_posix()

    def put_in_place(self) -> None:
        """Bring the finished files and what the log says of them to the disk, then put them in their places."""
        for opened in self.finished:
            opened.source.verify()
            opened.temporary.flush()
        self.log.flush()
        while self.finished:
            opened = self.finished[0]
            if opened.dropped:
                opened.temporary.discard()
                if self.targets.in_place:
                    opened.temporary.target.unlink()
            else:
                if opened.original is not None:
                    keep(opened.temporary.target, Path(opened.original))
                opened.temporary.commit(opened.source.file.stat().st_mode & 0o7777)
            self.finished.pop(0)

    def abandon(self) -> None:
        """Leave no temporary file behind."""
        for opened in (*self.finished, *filter(None, (self.open,))):
            opened.temporary.discard()


def copy(source: Source, temporary: Temporary) -> str:
    """Copy a file that nothing happened to; tells its digest."""
    hashed = hashlib.sha256()
    with source.file.open("rb") as stream:
        while chunk := stream.read(1 << 20):
            hashed.update(chunk)
            temporary.stream.write(chunk)
    return f"sha256:{hashed.hexdigest()}"


def keeps_original(source: Source) -> bool:
    """Whether the log cannot give back every byte of a file, so that cleaning in place keeps it beside."""
    return source.format == "parquet" or source.file.suffix.lower() in PACKED


def free_name(target: Path) -> str:
    """A name beside the target for its original that nothing has yet."""
    name = f"{target}{ORIGINAL}"
    number = 2
    while os.path.lexists(name):
        name, number = f"{target}{ORIGINAL}.{number}", number + 1
    return name


def keep(file: Path, name: Path) -> None:
    """Keep a file under a second name."""
    try:
        os.link(file, name)
    except OSError:
        shutil.copy2(file, name)

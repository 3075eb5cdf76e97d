"""What is known of each document, as columns: for people who filter by thresholds of their own."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from corpuslint.batch import Batch
from corpuslint.formats import Part, Reading, read_part
from corpuslint.model import CorpuslintError, Document, Finding
from corpuslint.reporters.base import place_of
from corpuslint.segmentation import Kind
from corpuslint.session import Session
from corpuslint.writing import atomic_bytes, atomic_text

ROWS = 4096
"""Rows of a Parquet row group: written as they come, never all held."""
WHOLE = ("DUP101", "DUP102", "DOC001", "DOC002", "DOC003")
"""Rules whose finding concerns the whole document, so that one would leave it out."""

Row = dict[str, Any]


@dataclass(frozen=True)
class Annotated:
    """One document with its findings, its language (empty: unknown) and the kind that most of its lines are."""

    document: Document
    findings: Sequence[Finding]
    language: str
    kind: str

    def shares(self, codes: Iterable[str]) -> dict[str, float]:
        """For each rule the share of the document's characters on which it has a finding."""
        length = len(self.document.text)
        return {code: round(covered(self.findings, code) / length, 6) if length else 0.0 for code in codes}

    @property
    def kept(self) -> Finding | None:
        """The finding that says that this document is a copy, if there is one."""
        return next((f for f in self.findings if f.code in WHOLE and f.related), None)

    @property
    def reason(self) -> str:
        """Why one would leave the whole document out; empty when nothing says so."""
        return "; ".join(f"{f.code} {f.name}: {f.message}" for f in self.findings if f.code in WHOLE)


def covered(findings: Iterable[Finding], code: str) -> int:
    """Characters on which the findings (sorted by their start) of a rule stand, each counted once."""
    reached = total = 0
    for finding in findings:
        if finding.code == code:
            begin = max(finding.where.start, reached)
            total += max(0, finding.where.end - begin)
            reached = max(reached, finding.where.end)
    return total


def annotated(session: Session) -> Iterator[tuple[Part, list[Annotated]]]:
    """All documents of the corpus with what is known of them, part by part."""
    run = session.run()
    # The second reading goes in step with the check, which yields a result for every part.
    for (number, part), checked in zip(run.parts(), run.checked(), strict=True):
        found = {place(document): findings for document, findings in checked.findings}
        rows: list[Annotated] = []
        for batch in session.plan.read(number, part):
            for document, language, kind in zip(batch.documents, tongues(batch), kinds(batch), strict=True):
                mine = [f for f in found.get(place(document), ()) if session.admits(document, f)]
                rows.append(Annotated(document, mine, language, kind))
        yield part, rows


def place(document: Document) -> tuple[str, int | None, str | None, int]:
    """What tells a document from all others."""
    return document.path, document.record, document.field, document.offset


def tongues(batch: Batch) -> list[str]:
    """The language of each document."""
    from corpuslint.language.identify import languages

    found = languages(batch)
    return [found.names[number] if number >= 0 else "" for number in found.documents.tolist()]


def kinds(batch: Batch) -> list[str]:
    """The kind that most characters of each document are."""
    lines = batch.lines
    size = np.where(lines.kind == Kind.BLANK, 0, lines.end - lines.start)
    slots = lines.document * len(Kind) + lines.kind
    sums = np.bincount(slots, size, len(batch.documents) * len(Kind)).reshape(-1, len(Kind))
    return [Kind(number).name.lower() for number in sums.argmax(axis=1).tolist()]


def row_of(one: Annotated, codes: Sequence[str]) -> Row:
    """A document as a row."""
    document, kept = one.document, one.kept
    where = kept.related[0] if kept else None
    return {
        "path": document.path,
        "record": document.record,
        "field": document.field,
        "characters": len(document.text),
        "language": one.language or None,
        "kind": one.kind,
        "findings": len(one.findings),
        **one.shares(codes),
        "cluster": place_of(where).rsplit(":", 2)[0] if where else None,
        "kept_path": where.path if where else None,
        "kept_record": where.record if where else None,
        "kept_field": where.field if where else None,
    }


def drop_row(one: Annotated) -> Row:
    """A document that one would leave out, as a row of the drop list."""
    return {"path": one.document.path, "record": one.document.record, "reason": one.reason}


def annotate(session: Session, output: Path | None, drop_list: Path | None) -> tuple[int, int]:
    """Write one row per document, and the list of documents to drop; returns how many of each.

    The suffix of a file tells its format: `.jsonl` or `.parquet`.

    Raises:
        CorpuslintError: another suffix, or Parquet without pyarrow.
    """
    codes = [rule.code for rule in session.plan.rules]
    documents = dropped = 0
    with ExitStack() as stack:
        write = stack.enter_context(table(output, codes)) if output else None
        drop = stack.enter_context(table(drop_list, None)) if drop_list else None
        for _, rows in annotated(session):
            documents += len(rows)
            for one in rows:
                if write:
                    write(row_of(one, codes))
                if one.reason:
                    dropped += 1
                    if drop:
                        drop(drop_row(one))
    return documents, dropped


def table(file: Path, codes: Sequence[str] | None) -> AbstractContextManager[Callable[[Row], None]]:
    """A writer of rows; without codes, of the drop list."""
    if file.name.endswith((".jsonl", ".ndjson")):
        return json_table(file)
    if file.suffix == ".parquet":
        return parquet_table(file, codes)
    raise CorpuslintError(f"{file}: annotations are written as .jsonl or .parquet")


@contextmanager
def json_table(file: Path) -> Iterator[Callable[[Row], None]]:
    """Rows as JSON lines."""
    with atomic_text(file) as out:
        yield lambda row: (out.write(json.dumps(row, ensure_ascii=False) + "\n"), None)[1]


@contextmanager
def parquet_table(file: Path, codes: Sequence[str] | None) -> Iterator[Callable[[Row], None]]:
    """Rows as Parquet."""
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise CorpuslintError(f"{file}: writing Parquet needs pyarrow: install the extra 'parquet'") from None
    text, number, share = pa.string(), pa.int64(), pa.float64()
    if codes is None:
        schema = pa.schema([("path", text), ("record", number), ("reason", text)])
    else:
        schema = pa.schema(
            [
                *[("path", text), ("record", number), ("field", text), ("characters", number)],
                *[("language", text), ("kind", text), ("findings", number)],
                *[(code, share) for code in codes],
                *[("cluster", text), ("kept_path", text), ("kept_record", number), ("kept_field", text)],
            ]
        )
    pending: list[Row] = []
    with atomic_bytes(file) as out, pq.ParquetWriter(out, schema) as writer:

        def add(row: Row) -> None:
            pending.append(row)
            if len(pending) >= ROWS:
                flush()

        def flush() -> None:
            writer.write_table(pa.Table.from_pylist(pending, schema))
            pending.clear()

        yield add
        flush()


def annotate_dolma(session: Session, folder: Path) -> int:
    """Write the findings as Dolma attributes: for each JSONL file one of the same name, a line per document.

    Attributes are named `corpuslint__CODE__name` and hold `[start, end, 1.0]` for each finding, in code points, as
    Dolma's own taggers write them. Documents are known by their field `id`, else by the number of their record.

    Raises:
        CorpuslintError: a file that is not JSON lines.
    """
    for source in session.corpus.sources:
        if source.format != "jsonl":
            raise CorpuslintError(f"{source.path}: Dolma attributes go with JSONL files only")
    names = {rule.code: f"corpuslint__{rule.code}__{rule.name.replace('-', '_')}" for rule in session.plan.rules}
    documents = 0
    with ExitStack() as files:
        path, write = None, None
        for part, rows in annotated(session):
            ids = identities(part, session.plan.reading)
            for one in rows:
                if one.document.path != path:
                    files.close()
                    path = one.document.path
                    target = folder / Path(path).name.removesuffix(".gz").removesuffix(".zst")
                    folder.mkdir(parents=True, exist_ok=True)
                    write = files.enter_context(json_table(target))
                assert write is not None
                documents += 1
                write(dolma_row(one, ids, names))
    return documents


def dolma_row(one: Annotated, ids: dict[tuple[str, int | None], str], names: dict[str, str]) -> Row:
    """A document as a line of Dolma attributes."""
    attributes: dict[str, list[list[float]]] = {name: [] for name in names.values()}
    for finding in one.findings:
        attributes[names[finding.code]].append([finding.where.start, finding.where.end, 1.0])
    key = (one.document.path, one.document.record)
    return {"id": ids.get(key, str(one.document.record)), "attributes": attributes}


def identities(part: Part, reading: Reading) -> dict[tuple[str, int | None], str]:
    """The field `id` of each record of a part that has one."""
    documents = read_part(part, replace(reading, fields=("id",)))
    return {(d.path, d.record): d.text for d in documents if d.problem is None}

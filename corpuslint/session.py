"""From what a user asks for (paths, selectors, settings) to a run of the engine."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpuslint.discovery import Corpus, discover, excluded
from corpuslint.filed import FilingWorkers
from corpuslint.formats import Reading, Source, format_of
from corpuslint.interrupts import undisturbed
from corpuslint.linter import Run
from corpuslint.model import CorpuslintError, Document, Finding
from corpuslint.plan import BATCH_CHARACTERS, Plan
from corpuslint.selection import choose, configure, specificity
from corpuslint.settings import Settings, find_settings, load_settings
from corpuslint.workers import Workers

PARALLEL_BYTES = 32 << 20
"""Below this size of the corpus one process is as fast as several: starting them takes a third of a second."""
MOST_PROCESSES = 4
"""Processes for each core at most: each takes tens of megabytes, and more than one seldom helps."""


@dataclass(frozen=True)
class Request:
    """What a user asks for; the command line and the API both make one. None means: not said."""

    paths: tuple[str, ...] = ()
    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    encoding: str = "utf-8"
    jobs: int = 0
    config: str | None = None
    isolated: bool = False
    options: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    batch_characters: int = BATCH_CHARACTERS
    stdin: Source | None = None


def settings_for(request: Request) -> Settings:
    """The settings file that counts: the one named, else the nearest, else none."""
    if request.isolated:
        return Settings()
    file = Path(request.config) if request.config else find_settings(Path.cwd())
    return load_settings(file) if file else Settings()


@dataclass(frozen=True)
class Session:
    """A request with its settings, rules and corpus."""

    request: Request
    settings: Settings
    corpus: Corpus
    plan: Plan
    workers: Callable[[int], Workers] = FilingWorkers

    @classmethod
    def of(cls, request: Request, corpus: Corpus | None = None) -> Session:
        """Resolve a request.

        Raises:
            CorpuslintError: whatever is wrong with paths, selectors or settings.
        """
        settings = settings_for(request)
        select = request.select if request.select is not None else settings.select
        extend = (*settings.extend_select, *request.extend_select)
        rules = choose(select, extend, (*settings.ignore, *request.ignore))
        origin = settings.origin if settings.options else "--set"
        options = {
            code: {**settings.options.get(code, {}), **request.options.get(code, {})}
            for code in {*settings.options, *request.options}
        }
        reading = Reading(request.fields or settings.fields or ("text",), check_encoding(request.encoding))
        plan = Plan(configure(rules, options, origin), reading, request.batch_characters)
        return cls(request, settings, corpus or cls.find(request, settings), plan)

    @staticmethod
    def find(request: Request, settings: Settings) -> Corpus:
        """The files of the corpus: those named, else `paths` of the settings, else the current folder."""
        if request.stdin and not request.paths:
            return Corpus((request.stdin,))
        paths = request.paths or settings.from_here() or (".",)
        corpus = discover(paths, settings.exclude)
        if request.stdin:
            corpus = Corpus(tuple(sorted((*corpus.sources, request.stdin), key=lambda s: s.path)), corpus.skipped)
        if not corpus.sources:
            more = f" ({corpus.skipped} other files)" if corpus.skipped else ""
            raise CorpuslintError(f"{' '.join(paths)}: holds no text to check: no .txt, .md, .jsonl or .parquet{more}")
        return corpus

    def run(self, progress: Callable[[str, int], None] = lambda stage, size: None) -> Run:
        """The engine, ready to go."""
        jobs = min(self.request.jobs, MOST_PROCESSES * cores())
        if not jobs:
            size = sum(source.stamp[0] for source in self.corpus.sources)
            jobs = 1 if size < PARALLEL_BYTES else cores()
        return Run(self.plan, self.corpus.sources, jobs, progress, self.workers)

    def admits(self, document: Document, finding: Finding) -> bool:
        """Whether a finding is reported: not on an allowed text, nor ignored for its file."""
        for pattern, selectors in self.settings.per_file_ignores.items():
            if excluded(finding.where.path, [pattern]):
                from corpuslint.selection import find_rule

                rule = find_rule(finding.code)
                if any(specificity(selector, rule) for selector in selectors):
                    return False
        if self.settings.allow:
            import re

            span = document.text[finding.where.start - document.offset : finding.where.end - document.offset]
            return not any(re.search(pattern, span) for pattern in self.settings.allow)
        return True


def cores() -> int:
    """The processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def check_encoding(name: str) -> str:
    """The name of an encoding that Python knows."""
    import codecs

    from corpuslint.formats.text import ESCAPE

    try:
        "".encode(codecs.lookup(name).name)
        b"a".decode(name, ESCAPE)
    except (LookupError, TypeError, UnicodeError):
        raise CorpuslintError(f"--encoding {name}: no such text encoding") from None
    return name


def items_of(texts: Any) -> Iterable[Any]:
    """The iterable itself, unless it is one record or nothing to go through."""
    if isinstance(texts, (bytes, Mapping)) or not hasattr(texts, "__iter__"):
        raise CorpuslintError(f"an iterable of str or of dicts is needed, not one {type(texts).__name__}")
    found: Iterable[Any] = texts
    return found


class Spool:
    """Temporary files for what can be read only once; removed at the end, also after an error."""

    def __init__(self) -> None:
        self.stack = ExitStack()

    def __enter__(self) -> Spool:
        return self

    def __exit__(self, *exception: object) -> None:
        self.stack.close()

    def file(self, suffix: str) -> Path:
        """A new empty temporary file."""
        import tempfile

        with undisturbed():
            handle, name = tempfile.mkstemp(suffix, "corpuslint-")
            os.close(handle)
            self.stack.callback(Path(name).unlink, missing_ok=True)
        return Path(name)

    def stream(self, data: Iterable[bytes], path: str, name: str) -> Source:
        """What comes from a stream, as a source reported under `path` and read as a file called `name` would be."""
        format = format_of(name)
        if format is None:
            raise CorpuslintError(f"--stdin-name {name}: not a format that is read")
        file = self.file("".join(Path(name).suffixes[-2:]))
        with file.open("wb") as out:
            for chunk in data:
                out.write(chunk)
        return Source.of(path, file, format)

    def texts(self, texts: Iterable[str] | Iterable[Mapping[str, Any]], fields: Sequence[str]) -> Source:
        """Texts or dicts in memory, as a source whose records are their 1-based positions."""
        file = self.file(".jsonl")
        with file.open("w", encoding="utf-8", newline="\n") as out:
            for item in items_of(texts):
                if isinstance(item, str):
                    record: Mapping[str, Any] = {fields[0]: item}
                elif isinstance(item, Mapping):
                    record = item
                else:
                    raise CorpuslintError(f"an iterable of str or of dicts is needed, not of {type(item).__name__}")
                out.write(json.dumps(record, default=str) + "\n")
        return Source.of("", file, "jsonl")

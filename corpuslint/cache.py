"""What was learnt of unchanged files, kept between runs: `--cache DIR`.

The first pass over a part of the corpus (surveys, and the findings of rules that look at one document at a time) is a
function of the bytes of the part, the paths, the rules with their options, and the program. A digest of all of these
is the key, so an edit, a rename, another setting or another version never finds an old answer. Ids of documents hold
the number of their part, which moves when files come and go: answers are kept for a part without a number, and moved.
"""

from __future__ import annotations

import dataclasses
import io
import os
import pickle
import sys
import time
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np

from corpuslint import __version__, linter
from corpuslint.cached_findings import with_findings
from corpuslint.directory import PART_SHIFT, Directory, Only
from corpuslint.formats import FORMATS, Part, Piece, Source
from corpuslint.formats.base import PART_BYTES, PART_FILES
from corpuslint.linter import Checked, Plan, Run, Surveyed, kept_in, slice_verdicts
from corpuslint.model import CorpuslintError
from corpuslint.rules import Survey, Verdicts
from corpuslint.workers import Shelf, Workers
from corpuslint.writing import atomic_bytes

NUMBER = 0x5EED_5EED & 0x3FFF_FFFF
"""The number of a part whose answers are kept. Columns of ids are known by their values: no other column of signed
64-bit integers holds values in the four billion that follow this number, shifted (a test looks at every rule)."""
EVERY = 64
"""Small files are put together up to one in so many, chosen by its path: parts stay the same when others change."""
KEEP_SECONDS = 14 * 24 * 3600
"""Answers that no run has used for so long are removed."""
PACKAGES = ("numpy", "ftfy", "regex", "wordfreq", "datasketch", "orjson", "pyarrow")
ALLOWED = {
    "numpy": {"dtype", "ndarray"},
    "numpy._core.multiarray": {"_reconstruct", "scalar"},
    "numpy.core.multiarray": {"_reconstruct", "scalar"},
    "numpy._core.numeric": {"_frombuffer"},
    "numpy.core.numeric": {"_frombuffer"},
    "corpuslint.linter": {"Surveyed"},
    "corpuslint.directory": {"PartDirectory"},
    "corpuslint.segmentation.marks": {"Marks"},
    "corpuslint.model": {"Finding", "Location", "Edit", "Safety"},
}
"""What a file of the cache may hold: it can come from elsewhere, and pickles run code."""


class Answers(pickle.Unpickler):
    """Reads answers, and nothing else that a pickle could hold."""

    def find_class(self, module: str, name: str) -> Any:
        if name in ALLOWED.get(module, ()):
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} is none of the cache's")


@dataclass
class Cache:
    """A folder of answers by key; what cannot be read counts as not there."""

    folder: Path
    hits: int = 0
    misses: int = 0

    def get(self, key: str) -> Any:
        """The answer, or None."""
        file = self.folder / key[:2] / key
        try:
            answer = Answers(io.BytesIO(file.read_bytes())).load()
            os.utime(file)
        except (OSError, EOFError, ValueError, TypeError, AttributeError, ImportError, IndexError, pickle.PickleError):
            self.misses += 1
            return None
        self.hits += 1
        return answer

    def put(self, key: str, answer: Any) -> None:
        """Keep an answer.

        Raises:
            CorpuslintError: the folder cannot be written.
        """
        file = self.folder / key[:2] / key
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            with atomic_bytes(file) as out:
                pickle.dump(answer, out, protocol=5)
        except OSError as error:
            raise CorpuslintError(
                f"--cache {self.folder}: cannot be written: {(error.strerror or str(error)).lower()}"
            ) from None

    def prune(self) -> None:
        """Remove what no run has used for long."""
        oldest = time.time() - KEEP_SECONDS
        for file in self.folder.glob("??/*"):
            try:
                if file.stat().st_mtime < oldest:
                    file.unlink()
            except OSError:
                continue


@dataclass
class CachedRun(Run):
    """A run whose first pass is spared for parts that have not changed."""

    cache: Cache = field(default_factory=lambda: Cache(Path(".corpuslint-cache")))

    def parts(self) -> Iterator[tuple[int, Part]]:
        """The parts with their numbers; cut so that a changed file changes few of them."""
        return enumerate(stable_parts(self.sources, self.plan))

    def checked(self) -> Iterator[Checked]:
        """As `Run.checked`; rules that need no survey always check in the first pass, which is kept."""
        if not self.plan.corpus_rules:
            yield from super().checked()
            return
        with CachingWorkers(self.jobs, self.cache, self.plan) as workers, Shelf() as shelf:
            verdicts, directory = self.verdicts(workers, shelf)
            plan = replace(self.plan, rules=self.plan.corpus_rules)
            if all(rule.per_document for rule in self.plan.corpus_rules):
                tasks = self.check_tasks(plan, verdicts, directory, shelf)
            else:
                tasks = self.every_task(plan, verdicts, directory, shelf)
            for part, result in workers.map(linter.check_part, tasks):
                self.progress("checking", sum(piece.size for piece in part))
                yield result
            self.verify()
        self.cache.prune()

    def every_task(
        self, plan: Plan, verdicts: Mapping[str, Verdicts], directory: Directory, shelf: Shelf
    ) -> Iterator[tuple[Any, ...]]:
        """The arguments of `check_part` for all documents, with what the first pass found."""
        for number, part in self.parts():
            mine = slice_verdicts(verdicts, number)
            places = directory.places(kept_in(mine.values()))
            yield plan, number, part, mine, places, None, None, shelf.take(number)


class CachingWorkers(Workers):
    """Workers that look into the cache before they work, and keep what they make."""

    def __init__(self, jobs: int, cache: Cache, plan: Plan) -> None:
        super().__init__(jobs)
        self.cache = cache
        self.program = program(plan)
        self.by_document = all(rule.per_document for rule in plan.corpus_rules)
        self.digests: dict[Source | tuple[Source, int], bytes] = {}

    def map(self, function: Callable[..., Any], tasks: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Part, Any]]:
        """`function(*task)` for each task, with the task's part."""
        if function is linter.survey_part:
            yield from self.through_cache(function, tasks, self.survey_task)
        elif function is linter.survey_part_again:
            yield from self.through_cache(function, tasks, self.again_task)
        elif function is linter.check_part and self.by_document:
            yield from self.fresh(function, with_findings(self, tasks))
        else:
            yield from super().map(function, tasks)

    def fresh(self, function: Callable[..., Any], tasks: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Part, Any]]:
        """`function(*task)` for each task, past the cache."""
        return super().map(function, tasks)

    def through_cache(
        self,
        function: Callable[..., Any],
        tasks: Iterable[tuple[Any, ...]],
        neutral: Callable[[tuple[Any, ...]], tuple[Any, ...]],
    ) -> Iterator[tuple[Part, Any]]:
        """Answers from the cache where they are, else from the workers; in order, moved to the number of the part."""
        waiting: list[tuple[int, Part, str, Any]] = []
        for task in tasks:
            number, part = task[1], task[2]
            task = neutral(task)
            key = self.key(function, task)
            answer = self.cache.get(key)
            if answer is None:
                answer = self.pool.submit(function, *task) if self.pool else function(*task)
                waiting.append((number, part, key, answer))
            else:
                waiting.append((number, part, "", answer))
            if self.pool is None or len(waiting) > 2 * self.jobs:
                yield self.finished(*waiting.pop(0))
        for entry in waiting:
            yield self.finished(*entry)

    def finished(self, number: int, part: Part, key: str, answer: Any) -> tuple[Part, Any]:
        """The answer of a part with its number; a new one is kept."""
        if key:
            answer = answer.result() if hasattr(answer, "result") else answer
            self.cache.put(key, answer)
        return part, moved(answer, number)

    def survey_task(self, task: tuple[Any, ...]) -> tuple[Any, ...]:
        """The arguments of `survey_part` for a part without a number."""
        plan, _, part, *rest = task
        return plan, NUMBER, part, *rest

    def again_task(self, task: tuple[Any, ...]) -> tuple[Any, ...]:
        """The arguments of `survey_part_again` for a part without a number."""
        plan, number, part, chosen, only = task
        shift = (NUMBER - number) << PART_SHIFT
        chosen = {code: ids + shift for code, ids in chosen.items()}
        return plan, NUMBER, part, chosen, Only(only.ids + shift, only.records, only.marks)

    def key(self, function: Callable[..., Any], task: tuple[Any, ...]) -> str:
        """The digest of everything that an answer depends on."""
        digest = blake2b(self.part_digest(task[2]), digest_size=20)
        digest.update(f"{function.__name__}\0".encode())
        if function is linter.survey_part:
            digest.update(repr(task[3:]).encode())
        else:
            for code, ids in sorted(task[3].items()):
                digest.update(f"{code} {len(ids)}\0".encode() + np.ascontiguousarray(ids).tobytes())
            digest.update(np.ascontiguousarray(task[4].ids).tobytes())
        return digest.hexdigest()

    def part_digest(self, part: Part) -> bytes:
        """A digest of a part, where it stands and what works on it."""
        digest = blake2b(self.program, digest_size=20)
        for piece in part:
            digest.update(repr((piece.source.path, piece.source.format, piece.offset, piece.size)).encode())
            digest.update(repr((piece.record, piece.characters, piece.line)).encode())
            digest.update(self.content(piece))
        return digest.digest()

    def content(self, piece: Piece) -> bytes:
        """A digest of the bytes of a piece, read once in a run; of a Parquet file, of the whole file."""
        if piece.source.format != "parquet":
            if piece.data is not None:
                return blake2b(piece.data, digest_size=20).digest()
            place = piece.source, piece.offset
            if place not in self.digests:
                self.digests[place] = blake2b(piece.read_bytes(), digest_size=20).digest()
            return self.digests[place]
        if piece.source not in self.digests:
            digest = blake2b(digest_size=20)
            with piece.source.file.open("rb") as stream:
                while chunk := stream.read(1 << 20):
                    digest.update(chunk)
            self.digests[piece.source] = digest.digest()
        return self.digests[piece.source]


def moved(answer: Any, number: int) -> Any:
    """An answer for part `NUMBER` as one for another part."""
    if isinstance(answer, Surveyed):
        shift = (number - NUMBER) << PART_SHIFT
        found = {identity + shift: findings for identity, findings in answer.found.items()}
        surveys = {code: moved_survey(survey, number) for code, survey in answer.surveys.items()}
        return replace(answer, surveys=surveys, found=found)
    return {code: moved_survey(survey, number) for code, survey in answer.items()}


def moved_survey(survey: Survey, number: int) -> Survey:
    """The columns of a survey with all ids of part `NUMBER` replaced by those of another part."""
    first, shift = NUMBER << PART_SHIFT, (number - NUMBER) << PART_SHIFT
    result: Survey = {}
    for name, column in survey.items():
        if column.dtype == np.int64:
            mine = (column >= first) & (column < first + (1 << PART_SHIFT))
            column = np.where(mine, column + shift, column)
        result[name] = column
    return result


def stable_parts(sources: Iterable[Source], plan: Plan) -> Iterator[Part]:
    """All pieces in order, small ones put together; parts mostly stay the same when files come, go or change."""
    pending: list[Piece] = []
    size = 0
    for source in sources:
        ends = blake2b(source.path.encode("utf-8", "surrogatepass"), digest_size=2).digest()[0] % EVERY == 0
        if pending and source.format != "text":
            yield tuple(pending)
            pending, size = [], 0
        for piece in FORMATS[source.format].pieces(source, plan.reading):
            if pending and (size + piece.size > PART_BYTES or len(pending) >= PART_FILES or piece.data is not None):
                yield tuple(pending)
                pending, size = [], 0
            pending.append(piece)
            size += piece.size if source.format != "parquet" else PART_BYTES
        if pending and (ends or source.format != "text"):
            yield tuple(pending)
            pending, size = [], 0
    if pending:
        yield tuple(pending)


def program(plan: Plan) -> bytes:
    """A digest of what works on the text: rules, options, way of reading, and every file of this program."""
    digest = blake2b(digest_size=20)
    rules = [(type(rule).__qualname__, dataclasses.asdict(rule)) for rule in plan.rules]
    digest.update(repr((rules, plan.reading, plan.batch_characters, __version__, sys.version)).encode())
    digest.update(unicodedata.unidata_version.encode())
    for name in PACKAGES:
        try:
            digest.update(f"{name} {version(name)}\0".encode())
        except PackageNotFoundError:
            continue
    root = Path(__file__).parent
    for file in sorted(root.rglob("*")):
        if file.is_file() and file.suffix != ".pyc":
            data = file.read_bytes()  # Not its time: another machine, or another installation, has the same program.
            digest.update(f"{file.relative_to(root).as_posix()} {len(data)}\0".encode() + data)
    return digest.digest()

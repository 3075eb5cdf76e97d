"""DUP001: paragraphs that stand somewhere else in the corpus, word for word."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from corpuslint.batch import Batch, select
from corpuslint.model import Edit, Finding, Location, Safety
from corpuslint.rules.base import CorpusRule, Example, Meeting, Survey, Verdicts
from corpuslint.rules.copies import (
    Indexes,
    Stretches,
    block_stretches,
    block_words,
    compared_blocks,
    compared_places,
    count_words,
    counted,
    find_blocks,
    find_stretches,
    in_rows,
    locations,
    place_of,
    tell_place,
    without_lines,
)
from corpuslint.rules.limits import require_range
from corpuslint.rules.repeats import find_repeats
from corpuslint.rules.runs import Run, neighbours, runs_within
from corpuslint.segmentation import Kind
from corpuslint.tables import isin

SAFE_WORDS, SAFE_BLOCKS = 150, 3
"""Words and paragraphs of a passage that is taken out safely. Of 40 repeats in plain web pages that were safe without
such a limit, a third were quotations in forums and remarks that belong in both places; from 60 words and two paragraphs
it was 10 of 22; from 150 words and three paragraphs, none of 5."""
SAFE_CHARACTERS = 600
"""The same in characters: in scripts without spaces each character counts as a word, and 150 are two sentences. Two of
three safe removals in 313 MB of package documentation were such, arguments of two functions in Japanese."""
SAFE_SHARE = 3
"""One in so many characters of the document must be the passage: a page that holds its text twice. Of 26 safe removals
in 18,749 pages of manuals, most of the passages that were less of their document were wrong: entries of indexes, notes
on two releases, remarks on two functions."""
MARKED = (Kind.CODE, Kind.TABLE, Kind.FRONT)
"""Kinds of blocks that running text has not."""
COLONS, REACH = (":", "："), 200
"""What stands before a quotation, and how far back it is looked for."""
MARKS = re.compile(r"^(?:#{1,6}|=+|\.\.) \S|^[=~^*#-]{3,}\s*$|^```", re.M)
"""Marks of headings, rulers, directives and code."""


@dataclass(frozen=True)
class RepeatedBlock(CorpusRule):
    """Paragraphs that were there before: in the same document or in another one.

    ## What it finds

    Blocks (paragraphs, after unwrapping) whose words are the same as those of an earlier block. Case, punctuation,
    white space and the Unicode form do not matter. Neighbouring blocks that repeat neighbouring blocks are one finding.
    The finding names the copy that stays: the first one in the corpus.

    ## Why it matters

    Scraped pages hold the article twice, teasers, side bars and donation pleas again and again. A model trained on
    repeats learns them by heart; repeated passages also leak from training into test sets.

    ## How it decides

    Blocks of prose and list items of `min_words` words or more are compared across the whole corpus, by a 64-bit hash
    of their words. Shorter ones count only within one document, and only where chance is unlikely: as part of a run of
    repeated blocks with `min_words` words together, as two neighbouring blocks that repeat two others, or as a line
    that stands twice in a row. Code, tables, verse and front matter are compared only inside such runs.

    A block of fewer than `boilerplate_words` words that stands in `boilerplate_documents` documents or more is the
    business of `recurring-block`, unless it is part of a run with blocks that are not (0 documents: no such limit).

    ## Safety of the edit

    The edit takes the repeated blocks out with their line ends. It is safe where a page holds its text twice: at least
    three paragraphs in a row, 150 words, 600 characters and a third of the document, all prose, that stand earlier in
    the same document in the same letters and punctuation, and do not follow a colon. In documents with marked headings,
    code, tables or front matter no edit is safe: remarks on two parameters are the same, and both are needed. It is
    unsafe, too, where the copy that stays is in another document, since that document may be the one to go.

    Measured: on 81 MB of reference documentation 0% of the characters go in silence (0.13% before), as in all genres of
    text that has nothing to remove; of 5 safe removals in 1,766 web pages, read by eye, all were right; of 26 in 18,749
    pages of manuals 5, and of these the limit of a third, which was set then, leaves one.
    """

    code: ClassVar[str] = "DUP001"
    name: ClassVar[str] = "repeated-block"
    per_document: ClassVar[bool] = True
    good: ClassVar[tuple[Example, ...]] = (
        "The first paragraph.\n\nThe second paragraph.\n\nThe third one is different.",
        "# Usage\n\nRun the first command.\n\n# Usage\n\nRun the other command.",
    )
    bad: ClassVar[tuple[tuple[Example, Example], ...]] = (
        (
            "The harbour was closed on Monday after a storm tore two of the three ferries from their moorings.\n\n"
            "Fishermen helped.\n\n"
            "The harbour was closed on Monday after a storm tore two of the three ferries from their moorings.\n",
            "The harbour was closed on Monday after a storm tore two of the three ferries from their moorings.\n\n"
            "Fishermen helped.\n",
        ),
    )
    min_words: int = 15
    boilerplate_words: int = 100
    boilerplate_documents: int = 5

    def __post_init__(self) -> None:
        """Refuse options that make no sense."""
        for option in ("min_words", "boilerplate_words", "boilerplate_documents"):
            require_range(self, option, 0)

    def survey(self, batch: Batch) -> Survey:
        """One row per long block: its hash, its place, and a hash of the short blocks between it and the one before."""
        chosen = compared_blocks(batch, self.min_words)
        words = block_words(batch)
        short = words.print.copy()
        short[chosen] = 0
        sums = np.cumsum(short)
        owner = batch.blocks.document[chosen]
        return {
            "document": batch.ids[owner],
            "print": words.print[chosen],
            "between": np.diff(sums[chosen], prepend=np.uint64(0)).astype(np.uint32),
            "words": words.count[chosen].astype(np.int32),
            "number": (chosen - batch.blocks.document.searchsorted(owner)).astype(np.int32),
            "row": (np.arange(len(chosen)) - owner.searchsorted(owner)).astype(np.int32),
            "repetitive": batch.ids[batch.blocks.document[self._first_runs(batch)]],
            **compared_places(batch, self.min_words),
        }

    def _first_runs(self, batch: Batch) -> Indexes:
        """The first block of the first run of each document that has any."""
        nowhere = np.zeros(len(batch.blocks), np.bool_)
        return np.array([run.first for run in runs_within(batch, nowhere, self.min_words, True)], np.int64)

    def meeting(self, survey: Survey) -> Meeting:
        """Blocks of the same words meet."""
        return Meeting(survey["print"][:, None])

    def only(self, survey: Survey, rows: NDArray[np.bool_]) -> Survey:
        """Some of the blocks, and all documents that repeat themselves."""
        return {name: column if name == "repetitive" else column[rows] for name, column in survey.items()}

    def conclude(self, survey: Survey) -> Verdicts:
        """The repeats, each with the first block of the same words; `joins` where it goes on with the repeat before."""
        if not survey:
            return {"document": np.zeros(0, np.int64)}
        return find_repeats(survey, self.boilerplate_words, self.boilerplate_documents)

    def check_verdicts(self, batch: Batch, verdicts: Verdicts) -> Iterator[Finding]:
        """Runs of repeated blocks, within the document first; a repeat of another document names that document."""
        across = {name: column[verdicts["start"] >= 0] for name, column in verdicts.items()}
        taken = np.zeros(len(across["document"]), np.bool_)
        repetitive = select(batch, verdicts["document"][verdicts["repetitive"]])
        if repetitive is not None:
            yield from self._inside(repetitive, across, taken)
        yield from self._across(batch, across, taken)

    def _inside(self, batch: Batch, across: Verdicts, taken: NDArray[np.bool_]) -> Iterator[Finding]:
        """Findings for repeats of the same document; marks in `taken` the other verdicts on blocks that these cover."""
        mine = np.flatnonzero(isin(across["document"], batch.ids))
        rows = find_blocks(batch, across["document"][mine], across["start"][mine])
        elsewhere, covered = np.zeros((2, len(batch.blocks)), np.bool_)
        elsewhere[rows[across["kept"][mine] != across["document"][mine]]] = True
        found = list(neighbours(runs_within(batch, elsewhere, self.min_words)))
        for runs in found:
            covered[runs[0].first : runs[-1].last + 1] = True
        yield from self._within(batch, found)
        taken[mine] = covered[rows]

    def _within(self, batch: Batch, found: list[list[Run]]) -> Iterator[Finding]:
        """One finding for neighbouring runs; they may repeat several stretches of the document."""
        document = batch.blocks.document
        repeats = self._told(batch, _joined(batch, [(runs[0].first, runs[-1].last) for runs in found]))
        sources = [list(dict.fromkeys(run.repeated for run in runs)) for runs in found]
        kept = _joined(batch, [edges for mine in sources for edges in mine])
        places = zip(locations(batch, kept), (kept.last_line - kept.first_line + 1).tolist(), strict=True)
        for runs, mine, (where, edit, words) in zip(found, sources, repeats, strict=True):
            stay, lines = zip(*islice(places, len(mine)), strict=True)
            safe = all(self._safe(batch, run) for run in runs) and is_plain(batch, int(document[runs[0].first]))
            place = tell_place(stay[0], where, lines[0]) + (" and elsewhere" if len(stay) > 1 else "")
            message = _message(runs[-1].last - runs[0].first + 1, words, place)
            yield self._finding(where, message, edit, stay, Safety.SAFE if safe else Safety.UNSAFE)

    def _safe(self, batch: Batch, run: Run) -> bool:
        """A passage of prose, long enough, and the same but for case, white space and the Unicode form."""
        blocks = batch.blocks
        if run.length < SAFE_BLOCKS or block_words(batch).count[run.first : run.last + 1].sum() < SAFE_WORDS:
            return False
        document = int(blocks.document[run.first])
        size = int(blocks.end[run.last] - blocks.start[run.first])
        if size < SAFE_CHARACTERS or size * SAFE_SHARE < int(batch.ends[document] - batch.starts[document]):
            return False
        if bool((blocks.kind[run.first : run.last + 1] != Kind.PROSE).any()):
            return False
        before = batch.text[int(batch.starts[document]) : int(blocks.start[run.first])][-REACH:].rstrip()
        if before.endswith(COLONS):
            return False
        texts = [
            " ".join(batch.text[blocks.start[first + k] : blocks.end[first + k]] for k in range(run.length))
            for first in (run.first, run.source)
        ]
        return _normal(texts[0]) == _normal(texts[1])

    def _across(self, batch: Batch, verdicts: Verdicts, taken: NDArray[np.bool_]) -> Iterator[Finding]:
        """Findings for repeats of other documents: verdicts that join are one finding."""
        found = find_stretches(batch, verdicts["document"], verdicts["start"], verdicts["end"])
        mine = np.flatnonzero((verdicts["kept"] != verdicts["document"]) & ~taken)
        begins = np.flatnonzero(~(np.append(False, np.diff(mine) == 1)[: len(mine)] & verdicts["joins"][mine]))
        first, last = mine[begins], mine[np.append(begins[1:], len(mine))[: len(begins)] - 1]
        repeats = self._told(batch, found.join(first, last))
        columns = {
            "number": verdicts["number"][last] - verdicts["number"][first] + 1,
            "lines": verdicts["kept_line"][last] - verdicts["kept_line"][first] + 1,
            "end": verdicts["kept_end"][last],
            **{name: verdicts[name][first] for name in ("kept", "kept_start", "kept_line")},
        }
        rows = in_rows(columns, "number", "lines", "kept", "kept_start", "end", "kept_line")
        for (where, edit, words), (number, lines, *place) in zip(repeats, rows, strict=True):
            kept = place_of(batch, *place)
            message = _message(number, words, tell_place(kept, where, lines))
            yield self._finding(where, message, edit, (kept,), Safety.UNSAFE)

    def _told(self, batch: Batch, found: Stretches) -> Iterator[tuple[Location, Edit, int]]:
        """Where repeats stand, the edits that take them out, and their numbers of words."""
        return zip(locations(batch, found), without_lines(batch, found), count_words(batch, found), strict=True)

    def _finding(
        self, where: Location, message: str, edit: Edit, kept: tuple[Location, ...], safety: Safety
    ) -> Finding:
        return Finding(self.code, self.name, where, message, (edit,), safety, kept)


def is_plain(batch: Batch, document: int) -> bool:
    """Whether a document is running text: without code, tables, front matter, and marked headings or rulers."""
    blocks = batch.blocks
    first, last = np.searchsorted(blocks.document, [document, document + 1]).tolist()
    if bool(np.isin(blocks.kind[first:last], MARKED).any()):
        return False
    return MARKS.search(batch.documents[document].text) is None


def _joined(batch: Batch, edges: list[tuple[int, int]]) -> Stretches:
    """The stretches between these first and last blocks."""
    first, last = np.array(edges, np.int64).reshape(-1, 2).T
    return block_stretches(batch).join(first, last)


def _message(number: int, words: int, place: str) -> str:
    what = "paragraph" if number == 1 else f"{number} paragraphs"
    return f"same {what} ({counted(words, 'word')}) as in {place}"


def _normal(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())

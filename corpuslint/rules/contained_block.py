"""DUP003: paragraphs that stand, as a whole, inside other text of the corpus."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from corpuslint.batch import Batch
from corpuslint.columns import release, scratch, stretches
from corpuslint.model import Finding, Safety
from corpuslint.rules.base import Again, Before, CorpusRule, Example, Survey, Verdicts
from corpuslint.rules.copies import (
    Indexes,
    block_words,
    count_words,
    counted,
    find_stretches,
    in_rows,
    locations,
    long_blocks,
    place_of,
    places_of,
    tell_place,
    without_lines,
)
from corpuslint.rules.excerpt_places import (
    RELEASE,
    Windows,
    blocks_at,
    equal_to,
    first_shingles,
    that_stay,
    to_be_read,
    with_copies,
    with_places,
)
from corpuslint.rules.excerpts import (
    DIFFERENT,
    different,
    holds,
    is_cut,
    is_link,
    is_quoted,
    is_whole,
    sentence_marks,
    told,
)
from corpuslint.rules.limits import require_range
from corpuslint.segmentation import Kind
from corpuslint.similarity.clusters import group_equal
from corpuslint.similarity.containment import CHOSEN, LONGER, NOT_HELD, SHIFTS, Index, Places, find_places, texts_with
from corpuslint.similarity.holders import find_stretch, held_share
from corpuslint.similarity.shingles import Rows, make_shingles
from corpuslint.similarity.traces import count_different, find_chosen, make_traces, within

SLACK = 4
"""A text of which a few shingles may be missing may be parted by other words, a quarter as many as its own."""
MILLION = 1_000_000


@dataclass(frozen=True)
class ContainedBlock(CorpusRule):
    """Teasers and excerpts: paragraphs that stand inside a longer stretch of text.

    ## What it finds

    Blocks of prose of `min_words` words or more of which nearly all shingles stand in one other stretch of the corpus,
    in the same document or in another, also where the text is cut in mid-sentence with an ellipsis. The contained copy
    is the finding, wherever it stands; the longer text stays.

    ## Why it matters

    Lists of articles, "read more" boxes and pull quotes repeat the beginning of a text that the corpus has in full.

    ## How it decides

    A third of the shingles of `shingle` words (the same ones everywhere) are looked up in an index of the corpus. Only
    a text of which the rarest shingles stand elsewhere, in line and with nearly all its others (a byte of each tells),
    is read in full: a stretch there must have at least `threshold` of its shingles, and its blocks must be longer by a
    twentieth (markup and addresses of links do not count); what is as long is a near-duplicate, not an excerpt.

    Sentences of one pattern are no excerpts: the text must begin there with a capital if it does itself, and where it
    ends with a full stop a sentence must end there too. Links, lines of a wrapped paragraph, and blocks that stand more
    than 16 times are not asked about. Of equal texts the first one is looked for, and all are told; where DUP001 tells
    of a copy too, it alone reports.

    On teasers cut from 40 to 90% of real paragraphs, with and without an ellipsis, 0.99 are found. Of 48 findings on
    untouched documentation, read by eye, 45 were right; the others are a part of a sentence and text of examples of
    code.

    ## Safety of the edit

    Unsafe: a quotation may be wanted where it stands.
    """

    code: ClassVar[str] = "DUP003"
    name: ClassVar[str] = "contained-block"
    per_document: ClassVar[bool] = True
    good: ClassVar[tuple[Example, ...]] = (
        "The harbour was closed on Monday after a storm.\n\nThe islands had no bread, and the ferries had no moorings.",
    )
    bad: ClassVar[tuple[tuple[Example, Example], ...]] = (
        (
            "The harbour was closed on Monday after a storm tore two of the three ferries from their...\n\n"
            "Read it here.\n\n"
            "The harbour was closed on Monday after a storm tore two of the three ferries from their moorings, and the "
            "islands had no bread until Thursday, when fishermen brought some.\n",
            "Read it here.\n\n"
            "The harbour was closed on Monday after a storm tore two of the three ferries from their moorings, and the "
            "islands had no bread until Thursday, when fishermen brought some.\n",
        ),
    )
    min_words: int = 12
    threshold: float = 0.95
    shingle: int = 4

    def __post_init__(self) -> None:
        """Refuse options that make no sense."""
        require_range(self, "threshold", 0, 1)
        require_range(self, "shingle", 1, 100)
        require_range(self, "min_words", 1)

    def survey(self, batch: Batch) -> Survey:
        """The chosen shingles of every document, and one row per block that may be contained."""
        starts, ends = batch.first_word(batch.starts), batch.first_word(batch.ends)
        rows = within(make_shingles(batch.words.hash, starts, ends, self.shingle), ends)
        places = np.flatnonzero(rows.values < CHOSEN)
        edges = np.searchsorted(places, rows.starts)
        blocks, words = long_blocks(batch, self.min_words), block_words(batch)
        blocks = blocks[batch.blocks.kind[blocks] == Kind.PROSE]
        owner, held = batch.blocks.document[blocks], holds(batch)
        values = rows.values[places]
        traces = make_traces(rows.values, len(batch.words.hash), places, values)
        values[~np.repeat(held, words.count)[places]] |= NOT_HELD
        first = np.searchsorted(places, words.first[blocks])
        last = np.searchsorted(places, words.last[blocks] - self.shingle + 1)
        return {
            "value": values,
            "traces": traces,
            "documents": batch.ids,
            "size": np.searchsorted(places, rows.ends) - edges,
            "length": ends - starts,
            "document": batch.ids[owner],
            "print": words.print[blocks],
            "words": words.count[blocks].astype(np.int32),
            "begin": (words.first[blocks] - starts[owner]).astype(np.int32),
            "asks": is_whole(batch, blocks) & ~is_link(batch, blocks) & held[blocks],
            "first": (first - edges[owner]).astype(np.int32),
            "last": (last - edges[owner]).astype(np.int32),
            **places_of(batch, blocks),
        }

    def conclude(self, survey: Survey) -> Again | Verdicts:
        """Ask for the texts and the documents that may hold them."""
        if not survey or not len(survey["document"]):
            return {"document": np.zeros(0, np.int64)}
        index = self._index(survey)
        asked = self._asked(survey, index, find_places(index))
        return to_be_read(asked) if len(asked["text"]) else {"document": np.zeros(0, np.int64)}

    def conclude_changed(self, survey: Survey, before: Before) -> Again | None:
        """The same: texts are looked for again that have a shingle of a part that changed.

        Where the others stand is as it was: a text stands where all of its shingles do, and of equal texts, of which
        only the first one is looked for, and holds others, all have the same.
        """
        if not survey or not len(survey["document"]):
            return None
        index = self._index(survey)
        values = np.concatenate([changed["value"] & ~NOT_HELD for changed in before.changed])
        touched = texts_with(index, values)
        fresh = replace(index, asks=index.asks & touched)
        asked = with_places(self._asked(survey, fresh, find_places(fresh)), before, survey, touched)
        return to_be_read(asked) if len(asked["text"]) else None

    def _asked(self, survey: Survey, index: Index, places: Places) -> Survey:
        """The places at which not too many traces of a text are other ones, and the texts."""
        owner = survey["documents"].searchsorted(survey["document"][places.text])
        holder = np.searchsorted(index.edges, places.other, side="right") - 1
        edges = np.append(0, np.cumsum(survey["length"]))
        own, other = np.split(find_chosen(survey["traces"], np.append(places.own, places.other)), 2)
        own, other = own - edges[owner], other - edges[holder]
        begin, length = survey["begin"][places.text], survey["words"][places.text].astype(np.int64) - self.shingle + 1
        there, spare = begin + other - own, index.spare[places.text]
        rows = np.flatnonzero((spare < SHIFTS) & (there >= 0) & (there + length <= survey["length"][holder]))
        first, second = edges[owner[rows]] + begin[rows], edges[holder[rows]] + there[rows]
        different = np.zeros(len(spare), np.int64)
        different[rows] = count_different(survey["traces"], first, second, length[rows])
        rows = np.flatnonzero(different <= spare)
        texts, text = np.unique(places.text[rows], return_inverse=True)
        asked = {name: survey[name][texts] for name in ("document", "start", "end", "words")}
        holders = survey["documents"][holder[rows]]
        asked |= {"text": text, "holder": holders, "own": own[rows], "other": other[rows]}
        return asked | equal_to(texts, index.kept, survey)

    def _index(self, survey: Survey) -> Index:
        edges = np.append(0, np.cumsum(survey["size"]))
        first, last, spare = (scratch(survey["document"].shape, np.int64) for _ in range(3))
        for some in (slice(*edge) for edge in stretches(len(first))):
            base = edges[survey["documents"].searchsorted(survey["document"][some])]
            first[some], last[some] = base + survey["first"][some], base + survey["last"][some]
            spare[some] = self._spare(survey["words"][some].astype(np.int64) - self.shingle + 1)
            release((first, last, spare, *survey.values()))
        kept = group_equal(survey["print"])
        return Index(survey["value"], edges, first, last, kept, survey["words"], spare, survey["asks"])

    @property
    def _least(self) -> int:
        return round(self.threshold * MILLION)

    def _spare(self, shingles: Indexes) -> Indexes:
        """How many of so many shingles may be missing where the text is held."""
        return shingles * (MILLION - self._least) // MILLION

    def survey_again(self, batch: Batch) -> Survey:
        """All shingles of these documents, and where each of their blocks begins among them."""
        starts, ends = batch.first_word(batch.starts), batch.first_word(batch.ends)
        rows = make_shingles(batch.words.hash, starts, ends, self.shingle)
        words, owner = block_words(batch), batch.blocks.document
        return {
            "documents": batch.ids,
            "size": rows.lengths,
            "values": rows.gather(),
            "marks": Rows(sentence_marks(batch, self.shingle), rows.starts, rows.ends).gather(),
            "document": batch.ids[owner],
            "first": (words.first - starts[owner]).astype(np.int32),
            "words": words.count.astype(np.int32),
            "told": told(batch).astype(np.int32),
            "cut": is_cut(batch),
            "asks": different(batch) >= DIFFERENT,
            "holds": holds(batch),
            **places_of(batch, np.arange(len(batch.blocks))),
        }

    def conclude_again(self, survey: Survey, again: Survey) -> Verdicts:
        """The blocks that are verified to stand inside a longer stretch that itself stays."""
        blocks = blocks_at(again, survey)
        found = list(self._contained(survey, again, blocks[survey["text"]]))
        if not found:
            return {"document": np.zeros(0, np.int64)}
        rows = that_stay(np.array(found, np.int64), survey["words"].astype(np.int64), blocks)
        rows, copies = with_copies(rows, survey, again)
        return copies | {
            "share": rows[:, 1] // (MILLION // 100),
            "kept": again["document"][rows[:, 2]],
            "kept_start": again["start"][rows[:, 2]],
            "kept_end": again["end"][rows[:, 3]],
            "kept_line": again["line"][rows[:, 2]],
            "kept_lines": again["line"][rows[:, 3]] - again["line"][rows[:, 2]] + 1,
        }

    def _contained(self, survey: Survey, again: Survey, blocks: Indexes) -> Iterator[tuple[int, int, int, int, int]]:
        """For each candidate that holds: text, share, first and last block of the stretch, order of the candidate."""
        first, length = first_shingles(again), again["words"][blocks].astype(np.int64) - self.shingle + 1
        slack = np.where(self._spare(length) >= SHIFTS, length // SLACK, 0)
        windows = Windows.of(survey, again, blocks, first[blocks], length, slack)
        values, told = again["values"], again["told"]
        rows = windows.longer(first, told, blocks, np.flatnonzero(again["asks"][blocks]))
        texts, others = Rows(values, windows.begin, windows.end), Rows(values, windows.low, windows.high)
        share = held_share(texts.some(rows), others.some(rows))
        for turn, row in enumerate(rows[share >= self._least].tolist()):
            if not turn % RELEASE:
                release((first, *again.values()))
            text, own, other = int(blocks[row]), windows.own(row), windows.there(row)
            block = np.searchsorted(first, np.arange(other.start, other.stop), side="right") - 1
            stretch = find_stretch(values[own], values[other], block, again["holds"][block] & (block != text))
            if not stretch or stretch.share < self._least or stretch.first <= text <= stretch.last:
                continue
            if not is_quoted(again, own, other, bool(again["cut"][text]), bool(windows.slack[row])):
                continue
            if LONGER[1] * int(told[stretch.first : stretch.last + 1].sum()) >= LONGER[0] * int(told[text]):
                yield int(survey["text"][row]), stretch.share, stretch.first, stretch.last, row

    def check_verdicts(self, batch: Batch, verdicts: Verdicts) -> Iterator[Finding]:
        """One finding per contained block."""
        if not len(verdicts["document"]):
            return
        found = find_stretches(batch, verdicts["document"], verdicts["start"], verdicts["end"])
        told = zip(
            locations(batch, found),
            without_lines(batch, found),
            count_words(batch, found),
            in_rows(verdicts, "kept", "kept_start", "kept_end", "kept_line", "kept_lines", "share"),
            strict=True,
        )
        for where, edit, number, (*place, lines, share) in told:
            kept = place_of(batch, *place)
            inside = f"stands inside {tell_place(kept, where, lines)} ({counted(number, 'word')})"
            message = inside if share == 100 else f"{share}% of it {inside}"
            yield Finding(self.code, self.name, where, message, (edit,), Safety.UNSAFE, (kept,))

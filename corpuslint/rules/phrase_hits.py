"""Which lines phrases of page furniture cover: what BPL001 reports, and what tells BPL003 that a text is a page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from corpuslint.batch import Batch
from corpuslint.language import phrases
from corpuslint.rules.furniture import eligible_lines, solid_lines

COVERED = 0.5
"""The share of a line's letters and digits that phrases must cover."""
COVERED_WEAK = 0.8
"""The same for a line of weak phrases."""
TOGETHER = 3
"""So many weak phrases in one line are as good as a strong one."""
STRONG, WEAK = 2, 1
LEGAL = "copyright"
"""The category of legal lines, which licences, manuals and notices of packages have for their content."""
RIGHTS = 3
"""So many legal lines, and more than of all other phrases together, show a document to be about rights. No labelled
page is such; of 7,660 files of packages, in which nothing is a page, these hold 98% of what BPL003 reported and 88% of
what BPL001 did."""
HEAD = 3
"""Or fewer, which are all that phrases find, with one of them among the first so many lines: licences begin so, while
the legal lines of pages stand at their end. Of 1,631 labelled pages one is such, and its line is left open."""
OWN = frozenset((LEGAL, "byline", "photo", "related"))
"""Categories of what manuals, licences and articles have of their own, too: their edits are never safe. Of 20 safe
edits of legal lines in manuals 8 were wrong; of those of the other three on labelled pages 12 of 198."""
PAGE = 3
"""So many different strong phrases of the other categories, each filling a line, show a document to be a page, whose
furniture may be taken out without a look. Without this 550 safe edits of BPL003 in 29 of 18,749 pages of manuals were
nearly all wrong: site maps, indexes and tables, of which each cell had become a line; and of BPL001's on what
extractors leave behind one in twenty was. A manual that names its menus or tells of cookies has the same phrase in many
lines: 15 of the 17 removals of BPL001 that equal phrases would leave in 5,000 unseen pages of manuals, all wrong."""
THINNEST = 200
"""At least one in so many lines that are not blank must bring another such phrase: of 317 labelled pages the thinnest
has one in 113, of 681 unseen ones 99 in 100 one in 200, and of manuals that hold three one in 3,000 (27 removals in
5,000 unseen pages of manuals, all wrong)."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A line that holds phrases."""

    line: int
    strength: int
    phrase: phrases.Phrase
    seen: int = 0
    """The strength that the line model is told."""


def phrase_hits(batch: Batch) -> list[Hit]:
    """The lines of the batch that phrases cover, strong or weak."""
    return [hit for hit in seen_hits(batch) if hit.strength]


def seen_hits(batch: Batch) -> list[Hit]:
    """The same, with the lines in which only the line model sees phrases."""
    return batch.derive("phrases.hits", _find_hits)


def strengths(batch: Batch) -> NDArray[np.uint8]:
    """For each line of the batch how strong the phrases in it are: `STRONG`, `WEAK`, or 0."""
    return batch.derive("phrases.strengths", _strengths)


def _strengths(batch: Batch) -> NDArray[np.uint8]:
    found = np.zeros(len(batch.lines), np.uint8)
    for hit in phrase_hits(batch):
        found[hit.line] = hit.strength
    return found


def seen_strengths(batch: Batch) -> NDArray[np.uint8]:
    """The same as the line model sees it, for which a loose phrase is as good as a strong one.

    It weighs phrases itself. Trained on weak ones, F1 of crawled text falls from .765 to .734 out of fold; told that
    they are strong, it reports 12% of the manual pages in Greek, a kind left out of training, which hold them.
    """
    found = np.zeros(len(batch.lines), np.uint8)
    for hit in seen_hits(batch):
        found[hit.line] = hit.seen
    return found


def shown_pages(batch: Batch) -> NDArray[np.bool_]:
    """Documents of the batch that phrases show to be pages: in which edits can be safe."""
    return batch.derive("phrases.pages", _shown_pages)


def _shown_pages(batch: Batch) -> NDArray[np.bool_]:
    told = [hit for hit in phrase_hits(batch) if hit.strength == STRONG and hit.phrase.category not in OWN]
    documents = batch.lines.document[np.array([hit.line for hit in told], np.int64)].tolist()
    different = {(document, hit.phrase.text) for document, hit in zip(documents, told, strict=True)}
    counted = np.array([document for document, _ in different], np.int64)
    count = np.bincount(counted, minlength=len(batch.documents))
    return (count >= PAGE) & (count * THINNEST >= solid_lines(batch))


def about_rights(batch: Batch) -> NDArray[np.bool_]:
    """Documents of the batch of which legal lines are the content: licences, copyright files."""
    return batch.derive("phrases.rights", _about_rights)


def _about_rights(batch: Batch) -> NDArray[np.bool_]:
    count, document = len(batch.documents), batch.lines.document
    lines = np.array([hit.line for hit in phrase_hits(batch)], np.int64)
    legal = np.array([hit.line for hit in phrase_hits(batch) if hit.phrase.category == LEGAL], np.int64)
    every, of_law = (np.bincount(document[found], minlength=count) for found in (lines, legal))
    above = np.append(0, np.cumsum(~batch.lines.blank))
    first = np.searchsorted(document, document[legal])
    heads = np.bincount(document[legal[above[legal] - above[first] < HEAD]], minlength=count) > 0
    mostly = (of_law >= RIGHTS) & (2 * of_law > every)
    headed: NDArray[np.bool_] = mostly | (of_law == every) & heads
    return headed


def _find_hits(batch: Batch) -> list[Hit]:
    lines = batch.lines
    hits = []
    chosen = phrases.load().candidates(batch, eligible_lines(batch))
    edges = lines.text_start[chosen].tolist(), lines.text_end[chosen].tolist()
    for line, start, end in zip(chosen.tolist(), *edges, strict=True):
        if verdict := judge(batch.text[start:end]):
            hits.append(Hit(line, *verdict))
    return hits


@lru_cache(1 << 14)
def judge(text: str) -> tuple[int, phrases.Phrase, int] | None:
    """How strong the phrases found in a line are together, one of them, and the strength that the line model sees.

    None where they cover too little of the line. Kept for lines that come again: of those of a site or a manual that
    may hold phrases, more than half do.
    """
    tokens = phrases.split(text)
    found = phrases.load().matches(tokens)
    if not found:
        return None
    size = [token.end - token.start for token in tokens]
    total = sum(size)
    lengths = [sum(size[match.first : match.last]) for match in found]
    longest = found[max(range(len(found)), key=lambda k: (not found[k].phrase.weak, lengths[k]))].phrase
    together = 0
    if sum(lengths) >= COVERED_WEAK * total:
        together = STRONG if len(found) >= TOGETHER else WEAK
    strong = [match.phrase for match in found if not match.phrase.weak]
    if not strong or sum(lengths) < COVERED * total:
        return (together, longest, together) if together else None
    return (together if all(phrase.loose for phrase in strong) else STRONG), longest, STRONG

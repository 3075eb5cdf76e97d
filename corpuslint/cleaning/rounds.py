"""The rounds of a clean: check, make the edits that go together, and look again at what they touched.

The first round surveys and checks the corpus as `check` does. A later one surveys again only the shelves (batches of
documents) that an edit touched, concludes again, and checks those shelves and such as are now judged otherwise. It is
over when a round makes no edit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpuslint.cleaning.copies import Touched
from corpuslint.cleaning.shelves import Shelf, check_documents
from corpuslint.cleaning.shelving import Shelving
from corpuslint.cleaning.surveys import Surveys, digest, size_of, within
from corpuslint.cleaning.trust import Trust
from corpuslint.edits import Change, Proposal, Revision, apply, compose, follow
from corpuslint.model import Document, Edit, Finding
from corpuslint.passes import Found, kept_in, slice_verdicts
from corpuslint.rules import Verdicts
from corpuslint.settle import settle_verdicts
from corpuslint.workers import Workers

MOST_ROUNDS = 200
"""Rounds after which a clean stops: rules that undo each other would never end, while 22 were needed for 15 MB."""

Entry = tuple[int, Document, list[Finding]]
"""A document's id, the document as it is now, and the findings whose edits may be made."""


@dataclass
class Rounds:
    """The rounds over one corpus; afterwards `shelving` tells what became of its documents."""

    shelving: Shelving
    admits: Callable[[Document, Finding], bool] = lambda document, finding: True
    trust: Trust = field(default_factory=Trust)
    jobs: int = 1
    workers: Callable[[int], Workers] = Workers
    rounds: int = 0
    settled: bool = True
    changed: set[str] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)
    """What rules want to be known besides their findings, of the last round."""

    @property
    def more(self) -> int:
        """How many more edits would be made now if unsafe ones were allowed."""
        return sum(shelf.more for shelf in self.shelving)

    def run(self) -> None:
        """Go through all rounds."""
        with self.workers(self.jobs) as workers:
            surveys = Surveys(self.shelving, workers)
            while self.rounds < MOST_ROUNDS:
                judged = Judgement(self.shelving, settle_verdicts(surveys.conclude()))
                self.notes = list(surveys.notes)
                chosen = [shelf for shelf in self.shelving if judged.stale(shelf)]
                if self.make(self.propose(workers, judged.verdicts, chosen)):
                    continue
                # What was not touched is checked once more where it is judged by the words of the whole corpus.
                others = [shelf for shelf in self.shelving if judged.general_stale(shelf)]
                if not self.make(self.propose(workers, judged.verdicts, others)):
                    return
            self.settled = False

    def propose(
        self, workers: Workers, verdicts: Mapping[str, Verdicts], shelves: Sequence[Shelf]
    ) -> list[tuple[Shelf, int]]:
        """Check shelves; those with edits to make, and where in the store their entries are."""
        for shelf in shelves:
            shelf.touched, shelf.more = False, 0
        proposed: list[tuple[Shelf, int]] = []
        for part, checked in workers.map(check_documents, self.tasks(verdicts, shelves)):
            self.shelving.progress("checking again" if self.rounds else "checking", size_of(part))
            entries: dict[int, list[Entry]] = {}
            for identity, document, findings in checked:
                shelf = self.shelving.shelf_of(identity)
                admitted = [finding for finding in findings if self.admits(document, finding)]
                allowed = [finding for finding in admitted if self.trust.allows(document, finding)]
                count = edits_in(document, allowed)
                shelf.more += edits_in(document, admitted) - count
                if count:
                    entries.setdefault(shelf.first, []).append((identity, document, allowed))
            proposed += [(self.shelving.shelf_of(i), self.shelving.store.put(mine)) for i, mine in entries.items()]
        return proposed

    def tasks(self, verdicts: Mapping[str, Verdicts], shelves: Sequence[Shelf]) -> Iterator[tuple[Any, ...]]:
        """What workers need to check the documents on these shelves that may have findings."""
        plan = self.shelving.plan
        every = not all(rule.per_document for rule in plan.corpus_rules)
        for number, part, mine in self.shelving.chosen_parts(shelves):
            found: Found = {}
            for shelf in mine:
                if shelf.found >= 0:
                    found |= self.shelving.store.get(shelf.found)
            sliced = slice_verdicts(verdicts, number)
            columns = [columns["document"] for columns in sliced.values() if "document" in columns]
            judged = np.unique(np.concatenate([np.fromiter(found, np.int64, len(found)), *columns]))
            ids = np.concatenate([shelf.ids if every else within(judged, shelf) for shelf in mine])
            if len(ids):
                places = self.shelving.directory.places(kept_in(sliced.values()))
                yield plan, number, part, sliced, places, self.shelving.today(number, ids), found, ids

    def make(self, proposed: Sequence[tuple[Shelf, int]]) -> bool:
        """Make the edits of a round; whether there were any."""
        touched = Touched()
        for _, number in proposed:
            for _, _, findings in self.entries(number):
                touched.watch(findings)
        if touched.changing:
            for _, number in proposed:
                for _, document, findings in self.entries(number):
                    touched.note(document, findings)
        made = self.make_all(proposed, lambda _, findings: [f for f in findings if not touched.waits(f)])
        if not made and proposed:
            touched.forget()
            going = touched.first_of_circles(entry for _, number in proposed for entry in self.entries(number))
            made = self.make_all(proposed, lambda identity, findings: [f for f in findings if (identity, f) in going])
        self.rounds += made
        return made

    def entries(self, number: int) -> list[Entry]:
        """The entries of one shelf."""
        entries: list[Entry] = self.shelving.store.get(number)
        return entries

    def make_all(
        self, proposed: Sequence[tuple[Shelf, int]], choose: Callable[[int, list[Finding]], list[Finding]]
    ) -> bool:
        """Make the edits of the findings that are chosen, document by document; whether there were any."""
        made = False
        for shelf, number in proposed:
            revisions = self.shelving.revised(shelf)
            for identity, document, findings in self.entries(number):
                changes = compose(document.text, [proposal(document, f) for f in choose(identity, findings)])
                if changes:
                    revisions[identity] = revise(document, revisions.get(identity), changes)
                    self.changed.add(document.path)
                    shelf.touched = made = True
            if shelf.touched:
                shelf.revisions = self.shelving.store.put(revisions)
        return made


def proposal(document: Document, finding: Finding) -> Proposal:
    """The edits of a finding, as offsets into the document's text."""
    edits = finding.edits
    if document.offset:
        edits = tuple(Edit(e.start - document.offset, e.end - document.offset, e.text) for e in edits)
    return Proposal(finding.code, edits)


def edits_in(document: Document, findings: Sequence[Finding]) -> int:
    """How many edits the findings come to."""
    return len(compose(document.text, [proposal(document, f) for f in findings])) if findings else 0


def revise(document: Document, before: Revision | None, changes: list[Change]) -> Revision:
    """What becomes of a document by the changes of one round."""
    text = apply(document.text, changes)
    if before is not None:
        changes = follow(document.text, before.changes, changes)
        return replace(before, text=text, changes=tuple(changes))
    return Revision(document.path, document.record, document.field, document.offset, text, tuple(changes))


class Judgement:
    """What was concluded about the corpus in a round, and for which shelves that is news."""

    def __init__(self, shelving: Shelving, verdicts: dict[str, Verdicts]) -> None:
        self.verdicts = verdicts
        whole = [columns for _, columns in sorted(verdicts.items()) if "document" not in columns]
        self.general = digest(*(as_bytes(columns[name]) for columns in whole for name in sorted(columns)))
        self.mine = dict(self.digests(list(shelving)))

    def digests(self, shelves: list[Shelf]) -> Iterator[tuple[int, bytes]]:
        """A digest of the verdicts on the documents of each shelf."""
        firsts = np.array([shelf.first for shelf in shelves], np.int64)
        lasts = np.array([shelf.first + shelf.count for shelf in shelves], np.int64)
        tables = []
        for _, columns in sorted(self.verdicts.items()):
            if "document" in columns:
                edges = np.searchsorted(columns["document"], [firsts, lasts]).T.tolist()
                tables.append(([columns[name] for name in sorted(columns)], edges))
        for index, shelf in enumerate(shelves):
            rows = [column[slice(*edges[index])] for columns, edges in tables for column in columns]
            yield shelf.first, digest(*map(as_bytes, rows))

    def stale(self, shelf: Shelf) -> bool:
        """Whether a shelf was touched or is judged otherwise than when it was checked; notes how it is judged now."""
        mine = self.mine[shelf.first]
        if shelf.touched or shelf.verdicts[:16] != mine:
            shelf.verdicts = mine + self.general
            return True
        return False

    def general_stale(self, shelf: Shelf) -> bool:
        """Whether the verdicts on the corpus as a whole changed since a shelf was checked."""
        before, shelf.verdicts = shelf.verdicts, self.mine[shelf.first] + self.general
        return before != shelf.verdicts


def as_bytes(column: NDArray[Any]) -> bytes:
    """The values of a column."""
    return np.ascontiguousarray(column).tobytes()

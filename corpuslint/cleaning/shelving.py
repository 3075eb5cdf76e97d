"""All shelves of a corpus, and what is remembered of each between the rounds of a clean."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from corpuslint.cleaning.shelves import Shelf, SurveyedPart, Today
from corpuslint.cleaning.store import Store
from corpuslint.directory import PART_SHIFT, Directory, Ids
from corpuslint.edits import Revision
from corpuslint.formats import Part, Source, parts_of
from corpuslint.plan import Plan


@dataclass
class Shelving:
    """The shelves by part, in corpus order; the parts themselves are read again whenever they are needed."""

    plan: Plan
    sources: Sequence[Source]
    store: Store
    progress: Callable[[str, int], None] = lambda stage, size: None
    by_part: list[list[Shelf]] = field(default_factory=list)
    directory: Directory = field(default_factory=Directory)

    def __iter__(self) -> Iterator[Shelf]:
        for shelves in self.by_part:
            yield from shelves

    def parts(self) -> Iterator[tuple[int, Part]]:
        """The parts of the corpus with their numbers."""
        return enumerate(parts_of(self.sources, self.plan.reading))

    def chosen_parts(self, chosen: Iterable[Shelf]) -> Iterator[tuple[int, Part, list[Shelf]]]:
        """The parts in which these shelves stand, each with its own."""
        wanted: dict[int, list[Shelf]] = {}
        for shelf in chosen:
            wanted.setdefault(shelf.part, []).append(shelf)
        if not wanted:
            return
        for number, part in self.parts():
            if number in wanted:
                yield number, part, wanted[number]
            if number >= max(wanted):
                return

    def add(self, surveyed: SurveyedPart) -> None:
        """Take in a part when it is read for the first time."""
        assert surveyed.directory is not None
        self.directory.add(surveyed.directory)
        self.by_part.append([Shelf(one.first, one.count) for one in surveyed.shelves])
        self.keep(surveyed)

    def keep(self, surveyed: SurveyedPart) -> None:
        """Remember what a survey of some shelves of a part gave."""
        for one in surveyed.shelves:
            shelf = self.shelf_of(one.first)
            shelf.surveys = self.store.put(one.surveys)
            shelf.found = self.store.put(one.found) if one.found else -1

    def shelf_of(self, identity: int) -> Shelf:
        """The shelf on which a document stands."""
        mine = self.by_part[identity >> PART_SHIFT]
        return mine[bisect_right(mine, identity, key=lambda shelf: shelf.first) - 1]

    def today(self, number: int, ids: Ids) -> Today:
        """What a worker must know to read documents of a part as they are now (others of their records with them)."""
        only = self.directory.only(number, ids)
        revisions: dict[int, Revision] = {}
        for shelf in {id(shelf): shelf for shelf in map(self.shelf_of, only.ids.tolist())}.values():
            revisions |= self.revised(shelf)
        return Today(only, revisions)

    def revised(self, shelf: Shelf) -> dict[int, Revision]:
        """What became of the documents of a shelf so far, by id."""
        if shelf.revisions < 0:
            return {}
        revisions: dict[int, Revision] = self.store.get(shelf.revisions)
        return revisions

    def revisions(self, number: int) -> dict[int, Revision]:
        """What became of the documents of a part, by id; those that nothing happened to are left out."""
        found: dict[int, Revision] = {}
        for shelf in self.by_part[number]:
            found |= self.revised(shelf)
        return found

"""The findings of parts on whose documents the verdicts are what they were.

What is found in a part is a function of the part's text and of the verdicts on its documents. So a part is checked
again only where an edit changes verdicts on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial
from hashlib import blake2b
from typing import Any

import numpy as np

from corpuslint.batch import Place
from corpuslint.cache.keys import SIZE, digest_of
from corpuslint.directory import PART_SHIFT, Directory, Only
from corpuslint.formats import Part
from corpuslint.model import CorpuslintError, Document, Finding
from corpuslint.passes import Found, check_batch
from corpuslint.plan import Plan
from corpuslint.rules import CorpusRule, Rule, Verdicts


def settle_part(
    plan: Plan,
    number: int,
    part: Part,
    verdicts: Mapping[str, Verdicts],
    places: Mapping[int, Place],
    only: Only,
    before: Found,
) -> Found:
    """The findings in some documents of a part, settled, by their number in the part; `before` were made before."""
    found: Found = {}
    for batch in plan.read(number, part, only) if len(only.ids) else ():
        numbers = {
            id(document): identity for document, identity in zip(batch.documents, batch.ids.tolist(), strict=True)
        }
        for document, findings in check_batch(plan.rules, replace(batch, places=places), verdicts, before):
            found[numbers[id(document)] - (number << PART_SHIFT)] = findings
    return found


class LateDocument(Document):
    """A document that is read when somebody wants more of it than where it stands: many reports do not.

    The slots of all else are empty until then.
    """

    __slots__ = ("read",)
    read: Callable[[], Document]

    def __init__(self, place: Place, read: Callable[[], Document]) -> None:
        for name in ("path", "record", "field"):
            object.__setattr__(self, name, getattr(place, name))
        object.__setattr__(self, "read", read)

    def __getattr__(self, name: str) -> Any:
        if name not in Document.__slots__:
            raise AttributeError(name)
        document = self.read()
        for slot in Document.__slots__:
            object.__setattr__(self, slot, getattr(document, slot))
        return getattr(document, name)

    def __reduce__(self) -> tuple[type[Document], tuple[Any, ...]]:
        return Document, tuple(getattr(self, name) for name in Document.__slots__)


@dataclass(frozen=True)
class Texts:
    """The documents of one part that have findings; all are read when the first of them is wanted."""

    plan: Plan
    number: int
    part: Part
    directory: Directory
    settled: Found

    def with_findings(self) -> Iterator[tuple[Document, list[Finding]]]:
        """The documents, in order."""
        known = self.directory.parts[self.number]
        for own, findings in sorted(self.settled.items()):
            if findings:
                yield LateDocument(known.place(own), partial(self.document, own)), findings

    def document(self, own: int) -> Document:
        """The document with this number in the part.

        Raises:
            CorpuslintError: its file changed since the run began.
        """
        if own not in self._documents:
            raise CorpuslintError(f"{self.part[0].source.path}: changed while it was read")
        return self._documents[own]

    @cached_property
    def _documents(self) -> dict[int, Document]:
        base = self.number << PART_SHIFT
        only = self.directory.only(self.number, np.array(sorted(self.settled), np.int64) + base)
        found = self.plan.documents(self.part, only)
        return {identity - base: document for identity, document in zip(only.ids.tolist(), found, strict=False)}


def named(rules: Iterable[Rule], verdicts: Mapping[str, Verdicts]) -> Iterator[CorpusRule]:
    """The rules whose verdicts name documents of the part."""
    for rule in rules:
        if isinstance(rule, CorpusRule) and len(verdicts.get(rule.code, {}).get("document", ())):
            yield rule


def digest_of_verdicts(rule: CorpusRule, number: int, verdicts: Verdicts, places: Mapping[int, Place]) -> bytes:
    """A digest of all that the findings of a rule in a part depend on, but for the part.

    Ids say in which part a document stands, which moves when files come and go: those of this part are counted from
    its first one, others stand for their places, and for whether they come before or after.
    """
    digest = blake2b(rule.code.encode(), digest_size=SIZE)
    base = number << PART_SHIFT
    columns = dict(verdicts)
    for name in ("document", "kept"):
        if name in columns:
            column = columns[name] - base
            elsewhere = (column < 0) | (column >= 1 << PART_SHIFT)
            others = np.unique(column[elsewhere])
            stand = [(other < 0, places.get(other + base)) for other in others.tolist()]
            columns[name] = np.where(elsewhere, -1 - np.searchsorted(others, column), column)
            digest.update(f"{name} {stand!r}\0".encode("utf-8", "surrogatepass"))
    digest.update(digest_of(columns))
    return digest.digest()

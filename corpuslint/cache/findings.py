"""The findings of parts on whose documents the verdicts are what they were.

What is found in a part is a function of the part's text and of the verdicts on its documents. So a part is checked
again only where an edit changes verdicts on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from hashlib import blake2b

import numpy as np

from corpuslint.batch import Place
from corpuslint.cache.keys import SIZE, digest_of
from corpuslint.directory import PART_SHIFT, Only
from corpuslint.formats import Part
from corpuslint.model import Document, Finding
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


def with_documents(
    plan: Plan, number: int, part: Part, only: Only, settled: Found
) -> Iterator[tuple[Document, list[Finding]]]:
    """The documents that have findings, in order."""
    for batch in plan.read(number, part, only) if len(only.ids) else ():
        for document, identity in zip(batch.documents, batch.ids.tolist(), strict=True):
            if findings := settled.get(identity - (number << PART_SHIFT)):
                yield document, findings


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

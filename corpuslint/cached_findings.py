"""Findings of the second pass, kept between runs by rule and part.

What a rule that sees the whole corpus finds in a part is a function of the part's text and of the verdicts on its
documents. So a part is checked again only by the rules whose verdicts on it have changed, though the corpus has.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import numpy as np

from corpuslint.batch import Place, select
from corpuslint.directory import PART_SHIFT, Only
from corpuslint.formats import Part
from corpuslint.linter import Found, Plan, find
from corpuslint.rules import CorpusRule, Rule, Verdicts

if TYPE_CHECKING:
    from corpuslint.cache import CachingWorkers


def find_in_part(
    plan: Plan, number: int, part: Part, verdicts: Mapping[str, Verdicts], places: Mapping[int, Place], only: Only
) -> dict[str, Found]:
    """What each rule of a plan finds in the documents of a part that its verdicts name."""
    found: dict[str, Found] = {rule.code: {} for rule in plan.rules}
    if plan.rules:
        named = np.concatenate([verdicts[rule.code]["document"] for rule in plan.rules])
        for batch in plan.read(number, part, only):
            mine = select(batch, named)
            if mine is not None:
                mine = replace(mine, places=places)
                for rule in plan.rules:
                    found[rule.code] |= find((rule,), mine, verdicts)
    return found


def with_findings(workers: CachingWorkers, tasks: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """Tasks of `check_part` with everything found before: what is left to do is to settle what tells the same."""
    waiting: deque[tuple[tuple[Any, ...], dict[str, str], Found]] = deque()

    def missing() -> Iterator[tuple[Any, ...]]:
        for task in tasks:
            plan, number, part, verdicts, places, only = task[:6]
            keys: dict[str, str] = {}
            before: Found = {}
            for rule in named(plan.rules, verdicts):
                key = key_of(workers.part_digest(part), rule, number, verdicts[rule.code], places)
                answer = workers.cache.get(key)
                if answer is None:
                    keys[rule.code] = key
                else:
                    join(before, answer, number << PART_SHIFT)
            waiting.append((task, keys, before))
            rules = tuple(rule for rule in plan.rules if rule.code in keys)
            yield replace(plan, rules=rules), number, part, verdicts, places, only

    for _, answers in workers.fresh(find_in_part, missing()):
        task, keys, found = waiting.popleft()
        plan, number, part, verdicts, places, only, known, before = task
        for code, answer in answers.items():
            base = number << PART_SHIFT
            moved = {identity - base: findings for identity, findings in answer.items()}
            workers.cache.put(keys[code], moved)
            join(found, moved, base)
        join(found, before, 0)
        yield replace(plan, rules=()), number, part, verdicts, places, only, known, found


def join(found: Found, more: Found, base: int) -> None:
    """Add findings to those of the same documents; `base` is added to the ids."""
    for identity, findings in more.items():
        found.setdefault(identity + base, []).extend(findings)


def named(rules: Iterable[Rule], verdicts: Mapping[str, Verdicts]) -> Iterator[CorpusRule]:
    """The rules whose verdicts name documents of the part."""
    for rule in rules:
        if isinstance(rule, CorpusRule) and len(verdicts.get(rule.code, {}).get("document", ())):
            yield rule


def key_of(part: bytes, rule: CorpusRule, number: int, verdicts: Verdicts, places: Mapping[int, Place]) -> str:
    """The digest of everything that the findings of a rule in a part depend on.

    Ids say in which part a document stands, which moves when files come and go: those of this part are counted from
    its first one, others stand for their places, and for whether they come before or after.
    """
    digest = blake2b(part, digest_size=20)
    digest.update(f"findings {rule.code}\0".encode())
    base = number << PART_SHIFT
    for name, column in sorted(verdicts.items()):
        if name in ("document", "kept"):
            column = column - base
            others = np.unique(column[(column < 0) | (column >= 1 << PART_SHIFT)]).tolist()
            stand = [(other < 0, places.get(other + base)) for other in others]
            column = np.where((column < 0) | (column >= 1 << PART_SHIFT), -1 - np.searchsorted(others, column), column)
            digest.update(repr(stand).encode("utf-8", "surrogatepass"))
        digest.update(f"{name} {column.dtype} {len(column)}\0".encode() + np.ascontiguousarray(column).tobytes())
    return digest.hexdigest()

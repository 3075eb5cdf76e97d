"""One defect, one finding: what is left of the findings of one document."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping

import numpy as np

from corpuslint.model import Finding
from corpuslint.rules.base import Verdicts
from corpuslint.tables import isin

WHOLE = ("DUP101", "DUP102")
"""Duplicate documents: they absorb duplicate blocks inside them."""
BLOCKS = "DUP0"
"""How the codes of the rules on duplicate blocks begin."""
REPEATED = ("DUP001", "DUP002")
"""Rules on blocks of which one copy stays, for which another document with that block is the same."""
PREFERRED = (
    ("BPL001", "BPL002"),
    ("BPL001", "BPL003"),
    ("BPL002", "BPL003"),
    ("DUP002", "DUP001"),
    ("DUP002", "DUP003"),
    ("DUP001", "DUP003"),
    ("ENC001", "ENC002"),
    ("ENC001", "ENC003"),
    ("ENC001", "ENC005"),
)
"""Pairs of rules of which the first, more specific one reports where both find the same stretch."""


def settle(findings: Iterable[Finding]) -> list[Finding]:
    """The findings of one document, sorted, without those that another finding makes needless."""
    ordered = sorted(findings, key=lambda finding: finding.sort_key)
    codes = {finding.code for finding in ordered}
    if not codes.isdisjoint(WHOLE):
        ordered = [f for f in ordered if not f.code.startswith(BLOCKS)]
        if codes.issuperset(WHOLE):
            # A near-duplicate that is also an exact copy: what it is an exact copy of is a near-duplicate itself, and
            # only DUP102 names the document that stays.
            ordered = [f for f in ordered if f.code != WHOLE[0]]
    for better, worse in PREFERRED if len(codes) > 1 else ():
        if better in codes and worse in codes:
            ordered = without_covered(ordered, better, worse)
    return ordered


def settle_verdicts(verdicts: Mapping[str, Verdicts], corpus: Mapping[str, Verdicts]) -> dict[str, Verdicts]:
    """The verdicts without those on blocks of duplicate documents, whose findings `settle` would leave out.

    A block whose copy that stays lies in a duplicate document is left out too: that copy goes with its document, and
    where the document that stays lacks it, the block is the last one. `corpus` are the verdicts on all documents.
    """
    whole = [corpus[code]["document"] for code in WHOLE if code in corpus]
    if not any(map(len, whole)):
        return dict(verdicts)
    gone = np.concatenate(whole)
    settled: dict[str, Verdicts] = {}
    for code, columns in verdicts.items():
        if code.startswith(BLOCKS) and "document" in columns:
            rows = ~isin(columns["document"], gone)
            if code in REPEATED and "kept" in columns:  # An empty verdict names documents alone.
                rows &= ~isin(columns["kept"], gone)
            columns = {name: column[rows] for name, column in columns.items()}
        settled[code] = columns
    return settled


def without_covered(findings: list[Finding], better: str, worse: str) -> list[Finding]:
    """Leave out findings of the rule `worse` of which at least half is covered by findings of `better`."""
    spans = merge_spans((f.where.start, f.where.end) for f in findings if f.code == better)
    starts = [start for start, _ in spans]
    kept = []
    for finding in findings:
        if finding.code == worse:
            start, end = finding.where.start, finding.where.end
            covered, index = 0, max(0, bisect_right(starts, start) - 1)
            while index < len(spans) and spans[index][0] < end:
                covered += max(0, min(end, spans[index][1]) - max(start, spans[index][0]))
                index += 1
            if covered * 2 >= max(1, end - start):
                continue
        kept.append(finding)
    return kept


def merge_spans(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans in order, overlapping ones as one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged

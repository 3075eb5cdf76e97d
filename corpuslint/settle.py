"""One defect, one finding: what is left of the findings of one document."""

from __future__ import annotations

from collections.abc import Iterable

from corpuslint.model import Finding

WHOLE = ("DUP101", "DUP102")
"""Duplicate documents: they absorb duplicate blocks inside them."""
BOILERPLATE = ("BPL001", "BPL002", "BPL003")
"""Rules about boilerplate, the most specific first: of several on one stretch the first reports."""


def settle(findings: Iterable[Finding]) -> list[Finding]:
    """The findings of one document, sorted, without those that another finding makes needless."""
    ordered = sorted(findings, key=lambda finding: finding.sort_key)
    codes = {finding.code for finding in ordered}
    if not codes.isdisjoint(WHOLE):
        ordered = [f for f in ordered if not f.code.startswith("DUP0")]
        if codes.issuperset(WHOLE):
            ordered = [f for f in ordered if f.code != WHOLE[1]]
    for better, worse in (("BPL001", "BPL002"), ("BPL001", "BPL003"), ("BPL002", "BPL003"), ("DUP001", "DUP002")):
        if better in codes and worse in codes:
            ordered = without_covered(ordered, better, worse)
    return ordered


def without_covered(findings: list[Finding], better: str, worse: str) -> list[Finding]:
    """Leave out findings of the rule `worse` of which at least half is covered by findings of `better`."""
    spans = sorted((f.where.start, f.where.end) for f in findings if f.code == better)
    kept = []
    for finding in findings:
        if finding.code == worse:
            start, end = finding.where.start, finding.where.end
            covered = sum(max(0, min(end, e) - max(start, s)) for s, e in spans)
            if covered * 2 >= max(1, end - start):
                continue
        kept.append(finding)
    return kept

"""One defect, one finding: what is left of the findings of one document."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from corpuslint.columns import take
from corpuslint.directory import Ids
from corpuslint.model import Finding
from corpuslint.rules.base import Verdicts
from corpuslint.tables import distinct, isin

Flags = NDArray[np.bool_]
NO_IDS = np.zeros(0, np.int64)

WHOLE = ("DUP101", "DUP102")
"""Duplicate documents: they absorb duplicate blocks inside them."""
DUPLICATES, BLOCKS = "DUP", "DUP0"
"""How the codes of rules on duplicates begin, whose findings name the copy that stays in `related[0]`; and of those on
duplicate blocks."""
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
            ordered = _as_one(ordered)
    for better, worse in PREFERRED if len(codes) > 1 else ():
        if better in codes and worse in codes:
            ordered = without_covered(ordered, better, worse)
    return ordered


def _as_one(findings: list[Finding]) -> list[Finding]:
    """A near-duplicate that is also an exact copy: it goes as safely as such, but only DUP102 names what stays.

    What it is an exact copy of is a near-duplicate itself, of the same document.
    """
    exact = next(f for f in findings if f.code == WHOLE[0])
    others = (f for f in findings if f.code != WHOLE[0])
    return [
        replace(f, message=f"{f.message}; {exact.message}", safety=exact.safety) if f.code == WHOLE[1] else f
        for f in others
    ]


def settle_verdicts(verdicts: Mapping[str, Verdicts], stay: Ids = NO_IDS) -> dict[str, Verdicts]:
    """The verdicts on a corpus without those of duplicate rules that others make needless, or whose copy would go.

    A duplicate document absorbs the blocks inside it. What has its copy in such a document is left out too: that copy
    goes, and where the document that stays lacks it, this is the last one. So is a near copy (DUP002) that holds the
    very text of which it is a copy, as DUP003 says: the shorter one goes, and nothing is lost. The documents `stay`
    whatever verdicts say.
    """
    settled = dict(verdicts)
    gone = [settled[code]["document"] for code in WHOLE if code in settled]
    documents = distinct(np.concatenate(gone)) if gone else NO_IDS
    documents = documents[~isin(documents, stay)]
    for code, columns in verdicts.items() if len(documents) else ():
        if code.startswith(DUPLICATES) and code not in WHOLE and "kept" in columns:  # Empty ones name documents alone.
            settled[code] = without(columns, isin(columns["document"], documents) | isin(columns["kept"], documents))
    near, held = (settled.get(code, {}) for code in ("DUP002", "DUP003"))
    if "kept" in near and "kept" in held:
        needless, lost = disputed(near, held, isin(near["document"], stay))
        settled |= {"DUP002": without(near, needless), "DUP003": without(held, lost)}
    return settled


def without(columns: Verdicts, rows: Flags) -> Verdicts:
    """The verdicts without some rows."""
    return {name: take(column, np.flatnonzero(~rows)) for name, column in columns.items()} if rows.any() else columns


def disputed(near: Verdicts, held: Verdicts, stay: Flags) -> tuple[Flags, Flags]:
    """Where two rules would each take what the other leaves: verdicts of DUP002, and of DUP003, that are left out.

    Verdicts of DUP003 whose copy DUP002 takes away are; but where that is because of this very text, it is DUP002's.
    What verdicts of DUP002 name may `stay` all the same.
    """
    needless, lost = np.zeros(len(near["document"]), np.bool_), np.zeros(len(held["document"]), np.bool_)
    low = near["document"].searchsorted(held["kept"])
    high = near["document"].searchsorted(held["kept"], "right")
    columns = (held[name] for name in ("document", "start", "end", "kept_start", "kept_end"))
    for row, (document, start, end, top, bottom) in enumerate(zip(*(c.tolist() for c in columns), strict=True)):
        some = np.arange(low[row], high[row])
        some = some[(near["start"][some] < bottom) & (near["end"][some] > top) & ~stay[some]]
        same = (near["kept"][some] == document) & (near["kept_start"][some] < end) & (near["kept_end"][some] > start)
        lost[row] = not same.all()
        needless[some] |= same.all()
    return needless, lost


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

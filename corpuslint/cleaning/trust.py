"""Which edits are made: the safe ones, all of them, or those that an audit found safe on this corpus."""

from __future__ import annotations

from dataclasses import dataclass

from corpuslint.cleaning.copies import partly_elsewhere
from corpuslint.model import Document, Finding, Safety


@dataclass(frozen=True)
class Trust:
    """How far the rules are trusted: `unsafe` makes all edits; else `safe` and `doubted` are the codes of rules that
    an audit of the corpus found right often enough, and those that it found wrong too often.
    """

    unsafe: bool = False
    safe: frozenset[str] = frozenset()
    doubted: frozenset[str] = frozenset()

    def allows(self, document: Document, finding: Finding) -> bool:
        """Whether the edits of a finding are made.

        Nothing is safely taken out of a document because it stands in another one, but for the document as a whole:
        no audit changes that.
        """
        if self.unsafe:
            return True
        if finding.code in self.doubted or partly_elsewhere(document, finding):
            return False
        return finding.safety is Safety.SAFE or finding.code in self.safe

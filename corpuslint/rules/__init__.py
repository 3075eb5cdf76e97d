"""The rules. A new one takes one file here, one line in `RULES`, and one JSON of cases under `tests/rules`."""

from __future__ import annotations

from corpuslint.rules.base import Again, Before, Columns, CorpusRule, Example, Meeting, Noted, Rule, Survey, Verdicts
from corpuslint.rules.registry import Entry, Registry

RULES = Registry(
    Entry("ART001", "random-token"),
    Entry("ART002", "corrupted-term"),
    Entry("ART003", "glued-text"),
    Entry("ART004", "leftover-markup"),
    Entry("ART005", "layout-residue"),
    Entry("ART006", "cut-off-text"),
    Entry("ART007", "broken-hyphenation"),
    Entry("BPL001", "boilerplate-phrase"),
    Entry("BPL002", "recurring-block"),
    Entry("BPL003", "boilerplate-line"),
    Entry("DOC001", "unreadable-record"),
    Entry("DOC002", "undecodable-bytes"),
    Entry("DOC003", "empty-document"),
    Entry("DUP001", "repeated-block"),
    Entry("DUP002", "near-duplicate-block"),
    Entry("DUP003", "contained-block"),
    Entry("DUP004", "same-template-block"),
    Entry("DUP101", "duplicate-document"),
    Entry("DUP102", "near-duplicate-document"),
    Entry("DUP103", "same-template-document"),
    Entry("DUP201", "repetitive-text"),
    Entry("ENC001", "mojibake"),
    Entry("ENC002", "replacement-character"),
    Entry("ENC003", "invisible-character"),
    Entry("ENC004", "bidi-control"),
    Entry("ENC005", "control-character"),
    Entry("ENC006", "not-normalized"),
    Entry("ENC007", "mixed-script-word"),
)

__all__ = [
    "RULES",
    "Again",
    "Before",
    "Columns",
    "CorpusRule",
    "Entry",
    "Example",
    "Meeting",
    "Noted",
    "Rule",
    "Survey",
    "Verdicts",
]

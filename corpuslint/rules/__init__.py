"""The rules. A new one takes one file here, one line in `RULES`, and one JSON of cases under `tests/rules`."""

from __future__ import annotations

from corpuslint.rules.base import Again, Columns, CorpusRule, Example, Rule, Survey, Verdicts
from corpuslint.rules.bidi_control import BidiControl
from corpuslint.rules.boilerplate_line import BoilerplateLine
from corpuslint.rules.boilerplate_phrase import BoilerplatePhrase
from corpuslint.rules.broken_hyphenation import BrokenHyphenation
from corpuslint.rules.contained_block import ContainedBlock
from corpuslint.rules.control_character import ControlCharacter
from corpuslint.rules.corrupted_term import CorruptedTerm
from corpuslint.rules.cut_off_text import CutOffText
from corpuslint.rules.duplicate_document import DuplicateDocument
from corpuslint.rules.empty_document import EmptyDocument
from corpuslint.rules.glued_text import GluedText
from corpuslint.rules.invisible_character import InvisibleCharacter
from corpuslint.rules.layout_residue import LayoutResidue
from corpuslint.rules.leftover_markup import LeftoverMarkup
from corpuslint.rules.mixed_script_word import MixedScriptWord
from corpuslint.rules.mojibake import Mojibake
from corpuslint.rules.near_duplicate_block import NearDuplicateBlock
from corpuslint.rules.near_duplicate_document import NearDuplicateDocument
from corpuslint.rules.not_normalized import NotNormalized
from corpuslint.rules.random_token import RandomToken
from corpuslint.rules.recurring_block import RecurringBlock
from corpuslint.rules.repeated_block import RepeatedBlock
from corpuslint.rules.repetitive_text import RepetitiveText
from corpuslint.rules.replacement_character import ReplacementCharacter
from corpuslint.rules.same_template_block import SameTemplateBlock
from corpuslint.rules.same_template_document import SameTemplateDocument
from corpuslint.rules.undecodable_bytes import UndecodableBytes
from corpuslint.rules.unreadable_record import UnreadableRecord

RULES: tuple[type[Rule], ...] = (
    RandomToken,
    CorruptedTerm,
    GluedText,
    LeftoverMarkup,
    LayoutResidue,
    CutOffText,
    BrokenHyphenation,
    BoilerplatePhrase,
    RecurringBlock,
    BoilerplateLine,
    UnreadableRecord,
    UndecodableBytes,
    EmptyDocument,
    RepeatedBlock,
    NearDuplicateBlock,
    ContainedBlock,
    SameTemplateBlock,
    DuplicateDocument,
    NearDuplicateDocument,
    SameTemplateDocument,
    RepetitiveText,
    Mojibake,
    ReplacementCharacter,
    InvisibleCharacter,
    BidiControl,
    ControlCharacter,
    NotNormalized,
    MixedScriptWord,
)

__all__ = ["RULES", "Again", "Columns", "CorpusRule", "Example", "Rule", "Survey", "Verdicts"]

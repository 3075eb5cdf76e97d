"""ENC005: which overstruck characters go without a look."""

from __future__ import annotations

import pytest

from corpuslint.batch import Batch
from corpuslint.model import Safety
from corpuslint.rules.control_character import ControlCharacter


@pytest.mark.parametrize("text", ["N\bNAME", "_\bname", "_\b_\bx", "+\bo item", "+\b+\bo\bo item", "é\bé"])
def test_what_a_printer_shows_alike_is_safe(text: str) -> None:
    assert {finding.safety for finding in ControlCharacter().check(Batch.of(text))} == {Safety.SAFE}


@pytest.mark.parametrize("text", ["rac{\beta}{2}", "a\b", "x\b_", "o\b/"])
def test_a_letter_that_would_be_lost_is_not(text: str) -> None:
    assert {finding.safety for finding in ControlCharacter().check(Batch.of(text))} == {Safety.UNSAFE}

"""ENC003 and ENC005: which characters that nobody sees go without a look."""

from __future__ import annotations

import pytest

from corpuslint.batch import Batch
from corpuslint.model import Safety
from corpuslint.rules.control_character import ControlCharacter
from corpuslint.rules.invisible_character import InvisibleCharacter


@pytest.mark.parametrize("text", ["N\bNAME", "_\bname", "_\b_\bx", "+\bo item", "+\b+\bo\bo item", "é\bé"])
def test_what_a_printer_shows_alike_is_safe(text: str) -> None:
    assert {finding.safety for finding in ControlCharacter().check(Batch.of(text))} == {Safety.SAFE}


@pytest.mark.parametrize(
    "text", ["rac{\beta}{2}", "a\b", "x\b_", "o\b/", 'paragraph-separate: "[ \\t\f]*$"', "one\ftwo"]
)
def test_what_would_be_lost_is_not(text: str) -> None:
    assert {finding.safety for finding in ControlCharacter().check(Batch.of(text))} == {Safety.UNSAFE}


@pytest.mark.parametrize(("text", "safe"), [("<?xpacket begin='\ufeff'?>", False), ("'\ufeffa' or \u200b'b'", True)])
def test_a_character_that_is_quoted_alone_is_meant(text: str, safe: bool) -> None:
    wanted = Safety.SAFE if safe else Safety.UNSAFE
    assert {finding.safety for finding in InvisibleCharacter().check(Batch.of(text))} == {wanted}

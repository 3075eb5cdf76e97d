"""What single characters tell about a line: one bit each, looked up in tables."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint32]

# Traits of single characters, one bit each.
STOP = 1
"""Ends a sentence."""
CLOSER = 2
"""May stand after the end of a sentence: quotes, brackets, emphasis."""
BULLET = 4
RULE = 8
"""Makes an underline or a horizontal rule when repeated."""
ENDS_CODE = 16
"""Often the last character of a line of a program, seldom of a sentence."""
PAUSE = 32
"""Ends a line of verse, besides `STOP`."""
BRACKET = 64
OPENS_COMMENT = 128

TRAITS = {
    STOP: ".!?…。！？。｡؟؛۔։።፧။។៕།॥।:;",
    CLOSER: "\"'”’»)]}*_›」』）】》",
    BULLET: "-*+•·‣◦▪■●–○►▶➢➤✓✔※⁃∙→»◆◇★☆\uf0b7\uf0a7",
    RULE: "=-~^\"*+#.:'`_",
    ENDS_CODE: "{};\\",
    PAUSE: ",—–-،，、",
    BRACKET: "{}()[]",
    OPENS_COMMENT: "#/;%",
}

# Characters that are counted in each row, one bit each.
MARK = 1
"""Frequent in programs, rare in prose."""
BAR = 2
TAB = 4
CELL = 8
"""Comma or semicolon: may set cells apart."""
COLON = 16
COUNTED = {MARK: "{}[]()<>=;$\\|&#@~^`+*%", BAR: "|", TAB: "\t", CELL: ",;", COLON: ":"}


def _table(size: int, flags: dict[int, str]) -> NDArray[np.uint8]:
    table = np.zeros(size, np.uint8)
    for flag, characters in flags.items():
        table[[ord(c) for c in characters]] |= flag
    return table


@cache
def _traits() -> NDArray[np.uint8]:
    return _table(0x10000, TRAITS)


@cache
def counted_marks() -> NDArray[np.uint8]:
    """The marks of each character of Latin-1."""
    return _table(256, COUNTED)


def traits_of(characters: Codes) -> NDArray[np.uint8]:
    """The traits of these characters; none above U+FFFE has any."""
    return np.take(_traits(), characters, mode="clip")

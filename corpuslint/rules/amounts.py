"""Lists of amounts, as recipes and parts lists have: short lines like a menu's, and content all the same."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from corpuslint.batch import Batch

FEWEST = 3
"""So many lines with an amount are a list, all but one of them with a unit."""
GAP = 3
"""How far apart two of them stand at most: `Salt`, or a heading, may stand between."""
LONGEST = 90
"""Characters of an entry."""

_COUNT = r"\d{1,4}(?:[.,/⁄]\d{1,3})?"
_NUMBER = rf"(?!(?:19|20)\d\d)(?:{_COUNT}(?:[ \t\xa0]?[-–][ \t\xa0]?{_COUNT})?[ \t\xa0]?[½¼¾⅓⅔⅛⅜]?|[½¼¾⅓⅔⅛⅜])"
_UNIT = (
    r"(?:[km]?g|[mcd]?l|gr|grams?|gramm|lt|oz|ounces?|lbs?|pounds?|litros?|"  # everywhere
    r"cups?|tsps?|tbsps?|tea ?spoons?|table ?spoons?|cloves?|slices?|pinch(?:es)?|"  # English
    r"el|tl|essl[öo]ffel|teel[öo]ffel|prisen?|bund|stk|stück|eetlepels?|theelepels?|snufje|"  # German, Dutch
    r"msk|tsk|krm|ss|ts|spsk|(?<=[ \t\xa0])st|rkl|kpl|prk|kuppia?|"  # Swedish, Danish, Norwegian, Finnish
    r"c(?:uill?[èe]re)?s?\.? ?à\.? ?(?:s(?:oupe)?|c(?:afé)?)|càs|càc|cs|cc|gousses?|pincées?|tasses?|"  # French
    r"cucharad\w*|tazas?|dientes?|pizca|cucchia\w*|spicch\w*|pizzico|xícaras?|colher\w*|dentes?|"  # Romance
    r"łyż\w*|szklank\w*|ząb\w*|lžíc\w*|lžičk\w*|hrnk\w*|žlic\w*|evőkanál|teáskanál|"  # Polish to Hungarian
    r"г|гр|кг|мл|л|ст\.? ?л|ч\.? ?л|стакан\w*|шт|γρ\w*|κ\.? ?[σγ]|φλιτζ\w*|"  # Russian, Greek
    r"su bardağı|yemek kaşığı|çay kaşığı|tatlı kaşığı|adet|"  # Turkish
    r"克|公克|毫升|[大小茶汤湯]匙|杯|勺|瓣|グラム|カップ|그램|컵|큰술|작은술)\.?"  # Chinese, Japanese, Korean
)
_MEASURED = re.compile(
    rf"^[^\w\n½¼¾⅓⅔⅛⅜]{{0,4}}(?:{_NUMBER}[ \t\xa0]?{_UNIT}(?!\w)"
    r"|(?:\d[ \t\xa0])?(?:\d[/⁄]\d|[½¼¾⅓⅔⅛⅜])[ \t\xa0]\w"
    rf"|[^\d\n]{{1,40}}?[ \t:–-]?(?:{_NUMBER}[ \t\xa0]?{_UNIT}|[大小]さじ ?{_NUMBER})[ \t]*$)[^\n]*",
    re.I | re.M,
)
"""`200 g flour`, `½ onion`, `Сахар – 100 г`, `盐 5克`."""
_COUNTED = re.compile(r"^[^\w\n]{0,4}\d{1,2}[ \t\xa0][^\W\d_][^\n]*", re.M)
"""`3 eggs`: an entry among those with a unit."""


def lines_of_amounts(batch: Batch, documents: Iterable[int]) -> NDArray[np.int64]:
    """The lines of the batch that stand in a list of amounts, of these documents."""
    lists = (span for document in documents for span in amount_lists(batch, document))
    return np.array([line for span in lists for line in range(*span)], np.int64)


def amount_lists(batch: Batch, document: int) -> list[tuple[int, int]]:
    """The lists of amounts of a document of the batch: the first line of each, and the one behind its last."""
    return batch.derive(("amounts", document), lambda same: _lists(same, document))


def _lists(batch: Batch, document: int) -> list[tuple[int, int]]:
    low, lines = int(batch.starts[document]), batch.lines
    text = batch.text[low : int(batch.ends[document])]
    measured = _starts(_MEASURED, text)
    if len(measured) < FEWEST - 1:
        return []
    entries = sorted({*measured, *_starts(_COUNTED, text)})
    known = set(measured)
    at = (lines.start.searchsorted(np.array(entries) + low, side="right") - 1).tolist()
    solid = [line for line in range(at[0], at[-1] + 1) if not lines.blank[line]]
    rank = {line: place for place, line in enumerate(solid)}
    breaks = [0, *(i for i, (a, b) in enumerate(pairwise(at), 1) if rank[b] - rank[a] > GAP), len(at)]
    return [
        (at[a], at[b - 1] + 1)
        for a, b in pairwise(breaks)
        if b - a >= FEWEST and sum(entry in known for entry in entries[a:b]) >= FEWEST - 1
    ]


def _starts(form: re.Pattern[str], text: str) -> list[int]:
    return [match.start() for match in form.finditer(text) if len(match[0]) <= LONGEST]

"""ENC001."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from corpuslint import tables
from corpuslint.batch import Batch
from corpuslint.language.mojibake.detection import suspicious_places
from corpuslint.model import Finding, Safety
from corpuslint.rules.base import Example, Rule

if TYPE_CHECKING:
    from corpuslint.language.mojibake.repair import Repair

PROVEN_LINES = 3
"""A mix-up that repaired so many lines of a document needs less proof in its other lines."""
LONGEST_SHOWN = 40
BESIDE = 2
"""Lines to either side in which the name of an encoding says that a text speaks of damage."""
ENCODING = re.compile(r"utf-?8|windows-?125\d|cp-?125\d|latin-?1\b|iso-?8859|koi8|mac-?roman|mojibake|charset", re.I)


@dataclass(frozen=True)
class Mojibake(Rule):
    """Text that was decoded with the wrong encoding: `cafÃ©` for `café`.

    ## What it finds
    UTF-8 read as a code page of one byte a character (Windows-1250 to 1258, ISO 8859, KOI8, MacRoman, the code pages
    of DOS) or as GBK, Big5, Shift-JIS or EUC-KR, several times over, in whole lines or parts of them; and text of one
    code page read as another: Cyrillic, Greek, Central European, Turkish, Baltic, Chinese, Japanese and Korean under
    Western letters, KOI8-R under Cyrillic ones. One finding per line.

    ## Why it matters
    The words are lost to everything that reads the text: a model learns the garbage, a search does not find it.

    ## How it decides
    Pairs of characters that no language has side by side make a line suspicious. Such lines go to ftfy's
    `fix_encoding`; what it leaves is tried against 100 mix-ups. A repair is taken when the repaired line is far more
    plausible, letter by letter, in one of 75 languages than the damaged line is in any; a swap of two code pages must
    pay off in several words, for which frequency lists of words speak as well. On labelled data (1,704 texts in 57
    languages, 18 ways of damage) it reports 98% of the damaged texts, repairs 80% exactly (88% can be repaired at all)
    and reports one of 1,083 clean ones. Of 301,034 clean lines in 80 languages that nobody had looked at it reports
    none, of 814,746 others in over 100 languages nine, of which eight are damaged.

    ## Safety of the edit
    Safe: it puts back the bytes that were there and reads them in their own encoding. Unsafe where the lines around it
    name an encoding: manuals show what damage looks like. Where letters were lost on the way it says so and proposes
    nothing.
    """

    code: ClassVar[str] = "ENC001"
    name: ClassVar[str] = "mojibake"
    good: ClassVar[tuple[Example, ...]] = (
        "Ça a été décidé à l’hôtel « Élysée » — déjà.",
        "DECLARAÇÃO UNIVERSAL DOS DIREITOS HUMANOS",
        "«Τα νέα», “É” и «Бат»; 10 µm ± 2 °C; ¿Qué? ¡Sí!",
        "┌──────┐ │ Größe │ └──────┘",
    )
    bad: ClassVar[tuple[tuple[Example, Example], ...]] = (
        ("Le cafÃ© est lÃ\xa0, câ€™est sÃ»r.", "Le café est là, c’est sûr."),
        ("Iggy Pop (nÃƒÂ© Jim Osterberg)", "Iggy Pop (né Jim Osterberg)"),
        ("Çàãëàâíàÿ ñòðàíèöà", "Заглавная страница"),
        ("лБЛ ЬФП ТБВПФБЕФ", "Как это работает"),
    )

    def check(self, batch: Batch) -> Iterator[Finding]:
        if batch.is_ascii:
            return
        places = suspicious_places(batch.codes, batch.beyond)
        if not len(places):
            return
        lines = tables.distinct(np.searchsorted(batch.line_edges[0], places, side="right") - 1)
        repairs = dict(self._repairs(batch, lines.tolist()))
        repairs |= self._again(batch, repairs)
        for line in sorted(repairs):
            yield self._finding(batch, line, repairs[line])

    def _repairs(
        self, batch: Batch, lines: list[int], proven: frozenset[str] = frozenset()
    ) -> Iterator[tuple[int, Repair]]:
        from corpuslint.language.mojibake.repair import repair_lines

        repairs = repair_lines([self._line(batch, line) for line in lines], proven)
        return ((line, repair) for line, repair in zip(lines, repairs, strict=True) if repair is not None)

    def _again(self, batch: Batch, repairs: dict[int, Repair]) -> dict[int, Repair]:
        """The repairs of lines without proof of their own, in documents that have it."""
        document_of = batch.document_of(batch.line_edges[0])
        documents: dict[int, Counter[str]] = {}
        for line, repair in repairs.items():
            documents.setdefault(int(document_of[line]), Counter()).update(set(repair.mixups))
        more: dict[int, Repair] = {}
        for document, counts in documents.items():
            proven = frozenset(label for label, count in counts.items() if count >= PROVEN_LINES)
            if proven:
                lines = np.flatnonzero(document_of == document).tolist()
                others = [n for n in lines if n not in repairs and not self._line(batch, n).isascii()]
                more |= dict(self._repairs(batch, others, proven))
        return more

    @staticmethod
    def _line(batch: Batch, line: int) -> str:
        starts, ends = batch.line_edges
        return batch.text[starts[line] : ends[line]]

    def _finding(self, batch: Batch, line: int, repair: Repair) -> Finding:
        from corpuslint.language.mojibake.spans import differences

        text, origin = self._line(batch, line), int(batch.line_edges[0][line])
        if repair.lossy:
            start = next(place for place, character in enumerate(text) if character >= "\x80")
            shown = repair.text[start : start + LONGEST_SHOWN // 2]
            message = (
                f"{repair.label}, and letters were lost: {text[start : start + LONGEST_SHOWN // 2]!r} was {shown!r}"
            )
            return self.finding(batch, origin + start, origin + len(text.rstrip()), message)
        edits = list(differences(text, repair.text))
        before, after = _example(text, edits)
        more = f" (and {len(edits) - 1} more in this line)" if len(edits) > 1 else ""
        message = f"{repair.label}: {before!r} should be {after!r}{more}"
        return self.finding(
            batch,
            origin + edits[0][0],
            origin + edits[-1][1],
            message,
            [(origin + start, origin + end, new) for start, end, new in edits],
            Safety.UNSAFE if self._told(batch, line) else Safety.SAFE,
        )

    @staticmethod
    def _told(batch: Batch, line: int) -> bool:
        """Whether the lines around one, of its document, name an encoding."""
        starts, ends = batch.line_edges
        mine = int(batch.document_of(starts[line : line + 1])[0])
        first, last = max(0, line - BESIDE), min(line + BESIDE, len(starts) - 1)
        start = max(int(starts[first]), int(batch.starts[mine]))
        end = min(int(ends[last]), int(batch.starts[mine]) + len(batch.documents[mine].text))
        return ENCODING.search(batch.text, start, end) is not None


def _example(text: str, edits: list[tuple[int, int, str]]) -> tuple[str, str]:
    """The word around the first edit, damaged and repaired."""
    start = text.rfind(" ", 0, edits[0][0]) + 1
    end = text.find(" ", edits[0][1])
    end = len(text) if end < 0 else end
    start, end = max(start, edits[0][0] - LONGEST_SHOWN // 2), min(end, edits[0][1] + LONGEST_SHOWN // 2)
    repaired, position = [], start
    for first, last, new in edits:
        if last > end:
            break
        repaired += [text[position:first], new]
        position = last
    return text[start:end], "".join([*repaired, text[position:end]])

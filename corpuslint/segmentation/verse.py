"""Short lines on purpose: stanzas, drama, dialogue, transcripts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from corpuslint import tables
from corpuslint.lines import Offsets
from corpuslint.segmentation.groups import Groups
from corpuslint.segmentation.kind import Flags
from corpuslint.segmentation.rows import Rows
from corpuslint.segmentation.traits import COLON, PAUSE, STOP

LONGEST = 75
"""Characters that no line of verse reaches."""
STANZA = 3
"""Rows of the shortest paragraph that is verse by itself."""
FEWEST, MOST = 3, 12
"""Tokens of a row of verse on average. Menus have fewer."""
CAPITALS, STOPPED, PAUSED = 70, 40, 10
"""Percent of rows that do not begin with a small letter; that end with punctuation; that end with a comma or dash.

Lists of headlines and menus have hardly any comma at a line end.
"""
PLAY = 40
"""Percent of the rows of a document in stanzas or speeches from which on its other short paragraphs are verse too."""
NAME = 40
"""Characters within which the name of a speaker ends."""
TELLING = 8
"""Tokens of a named row of a transcript on average, at least."""
SPEECHES = 5
"""Speeches from which on a document is a play or a transcript."""


@dataclass(frozen=True, eq=False)
class Verse:
    """The observations that make verse; `apart` are rows of other kinds, `wraps` those that go on in the next."""

    rows: Rows
    apart: Flags
    wraps: Flags

    @cached_property
    def groups(self) -> Groups:
        """Verse is decided by paragraph."""
        return self.rows.paragraphs

    @property
    def size(self) -> Offsets:
        """Rows of each paragraph."""
        return self.groups.size

    @cached_property
    def short(self) -> Flags:
        """Paragraphs of nothing but short rows that are not wrapped."""
        rows, groups = self.rows, self.groups
        found = groups.largest(rows.reach) < LONGEST
        found &= 5 * groups.count(self.wraps) <= self.size
        return np.asarray(found & (groups.count(self.apart) == 0))

    @cached_property
    def capital(self) -> Flags:
        """Paragraphs whose rows mostly do not begin with a small letter."""
        small = (self.rows.first_class & tables.LOWER) != 0
        return (100 - CAPITALS) * self.size >= 100 * self.groups.count(small)

    @cached_property
    def stanza(self) -> Flags:
        """Paragraphs that are verse by themselves."""
        rows, groups, size = self.rows, self.groups, self.size
        found = self.short & self.capital & (size >= STANZA)
        if not found.any():
            return found
        tokens = groups.total(rows.tokens)
        pauses = (rows.last_traits & PAUSE) != 0
        found &= (tokens >= FEWEST * size) & (tokens <= MOST * size)
        found &= 100 * groups.count(pauses | ((rows.last_traits & STOP) != 0)) >= STOPPED * size
        return found & (100 * groups.count(pauses) >= PAUSED * size)

    @cached_property
    def speech(self) -> Flags:
        """Paragraphs that begin with a row of nothing but a name and a colon."""
        rows, first = self.rows, self.groups.first
        found = (self.size >= 2) & self.short & (rows.last[first] == ord(":")) & (rows.tokens[first] <= 4)
        return np.asarray(found & ((rows.first_class[first] & tables.LETTER) != 0))

    @cached_property
    def named(self) -> Flags:
        """Rows that begin with a name and a colon, as in transcripts, and go on: `**Jane Doe:** Yes.`."""
        rows = self.rows
        found = np.zeros(len(rows), np.bool_)
        colons = rows.places(COLON)
        behind = rows.lines.padded[colons + 1]
        colons = colons[(behind == 32) | (behind == ord("*"))]
        if not len(colons):
            return found
        capital = ((rows.first_class & tables.UPPER) != 0) | (rows.first == ord("*"))
        some = np.flatnonzero(capital & ~self.apart)
        start, end = rows.start[some], rows.end[some]
        following = np.append(colons, len(rows.lines.codes))[colons.searchsorted(start)]
        found[some] = (following - start <= NAME) & (following + 3 < end)
        return found

    def verse(self) -> Flags:
        """Rows of verse or dialogue."""
        rows, number = self.rows, self.groups.number
        document = rows.documents
        found = (self.stanza | self.speech)[number]
        spoken = self.speech[number]
        speeches = document.count(rows.gap & spoken)
        play = (speeches >= SPEECHES) & (100 * document.count(found) >= PLAY * document.size)
        inside = (self.stanza | self.speech | (self.short & self.capital & (self.size >= 2)))[number]
        found = np.where(play[document.number], inside, self.stanza[number])
        return found | self.transcript

    @cached_property
    def transcript(self) -> Flags:
        """Named rows of documents in which names come again and again and most paragraphs have one."""
        rows, document = self.rows, self.rows.documents
        named = self.named
        number = document.count(named)
        enough = (number >= 2 * SPEECHES) & (100 * number >= PLAY * document.count(rows.gap | named))
        if not enough.any():
            return np.zeros(len(rows), np.bool_)
        found = named & enough[document.number]
        # Two or more names that come again and say whole sentences; the labels of a form, of comments or of an
        # article's data do not.
        for index in np.flatnonzero(enough).tolist():
            mine = np.flatnonzero(found & (document.number == index))
            starts = rows.start[mine]
            names = {rows.lines.codes[start : start + NAME].tobytes().partition(b":")[0] for start in starts.tolist()}
            told = int(rows.sentence_end[mine].sum()), int(rows.tokens[mine].sum())
            if not 6 <= 3 * len(names) <= len(mine) or 5 * told[0] < 3 * len(mine) or told[1] < TELLING * len(mine):
                found[mine] = False
        return found

"""Titles that texts mark as such: two pages with other titles are two pages, however alike the rest of them is.

The title is the first `title:` of a front matter or header, `# heading`, `= heading` or underlined heading near the
beginning of a text, or its first line where all of that is bold. Letters, digits and signs that tell operators apart
count; case, spaces and other punctuation do not. Of 2,157 pairs of documentation pages that agree in their words, 552
were different pages: all have other titles. Of 424 pairs of versions of one file, four have: a chapter that got a
longer name. So a title also equals one that ends with it (`Guessing Game`, `Programming a Guessing Game`); names of
pages are made specific by what follows.

>>> title_of("---\\ntitle: Set-Variable\\n---\\n# Other")
'Set-Variable'
>>> make_titles(["# About_Pipelines", "About pipelines\\n====="])[:, 0].tolist() == [hash_of("aboutpipelines")] * 2
True
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from corpuslint.tables import distinct

Titles = NDArray[np.uint32]

REACH = 4000
"""Code points of the beginning of a text in which its title is looked for."""
FIRST = 16
"""Lines that are looked at first: nearly all titles are there, and to cut 4,000 code points into lines takes as long
as all else."""
FIELDS = ("title:", "#+title:")
HEADINGS = ("# ", "= ")
BOLD = "**"
LONGEST = 120
"""Code points of a bold line that is a title."""
UNDERLINES = "=*#"
ENDINGS = 8
"""Columns of a title: a hash of all of it, then hashes of its endings; 0 fills up."""
LEAST = 2
"""Words of an ending that is taken for the title itself."""
PARTS = re.compile(r"[^\W_]+|[+#=<>&|%!/]+")


def title_of(text: str) -> str:
    """The title that the text marks, or an empty string."""
    return _title_in(text, FIRST)


def _title_in(text: str, most: int) -> str:
    lines = text[:REACH].split("\n", most)
    for number, line in enumerate(lines[:most]):
        start = line[:2]
        if start == BOLD and not number and line.rstrip().endswith(BOLD) and len(line) <= LONGEST:
            return line.strip(" *\r")
        if start in HEADINGS:
            around = lines[max(0, number - 1) : number + 2 : 2] if number else lines[1:2]
            if start[0] not in [other[:1] for other in around] and PARTS.search(line, 2):  # comments go on
                return line[2:].strip(" #\r")
        elif line[:1] in "Tt#\"'" and line.casefold().startswith(FIELDS):
            if title := line.partition(":")[2].strip():
                return title
        elif start[:1] and start[0] in UNDERLINES and number and _underlines(line.strip(), lines[number - 1].strip()):
            return lines[number - 1].strip()
    return _title_in(text, REACH) if len(lines) > most else ""


def _underlines(line: str, title: str) -> bool:
    return len(line) >= 3 and line == line[0] * len(line) and title[:1].isalnum()


def make_titles(texts: Sequence[str]) -> Titles:
    """The titles of texts as hashes, shape (texts, ENDINGS); zeros where a text marks none."""
    found = np.zeros((len(texts), ENDINGS), np.uint32)
    sizes = np.zeros(len(texts), np.int64)
    hashes: list[int] = []
    for row, text in enumerate(texts):
        if title := _title_in(text, FIRST):
            words = [word for word in map(_bare, title.casefold().split()) if word]
            sizes[row] = size = max(1, min(ENDINGS, len(words) - LEAST + 1)) if words else 0
            hashes += [hash_of("".join(words[first:])) for first in range(size)]
    found[np.arange(ENDINGS) < sizes[:, None]] = hashes
    return found


def _bare(word: str) -> str:
    return word if word.isalnum() else "".join(PARTS.findall(word))


def hash_of(title: str) -> int:
    """A hash of the letters, digits and signs of a title."""
    return crc32(title.encode("utf-8", "replace")) | 1


def tags_of(titles: Titles, whole: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """One number for all titles that may be the same, 0 for no title: the shortest ending that is a title itself.

    `whole` are the titles of the corpus, in any order.
    """
    tags, known = titles[:, 0].copy(), distinct(whole)
    for column in range(1, titles.shape[1]) if len(known) else ():
        ending = titles[:, column]
        place = np.minimum(known.searchsorted(ending), len(known) - 1)
        tags = np.where((ending != 0) & (known[place] == ending), ending, tags)
    return tags


def other_titles(titles: Titles, first: NDArray[np.int64], second: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which pairs of texts both have a title, and not the same."""
    one, other = titles[first], titles[second]
    known = (one[:, 0] != 0) & (other[:, 0] != 0)
    same = (one == other[:, :1]).any(axis=1) | (other == one[:, :1]).any(axis=1)
    return np.asarray(known & ~same)

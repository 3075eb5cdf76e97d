"""What a run does with every part of a corpus: the rules, the way of reading, and the batches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count

import numpy as np

from corpuslint.batch import Batch
from corpuslint.directory import PART_SHIFT, Only
from corpuslint.formats import Part, Reading, read_part
from corpuslint.model import Document
from corpuslint.rules import CorpusRule, Rule
from corpuslint.segmentation import Marks

BATCH_CHARACTERS = 3 << 19
"""Code points of a batch: three are a part of 4 MB. Rules make hundreds of calls for a batch of any size: a whole
check of 81 MB took 20.5, 17.5, 15.8 and 15.5 seconds with batches of 1 << 17 to 1 << 20, and a later version 8.3, 8.0
and 7.9 with 1 << 20, 3 << 19 and 1 << 21, in 268, 271 and 312 MB of memory.
"""


@dataclass(frozen=True)
class Plan:
    """What a run does with every part: the rules, how files are read, and the size of batches."""

    rules: tuple[Rule, ...]
    reading: Reading = field(default_factory=Reading)
    batch_characters: int = BATCH_CHARACTERS

    @property
    def corpus_rules(self) -> tuple[CorpusRule, ...]:
        """The rules that must see the whole corpus first."""
        return tuple(rule for rule in self.rules if isinstance(rule, CorpusRule))

    def batches(self, documents: Iterable[Document], ids: Iterable[int], marks: Marks | None = None) -> Iterator[Batch]:
        """Batches of documents, which the ids name; `marks` are what is known of their lines."""
        pending: list[Document] = []
        names: list[int] = []
        size = done = 0

        def batch() -> Batch:
            known = marks and marks.slice(done, done + len(pending))
            return Batch(pending, np.array(names, np.int64), known=known)

        for identity, document in zip(ids, documents, strict=False):
            if pending and size + len(document.text) > self.batch_characters:
                yield batch()
                done += len(pending)
                pending, names, size = [], [], 0
            pending.append(document)
            names.append(identity)
            size += len(document.text) + 1
        if pending:
            yield batch()

    def read(self, number: int, part: Part, only: Only | None = None) -> Iterator[Batch]:
        """The batches of a part, or of some of its documents."""
        if only is None:
            return self.batches(read_part(part, self.reading), count(number << PART_SHIFT))
        return self.batches(self.documents(part, only), only.ids.tolist(), only.marks)

    def documents(self, part: Part, only: Only) -> Iterator[Document]:
        """Some documents of a part."""
        return read_part(part, self.reading, only.records)

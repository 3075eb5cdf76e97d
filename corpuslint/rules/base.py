"""What a rule is: it looks at a batch and yields findings."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from corpuslint.batch import Batch
from corpuslint.model import Finding, Location, Safety

Columns = dict[str, NDArray[Any]]
Survey = Columns
"""Named columns that say what a batch adds to the corpus; surveys merge by putting columns together."""
Verdicts = Columns
"""What the columns say together. With a column `document` (ids, ascending), one row per verdict on a document."""
Example = str | tuple[str, ...]
"""One text, or several documents of one corpus."""


@dataclass(frozen=True)
class Again:
    """An answer of `conclude`: these documents must be surveyed in full before the verdict.

    `rest` are those of them of which more is needed than `CorpusRule.survey_ahead` gives (all, if it is not said).
    """

    documents: NDArray[np.int64]
    survey: Survey
    rest: NDArray[np.int64] | None = None


@dataclass(frozen=True)
class Before:
    """The columns that `conclude` asked again about before some parts of the corpus came, went or changed.

    `changed` are the first surveys of these parts, as they were and as they are. `renumber` turns the ids of then into
    those of now, -1 where the document was in one of them. All other parts are as they were, in the same order.
    """

    survey: Survey
    changed: Sequence[Survey]
    renumber: Callable[[NDArray[np.int64]], NDArray[np.int64]]


@dataclass(frozen=True)
class Noted:
    """Verdicts, and what users must be told about them besides: a line each, on stderr of the command line."""

    verdicts: Verdicts
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Meeting:
    """By which keys the rows of a survey meet: those that meet no other row have no part in the verdicts.

    `keys` has shape (rows, columns), of 32 bits or one column of 64. Rows meet where they have the same key in the same
    column; with `text`, only rows of different texts do.
    """

    keys: NDArray[np.uint32] | NDArray[np.uint64]
    text: NDArray[np.uint64] | None = None


@dataclass(frozen=True)
class Rule:
    """A check of one document at a time. Fields are the rule's options; the docstring is its manual page."""

    code: ClassVar[str]
    name: ClassVar[str]
    default: ClassVar[bool] = True
    good: ClassVar[tuple[Example, ...]]
    bad: ClassVar[tuple[tuple[Example, Example], ...]]

    @abstractmethod
    def check(self, batch: Batch) -> Iterator[Finding]:
        """The findings in a batch, in any order."""

    def finding(
        self,
        batch: Batch,
        start: int,
        end: int,
        message: str,
        edits: Iterable[tuple[int, int, str]] = (),
        safety: Safety = Safety.UNSAFE,
        related: Sequence[Location] = (),
    ) -> Finding:
        """A finding of this rule; `start`, `end` and the edits are offsets into the batch's text."""
        return Finding(
            self.code,
            self.name,
            batch.locate(start, end),
            message,
            tuple(batch.edit(*edit) for edit in edits),
            safety,
            tuple(related),
        )

    @classmethod
    def summary(cls) -> str:
        """The first line of the docstring."""
        return (cls.__doc__ or "").strip().split("\n")[0]


@dataclass(frozen=True)
class CorpusRule(Rule):
    """A check that must see the whole corpus first: survey everything, conclude, check everything.

    `survey` reduces a batch to columns; `merge` puts columns of several batches together; `conclude` says what they
    mean; `check` turns verdicts into findings. Where `conclude` must see more of a few documents, it answers with
    `Again`: the engine calls `survey_again` on just those and then `conclude_again`. What `survey_again` says of most
    documents a rule may offer in the first pass, by `survey_ahead`, for engines that have room for it: they need not
    read these documents once more. A rule whose verdicts all name their documents (the column `document`) says so by
    `per_document`: then only these documents are read again.
    """

    per_document: ClassVar[bool] = False
    tallies: ClassVar[bool] = False
    """Whether surveys have columns `key` (uint64) and `count` that add up by key, of which `conclude` asks for those
    with a sum of two or more: then an engine may add them up, and leave out the others."""

    @abstractmethod
    def survey(self, batch: Batch) -> Survey:
        """The columns that this batch adds."""

    def merge(self, surveys: Sequence[Survey]) -> Survey:
        """Several surveys as one; associative, in corpus order. By default the columns are put together."""
        if not surveys:
            return {}
        return {name: np.concatenate([survey[name] for survey in surveys]) for name in surveys[0]}

    def meeting(self, survey: Survey) -> Meeting | None:
        """By which keys rows meet, if `conclude` would say the same without those that meet no other one."""
        return None

    def only(self, survey: Survey, rows: NDArray[np.bool_]) -> Survey:
        """The survey with only these of the rows of `meeting`; by default every column has such rows."""
        return {name: column[rows] for name, column in survey.items()}

    @abstractmethod
    def conclude(self, survey: Survey) -> Verdicts | Again | Noted:
        """What the merged columns say: a pure function of them, which leaves them as they are."""

    def conclude_changed(self, survey: Survey, before: Before) -> Again | None:
        """What `conclude` says, found in less time with what it said before; None, if there is no such way."""
        return None

    @property
    def ahead(self) -> Hashable | None:
        """A name for what `survey_ahead` gives, shared by rules for which it is the same; None, if there is nothing."""
        return None

    def survey_ahead(self, batch: Batch) -> Survey:
        """Those columns of `survey_again` that cost next to nothing in the first pass."""
        raise NotImplementedError(self.code)

    def survey_again(self, batch: Batch) -> Survey:
        """More columns of documents that `conclude` asked for."""
        raise NotImplementedError(self.code)

    def conclude_again(self, survey: Survey, again: Survey) -> Verdicts | Noted:
        """The verdicts, from the survey that `Again` carried and the second survey.

        Where the engine had room, the columns of `survey_ahead` are those of all documents.
        """
        raise NotImplementedError(self.code)

    @abstractmethod
    def check_verdicts(self, batch: Batch, verdicts: Verdicts) -> Iterator[Finding]:
        """The findings in a batch, from the verdicts on its documents (or on the corpus)."""

    def check(self, batch: Batch, verdicts: Verdicts | None = None) -> Iterator[Finding]:
        """The findings in a batch; without verdicts, as if the batch were the whole corpus."""
        if verdicts is None:
            verdicts = self.conclude_alone(batch)
        yield from self.check_verdicts(batch, verdicts)

    def conclude_alone(self, batch: Batch) -> Verdicts:
        """The verdicts for a corpus of this one batch."""
        concluded = self.conclude(self.merge([self.survey(batch)]))
        if isinstance(concluded, Again):
            concluded = self.conclude_again(concluded.survey, self.merge([self.survey_again(batch)]))
        return concluded.verdicts if isinstance(concluded, Noted) else concluded

"""What a rule concludes from surveys that it has seen before.

What rules conclude depends on the whole corpus, so an edit changes what the first surveys say. Most edits leave what
is compared in full as it was (`CorpusRule.conclude_again`): the longer half of the work.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from corpuslint.cache.changes import Changes
from corpuslint.cache.company import Company
from corpuslint.cache.keys import digest_of, key
from corpuslint.cache.store import Cache
from corpuslint.cache.surveys import KeptSurvey
from corpuslint.columns import stretches
from corpuslint.rules import Again, CorpusRule, Noted, Survey, Verdicts
from corpuslint.workers import Merging

GROUP = 24
"""Surveys that are merged together before all are: to read one file takes less time than to read so many."""
BANDS = 8
"""Columns of keys from which on it is worth while to know which rows are in company."""


class Conclusions(Merging):
    """Surveys of a rule, which are read only if it has to conclude from them."""

    def __init__(self, rule: CorpusRule, cache: Cache, program: bytes) -> None:
        super().__init__(rule)
        self.cache = cache
        self.program = program
        self.kept: list[Survey | KeptSurvey] = []
        self.digests: list[bytes] = []
        self.again = True
        self.first: list[KeptSurvey] = []

    def add(self, survey: Survey | KeptSurvey) -> None:
        """Take in one more survey, in corpus order."""
        self.kept.append(survey)
        if isinstance(survey, KeptSurvey):
            self.digests.append(f"{survey.number} ".encode() + survey.digest)
        else:
            self.digests.append(digest_of(survey))

    def result(self) -> Survey:
        """All surveys as one; the first ones, where it is known, without rows that have no part in the verdicts."""
        company = None if self.again else self._company()
        for survey in self._surveys() if company is None else company.surveys(self._on_disk()):
            super().add(survey)
        self.first, self.kept = self._on_disk(), []
        merged = super().result()
        if company is not None:
            company.learn(merged)
        return merged

    def _surveys(self) -> Iterator[Survey]:
        """The surveys as they are, or the first ones merged by groups, of which an edit changes one."""
        if self.again or self._knows_changes or len(self._on_disk()) < len(self.kept):
            yield from (survey.load() if isinstance(survey, KeptSurvey) else survey for survey in self.kept)
            return
        for first, last in stretches(len(self.kept), GROUP):
            name = key(self.program, self.rule.code, "merged", *self.digests[first:last])
            merged: Survey | None = self.cache.get(name)
            if merged is None:
                merged = self.rule.merge([each.load() for each in self._on_disk()[first:last]])
                self.cache.put(name, merged)
            yield merged

    @property
    def _knows_changes(self) -> bool:
        return type(self.rule).conclude_changed is not CorpusRule.conclude_changed

    def _on_disk(self) -> list[KeptSurvey]:
        return [survey for survey in self.kept if isinstance(survey, KeptSurvey)]

    def _company(self) -> Company | None:
        """What is known of rows in company; None for rules that do not ask for it, or that have few keys to sort."""
        if not self.kept or len(self._on_disk()) < len(self.kept):
            return None
        meeting = self.rule.meeting(self._on_disk()[0].read())
        if meeting is None or meeting.keys.shape[1] < BANDS:
            return None
        return Company(self.rule, self.cache, key(self.program, self.rule.code, "in company"))

    def answer(self, survey: Survey) -> Verdicts | Again | Noted:
        """As `Merging.answer`; where the rule knows how, from what it said of the corpus before it changed."""
        if not self._knows_changes:
            return super().answer(survey)
        changes = Changes(self.cache, key(self.program, self.rule.code, "before"), self.first)
        before = changes.before()
        again = None if before is None else self.rule.conclude_changed(survey, before)
        answer = super().answer(survey) if again is None else again
        if isinstance(answer, Again):
            changes.keep(answer)
        return answer

    def conclude(self) -> Verdicts | Again:
        """What the rule concludes."""
        self.again = False
        return self._remembered("conclude", b"", super().conclude)

    def conclude_again(self, before: Survey) -> Verdicts:
        """The same from second surveys; `before` is what the rule's `Again` carried."""
        conclude = super().conclude_again
        answer = self._remembered("conclude again", digest_of(before), lambda: conclude(before))
        assert not isinstance(answer, Again)
        return answer

    def _remembered(self, stage: str, before: bytes, work: Callable[[], Verdicts | Again]) -> Verdicts | Again:
        name = key(self.program, self.rule.code, stage, before, *self.digests)
        kept = self.cache.get(name)
        if kept is not None:
            verdicts, notes = kept
            self.notes += notes
            return dict(verdicts)
        answer = work()
        if not isinstance(answer, Again):  # What is to be looked at again is large, and another edit changes it.
            self.cache.put(name, (answer, self.notes))
        return answer

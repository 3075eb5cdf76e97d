"""The Python API: `check`, `check_text`, and the report that they give."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypedDict, Unpack

from corpuslint.discovery import Corpus
from corpuslint.linter import Run
from corpuslint.model import CorpuslintError, Document, Finding
from corpuslint.reporters.base import Summary
from corpuslint.session import Request, Session, Spool

PathLike = str | os.PathLike[str]
Texts = Iterable[str] | Iterable[Mapping[str, Any]]
Names = str | Iterable[str]


class Options(TypedDict, total=False):
    """What a check or a clean can be told by keyword; every one may be left out."""

    select: Names | None
    """Codes, families or names of rules; without it, the rules that are on by default."""
    extend_select: Names
    ignore: Names
    fields: Names
    """Fields of records that hold text (default: `text`)."""
    encoding: str
    jobs: int
    """Processes; 0 is one for each core where the corpus is large."""
    config: str | None
    isolated: bool
    """Read no settings file."""
    options: Mapping[str, Mapping[str, Any]]
    """Rule (code or name) to option to value."""
    against: PathLike | Iterable[PathLike]
    """A second corpus, not reported on, whose copies in this one are findings."""
    batch_characters: int
    """Characters that are looked at at a time; changes speed and memory, not findings."""


NAMES = ("select", "extend_select", "ignore", "fields")
"""Options that may be one text or several."""


@dataclass(frozen=True)
class Report:
    """The findings of a check, in corpus order, and totals."""

    findings: tuple[Finding, ...]
    summary: Summary = field(repr=False)

    def __len__(self) -> int:
        return len(self.findings)

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    def counts(self) -> dict[str, int]:
        """How many findings each rule has, by code, the most frequent first."""
        found = Counter(finding.code for finding in self.findings)
        return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))

    def to_dicts(self) -> list[dict[str, Any]]:
        """The findings as plain values, the same as `--output-format json` writes."""
        from corpuslint.reporters.json_lines import to_dict

        return [to_dict(finding) for finding in self.findings]

    def _repr_html_(self) -> str:
        from html import escape

        from corpuslint.reporters.base import place_of

        rows = "".join(
            f"<tr><td><code>{escape(place_of(f.where))}</code></td><td><b>{f.code}</b> {f.name}</td>"
            f"<td>{escape(f.message)}</td></tr>"
            for f in self.findings[:100]
        )
        more = f"<p>… and {len(self) - 100:,} more</p>" if len(self) > 100 else ""
        totals = ", ".join(f"{code} {number:,}" for code, number in self.counts().items()) or "all clean"
        head = f"<p><b>{len(self):,} findings</b> in {self.summary.documents:,} documents: {totals}</p>"
        return f"{head}<table><tr><th>where</th><th>rule</th><th>what</th></tr>{rows}</table>{more}"


def check(*what: PathLike | Texts, **options: Unpack[Options]) -> Report:
    """Check files and folders, or texts in memory.

    Args:
        what: paths (`str` or `os.PathLike`), or one iterable of `str` or of dicts. Of texts, `where.record` is the
            1-based position and `where.path` is empty.
        options: `select`, `extend_select`, `ignore` (codes, families or names), `fields`, `encoding`, `jobs`,
            `config`, `isolated`, `options` (rule to option to value), and `against` (paths of a second corpus, whose
            copies in this one are findings); `Options` tells their types. For texts no settings file is read unless
            `config` names one.

    Returns:
        A report, also in notebooks.

    Raises:
        CorpuslintError: a missing path, an unknown rule or option, or anything else that the caller can put right.

    >>> check(["An ordinary sentence."]).counts()
    {}
    """
    with Spool() as spool:
        return collect(open_session(what, options, spool))


def check_text(text: str, **options: Unpack[Options]) -> Report:
    """Check one text; see `check` for the options.

    >>> [finding.code for finding in check_text("")]
    ['DOC003']
    """
    return check([text], **options)


def open_session(what: tuple[Any, ...], options: Options, spool: Spool) -> Session:
    """The session for the arguments of an API call."""
    others = options.get("against", ())
    others = (others,) if isinstance(others, (str, os.PathLike)) else others
    session = session_of(what, request_of(options), spool)
    if others:
        from corpuslint.against import against

        session = against(session, [os.fspath(path) for path in others])
    return session


def session_of(what: tuple[Any, ...], request: Request, spool: Spool) -> Session:
    """The session for paths, or for texts in memory."""
    if len(what) == 1 and not isinstance(what[0], (str, os.PathLike)):
        if request.config is None:
            request = replace(request, isolated=True)
        source = spool.texts(what[0], request.fields or ("text",))
        return Session.of(request, Corpus((source,)))
    if not all(isinstance(path, (str, os.PathLike)) for path in what):
        raise CorpuslintError("give paths, or one iterable of texts, not both")
    return Session.of(replace(request, paths=tuple(os.fspath(path) for path in what)))


def request_of(options: Options) -> Request:
    """A request from keyword arguments; lists may be given for tuples, one text for a list of one."""
    values: dict[str, Any] = dict(options)
    for key, value in values.items():
        if key not in Options.__annotations__:
            raise CorpuslintError(f"unknown argument '{key}' (known: {', '.join(Options.__annotations__)})")
        if key in NAMES and value is not None:
            values[key] = names = (value,) if isinstance(value, str) else tuple(value)
            if not all(isinstance(name, str) for name in names):
                raise CorpuslintError(f"{key}: names are needed, not {names}")
    jobs = values.get("jobs", 0)
    if not isinstance(jobs, int) or jobs < 0:
        raise CorpuslintError(f"jobs: must be a whole number, 0 or more, not {jobs!r}")
    values.pop("against", None)
    if "options" in values:
        from corpuslint.selection import find_rule

        values["options"] = {find_rule(rule).code: options for rule, options in values["options"].items()}
    return Request(**values)


def collect(session: Session) -> Report:
    """Run a session to its end and keep all findings."""
    from corpuslint.baseline import baseline_for

    summary = Summary(files=len(session.corpus.sources), skipped=session.corpus.skipped)
    baseline = baseline_for(session)
    admits = baseline.admits if baseline else None
    found = findings_of(session, session.run(), summary, admits)
    findings = tuple(finding for _, mine in found for finding in mine)
    return Report(findings, summary)


def findings_of(
    session: Session, run: Run, summary: Summary, admits: Callable[[Document, Finding], bool] | None = None
) -> Iterator[tuple[Document, list[Finding]]]:
    """The findings by document as they come, but for those that settings or `admits` silence; totals to the summary."""
    for checked in run.checked():
        summary.documents += checked.documents
        summary.characters += checked.characters
        summary.unreadable += checked.unreadable
        for document, findings in checked.findings:
            admitted = [f for f in findings if session.admits(document, f) and (admits is None or admits(document, f))]
            for finding in admitted:
                summary.add(finding)
            if admitted:
                yield document, admitted
    summary.notes += run.notes

"""The Python API for cleaning: `clean` and `clean_text`."""

from __future__ import annotations

import copy
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Unpack, overload

from corpuslint.api import Options, PathLike, open_session
from corpuslint.audit import trust
from corpuslint.cleaning.cleaner import Cleaned, run_rounds
from corpuslint.cleaning.cleaner import clean as clean_files
from corpuslint.cleaning.store import Store
from corpuslint.cleaning.targets import in_place as place_in
from corpuslint.cleaning.targets import mirrored
from corpuslint.cleaning.trust import Trust
from corpuslint.formats.fields import Steps, passed_over, steps_of, values_at
from corpuslint.model import CorpuslintError
from corpuslint.session import Spool, items_of


@overload
def clean(  # type: ignore[overload-overlap]  # a str is a path, though its characters are texts
    *paths: PathLike,
    output: PathLike | None = ...,
    in_place: bool = ...,
    log: PathLike | None = ...,
    unsafe: bool = ...,
    audit: PathLike | None = ...,
    drop_empty: bool = ...,
    **options: Unpack[Options],
) -> Cleaned: ...


@overload
def clean(
    texts: Iterable[str], /, *, unsafe: bool = ..., drop_empty: bool = ..., **options: Unpack[Options]
) -> list[str]: ...


@overload
def clean(
    records: Iterable[Mapping[str, Any]], /, *, unsafe: bool = ..., drop_empty: bool = ..., **options: Unpack[Options]
) -> list[dict[str, Any]]: ...


def clean(
    *what: Any,
    output: PathLike | None = None,
    in_place: bool = False,
    log: PathLike | None = None,
    unsafe: bool = False,
    audit: PathLike | None = None,
    drop_empty: bool = False,
    **options: Unpack[Options],
) -> Any:
    """Clean files and folders into `output` or in place, or texts in memory.

    Args:
        what: paths (`str` or `os.PathLike`), or one iterable of `str` or of dicts, as for `check`.
        output: the folder for the cleaned copies (of one file also the name of the copy).
        in_place: change the files themselves.
        log: where the change log goes; beside the output unless it is said. Texts in memory have none.
        unsafe: make all edits that findings propose, not only the safe ones.
        audit: the file in which `corpuslint audit` keeps its verdicts: rules that were right often enough on this
            corpus make their edits as well, and rules that were wrong too often make none.
        drop_empty: leave out records, files and texts of which nothing is left.
        options: as for `check`, but for `against`.

    Returns:
        Of paths, what was done. Of texts, the new texts in the same order, a removed one as `""`; of dicts, copies
        with new texts.

    Raises:
        CorpuslintError: a missing path, an output inside the input, or anything else that the caller can put right.

    >>> clean(["A zero\\u200bwidth space.", "Nothing to do."], select=["ENC003"])
    ['A zerowidth space.', 'Nothing to do.']
    """
    if options.get("against"):
        raise CorpuslintError("against: a second corpus is for `check`; `clean` looks at one")
    trusted = trust(Path(audit) if audit is not None else None, unsafe)
    texts = len(what) == 1 and not isinstance(what[0], (str, os.PathLike))
    with Spool() as spool:
        if texts:
            if output is not None or in_place or log is not None:
                raise CorpuslintError("texts in memory are given back: they have no output, in_place or log")
            return clean_items(list(items_of(what[0])), trusted, drop_empty, options, spool)
        if (output is None) == (not in_place):
            raise CorpuslintError("say where to: output=..., or in_place=True")
        session = open_session(what, options, spool)
        roots, sources = session.request.paths, session.corpus.sources
        targets = place_in(roots, sources) if output is None else mirrored(roots, sources, Path(output))
        return clean_files(session, targets, Path(log) if log else targets.default_log(), trusted, drop_empty)


def clean_text(text: str, unsafe: bool = False, **options: Unpack[Options]) -> str:
    """Clean one text; see `clean` for the options.

    >>> clean_text("A zero\\u200bwidth space.", select=["ENC003"])
    'A zerowidth space.'
    """
    return clean([text], unsafe=unsafe, **options)[0]


def clean_items(items: list[Any], trusted: Trust, drop_empty: bool, options: Options, spool: Spool) -> Any:
    """The items of an iterable with their texts cleaned."""
    session = open_session((items,), options, spool)
    result = list(items)
    with Store() as store:
        rounds = run_rounds(session, store, trusted)
        for number, _ in rounds.shelving.parts():
            for revision in rounds.shelving.revisions(number).values():
                assert revision.record is not None
                index = revision.record - 1
                if isinstance(items[index], str):
                    result[index] = revision.text
                else:
                    if result[index] is items[index]:
                        result[index] = copy.deepcopy(dict(items[index]))
                    way = steps_of(as_lists(items[index]), revision.field or "", session.plan.reading.fields)
                    put(result[index], way, revision.text)
    if drop_empty:
        fields = session.plan.reading.fields
        result = [item for item in result if not is_empty(item, fields)]
    return result


def as_lists(value: Any) -> Any:
    """A record with lists for tuples, as it was read."""
    if isinstance(value, Mapping):
        return {key: as_lists(item) for key, item in value.items()}
    return [as_lists(item) for item in value] if isinstance(value, (list, tuple)) else value


def put(value: Any, way: Steps, text: str) -> Any:
    """The record, or a value in it, with a text in another's place."""
    if not way:
        return text
    step, rest = way[0], way[1:]
    if isinstance(value, tuple):
        return tuple(put(item, rest, text) if index == step else item for index, item in enumerate(value))
    value[step] = put(value[step], rest, text)
    return value


def is_empty(item: Any, fields: tuple[str, ...]) -> bool:
    """Whether an item has text fields and nothing but white space in them."""
    if isinstance(item, str):
        return not item.strip()
    found = ((way, text, name) for name in fields for way, text in values_at(as_lists(item), name))
    texts = [text for way, text, name in found if not passed_over(text, way, name, fields)]
    return bool(texts) and all(isinstance(text, str) and not text.strip() for text in texts)

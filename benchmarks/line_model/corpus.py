"""Labelled documents for the line model: reading, variants of pages, and the columns that the network is fed.

A row of a JSONL is either a labelled page, `{"doc_id", "source", "lang", "site", "lines": [{"text", "label"}]}`, or a
document without boilerplate, `{"id", "genre", "text"}`.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from corpuslint.batch import Batch
from corpuslint.language.line_columns import FULL
from corpuslint.language.line_features import find_lines
from corpuslint.language.line_model import Weights, inputs
from corpuslint.language.line_terms import line_terms, masked_words
from corpuslint.rules.phrase_hits import seen_strengths

FOLDS = 5
LABELS = {"content": 0, "boilerplate": 1, "ambiguous": 2}
TITLE = 3
"""Content that the labels leave open; figures are printed without it."""
NOT_FOR_TRAINING = frozenset(("cleaneval", "l3s-gn1", "cleanportaleval", "holbrook", "jfleg", "progit2", "bitcoinbook"))
"""Sources whose licences allow measuring at most."""
LONG_WORD = re.compile(r"\w{4,}")
TITLES = 12
"""A title stands at most so many lines above the text."""
NUMBERED = 0.3
"""The share of content-only documents of which a variant with numbered headings is made."""
WRAPPED_PAGES, WRAPPED_CONTENT = 0.05, 0.25
"""The share of documents of which a variant with wrapped lines is made."""
BREAK = re.compile(r"\r\n|\r|\n")


@dataclass
class Page:
    """A document with a label for each line."""

    identity: str
    origin: str
    """The file it was read from, without its ending: the set that figures are printed for."""
    source: str
    language: str
    site: str
    """What must not stand on both sides of a fold: the site, the genre, or the document itself."""
    texts: list[str]
    labels: np.ndarray
    variant: bool = False

    @property
    def fold(self) -> int:
        """Which of the five folds the page is left out in."""
        return int(hashlib.md5(self.site.encode(), usedforsecurity=False).hexdigest(), 16) % FOLDS

    @property
    def trains(self) -> bool:
        """Whether the licence allows learning from it."""
        return self.source not in NOT_FOR_TRAINING


def read(path: Path, titles: bool = True) -> Iterator[Page]:
    """The documents of a JSONL; with `titles` those of articles are labelled content where they are ambiguous."""
    with path.open(encoding="utf-8") as rows:
        for number, row in enumerate(map(json.loads, rows)):
            if "lines" in row:
                texts = [BREAK.sub(" ", line["text"]) for line in row["lines"]]
                labels = np.array([LABELS[line["label"]] for line in row["lines"]], np.int8)
                if titles:
                    keep_titles(texts, labels)
                known = row["site"] and not row["source"].startswith("turku")
                site = row["site"] if known else row["doc_id"]
                yield Page(row["doc_id"], path.stem, row["source"], row["lang"], site, texts, labels)
            else:
                texts = BREAK.split(row["text"])
                labels = np.zeros(len(texts), np.int8)
                kind = row["genre"].partition("/")[0]
                yield Page(f"{path.stem}-{number}", path.stem, row["genre"], "", kind, texts, labels)


def keep_titles(texts: list[str], labels: np.ndarray) -> None:
    """Label as titles the ambiguous lines above the text half of their words stand in it."""
    content = np.flatnonzero(labels == 0)
    if not len(content):
        return
    spoken = {word for index in content[:40] for word in LONG_WORD.findall(texts[index].lower())}
    for index in range(max(0, content[0] - TITLES), content[0]):
        words = LONG_WORD.findall(texts[index].lower())
        if labels[index] == 2 and len(words) >= 3 and sum(word in spoken for word in words) * 2 >= len(words):
            labels[index] = TITLE


def variants(page: Page, chance: random.Random) -> Iterator[Page]:
    """The page as an extractor may leave it: runs of boilerplate gone, bullets before short lines, lines wrapped."""
    wrapped = WRAPPED_PAGES if page.language else WRAPPED_CONTENT
    if page.trains and len(page.texts) > 2 and chance.random() < wrapped:
        yield _wrapped(page, chance.choice((28, 40, 60, 72, 80)))
    if page.trains and not page.language and chance.random() < NUMBERED and (numbered := _numbered(page, chance)):
        yield numbered
    if not page.trains or not (page.labels != 0).any() or len(page.texts) <= 5:
        return
    if page.origin.startswith("fullpage"):
        for _ in range(2):
            kept = _extracted(page, chance)
            if len(kept) > 3:
                yield _variant(page, [page.texts[index] for index in kept], page.labels[kept])
    first, last = 0, len(page.texts)
    if last > 30 and chance.random() < 0.5:
        first = chance.randrange(last // 2)
        last = min(last, first + chance.randrange(15, 60))
    yield _variant(page, _bulleted(page.texts, chance)[first:last], page.labels[first:last])


def _variant(page: Page, texts: list[str], labels: np.ndarray) -> Page:
    return Page(page.identity, page.origin, page.source, page.language, page.site, texts, labels, variant=True)


def _wrapped(page: Page, width: int) -> Page:
    texts: list[str] = []
    labels: list[int] = []
    for text, label in zip(page.texts, page.labels.tolist(), strict=True):
        parts = textwrap.wrap(text, width, break_long_words=False) or [""]
        texts += parts
        labels += [label] * len(parts)
    return _variant(page, texts, np.array(labels, np.int8))


def _extracted(page: Page, chance: random.Random) -> list[int]:
    stays = chance.choice([0.03, 0.08, 0.15, 0.3, 0.5])
    kept: list[int] = []
    staying = True
    for index, label in enumerate(page.labels):
        if label in (0, TITLE):
            kept.append(index)
            continue
        if index == 0 or page.labels[index - 1] in (0, TITLE) or chance.random() < 0.25:
            staying = chance.random() < stays
        if staying:
            kept.append(index)
    return kept


def _numbered(page: Page, chance: random.Random) -> Page | None:
    """Paragraphs of running text with numbered headings between them, as laws, verses and manuals have them."""
    long = [index for index, text in enumerate(page.texts) if len(text) >= 40]
    words = LONG_WORD.findall(" ".join(page.texts[index] for index in long[:5]))
    if len(long) < 4 or not words:
        return None
    word = chance.choice(words)
    style = chance.choice(("{} {}", "{} {}.", "{} - {}", "{} ({})", "{}{}", "{}.- {}", "{} §{}"))
    word = chance.choice((word, word.capitalize(), word.upper(), ""))
    step, gap = chance.choice((1, 1, 2, 3)), chance.choice((True, True, False))
    texts: list[str] = []
    number = 0
    for index, text in enumerate(page.texts):
        if index in long[::step]:
            number += 1
            heading = (
                style.format(word, number) if word else chance.choice((f"{number}.", f"({number})", f"§ {number}"))
            )
            texts += [heading, ""] if gap else [heading]
        texts.append(text)
    return _variant(page, texts, np.zeros(len(texts), np.int8))


def _bulleted(texts: list[str], chance: random.Random) -> list[str]:
    bullet = chance.choice(["* ", "- ", "  • ", "• ", "  - "])
    listed, changed = False, []
    for text in texts:
        if chance.random() < 0.25:
            listed = chance.random() < 0.4
        changed.append(bullet + text if listed and len(text) < 80 else text)
    return changed


@dataclass
class Columns:
    """What the network sees of a page: one row per line that is not blank."""

    page: Page
    features: np.ndarray
    line: np.ndarray
    rows: np.ndarray
    weight: np.ndarray
    labels: np.ndarray
    length: np.ndarray
    kept: np.ndarray
    importance: np.ndarray = field(default_factory=lambda: np.zeros(0))


def columns(page: Page, weights: Weights) -> Columns | None:
    """The columns of a page; None where it has nothing but blank lines."""
    batch = Batch.of("\n".join(page.texts))
    lines = find_lines(batch)
    if not len(lines.index):
        return None
    features, line, rows, count = inputs(weights, batch, lines, seen_strengths(batch))
    return Columns(
        page,
        features.T.astype(np.float32) / FULL,
        line,
        rows,
        (1 / np.sqrt(count))[line].astype(np.float32),
        page.labels[lines.index],
        lines.end - lines.start,
        lines.index,
    )


def common_terms(pages: Iterable[Page], sites: int) -> np.ndarray:
    """Hashes of the terms that stand on so many sites or more, the commonest first."""
    numbers: dict[str, int] = {}
    terms, owners = [], []
    for page in pages:
        batch = Batch.of("\n".join(page.texts))
        lines = find_lines(batch)
        found = np.unique(line_terms(masked_words(batch), lines.first_word, lines.last_word)[1])
        terms.append(found)
        owner = page.site if page.language else page.identity
        owners.append(np.full(len(found), numbers.setdefault(owner, len(numbers)), np.uint64))
    pairs = np.unique(np.stack([np.concatenate(terms), np.concatenate(owners)]), axis=1)
    known, count = np.unique(pairs[0], return_counts=True)
    known, count = known[count >= sites], count[count >= sites]
    ordered: np.ndarray = known[np.lexsort((known, -count))]
    return ordered

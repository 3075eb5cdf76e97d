"""How much of each document repeats itself: the measures of Gopher's repetition rules, as integers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpuslint.batch import Batch
from corpuslint.similarity.shingles import PLACE, Rows, fingerprints

Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Measure:
    """For each document, `part` of `whole`; `option` names the limit, `what` says it in words."""

    option: str
    what: str
    part: Counts
    whole: Counts


def line_measures(batch: Batch) -> Iterator[Measure]:
    """The shares of lines and of paragraphs that repeat earlier ones, by number and by characters."""
    lines = batch.lines
    solid = np.flatnonzero(~lines.blank)
    starts, ends, documents = lines.start[solid], lines.end[solid], lines.document[solid]
    yield from _units(batch, starts, ends, documents, "line", "lines")
    new = np.append(True, (np.diff(solid) > 1) | (documents[1:] != documents[:-1]))[: len(solid)]
    first = np.flatnonzero(new)
    last = np.append(first[1:], len(solid)) - 1
    yield from _units(batch, starts[first], ends[last], documents[first], "paragraph", "paragraphs")


def _units(batch: Batch, starts: Counts, ends: Counts, documents: Counts, name: str, plural: str) -> Iterator[Measure]:
    first, last = batch.first_word(starts), batch.first_word(ends)
    worded = last > first
    first, last, documents, sizes = first[worded], last[worded], documents[worded], (ends - starts)[worded]
    count = len(batch.documents)
    repeats = _repeats(fingerprints(batch.words.hash, first, last), documents)
    total = np.bincount(documents, minlength=count)
    part = np.bincount(documents[repeats], minlength=count)
    yield Measure(plural, f"of its {plural} repeat earlier ones", part, np.maximum(total, 1))
    characters = np.bincount(documents, sizes, count).astype(np.int64)
    part = np.bincount(documents[repeats], sizes[repeats], count).astype(np.int64)
    yield Measure(f"{name}_characters", f"of its text stands in repeated {plural}", part, np.maximum(characters, 1))


def ngram_measures(batch: Batch, words: Rows) -> Iterator[Measure]:
    """The shares of characters in the commonest n-gram (2 to 4), and in repeated n-grams (5 to 10)."""
    sizes = np.append(0, np.cumsum(batch.words.end - batch.words.start))
    whole = np.maximum(sizes[words.ends] - sizes[words.starts], 1)
    for length, repeats in enumerate(_ngrams(words), 2):
        part = np.zeros(len(words), np.int64)
        if length < 5:
            first = repeats.position[repeats.heads]
            phrase = (sizes[first + length] - sizes[first]) * repeats.times
            owner = repeats.document[repeats.heads]
            most = np.zeros(len(words), np.int64)
            np.maximum.at(most, owner, repeats.times)
            top = repeats.times == most[owner]
            np.maximum.at(part, owner[top], phrase[top])
            yield Measure(f"top_{length}gram", f"of its text is one phrase of {length} words", part, whole)
        else:
            again = np.delete(repeats.position, repeats.heads)
            covered = np.bincount(again, minlength=len(sizes)) - np.bincount(again + length, minlength=len(sizes))
            inside = np.append(0, np.cumsum(np.where(np.cumsum(covered[:-1]) > 0, np.diff(sizes), 0)))
            part = inside[words.ends] - inside[words.starts]
            yield Measure(f"repeated_{length}grams", f"of its text is repeated phrases of {length} words", part, whole)


@dataclass(frozen=True, slots=True)
class Repeats:
    """The n-grams that stand in their document twice or more: equal ones side by side, in the order of the text.

    `position` is the index of the first word, `heads` tells where each n-gram begins, `times` how often it stands.
    """

    position: Counts
    document: Counts
    heads: Counts
    times: Counts


def _ngrams(words: Rows) -> Iterator[Repeats]:
    """The repeated n-grams of 2 to 10 words.

    What stands in no repeated n-gram stands in none of a word more, so that ever fewer positions are looked at.
    """
    position = Rows(np.arange(len(words.values)), words.starts, words.ends).gather()
    document = np.repeat(np.arange(len(words)), words.lengths)
    sums = words.values[position]
    for length in range(2, 11):
        fits = position + length <= words.ends[document]
        position, document, sums = position[fits], document[fits], sums[fits]
        sums += words.values[position + (length - 1)] * np.uint64(pow(PLACE, length - 1, 1 << 64))
        values = (sums ^ (sums >> np.uint64(32))).astype(np.uint32)
        repeats = _repeats_of(values, position, document)
        yield repeats
        held = np.zeros(len(words.values), np.bool_)
        held[repeats.position] = True
        kept = held[position]
        position, document, sums = position[kept], document[kept], sums[kept]


def _repeats_of(values: NDArray[np.uint32], position: Counts, document: Counts) -> Repeats:
    order = in_order(values, document)
    value, owner = values[order], document[order]
    same = (value[1:] == value[:-1]) & (owner[1:] == owner[:-1])
    held = np.flatnonzero(np.append(same, False) | np.append(False, same))[: len(order)]
    heads = np.flatnonzero(~np.append(False, same)[held])
    return Repeats(position[order[held]], owner[held], heads, np.diff(np.append(heads, len(held))))


def in_order(values: NDArray[np.uint32], documents: Counts) -> Counts:
    """The order of values by document and value, equal ones as they stand; documents ascend.

    Numbers of 64 bits that hold all three are sorted in a tenth of the time of `lexsort`.
    """
    bits = len(values).bit_length()
    if not len(values) or bits + int(documents[-1]).bit_length() > 32:
        return np.lexsort((values, documents))
    keys = documents.astype(np.uint64) << np.uint64(32)
    keys |= values
    keys <<= np.uint64(bits)
    keys |= np.arange(len(values), dtype=np.uint64)
    keys.sort()
    return (keys & np.uint64((1 << bits) - 1)).astype(np.int64)


def _repeats(values: NDArray[np.uint64], documents: Counts) -> NDArray[np.bool_]:
    """Which values stand earlier in the same document."""
    order = np.lexsort((values, documents))
    same = (values[order][1:] == values[order][:-1]) & (documents[order][1:] == documents[order][:-1])
    found = np.zeros(len(values), np.bool_)
    found[order[1:][same]] = True
    return found

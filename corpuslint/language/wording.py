"""How a correction is written: in the case that the place and the document ask for."""

from __future__ import annotations

from corpuslint.batch import Batch
from corpuslint.language.forms import Shape, forms
from corpuslint.language.suspects import Pair
from corpuslint.words import hash_terms


def in_case(batch: Batch, pair: Pair) -> str:
    """The right word in the case of the wrong one, or as the same document writes it.

    Ordinary words follow the wrong one (`probelm` → `problem`, `Probelm` → `Problem`), but a name keeps its capital
    (`nited` → `United` where the document has nothing else). Acronyms and mixed case are copied from the document
    where it has the word, else letter by letter from the wrong one (`NOGs` → `NGOs`).
    """
    wrong = batch.text[batch.words.start[pair.word] : batch.words.end[pair.word]]
    shape = Shape(int(forms(batch).shape[pair.word]))
    if shape == Shape.TITLE:
        return pair.right[:1].upper() + pair.right[1:]
    written = _as_written(batch, pair)
    if shape == Shape.LOWER:
        return next(iter(written)) if written and all(form[:1].isupper() for form in written) else pair.right
    for form in written:
        if not form.islower():
            return form
    if shape == Shape.SLIPPED:
        return pair.right[:1].upper() + pair.right[1:]
    if wrong.isupper():
        return pair.right.upper()
    if shape == Shape.UPPER and pair.right.endswith("s"):
        return pair.right[:-1].upper() + "s"
    return _letter_by_letter(wrong, pair.right)


def _as_written(batch: Batch, pair: Pair) -> list[str]:
    """The forms in which the document bears the right word, in the middle of sentences, most frequent first."""
    form = forms(batch)
    document = form.document[pair.word]
    same = (batch.words.hash == hash_terms([pair.right])[0]) & (form.document == document) & ~form.opens
    counts: dict[str, int] = {}
    for index in same.nonzero()[0].tolist():
        text = batch.text[batch.words.start[index] : batch.words.end[index]]
        counts[text] = counts.get(text, 0) + 1
    return sorted(counts, key=lambda text: (-counts[text], text))


def _letter_by_letter(wrong: str, right: str) -> str:
    """Capitals where the wrong word has them, counted from the nearer end of the edit."""
    head = 0
    while head < min(len(wrong), len(right)) and wrong[head].lower() == right[head]:
        head += 1
    tail = 0
    while tail < min(len(wrong), len(right)) - head and wrong[-1 - tail].lower() == right[-1 - tail]:
        tail += 1
    middle = right[head : len(right) - tail]
    if any(c.isupper() for c in wrong[head : len(wrong) - tail]):
        middle = middle[:1].upper() + middle[1:]
    return wrong[:head] + middle + (wrong[len(wrong) - tail :] if tail else "")

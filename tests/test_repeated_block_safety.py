"""When the edit of a repeat within one document is safe."""

from __future__ import annotations

import pytest

import corpuslint
from corpuslint.batch import Batch
from corpuslint.model import Safety
from corpuslint.rules.repeated_block import is_plain

LINE = "The harbour of {} was closed after a storm tore two of the three ferries from their moorings, and the islands"
PLACES = ("Lund", "Visby", "Malmo", "Turku", "Narva")
PARAGRAPHS = [
    f"{LINE.format(place)} had no bread for a week. Fishermen of {place} helped them out." for place in PLACES
]
PASSAGE = "\n\n".join(PARAGRAPHS)
LONG = "\n\n".join(f"{paragraph} {paragraph.replace('storm', 'flood')}" for paragraph in PARAGRAPHS)
OTHER = "Nothing of this was ever told to the council of the islands."


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        (f"{PASSAGE}\n\n{OTHER}", True),
        (f"# Harbour\n\n{PASSAGE}", False),
        (f"Harbour\n=======\n\n{PASSAGE}", False),
        (f"{PASSAGE}\n\n```\nx = 1\n```", False),
    ],
)
def test_plain_documents(text: str, plain: bool) -> None:
    assert is_plain(Batch.of(text), 0) == plain


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        (f"{LONG}\n\n{OTHER}\n\n{LONG}", True),
        (f"{LONG}\n\n{OTHER}\n\nOur reader wrote:\n\n{LONG}", False),
        (f"# News\n\n{LONG}\n\n{OTHER}\n\n{LONG}", False),
        (f"{PARAGRAPHS[0]}\n\n{OTHER}\n\n{PARAGRAPHS[0]}", False),
        (f"{LONG}\n\n{OTHER}\n\n{LONG}\n\n" + "\n\n".join(f"{OTHER} {n} to {n + 1}." for n in range(50)), False),
        (f"{LONG}\n\n{OTHER}\n\n{LONG.replace(',', ';')}", False),
    ],
)
def test_safety(text: str, safe: bool) -> None:
    findings = corpuslint.check([text], select=["DUP001"]).findings
    assert [finding.safety for finding in findings] == [Safety.SAFE if safe else Safety.UNSAFE]

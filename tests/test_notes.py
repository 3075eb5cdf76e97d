"""What a rule wants to be known besides its findings: told by `check` and by `clean`, a line each on stderr."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from corpuslint.cli import main

COMMON = (
    "the harbour was closed on monday after a storm tore two of the three ferries from their moorings and the islands "
    "had no bread until thursday when fishermen brought some of it over in their own small boats"
)
OPTIONS = ("--isolated", "--select", "DUP002", "--set", "DUP002.measure=shingles", "--set", "DUP002.threshold=0.9")


@pytest.fixture
def crowd(tmp_path: Path) -> Path:
    """Documents of which most share buckets, and none is a near-duplicate of another."""
    draw = random.Random(1)
    folder = tmp_path / "crowd"
    folder.mkdir()
    for number in range(60):
        own = " ".join("".join(draw.choices("bcdfgklmnprst", k=7)) for _ in range(6))
        (folder / f"{number:02}.txt").write_text(f"Number one.\n\n{COMMON} {own}.\n\nThe end of {own}.\n")
    return folder


def test_pairs_that_were_not_compared_are_told(crowd: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(crowd), *OPTIONS]) == 0
    notes = [line for line in capsys.readouterr().err.splitlines() if "not compared" in line]
    assert len(notes) == 1
    assert notes[0].startswith("corpuslint: DUP002 near-duplicate-block: at least ")
    assert main(["clean", str(crowd), *OPTIONS, "-o", str(crowd.parent / "out")]) == 0
    assert [line for line in capsys.readouterr().err.splitlines() if "not compared" in line] == notes

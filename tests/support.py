"""What several tests need: running the command line, cleaning texts in memory, pieces of real text."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import corpuslint
from corpuslint.model import Finding

SEEDS = Path(__file__).parent.parent / "seeds"

RIGHTS = [
    "All human beings are born free and equal in dignity and rights. They are endowed with reason and conscience and "
    "should act towards one another in a spirit of brotherhood.",
    "Tous les êtres humains naissent libres et égaux en dignité et en droits. Ils sont doués de raison et de "
    "conscience et doivent agir les uns envers les autres dans un esprit de fraternité.",
    "Все люди рождаются свободными и равными в своем достоинстве и правах. Они наделены разумом и совестью и должны "
    "поступать в отношении друг друга в духе братства.",
    "人人生而自由，在尊严和权利上一律平等。他们赋有理性和良心，并应以兄弟关系的精神相对待。",
    "Everyone is entitled to all the rights and freedoms set forth in this Declaration, without distinction of any "
    "kind, such as race, colour, sex, language, religion, political or other opinion, national or social origin.",
]


def run(
    *arguments: str | Path, cwd: Path, stdin: bytes = b"", **environment: str
) -> subprocess.CompletedProcess[bytes]:
    """Run the command line in a process of its own, without a terminal."""
    command = [sys.executable, "-m", "corpuslint", *map(str, arguments)]
    inherited = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "TERM")}
    inherited["PYTHONPATH"] = os.pathsep.join([str(SEEDS.parent), inherited.get("PYTHONPATH", "")])
    return subprocess.run(
        command, cwd=cwd, input=stdin, capture_output=True, env=inherited | environment, timeout=100, check=False
    )


def findings(output: bytes | str) -> list[dict[str, Any]]:
    """The findings in what `--output-format json` wrote."""
    return [json.loads(line) for line in output.splitlines()]


def places(texts: Sequence[str], found: Sequence[Finding]) -> list[tuple[int, int, int, str]]:
    """Document (0-based), line, column and matched text of findings on texts in memory."""
    return [
        (
            (f.where.record or 1) - 1,
            f.where.line,
            f.where.column,
            texts[(f.where.record or 1) - 1][f.where.start : f.where.end],
        )
        for f in found
    ]


def clean(texts: Sequence[str], **options: Any) -> list[str]:
    """The texts after all edits, unsafe ones included."""
    return corpuslint.clean(texts, unsafe=True, **options)

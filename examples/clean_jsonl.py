"""Clean a JSONL dataset into a new folder; the log that is written beside it can undo everything.

python examples/clean_jsonl.py dataset.jsonl cleaned/
"""

from __future__ import annotations

import sys
from pathlib import Path

import corpuslint


def main(source: str, output: str) -> None:
    """Show what would be found, then make the safe edits."""
    report = corpuslint.check(source, select=["ENC", "ART", "BPL"])
    for code, number in report.counts().items():
        print(f"{code}: {number}")
    corpuslint.clean(source, output=output, select=["ENC", "ART", "BPL"])
    for file in sorted(Path(output).rglob("*")):
        print(file)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])

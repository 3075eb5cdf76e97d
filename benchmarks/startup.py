"""Start-up: processor time of whole processes, beside a bare interpreter and NumPy alone, in turns.

Measure in an environment into which the project was installed (not in place), its modules compiled.

    python benchmarks/startup.py
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROUNDS = 15
SENTENCE = "The quick walk along the river was pleasant, and the committee agreed on it — “at once”.\n\n"
SIZE = 10_000


def spent(command: list[str]) -> float:
    """Processor milliseconds of one run."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True, env=environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1000 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def main() -> None:
    """Print a table: the median and the least of some rounds, and the ratio to a bare interpreter."""
    with tempfile.TemporaryDirectory() as folder:
        plain, typographic = Path(folder, "plain.txt"), Path(folder, "typographic.txt")
        typographic.write_text((SENTENCE * SIZE)[:SIZE], encoding="utf-8")
        ascii_sentence = SENTENCE.encode("ascii", "ignore").decode()
        plain.write_text((ascii_sentence * SIZE)[:SIZE], encoding="utf-8")
        tool = [str(Path(sys.executable).with_name("corpuslint"))]
        check = [*tool, "check", "--isolated", "--select", "ENC,ART001"]
        commands = {
            "`python -c pass`": [sys.executable, "-c", "pass"],
            "`python -c 'import numpy'`": [sys.executable, "-c", "import numpy"],
            "`corpuslint --version`": [*tool, "--version"],
            "10 KB of English, `--select ENC,ART001`": [*check, str(plain)],
            "the same with typographic quotes": [*check, str(typographic)],
        }
        times: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(ROUNDS):
            for name, command in commands.items():
                times[name].append(spent(command))
    bare = statistics.median(times["`python -c pass`"])
    print("| process | median, ms | least, ms | times a bare interpreter |\n|---|---|---|---|")
    for name, values in times.items():
        middle = statistics.median(values)
        print(f"| {name} | {middle:.0f} | {min(values):.0f} | {middle / bare:.1f} |")


if __name__ == "__main__":
    main()

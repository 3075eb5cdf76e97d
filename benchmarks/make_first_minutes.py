"""Write docs/first-ten-minutes.md: every command in it is run here, in a fresh clone, and its real output kept.

    python benchmarks/make_first_minutes.py

Needs git, pre-commit and what `pip install` needs.
"""

# ruff: noqa: E501

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "first-ten-minutes.md"
LINES = 36
"""Lines of output that are shown of one command."""

TEXT = """# The first ten minutes

Every command below was run as it stands, and what it printed is below it; `python benchmarks/make_first_minutes.py` writes this page anew.

## Install

corpuslint installs from its repository. In a clone of it, with Python 3.11 or newer:

$ python3 -m venv .venv && .venv/bin/python -m pip install -q .
$ . .venv/bin/activate && corpuslint --version

## Check

`seeds/` holds five pages as a scraper left them. What is wrong with them, in figures:

$ corpuslint check seeds/ --statistics

And in full. Each rule gets its share of what is shown:

$ corpuslint check seeds/ --max-findings 6

The exit code is 1 when there are findings, 0 when there are none, 2 when the job could not be done. `--output-format html -o report.html` writes a page to look through, `--output-format json` a line per finding for programs.

## Understand three findings

A machine drew this, and a scraper left it between two sentences:

$ corpuslint check seeds/ --select ART001

Paragraphs that stand there twice. The finding names the copy that stays:

$ corpuslint check seeds/ --select DUP001 --max-findings 1

A line that every page of the site has around its text:

$ corpuslint check seeds/ --select BPL001 --max-findings 1

Why is that a finding, and how sure is it? Each rule has a page:

$ corpuslint rule random-token | head -24

Whatever is not wanted can be switched off: `--ignore BPL`, or in `corpuslint.toml`

```toml
paths = ["data"]
ignore = ["BPL"]
```

## Clean

What would change, before anything does:

$ corpuslint clean seeds/ --diff

Safe edits only, into a new folder; `--unsafe` makes all of them:

$ corpuslint clean seeds/ -o cleaned/
$ corpuslint clean seeds/ -o cleaned-more/ --unsafe
$ corpuslint check cleaned-more/ --statistics

Nothing is lost: the change log brings the originals back, byte for byte.

$ corpuslint restore cleaned-more.corpuslint.log -o restored/ && diff -r seeds restored && echo the same

## The hook, in a repository of your own

$ mkdir ../mine && cd ../mine && git init -q && mkdir data && cp ../corpuslint/seeds/*.txt data/
$ printf 'paths = ["data"]\\nselect = ["DUP", "ART", "ENC"]\\n' > corpuslint.toml
$ corpuslint check --write-baseline known.txt && echo 'baseline = "known.txt"' >> corpuslint.toml
$ cat known.txt

```yaml
# .pre-commit-config.yaml, where corpuslint is installed already
HOOK
```

$ pre-commit install
$ git add -A && git commit -q -m "corpus" && git log --oneline | wc -l

A new file that repeats one that is there:

$ cp data/002_*.txt data/000-new.txt && git add -A && git commit -m "more text"

The copy is the finding, although its name comes first; the file that was there before is not touched. `git commit --no-verify` would let it through, `corpuslint check --write-baseline known.txt` would accept it for good.
"""

HOOK = """repos:
  - repo: local
    hooks:
      - id: corpuslint
        name: corpuslint
        entry: corpuslint check --changed-since HEAD
        language: system
        pass_filenames: false
        files: \\.(txt|md|jsonl|parquet)$"""


def main() -> None:
    """Run all commands and write the page."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        subprocess.run(["git", "clone", "-q", str(ROOT), str(home / "corpuslint")], check=True)
        shell = Shell(home)
        out: list[str] = []
        block: list[str] = []
        for line in [*TEXT.replace("HOOK", HOOK).splitlines(), ""]:
            if line.startswith("$ "):
                block += [line, *shell.run(line[2:])]
                continue
            if block:
                out += ["```console", *block, "```"]
                block = []
            out.append(line)
    PAGE.write_text("\n".join(out).rstrip() + "\n", "utf-8")


class Shell:
    """Runs commands one after another in the same place, as one would by hand."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.folder = home / "corpuslint"
        keep = ("HTTP", "HTTPS", "NO_PROXY", "PIP", "LANG", "SSL", "http", "https", "no_proxy", "UV")
        self.environment = {k: v for k, v in os.environ.items() if k.startswith(keep)}
        self.environment |= {
            "PATH": f"{home}/corpuslint/.venv/bin:{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin",
            "HOME": str(home),
            "GIT_AUTHOR_NAME": "you", "GIT_AUTHOR_EMAIL": "you@example.org",
            "GIT_COMMITTER_NAME": "you", "GIT_COMMITTER_EMAIL": "you@example.org",
        }  # fmt: skip

    def run(self, command: str) -> list[str]:
        """What a command prints, cut when it is long."""
        if command == "pre-commit install":
            (self.folder / ".pre-commit-config.yaml").write_text(HOOK + "\n")
        place = self.home / "place"
        done = subprocess.run(
            ["bash", "-c", f"{command}\npwd > {place}"],
            cwd=self.folder, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
        )  # fmt: skip
        self.folder = Path(place.read_text().strip())
        if "Traceback" in done.stdout:
            raise SystemExit(f"{command}\n{done.stdout}")
        lines = re.sub(r"\n+$", "", done.stdout).replace(str(self.home), "~").splitlines()
        return lines if len(lines) <= LINES else [*lines[: LINES - 1], f"[{len(lines) - LINES + 1} more lines]"]


if __name__ == "__main__":
    main()

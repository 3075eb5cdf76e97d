"""`python -m corpuslint` and the installed command."""

from __future__ import annotations

import sys


def run() -> None:
    """Run the command line and exit; `--version` loads nothing else."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        from corpuslint import __version__

        print(f"corpuslint {__version__}")
        return
    from corpuslint.cli import main

    sys.exit(main(sys.argv[1:]))


if __name__ == "__main__":
    run()

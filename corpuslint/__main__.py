"""`python -m corpuslint` and the installed command."""

from __future__ import annotations

import os
import sys

FAILED, INTERRUPTED = 2, 130


def run() -> None:
    """Run the command line and exit; `--version` loads nothing else."""
    open_streams()
    try:
        if sys.argv[1:] in (["--version"], ["-V"]):
            from corpuslint import __version__

            print(f"corpuslint {__version__}", flush=True)
            return
        from corpuslint.interrupts import choose_moments

        choose_moments()
        # To start NumPy's threads for linear algebra, which is hardly needed here, takes 0.1 s of another core.
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        from corpuslint.cli import main
        from corpuslint.memory import keep_freed

        keep_freed()

        code = main(sys.argv[1:])
    except OSError as error:
        print(f"corpuslint: output: {(error.strerror or str(error)).lower()}", file=sys.stderr)
        code = FAILED
    except KeyboardInterrupt:  # before `main` could take care of it
        print("corpuslint: interrupted", file=sys.stderr)
        code = INTERRUPTED
    sys.exit(code)


def open_streams() -> None:
    """Put the null device in the place of standard streams that the caller has closed.

    Otherwise the next file to be opened would get such a stream's number.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123 -- open to the end, and no import of pathlib


if __name__ == "__main__":
    run()

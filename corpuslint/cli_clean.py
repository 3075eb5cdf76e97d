"""The commands that write: `clean` and `restore`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any


def add_commands(commands: Any, add_input: Callable[[argparse.ArgumentParser], None]) -> None:
    """Add `clean` and `restore` to the command line."""

"""What was meant by a name that is not known."""

from __future__ import annotations

from collections.abc import Sequence


def nearest(name: str, known: Sequence[str]) -> str:
    """` (did you mean 'x'?)` for the known name most like `name`, or nothing."""
    import difflib

    match = difflib.get_close_matches(name.lower(), [k.lower() for k in known], 1, 0.6)
    if not match:
        return ""
    return f" (did you mean '{next(k for k in known if k.lower() == match[0])}'?)"

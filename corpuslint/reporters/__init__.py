"""Output formats; each file is one."""

from __future__ import annotations

from corpuslint.reporters.base import Reporter, Summary

FORMATS = ("full", "concise", "json")
HUMAN = ("full", "concise")


def reporter(name: str, color: bool = False, limit: int | None = None) -> Reporter:
    """The reporter of an output format."""
    if name == "json":
        from corpuslint.reporters.json_lines import JsonLines

        return JsonLines()
    from corpuslint.reporters.terminal import Concise, Full

    return (Full if name == "full" else Concise)(color, limit)


__all__ = ["FORMATS", "HUMAN", "Reporter", "Summary", "reporter"]

"""Output formats; each file is one."""

from __future__ import annotations

from corpuslint.reporters.base import Reporter, Showing, Summary

FORMATS = ("full", "concise", "json", "sarif", "github", "html", "parquet")
HUMAN = ("full", "concise")
LIMITS = {"full": 50, "concise": 1000, "html": 2000}
"""Findings that the formats for people show unless `--max-findings` says otherwise."""


def reporter(name: str, showing: Showing | None = None, statistics: bool = False) -> Reporter:
    """The reporter of an output format, or of its totals."""
    showing = showing or Showing()
    if statistics:
        from corpuslint.reporters.statistics import Statistics

        return Statistics(showing, name == "json")
    if name == "json":
        from corpuslint.reporters.json_lines import JsonLines

        return JsonLines()
    if name == "sarif":
        from corpuslint.reporters.sarif import Sarif

        return Sarif(showing.codes)
    if name == "github":
        from corpuslint.reporters.github import GitHub

        return GitHub()
    if name == "html":
        from corpuslint.reporters.html import Html

        return Html(showing)
    if name == "full":
        from corpuslint.reporters.full import Full

        return Full(showing)
    from corpuslint.reporters.terminal import Concise

    return Concise(showing)


__all__ = ["FORMATS", "HUMAN", "LIMITS", "Reporter", "Showing", "Summary", "reporter"]

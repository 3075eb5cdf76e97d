"""Findings and cleaned texts as columns of a pandas or a Polars data frame."""

from __future__ import annotations

import importlib.util

import corpuslint

TEXTS = ["The caf\u00c3\u00a9 opens at eight.", "Nothing is wrong with this one.", "One\u200bword"]


def with_pandas() -> None:
    """A cleaned column, a number of findings per row, and a table of findings."""
    import pandas as pd

    frame = pd.DataFrame({"text": TEXTS})
    findings = pd.DataFrame(corpuslint.check(frame["text"], select=["ENC"]).to_dicts())
    frame["findings"] = findings.groupby("record").size().reindex(range(1, len(frame) + 1), fill_value=0).to_numpy()
    frame["clean"] = corpuslint.clean(frame["text"], select=["ENC"])
    print(frame)


def with_polars() -> None:
    """The same with Polars."""
    import polars as pl

    frame = pl.DataFrame({"text": TEXTS}).with_row_index("record", offset=1)
    findings = pl.DataFrame(corpuslint.check(frame["text"], select=["ENC"]).to_dicts())
    counts = findings.group_by("record").len("findings").cast({"record": frame.schema["record"]})
    frame = frame.join(counts, on="record", how="left", maintain_order="left").with_columns(
        pl.col("findings").fill_null(0)
    )
    print(frame.with_columns(clean=pl.Series(corpuslint.clean(frame["text"], select=["ENC"]))))


if __name__ == "__main__":
    if importlib.util.find_spec("pandas"):
        with_pandas()
    if importlib.util.find_spec("polars"):
        with_polars()

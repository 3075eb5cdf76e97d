"""What tests of Daft and Ray share: small corpora, and findings as lines."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

PARAGRAPH = (
    "The survey of the northern river basins took three long summers, and the surveyors who walked every valley "
    "wrote down the height of each spring, the colour of the water, and the names that shepherds gave to the hills."
)


ROWS = [
    {"id": 1, "text": PARAGRAPH},
    {"id": 2, "text": "The caf\u00c3\u00a9 opens at eight, and closes when the last guest has gone home."},
    {"id": 3, "text": PARAGRAPH.upper()},
    {"id": 4, "text": ""},
    {"id": 5, "text": "An ordinary sentence about an ordinary harbour, which nobody has ever repeated."},
]


VARIED = PARAGRAPH.replace("springs", "wells").replace("hills", "northern hills")


FERRY = "The ferry to the islands leaves at noon, and comes back when the tide lets it, that is late. "


PAGES = [
    "\n\n".join([PARAGRAPH, VARIED, f"Page {number} was written by hand and kept in a box, as were all of them."])
    + f"\n\n{FERRY * (number % 3)}"
    for number in range(9)
]


TIDE = (
    "Whoever crosses the sands on foot must wait for the tide, take a guide from the village, and be back on the dyke "
    "before the bells of both churches have rung twice."
)


SHARED = [
    f"The cook of the inn salts herring in August and sells it until Easter, in small barrels of oak.\n\n{TIDE}",
    f"{TIDE}\n\nNobody mends nets on Sundays, but many a sail was patched behind closed doors, by candle light.",
]


def lines(findings: Any) -> list[str]:
    """Findings as lines of JSON."""
    return [json.dumps(finding) for finding in findings]


def parquet_of(texts: list[Any], file: Path, rows: int = 2) -> None:
    """A Parquet file of texts, so many in a row group."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.table({"text": texts}), file, row_group_size=rows)

"""Clean a text column of a Hugging Face dataset, and leave out rows that are copies of earlier ones.

Needs `datasets`. The cleaning looks at each text by itself, so it goes with `map(batched=True)` and any number of
processes; duplicates need all texts at once.
"""

from __future__ import annotations

from datasets import Dataset

import corpuslint


def clean_column(dataset: Dataset, column: str = "text") -> Dataset:
    """The dataset with encoding faults and leftover markup repaired."""
    return dataset.map(
        lambda batch: {column: corpuslint.clean(batch[column], select=["ENC", "ART"])},
        batched=True,
        batch_size=1000,
    )


def drop_copies(dataset: Dataset, column: str = "text") -> Dataset:
    """The dataset without rows whose text repeats an earlier row."""
    report = corpuslint.check(dataset[column], select=["duplicate-document", "near-duplicate-document"])
    copies = {finding.where.record - 1 for finding in report}
    return dataset.select([row for row in range(len(dataset)) if row not in copies])


if __name__ == "__main__":
    sentence = "The survey of the northern river basins took three long summers, and nobody read the report. "
    data = Dataset.from_dict({"text": ["The caf\u00c3\u00a9 opens at eight.", sentence * 4, sentence * 4]})
    data = drop_copies(clean_column(data))
    for text in data["text"]:
        print(text)

"""The engine: the same bytes out, whatever the workers, the batches and the order of the paths."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from support import RIGHTS, SEEDS

from corpuslint import check, linter, passes
from corpuslint.batch import Batch
from corpuslint.cli import main
from corpuslint.directory import Ids, Only
from corpuslint.formats import Part
from corpuslint.model import Document
from corpuslint.passes import rows_of
from corpuslint.plan import Plan
from corpuslint.rules import Survey
from corpuslint.similarity.candidates import REPRESENTATIVES
from corpuslint.workers import Workers

ARGUMENTS = ["--isolated", "--select", "ALL", "--output-format", "json", "-o"]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files of several formats, with duplicates across them, in several parts."""
    folder = tmp_path_factory.mktemp("corpus")
    chance = random.Random(3)
    for file in SEEDS.glob("*.txt"):
        (folder / file.name).write_bytes(file.read_bytes())
    for number in range(30):
        (folder / "more").mkdir(exist_ok=True)
        paragraphs = chance.sample(RIGHTS, 3) + chance.choices(["Read more", "Leave a reply", "Share this"], k=2)
        (folder / "more" / f"{number:02}.md").write_text("\n\n".join(paragraphs) + "\n", encoding="utf-8")
    rows = [{"text": "\n\n".join(chance.sample(RIGHTS, 2)), "url": f"https://a{n % 3}.org/{n}"} for n in range(200)]
    lines = [json.dumps(row) for row in rows]
    lines[7:7] = ["", "{broken", json.dumps({"text": None}), json.dumps({"title": "no text"})]
    (folder / "rows.jsonl").write_text("\n".join(lines) + "\n")
    with gzip.open(folder / "rows.jsonl.gz", "wb") as stream:
        stream.write("\n".join(lines).encode())
    (folder / "late.txt").write_bytes(b"caf\xe9 au lait\r\nRead more\r\n\r\n" + RIGHTS[0].encode())
    return folder


def report(folder: Path, tmp_path: Path, *arguments: str, paths: tuple[str, ...] = (".",)) -> bytes:
    """What a check of the corpus writes."""
    output = tmp_path / "report.jsonl"
    assert main(["check", *paths, *ARGUMENTS, str(output), *arguments]) == 1
    return output.read_bytes()


@pytest.fixture
def expected(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """The report of one process with batches of the default size."""
    monkeypatch.chdir(corpus)
    return report(corpus, tmp_path, "--jobs", "1")


def test_findings_are_sorted_and_complete(expected: bytes) -> None:
    rows = [json.loads(line) for line in expected.splitlines()]
    keys = [(r["path"], r["record"] or 0, r["field"] or "", r["start"], r["end"], r["code"]) for r in rows]
    assert keys == sorted(keys)
    assert len({row["code"] for row in rows}) > 5
    assert {row["path"] for row in rows} >= {"rows.jsonl", "rows.jsonl.gz", "late.txt", "more/00.md"}
    assert expected.isascii()


def test_the_number_of_workers_changes_nothing(expected: bytes, corpus: Path, tmp_path: Path) -> None:
    assert report(corpus, tmp_path, "--jobs", "2") == expected


@pytest.mark.parametrize("size", ["1", "1000", "100000000"])
def test_the_size_of_batches_changes_nothing(size: str, expected: bytes, corpus: Path, tmp_path: Path) -> None:
    assert report(corpus, tmp_path, "--jobs", "1", "--batch-characters", size) == expected


def test_the_order_of_paths_changes_nothing(expected: bytes, corpus: Path, tmp_path: Path) -> None:
    paths = [path.name for path in corpus.iterdir()]
    for seed in range(2):
        random.Random(seed).shuffle(paths)
        assert report(corpus, tmp_path, "--jobs", "1", paths=(*paths, paths[0], "more")) == expected


def test_parts_change_nothing(expected: bytes, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpuslint.formats.PART_FILES", 7)
    monkeypatch.setattr("corpuslint.formats.jsonl.PART_BYTES", 10_000)
    assert report(corpus, tmp_path, "--jobs", "1") == expected


@pytest.mark.parametrize("measure", ["words", "shingles"])
def test_second_surveys_made_ahead_change_nothing(
    measure: str, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(corpus)
    rules = ("--select", "DUP002,DUP004,DUP102,DUP103", "--jobs", "1")
    options = [f"--set=DUP{code}.measure={measure}" for code in ("002", "004", "102", "103")]
    ahead = report(corpus, tmp_path, *rules, *options)
    monkeypatch.setattr(Workers, "ahead", False)
    assert report(corpus, tmp_path, *rules, *options) == ahead


def test_documents_whose_second_survey_was_made_ahead_are_not_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [RIGHTS[0], f"{RIGHTS[0]} Once more.", RIGHTS[1], f"{RIGHTS[2]}!", RIGHTS[2]]
    (tmp_path / "rows.jsonl").write_text("\n".join(json.dumps({"text": text}) for text in texts))
    asked: list[list[int]] = []

    def survey(plan: Plan, number: int, part: Part, chosen: Mapping[str, Ids], only: Only) -> dict[str, Survey]:
        asked.append(chosen["DUP102"].tolist())
        return passes.survey_part_again(plan, number, part, chosen, only)

    monkeypatch.setattr(linter, "survey_part_again", survey)
    found = check(tmp_path, select=["DUP102"])
    assert [(finding.where.record, finding.related[0].record) for finding in found] == [(2, 1), (5, 4)]
    assert asked == [[3, 4]]  # Those that are equal but for punctuation.


def test_findings_kept_on_the_disk_are_the_same(
    expected: bytes, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("corpuslint.workers.SHELF_FINDINGS", 5)
    assert report(corpus, tmp_path, "--jobs", "1") == expected


def test_a_large_text_file_in_pieces_has_the_places_of_the_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    paragraphs = [f"Paragraph {n} of the long report says what was seen on day {n}." for n in range(400)]
    paragraphs[150] += " caf\ufffd"
    paragraphs[350] += " 4kznZuF4mhWHXRqH1aZRwyPnQ"
    Path("long.txt").write_text("\n\n".join(paragraphs), encoding="utf-8")
    arguments = ["check", "long.txt", "--isolated", "--select", "ENC002,ART001", "--output-format", "json", "-o"]
    main([*arguments, "whole.jsonl"])
    monkeypatch.setattr("corpuslint.formats.text.LARGE", 5000)
    main([*arguments, "pieces.jsonl"])
    assert Path("pieces.jsonl").read_bytes() == Path("whole.jsonl").read_bytes()
    assert len(Path("whole.jsonl").read_text().splitlines()) >= 1


def test_batches_hold_as_many_characters_as_asked() -> None:
    documents = [Document("", "x" * size) for size in (10, 10, 10, 100, 1, 0, 0, 5)]
    sizes = [
        [len(d.text) for d in batch.documents] for batch in Plan((), batch_characters=25).batches(documents, range(8))
    ]
    assert sizes == [[10, 10], [10], [100], [1, 0, 0, 5]]


def test_rows_of_some_documents() -> None:

    verdicts = {"document": np.array([1, 1, 4, 6, 9]), "value": np.arange(5)}
    assert rows_of(verdicts, np.array([1, 4]))["value"].tolist() == [0, 1, 2]
    assert rows_of(verdicts, np.array([4, 5, 6]))["value"].tolist() == [2, 3]
    assert rows_of(verdicts, np.array([2]))["value"].tolist() == []
    assert rows_of({"total": np.array([3])}, np.array([2]))["total"].tolist() == [3]


def test_a_batch_without_documents_has_empty_columns() -> None:

    batch = Batch([], np.zeros(0, np.int64))
    assert batch.text == ""
    assert len(batch.blocks) == len(batch.words) == 0


def test_pairs_that_a_crowd_leaves_out_are_told_on_stderr(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    chance = random.Random(2)
    words = [f"word{number}" for number in range(300)]
    rows = []
    for _ in range(80):
        changed = chance.sample(range(len(words)), 6)
        rows.append(
            json.dumps(
                {"text": " ".join(f"x{chance.random()}" if n in changed else word for n, word in enumerate(words))}
            )
        )
    options = ["--set", "DUP102.measure=shingles", "--set", "DUP102.threshold=0.95", "--select", "DUP102", "--isolated"]
    for name, number, expected in (
        ("few", REPRESENTATIVES, ""),
        ("many", len(rows), "DUP102 near-duplicate-document: at least "),
    ):
        file = tmp_path / f"{name}.jsonl"
        file.write_text("\n".join(rows[:number]))
        assert main(["check", str(file), *options]) == 0
        told = capsys.readouterr().err
        assert (expected in told) if expected else not told

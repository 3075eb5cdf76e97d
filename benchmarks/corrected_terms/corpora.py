"""Training corpora for the ranker of ART002: natural misspellings, clean text, and clean text corrupted on purpose.

A corpus is a list of rows: `text`, `group` (what goes into one fold), `gold` (start, end, right form), and, where it is
for measuring only, `measured`. It is looked at as a whole, as the rule does, so that the counts of the corpus mean what
they mean in use.
"""

from __future__ import annotations

import json
import random
import re
import subprocess
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Row = dict[str, Any]
HELD_BACK = ("holbrook", "jfleg", "progit", "bitcoinbook", "cleaneval", "l3s", "portal", "dragnet", "daniel")
"""Sources whose licence asks for more than a name, or that serve for measuring only."""
WORD = re.compile(r"(?<![\w./\\@#_'’-])[A-Za-z]+(?![\w/\\@_'’]|\.\w)")
ACRONYM = re.compile(r"[A-Z]{2,6}s?")
DEFINED = re.compile(r"\b[A-Z][a-z]+(?: (?:of|the|and|for))? ([A-Z][a-z]{3,}) \([A-Z][A-Za-z]{1,5}\)")
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def load(path: Path) -> list[Row]:
    """The rows of a JSONL file."""
    return [json.loads(line) for line in path.read_text("utf8").splitlines() if line.strip()]


def allowed(name: str) -> bool:
    """Whether weights may be learnt from a source."""
    return not any(source in name for source in HELD_BACK)


def known_misspellings() -> dict[str, list[str]]:
    """Codespell's list (CC-BY-SA 3.0) as right word to wrong ones; used to draw errors that people make."""
    import codespell_lib

    found: dict[str, list[str]] = defaultdict(list)
    path = Path(codespell_lib.__file__).parent / "data" / "dictionary.txt"
    for line in path.read_text("utf8").splitlines():
        wrong, _, right = line.strip().partition("->")
        if "," not in right and wrong.isalpha() and right.isalpha():
            found[right].append(wrong)
    return found


def one_edit(word: str, chance: random.Random) -> str:
    """A random edit; in small words seldom at the first letter, as people's slips are."""
    kind, at = chance.random(), chance.randrange(len(word))
    if at == 0 and word.islower() and chance.random() < 0.85:
        at = chance.randrange(1, len(word))
    if kind < 0.3 and len(word) > 3:
        at = chance.randrange(len(word) - 1)
        if word[at].lower() != word[at + 1].lower():
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if kind < 0.55:
        return word[:at] + word[at + 1 :]
    if kind < 0.75:
        return word[:at] + word[at] + word[at:]
    return word[:at] + chance.choice(LETTERS) + word[at + (kind < 0.9) :]


def one_acronym_edit(word: str, chance: random.Random) -> str:
    """A random edit of an acronym; a plural s stays."""
    if word.endswith("s"):
        return one_acronym_edit(word[:-1], chance) + "s"
    kind, at = chance.random(), chance.randrange(len(word))
    if kind < 0.4 and len(word) > 2:
        at = chance.randrange(len(word) - 1)
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if kind < 0.6:
        return word[:at] + word[at + 1 :]
    if kind < 0.75:
        return word[:at] + word[at] + word[at:]
    return word[:at] + chance.choice(LETTERS.upper()) + word[at + 1 :]


def is_acronym(word: str) -> bool:
    """Capitals, three characters or more, perhaps with a plural s."""
    return len(word) >= 3 and ACRONYM.fullmatch(word) is not None


class Corrupter:
    """Puts errors into clean rows: slips in small words, names and acronyms that the document or corpus repeats."""

    def __init__(self, rows: list[Row], seed: int, slips: float, terms: float) -> None:
        """`slips` is the share of small words, `terms` the share of documents that get an error."""
        self.rows, self.chance, self.slips, self.terms = rows, random.Random(seed), slips, terms
        self.misspelt = known_misspellings()
        per_document = (set(WORD.findall(row["text"])) for row in rows)
        names = (w for words in per_document for w in words if is_acronym(w) or (w.istitle() and len(w) >= 6))
        self.everywhere = {word for word, count in Counter(names).items() if count >= 3}

    def corrupted(self) -> Iterator[Row]:
        """The rows with errors and their gold spans."""
        for row in self.rows:
            edits = [*self._slips(row["text"]), *self._terms(row["text"])]
            parts, gold, last, length = [], [], 0, 0
            for start, end, wrong in sorted(edits):
                if start < last:
                    continue
                parts += [row["text"][last:start], wrong]
                length += start - last + len(wrong)
                gold.append((length - len(wrong), length, row["text"][start:end]))
                last = end
            yield {**row, "text": "".join(parts) + row["text"][last:], "gold": gold}

    def _slips(self, text: str) -> Iterator[tuple[int, int, str]]:
        for match in WORD.finditer(text):
            word = match.group()
            if len(word) < 4 or not word.islower() or self.chance.random() >= self.slips:
                continue
            known = self.misspelt.get(word)
            wrong = self.chance.choice(known) if known and self.chance.random() < 0.75 else one_edit(word, self.chance)
            if len(word) >= 8 and self.chance.random() < 0.12:
                wrong = one_edit(wrong, self.chance)
            if wrong != word and abs(len(wrong) - len(word)) <= 2:
                yield match.start(), match.end(), wrong

    def _terms(self, text: str) -> Iterator[tuple[int, int, str]]:
        if self.chance.random() >= self.terms:
            return
        places: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for match in WORD.finditer(text):
            if is_acronym(match.group()) or (match.group().istitle() and len(match.group()) >= 4):
                places[match.group()].append(match.span())
        repeated = [w for w, spans in places.items() if len(spans) >= (3 if is_acronym(w) else 4)]
        acronyms = [word for word in repeated if is_acronym(word)]
        if acronyms and self.chance.random() < 0.5:
            repeated = acronyms
        if repeated:
            word = self.chance.choice(repeated)
            yield from self._changed(word, self.chance.sample(places[word], 1 + (self.chance.random() >= 0.85)))
        elsewhere = sorted((w for w in places if w in self.everywhere and len(places[w]) <= 4), key=is_acronym)
        if elsewhere and self.chance.random() < 0.3:
            word = self.chance.choice(elsewhere[-3:])
            yield from self._changed(word, places[word])
        for match in DEFINED.finditer(text):
            if self.chance.random() < 0.25:
                yield from self._changed(match[1], [match.span(1)])

    def _changed(self, word: str, spans: list[tuple[int, int]]) -> Iterator[tuple[int, int, str]]:
        wrong = (one_acronym_edit if is_acronym(word) else one_edit)(word, self.chance)
        if wrong != word:
            yield from ((start, end, wrong) for start, end in spans)


def web_documents(folder: Path) -> list[Row]:
    """Content lines of English pages, one row per page, grouped by site."""
    rows: dict[tuple[str, str], Row] = {}
    for name in ("extracted", "fullpage"):
        for page in load(folder / f"boilerplate/{name}_dev.jsonl"):
            if page["lang"] != "en" or page["source"] not in ("wcxb", "zyte-aeb") or not allowed(page["doc_id"]):
                continue
            text = "\n".join(line["text"] for line in page["lines"] if line["label"] == "content")
            if len(text) > 600:
                rows.setdefault((page["site"], text[:200]), {"text": text, "group": page["site"], "gold": []})
    return list(rows.values())


def treebank_documents(repository: Path) -> Iterator[Row]:
    """Documents of a Universal Dependencies treebank, whose annotators marked typos (`Typo=Yes`, `CorrectForm`)."""
    listed = subprocess.run(
        ["git", "-C", repository, "ls-tree", "-r", "--name-only", "HEAD"], capture_output=True, text=True
    )
    for name in listed.stdout.split("\n"):
        if not name.endswith(".conllu") or ("/" in name and "not-to-release" not in name):
            continue
        shown = _git(repository, "show", f"HEAD:{name}")
        for number, document in enumerate(re.split(r"(?=# newdoc id)", shown)):
            text, gold = _treebank_text(document)
            if text:
                title = re.search(r"# newdoc id = (.*)", document)
                yield {"text": text, "gold": gold, "group": title[1] if title else f"{name}:{number}"}


def _git(repository: Path, *arguments: str) -> str:
    return subprocess.run(["git", "-C", repository, *arguments], capture_output=True, text=True, check=False).stdout


def _treebank_text(document: str) -> tuple[str, list[tuple[int, int, str]]]:
    text, gold = "", []
    for sentence in document.split("\n\n"):
        whole = re.search(r"# text = (.*)", sentence)
        at = 0
        for line in sentence.split("\n") if whole else ():
            cells = line.split("\t")
            if len(cells) < 10 or "." in cells[0]:
                continue
            place = whole[1].find(cells[1], at) if whole else -1
            if place < 0 or place > at + 3:
                continue
            right = re.search(r"CorrectForm=([^|\n]*)", cells[9])
            if "Typo=Yes" in cells[5] or (right and right[1] != "_"):
                start = len(text) + place
                gold.append((start, start + len(cells[1]), right[1] if right else "?"))
            if "-" not in cells[0]:
                at = place + len(cells[1])
        text += whole[1] + "\n" if whole else ""
    return text, gold


def corpora(folder: Path, documentation: Path, treebanks: list[Path], seeds: int) -> dict[str, list[Row]]:
    """All training corpora by name; `typos` and `terms` are the ones that figures are about."""
    paragraphs = [
        {**r, "group": "clean:" + r["source"].split("/")[0], "gold": []} for r in load(folder / "typos/clean_dev.jsonl")
    ]
    typos, terms = (
        [
            {**row, "group": row["source"] if name == "typos" else row["id"], "gold": [(*row["span"], row["correct"])]}
            for row in load(folder / f"typos/{name}_dev.jsonl")
        ]
        for name in ("typos", "injected_terms")
    )
    for row in (*paragraphs, *typos, *terms):
        row["measured"] = not allowed(row["source"])
    clean = [row for row in paragraphs if not row["measured"]]
    web = web_documents(folder)
    _put_with_their_pages(terms, web)
    genres = [{**r, "group": "genre:" + r["genre"], "gold": []} for r in load(folder / "silence/silence_dev.jsonl")]
    people = [
        {"text": "\n".join(line["text"] for line in page["lines"]), "group": page["doc_id"], "gold": []}
        for page in load(folder / "boilerplate/humanlines_dev.jsonl")
    ]
    manuals = [{"text": row["text"], "group": "manual:" + row["id"], "gold": []} for row in load(documentation)]
    natural = {
        "typos": typos + paragraphs,
        "terms": terms + paragraphs,
        "web-clean": web,
        "treebanks": [row for repository in treebanks for row in treebank_documents(repository)],
        "genres": [row for row in genres if allowed(row["source"])],
        "people": people,
    }
    made = [corrupted(clean, web, manuals, seed) for seed in range(0, 100 * seeds, 100)]
    return natural | {f"{name}/{number}": rows for number, sets in enumerate(made) for name, rows in sets.items()}


def corrupted(clean: list[Row], web: list[Row], manuals: list[Row], seed: int) -> dict[str, list[Row]]:
    """Clean text with errors put in, as large and as small corpora."""
    chosen = random.Random(7 + seed).sample(manuals, min(3000, len(manuals)))
    mixed = random.Random(7 + seed).sample(web, len(web))
    sets = {
        "web": Corrupter(web, 1 + seed, 1 / 300, 0.5),
        "web-terms": Corrupter(web, 2 + seed, 1 / 1000, 1),
        "manuals": Corrupter(chosen[:1500], 3 + seed, 1 / 800, 0.1),
        "manuals2": Corrupter(chosen[1500:], 8 + seed, 1 / 800, 0.05),
        "slips": Corrupter(clean, 5 + seed, 1 / 60, 0),
        "mixed": Corrupter(clean + web, 21 + seed, 1 / 400, 0.5),
        **{f"web{k}": Corrupter(mixed[k::6], 10 + k + seed, 1 / 200, 0.7) for k in range(6)},
    }
    return {name: list(corrupter.corrupted()) for name, corrupter in sets.items()}


def _put_with_their_pages(rows: list[Row], web: list[Row]) -> None:
    """Group rows with the pages that they were made of, so that no fold has seen them."""
    group = {line[:60]: page["group"] for page in web for line in page["text"].split("\n") if len(line) > 60}
    for row in rows:
        found = Counter(group[line[:60]] for line in row["text"].split("\n") if line[:60] in group)
        if found:
            row["group"] = found.most_common(1)[0][0]

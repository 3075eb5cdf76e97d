"""Build `corpuslint/data/letter_pairs.npz`: how often letters follow each other, in 75 languages.

The counts are those of the language models of lingua (Apache-2.0), which were taken from the Leipzig corpora
collection, about a million sentences a language; Chinese characters that they lack get the mean frequency of their
level in GB 2312. Its 1.3.5 wheel holds them as JSON:

    pip download --no-deps lingua-language-detector==1.3.5 && pip install brotli
    python benchmarks/make_letter_pairs.py lingua_language_detector-1.3.5-py3-none-any.whl
"""

from __future__ import annotations

import itertools
import json
import math
import sys
import zipfile
from pathlib import Path

import brotli
import numpy as np
import regex

DATA = Path(__file__).parent.parent / "corpuslint" / "data"
UNITS = 12
"""A twelfth of a bit is the unit of cost, so that 21 bits fit a byte."""
RAREST = 1e-7
"""Pairs that make up less of a language's letters are left out: foreign names and mistakes."""
ALPHABETS = {
    "cs": "áčďéěíňóřšťúůýž",
    "sk": "áäčďéíĺľňóôŕšťúýž",
    "pl": "ąćęłńóśźż",
    "hu": "áéíóöőúüű",
    "hr": "čćđšž",
    "bs": "čćđšž",
    "sl": "čšž",
    "ro": "ăâîșțşţ",
    "sq": "ëç",
    "lt": "ąčęėįšųūž",
    "lv": "āčēģīķļņšūž",
    "et": "äõöüšž",
    "tr": "âçğıîöşüû",
    "az": "əçğıöşü",
}
"""What these languages have beyond a to z. Their models have learnt mojibake: one letter in 480 of the Czech one is
"ì", which is "ě" read as Windows-1252. Such misreadings of a language's own letters are taken out again."""
PAGES = {"lt": ["cp1257"], "lv": ["cp1257"], "et": ["cp1257"], "tr": ["cp1254"], "az": ["cp1254"]}
SOLO = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}]")


def frequencies(wheel: zipfile.ZipFile, language: str, kind: str) -> dict[str, float]:
    """The relative frequency of each n-gram, given the letters before its last one."""
    name = f"lingua/language-models/{language}/{kind}.json.br"
    if name not in wheel.namelist():  # Chinese and Japanese have single letters only
        return {}
    packed = wheel.read(name)
    grams: dict[str, float] = {}
    for fraction, together in json.loads(brotli.decompress(packed))["ngrams"].items():
        numerator, denominator = fraction.split("/")
        grams.update(dict.fromkeys(together.split(), int(numerator) / int(denominator)))
    return grams


def misreadings(language: str) -> set[str]:
    """The letters that a language's own letters become when they are read as Windows-1252."""
    own = ALPHABETS.get(language, "")
    found = set()
    for page in PAGES.get(language, ["cp1250", "iso8859-2"]):
        for letter in own + own.upper():
            found.add(letter.encode(page, "ignore").decode("cp1252", "ignore").lower())
    return {letter for letter in found - set(own) if letter and not letter.isascii()}


def main(path: str) -> None:
    """Write the table from the wheel at `path`."""
    wheel = zipfile.ZipFile(path)
    stored = set(wheel.namelist())
    languages = sorted({name.split("/")[2] for name in stored if name.endswith("unigrams.json.br")})
    rows: dict[int, dict[int, float]] = {}
    for number, language in enumerate(languages):
        single = frequencies(wheel, language, "unigrams")
        wrong = misreadings(language)
        for letter, share in single.items():
            if letter not in wrong and share >= RAREST and ord(letter) < 0x10000:
                rows.setdefault(ord(letter), {})[number] = share
        for pair, share in frequencies(wheel, language, "bigrams").items():
            first, second = pair
            if (
                SOLO.search(pair)
                or wrong.intersection(pair)
                or max(pair) >= "\U00010000"
                or single.get(first, 0) * share < RAREST
            ):
                continue
            rows.setdefault(ord(first) << 16 | ord(second), {})[number] = share
    chinese = languages.index("zh")
    for share, leads in ((2**-11.5, range(0xB0, 0xD8)), (2**-14, range(0xD8, 0xF8))):
        for lead, trail in itertools.product(leads, range(0xA1, 0xFF)):  # lingua has few simplified characters
            letter = bytes([lead, trail]).decode("gb2312", "ignore")
            if letter:
                row = rows.setdefault(ord(letter), {})
                row[chinese] = max(share, row.get(chinese, 0))
    keys = np.array(sorted(rows), np.uint32)
    costs = np.full((len(keys), len(languages)), 255, np.uint8)
    for row, key in enumerate(keys.tolist()):
        for number, share in rows[key].items():
            costs[row, number] = min(254, round(-math.log2(share) * UNITS))
    np.savez_compressed(DATA / "letter_pairs.npz", keys=keys, costs=costs, languages=np.array(languages))
    print(len(keys), "letters and pairs,", len(languages), "languages")


if __name__ == "__main__":
    main(sys.argv[1])

"""Make labelled pages in Markdown: what `html2text` makes of the pages of an article extraction benchmark.

    python benchmarks/line_model/convert.py CHECKOUT PAGES.jsonl… -o MARKDOWN.jsonl

CHECKOUT is a clone of github.com/scrapinghub/article-extraction-benchmark (MIT). Only pages are taken that are among
PAGES, whose sites decide by which model they are judged (see `measure.py`). A line is content where its words stand in
the article, boilerplate where hardly any of its word triples do, and ambiguous in between and in titles.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from pathlib import Path

import html2text

IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
FEW = 6
"""Lines of fewer words are content only where they are a line of the article."""
CONTENT, BOILERPLATE = 0.8, 0.2
"""The share of a line's word triples in the article from which, and up to which, it is the one or the other."""


def words(text: str) -> list[str]:
    """Words in lower case."""
    return re.findall(r"\w+", text.lower())


def triples(text: list[str]) -> set[tuple[str, ...]]:
    """All neighbouring words, three at a time."""
    return set(zip(text, text[1:], text[2:], strict=False))


def label(line: str, article: list[str], whole: set[str]) -> str:
    """What a line of the converted page is; `whole` holds the article's lines."""
    found = words(LINK.sub(r"\1", IMAGE.sub("", line)))
    joined = " ".join(found)
    inside = f" {joined} " in f" {' '.join(article)} "
    if not found or line.startswith("# "):
        return "ambiguous"
    if joined in whole or (inside and len(found) >= FEW):
        return "content"
    if len(found) < FEW:
        return "ambiguous" if inside else "boilerplate"
    share = len(triples(found) & triples(article)) / len(triples(found))
    return "content" if share > CONTENT else "boilerplate" if share < BOILERPLATE else "ambiguous"


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkout", type=Path)
    parser.add_argument("pages", nargs="+", type=Path)
    parser.add_argument("-o", "--output", type=Path, required=True)
    args = parser.parse_args()
    rows = [json.loads(line) for path in args.pages for line in path.read_text("utf-8").splitlines()]
    sites = {row["doc_id"].partition("-")[2][:12]: row["site"] for row in rows if row["source"] == "zyte-aeb"}
    truth = json.loads((args.checkout / "ground-truth.json").read_text("utf-8"))
    converter = html2text.HTML2Text()
    converter.body_width = 0
    with args.output.open("w", encoding="utf-8") as output:
        for key in sorted(key for key in truth if key[:12] in sites):
            html = gzip.decompress((args.checkout / "html" / f"{key}.html.gz").read_bytes()).decode("utf-8", "replace")
            body = truth[key]["articleBody"]
            whole = {" ".join(words(line)) for line in body.split("\n")}
            lines = [line.rstrip() for line in converter.handle(html).split("\n")]
            labels = [{"text": line, "label": label(line, words(body), whole)} for line in lines]
            row = {"doc_id": f"markdown-{key[:12]}", "source": "zyte-aeb", "lang": "en", "site": sites[key[:12]]}
            output.write(json.dumps({**row, "lines": labels}) + "\n")


if __name__ == "__main__":
    main()

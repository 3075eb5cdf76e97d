"""The elements of web pages that stand in the tests of public repositories, a line each, as `make_edges.py` reads them.

    python benchmarks/page_elements.py REPOSITORY... > PAGES.jsonl

REPOSITORY: clones (with or without a work tree) of adbar/trafilatura, adbar/htmldate, mozilla/readability,
codelucas/newspaper, AndyTheFactory/newspaper4k, postlight/parser. Pages that stand in several of them count once. A
block element is a line, and so is a link, a button or another label that touches its neighbours.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

INLINE = frozenset(
    ("b", "strong", "i", "em", "u", "s", "small", "sub", "sup", "font", "abbr", "cite", "code", "mark", "q")
)
HIDDEN = frozenset(("script", "style", "noscript", "template", "svg", "textarea", "head"))
LINKED = frozenset(("a", "span", "button", "label", "time"))
VOID = frozenset(("br", "img", "hr", "input", "meta", "link", "source", "wbr"))


class Elements(HTMLParser):
    """Collects lines: text between the edges of blocks, and of links that begin or end where a block does not."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self.parts: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._edge(tag, 1)

    def handle_endtag(self, tag: str) -> None:
        self._edge(tag, -1)

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.parts.append(data)

    def _edge(self, tag: str, step: int) -> None:
        if tag in HIDDEN:
            self.hidden = max(0, self.hidden + step)
        touches = not self.parts or not self.parts[-1][-1:].isspace()
        if tag not in INLINE and (tag not in LINKED or touches):
            self.end()

    def end(self) -> None:
        """The line ends here."""
        line = " ".join("".join(self.parts).split())
        self.parts = []
        if line:
            self.lines.append(line)


def pages(repository: Path) -> Iterator[tuple[str, bytes]]:
    """Names and bytes of the pages, in order of names; what an extractor made of them is left out."""
    git = ["git", "-C", str(repository)]
    names = subprocess.run([*git, "ls-tree", "-r", "-z", "--name-only", "HEAD"], capture_output=True, check=True).stdout
    for name in sorted(names.decode("utf8", "replace").split("\0")):
        if name.endswith((".html", ".htm")) and not name.endswith("expected.html"):
            yield name, subprocess.run([*git, "show", f"HEAD:{name}"], capture_output=True, check=False).stdout


def main() -> None:
    """Write a row for each different page."""
    seen = set()
    for repository in map(Path, sys.argv[1:]):
        for name, page in pages(repository):
            key = hashlib.sha256(page).digest()
            if key in seen:
                continue
            seen.add(key)
            elements = Elements()
            elements.feed(page.decode("utf8", "replace"))
            elements.end()
            print(json.dumps({"source": name, "lines": [{"text": line} for line in elements.lines]}))


if __name__ == "__main__":
    main()

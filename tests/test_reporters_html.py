"""The HTML report as text: self-contained, escaped, bounded, and honest about what it leaves out."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from corpuslint.model import Document, Edit, Finding, Location, Safety
from corpuslint.reporters import Showing, Summary, reporter
from corpuslint.reporters.documents import BINS, DocumentMap, MostFindings
from corpuslint.reporters.html_parts import path_of

HOSTILE = '</pre><script>alert(1)</script><img src=x onerror="alert(2)">{{script}} \x1b[31m\u202e javascript:alert(3)'
VOID = {"meta", "input", "img", "br", "link"}


class Tree(HTMLParser):
    """All elements of a page; complains about tags that do not match."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def count(self, tag: str) -> int:
        return sum(name == tag for name, _ in self.elements)


def page_of(*found: tuple[Document, list[Finding]], showing: Showing | None = None) -> str:
    """The page with these findings."""
    writer = reporter("html", showing or Showing(limit=2000))
    summary = Summary(files=1, documents=len(found))
    text = writer.begin()
    for document, findings in found:
        for finding in findings:
            summary.add(finding)
        text += writer.document(document, findings)
    return text + writer.end(summary)


def found(
    path: str, text: str, message: str = "m", code: str = "ART001", start: int = 0
) -> tuple[Document, list[Finding]]:
    """A finding from `start` to the end of a text."""
    where = Location(path, None, None, start, len(text), 1, start + 1)
    return Document(path, text), [Finding(code, "random-token", where, message, (Edit(start, len(text)),), Safety.SAFE)]


def test_a_page_needs_nothing_from_outside() -> None:
    page = page_of(found("a.txt", "some text"))
    tree = Tree(page)
    assert tree.count("link") == tree.count("img") == tree.count("iframe") == 0
    assert not [attributes for _, attributes in tree.elements if "src" in attributes or "style" in attributes]
    assert all((attributes.get("href") or "#").startswith("#") for _, attributes in tree.elements)
    assert "default-src 'none'" in page
    assert not re.search(r"url\(|@import|https?://", page)


def test_hostile_texts_stay_texts() -> None:
    page = page_of(found(HOSTILE, HOSTILE, HOSTILE))
    tree = Tree(page)
    assert tree.count("script") == 1
    assert tree.count("img") == 0
    assert not [name for _, attributes in tree.elements for name in attributes if name.startswith("on")]
    assert "\x1b" not in page and "\u202e" not in page
    assert "{{script}}" in page, "what a corpus holds is not taken for a place in the template"


def test_hostile_copies_stay_texts() -> None:
    document, (finding,) = found("a.txt", HOSTILE, code="DUP002")
    kept = Location(HOSTILE, None, None, 0, 9, 1, 1)
    finding = Finding("DUP002", "x", finding.where, "m", related=(kept,))
    showing = Showing(limit=9, recall=lambda places: dict.fromkeys(places, HOSTILE + " and more"))
    tree = Tree(page_of((document, [finding]), showing=showing))
    assert tree.count("script") == 1 and tree.count("img") == 0


def test_copies_stand_side_by_side_with_their_differences_marked() -> None:
    document, (finding,) = found("a.txt", "It cost 30 pounds.", code="DUP002")
    kept = Location("kept.txt", None, None, 0, 9, 4, 1)
    finding = Finding("DUP002", "near", finding.where, "m", related=(kept,))
    showing = Showing(limit=9, recall=lambda places: dict.fromkeys(places, "It cost 45 pounds."))
    page = page_of((document, [finding]), showing=showing)
    assert "<h4>stays: kept.txt:4:1</h4><pre>It cost <mark>45</mark> pounds.</pre>" in page
    assert "<h4>found: a.txt:1:1</h4><pre>It cost <mark>30</mark> pounds.</pre>" in page


def test_an_edit_shows_what_it_takes_and_gives() -> None:
    where = Location("a.txt", None, None, 2, 13, 1, 3)
    finding = Finding("ART002", "corrupted-term", where, "m", (Edit(2, 13, "blockchain"),))
    page = page_of((Document("a.txt", "a blcockchain b"), [finding]))
    assert "a <mark><del>blcockchain</del><ins>blockchain</ins></mark> b" in page
    assert "unsafe edit" in page


def test_what_is_left_out_is_told() -> None:
    page = page_of(*[found(f"f{i}.txt", f"text number {i}") for i in range(30)], showing=Showing(limit=10))
    assert Tree(page).count("article") == 10
    assert "10 of 30 findings are below, each rule with its share; 20 are left out." in page
    assert "<b>30</b> findings" in page


def test_findings_on_equal_texts_are_told_together() -> None:
    page = page_of(*[found(f"f{i}.txt", "the very same text") for i in range(30)], showing=Showing(limit=10))
    assert Tree(page).count("article") == 1
    assert "and 29 others like it" in page
    assert "All findings are below." in page


def test_the_page_stays_small_whatever_the_texts() -> None:
    text = "\u202e<&" * 4000
    page = page_of(*[found(f"f{i}.txt", text + str(i)) for i in range(3000)], showing=Showing(limit=None))
    assert len(page.encode()) < 20_000_000
    assert "are left out" in page


def test_the_map_shows_where_findings_stand() -> None:
    document = Document("a.txt", "x" * 1000)
    where = [Location("a.txt", None, None, start, end, 1, 1) for start, end in ((0, 10), (500, 1000))]
    made = DocumentMap.of(document, [Finding("ART001", "x", place, "m") for place in where])
    assert made.families == {"ART": 0b111 | ((1 << BINS) - (1 << BINS // 2))}
    assert path_of(made.families["ART"], 0, 12) == "M0 0h3v12h-3zM120 0h120v12h-120z"


def test_the_map_keeps_the_documents_with_most_findings_in_order() -> None:
    most = MostFindings(2)
    for place, findings in (("a", 5), ("b", 1), ("c", 9), ("d", 5)):
        most.add(DocumentMap(place, findings))
    assert [one.place for one in most.maps()] == ["a", "c"]
    assert most.documents == 4


def test_nothing_found() -> None:
    page = page_of()
    Tree(page)
    assert "All clean." in page

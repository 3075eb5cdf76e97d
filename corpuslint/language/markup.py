"""Markup that was meant for a browser, a forum or a template engine: expressions, and where it belongs.

Tags stand in texts about HTML, in Markdown and in source code by right. So each document and each line is first asked
what it is; `leftovers` yields only what stands in text that is none of these.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from corpuslint.language.markup_forms import (
    BBCODE,
    EMBEDDED,
    ENTITY,
    ESCAPE,
    INLINE,
    LAYOUT,
    OPEN_TAG,
    PROGRAMMED,
    RESIDUE,
    SCRIPT,
    STYLE,
    STYLED,
    TAG,
    TEMPLATE,
    TRACKING,
    UNENDED,
    WIKI,
)

MARKS = re.compile(
    r"<[/A-Za-z!%]|&(?:#|[A-Za-z]{2,6};|nbsp|quot|utm_|fbclid|gclid|mc_|igshid|yclid)|\[/?[A-Za-z][\w-]*[\]= ]|\[\[|"
    r"\{[%{]|\{ ?[a-z-]{3,20} ?:|\?(?:utm_|fbclid|gclid|mc_|igshid|yclid)|\]\]>|--> *$|%%[a-z]|\\u[02]0|"
    r"googletag|_gaq|dataLayer|adsby|document\.w|jQuery\(|fbq\(|window\.|NaN|undefined |"
    rf"&(?:{UNENDED})"
)
"""What a line has at least; cheap to look for."""

MARKDOWN = ("```", "~~~", "](http", "](/", "](#", ".md)")
"""Quick to find: most texts that `SOURCE` finds have one of these."""
SOURCE = re.compile(
    r"\n(?:\s{0,3}(?:```|~~~)|\.\. [\w-]+::|\[(?:source|NOTE|listing)|={2,5} \w|#{1,6} \w|\s*\|?[ :-]*---+[ |:-]*\|"
    r"|import [\w.*]+;?\s*$|from [\w.]+ import\b|def \w+\(|class \w+ ?[:({]|package [\w.]+;?\s*$|using [\w.]+;"
    r"|import [^\n]{1,80} from ['\"]|export default \w|(?:const|let|var) [\w{\[][^\n=]{0,60} = |function \w+\("
    r"|#include |(?-i:SELECT|INSERT INTO|CREATE TABLE|UPDATE) \S)"
    r"|\]\((?:https?:|/|\.|#|[\w-]+\.(?:md|html))|<(?:!doctype|html[\s>]|/head>|\?(?:xml|php))"
    r"|::[ \t]*\n[ \t]*\n[ \t]+\S",
    re.I | re.M,
)
"""Texts in which tags and entities belong: Markdown, reStructuredText, AsciiDoc, HTML, programs."""
TOPIC = re.compile(r"(?<![.</\w])(?:x?html5?|templates?|markup|stylesheets?)(?![\w>])", re.I)
OFTEN = 3
"""How often a text that is about markup names it at least."""
ENDED = re.compile(r"</([A-Za-z]\w*)>")
ELEMENTS = frozenset(
    f"{INLINE}|{EMBEDDED}|{LAYOUT}|address|audio|canvas|caption|code|details|dfn|fieldset|figcaption|figure|h1|h2|h3|h4|h5|"
    "h6|kbd|legend|map|mark|marquee|optgroup|path|picture|samp|source|summary|svg|time|tfoot|var|video".split("|")
)
"""A text that ends elements of another kind so often is written in a markup of its own: XML, the help of a game."""
ABOUT = re.compile(
    r"\b(?:x?html5?|xml|css|svg|tags?|elements?|attribut\w*|markup|syntax|javascript|dom|taggar|balises?|etiquetas|"
    r"template|jinja2?|django|shortcodes?|bbcode|placeholders?|variables?|render(?:s|ed)?)\b",
    re.I,
)
ABOUT_ENTITIES = re.compile(
    r"\b(?:x?html5?|xml|entit(?:y|ies)|escap\w+|unescap\w+|encoded?|ampersands?|json|unicode)\b", re.I
)
CODE = re.compile(
    r"\\[\"n]|^\s*\"[\w.$-]+\"\s*:|"
    r"=>|\{%|%\}|\b(?:function|const|let|return|public|void|async|await|fn|def)\b[^.!?]*[({]|;\s*\}|\w\(\)|>>>|"
    r"=\s*\"\"|\$\{"
)
PAIRED = re.compile(r"<((?!(?:br|hr|img|p|li|d[dt]|t[dhr]|noscript)\b)[a-z]+[1-6]?)\s?>", re.I)
"""An opening tag without attributes, of an element that has an end tag or would mean nothing without attributes."""
PAIRED_MARK = re.compile(r"\[(quote|spoiler|colou?r|size|font|center|list|url(?= ))[= ]", re.I)
"""A forum's mark that has an end."""
COMPARED = re.compile(r"\(\w+\s*&[lg]t;=?\s*\w+")
"""`if (loid &lt; 0)`: code, as a page showed it."""
NAMED_TAG = re.compile(r"</?([a-z]+[1-6]?)", re.I)
SPOKEN_OF = re.compile(
    r"<[abipqsu]\s[^=]*>"
    r"|<[a-z]+[1-6]?(?:\s+(?!(?:async|checked|defer|disabled|hidden|multiple|nowrap|readonly|required|selected)\b)[a-z]+)+>",
    re.I,
)
"""`A<B THEN B>A`, `<option bits>`: words that are no attributes."""
SPEAKER = re.compile(r"^[ \t]*<[@+%&~]?([\w|^`\[\]-]{1,20})> (?=\S)", re.M)
"""A line of a chat's protocol."""
COUNTED = re.compile(r"\b(?:an?|the|this|each|every|any|no|missing|extra|first|last) \Z", re.I)
"""`missing a <tr>, causing`: behind such a word a tag that the line does not end is spoken of."""
HEAD_TAG = re.compile(r"</?(?:body|embed|head|html|link|meta|noscript|object|param|script|style|title)\b", re.I)
"""Elements that no sentence holds, but for one that speaks of them."""
ADVERT = re.compile(r"(?:src|href)\s*=\s*['\"]?(?:https?:)?//|javascript|onclick|target\s*=", re.I)
LAYOUT_TAG = re.compile(rf"<(?:{LAYOUT})\b", re.I)
WORDS = re.compile(r"[^\W\d_]{2,}")
UNSPACED = re.compile(r"[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
"""Letters of Thai, Lao, Burmese, Khmer, kana and Han."""
LETTERED = re.compile(r"</?(?:b|i|u|s|q|a|p|li)>", re.I)


@dataclass(frozen=True)
class Leftover:
    """A stretch of markup, what kind it is, and what it stands for."""

    start: int
    end: int
    kind: str
    text: str


def leftovers(document: str) -> Iterator[Leftover]:
    """The markup left over in a text, in order of kinds; nothing in texts where it belongs."""
    if document.startswith("---") or any(mark in document for mark in MARKDOWN):
        return
    if not MARKS.search(document) or document.startswith("#!") or "xmlns" in document:
        return
    if SOURCE.search(f"\n{document}") or len(TOPIC.findall(document)) >= OFTEN:
        return
    if sum(name.lower() not in ELEMENTS for name in ENDED.findall(document)) >= OFTEN:
        return
    around = _Document(document)
    done = -1
    for mark in MARKS.finditer(document):
        start = document.rfind("\n", 0, mark.start()) + 1
        if start <= done:
            continue
        end = document.find("\n", mark.end())
        end = len(document) if end < 0 else end
        done = end - 1 if end > start else end
        yield from _in_line(document[start:end], start, around)


@dataclass(frozen=True)
class _Document:
    """What is asked of the document around a line."""

    text: str

    @cached_property
    def _lower(self) -> str:
        return self.text.lower()

    @cached_property
    def is_programmed(self) -> bool:
        """Whether it speaks of programs and their values."""
        return PROGRAMMED.search(self.text) is not None

    @cached_property
    def is_template(self) -> bool:
        """Whether it is a template itself: a statement in every fourth line."""
        return 4 * self.text.count("{%") > self.text.count("\n") + 4

    @cached_property
    def is_styled(self) -> bool:
        """Whether it speaks of style sheets."""
        return STYLED.search(self.text) is not None

    @cached_property
    def is_chat(self) -> bool:
        """Whether three lines or more begin with a speaker's name in angle brackets that is no element's."""
        return sum(not TAG.match(f"<{name}>") for name in SPEAKER.findall(self.text)) >= 3

    def ended(self, end: str) -> bool:
        """Whether it holds an end, `</b` or `[/b`."""
        return end in self._lower

    def introduces(self, start: int) -> bool:
        """Whether what stands above the line at `start` announces it, an example, or nothing does."""
        above = self.text[max(start - 200, 0) : start].rstrip()
        return not above or above.endswith((":", "：")) or ABOUT.search(above.rpartition("\n")[2]) is not None


def _in_line(line: str, offset: int, around: _Document) -> Iterator[Leftover]:
    """The leftovers of one line."""
    tags = (tag for tag in _tags(line) if not _is_placeholder(line, tag[0], tag[1], around))
    marks = (mark for mark in _marks(line) if not _is_endless(line[mark[0] : mark[1]], around.ended))
    found = [*tags, *_entities(line), *marks, *_placeholders(line, offset, around), *_scripts(line, around)]
    covered = -1
    for start, end, kind, text in sorted(found):
        if start >= covered:
            covered = end
            yield Leftover(offset + start, offset + end, kind, text)


def _tags(line: str) -> Iterator[tuple[int, int, str, str]]:
    if "<" not in line:
        return
    matches = list(TAG.finditer(line)) + list(OPEN_TAG.finditer(line))
    if not matches or "`" in line or CODE.search(TAG.sub(" ", line)):
        return
    advert = bool(ADVERT.search(line))
    if len(LAYOUT_TAG.findall(line)) > 1:
        return
    bare = WORDS.findall(TAG.sub(" ", line))
    if not advert and ABOUT.search(line):
        return
    if re.search(r"=\s*(?:\"\"|'')", line):
        return
    for match in matches:
        if LETTERED.fullmatch(match[0]) and match.start() and line[match.start() - 1].isalnum() and "</" not in line:
            continue
        if not bare and not advert and len(matches) < 2:
            continue
        yield match.start(), match.end(), "a tag", ""


def _is_placeholder(line: str, start: int, end: int, around: _Document) -> bool:
    """Whether a word in angle brackets stands for something else (`--merge=<style>`, `<Del>`), or is spoken of."""
    tag = line[start:end]
    named = NAMED_TAG.match(tag)
    if named and not (named[1].islower() or named[1].isupper()):
        return True
    if SPOKEN_OF.fullmatch(tag) or (line[end : end + 1] == "-" and line[end + 1 : end + 2].isalpha()):
        return True
    if not line[:start].strip() and SPEAKER.match(line[start:]) and around.is_chat:
        return True
    paired = PAIRED.fullmatch(tag)
    bare = named and named.end() + 1 == len(tag)
    if named and bare and COUNTED.search(line[:start]) and f"</{named[1].lower()}" not in line[end:].lower():
        return True
    if paired and not around.ended(f"</{paired[1].lower()}"):
        begins_text = line[end : end + 1].isalpha() and not line[:start].strip(" \"'“‘(")
        return not begins_text
    return bool(HEAD_TAG.match(tag)) and line[:start].endswith(" ") and line[end : end + 2].strip().islower()


def _is_endless(mark: str, ended: Callable[[str], bool]) -> bool:
    """Whether a forum's mark lacks its end: `[size=32]` in a list of ports, `[list puts word]` in a program."""
    paired = PAIRED_MARK.match(mark)
    return paired is not None and not ended(f"[/{paired[1].lower()}")


def _entities(line: str) -> Iterator[tuple[int, int, str, str]]:
    if (
        not ("&" in line or "\\u" in line)
        or "`" in line
        or ABOUT_ENTITIES.search(line)
        or CODE.search(line)
        or COMPARED.search(line)
    ):
        return
    for match in ESCAPE.finditer(line) if "\\u" in line else ():
        yield match.start(), match.end(), "an escape", chr(int(match[0][2:], 16))
    for match in ENTITY.finditer(line):
        whole = match[0] if match[0].endswith(";") else match[0] + ";"
        plain = html.unescape(html.unescape(whole))
        yield match.start(), match.end(), "an entity", " " if plain == "\xa0" else plain


def _marks(line: str) -> Iterator[tuple[int, int, str, str]]:
    """Marks of forums and wikis."""
    if "`" in line or CODE.search(line):
        return
    for match in BBCODE.finditer(line):
        yield match.start(), match.end(), "a forum's mark", ""
    for match in WIKI.finditer(line) if _is_prose(WIKI.sub(" ", line)) else ():
        yield match.start(), match.end(), "a wiki's mark", match[0].strip("[]").rpartition("|")[2]


def _placeholders(line: str, offset: int, around: _Document) -> Iterator[tuple[int, int, str, str]]:
    """Placeholders of templates: in prose, or alone where nothing announces them."""
    found = list(TEMPLATE.finditer(line))
    if not found or "`" in line:
        return
    rest = TEMPLATE.sub(" ", WIKI.sub(" ", line))
    if CODE.search(rest) or ABOUT.search(line) or around.is_template:
        return
    if not _is_prose(rest) and (rest.strip() or around.introduces(offset) or around.is_programmed):
        return
    for match in found:
        yield match.start(), match.end(), "a template's placeholder", ""


def _scripts(line: str, around: _Document) -> Iterator[tuple[int, int, str, str]]:
    """What scripts and style sheets left, and parameters that only track."""
    if "`" in line:
        return
    for match in SCRIPT.finditer(line) if "<!--#" not in line else ():  # Directives of a server are spoken of.
        yield match.start(), match.end(), "a page's script", ""
    for match in TRACKING.finditer(line):
        yield match.start(), match.end(), "a tracking parameter", ""
    for match in STYLE.finditer(line) if "{" in line and not around.is_styled else ():
        yield match.start(), match.end(), "a style sheet's rule", ""
    for match in RESIDUE.finditer(line):
        if not around.is_programmed and not CODE.search(line):
            yield match.start(), match.end(), "a script's missing value", ""


def _is_prose(text: str) -> bool:
    """Whether a line has three words, or as much in a script without spaces."""
    return len(WORDS.findall(text)) >= 3 or len(UNSPACED.findall(text)) >= 6

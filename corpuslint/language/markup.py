"""Markup that was meant for a browser, a forum or a template engine: expressions, and where it belongs.

Tags stand in texts about HTML, in Markdown and in source code by right. So each document and each line is first asked
what it is; `leftovers` yields only what stands in text that is none of these.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

INLINE = (
    "a|abbr|b|big|blockquote|br|center|cite|del|em|font|h[1-6]|hr|i|ins|li|nobr|ol|p|pre|q|s|small|span|strike|strong|"
    "sub|sup|tt|u|ul"
)
EMBEDDED = "embed|iframe|img|link|meta|noscript|object|param|script|style"
LAYOUT = (
    "article|aside|body|button|dd|div|dl|dt|footer|form|head|header|html|input|label|main|nav|option|section|select|"
    "table|tbody|td|textarea|th|thead|title|tr"
)
TAG = re.compile(rf"</?(?:{INLINE}|{EMBEDDED}|{LAYOUT})(?:\s[^<>]{{0,1500}})?\s?/?>", re.I)
OPEN_TAG = re.compile(rf"<(?:{EMBEDDED}|a)\s[^<>]{{0,1500}}\Z", re.I | re.M)
NAMED = (
    "amp|lt|gt|quot|apos|nbsp|copy|reg|trade|hellip|mdash|ndash|lsquo|rsquo|ldquo|rdquo|laquo|raquo|bull|middot|times|"
    "deg|euro|pound|eacute|egrave|agrave|ccedil|uuml|ouml|auml|szlig|oacute|aacute|iacute|ntilde|shy|zwj|zwnj"
)
ENTITY = re.compile(
    rf"&(?:amp;)*(?:#\d{{2,5}}|#[xX][0-9a-fA-F]{{2,5}}|{NAMED});|&(?:nbsp|amp;nbsp|quot|#0?39)(?![\w;=])"
)
BBCODE = re.compile(
    r"\[(?:quote|url|img|spoiler|colou?r|size|font|center|youtube|email|list|media|attach|caption|gallery|embed|video|"
    r"audio|playlist|vc_\w+|et_pb_\w+|fusion_\w+)[= ][^\[\]\n]{1,300}\]"
    r"|\[(?:quote|url|img|spoiler|vc_\w+|et_pb_\w+)\]|\[/(?:quote|url|img|spoiler|colou?r|size|font|center|youtube|email|"
    r"list|caption|gallery|embed|video|audio|vc_\w+|et_pb_\w+|fusion_\w+)\]"
    r"|\[/(?:b|i|u|s|code)\]|\[(?:b|i|u|s|code)\](?=[^\[\n]{1,400}\[/)",
    re.I,
)
TEMPLATE = re.compile(
    r"\{\{\s?[#/]?[A-Za-z_][\w.\- |]{0,40}\}\}|<%=?[^%\n]{1,200}%>"
    r"|\{\{(?:cite|citation|reflist|infobox|main|see also|clear)\b[^{}]{0,600}\}\}",
    re.I,
)
WIKI = re.compile(
    r"\[\[(?:File|Image|Category|Datei|Fichier|Archivo|Файл):[^\[\]\n]{1,300}\]\]"
    r"|\[\[[^\[\]\n|]{1,80}\|[^\[\]\n|]{1,80}\]\]"
)
SCRIPT = re.compile(
    r"(?://|/\*)?\s*<!\[CDATA\[|(?://|/\*)?\s*\]\]>(?:\s*\*/)?|<!--[^\n]{0,1500}?-->|<!--|(?<!-)-->(?=\s*$)|"
    r"(?:var\s+\w+\s*=\s*\w+\s*\|\||googletag\.|_gaq\.push|window\.dataLayer|\(adsbygoogle|document\.write(?:ln)?\s*\(|"
    r"jQuery\(document\)|fbq\(')[^\n]{0,400}",
    re.M,
)
TRACKING = re.compile(
    r"(?<=[?&])(?:utm_(?:source|medium|campaign|term|content|id)|fbclid|gclid|mc_[ce]id|igshid|yclid)=[^&\s\"'<>)\]]*&?"
)
MARKS = re.compile(
    r"<[/A-Za-z!%]|&(?:#|[A-Za-z]{2,6};|nbsp|quot)|\[/?[A-Za-z]+[\]= ]|\{\{|\[\[|"
    r"[?&](?:utm_|fbclid|gclid|mc_|igshid|yclid)|\]\]>|--> *$|googletag|_gaq|dataLayer|adsby|document\.w|jQuery\(|fbq\("
)
"""What a line has at least; cheap to look for."""

MARKDOWN = ("```", "~~~", "](http", "](/", "](#", ".md)")
"""Quick to find: most texts that `SOURCE` finds have one of these."""
SOURCE = re.compile(
    r"^\s{0,3}(?:```|~~~)|\]\((?:https?:|/|\.|#|[\w-]+\.(?:md|html))|^\.\. [\w-]+::|^\[(?:source|NOTE|listing)|"
    r"^={2,5} \w|^#{1,6} \w|^\s*\|?[ :-]*---+[ |:-]*\||<!doctype|<html[\s>]|</head>|<\?(?:xml|php)|\bxmlns\b|\A#!|"
    r"^(?:import|from|def|class|package|using|#include) \w|::[ \t]*\n[ \t]*\n[ \t]+\S",
    re.I | re.M,
)
"""Texts in which tags and entities belong: Markdown, reStructuredText, AsciiDoc, HTML, programs."""
TOPIC = re.compile(r"(?<![.</\w])(?:x?html5?|templates?|markup|stylesheets?)(?![\w>])", re.I)
OFTEN = 3
"""How often a text that is about markup names it at least."""
ABOUT = re.compile(
    r"\b(?:x?html5?|xml|css|svg|tags?|elements?|attribut\w*|markup|syntax|javascript|dom|taggar|balises?|etiquetas|"
    r"template|jinja2?|django|shortcodes?|bbcode|placeholders?|variables?|render(?:s|ed)?)\b",
    re.I,
)
ABOUT_ENTITIES = re.compile(r"\b(?:x?html5?|xml|entit(?:y|ies)|escap\w+|unescap\w+|encoded?|ampersands?)\b", re.I)
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
SPOKEN_OF = re.compile(r"<[abipqsu]\s[^=]*>", re.I)
"""`A<B THEN B>A`: a letter and no attributes."""
COUNTED = re.compile(r"\b(?:an?|the|this|each|every|any|no|missing|extra|first|last) \Z", re.I)
"""`missing a <tr>, causing`: behind such a word a tag that the line does not end is spoken of."""
HEAD_TAG = re.compile(r"</?(?:body|embed|head|html|link|meta|noscript|object|param|script|style|title)\b", re.I)
"""Elements that no sentence holds, but for one that speaks of them."""
ADVERT = re.compile(r"(?:src|href)\s*=\s*['\"]?(?:https?:)?//|javascript|onclick|target\s*=", re.I)
LAYOUT_TAG = re.compile(rf"<(?:{LAYOUT})\b", re.I)
WORDS = re.compile(r"[^\W\d_]{2,}")
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
    if not MARKS.search(document) or SOURCE.search(document) or len(TOPIC.findall(document)) >= OFTEN:
        return
    lower = document.lower()
    ended = cache(lambda end: end in lower)
    done = -1
    for mark in MARKS.finditer(document):
        start = document.rfind("\n", 0, mark.start()) + 1
        if start <= done:
            continue
        end = document.find("\n", mark.end())
        end = len(document) if end < 0 else end
        done = end - 1 if end > start else end
        yield from _in_line(document[start:end], start, ended)


def _in_line(line: str, offset: int, ended: Callable[[str], bool]) -> Iterator[Leftover]:
    """The leftovers of one line; `ended` tells whether the document has an end, `</b` or `[/b`."""
    tags = (tag for tag in _tags(line) if not _is_placeholder(line, tag[0], tag[1], ended))
    codes = (code for code in _codes(line) if not _is_endless(line[code[0] : code[1]], ended))
    found = [*tags, *_entities(line), *codes]
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


def _is_placeholder(line: str, start: int, end: int, ended: Callable[[str], bool]) -> bool:
    """Whether a word in angle brackets stands for something else (`--merge=<style>`, `<Del>`), or is spoken of."""
    tag = line[start:end]
    named = NAMED_TAG.match(tag)
    if named and not (named[1].islower() or named[1].isupper()):
        return True
    if SPOKEN_OF.fullmatch(tag) or (line[end : end + 1] == "-" and line[end + 1 : end + 2].isalpha()):
        return True
    paired = PAIRED.fullmatch(tag)
    bare = named and named.end() + 1 == len(tag)
    if named and bare and COUNTED.search(line[:start]) and f"</{named[1].lower()}" not in line[end:].lower():
        return True
    if paired and not ended(f"</{paired[1].lower()}"):
        begins_text = line[end : end + 1].isalpha() and not line[:start].strip(" \"'“‘(")
        return not begins_text
    return bool(HEAD_TAG.match(tag)) and line[:start].endswith(" ") and line[end : end + 2].strip().islower()


def _is_endless(mark: str, ended: Callable[[str], bool]) -> bool:
    """Whether a forum's mark lacks its end: `[size=32]` in a list of ports, `[list puts word]` in a program."""
    paired = PAIRED_MARK.match(mark)
    return paired is not None and not ended(f"[/{paired[1].lower()}")


def _entities(line: str) -> Iterator[tuple[int, int, str, str]]:
    if "&" not in line or "`" in line or ABOUT_ENTITIES.search(line) or CODE.search(line) or COMPARED.search(line):
        return
    for match in ENTITY.finditer(line):
        whole = match[0] if match[0].endswith(";") else match[0] + ";"
        plain = html.unescape(html.unescape(whole))
        yield match.start(), match.end(), "an entity", " " if plain == "\xa0" else plain


def _codes(line: str) -> Iterator[tuple[int, int, str, str]]:
    """Marks of forums, wikis, templates and scripts, and parameters that only track."""
    if "`" in line:
        return
    if not CODE.search(line):
        prose = len(WORDS.findall(TEMPLATE.sub(" ", WIKI.sub(" ", line)))) >= 3
        for match in BBCODE.finditer(line):
            yield match.start(), match.end(), "a forum's mark", ""
        for match in WIKI.finditer(line) if prose else ():
            yield match.start(), match.end(), "a wiki's mark", match[0].strip("[]").rpartition("|")[2]
        for match in TEMPLATE.finditer(line) if prose and not ABOUT.search(line) else ():
            yield match.start(), match.end(), "a template's placeholder", ""
    for match in SCRIPT.finditer(line) if "<!--#" not in line else ():  # Directives of a server are spoken of.
        yield match.start(), match.end(), "a page's script", ""
    for match in TRACKING.finditer(line):
        yield match.start(), match.end(), "a tracking parameter", ""

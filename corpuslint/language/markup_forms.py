"""What markup looks like: tags, entities, the marks of forums, wikis and templates, and what scripts leave."""

from __future__ import annotations

import re

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
UNENDED = r"[lr][sd]quo|[mn]dash|hellip|[aeiouncAEIOUNC](?:acute|grave|circ|uml|tilde|cedil)"
"""Entities that are read without their semicolon: no parameter of an address is named so."""
ENTITY = re.compile(
    rf"&(?:amp;)*(?:#\d{{2,5}}|#[xX][0-9a-fA-F]{{2,5}}|{NAMED});|&(?:nbsp|amp;nbsp|quot|#0?39|{UNENDED})(?![\w;=])"
)
ESCAPE = re.compile(r"(?<=[^\W\d_])\\u(?:00[c-fC-F][0-9a-fA-F]|20(?:1[0-9a-fA-F]|26))(?![0-9a-fA-F]{2}\b)")
"""A letter or mark beyond ASCII as JSON writes it, within a word: `caf\\u00e9`."""
BBCODE = re.compile(
    r"\[(?:quote|url|img|spoiler|colou?r|size|font|center|youtube|email|list|media|attach|caption|gallery|embed|video|"
    r"audio|playlist|vc_\w+|et_pb_\w+|fusion_\w+)[= ][^\[\]\n]{1,300}\]"
    r"|\[(?:quote|url|img|spoiler|vc_\w+|et_pb_\w+)\]|\[/(?:quote|url|img|spoiler|colou?r|size|font|center|youtube|email|"
    r"list|caption|gallery|embed|video|audio|vc_\w+|et_pb_\w+|fusion_\w+)\]"
    r"|\[/(?:b|i|u|s|code)\]|\[(?:b|i|u|s|code)\](?=[^\[\n]{1,400}\[/)|\[(?:embed|gallery|playlist)\]"
    r"|\[[a-z][a-z0-9_-]{2,30}(?:\s+[a-z_-]{2,20}=[\"'“”″][^\]\"'“”″\n]{0,120}[\"'“”″])+\s*/?\]",
    re.I,
)
TEMPLATE = re.compile(
    r"\{\{\s?[#/]?[A-Za-z_][\w.\- |:'$()]{0,60}\}\}|<%=?[^%\n]{1,200}%>|%%[a-z]+(?:_[a-z]+)*%%"
    r"|\{%-?\s*(?:end)?(?:if|for|else|elif|elsif|block|include|trans|assign|capture|unless)\b[^%\n]{0,80}%\}"
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
    r"jQuery\(document\)|fbq\('|window\.__\w+\s*=|window\.(\w+)\s*=\s*window\.\1\b)[^\n]{0,400}",
    re.M,
)
RESIDUE = re.compile(
    r"\[object Object\]|\bNaN(?:/NaN)+\b|\bNaN ?[%€£]|[$€£] ?NaN\b|\b(?:undefined (?:undefined|NaN)|NaN undefined)\b"
)
"""What a page's script writes where it has no value."""
PROGRAMMED = re.compile(r"javascript|typescript|ecmascript|\bfloat(?:s|ing)?\b|\bIEEE|\btypeof\b|\bvariables?\b", re.I)
"""Texts in which such values are spoken of."""
STYLED = re.compile(r"\b(?:css|stylesheets?|selectors?|less|sass)\b", re.I)
"""Texts in which rules of style sheets are."""
STYLE = re.compile(
    r"(?:@media[^{}\n]{1,80}\{\s*)?(?:[.#]?[\w-][\w\-.#:>,\[\]=\"' ]{0,120})?\{\s*"
    r"(?:color|background|margin|padding|font|display|width|height|border|text|float|position|max|min|line|overflow)"
    r"(?:-[a-z]{2,10}){0,2}\s*:[^{};\n]{1,80}(?:;[^{}\n]{0,600})?\}(?:\s*\})?",
    re.I,
)
"""A rule of a style sheet."""
TRACKING = re.compile(
    r"(?<=[?&])(?:utm_(?:source|medium|campaign|term|content|id)|fbclid|gclid|mc_[ce]id|igshid|yclid)=[^&\s\"'<>)\]]*&?"
)

"""A name for a finding that stays the same when the file around it changes.

Baselines and SARIF viewers must know a finding again after lines were added above it. So its name is made from the
rule and the text it stands on, never from line numbers. Short texts (a stray character, a broken word) stand in many
places; theirs takes in the neighbouring characters of the same line.
"""

from __future__ import annotations

import re
from hashlib import blake2b

from corpuslint.model import Document, Finding

SHORT = 24
"""Code points below which a text alone does not tell one place from another."""
CONTEXT = 12
"""Code points on either side that belong to the name of a short finding."""
LINE_END = re.compile(r"[\r\n]")


def fingerprint(document: Document, finding: Finding) -> str:
    """Sixteen hexadecimal digits; several findings of a file may share one when they stand on equal texts.

    >>> from corpuslint.model import Location
    >>> where = Location("a.txt", None, None, 2, 5, 1, 3)
    >>> finding = Finding("ART001", "random-token", where, "")
    >>> fingerprint(Document("a.txt", "a xyz b"), finding) == fingerprint(Document("a.txt", "a xyz b\\nmore"), finding)
    True
    """
    start, end = finding.where.start - document.offset, finding.where.end - document.offset
    text = document.text[start:end]
    if not text:
        text = finding.message
    elif len(text) < SHORT:
        before = LINE_END.split(document.text[max(0, start - CONTEXT) : start])[-1]
        after = LINE_END.split(document.text[end : end + CONTEXT])[0]
        text = f"{before}\0{text}\0{after}"
    digest = blake2b(digest_size=8)
    digest.update(f"{finding.code}\0{finding.where.field or ''}\0".encode("utf-8", "surrogatepass"))
    digest.update(text.encode("utf-8", "surrogatepass"))
    return digest.hexdigest()

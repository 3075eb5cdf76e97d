"""Paragraphs that lead up to a request for money: `We rely on readers like you …`, above `Donate now`.

Each is fluent, and other on every site. What they share is that a publisher speaks of itself and of its trade.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from corpuslint.batch import Batch
from corpuslint.rules.furniture import eligible_lines, runs_on, solid_neighbour

ABOVE = 3
"""So many paragraphs above the request are looked at."""
HEADING = 60
"""Characters of a heading above them, at most."""
QUOTES = re.compile('["“”„«»「」]')
OURSELVES = re.compile(
    r"\b(we|us|our|wir|uns|unser\w*|nous|notre|nos|nosotr[oa]s|nuestr[oa]s?|noi|nostr[oaie]|nós|noss[oa]s?|wij|ons|onze)\b",
    re.IGNORECASE,
)
TRADE = re.compile(
    r"\b(news\w*|journalis\w*|report(?:s|ing|ers?)|stor(?:y|ies)|readers?|subscri\w*|advertis\w*|paywalls?"
    r"|nachrichten|leser\w*|werbung|redaktion\w*|abonn\w*|lecteurs?|publicité\w*|rédaction"
    r"|noticias|periodis\w*|lectores|publicidad|suscri\w*|notizie|giornalis\w*|lettori|pubblicità"
    r"|notícias|jornalis\w*|leitores|publicidade|nieuws|lezers?|advertenties?|redactie)\b",
    re.IGNORECASE,
)
LEAST = 3
"""Different words of the trade that a plea has at least. Charities, whose pages are about gifts, have fewer."""


def leading_pleas(batch: Batch, requests: Iterable[int]) -> Iterator[tuple[int, int]]:
    """The lines above each request that plead for it, from below, and their heading; each with the request."""
    eligible, lines = eligible_lines(batch), batch.lines
    for request in requests:
        line, found = solid_neighbour(batch, request, -1), 0
        while line >= 0 and eligible[line] and not runs_on(batch, line) and found < ABOVE:
            text = batch.text[lines.text_start[line] : lines.text_end[line]]
            if not pleads(text):
                if found and not lines.sentence_end[line] and heads(text):
                    yield line, request
                break
            yield line, request
            line, found = solid_neighbour(batch, line, -1), found + 1


def heads(text: str) -> bool:
    """Whether a line may be the heading of a plea: short, and of the trade or of the publisher itself."""
    return len(text) <= HEADING and not QUOTES.search(text) and bool(TRADE.search(text) or OURSELVES.search(text))


def pleads(text: str) -> bool:
    """Whether a publisher speaks of itself here, and nobody else is quoted.

    >>> pleads("Our reporters depend on the support of readers, since advertising no longer pays for journalism.")
    True
    >>> pleads("“We depend on readers and on advertising, as all newspapers do,” the editor said in an interview.")
    False
    """
    if QUOTES.search(text) or not OURSELVES.search(text):
        return False
    return len({word.casefold() for word in TRADE.findall(text)}) >= LEAST

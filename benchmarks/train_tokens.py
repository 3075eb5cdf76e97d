"""Learn the weights of `corpuslint.language.tokens` and show how kinds that were not learnt from fare.

    python benchmarks/train_tokens.py TEXTS.jsonl... [--labelled ids.jsonl]

TEXTS are documents (a field `text`, or `lines` with texts) of any kind: their tokens with digits or inner capitals
are taken for natural ones, save what has the form of a hash, a UUID or an address. `--labelled` rows (`text`, `span`,
`kind`) are only looked at, never learnt from.
"""

from __future__ import annotations

import argparse
import base64
import json
import random
import re
import string
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from corpuslint.language.tokens import FEATURES, observe
from corpuslint.rules.random_token import AFTER_SENTENCE

LOWER, HEX = string.ascii_lowercase, "0123456789abcdef"
BASE36, BASE62 = LOWER + string.digits, string.ascii_letters + string.digits
WORDS = [
    "post", "image", "photo", "item", "widget", "block", "ad", "slot", "unit",
    "node", "track", "trace", "req", "request", "web", "api", "app", "svc",
    "service", "front", "render", "cache", "edge", "worker", "news", "article", "content",
    "media", "ref", "img", "pic", "file", "user", "session",
]  # fmt: skip
EACH = 400


def draw(alphabet: str, least: int, most: int | None = None) -> str:
    """That many characters of the alphabet."""
    return "".join(random.choices(alphabet, k=random.randint(least, most or least)))


def word() -> str:
    """A word that element ids and services are named by."""
    return random.choice(WORDS)


def digits(least: int, most: int) -> str:
    """A number of so many digits."""
    return random.choice("123456789") + draw(string.digits, least - 1, most - 1)


KINDS: dict[str, Callable[[], str]] = {
    "hex": lambda: draw(HEX, random.choice((16, 20, 24, 32, 40, 64))),
    "hex upper": lambda: draw(HEX, random.choice((16, 24, 32))).upper(),
    "uuid": lambda: str(uuid.UUID(int=random.getrandbits(128))),
    "uuid upper": lambda: str(uuid.UUID(int=random.getrandbits(128))).upper(),
    "base62": lambda: draw(BASE62, 8, 24),
    "base64": lambda: base64.b64encode(random.randbytes(random.randint(9, 30))).decode(),
    "base64 url": lambda: base64.urlsafe_b64encode(random.randbytes(random.randint(9, 30))).decode().rstrip("="),
    "base36": lambda: draw(BASE36, 9, 20),
    "base36 upper": lambda: draw(BASE36, 10, 26).upper(),
    "pod name": lambda: f"{word()}-{word()}-{draw(HEX, 8, 10)}-{draw('bcdfghjklmnpqrstvwxz2456789', 5)}",
    "element id": lambda: random.choice("-_").join((word(), word(), digits(9, 13), digits(1, 2))),
    "word and number": lambda: f"{word()}{random.choice(('-', '_', ''))}{digits(6, 12)}",
    "file stem": lambda: f"{draw(BASE62, 2, 5)}{random.choice('-_')}{draw(LOWER, 6, 9)}{digits(5, 8)}",
    "short stem": lambda: f"{draw(LOWER, 6, 9)}{digits(5, 8)}",
    "dotted": lambda: f"{digits(1, 2)}.{draw(HEX, 8)}.{digits(10, 10)}.{draw(HEX, 8)}",
    "class name": lambda: (
        f"{random.choice(('css', 'sc', 'jsx', 'itb', 'ab-itb'))}-{draw(random.choice((BASE36, BASE62)), 6, 10)}"
    ),
    "tail": lambda: f"{word()}-{word()}-{draw(random.choice((HEX, BASE36)), 7, 12)}",
}
RELATED = {
    "hex": ("hex", "hex upper", "uuid", "uuid upper", "dotted"),
    "uuid": ("uuid", "uuid upper"),
    "base62": ("base62", "base36", "base36 upper"),
    "base64": ("base64", "base64 url", "base62"),
    "pod name": ("pod name", "tail"),
    "element id": ("element id", "word and number"),
    "file stem": ("file stem", "short stem"),
    "dotted": ("dotted",),
}
LABELLED = {
    "random:hex32": "hex",
    "random:uuid": "uuid",
    "random:jammer": "base62",
    "random:base64": "base64",
    "random:pod-name": "pod name",
    "random:ad-slot": "element id",
    "random:sina-like": "file stem",
    "random:sina-real-token": "file stem",
    "random:request-id": "hex",
}
WANTED = re.compile(r"[A-Za-z][0-9_-]|[0-9][A-Za-z]|[a-z][A-Z]|[A-Z]{2}[a-z]")
TOKEN = re.compile(r"[A-Za-z0-9_\-+/=.~%:]{8,}")
MIXED = re.compile(r"[A-Za-z][0-9]|[0-9][A-Za-z]|[a-z][A-Z]")
MACHINE = re.compile(r"[0-9a-f]{16,}|[0-9a-f]{8}-[0-9a-f]{4}-|//|www\.|\.(?:com|org|net|html?|php|jpg)", re.I)
EVALUATION_ONLY = {"cleaneval", "l3s", "portal"}


def rows(path: str) -> list[dict[str, Any]]:
    """The objects of a JSONL file."""
    return [json.loads(line) for line in Path(path).read_text("utf8").split("\n") if line]


def generated() -> dict[str, list[str]]:
    """So many tokens of each kind."""
    found: dict[str, list[str]] = defaultdict(list)
    for kind, make in KINDS.items():
        while len(found[kind]) < EACH:
            token = make()
            if len(token) >= 8 and WANTED.search(token):
                found[kind].append(token)
    return found


def natural(paths: list[str]) -> list[str]:
    """The different tokens with digits or inner capitals in these files."""
    found: dict[str, None] = {}
    for path in paths:
        for number, row in enumerate(rows(path)):
            if row.get("source") in EVALUATION_ONLY or (number % 12 and "docs81" in path):
                continue
            for token in tokens(row.get("text") or "\n".join(line["text"] for line in row.get("lines", ()))):
                found[token] = None
    return list(found)


def tokens(text: str) -> Iterator[str]:
    """Tokens between white space that look like codes."""
    for chunk in text.split():
        token = chunk.strip("\"'()[]{}<>.,;:!?*|`")
        if (
            TOKEN.fullmatch(token)
            and re.search(r"[A-Za-z][0-9]|[0-9][A-Za-z]|[a-z][A-Z]", token)
            and not MACHINE.search(token)
        ):
            yield token


def learn(positive: list[str], negative: list[str]) -> tuple[np.ndarray, float]:
    """Weights and intercept of the logistic model."""
    values = np.array([observe(t) for t in (*positive, *negative)])
    labels = np.repeat([1, 0], [len(positive), len(negative)])
    mean, deviation = values.mean(axis=0), values.std(axis=0) + 1e-9
    model = LogisticRegression(max_iter=3000, class_weight="balanced").fit((values - mean) / deviation, labels)
    weights = model.coef_[0] / deviation
    return weights, float(model.intercept_[0] - weights @ mean)


def main() -> None:
    """Print the weights, and a table of recall with and without the kind among the examples."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", nargs="+")
    parser.add_argument("--labelled")
    arguments = parser.parse_args()
    random.seed(7)
    made, negative = generated(), natural(arguments.texts)
    weights, intercept = learn([t for kind in made.values() for t in kind], negative)
    print(f"{len(negative)} natural tokens\nINTERCEPT = {intercept:.2f}\nWEIGHTS = (")
    for name, weight in zip(FEATURES, weights, strict=True):
        print(f"    {weight:.3f},  # {name}")
    print(")")
    share = np.mean([observe(t) @ weights + intercept > 0 for t in negative])
    print(f"natural tokens above zero: {share:.3f}")
    labelled = rows(arguments.labelled) if arguments.labelled else []
    for kind, left_out in RELATED.items():
        fewer, constant = learn([t for k, ts in made.items() if k not in left_out for t in ts], negative)
        unseen = [r["text"][slice(*r["span"])] for r in labelled if LABELLED.get(r["kind"]) == kind] or made[kind]
        with_kind = np.mean([observe(t) @ weights + intercept > AFTER_SENTENCE for t in unseen])
        without = np.mean([observe(t) @ fewer + constant > AFTER_SENTENCE for t in unseen])
        print(f"{kind:12s} {len(unseen):4d} tokens  recall {with_kind:.2f}, left out {without:.2f}")


if __name__ == "__main__":
    main()

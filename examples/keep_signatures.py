"""Keep corpuslint's signatures in an index of datasketch, and ask it about a new text.

The signatures are those of datasketch itself, so they fit its MinHashLSH, also with Redis or Cassandra behind it.

    python examples/keep_signatures.py
"""

from __future__ import annotations

from datasketch import MinHashLSH

from corpuslint.similarity import make_permutations, make_shingles, read_words, sign, to_lean

HARBOUR = "The harbour was closed on Monday after a storm tore two of the three ferries from their moorings."
TEXTS = [
    HARBOUR,
    "Fishermen carried bread and medicine to the islands in their own boats until a spare ferry was found.",
]


def main() -> None:
    """Index two texts, and look a third one up."""
    permutations = make_permutations(128)

    def signatures(texts: list[str]) -> list:
        words = read_words(texts)
        shingles = make_shingles(words.values, words.starts, words.ends, size=3)
        return [to_lean(signature) for signature in sign(shingles, permutations)]

    index = MinHashLSH(threshold=0.5, num_perm=128)
    for number, signature in enumerate(signatures(TEXTS)):
        index.insert(number, signature)
    (asked,) = signatures([HARBOUR.replace("Monday", "Tuesday")])
    for number in index.query(asked):
        print(f"near: {TEXTS[number]}")


if __name__ == "__main__":
    main()

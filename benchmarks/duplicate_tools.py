"""The tools that `duplicates.py` measures: each is given texts in memory and says which are copies of an earlier one.

A tool that only removes texts, and does not say what they are copies of, answers -1 for the text that stays.
"""

from __future__ import annotations

import json
import re
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

WORD = re.compile(r"\w+")
THRESHOLD = 0.8
UNKNOWN = -1
Copies = dict[int, int]


def texts_of(path: Path) -> list[str]:
    """The texts of a JSONL file."""
    with path.open(encoding="utf-8") as rows:
        return [json.loads(row)["text"] for row in rows]


def shingles(text: str) -> list[str]:
    """The word 5-grams of a text."""
    words = WORD.findall(text.lower())
    return [" ".join(words[i : i + 5]) for i in range(len(words) - 4)]


def with_corpuslint(texts: list[str]) -> Copies:
    """Verified copies, each with the text that stays."""
    from corpuslint.similarity import Method, find_copies

    kept = find_copies(texts, Method("shingles", THRESHOLD, 5, 21, 6)).kept
    return {text: other for text, other in enumerate(kept.tolist()) if other >= 0}


def with_datasketch(texts: list[str]) -> Copies:
    """MinHash and LSH of 128 permutations; the first text in a bucket stays."""
    from datasketch import MinHash, MinHashLSH

    index, copies = MinHashLSH(threshold=THRESHOLD, num_perm=128), {}
    grams = ([gram.encode() for gram in shingles(text)] for text in texts)
    for number, sketch in enumerate(MinHash.generator(grams, num_perm=128)):
        found = [other for other in index.query(sketch) if other not in copies] if len(texts[number]) else []
        if found:
            copies[number] = min(found)
        index.insert(number, sketch)
    return copies


def with_rensa(texts: list[str]) -> Copies:
    """R-MinHash and its LSH, 16 bands of 8."""
    from rensa import RMinHash, RMinHashLSH

    index, copies = RMinHashLSH(threshold=THRESHOLD, num_perm=128, num_bands=16), {}
    for number, text in enumerate(texts):
        sketch = RMinHash(num_perm=128, seed=42)
        sketch.update(shingles(text))
        found = [other for other in index.query(sketch) if other not in copies]
        if found:
            copies[number] = min(found)
        index.insert(number, sketch)
    return copies


def with_gaoya(texts: list[str]) -> Copies:
    """MinHash of 16 bands of 8, in Rust."""
    from gaoya.minhash import MinHashStringIndex

    index = MinHashStringIndex(32, THRESHOLD, 16, 8, 42, analyzer="word", lowercase=True, ngram_range=(5, 5))
    copies: Copies = {}
    for number, text in enumerate(texts):
        found = [other for other in index.query(text) if other not in copies]
        if found:
            copies[number] = min(found)
        index.insert_document(number, text)
    return copies


def with_datatrove(texts: list[str]) -> Copies:
    """MinHash of 14 bands of 8 in datatrove's four steps, as it is configured by default."""
    from datatrove.data import Document
    from datatrove.pipeline.dedup import (
        MinhashDedupBuckets,
        MinhashDedupCluster,
        MinhashDedupFilter,
        MinhashDedupSignature,
    )
    from datatrove.pipeline.dedup.minhash import MinhashConfig

    config = MinhashConfig()
    with tempfile.TemporaryDirectory() as folder:
        signatures, buckets, remove = (f"{folder}/{name}" for name in ("signatures", "buckets", "remove"))
        MinhashDedupSignature(signatures, config).run((Document(t, str(n)) for n, t in enumerate(texts)), 0, 1)
        for bucket in range(config.num_buckets):
            MinhashDedupBuckets(signatures, buckets, config=config).run(None, bucket, config.num_buckets)
        MinhashDedupCluster(buckets, remove, config).run(None, 0, 1)
        left = MinhashDedupFilter(remove).run((Document(t, str(n)) for n, t in enumerate(texts)), 0, 1)
        kept = {int(document.id) for document in left}
    return {number: UNKNOWN for number in range(len(texts)) if number not in kept}


def with_text_dedup(texts: list[str]) -> Copies:
    """text-dedup's MinHash by its command line, as it is configured by default but for the threshold."""
    with tempfile.TemporaryDirectory() as folder:
        corpus, output = Path(folder) / "corpus.jsonl", Path(folder) / "output"
        with corpus.open("w", encoding="utf-8") as out:
            for number, text in enumerate(texts):
                out.write(json.dumps({"text": text, "number": number}) + "\n")
        command = [sys.executable, "-m", "text_dedup.minhash", "--path", "json", "--data_files", str(corpus)]
        command += ["--split", "train", "--cache_dir", f"{folder}/cache", "--output", str(output), "--column", "text"]
        command += ["--ngram", "5", "--num_perm", "128", "--threshold", str(THRESHOLD), "--num_proc", "1"]
        subprocess.run(command, check=True, capture_output=True)
        from datasets import load_from_disk

        kept = set(load_from_disk(str(output))["number"])
    return {number: UNKNOWN for number in range(len(texts)) if number not in kept}


TOOLS: dict[str, Callable[[list[str]], Copies]] = {
    "corpuslint": with_corpuslint,
    "gaoya": with_gaoya,
    "rensa": with_rensa,
    "datasketch": with_datasketch,
    "datatrove": with_datatrove,
    "text-dedup": with_text_dedup,
}


def used() -> tuple[float, float]:
    """Processor seconds of this process and of those it started, and the largest peak of memory among them, in MB."""
    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in usage), max(one.ru_maxrss for one in usage) / 1024


def run_tool(tool: str, path: Path) -> None:
    """Measure one tool in this process and print the figures as JSON."""
    find, texts = TOOLS[tool], texts_of(path)
    find(texts[:10])
    (began, before), size = used(), sum(len(text.encode()) for text in texts) / 1e6
    copies = find(texts)
    seconds, memory = used()
    figures = {"speed": size / (seconds - began), "memory": memory, "added": memory - before}
    print(json.dumps({**figures, "copies": sorted(copies.items())}))

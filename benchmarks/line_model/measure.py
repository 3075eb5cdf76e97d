"""What the boilerplate rules find on pages whose sites the line model has not seen.

    python benchmarks/line_model/measure.py FOLDS PAGES.jsonl… [--level likely|sure] [--by lang|source] [--safe-only]
        [--sites N]

FOLDS is the folder that `train.py --folds` wrote: each page is judged by the model that was trained without its site.
BPL001 and BPL003 are counted together, by line. Documents without boilerplate are counted by genre. All pages of a
file are one group, as in a JSONL without a `source`; with `--sites N` each site is one, and only sites of N pages or
more are counted.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
from corpus import FOLDS, Page, read

from corpuslint.batch import Batch
from corpuslint.language.line_model import Weights, build, run
from corpuslint.model import Document, Finding
from corpuslint.rules import Survey
from corpuslint.rules.boilerplate_line import BoilerplateLine, judged
from corpuslint.rules.boilerplate_phrase import BoilerplatePhrase
from corpuslint.rules.converted_pages import converted_pages
from corpuslint.rules.phrase_hits import seen_strengths

FLUENT = 10
"""Words from which a line that ends a sentence counts as fluent."""
ENDS = tuple(".!?…。！？;:\"'”’»)]")


def load(path: Path) -> Weights:
    """Weights from a file."""
    with np.load(path) as packed:
        return build({name: packed[name] for name in packed.files})


def findings(pages: Sequence[Page], weights: Sequence[Weights], level: str, by_site: bool) -> Iterator[list[Finding]]:
    """What the two rules find in each page with the weights of its fold."""
    rule = BoilerplateLine(level)

    def batch_of(number: int) -> Batch:
        page = pages[number]
        document = Document("", "\n".join(page.texts), record=number, group=page.site if by_site else "")
        return Batch([document], np.array([number]))

    def survey(number: int) -> Survey:
        batch, chosen = batch_of(number), weights[pages[number].fold]
        converted = converted_pages(batch)
        for seen in (batch, converted.batch) if converted else (batch,):
            scored = run(chosen, seen, judged(seen), seen_strengths(seen))
            seen.derive("line_model.scores", lambda _, scored=scored: scored)
        return rule.survey(batch)

    verdicts = rule.conclude(rule.merge([survey(number) for number in range(len(pages))]))
    for number in range(len(pages)):
        batch = batch_of(number)
        mine = {name: column[verdicts["document"] == number] for name, column in verdicts.items()}
        yield [*rule.check_verdicts(batch, mine), *BoilerplatePhrase().check(batch)]


def count(page: Page, found: Iterable[Finding]) -> Counter[str]:
    """Lines and characters by what they are and whether they are flagged."""
    flagged = {f.where.line - 1 for f in found}
    counts: Counter[str] = Counter()
    for index, (text, label) in enumerate(zip(page.texts, page.labels.tolist(), strict=True)):
        if label == 2:
            continue
        hit = index in flagged
        fluent = label == 1 and len(text.split()) >= FLUENT and text.rstrip().endswith(ENDS)
        counts["right"] += label == 1 and hit
        counts["missed"] += label == 1 and not hit
        counts["fluent"] += fluent
        counts["fluent right"] += fluent and hit
        if label == 0:
            counts["wrong"] += hit
            counts["characters"] += len(text)
            counts["wrong characters"] += len(text) * hit
    return counts


def tell(name: str, counts: Counter[str]) -> str:
    """One line of figures."""
    right, wrong, missed = counts["right"], counts["wrong"], counts["missed"]
    precision, recall = right / max(1, right + wrong), right / max(1, right + missed)
    score = 2 * precision * recall / max(1e-9, precision + recall)
    share = counts["wrong characters"] / max(1, counts["characters"])
    fluent = counts["fluent right"] / max(1, counts["fluent"])
    return f"{name:34s} P {precision:.3f} R {recall:.3f} F1 {score:.3f} content {share:.4f} fluent {fluent:.2f}"


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folds", type=Path)
    parser.add_argument("pages", nargs="+", type=Path)
    parser.add_argument("--level", default="likely")
    parser.add_argument("--by", choices=("lang", "source"))
    parser.add_argument("--safe-only", action="store_true")
    parser.add_argument("--sites", type=int, default=0)
    args = parser.parse_args()
    weights = [load(args.folds / f"fold{fold}.npz") for fold in range(FOLDS)]
    totals: dict[str, Counter[str]] = defaultdict(Counter)
    for path in args.pages:
        pages = list(read(path, titles=False))
        sizes = Counter(page.site for page in pages)
        pages = [page for page in pages if sizes[page.site] >= args.sites]
        for page, found in zip(pages, findings(pages, weights, args.level, args.sites > 0), strict=True):
            counts = count(page, [f for f in found if f.safety == "safe"] if args.safe_only else found)
            content = not page.language and not (page.labels == 1).any()
            totals[page.origin].update(counts)
            if args.by or content:
                part = page.language if args.by == "lang" and not content else page.source
                totals[f"{page.origin} {part}"].update(counts)
    for name, counts in sorted(totals.items()):
        print(tell(name, counts))


if __name__ == "__main__":
    main()

"""Where the time of a check goes: processor seconds by stage and rule, in one process.

python benchmarks/profile_rules.py FILE.jsonl [RULES]
"""

from __future__ import annotations

import sys
import time
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from corpuslint import batch
from corpuslint.memory import keep_freed
from corpuslint.rules import CorpusRule
from corpuslint.session import Request, Session


def main() -> None:
    """Wrap the stages with clocks, run, and print a table."""
    spent: dict[str, float] = defaultdict(float)
    inner = [0.0]

    def timed(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def clocked(*arguments: Any, **options: Any) -> Any:
            outer, inner[0] = inner[0], 0.0
            began = time.process_time()
            result = function(*arguments, **options)
            if hasattr(result, "__next__"):
                result = list(result)
            took = time.process_time() - began
            spent[name] += took - inner[0]
            inner[0] = outer + took
            return result

        return clocked

    for name in ("codes", "classes", "_word_edges", "words", "lines", "blocks", "text"):
        column = vars(batch.Batch)[name]
        column.func = timed(f"column {name.strip('_')}", column.func)
    for name in ("kind", "wraps"):
        column = vars(batch.BatchLines)[name]
        column.func = timed(f"column lines.{name}", column.func)
    request = Request(
        (sys.argv[1],), tuple(sys.argv[2].split(",")) if len(sys.argv) > 2 else None, isolated=True, jobs=1
    )
    session = Session.of(request)
    keep_freed()  # As the command does.
    for rule in {type(rule) for rule in session.plan.rules}:
        methods = ("survey", "conclude", "survey_again", "conclude_again", "check_verdicts", "merge")
        for method in methods if issubclass(rule, CorpusRule) else ("check",):
            setattr(rule, method, timed(f"{rule.code} {method}", getattr(rule, method)))
    began = time.process_time()
    found = characters = 0
    for checked in session.run().checked():
        characters += checked.characters
        found += sum(len(findings) for _, findings in checked.findings)
    total = time.process_time() - began
    spent["reading, JSON and the rest"] = total - sum(spent.values())
    print(
        f"{characters / 1e6:.1f} million characters, {found:,} findings, "
        f"{total:.2f} s = {characters / total / 1e6:.1f} million characters/s\n"
    )
    print("| stage | seconds | share |\n|---|---|---|")
    for name, seconds in sorted(spent.items(), key=lambda item: -item[1]):
        print(f"| {name} | {seconds:.2f} | {100 * seconds / total:.0f}% |")


if __name__ == "__main__":
    main()

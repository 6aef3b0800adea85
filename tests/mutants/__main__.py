"""`python -m tests.mutants --count 300`: draws faults, tries each, and writes the table.

What was noticed before is not tried again; what was left is, since a test may have come. `--only` tries the faults of
files whose name holds that text, and leaves the page as it is.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.mutants import page, tree, worker
from tests.mutants.areas import AREAS, GOLDEN, Area
from tests.mutants.draw import drawn
from tests.mutants.fault import Fault
from tests.mutants.named import equivalents
from tests.mutants.results import EQUIVALENT, LEFT, NOTICED, Result, keep, kept

RESULTS = tree.HOME / ".mutants" / "results.jsonl"


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 1 when a fault is left."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants")
    parser.add_argument("--count", type=int, default=300, help="faults to draw")
    parser.add_argument("--seed", type=int, default=1, help="another seed draws others")
    parser.add_argument("--only", default="", help="only faults in files whose path holds this")
    parser.add_argument("--anew", action="store_true", help="also try what was noticed before")
    options = parser.parse_args(arguments)
    chosen = list(drawn(AREAS, tree.HOME, options.count, options.seed, options.only))
    known = {} if options.anew else kept(RESULTS)
    with tempfile.TemporaryDirectory(prefix="pars-mutants-") as folder:
        tries = Tries(tree.copy(Path(folder).resolve()))
        for area, fault in chosen:
            if fault.name not in known or known[fault.name].state != NOTICED:
                tries.one(area, fault)
    known = kept(RESULTS)
    results = [known[fault.name] for _, fault in chosen]
    if not options.only:
        day = f"{dt.date.today():%B %-d, %Y}"
        page.write(page.table(results, f"Of {day}: {len(results)} faults drawn with the seed {options.seed}."))
    left = [result for result in results if result.state == LEFT]
    print(f"{len(results)} faults, {len(left)} left", *(result.fault for result in left), sep="\n")
    return 1 if left else 0


class Tries:
    """Tries faults one at a time on one copy of the checkout."""

    def __init__(self, copied: Path) -> None:
        self._copied = copied
        self._right: dict[str, bool] = {}
        self._equivalents = equivalents()
        worker.begin()

    def one(self, area: Area, fault: Fault) -> Result:
        """What becomes of a fault; kept and printed."""
        same = next((entry for entry in self._equivalents if entry.means(fault)), None)
        if same:
            state, by, seconds = EQUIVALENT, same.reason, 0.0
        else:
            with tree.made(fault, self._copied):
                outcome = worker.run(self._copied, area.tests, GOLDEN)
            state, by, seconds = NOTICED if outcome.noticed else LEFT, outcome.by, outcome.seconds
            if outcome.noticed and not self._passes(outcome.by):
                sys.exit(f"{outcome.by} fails without a fault too")
        result = Result(fault.name, area.title, str(fault), fault.kind, state, by, round(seconds, 1))
        keep(RESULTS, result)
        print(f"{state:10} {seconds:5.0f} s  {fault}  {by}", flush=True)
        return result

    def _passes(self, test: str) -> bool:
        """Whether a test passes without a fault; one that fails says nothing with one."""
        name = test.split(" ", 1)[0] if " cannot be loaded" in test else test
        if "::" not in name and not name.endswith(".py"):
            return True
        if name not in self._right:
            self._right[name] = not worker.run(self._copied, (name,)).noticed
        return self._right[name]


if __name__ == "__main__":
    sys.exit(main())

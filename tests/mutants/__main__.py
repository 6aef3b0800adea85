"""`python -m tests.mutants --count 300`: draws faults, tries each, and writes the table.

What was noticed before is not tried again; what was left is, since a test may have come. `--only` tries the faults of
files whose name holds that text, and leaves the page as it is.
"""

from __future__ import annotations

import argparse
import datetime as dt
import math
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.mutants import page, tree
from tests.mutants.areas import AREAS
from tests.mutants.draw import drawn
from tests.mutants.named import equivalents
from tests.mutants.results import LEFT, NOTICED, kept
from tests.mutants.tries import Tries

RESULTS = tree.HOME / ".mutants" / "results.jsonl"


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 1 when a fault is left."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants")
    parser.add_argument("--count", type=int, default=300, help="faults to draw")
    parser.add_argument("--seed", type=int, default=1, help="another seed draws others")
    parser.add_argument("--only", default="", help="only faults in files whose path holds this")
    parser.add_argument("--minutes", type=float, default=math.inf, help="begin no further fault after so long")
    parser.add_argument("--anew", action="store_true", help="also try what was noticed before")
    options = parser.parse_args(arguments)
    chosen = list(drawn(AREAS, tree.HOME, options.count, options.seed, options.only))
    known = {} if options.anew else kept(RESULTS)
    with tempfile.TemporaryDirectory(prefix="pars-mutants-") as folder:
        tries = Tries(tree.copy(Path(folder).resolve()), equivalents(), RESULTS)
        ends = time.monotonic() + 60 * options.minutes
        for area, fault in chosen:
            if time.monotonic() < ends and (fault.name not in known or known[fault.name].state != NOTICED):
                tries.one(area, fault)
    known = kept(RESULTS)
    results = [known[fault.name] for _, fault in chosen if fault.name in known]
    if not options.only:
        drawn_by = (
            f"{dt.date.today():%B %-d, %Y}, seed {options.seed}: {len(results)} of {len(chosen)} drawn were tried."
        )
        page.write(page.table(results, drawn_by))
    left = [result for result in results if result.state == LEFT]
    print(f"{len(results)} faults, {len(left)} left", *(result.fault for result in left), sep="\n")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())

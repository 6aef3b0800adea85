"""What becomes of a fault."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from tests.mutants import tree, worker
from tests.mutants.areas import GOLDEN, Area
from tests.mutants.fault import Fault
from tests.mutants.named import Equivalent
from tests.mutants.results import EQUIVALENT, LEFT, NOTICED, Result, keep


class Tries:
    """Tries faults one at a time on one copy of the checkout."""

    def __init__(self, copied: Path, equivalents: Sequence[Equivalent], results: Path) -> None:
        self._copied = copied
        self._right: dict[str, bool] = {}
        self._equivalents = equivalents
        self._results = results
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
        keep(self._results, result)
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

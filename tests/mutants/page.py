"""The table in docs/testing.md."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tests.mutants.results import EQUIVALENT, LEFT, NOTICED, Result
from tests.mutants.tree import HOME

PAGE = HOME / "docs" / "testing.md"
BEGIN, END = "<!-- made by make mutants -->", "<!-- up to here -->"
_NAMED = 8
"""Test modules that are named."""


def table(results: Sequence[Result], drawn_by: str) -> str:
    """The results in Markdown; `drawn_by` says of which draw."""
    lines = ["| Faults in | Tried | Noticed by a test | Equivalent | Left |", "|---|---:|---:|---:|---:|"]
    areas = list(dict.fromkeys(result.area for result in results))
    for title, own in [*((a, [r for r in results if r.area == a]) for a in areas), ("**all**", list(results))]:
        states = Counter(result.state for result in own)
        lines.append(f"| {title} | {len(own)} | {states[NOTICED]} | {states[EQUIVALENT]} | {states[LEFT]} |")
    modules = Counter(result.by.split("::")[0] for result in results if result.state == NOTICED)
    first = ", ".join(f"`{module}` {count}" for module, count in modules.most_common(_NAMED))
    left = [f"- `{result.fault}`" for result in results if result.state == LEFT]
    return "\n".join(
        [drawn_by, "", *lines, "", f"First to notice: {first}.", *(["", "Left:", "", *left] if left else [])]
    )


def write(text: str, page: Path = PAGE) -> None:
    """Puts the table where the page has the one of the last run."""
    before, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    page.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")

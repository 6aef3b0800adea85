"""Which cells a change of the catalog touches."""

from __future__ import annotations

from collections.abc import Sequence

from generator.catalog import Catalog, load
from generator.catalog.diff import changes
from generator.workbook.touched import Effect, Touched, touched
from tests.bench.markdown import batch

OLD, NEW = load("2025.1"), load("2026.1")
TABLE = """
## Activities
| Provider activity ID | Format            | Providership      |
|---|---|---|
| A-1                  | journal-based cme | Directly Provided |
| A-2                  | Live Course       | Direct            |

## MOC
| Provider activity ID | Board | Practice area 1    | Practice area 2                 | Practice area 3 |
|---|---|---|---|---|
| A-1                  | ABS   | bariatric  Surgery | General Surgery                 |                 |
| A-1                  | ABTS  | All                |                                 |                 |
| A-2                  | ABTS  | Critical Care      | Metabolic and Bariatric Surgery |                 |
| A-2                  | ABIM  | All                |                                 |                 |
| A-2                  | ABS   |                    | Metabolic and Bariatric Surgery | Nonsense        |
"""


def cells(old: Catalog, new: Catalog) -> Sequence[Touched]:
    return touched(batch(old, TABLE), new, changes(old, new))


def said(found: Sequence[Touched]) -> list[tuple[str, str, Effect, str]]:
    return [(f"{cell.sheet}!{cell.cell}", cell.value, cell.effect, cell.new) for cell in found]


def test_the_step_to_2026_1() -> None:
    found = cells(OLD, NEW)
    assert [(value, effect, new) for _, value, effect, new in said(found)] == [
        ("journal-based cme", Effect.READ_AS, "Journal-based CE"),
        ("Directly Provided", Effect.KNOWN, "Direct"),
        ("bariatric Surgery", Effect.READ_AS, "Metabolic and Bariatric Surgery"),
        ("All", Effect.ALL, ""),
        ("Critical Care", Effect.KNOWN, "Critical Care"),
        ("Metabolic and Bariatric Surgery", Effect.KNOWN, "Metabolic and Bariatric Surgery"),
    ]
    [whole] = [cell for cell in found if cell.effect is Effect.ALL]
    assert (whole.owner, whole.fewer) == ("ABTS", ())
    assert whole.more == ("Cardiovascular", "Critical Care", "Non-Thoracic Surgery")
    assert [d.field for d in found[0].differences] == ["longest_months"]


def test_the_way_back_strands_new_names() -> None:
    found = {(cell.value, cell.owner): cell.effect for cell in cells(NEW, OLD)}
    assert found["Metabolic and Bariatric Surgery", "ABS"] is Effect.GONE
    assert found["Critical Care", "ABTS"] is Effect.GONE
    assert ("Nonsense", "ABS") not in found


def test_nothing_touches_a_workbook_of_the_same_version() -> None:
    assert cells(OLD, OLD) == ()
    assert cells(NEW, NEW) == ()

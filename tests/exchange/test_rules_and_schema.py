"""Whatever stands in the cells: what the check lets through, the schema of the upload file takes."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.catalog import ACTIVITIES, ID, Catalog
from generator.exchange.delivery import deliver
from generator.targets import JSON, XML
from generator.workbook.cells import Cell
from tests.exchange.batches import ABA, ACTIVITY, BOARD, CATALOG, LENT, MONEY, REMS, batch
from tests.exchange.edge_cells import cells, edges
from tests.rules.example_batches import check

TODAY = dt.date(2026, 7, 1)
LONG = os.environ.get("PARS_FUZZ") == "1"
ROWS = 60 if LONG else 20
"""Activities of a batch, each with rows on every other sheet."""
Row = Mapping[str, Cell]
_WHOLE: Row = {**ACTIVITY, "rems": "Yes", "commercial_support": "Yes"}
_CLOSING: Row = {
    **_WHOLE, "close_record": "Yes", "physicians": 12.0, "other_learners": 0.0, "outcome_knowledge": "Objective",
}  # fmt: skip
_DELETED: Row = {ID: "CME-1", "record_action": "Delete", "accme_activity_id": "210016939"}
_BASES: Mapping[str, tuple[Row, ...]] = {
    ACTIVITIES: (_WHOLE, _CLOSING, _DELETED), "moc": (BOARD, ABA), "rems": (REMS,), "support": (MONEY, LENT),
}  # fmt: skip


def rows(catalog: Catalog, sheet: str) -> st.SearchStrategy[Row]:
    """A row that is right but for up to three cells, drawn cell by cell."""
    edges = {column.id: cells(catalog, column) for column in catalog.sheets[sheet].columns}
    odd = st.lists(st.sampled_from(sorted(edges)), max_size=3, unique=True)
    changes = odd.flatmap(lambda ids: st.fixed_dictionaries({name: edges[name] for name in ids}))
    return st.builds(lambda base, change: {**base, **change}, st.sampled_from(_BASES[sheet]), changes)


def of_own(drawn: list[dict[str, Row]], sheet: str) -> list[Row]:
    """The drawn rows of a sheet, each under its own activity's ID where it is not the odd cell."""
    return [
        {**row, ID: f"CME-{n}"} if row.get(ID) == "CME-1" else row for n, d in enumerate(drawn) for row in [d[sheet]]
    ]


ACTIVITY_AND_ROWS = st.fixed_dictionaries({sheet: rows(CATALOG, sheet) for sheet in CATALOG.sheets})


def exported(drawn: list[dict[str, Row]], folder: Path) -> int:
    """Checks and exports activities with their rows, in both forms: how many went into the XML.

    What the check lets through is written, so a `Failure` means that a rule is missing.
    """
    data = batch(*(of_own(drawn, sheet) for sheet in CATALOG.sheets))
    found = check(data, TODAY)
    for format in (JSON, XML):
        done = deliver(data, found, folder / f"out.{format}", format=format, replace=True)
        for counts in done.receipt["rows"].values():
            assert counts["read"] == counts["exported"] + counts["held_back"]
    return len(done.written.activities) if done.written else 0


@settings(
    max_examples=1000 if LONG else 20, deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)  # fmt: skip
@given(drawn=st.lists(ACTIVITY_AND_ROWS, min_size=ROWS, max_size=ROWS))
def test_no_export_ends_with_the_schema(drawn: list[dict[str, Row]], tmp_path_factory: pytest.TempPathFactory) -> None:
    exported(drawn, tmp_path_factory.mktemp("agree"))


@pytest.mark.parametrize("sheet", CATALOG.sheets)
def test_each_edge_of_each_column(sheet: str, tmp_path: Path) -> None:
    """Every cell at an edge, one in an activity; of numbered columns the last."""
    right = {name: bases[0] for name, bases in _BASES.items()}
    columns = {column.family: column for column in CATALOG.sheets[sheet].columns}.values()
    drawn = [
        {**right, sheet: {**base, column.id: cell}}
        for column in columns
        for base in _BASES[sheet][:2]
        for cell in edges(CATALOG, column)
    ]
    assert 0 < exported(drawn, tmp_path) < len(drawn)

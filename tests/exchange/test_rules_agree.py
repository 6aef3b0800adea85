"""What the rules let through, our schema takes: a checked workbook never fails at export."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.catalog import ID, Column
from generator.exchange.delivery import deliver
from generator.targets import JSON, XML
from generator.workbook.cells import Cell, CellError, Uncalculated
from tests.bench.documents import has_accme, referee
from tests.bench.fuzzing import draws
from tests.exchange.batches import ABA, ACTIVITY, BOARD, CATALOG, Row, batch
from tests.exchange.published_schema import closed, corrected, faults
from tests.rules.example_batches import check

TODAY = dt.date(2026, 7, 1)
ODD: list[Cell] = [
    None, "", "\u00a0", " x  y ", "Yes", "no", "1", "007", "=1+1", "Café 漢 <&>\"'", "a\r\nb\tc", "x\x0b", "\u200b",
    "\ud800", "12.5", "-3",
    0.0, 0.1, 0.25, 2.0000001, 3.0, 1e15, -1.0, True, False, dt.date(2026, 3, 10), dt.date(1899, 12, 31),
    "2026-03-10", "3/4/2026",
    "210016939", 210016939.0, "https://a.example", "Delete", "Update", "USA", "Tag ID", "ABA", "ABPMR", "x" * 2600,
    CellError("#N/A"), Uncalculated(),
]  # fmt: skip


def cell(column: Column) -> st.SearchStrategy[Cell]:
    """A value of the column's list, or an odd one."""
    values = CATALOG.list_of(column)
    odd = st.sampled_from(ODD)
    return st.one_of(st.sampled_from([v.value for v in values.values]), odd) if values and values.values else odd


def row(sheet: str, base: Row, odd: int = 1) -> st.SearchStrategy[Row]:
    """A row that is right but for a few cells."""
    columns = {
        c.id: cell(c) for c in CATALOG.sheets[sheet].columns if c.id != "provider_activity_id" or sheet != "activities"
    }
    some = st.lists(st.sampled_from(sorted(columns)), max_size=odd, unique=True)
    return some.flatmap(lambda ids: st.fixed_dictionaries({i: columns[i] for i in ids})).map(
        lambda change: {**base, **change}
    )


SUPPORT: Row = {"provider_activity_id": "CME-1", "supporter": "Lens", "kind": "Monetary", "amount": 5.0}
REMS: Row = {
    "provider_activity_id": "CME-1",
    "program": "Mycophenolate",
    "rpc_id": "EG-123456-001",
    "attestation": "Yes",
}
WHOLE: Row = {**ACTIVITY, "rems": "Yes", "commercial_support": "Yes"}


ACTIVITIES = st.tuples(
    row("activities", WHOLE, 2), row("moc", BOARD), row("moc", ABA), row("rems", REMS), row("support", SUPPORT)
)


@settings(max_examples=draws(40), deadline=None)
@given(drawn=st.lists(ACTIVITIES, min_size=1, max_size=12))
def test_a_checked_workbook_never_fails_at_export(
    drawn: list[tuple[Row, ...]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    def named(place: int) -> list[Row]:
        """The rows of one sheet, each under its own activity's ID unless the ID is the odd cell."""
        return [
            {**rows[place], ID: f"CME-{n}"} if rows[place][ID] == "CME-1" else rows[place]
            for n, rows in enumerate(drawn)
        ]

    data = batch(named(0), [*named(1), *named(2)], named(3), named(4))
    found, folder = check(data, TODAY), tmp_path_factory.mktemp("agree")
    for format in (XML, JSON):
        done = deliver(data, found, folder / f"out.{format}", format=format)
        for counts in done.receipt["rows"].values():
            assert counts["read"] == counts["exported"] + counts["held_back"]
    if done.written and has_accme():
        assert faults(closed(corrected()), json.loads(done.written.target.read_bytes())) == []


def test_a_right_batch_is_exported_whole_and_valid(tmp_path: Path) -> None:
    data = batch([WHOLE], [BOARD, ABA], [REMS], [SUPPORT])
    done = deliver(data, check(data, TODAY), tmp_path / "out.xml")
    assert done.clean
    assert referee(tmp_path / "out.xml") == "1 activities, 0 invalid"

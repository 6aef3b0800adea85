"""The built workbook in a real spreadsheet program: drop-downs, guards, names, and the place for live marks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from generator.catalog import Catalog, Sheet, load
from generator.readiness.words import row_says
from generator.rules.values import CHOOSE, NONE, TYPE
from generator.template import CellFormat, LiveColumn, Marks, SheetMarks, build, save
from generator.template.formulas.letters import SEVERITIES
from generator.template.live import live_marks
from generator.template.row_marks import marks_of
from generator.workbook.cells import Cell
from tests.bench.libreoffice import Document, Office, SheetView, cell_address, column_letter
from tests.rules.example_batches import example_rows

CATALOG = load()
BOARDS = [b.value for b in CATALOG.boards]
ROWS = 8
LAST_OF_MOC = 2 * ROWS + 1


def letter(sheet: str, column: str) -> str:
    about = CATALOG.sheets[sheet]
    return column_letter(1 + [c.id for c in about.columns].index(column))


@pytest.fixture(scope="module")
def document(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Document]:
    path = tmp_path_factory.mktemp("template") / "template.xlsx"
    save(build(CATALOG, rows=ROWS), path)
    with office.open(path) as found:
        yield found


def refused(sheet: SheetView) -> list[str]:
    """The cells whose content their validation refuses. It would refuse blank ones as well where the list depends on
    another cell, but nobody asks it about these."""
    rows = sheet.values(sheet.used_area)
    filled = {cell_address(r, c) for r, row in enumerate(rows) for c, cell in enumerate(row) if cell is not None}
    return [cell for cell in sheet.invalid_cells() if cell in filled]


@pytest.fixture
def moc(document: Document) -> Iterator[SheetView]:
    sheet = document.sheet("MOC")
    yield sheet
    sheet.clear(f"B2:Z{LAST_OF_MOC}")


@pytest.mark.parametrize("board", BOARDS)
@pytest.mark.parametrize("listed", ["credit_types", "practice_areas", "content_outlines"])
def test_the_drop_downs_of_each_board_hold_its_values(moc: SheetView, board: str, listed: str) -> None:
    expected = [v.value for v in CATALOG.lists[listed].offered(board)] or [
        TYPE if CATALOG.lists["boards"].find(board).extra["outline"] else NONE
    ]  # type: ignore[union-attr]
    if (every := CATALOG.lists[listed].every) is not None:
        expected = [every, *expected]
    columns = [c for c in CATALOG.sheets["moc"].columns if c.list == listed]
    assert columns
    for row, typed in ((2, board), (7, f" {board.lower()}\u0020"), (LAST_OF_MOC, board)):
        moc.set_value(f"{letter('moc', 'board')}{row}", typed)
        assert moc.drop_down(f"{letter('moc', columns[0].id)}{row}") == expected
    for column in columns[1:]:
        assert moc.drop_down(f"{letter('moc', column.id)}{LAST_OF_MOC}") == expected
    assert moc.drop_down(f"{letter('moc', columns[0].id)}3") == [CHOOSE], "a row without board"


@pytest.mark.parametrize("wrong", ["XYZ", "*", "A?A", 12.0])
def test_a_board_that_there_is_not_leaves_the_choice_open(moc: SheetView, wrong: str | float) -> None:
    moc.set_value(f"{letter('moc', 'board')}2", wrong)
    expected = [v.value for v in CATALOG.lists["credit_types"].offered("ABA")] if wrong in {"*", "A?A"} else [CHOOSE]
    assert moc.drop_down(f"{letter('moc', 'credit_type_1')}2") == expected


def test_an_error_instead_of_a_board_leaves_the_choice_open(moc: SheetView) -> None:
    moc.set_formula(f"{letter('moc', 'board')}2", "=NA()")
    assert moc.drop_down(f"{letter('moc', 'credit_type_1')}2") == [CHOOSE]


def test_values_of_another_board_are_refused(moc: SheetView) -> None:
    board, first = letter("moc", "board"), letter("moc", "credit_type_1")
    for row, code in enumerate(BOARDS, 2):
        for at, value in enumerate(CATALOG.lists["credit_types"].offered(code)[:4]):
            moc.set_value(f"{column_letter(ord(first) - 65 + at)}{row}", value.value)
        moc.set_value(f"{board}{row}", code)
    assert refused(moc) == []
    moc.set_value(f"{board}2", "ABIM")
    assert refused(moc) == [f"{first}2"], "ABA's Lifelong Learning is not ABIM's; Patient Safety is both's"


@pytest.mark.parametrize("of", ["credit_type_1", "practice_area_3"])
def test_while_the_board_is_blank_nothing_is_let_in(moc: SheetView, of: str) -> None:
    """Nor is any ID let in while no activity has one."""
    cell = f"{letter('moc', of)}2"
    moc.set_value(cell, "Patient Safety")
    moc.set_value("B2", "A-1")
    assert refused(moc) == ["B2", cell]


def test_an_organizations_outline_fills_the_content_areas(office: Office, tmp_path: Path) -> None:
    (tmp_path / "lists").mkdir()
    lines = "value,status,source,confidence,board,kind,path\n" + "".join(
        f"{n}.10,offered,own,own,ABA,Level 3 ID,Pain > {n}\n" for n in (1, 2, 3)
    )
    (tmp_path / "lists" / "content_outlines.csv").write_text(lines, encoding="utf-8")
    path = tmp_path / "own.xlsx"
    rows: dict[int, dict[str, Cell]] = {
        2: {"board": "ABA", "content_1": "9.99"},
        3: {"board": "ABIM"},
        4: {"board": "ABA", "content_1": "2.10 · 2"},
    }
    save(build(load(overlay=tmp_path), rows=5, rows_of={"moc": rows}), path)
    with office.open(path) as found:
        sheet = found.sheet("MOC")
        column = letter("moc", "content_1")
        assert sheet.drop_down(f"{column}2") == ["1.10 · 1", "2.10 · 2", "3.10 · 3"]
        assert sheet.drop_down(f"{column}3") == [NONE]
        assert refused(sheet) == [f"{column}2"]


def test_plain_drop_downs_hold_their_lists(document: Document) -> None:
    for about in CATALOG.sheets.values():
        for column in about.columns:
            found = CATALOG.list_of(column)
            if found is None or column.depends_on:
                continue
            shown = document.sheet(about.title).drop_down(f"{letter(about.id, column.id)}9")
            assert shown == ([v.value for v in found.offered()] or None), column.id


def test_only_the_chosen_boards_are_offered(office: Office, tmp_path: Path) -> None:
    save(build(CATALOG, rows=5, boards=["ABTS", "ABIM"]), tmp_path / "two.xlsx")
    with office.open(tmp_path / "two.xlsx") as found:
        sheet = found.sheet("MOC")
        assert sheet.drop_down(f"{letter('moc', 'board')}2") == ["ABIM", "ABTS"]
        for board in ("ABTS", "ABA"):
            sheet.set_value(f"{letter('moc', 'board')}2", board)
            assert sheet.drop_down(f"{letter('moc', 'credit_type_1')}2") == [
                v.value for v in CATALOG.lists["credit_types"].offered(board)
            ]
        assert refused(sheet) == [f"{letter('moc', 'board')}2"]


def test_activities_are_offered_down_to_the_last_id(document: Document) -> None:
    activities = document.sheet("Activities")
    ids = [f"{letter(s, 'provider_activity_id')}2" for s in ("moc", "rems", "support")]
    assert [document.sheet(t).drop_down(a) for t, a in zip(("MOC", "REMS", "Support"), ids, strict=True)] == [[""]] * 3
    activities.set_values("B2", [["A-1"], [None], ["007"]])
    assert [document.sheet(t).drop_down(a) for t, a in zip(("MOC", "REMS", "Support"), ids, strict=True)] == [
        ["A-1", "", "007"]
    ] * 3
    activities.clear("B2:B4")


GOOD: dict[str, dict[str, Cell]] = {
    "activities": {
        "accme_activity_id": "210016939", "start_date": dt.date(2000, 1, 1), "end_date": dt.date(2100, 12, 31),
        "credits": 0.25, "fee": "No, it’s free",
        "physicians": 0.0, "url": "https://example.org/a", "description": "x" * 2500, "format": "Live Course",
        "moc": "No", "title": "=1",
        "provider_activity_id": "007",
    },
    "moc": {"points": 1.75, "board": "ABIM", "content_1_kind": "Tag ID"},
    "rems": {"rpc_id": "EG-123456-001", "program": "Mycophenolate", "attestation": "Yes"},
    "support": {"kind": "In-kind", "amount": 1.0, "supporter": "REMS Program Companies (RPC)"},
}  # fmt: skip
BAD: dict[str, dict[str, Cell]] = {
    "activities": {
        "accme_activity_id": "21001693", "start_date": dt.date(1999, 12, 31), "end_date": dt.date(2101, 1, 1),
        "credits": 0.3, "fee": "Free",
        "physicians": -1.0, "other_learners": 2.5, "url": "example.org", "description": "x" * 2501,
        "format": "Webinar", "moc": "Maybe",
        "moc_deadline": "2026-13-01", "country": "US",
    },
    "moc": {"points": 0.0, "board": "ABFM", "content_1_kind": "Tag", "credit_type_1": "Medical Knowledge"},
    "rems": {"rpc_id": "EG-12345-001", "program": "Opioid", "attestation": "y", "provider_activity_id": "A-9"},
    "support": {"kind": "Cash", "amount": 10.5, "supporter": "Acme", "provider_activity_id": "A-9"},
}  # fmt: skip


@pytest.mark.parametrize("sheet", CATALOG.sheets.values(), ids=lambda s: s.id)
def test_guards_let_right_values_pass_and_mark_wrong_ones(office: Office, tmp_path: Path, sheet: Sheet) -> None:
    rows: dict[str, dict[int, dict[str, Cell]]] = {"activities": {2: {"provider_activity_id": "A-1"}}}
    rows |= {sheet.id: {2: GOOD[sheet.id], 3: BAD[sheet.id]}}
    save(build(CATALOG, rows=10, rows_of=rows), tmp_path / "guards.xlsx")
    with office.open(tmp_path / "guards.xlsx") as found:
        assert sorted(refused(found.sheet(sheet.title))) == sorted(
            f"{letter(sheet.id, column)}3" for column in BAD[sheet.id]
        )


def test_an_activity_id_used_twice_is_asked_about(office: Office, tmp_path: Path) -> None:
    rows: dict[int, dict[str, Cell]] = {
        2: {"provider_activity_id": "A-1"},
        3: {"provider_activity_id": "A-2"},
        5: {"provider_activity_id": "a-1"},
        6: {"provider_activity_id": "A-*"},
    }
    save(build(CATALOG, rows=10, rows_of={"activities": rows}), tmp_path / "twice.xlsx")
    with office.open(tmp_path / "twice.xlsx") as found:
        assert refused(found.sheet("Activities")) == ["B2", "B5"]


def test_start_counts_rows_and_knows_the_day(document: Document) -> None:
    document.sheet("Activities").set_values("B2", [["A-1"], ["A-2"]])
    document.sheet("MOC").set_values("B2", [["A-1"]])
    start = document.sheet("Start")
    shown = {row[0]: row[1] for row in start.texts("B1:C60")}
    assert (shown["Activities: rows"], shown["MOC: rows"], shown["REMS: rows"]) == ("2", "1", "0")
    assert document.evaluate("=today=TODAY()") is True
    assert document.evaluate("=show_missing") == "Yes"
    address = next(f"C{n}" for n, row in enumerate(start.texts("B1:B60"), 1) if row[0] == "Show missing fields")
    assert start.drop_down(address) == ["Yes", "No"]
    document.sheet("Activities").clear("B2:B3")
    document.sheet("MOC").clear("B2:B2")


def test_nothing_in_an_empty_template_is_an_error_or_invalid(document: Document) -> None:
    for name in document.sheet_names:
        sheet = document.sheet(name)
        assert sheet.errors(sheet.used_area) == {}
    for title in ("Start", "Activities", "MOC", "REMS", "Support"):
        assert refused(document.sheet(title)) == []


def test_names_and_tables_arrive(document: Document) -> None:
    names = document.names()
    title = letter("activities", "title")
    assert names["c_act_title"].replace("$Activities", "Activities") == f"=Activities!${title}$2:${title}${ROWS + 1}"
    for sheet in CATALOG.sheets.values():
        assert document.tables()[f"T_{sheet.title}"][0] == sheet.title


LIVE = Marks(
    sheets={
        "activities": SheetMarks(
            status='=IF(r_act_title="","","OK "&r_act_length)',
            columns=(
                LiveColumn("length", "Live length", "=LEN(r_act_title)"),
                LiveColumn("long", "Live long", "=IF(r_act_length>5,1,0)"),
            ),
            formats=(CellFormat(("title", "start_date"), 'AND(r_act_long=1,"{column}"="title")', "invalid"),),
        )
    },
    readiness=(LiveColumn("id", "ID", '=INDEX(c_act_provider_activity_id,ROW()-4)&""', 20, hidden=False),),
    readiness_note="Live.",
    totals=(("Long titles", "=SUM(c_act_long)"),),
    names={"t_act_title": 'TRIM(r_act_title)&"!"'},
)


def test_live_marks_are_laid_in_and_calculate(office: Office, tmp_path: Path) -> None:
    rows: dict[int, dict[str, Cell]] = {
        2: {"title": "Short", "provider_activity_id": "1"},
        4: {"title": "A longer title", "provider_activity_id": "2"},
    }
    save(build(CATALOG, rows=50, rows_of={"activities": rows}, marks=LIVE), tmp_path / "live.xlsx")
    with office.open(tmp_path / "live.xlsx") as found:
        sheet = found.sheet("Activities")
        assert [row[0] for row in sheet.texts("A2:A5")] == ["OK 5", "", "OK 14", ""]
        assert {row[0] for row in sheet.formulas("A2:A51")} == {LIVE.sheets["activities"].status}
        title = letter("activities", "title")
        styles = [
            found.style(s) if s else None for s in (sheet.conditional_style(f"{title}{row}") for row in (2, 3, 4))
        ]
        assert [s.bold if s else None for s in styles] == [None, None, True]
        assert sheet.shown(f"{title}4") in {"A longer title", "✗ A longer title"}
        assert sheet.conditional_style(f"{letter('activities', 'start_date')}4") is None
        assert found.evaluate("=t_act_title", sheet="Activities", row=4) == "A longer title!"
        assert [row[0] for row in found.sheet("Readiness").texts("A4:A8")] == ["ID", "1", "", "2", ""]
        assert {row[0]: row[1] for row in found.sheet("Start").texts("B1:C60")}["Long titles"] == "1"


def test_saving_in_libreoffice_keeps_the_drop_downs(document: Document, office: Office, tmp_path: Path) -> None:
    document.save(tmp_path / "again.xlsx")
    with office.open(tmp_path / "again.xlsx") as found:
        sheet = found.sheet("MOC")
        sheet.set_value(f"{letter('moc', 'board')}2", "ABP")
        assert sheet.drop_down(f"{letter('moc', 'practice_area_3')}2") == [
            "All",
            *(v.value for v in CATALOG.lists["practice_areas"].offered("ABP")),
        ]


def test_the_catalog_used_here_offers_eight_boards() -> None:
    catalog: Catalog = CATALOG
    assert len(BOARDS) == len(catalog.boards) == 8


def test_readiness_strikes_through_what_waits_for_its_record(office: Office, tmp_path: Path) -> None:
    """Closing before the end keeps the record from being saved; what the program says does not go by the day."""
    catalog, rows = load(), example_rows({"activities": [{"close_record": "Yes"}, {}], "moc": [{}]})
    first, other = rows["activities"]
    late = {"start_date": dt.date(2099, 1, 1), "end_date": dt.date(2099, 1, 2), "moc_deadline": dt.date(2099, 2, 1)}
    path = tmp_path / "a.xlsx"
    activities = {2: {**first, **late}, 3: {**other, "provider_activity_id": "CME-2"}}
    save(
        build(
            catalog, rows=5, rows_of={"activities": activities, "moc": {2: rows["moc"][0]}}, marks=live_marks(catalog)
        ),
        path,
    )
    with office.open(path) as document:
        readiness = document.sheet("Readiness")
        headers = readiness.values("A4:Z4")[0]
        status, board = (column_letter(headers.index(header)) for header in ("Record status", "MOC: ABIM"))
        assert readiness.value(f"{status}5") == "Will not save"
        assert str(readiness.value(f"{board}5")).startswith("Ready")
        style = readiness.conditional_style(f"{board}5")
        assert style is not None
        assert document.component.StyleFamilies.getByName("CellStyles").getByName(style).CharStrikeout != 0
        assert readiness.conditional_style(f"{board}6") is None


def test_status_shows_whole_in_two_lines(document: Document) -> None:
    """Of what the rules can say of a row the longest texts, in the bold letters of a mark: with one thing named or
    several, whatever else there is."""
    texts = set[str]()
    for sheet in CATALOG.sheets:
        marks = marks_of(CATALOG, sheet)
        for severity, letter in SEVERITIES.items():
            words = sorted({mark.word for mark in marks if mark.severity == letter}, key=len, reverse=True)
            for skipped, others in product(range(0, len(words), 3), (0, 1, 12)):
                for named in range(1, 5):
                    said = [*words[skipped : skipped + named], *words[:others]]
                    texts |= {row_says(severity, said, sheets) for sheets in ([], ["MOC", "REMS", "Support"])}
    longest = sorted(texts, key=len, reverse=True)[:300]
    activities = document.sheet("Activities")
    area = f"A1001:A{1000 + len(longest)}"
    activities.set_values("A1001", [[f"✗ {text}"] for text in longest])
    cells = activities.range(area)
    cells.CharWeight, cells.IsTextWrapped = 150.0, True
    two = 2 * 15 * 2540 // 72 + 10  # hundredths of a millimeter
    cells.Rows.OptimalHeight = True
    high = [text for n, text in enumerate(longest) if cells.Rows.getByIndex(n).Height > two]
    activities.clear(area)
    assert len(longest) > 100
    assert high == []

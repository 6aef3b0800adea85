"""Status and Readiness of a workbook in LibreOffice, as somebody types (DESIGN, The workbook; The rules)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from generator.catalog import load
from generator.template import build, save
from generator.template.live import live_marks
from tests.bench.libreoffice import Document, Office, SheetView, column_letter
from tests.rules.example_batches import example_rows

CATALOG = load()
PAST, TODAY = dt.date(2026, 6, 30), dt.date(2026, 7, 1)
CLOSING = {
    "start_date": PAST, "end_date": PAST, "moc_deadline": dt.date(2026, 12, 31), "close_record": "Yes",
    "commercial_support": "No",
    "physicians": 3.0, "other_learners": 0.0, "outcome_knowledge": "Objective",
}  # fmt: skip


@pytest.fixture(scope="module")
def document(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Document]:
    """Three activities to be closed: one complete, one with an incomplete board, one whose support contradicts
    itself."""
    path = tmp_path_factory.mktemp("status") / "status.xlsx"
    complete = example_rows({"rems": [{}], "support": [{}]})
    ids = ("A-1", "A-2", "A-3")
    rows = {
        "activities": {
            n: {**complete["activities"][0], **CLOSING, "provider_activity_id": name} for n, name in enumerate(ids, 2)
        },
        "moc": {n: {**complete["moc"][0], "provider_activity_id": name} for n, name in enumerate(ids, 2)},
        "support": {2: {**complete["support"][0], "provider_activity_id": "A-3"}},
    }
    rows["moc"][3]["points"] = None
    workbook = build(CATALOG, rows=10, rows_of=rows, marks=live_marks(CATALOG))
    workbook["Start"][workbook.defined_names["today"].attr_text.split("!")[1].replace("$", "")] = TODAY
    save(workbook, path)
    with office.open(path) as found:
        yield found


def readiness(document: Document, row: int) -> dict[str, object]:
    sheet = document.sheet("Readiness")
    width = column_letter(sheet.used_area.right)
    return dict(zip(sheet.values(f"A4:{width}4")[0], sheet.values(f"A{row + 3}:{width}{row + 3}")[0], strict=True))


def test_closed_only_when_closing_can_work(document: Document) -> None:
    assert [readiness(document, row)["Record status"] for row in (2, 3, 4)] == [
        "Closed",
        "Ready to Close",
        "Ready to Close",
    ]
    assert [readiness(document, row)["Closing still needs"] for row in (2, 3, 4)] == [
        "—",
        "Points",
        "Commercial support",
    ]
    assert readiness(document, 2)["MOC: ABIM"] == "Ready – attest in PARS"


def test_activities_names_the_sheets_on_which_something_is_missing_or_wrong(document: Document) -> None:
    activities = document.sheet("Activities")
    assert activities.value("A2") == "OK"
    assert activities.value("A3") == "Missing required information: see MOC"
    assert activities.value("A4") == "Missing required information: Commercial support"
    moc = document.sheet("MOC")
    points = _cell(moc, "Points", 3)
    moc.set_value(points, 99.0)
    assert activities.value("A3") == "Will not save in PARS: see MOC"
    assert readiness(document, 3)["Record status"] == "Will not save"
    moc.set_value(points, None)


def test_of_two_activities_with_one_id_neither_has_the_board_rows(document: Document) -> None:
    activities, moc = document.sheet("Activities"), document.sheet("MOC")
    cell = _cell(activities, "Provider activity ID", 3)
    activities.set_value(cell, "a-1 ")
    for row in (2, 3):
        assert str(activities.value(f"A{row}")).startswith("Will not save in PARS: Provider activity ID"), row
        assert readiness(document, row)["MOC: ABIM"] == "—"
    assert str(moc.value("A2")).startswith("Will not save in PARS: ")
    activities.set_value(cell, "A-2")
    assert activities.value("A2") == "OK"


def test_closing_on_the_end_date_itself_will_not_save(document: Document) -> None:
    activities = document.sheet("Activities")
    cell = _cell(activities, "End date", 2)
    activities.set_value(cell, TODAY)
    assert str(activities.value("A2")).startswith("Will not save in PARS: Close")
    line = readiness(document, 2)
    assert line["Record status"] == "Will not save"
    assert line["MOC: ABIM"] == "Ready – attest in PARS", "the board lacks nothing, whatever the day"
    assert line["Closing still needs"] == "—"
    activities.set_value(cell, PAST)


def test_invisible_characters_and_full_names_are_read_as_what_they_mean(document: Document) -> None:
    activities = document.sheet("Activities")
    for header, typed, usual in (
        ("Delivery method 1", "In-Person\u200b", "In-Person"),
        ("State", "Illinois", "IL"),
        ("Country", "United States", "USA"),
    ):
        cell = _cell(activities, header, 2)
        activities.set_value(cell, typed)
        assert activities.value("A2") == "OK", header
        activities.set_value(cell, usual)
    title = _cell(activities, "Title", 2)
    activities.set_value(title, "\u200b")
    assert activities.value("A2") == "Will not save in PARS: Title is blank"
    activities.set_value(title, "Pain")


def test_former_names_are_read_as_what_replaced_them(document: Document) -> None:
    """Those of 2025, as the facts found in 2026 have them; a name of another board stays one."""
    activities, moc = document.sheet("Activities"), document.sheet("MOC")
    form = _cell(activities, "Format", 2)
    before = {form: activities.value(form)}
    headers = ("Board", "Credit type 1", "Practice area 1", "Practice area 2")
    places = [_cell(moc, header, 2) for header in headers]
    boards = [moc.value(place) for place in places]
    activities.set_value(form, "Journal-based CME")
    assert activities.value("A2") == "OK"
    for board, kind, former in (
        ("ABS", "Accredited CME", "Bariatric Surgery"),
        ("ABPath", "Lifelong Learning", "Blood Bank Transfusion Medicine"),
        ("ABPath", "Lifelong Learning", "GI (Incl. Liver, Pancreas, Bilary)"),
    ):
        for place, text in zip(places, (board, kind, former, ""), strict=True):
            moc.set_value(place, text)
        assert moc.value("A2") == "OK", former
    moc.set_value(places[2], "Bariatric Surgery")
    assert moc.value("A2") != "OK"
    for place, text in zip(places, boards, strict=True):
        moc.set_value(place, text or "")
    activities.set_value(form, before[form])
    assert (activities.value("A2"), moc.value("A2")) == ("OK", "OK")


def _cell(sheet: SheetView, header: str, row: int) -> str:
    return f"{column_letter(sheet.values('A1:BZ1')[0].index(header))}{row}"

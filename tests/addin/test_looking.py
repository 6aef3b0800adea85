from __future__ import annotations

import xlwings as xw

from generator.catalog import Catalog
from generator.rules.findings import SEVERITY_WORDS, Severity
from tests.addin.open_batch import cell, checked_now, chosen_cell, click, everything, listed, select
from tests.bench.excel import Engine
from tests.bench.libreoffice import SheetView


def test_next_and_previous_go_round_and_say_it_in_the_status_bar(excel: Engine, book: xw.Book) -> None:
    click("next_finding")
    assert "choose Validate first" in excel.alerts[-1][0]
    click("validate")
    boxes = len(excel.alerts)
    places = list(dict.fromkeys(row[0] for row in listed(book)))
    seen = []
    for number in range(1, len(places) + 2):
        click("next_finding")
        seen.append(chosen_cell(book))
        assert str(book.app.status_bar).startswith(f"{seen[-1]} ({(number - 1) % len(places) + 1} of {len(places)}). ")
    assert seen == [*places, places[0]]
    for place in [*reversed(places), places[-1]]:
        click("previous_finding")
        assert chosen_cell(book) == place
    assert len(excel.alerts) == boxes, "no box is in the way"


def test_next_finding_by_severity_begins_where_one_stands(excel: Engine, book: xw.Book, catalog: Catalog) -> None:
    cell(book, catalog, "activities", "format", 2).value = "Live Curse"
    click("validate")
    for severity, words in SEVERITY_WORDS.items():
        places = list(dict.fromkeys(row[0] for row in listed(book) if row[1].endswith(words)))
        assert places
        book.sheets["Start"].activate()
        book.sheets["Start"]["A1"].select()
        seen = []
        for _ in places:
            click(f"next_finding {severity}")
            seen.append(chosen_cell(book))
        assert seen == places
    book.sheets["Activities"].activate()
    first, *_ = [row[0] for row in listed(book) if row[1].endswith(SEVERITY_WORDS[Severity.MISSING])]
    invalid = [row[0] for row in listed(book) if row[1].endswith(SEVERITY_WORDS[Severity.INVALID])]
    every = [row[0] for row in listed(book)]
    title, _, address = first.partition("!")
    book.sheets[title].activate()
    book.sheets[title][address].select()
    click("next_finding invalid")
    later = [place for place in invalid if every.index(place) > every.index(first)]
    assert chosen_cell(book) == (later or invalid)[0]


def test_findings_on_hidden_sheets_and_rows_are_told(excel: Engine, book: xw.Book) -> None:
    click("validate")
    places = list(dict.fromkeys(row[0] for row in listed(book)))
    on_moc = [place for place in places if place.startswith("MOC!")]
    moc: SheetView = book.sheets["MOC"].impl._view
    moc.component.IsVisible = False
    for _ in places:
        click("next_finding")
        assert not chosen_cell(book).startswith("MOC!")
    assert f"({len(on_moc)} more on hidden sheets)" in str(book.app.status_bar)
    activities: SheetView = book.sheets["Activities"].impl._view
    activities.component.IsVisible = False
    click("next_finding")
    assert "Unhide" in excel.alerts[-1][0]
    activities.component.IsVisible = True
    book.sheets["Activities"].activate()
    book.sheets["Activities"]["A1"].select()
    activities.component.Rows.getByIndex(2).IsVisible = False
    click("next_finding")
    assert chosen_cell(book).endswith("3")
    assert "(the row is hidden, by a filter perhaps)" in str(book.app.status_bar)


def test_why_says_all_of_a_cell_and_the_rule(excel: Engine, book: xw.Book, catalog: Catalog) -> None:
    before = everything(book)
    select(cell(book, catalog, "activities", "end_date", 2 + 1))
    click("why")
    said = excel.alerts[-1][0]
    (finding,) = [
        f for f in checked_now(book).findings if f.code == "end-before-start" and f.sheet == "Activities" and f.row == 3
    ]
    words = catalog.messages["end-before-start"]
    assert said.startswith(f"{finding.place} End date")
    assert f"{SEVERITY_WORDS[finding.severity]}: {finding.message} {finding.fix}" in said
    assert f"Rule end-before-start: {words.why}" in said
    assert catalog.sources[words.source.split()[0]].title in said
    select(cell(book, catalog, "activities", "title", 3))
    click("why")
    assert "Nothing is wrong with Activities!" in excel.alerts[-1][0]
    assert finding.cell in excel.alerts[-1][0].split("Other cells of its row need a look: ")[1]
    assert everything(book) == before, "looking writes nothing"


def test_a_row_is_checked_by_itself(excel: Engine, book: xw.Book, catalog: Catalog) -> None:
    select(cell(book, catalog, "moc", "points", 3))
    click("check_row")
    of_row = [f for f in checked_now(book).findings if (f.sheet, f.row) == ("MOC", 3)]
    assert of_row
    said = excel.alerts[-1][0]
    assert all(f"{f.message} {f.fix}" in said for f in of_row)
    select(book.sheets["MOC"]["A3"])
    click("why")
    assert excel.alerts[-1][0] == said, "beside the entries, the row is meant"
    select(cell(book, catalog, "moc", "points", 15))
    click("check_row")
    assert excel.alerts[-1][0] == "Nothing is wrong with MOC row 15."
    for place in (book.sheets["Start"]["B3"], book.sheets["MOC"]["C1"]):
        select(place)
        click("why")
        assert "Select a cell below the headings of Activities, MOC, REMS or Support first." in excel.alerts[-1][0]

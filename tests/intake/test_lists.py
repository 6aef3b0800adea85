"""A list on its way into a new workbook: values, dates, rows that belong together, and an account of every cell."""

from __future__ import annotations

import csv
import datetime as dt
from collections import Counter
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.catalog import load
from generator.failure import Failure
from generator.intake.known_names import known_names
from generator.intake.lists import ListOptions, read_list
from generator.upkeep.upgraded import Fate
from generator.workbook.cells import Cell, CellError
from tests.bench.fuzzing import draws
from tests.intake.lists import as_csv, at, brought, cells, column, told

DAY = dt.date(2026, 3, 15)
BASE = "Course ID | Course Name | {header}\n1 | One | {cell}\n"


def one(folder: Path, header: str, cell: str) -> tuple[Cell, Fate, str]:
    """What becomes of one cell under a header: the cell, its fate and why."""
    done = brought(folder, BASE.format(header=header, cell=cell))
    entry = at(done, "C2")
    (row,) = cells(done, "activities")
    rest = {name: value for name, value in row.items() if name not in {"provider_activity_id", "title"}}
    return next(iter(rest.values()), None), entry.fate, entry.why


@pytest.mark.parametrize(
    ("header", "cell", "value", "fate"),
    [
        ("State", "Texas", "TX", Fate.CHANGED),
        ("State", "TX", "TX", Fate.CARRIED),
        ("State", "tx", "TX", Fate.CHANGED),
        ("State", "Mass.", "MA", Fate.CHANGED),
        ("State", "W. Va.", "WV", Fate.CHANGED),
        ("State", "Tejas", "Tejas", Fate.KEPT),
        ("Country", "United States", "USA", Fate.CHANGED),
        ("Country", "Germany", "DEU", Fate.CHANGED),
        ("Delivery Method", "In Person", "In-Person", Fate.CHANGED),
        ("Activity Type", "Live Activity", "Live Course", Fate.CHANGED),
        ("Activity Type", "RSS", "Regularly Scheduled Series", Fate.CHANGED),
        ("Activity Type", "Journal-based CME", "Journal-based CE", Fate.CHANGED),
        ("Activity Type", "Tea party", "Tea party", Fate.KEPT),
        ("Sponsorship", "Jointly Provided", "Joint", Fate.CHANGED),
        ("Close record", "Y", "Yes", Fate.CHANGED),
        ("Close record", "TRUE", "Yes", Fate.CHANGED),
        ("Close record", "0", "No", Fate.CHANGED),
        ("Close record", "maybe", "maybe", Fate.KEPT),
        ("Fee", "No, it's free", "No, it’s free", Fate.CHANGED),
        ("Credits", "1.5", 1.5, Fate.CARRIED),
        ("Credits", "1.5 credits", 1.5, Fate.CHANGED),
        ("Credits", "12 AMA PRA Category 1 Credits™", 12.0, Fate.CHANGED),
        ("Credits", "2,5", 2.5, Fate.CHANGED),
        ("Credits", "1,500", "1,500", Fate.KEPT),
        ("Credits", "up to 3", "up to 3", Fate.KEPT),
        ("Credits", "1.5-2", "1.5-2", Fate.KEPT),
        ("# of Physicians", "1,204", 1204.0, Fate.CHANGED),
        ("# of Physicians", "0", 0.0, Fate.CARRIED),
        ("# of Physicians", "N/A", "N/A", Fate.KEPT),
        ("Web Address", '=HYPERLINK("https://x.org/1","here")', "https://x.org/1", Fate.CHANGED),
        ("Description", '=HYPERLINK("https://x.org/1","here")', '=HYPERLINK("https://x.org/1","here")', Fate.KEPT),
        ("ACCME ID", '="021001693"', "021001693", Fate.CHANGED),
        ("City", "São Paulo", "São Paulo", Fate.CARRIED),
        ("City", "··", None, Fate.CHANGED),
        ("Joint Provider(s)", "Heart, Lung; Blood", "Heart, Lung", Fate.CHANGED),
        ("Start Date", "2026-03-15", DAY, Fate.CARRIED),
        ("Start Date", "3/15/2026", DAY, Fate.CARRIED),
        ("Start Date", "15.03.2026", DAY, Fate.CARRIED),
        ("Start Date", "March 15, 2026", DAY, Fate.CARRIED),
        ("Start Date", "15-Mar-26", DAY, Fate.CARRIED),
        ("Start Date", "20260315", DAY, Fate.CARRIED),
        ("Start Date", "46096", DAY, Fate.CHANGED),
        ("Start Date", "2026-03-15T00:00:00", DAY, Fate.CARRIED),
        ("Start Date", "3/15/2026 12:00 AM", DAY, Fate.CARRIED),
        ("Start Date", "3/15/2026 9:00 AM", DAY, Fate.CHANGED),
        ("Start Date", "soon", "soon", Fate.KEPT),
        ("Start Date", "2/30/2026", "2/30/2026", Fate.KEPT),
    ],
)
def test_a_value_is_read_as_the_check_reads_it_or_stays_as_typed(
    header: str, cell: str, value: Cell, fate: Fate, tmp_path: Path
) -> None:
    got, became, why = one(tmp_path, header, cell)
    assert (got, became) == (value, fate)
    assert bool(why) == (fate is not Fate.CARRIED)


@pytest.mark.parametrize(("code", "value", "method"), [
    ("C", "Live Course", "In-Person"), ("IL", "Live Course", "Live-Streamed"), ("IEM", "Enduring Material", "Online"),
    ("Internet Enduring Material", "Enduring Material", "Online"), ("EM", "Enduring Material", None),
])  # fmt: skip
def test_a_type_that_says_how_learners_take_part_enters_that_too(
    code: str, value: str, method: str | None, tmp_path: Path
) -> None:
    done = brought(tmp_path, BASE.format(header="Activity Type", cell=code))
    (row,) = cells(done, "activities")
    assert (row["format"], row.get("delivery_method_1")) == (value, method)
    assert (method or "") in at(done, "C2").why
    with_own = BASE.format(header="Activity Type | Delivery Method", cell=f"{code} | Print/Other")
    assert column(brought(tmp_path, with_own), "activities", "delivery_method_1") == ["Print/Other"]


def test_several_values_in_a_cell_are_parted_only_where_each_is_in_the_list(tmp_path: Path) -> None:
    done = brought(
        tmp_path,
        """
        Course ID | Course Name | Delivery Methods      | Commendation Criteria
        1         | One         | In-Person; On-line    | Engages Teams\\nImproves Performance
        2         | Two         | In-Person; Carrier pigeon | Engages Teams
        """,
    )
    first, second = cells(done, "activities")
    assert (first["delivery_method_1"], first["delivery_method_2"]) == ("In-Person", "Online")
    assert (first["commendation_tag_1"], first["commendation_tag_2"]) == ("Engages Teams", "Improves Performance")
    assert "parted" not in at(done, "C3").why
    assert (second["delivery_method_1"], at(done, "C3").fate) == ("In-Person; Carrier pigeon", Fate.KEPT)
    assert at(done, "C2").new == "In-Person; Online"


def test_more_values_than_there_are_columns_are_told(tmp_path: Path) -> None:
    text = """
        Course ID | Course Name | Delivery Methods           | Delivery Method 2
        1         | One         | In-Person; Online; Print   |
        2         | Two         | In-Person; Online          | Print
        """
    done = brought(tmp_path, text)
    first, second = ([row[f"delivery_method_{n}"] for n in (1, 2)] for row in cells(done, "activities"))
    assert first == second == ["In-Person", "Online"]
    full = "All columns for it are full: Print/Other has no place."
    assert (at(done, "C2").fate, at(done, "C2").why.endswith(full)) == (Fate.KEPT, True)
    assert (at(done, "D3").fate, at(done, "D3").why.endswith(full)) == (Fate.LEFT, True)


def test_more_practice_areas_than_columns_widen_the_workbook(tmp_path: Path) -> None:
    areas = [
        value.value
        for value in brought(tmp_path, "Course ID|Title\n1|A").catalog.lists["practice_areas"].offered("ABPath")
    ][:12]
    rows = [["Course ID", "Title", "Board", "Points", "Practice Areas"], ["1", "One", "ABPath", "1", "; ".join(areas)]]
    (tmp_path / "wide.csv").write_text(as_csv(rows), encoding="utf-8")
    done = read_list(tmp_path / "wide.csv", None)
    (row,) = cells(done, "moc")
    assert [row[f"practice_area_{n}"] for n in range(1, 13)] == areas
    assert told(done, Fate.LEFT) == []


# --- dates: one decision --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("other", "said", "day", "fate", "words"),
    [
        ("3/15/2026", None, dt.date(2026, 4, 5), Fate.CARRIED, "month/day/year, like 3/15/2026 in C3"),
        ("15/3/2026", None, dt.date(2026, 5, 4), Fate.CARRIED, "day/month/year, like 15/3/2026 in C3"),
        ("2026-03-15", None, dt.date(2026, 4, 5), Fate.KEPT, "nothing in the list says which"),
        ("2026-03-15", True, dt.date(2026, 5, 4), Fate.CARRIED, "day/month/year, as you said"),
        ("15/3/2026", False, dt.date(2026, 4, 5), Fate.CARRIED, "month/day/year, as you said"),
    ],
)
def test_what_could_be_two_days_follows_one_decision(
    other: str, said: bool | None, day: dt.date, fate: Fate, words: str, tmp_path: Path
) -> None:
    text = f"Course ID | Course Name | Start Date\n1 | One | 4/5/2026\n2 | Two | {other}"
    done = brought(tmp_path, text, ListOptions(day_first=said))
    assert column(done, "activities", "start_date") == [day, DAY]
    assert at(done, "C2").fate is fate
    (note,) = [note for note in done.notes if "two days" in note]
    assert note.startswith("1 date, 4/5/2026 in C2, could be two days")
    assert words in note
    assert done.settings.day_first is (day.month == 5)


def test_a_list_that_has_both_orders_is_told(tmp_path: Path) -> None:
    done = brought(tmp_path, "Course ID|Title|Start Date\n1|A|4/5/2026\n2|B|3/15/2026\n3|C|15/3/2026")
    assert at(done, "C2").fate is Fate.KEPT
    assert any("has both 3/15/2026 in C3 and 15/3/2026 in C4" in note for note in done.notes)


# --- rows that belong together --------------------------------------------------------------------------------------


def test_rows_of_one_activity_become_one_with_several_boards(tmp_path: Path) -> None:
    done = brought(
        tmp_path,
        """
        Course ID | Course Name | Board | Points | MOC Credit Type   | Practice Area
        007       | Pain        | ABIM  | 1.5    | Medical Knowledge | Nephrology
        007       | Pain        | American Board of Surgery | 1 | Self-Assessment | All
        008       | Heart       |       |        |                   |
        """,
    )
    assert column(done, "activities", "provider_activity_id") == ["007", "008"]
    assert column(done, "activities", "moc") == ["Yes", None]
    assert [(row["provider_activity_id"], row["board"], row["points"]) for row in cells(done, "moc")] == [
        ("007", "ABIM", 1.5), ("007", "ABS", 1.0),
    ]  # fmt: skip
    assert at(done, "B3").new_cell == at(done, "B2").new_cell
    assert "1 row says the same of an activity as a row above and became one with it." in done.notes
    assert any(note.startswith("Register for MOC/CC says Yes for 1 activity") for note in done.notes)


def test_rows_that_contradict_each_other_are_both_there_and_told(tmp_path: Path) -> None:
    done = brought(tmp_path, "Course ID | Course Name | City\n1 | One | Rome\n1 | Won | Rome\n")
    assert column(done, "activities", "title") == ["One", "Won"]
    assert (at(done, "B3").fate, at(done, "C3").fate) == (Fate.KEPT, Fate.CARRIED)
    assert at(done, "B3").why == "B2 says “One” for the same ID, so both rows are there."


def test_a_row_that_says_more_of_the_same_activity_fills_its_blanks(tmp_path: Path) -> None:
    done = brought(tmp_path, "Course ID | Title | City | State\n1 | One | Rome |\n1 | One | | TX\n")
    assert cells(done, "activities") == [{"provider_activity_id": "1", "title": "One", "city": "Rome", "state": "TX"}]
    assert at(done, "D3").new_cell == f"{at(done, 'D1').new_cell.rstrip('1')}2"  # type: ignore[union-attr]


def test_supporters_side_by_side_are_rows_on_support(tmp_path: Path) -> None:
    done = brought(
        tmp_path,
        """
        Course ID | Title | Commercial Support Source | Monetary Amount Received | In-Kind Support | Commercial Support Source | Monetary Amount Received | In-Kind Support
        1         | One   | Lens & Co                 | 5,000                    | Yes             | Drug, Inc.                |                          | Yes
        2         | Two   | Lens & Co                 | 100                      | No              |                           |                          |
        """,  # noqa: E501
    )
    support = [
        (r["provider_activity_id"], r["supporter"], r.get("kind"), r.get("amount")) for r in cells(done, "support")
    ]
    assert sorted(support, key=str) == sorted([
        ("1", "Lens & Co", "Monetary", 5000.0), ("1", "Lens & Co", "In-kind", None),
        ("1", "Drug, Inc.", "In-kind", None), ("2", "Lens & Co", "Monetary", 100.0),
    ], key=str)  # fmt: skip
    assert (at(done, "E3").fate, at(done, "E3").why) == (Fate.LEFT, "No needs no entry in Monetary or in-kind.")


def test_columns_of_a_board_make_its_row_only_where_it_applies(tmp_path: Path) -> None:
    done = brought(
        tmp_path,
        """
        Course ID | Title | ABIM Points | ABIM Credit Type  | ABS Points
        1         | One   | 2           | Medical Knowledge | 0
        2         | Two   | N/A         |                   | 1
        """,
    )
    assert [(r["provider_activity_id"], r["board"], r["points"]) for r in cells(done, "moc")] == [
        ("1", "ABIM", 2.0), ("2", "ABS", 1.0),
    ]  # fmt: skip
    assert at(done, "E2").why == "It says that ABS does not apply, so there is no row for it."


def test_a_credit_type_without_any_board_has_no_place(tmp_path: Path) -> None:
    done = brought(tmp_path, "Course ID | Title | Credit Type\n1 | One | AMA PRA Category 1 Credit\n")
    assert cells(done, "moc") == []
    assert at(done, "C2").why == "The list has no column for Board, without which there is no row on MOC."
    assert column(done, "activities", "moc") == [None]


def test_rows_that_are_no_activities_are_told_apart(tmp_path: Path) -> None:
    done = brought(
        tmp_path,
        """
        Spring list | |
        Course ID | Course Name | # of Physicians
        Surgery   |             |
        1         | Totally One | 12
        Course ID | Course Name | # of Physicians
        2         | Two         | 3
        Total     |             | 15
        """,
    )
    assert column(done, "activities", "title") == ["Totally One", "Two"]
    assert [(entry.old_cell, entry.why) for entry in done.entries if entry.fate is Fate.LEFT] == [
        ("A1", "Above the headers of the list."),
        ("A3", "The only cell of its row, such as a heading; it is no activity."),
        *((place, "The headers once more.") for place in ("A5", "B5", "C5")),
        *((place, "A row of totals is no activity.") for place in ("A7", "C7")),
    ]


def test_cells_of_excel_come_as_what_they_are(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Course ID", "Course Name", "Start Date", "Credits", "City", "Close record", "Description"])
    sheet.append([12345, 2026, dt.datetime(2026, 3, 15, 9, 30), dt.date(2026, 1, 5), "#N/A", True, "=1+1"])
    sheet.append([1.1, "Two", 46096, 2, dt.date(2026, 3, 15), None, "  "])
    sheet["E2"].data_type = "e"
    book.save(tmp_path / "a.xlsx")
    done = read_list(tmp_path / "a.xlsx", None)
    first, second = cells(done, "activities")
    assert first == {
        "provider_activity_id": "12345", "title": "2026", "start_date": DAY, "credits": "2026-01-05",
        "city": CellError("#N/A"), "close_record": "Yes",
    }  # fmt: skip
    assert [at(done, place).fate for place in ("C2", "D2", "E2", "G2")] == [
        Fate.CHANGED, Fate.KEPT, Fate.KEPT, Fate.LEFT,
    ]  # fmt: skip
    assert (second["provider_activity_id"], at(done, "A3").fate) == (1.1, Fate.KEPT)
    assert (second["start_date"], second["credits"]) == (DAY, 2.0)


def test_a_list_of_which_nothing_is_known_is_refused_but_a_mapping_is_written(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Nummer,Bezeichnung\n1,Eins\n", encoding="utf-8")
    with pytest.raises(Failure, match=r"No column of a\.csv is known to hold activities"):
        read_list(tmp_path / "a.csv", None, ListOptions(mapping=tmp_path / "m.csv"))
    text = (tmp_path / "m.csv").read_text(encoding="utf-8-sig")
    (tmp_path / "m.csv").write_text(
        text.replace("Nummer,own,", "Nummer,Provider activity ID,").replace("Bezeichnung,own,", "Bezeichnung,Title,"),
        encoding="utf-8",
    )
    done = read_list(tmp_path / "a.csv", None, ListOptions(mapping=tmp_path / "m.csv"))
    assert cells(done, "activities") == [{"provider_activity_id": "1", "title": "Eins"}]


def test_an_edited_mapping_is_remembered_by_the_headers(tmp_path: Path) -> None:
    kept = tmp_path / "config" / "mappings"
    (tmp_path / "a.csv").write_text("Nummer,Title\n1,Eins\n", encoding="utf-8")
    (tmp_path / "m.csv").write_text(
        "Column,Header,Goes to\nA,Nummer,Provider activity ID\nB,Title,Title\n", encoding="utf-8"
    )
    with_file = read_list(tmp_path / "a.csv", None, ListOptions(mapping=tmp_path / "m.csv", kept=[kept]))
    assert any("is remembered for lists with these headers" in note for note in with_file.notes)
    (tmp_path / "b.csv").write_text("nummer;title\n2;Zwei\n", encoding="utf-8")
    later = read_list(tmp_path / "b.csv", None, ListOptions(kept=[kept]))
    assert cells(later, "activities") == [{"provider_activity_id": "2", "title": "Zwei"}]
    assert any("as remembered" in note for note in later.notes)
    assert cells(read_list(tmp_path / "b.csv", None), "activities") == [{"title": "Zwei"}]
    assert list(kept.parent.rglob("*.csv")) == list(kept.iterdir())


def test_more_than_a_sheet_can_list_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("generator.intake.lists.MOST_TOLD", 2)
    assert brought(tmp_path, "Course ID|Title|Attendance\n1|A|7").counts[Fate.LEFT] == 2
    with pytest.raises(Failure, match=r"More than 2 cells of list\.csv have no place"):
        brought(tmp_path, "Course ID|Title|Attendance\n1|A|7\n2|B|8")


# --- every cell is accounted for ------------------------------------------------------------------------------------

HEADERS = st.sampled_from([
    "Course ID", "Course Name", "Activity Type", "Begin Date", "End Date", "City", "State", "Credits", "Web Address",
    "Board", "Points", "Credit Type", "Practice Area", "Practice Area", "Supporter", "Amount", "Supporter", "In-Kind",
    "REMS Program", "RPC ID", "ABIM Points", "Delivery Methods", "Remarks", "Reporting Year", "", "  ", "Physicans",
    "Total Learners", "Changes in Competence evaluated?", "Joint Sponsor", "Activity Date",
])  # fmt: skip
CELLS = st.sampled_from([
    "", "", "1", "2", "007", "Pain", "Total", "Total 3", "RSS", "In-Person; Online", "3/15/2026", "4/5/2026", "soon",
    "Texas", "1.5 credits", "\u00a0", "  ", "ABIM", "ABS", "Nephrology", "All", "Yes", "No", "x", "0", "=1+1",
    '="007"', "#N/A", "Course ID", "日本語", "a\nb", "a;b|c,d", '"quoted"', "Opioid Analgesic", "$5,000", "N/A", "-",
])  # fmt: skip


@given(
    headers=st.lists(HEADERS, min_size=2, max_size=9),
    rows=st.lists(st.lists(CELLS, min_size=0, max_size=9), max_size=12),
    title=st.booleans(),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
)
@settings(max_examples=draws(150), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_cell_of_a_list_is_told_exactly_once(
    headers: list[str], rows: list[list[str]], title: bool, delimiter: str, tmp_path: Path
) -> None:
    lines = [*([["Our list"], []] if title else []), ["Course ID", "Course Name", *headers], *rows, ["last", "Last"]]
    path = tmp_path / "list.csv"
    path.write_text(as_csv(lines, delimiter), encoding="utf-8", newline="")
    with path.open(encoding="utf-8", newline="") as file:
        source = Counter(
            (f"{'ABCDEFGHIJKL'[c]}{r}", cell)
            for r, line in enumerate(csv.reader(file, delimiter=delimiter), 1)
            for c, cell in enumerate(line)
            if cell
        )
    done = read_list(path, None)
    assert Counter((str(entry.old_cell), entry.old) for entry in done.entries) == source
    # what is not in the workbook says why; what is there stands in a row that is written
    assert all(entry.why for entry in done.entries if entry.fate in {Fate.LEFT, Fate.KEPT})
    written = {done.catalog.sheet(sheet).title: {1, *of_sheet} for sheet, of_sheet in done.rows.items()}
    for entry in done.entries:
        for cell in (entry.new_cell or "").split(", ") if entry.new_cell else ():
            tab, _, address = cell.rpartition("!")
            assert int(address.strip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) in written[tab or entry.sheet]


def test_an_abbreviation_of_a_state_begins_as_its_name_does() -> None:
    """Each is the beginning of a word of the name for each of its words; G2 has the names."""
    catalog = load()
    states, names = catalog.lists["states"], known_names(catalog)
    short = {text: reading.value for (name, _, text), reading in names.values.items()
             if name == "states" and text.endswith(".") and reading.value}  # fmt: skip
    assert len({value.value for value in short.values()} - {"DC"}) > 40
    for text, value in short.items():
        words = states.fact(value, "name").lower().replace(" of ", " ").split()
        parts = text.replace(".", " ").split()
        assert len(parts) == len(words), text
        assert all(word[0] == part[0] for word, part in zip(words, parts, strict=True)), text

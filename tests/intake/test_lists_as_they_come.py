"""What lists of learning management systems and of offices hold that is not what it seems: each was seen in one."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest

from generator.failure import Failure
from generator.intake.lists import ListOptions, read_list
from generator.intake.matching import How
from generator.intake.plain_text import plain
from generator.upkeep.upgraded import Fate
from tests.intake.lists import at, brought, cells, column, told


def test_ama_credit_is_no_credit_type_of_a_board(tmp_path: Path) -> None:
    done = brought(
        tmp_path,
        """
        Course ID | Course Name | Credit Type                     | MOC Board | MOC Points
        1         | One         | AMA PRA Category 1 Credit(s)™   |           |
        2         | Two         | AMA PRA Category 1 Credit       | ABIM      | 2
        3         | Three       | Medical Knowledge; AMA PRA Category 1 Credit | ABIM | 1
        """,
    )
    assert [(row["provider_activity_id"], row.get("credit_type_1")) for row in cells(done, "moc")] == [
        ("2", None), ("3", "Medical Knowledge"),
    ]  # fmt: skip
    assert column(done, "activities", "moc") == [None, "Yes", "Yes"]
    assert (at(done, "C2").fate, at(done, "C2").why) == (
        Fate.LEFT, "Its row names no Board, without which there is no row on MOC.",
    )  # fmt: skip
    assert at(done, "C3").why.startswith("AMA credit is no credit type of a board")
    assert at(done, "C4").fate is Fate.KEPT


@pytest.mark.parametrize("nothing", ["", "No", "None", "N/A", "-", "—", "n/a", "0"])
def test_a_board_program_or_supporter_that_there_is_none_of_makes_no_row(nothing: str, tmp_path: Path) -> None:
    done = brought(
        tmp_path,
        f"""
        Course ID | Title | Board     | Points | REMS Program | RPC ID | Supporter | Amount | In-Kind
        1         | One   | {nothing} | 2      | {nothing}    | EG-1   | {nothing} | 500    | No
        2         | Two   | ABIM      | 2      |              |        |           |        |
        """,
    )
    assert [row["provider_activity_id"] for row in cells(done, "moc")] == ["2"]
    assert cells(done, "rems") == cells(done, "support") == []
    assert [column(done, "activities", name) for name in ("moc", "rems", "commercial_support")] == [
        [None, "Yes"], [None, None], [None, None],
    ]  # fmt: skip
    left = {"D2", "F2", "H2", "I2"} | ({"C2", "E2", "G2"} if nothing else set())
    assert {place for place, _ in told(done, Fate.LEFT)} == left


def test_an_action_of_another_system_is_none_in_pars(tmp_path: Path) -> None:
    done = brought(tmp_path, "Course ID | Title | Action\n1 | One | Edit\n2 | Two | Remove\n")
    assert column(done, "activities", "record_action") == [None, None]
    done = brought(tmp_path, "Course ID | Title | Record action\n1 | A | Delete\n2 | B | Update\n3 | C | Add\n4|D|D\n")
    assert column(done, "activities", "record_action") == ["Delete", "Update", "Add", "D"]
    assert [at(done, f"C{row}").fate for row in (2, 3, 4, 5)] == [Fate.KEPT, Fate.KEPT, Fate.CARRIED, Fate.KEPT]
    assert at(done, "C2").why.startswith("It would change or delete a record in PARS.")


def test_an_activity_that_is_called_as_a_total_is_one(tmp_path: Path) -> None:
    done = brought(
        tmp_path,
        """
        Course Name            | Course ID | Start Date | Physicians
        Total Hip Replacement  | 1         |            | 5
        Total Knee Replacement |           |            | 5
        Count: 5               | 2         |            | 5
        Total                  |           | 2026-03-15 | 5
        Total activities       |           |            | 20
        Grand total: 4         | Total     |            | 4
        """,
    )
    assert column(done, "activities", "title") == [
        "Total Hip Replacement",
        "Total Knee Replacement",
        "Count: 5",
        "Total",
    ]
    assert {place for place, _ in told(done, Fate.LEFT)} == {"A6", "D6", "A7", "B7", "D7"}


def test_true_dates_beside_texts_with_the_day_first_may_be_swapped(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Course ID", "Title", "Start Date", "End Date"])
    book.active.append(["1", "A", "13/04/2026", dt.date(2026, 4, 5)])
    book.active.append(["2", "B", dt.date(2026, 5, 4), dt.date(2026, 5, 4)])
    book.active.append(["3", "C", dt.date(2026, 5, 5), None])
    book.active.append(["4", "D", dt.date(2026, 5, 14), None])
    book.save(tmp_path / "a.xlsx")
    done = read_list(tmp_path / "a.xlsx", None)
    assert [place for place, _ in told(done, Fate.KEPT)] == ["C3"]
    assert "such as 13/04/2026" in at(done, "C3").why
    assert column(done, "activities", "start_date")[1] == dt.date(2026, 5, 4)


def test_rows_of_one_board_become_one_with_all_their_practice_areas(tmp_path: Path) -> None:
    done = brought(
        tmp_path,
        """
        Course ID | Title | Board | Points | Credit Type         | Practice Area
        1         | One   | ABIM  | 2      | Medical Knowledge   | Nephrology
        1         | One   | ABIM  | 2      | Practice Assessment | Cardiovascular Disease
        1         | One   | ABIM  | 3      | Medical Knowledge   | Nephrology
        """,
    )
    first, second = cells(done, "moc")
    assert [first.get(f"credit_type_{n}") for n in (1, 2, 3)] == ["Medical Knowledge", "Practice Assessment", None]
    assert [first.get(f"practice_area_{n}") for n in (1, 2)] == ["Nephrology", "Cardiovascular Disease"]
    assert second["points"] == 3.0
    assert at(done, "D4").why == "D2 says “2” for the same ID and Board, so both rows are there."
    assert (at(done, "E3").fate, at(done, "E3").new) == (Fate.CHANGED, "Practice Assessment")


@pytest.mark.parametrize("nothing", ["N/A", "None", "n/a", "-", "—", "TBD"])
def test_what_says_that_there_is_nothing_is_no_name(nothing: str, tmp_path: Path) -> None:
    done = brought(
        tmp_path, f"Course ID|Title|Joint Provider|URL|City|State\n1|A|{nothing}|{nothing}|{nothing}|{nothing}"
    )
    assert cells(done, "activities") == [{"provider_activity_id": "1", "title": "A"}]
    assert [place for place, _ in told(done, Fate.LEFT)] == ["C2", "D2", "E2", "F2"]


def test_joint_providers_are_parted_at_semicolons_never_at_commas(tmp_path: Path) -> None:
    done = brought(
        tmp_path,
        "Course ID|Title|Joint Provider\n1|A|Illinois State Medical Society; Rush University, Inc.\n2|B|Rush, Inc.",
    )
    first, second = cells(done, "activities")
    assert [first[f"joint_provider_{n}"] for n in (1, 2)] == ["Illinois State Medical Society", "Rush University, Inc."]
    assert (second["joint_provider_1"], at(done, "C2").fate) == ("Rush, Inc.", Fate.CHANGED)


def test_several_boards_in_a_cell_are_a_row_each(tmp_path: Path) -> None:
    done = brought(
        tmp_path,
        """
        Course ID | Title | Boards         | Points | Credit Type                        | Practice Area
        1         | One   | ABIM; ABS      | 2      | Medical Knowledge; Self-Assessment | All
        2         | Two   | ABIM; Nonesuch | 2      |                                    |
        """,
    )
    rows = [(r["provider_activity_id"], r["board"], r["points"], r.get("credit_type_1")) for r in cells(done, "moc")]
    assert rows == [
        ("1", "ABIM", 2.0, "Medical Knowledge"), ("1", "ABS", 2.0, "Self-Assessment"),
        ("2", "ABIM; Nonesuch", 2.0, None),
    ]  # fmt: skip
    assert (at(done, "C2").fate, at(done, "D2").fate, at(done, "C3").fate) == (Fate.CHANGED, Fate.KEPT, Fate.KEPT)
    assert "ABIM and ABS" in at(done, "D2").why
    assert [row["practice_area_1"] for row in cells(done, "moc")[:2]] == ["All", "All"]


def test_several_supporters_in_a_cell_get_their_own_amounts(tmp_path: Path) -> None:
    done = brought(
        tmp_path,
        """
        Course ID | Title | Supporter                | Amount
        1         | One   | Lens & Co; Drug, Inc.    | 5000; 2500
        2         | Two   | Lens & Co; Drug, Inc.    | 5000
        """,
    )
    support = cells(done, "support")
    assert [(r["provider_activity_id"], r["supporter"], r.get("kind"), r.get("amount")) for r in support] == [
        ("1", "Lens & Co", "Monetary", 5000.0), ("1", "Drug, Inc.", "Monetary", 2500.0),
        ("2", "Lens & Co; Drug, Inc.", "Monetary", 5000.0),
    ]  # fmt: skip
    assert at(done, "C3").fate is Fate.KEPT


@pytest.mark.parametrize(("kind", "said"), [("", "Monetary"), ("In-kind", "In-kind")])
def test_an_amount_says_that_money_was_given(kind: str, said: str, tmp_path: Path) -> None:
    done = brought(tmp_path, f"Course ID|Title|Supporter|Support Amount|Support Type\n1|A|Lens & Co|500|{kind}")
    assert column(done, "support", "kind") == [said]
    assert at(done, "D2").fate is (Fate.CARRIED if kind else Fate.CHANGED)


@pytest.mark.parametrize(("cell", "fee"), [
    ("$0.00", "No, it’s free"), ("0", "No, it’s free"), ("$150.00", "Yes"), ("1,250", "Yes"), ("Free", "No, it’s free"),
])  # fmt: skip
def test_what_learners_pay_says_whether_they_do(cell: str, fee: str, tmp_path: Path) -> None:
    text = f"Course ID|Title|Cost\n1|A|{cell}"
    done = brought(tmp_path, text)
    assert (column(done, "activities", "fee"), at(done, "C2").fate) == ([fee], Fate.CHANGED)


@pytest.mark.parametrize(("text", "expected"), [
    ("<p>One&nbsp;two</p><ul><li>a</li><li>b &amp; c</li></ul>", "One two\n- a\n- b & c"),
    ("Pain &amp; Care", "Pain & Care"), ("R&D; a < b and c > d", "R&D; a < b and c > d"),
    ("“Quoted” <Title>", "“Quoted” <Title>"), ("<b>HTML</b> β", "HTML β"),
    ('See <a href="https://x.org">this</a>.', "See this (https://x.org)."), ("if x<p and y>q", "if x<p and y>q"),
])  # fmt: skip
def test_the_marks_of_web_pages_become_plain_text(text: str, expected: str) -> None:
    assert plain(text) == expected


def test_a_description_of_a_web_page_is_told(tmp_path: Path) -> None:
    done = brought(tmp_path, "Course ID|Title|Description\n1|A &amp; B|<p>Hello</p>")
    assert (at(done, "C2").fate, at(done, "C2").old, at(done, "C2").new) == (Fate.CHANGED, "<p>Hello</p>", "Hello")
    assert column(done, "activities", "title") == ["A & B"]


@pytest.mark.parametrize("header", ["Closes", "Record actions", "Attestatio", "Registerd for MOC"])
def test_a_column_with_consequences_is_never_read_by_a_near_name(header: str, tmp_path: Path) -> None:
    done = brought(tmp_path, f"Course ID|Title|{header}\n1|A|Yes")
    assert [match.how for match in done.columns] == [How.KNOWN, How.HEADER, How.OWN]  # type: ignore[attr-defined]


@pytest.mark.parametrize(("header", "cell"), [("Physicians", "1.000"), ("Physicians", "12.500")])
def test_a_point_that_may_part_thousands_is_to_be_looked_at(header: str, cell: str, tmp_path: Path) -> None:
    done = brought(tmp_path, f"Course ID|Title|{header}\n1|A|{cell}")
    assert (column(done, "activities", "physicians"), at(done, "C2").fate) == ([cell], Fate.KEPT)


def test_a_column_that_is_not_known_stays_as_the_users_own(tmp_path: Path) -> None:
    done = brought(
        tmp_path, "Course ID|Title|Department|Room\n1|A|Surgery|\n1|A|Surgery|\n2|B||\n3|C|=1+1|\n1|A|Other|\n4|D|x|7"
    )
    (own,) = done.beside
    assert (own.header, own.in_table, dict(own.cells)) == ("Department", True, {2: "Surgery", 4: "=1+1", 5: "x"})
    assert (at(done, "C2").fate, at(done, "C2").sheet, at(done, "C2").column) == (
        Fate.CARRIED,
        "Activities",
        "Department",
    )
    assert {place for place, _ in told(done, Fate.LEFT)} == {"C6", "D1", "D7"}
    mapping = tmp_path / "m.csv"
    mapping.write_text(
        "Column,Header,Goes to\nA,Course ID,Provider activity ID\nB,Title,Title\nC,Department,\nD,Room,own\n"
    )
    done = brought(tmp_path, "Course ID|Title|Department|Room\n1|A|Surgery|7", ListOptions(mapping=mapping))
    assert [placed.header for placed in done.beside] == ["Room"]
    assert at(done, "C2").why == "Your mapping sends it nowhere."


def test_a_column_called_id_alone_is_ours_if_no_other_is(tmp_path: Path) -> None:
    done = brought(tmp_path, "ID | Title\n1 | A")
    assert (column(done, "activities", "provider_activity_id"), at(done, "A1").fate) == (["1"], Fate.KEPT)
    done = brought(tmp_path, "ID | Course ID | Title\n9 | 1 | A")
    assert column(done, "activities", "provider_activity_id") == ["1"]


def test_a_mapping_is_found_wherever_it_was_kept(tmp_path: Path) -> None:
    users, organizations = tmp_path / "user", tmp_path / "organization"
    mapping = tmp_path / "m.csv"
    mapping.write_text("Column,Header,Goes to\nA,Nummer,Provider activity ID\nB,Title,Title\n", encoding="utf-8")
    brought(tmp_path, "Nummer|Title\n1|A", ListOptions(mapping=mapping, kept=[users]))
    later = brought(tmp_path, "Nummer|Title\n1|A", ListOptions(kept=[organizations, users]))
    assert column(later, "activities", "provider_activity_id") == ["1"]
    assert any(str(users) in note for note in later.notes)


def test_the_list_itself_is_no_mapping_and_nobody_is_told_to_delete_it(tmp_path: Path) -> None:
    with pytest.raises(Failure, match="give --mapping another name") as raised:
        brought(tmp_path, "Course ID|Title\n1|A", ListOptions(mapping=tmp_path / "list.csv"))
    assert "delete" not in str(raised.value)


def test_an_id_that_excel_shows_with_zeros_keeps_them(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Course ID", "Title", "Physicians"])
    book.active.append([1234, "A", 12])
    book.active.append([1235, "B", 7])
    book.active["A2"].number_format = "000000"
    book.active["C2"].number_format = "0000"
    book.save(tmp_path / "a.xlsx")
    done = read_list(tmp_path / "a.xlsx", None)
    assert column(done, "activities", "provider_activity_id") == ["001234", "1235"]
    assert column(done, "activities", "physicians") == [12.0, 7.0]


def test_a_file_of_two_encodings_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("Course ID,Title\n1,Café\n".encode() + "2,Grün\n".encode("cp1252"))
    assert any("two encodings" in note and "B2" in note for note in read_list(path, None).notes)
    path.write_bytes("Course ID,Title\n1,Café\n2,Grün\n".encode("cp1252"))
    assert not any("two encodings" in note for note in read_list(path, None).notes)

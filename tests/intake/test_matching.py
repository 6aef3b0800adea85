"""Which column of a list goes where, and the small file in which a person says otherwise."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from generator.catalog import CatalogError, load
from generator.failure import Failure
from generator.intake.known_names import known_names
from generator.intake.mapping_file import read_mapping, write_mapping
from generator.intake.matching import How, Match, match_headers, words_of_target
from tests.bench.documents import facts

CATALOG = load()
NAMES = known_names(CATALOG)


def match(*headers: str) -> list[Match]:
    return match_headers(dict(enumerate(headers, 1)), NAMES, CATALOG)


def went(matches: Sequence[Match]) -> list[tuple[str, str]]:
    """Where each column went, with the row of several."""
    return [
        ("; ".join(words_of_target(CATALOG, target) for target in m.targets), m.targets[0].group if m.targets else "")
        for m in matches
    ]


@pytest.mark.parametrize("column", list(CATALOG.columns()), ids=lambda column: f"{column.sheet}.{column.id}")
def test_our_own_headers_go_to_their_columns(column: object) -> None:
    header = f"{CATALOG.sheet(column.sheet).title} {column.header}"  # type: ignore[attr-defined]
    (one,) = match(header)
    assert (one.how, [target.column for target in one.targets]) == (How.HEADER, [column])


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("Course ID", "Activities: Provider activity ID"),
        ("Course Name", "Activities: Title"),
        ("Activity Name", "Activities: Title"),
        ("Activity Type", "Activities: Format"),
        ("AMA PRA Category 1 Credits™", "Activities: AMA PRA Category 1 credits"),
        ("Max Credits", "Activities: AMA PRA Category 1 credits"),
        ("Web Address", "Activities: URL"),
        ("LINK", "Activities: URL"),
        ("Physician Attendance", "Activities: Physicians"),
        ("# of Physicians", "Activities: Physicians"),
        ("Non-physicians", "Activities: Other learners"),
        ("Begin Date*", "Activities: Start date"),
        ("Sponsorship", "Activities: Providership"),
        ("Joint Sponsor", "Activities: Joint provider 1"),
        ("Joint Provider(s)", "Activities: Joint provider 1"),
        ("Commercial Support Received?", "Activities: Commercial support"),
        ("Certifying Board", "MOC: Board"),
        ("Total MOC Points", "MOC: Points"),
        ("Practice Area(s)", "MOC: Practice area 1"),
        ("RPC Activity ID", "REMS: RPC ID"),
        ("Web Address (URL)", "Activities: URL"),
    ],
)
def test_names_that_lists_use_are_known(header: str, column: str) -> None:
    assert went(match(header)) == [(column, "")]


def test_a_near_name_is_taken_where_nothing_else_is_as_near_and_told() -> None:
    one, other, third = match("Physician Atendance", "Activity End Time", "Notes of the office")
    assert (went([one]), one.how) == ([("Activities: Physicians", "")], How.NEAR)
    assert "Physician Attendance" in one.why
    assert (other.targets, other.how) == ((), How.UNKNOWN)
    assert (third.targets, third.how) == ((), How.UNKNOWN)


def test_a_column_of_ours_is_filled_once() -> None:
    matches = match("Activity Name", "Course Name", "Title")
    assert went(matches) == [("", ""), ("", ""), ("Activities: Title", "")]
    assert matches[0].why == "The column “Title” of the list fills Title already."


def test_repeated_columns_of_a_family_go_to_its_next_column() -> None:
    headers = ("Board", "Practice Area", "Practice Area", "Practice Area 5", "Joint Provider", "Joint Sponsor")
    assert [words for words, _ in went(match(*headers))] == [
        "MOC: Board", "MOC: Practice area 1", "MOC: Practice area 2", "MOC: Practice area 5",
        "Activities: Joint provider 1", "Activities: Joint provider 2",
    ]  # fmt: skip


def test_numbered_and_repeated_boards_and_supporters_are_rows_of_their_own() -> None:
    assert went(match("Board 1", "Points 1", "Board 2", "Points 2", "Supporter", "Amount", "Supporter", "Amount")) == [
        ("MOC: Board", ""), ("MOC: Points", ""), ("MOC: Board", "2"), ("MOC: Points", "2"),
        ("Support: Supporter", ""), ("Support: Amount (USD)", ""),
        ("Support: Supporter", "2"), ("Support: Amount (USD)", "2"),
    ]  # fmt: skip


def test_columns_named_after_a_board_are_rows_of_that_board() -> None:
    assert went(match("ABIM MOC Points", "ABS Points", "ABS Credit Type")) == [
        ("MOC: Points", "ABIM"), ("MOC: Points", "ABS"), ("MOC: Credit type 1", "ABS"),
    ]  # fmt: skip


# --- the older layouts, as the facts list them ----------------------------------------------------------------------


def test_every_column_of_the_older_layouts_is_known() -> None:
    labels = {line["column"] for line in facts("legacy_template_columns.csv")}
    unknown = [label for label in labels if match(label)[0].how in {How.UNKNOWN, How.NEAR}]
    assert unknown == []


def test_what_pars_does_not_take_any_more_has_no_place() -> None:
    gone = re.compile("Reporting Year|Hours of Instruction|Sub-category|Income|Expenses|Competenc|Professional"
                      "|Institute of Medicine|Interprofessional|ABMS/ACGME|Designed to|Template")  # fmt: skip
    for line in facts("legacy_template_columns.csv"):
        one = match(line["column"])[0]
        old = bool(gone.search(line["column"])) and "evaluated" not in line["column"]
        if old:
            assert (one.targets, one.how, bool(one.why)) == ((), How.NO_PLACE, True), line["column"]


def test_layouts_have_the_columns_of_the_facts_in_their_order() -> None:
    layouts: dict[str, list[str]] = {}
    for line in facts("legacy_template_columns.csv"):
        columns = layouts.setdefault(line["template"], [])
        columns.append(line["column"])
        assert len(columns) == int(line["position"])
    for layout in NAMES.layouts:
        repeats = [label for label in layouts[layout.title] if label.startswith("[repeat")]
        assert [*layout.names] == layouts[layout.title][: -len(repeats)]
        assert [*layout.repeats] == [label.partition("] ")[2] for label in repeats]


def test_old_codes_mean_what_the_list_of_formats_says() -> None:
    formats = CATALOG.lists["formats"]
    for value in formats.values:
        for code in re.findall(r"\b[A-Z]{1,3}\b", value.extra["legacy_codes"]):
            reading = NAMES.reading("formats", code)
            assert reading is not None, code
            assert reading.value == value


# --- names of an organization ---------------------------------------------------------------------------------------


def own(folder: Path, name: str, text: str) -> Path:
    (folder / "import").mkdir(exist_ok=True)
    (folder / "import" / name).write_text(text, encoding="utf-8")
    return folder


def test_an_organization_adds_names_and_values(tmp_path: Path) -> None:
    own(
        tmp_path,
        "names.csv",
        "name,means\nKursnummer,activities.provider_activity_id\nCourse Name,activities.description\n",
    )
    own(tmp_path, "values.csv", "list,text,value\nformats,Kurs,Live Course\n")
    names = known_names(load(None, tmp_path))
    matches = match_headers({1: "Kursnummer", 2: "Course Name"}, names, CATALOG)
    assert went(matches) == [("Activities: Provider activity ID", ""), ("Activities: Description", "")]
    reading = names.reading("formats", "kurs")
    assert reading
    assert reading.value.value == "Live Course"


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("names.csv", "name,means\nKurs,activities.kurs\n", "line 2: there is no column 'activities.kurs'"),
        ("names.csv", "name,means\nKurs,\n", "line 2: a line needs a name"),
        ("names.csv", "name,means,sets\nKurs,,activities.moc=Maybe\n", "line 2: .* sets no value of a list"),
        ("values.csv", "list,text,value\nformat,Kurs,Live Course\n", "line 2: there is no list 'format'"),
        ("values.csv", "list,text,value\nformats,Kurs,Kurs\n", "line 2: 'Kurs' is not a value"),
    ],
)
def test_a_fault_of_these_files_names_file_and_line(name: str, text: str, why: str, tmp_path: Path) -> None:
    own(tmp_path, name, text)
    with pytest.raises(CatalogError, match=rf"{name}, {why}"):
        known_names(load(None, tmp_path))


# --- the mapping as a file ------------------------------------------------------------------------------------------

HEADERS = ("Course ID", "Remarks", "Supporter", "Supporter", "In-kind", "Activity Date")


def test_a_mapping_that_nobody_edited_says_what_was_proposed(tmp_path: Path) -> None:
    proposed = match(*HEADERS)
    write_mapping(tmp_path / "m.csv", proposed, CATALOG)
    assert read_mapping(tmp_path / "m.csv", proposed, CATALOG) == proposed
    with (tmp_path / "m.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file))
    assert lines[:3] == [
        ["Column", "Header", "Goes to", "Row", "How"],
        ["A", "Course ID", "Activities: Provider activity ID", "", "known name"],
        ["B", "Remarks", "", "", "unknown"],
    ]


def test_a_person_says_otherwise(tmp_path: Path) -> None:
    lines = (
        "Header;Goes to;Row;Column",
        "course id;Activities: ACCME activity ID;;A",
        "Remarks;Description;;B",
        "Supporter;;;C",
        "Supporter;Support: Supporter;;D",
        "In-kind;Support: Monetary or in-kind = In-kind;;E",
        "Activity Date;Activities: Start date;;",
        "Activity Date;activities.end_date;;",
    )
    (tmp_path / "m.csv").write_text("\n".join(lines), encoding="utf-8")
    matches = read_mapping(tmp_path / "m.csv", match(*HEADERS), CATALOG)
    assert went(matches) == [
        ("Activities: ACCME activity ID", ""), ("Activities: Description", ""), ("", ""), ("Support: Supporter", ""),
        ("Support: Monetary or in-kind = In-kind", ""), ("Activities: Start date; Activities: End date", ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (
            "A,Course ID,Titel,\nB,Notes,,",
            r"row 2: the workbook has no column “Titel”; write sheet and header, as in .*Title",
        ),
        ("A,Course ID,,", "does not name the column “Notes” of the list"),
        ("A,Course ID,,\nB,Notes,,\nC,Room,,", "row 4 names the column “Room”, which the list does not have"),
        ("A,Course ID,Title,\nB,Notes,Title,", "sends two columns to Activities: Title"),
        ("A,Course ID,Support: Monetary or in-kind = Gold,\nB,Notes,,", "“Gold” is no value of Monetary or in-kind"),
    ],
)
def test_a_mapping_that_does_not_fit_is_one_sentence(lines: str, why: str, tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text(f"Column,Header,Goes to,Row\n{lines}\n", encoding="utf-8")
    with pytest.raises(Failure, match=why) as caught:
        read_mapping(tmp_path / "m.csv", match("Course ID", "Notes"), CATALOG)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_no_mapping_is_refused(tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(Failure, match=r"m\.csv is no mapping: no column is headed Column"):
        read_mapping(tmp_path / "m.csv", match("Course ID"), CATALOG)

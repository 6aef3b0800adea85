"""What a person should know first of a list: columns that PARS needs and that it has not, rows that were cut apart."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from generator.catalog import load
from generator.cli import main
from generator.intake.brought import Brought
from generator.intake.lists import read_list
from generator.rules.activity import needed_to_save
from tests.intake import test_import_command, test_list_command
from tests.intake.lists import at, brought, column
from tests.intake.test_import_command import Pars

pars, listed = test_import_command.pars, test_list_command.listed
HEADERS = ("Course ID", "Title", "Activity Type", "Begin Date", "End Date")
VALUES = ("A-7", "Pain in Primary Care", "Enduring Material", "3/15/2026", "3/16/2026")


def of_file(folder: Path, text: str) -> Brought:
    path = folder / "list.csv"
    path.write_text(text, encoding="utf-8")
    return read_list(path, None)


@pytest.mark.parametrize("without", range(len(HEADERS)))
def test_a_column_without_which_nothing_will_save_comes_first(without: int, tmp_path: Path) -> None:
    headers = [header if number != without else "Our Notes" for number, header in enumerate(HEADERS)]
    done = brought(tmp_path, f"{'|'.join(headers)}\n{'|'.join(VALUES)}\n")
    (ours,) = {column.header for column in needed_to_save(load())} - {
        target.column.header
        for match in done.columns
        for target in match.targets  # type: ignore[attr-defined]
    }
    assert done.first == [
        f"No column of the list became {ours}: every activity will be held back. It may be “Our Notes”."
    ]


@pytest.mark.parametrize("without", range(len(HEADERS)))
def test_the_check_holds_back_what_the_import_says(
    without: int, listed: Path, tmp_path: Path, pars: Pars, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    headers = [header if number != without else "Notes" for number, header in enumerate(HEADERS)]
    listed.write_text(f"{','.join(headers)}\n{','.join(VALUES)}\n", encoding="utf-8")
    assert pars(listed, "--rows", 3, "-o", tmp_path / "new.xlsx")[1].startswith("No column of the list became ")
    monkeypatch.setattr("sys.argv", ["pars", "check", str(tmp_path / "new.xlsx"), "--json"])
    with pytest.raises(SystemExit):
        main()
    assert [row["record_status"] for row in json.loads(capsys.readouterr().out)["readiness"]] == ["Will not save"]


def test_a_whole_list_and_records_to_be_deleted_lack_nothing(tmp_path: Path) -> None:
    assert not brought(tmp_path, f"{'|'.join(HEADERS)}\n{'|'.join(VALUES)}\n").first
    assert not brought(tmp_path, "ACCME ID | Record action\n210016939 | Delete\n").first
    (tmp_path / "both").mkdir()
    assert len(brought(tmp_path / "both", "ACCME ID | Record action\n210016939 | Delete\n210016940 | Add\n").first) == 5


def test_the_next_command_writes_the_mapping_and_then_follows_it(
    listed: Path, tmp_path: Path, pars: Pars, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    listed.write_text("Ident;Thema;Activity Type;Begin Date;End Date\n" + ";".join(VALUES) + "\n", encoding="utf-8")
    code, out, _ = pars("list.csv", "-o", "new.xlsx", "--dates", "mdy")
    command = "pars import list.csv -o new.xlsx --mapping mapping.csv --replace --dates mdy"
    assert (code, out.splitlines()[-1]) == (1, command)
    again = command.split()[2:]
    assert pars(*again)[1].splitlines()[-1] == command
    mapping = (tmp_path / "mapping.csv").read_text(encoding="utf-8-sig")
    mapping = mapping.replace("Ident,own", "Ident,Provider activity ID").replace("Thema,own", "Thema,Title")
    (tmp_path / "mapping.csv").write_text(mapping, encoding="utf-8")
    assert pars(*again)[1].splitlines()[-1] == "Check it next: pars check new.xlsx"


def test_a_mapping_of_another_list_is_not_taken(
    listed: Path, tmp_path: Path, pars: Pars, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mapping.csv").write_text("of another list", encoding="utf-8")
    out = pars("list.csv", "-o", "new.xlsx")[1]
    assert out.splitlines()[-1].endswith("--mapping list-mapping.csv --replace")


@pytest.mark.parametrize("header", ["ID", "No.", "#", "Code", "Session ID", "Session No."])
def test_a_name_that_may_mean_something_else_is_taken_if_nothing_else_is_it_and_told(
    header: str, tmp_path: Path
) -> None:
    done = brought(tmp_path, f"{header} | Title\nA-7 | One\nA-9 | Two\n")
    assert column(done, "activities", "provider_activity_id") == ["A-7", "A-9"]
    assert at(done, "A1").why.startswith("No other column is called as Provider activity ID.")
    (tmp_path / "other").mkdir()
    done = brought(tmp_path / "other", f"{header} | Title | Course No.\nA-7 | One | 3\nA-9 | Two | 4\n")
    assert column(done, "activities", "provider_activity_id") == ["3", "4"]


@pytest.mark.parametrize(
    "text",
    [
        "# | Title\n1 | One\n2 | Two\n3 | Three\n",  # counts the rows
        "Code | Session ID | Title\nA-7 | S-1 | One\nA-9 | S-2 | Two\n",  # either may be it
        "Code | Title\nlive | One\nlive | Two\n",  # many with the same
        "From | To | Title\n9:00 | 17:00 | One\n8:00 | 12:00 | Two\n",  # hours, no days
    ],
)
def test_a_name_that_may_mean_two_columns_is_not_guessed(text: str, tmp_path: Path) -> None:
    done = brought(tmp_path, text)
    rows = done.rows["activities"].values()
    assert not {"provider_activity_id", "start_date", "end_date"} & {name for row in rows for name in row}
    if "From" not in text:
        header = text.split(" | ", 1)[0]
        assert f"became Provider activity ID: every activity will be held back. It may be “{header}”" in done.first[0]


def test_from_and_to_are_days_where_days_stand_there(tmp_path: Path) -> None:
    done = brought(
        tmp_path, "Course # | Title | From | To | Venue City\nA-7 | One | 3/15/2026 | 16 March 2026 | Salem\n"
    )
    found = [column(done, "activities", name)[0] for name in ("start_date", "end_date", "city")]
    assert [str(cell) for cell in found] == ["2026-03-15", "2026-03-16", "Salem"]


LINES = [f"A-{n};Pain {n};Live Course;3/15/2026;No;https://a.example.org/{n}" for n in range(1, 9)]


@pytest.mark.parametrize(("cut", "said"), [([3], "Row 5 has"), ([1, 3, 6], "Rows 3, 5 and 8 have")])
def test_rows_with_more_cells_than_headers_come_first(cut: list[int], said: str, tmp_path: Path) -> None:
    lines = [line.replace("Pain", "Pain; new ways") if n in cut else line for n, line in enumerate(LINES)]
    lines[2] = lines[2].replace("Pain 3", '"Pain; old ways"')
    done = of_file(tmp_path, "\n".join(["Course ID;Title;Format;Begin Date;Fee;URL", *lines]))
    (first,) = [line for line in done.first if "more cells" in line]
    assert first.startswith(
        f"{said} more cells than headers, so values may stand in wrong columns: is there a semicolon"
    )
    assert at(done, f"G{cut[0] + 2}").why == "Its row has more cells than there are headers."
    assert not done.clean


@pytest.mark.parametrize("more", [";", ";note"])
def test_a_column_without_a_header_is_none_of_these_rows(more: str, tmp_path: Path) -> None:
    text = "\n".join(["Course ID;Title;Format;Begin Date;Fee;URL", *(line + more for line in LINES)])
    done = of_file(tmp_path, text)
    assert not [line for line in done.first if "more cells" in line]
    assert ("note" in more) is any(entry.why == "Its column has no header." for entry in done.entries)

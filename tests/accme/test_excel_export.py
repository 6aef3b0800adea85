"""`pars export --format accme-excel`: activities in a copy of ACCME's template, and nothing lost on the way."""

from __future__ import annotations

import csv
import datetime as dt
import json
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from generator.accme.excel_columns import template_columns
from generator.accme.excel_delivery import deliver_excel
from generator.catalog import fold
from generator.cli.app import app
from generator.exchange.cell_texts import place
from generator.exchange.delivery import Delivery
from generator.failure import Failure
from generator.run.setting_up_excel import set_up_template
from generator.workbook.frames import Batch
from tests.accme.templates import LEARNER, ONE_BOARD, WHOLE, Shape, filled, template
from tests.bench.fuzzing import draws
from tests.bench.libreoffice import Office
from tests.exchange.batches import ABA, ACTIVITY, BOARD, LENT, MONEY, REMS, batch

SAMPLE = {"Record Action": "Add", "Activity Title": "Sample activity", "Start Date": dt.datetime(2024, 1, 25)}


@pytest.fixture
def own(tmp_path: Path) -> Path:
    (tmp_path / "own").mkdir()
    return tmp_path / "own"


def given_template(own: Path, shape: Shape, rows: dict[str, str] | None = None) -> Path:
    """A template that was set up; `rows` are changes to the field Row of its mapping, by header."""
    path = template(own.parent / "T.xlsx", shape)
    done = set_up_template(path, own)
    if rows and done.mapping:
        with done.mapping.open(encoding="utf-8-sig", newline="") as file:
            lines = list(csv.DictReader(file))
        for line in lines:
            line["Row"] = rows.get(line["Header"], line["Row"])
        with done.mapping.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(lines[0]))
            writer.writeheader()
            writer.writerows(lines)
    return path


def exported(own: Path, data: Batch, name: str = "out.xlsx", *, replace: bool = True) -> tuple[Path, Delivery]:
    target = own.parent / name
    path = own.parent / "T.xlsx"
    return target, deliver_excel(data, [], template_columns(path, own, own), target, path, replace=replace)


def places(told: Delivery) -> dict[str, int]:
    return {f"{one['sheet']}: {one['column']}": len(one["rows"]) for one in told.receipt["not_sent"]}


def test_activities_stand_below_the_headers_in_place_of_the_samples(own: Path) -> None:
    given_template(
        own, Shape(samples=[SAMPLE, SAMPLE, {"Activity Title": "A third one"}], formats={"Start Date": "mm/dd/yyyy"})
    )
    target, told = exported(own, batch([{}, {"provider_activity_id": "0042", "title": "=1+1", "moc": "No"}], [BOARD]))
    rows = filled(target)
    assert len(rows) == 2
    first, second = rows
    assert first["Record Action"] == "Add", "what a blank stands for"
    assert first["Activity Title"] == "Pain Update"
    assert first["Activity Format "] == "Live Course"
    assert first["Start Date"] == dt.datetime(2026, 3, 10)
    assert first["AMA PRA Category 1 Credits"] == 12
    assert (first["Certifying Board"], first["Board Points"]) == ("ABIM", 10.25)
    assert (first["Credit Type 1"], first["Practice Area 1"]) == ("Medical Knowledge", "Nephrology")
    assert second["Provider Activity ID"] == "0042", "an ID stays a text"
    assert second["Activity Title"] == "=1+1"
    sheet = openpyxl.load_workbook(target)["Sheet1"]
    assert sheet["D4"].data_type == "s", "no formula"
    assert {sheet.cell(row, 8).number_format for row in (3, 4)} == {"mm/dd/yyyy"}, "also where there was no sample"
    assert sheet["I3"].is_date
    assert told.receipt["template"]["sample_rows"] == [3, 4, 5]
    page = told.page_path.read_text(encoding="utf-8")
    assert "What stood below the template’s headers was left out: rows 3–5 of the template." in page
    assert "T.csv" in page, "where to look when a column went astray"
    assert "Sample activity" not in target.read_bytes().decode("latin-1")


def test_all_other_parts_are_byte_for_byte_those_of_the_template(own: Path) -> None:
    shape = Shape(
        samples=[SAMPLE],
        formats={"Start Date": "yyyy-mm-dd"},
        lists={"Format": ["Live Course", "Séance"]},
        drop_downs={"Activity Format ": "Format"},
        hidden="veryHidden",
    )
    path = given_template(
        own, replace(shape, headers=[h for h in shape.headers if h != "End Date" and "Deadline" not in h])
    )
    before = path.read_bytes()
    target, _ = exported(own, batch([{}], [BOARD]))
    assert path.read_bytes() == before
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target) as new:
        assert old.namelist() == new.namelist()
        differ = [name for name in old.namelist() if old.read(name) != new.read(name)]
    assert differ == ["xl/worksheets/sheet1.xml"]
    one, other = (openpyxl.load_workbook(file)["Sheet1"] for file in (path, target))
    assert [cell.value for cell in one[1]] == [cell.value for cell in other[1]]
    assert [cell.value for cell in one[2]] == [cell.value for cell in other[2]], "the blank behind a header too"
    assert [(str(v.sqref), v.formula1) for v in one.data_validations.dataValidation] == [
        (str(v.sqref), v.formula1) for v in other.data_validations.dataValidation
    ]


def test_values_are_spelled_as_the_templates_lists_have_them(own: Path) -> None:
    shape = Shape(
        lists={
            "State": ["Illinois", "Maine"],
            "Country": ["United States of America", "Canada"],
            "Providership": ["Directly Provided", "Jointly Provided"],
            "Board": ["American Board of Internal Medicine", "American Board of Anesthesiology"],
            "Kinds": ["LIVE COURSE", "Enduring Material"],
        },
        drop_downs={"Activity Format ": "Kinds", "Certifying Board": "Board"},
    )
    given_template(own, shape)
    target, told = exported(own, batch([{}, {"provider_activity_id": "2", "format": "Manuscript Review"}], [BOARD]))
    row, other = filled(target)
    assert row["State"] == "Illinois"
    assert row["Providership"] == "Directly Provided"
    assert row["Certifying Board"] == "American Board of Internal Medicine"
    assert row["Activity Format "] == "LIVE COURSE"
    different = {one["to"] for one in told.receipt["written_differently"]}
    assert {"Illinois", "Directly Provided", "LIVE COURSE"} <= different
    assert other["Activity Format "] == "Manuscript Review"
    assert {"cell": "Sheet1!E4", "value": "Manuscript Review"} in told.receipt["template"]["outside_lists"]
    assert not told.clean


def test_a_value_without_column_is_named_and_an_unmapped_column_stays_empty(own: Path) -> None:
    given_template(own, Shape(headers=("Provider Activity ID", "Zodiac Sign", "Activity Title")))
    target, told = exported(own, batch([{}, {"provider_activity_id": "2"}], [BOARD]))
    assert filled(target)[0] == {"Provider Activity ID": "CME-1", "Activity Title": "Pain Update"}
    assert places(told)["Activities: Start date"] == 2
    assert told.receipt["template"]["empty_columns"] == ["B Zodiac Sign"]
    assert told.receipt["rows"]["MOC"] == {"read": 1, "exported": 0, "held_back": 1, "left_out": 0}
    assert "no column" in str([one for one in told.receipt["held_back"] if one["sheet"] == "MOC"])
    assert not told.clean


def test_several_boards_side_by_side_by_number(own: Path) -> None:
    second = ("Certifying Board 2", "Board Points 2")
    given_template(own, Shape(headers=(*WHOLE, *ONE_BOARD[:2], *second)))
    target, told = exported(own, batch([{}], [BOARD, ABA, {**BOARD, "board": "ABP"}]))
    row = filled(target)[0]
    assert (row["Certifying Board"], row["Board Points"]) == ("ABIM", 10.25)
    assert (row["Certifying Board 2"], row["Board Points 2"]) == ("ABA", 12)
    assert told.receipt["rows"]["MOC"] == {"read": 3, "exported": 2, "held_back": 1, "left_out": 0}


def test_several_boards_side_by_side_by_name(own: Path) -> None:
    given_template(own, Shape(headers=(*WHOLE, "ABA Points", "ABA Practice Area", "ABIM Points", "ABIM Practice Area")))
    target, told = exported(own, batch([{}], [BOARD, ABA]))
    row = filled(target)[0]
    assert (row["ABIM Points"], row["ABIM Practice Area"]) == (10.25, "Nephrology")
    assert (row["ABA Points"], row["ABA Practice Area"]) == (12, "Pain Medicine")
    assert "MOC: Board" not in places(told), "the header says the board"


def test_a_row_for_each_board_where_the_mapping_says_so(own: Path) -> None:
    given_template(own, Shape(), {header.strip(): "each" for header in ONE_BOARD})
    target, told = exported(own, batch([{}, {"provider_activity_id": "2", "moc": "No"}], [BOARD, ABA]))
    rows = filled(target)
    assert [row.get("Certifying Board") for row in rows] == ["ABIM", "ABA", None]
    assert [row["Activity Title"] for row in rows] == ["Pain Update"] * 3
    assert told.receipt["rows"]["MOC"] == {"read": 2, "exported": 2, "held_back": 0, "left_out": 0}
    assert told.receipt["output"]["activities"] == 2


def test_without_that_further_boards_are_left_to_somebodys_hand(own: Path) -> None:
    given_template(own, Shape())
    _, told = exported(own, batch([{}], [BOARD, ABA]))
    held = [one for one in told.receipt["held_back"] if one["sheet"] == "MOC"]
    assert [one["row"] for one in held] == [3]
    assert "T.csv" in held[0]["reasons"][0]["message"]
    assert told.receipt["after_upload"][0]["do"][0].find("ABA") < 0, "there is nothing to attest for it"
    assert not told.clean


def test_all_areas_of_a_board_fill_the_columns_there_are(own: Path) -> None:
    given_template(own, Shape(headers=(*WHOLE, "Certifying Board", "Practice Area 1", "Practice Area 2")))
    target, told = exported(own, batch([{}], [{**BOARD, "practice_area_1": "All"}]))
    assert len({filled(target)[0][f"Practice Area {number}"] for number in (1, 2)}) == 2
    reason = next(one["reason"] for one in told.receipt["not_written"])
    assert "2 columns" in reason
    assert not told.clean


def test_support_by_columns_of_kinds(own: Path) -> None:
    headers = (*WHOLE, "Commercial Support", "Commercial Supporter", "Monetary Amount Received", "In-Kind Support")
    given_template(own, Shape(headers=headers))
    support = [{**MONEY, "supporter": "Acme"}]
    target, told = exported(own, batch([{"commercial_support": "Yes"}], (), (), support))
    assert filled(target)[0]["Monetary Amount Received"] == 50000
    assert "Support: Monetary or in-kind" not in places(told)
    target, _ = exported(own, batch([{"commercial_support": "Yes"}], (), (), [LENT]))
    row = filled(target)[0]
    assert (row["In-Kind Support"], row["Commercial Supporter"]) == ("Yes", "Lens & Co")
    assert "Monetary Amount Received" not in row


def test_a_deletion_is_its_ids_and_action(own: Path) -> None:
    given_template(own, Shape())
    row = {"record_action": "Delete", "accme_activity_id": "210016939", "end_date": None, "start_date": None}
    target, told = exported(own, batch([row]))
    assert filled(target) == [
        {"Record Action": "Delete", "ACCME Activity ID": "210016939", "Provider Activity ID": "CME-1"}
    ]
    assert told.receipt["not_written"] == []


def test_an_id_is_a_number_where_the_sample_has_one(own: Path) -> None:
    given_template(own, Shape(samples=[{"ACCME Activity ID": 202212345}]))
    target, _ = exported(own, batch([{"accme_activity_id": "210016939"}]))
    assert filled(target)[0]["ACCME Activity ID"] == 210016939


def test_a_number_stays_one_in_a_column_that_shows_dates(own: Path) -> None:
    header = "AMA PRA Category 1 Credits"
    given_template(own, Shape(samples=[{header: dt.datetime(2024, 1, 1)}], formats={header: "mm/dd/yyyy"}))
    target, _ = exported(own, batch([{"credits": 100.0}]))
    assert filled(target)[0][header] == dt.datetime(1900, 4, 9), "100 as Excel shows it there"


def test_dates_count_as_the_template_counts(own: Path) -> None:
    path = template(own.parent / "T.xlsx", Shape())
    book = openpyxl.load_workbook(path)
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.save(path)
    set_up_template(path, own)
    target, _ = exported(own, batch([{}]))
    assert filled(target)[0]["Start Date"] == dt.datetime(2026, 3, 10)


def test_a_table_around_the_headers_grows_and_formulas_stay(own: Path) -> None:
    shape = Shape(headers=(*WHOLE, "Zodiac Sign"), samples=[SAMPLE], table=True)
    path = template(own.parent / "T.xlsx", shape)
    book = openpyxl.load_workbook(path)
    book["Sheet1"]["J3"] = '=IF(D3="","","x")'
    book.save(path)
    set_up_template(path, own)
    target, told = exported(own, batch([{}, {"provider_activity_id": "2"}, {"provider_activity_id": "3"}]))
    sheet = openpyxl.load_workbook(target)["Sheet1"]
    assert sheet.tables["Upload"].ref == "A2:T5"
    assert sheet["J3"].value == '=IF(D3="","","x")'
    assert told.receipt["template"]["formula_columns"] == ["J City"]
    assert places(told)["Activities: City"] == 3


def test_merged_cells_below_the_headers_are_refused(own: Path) -> None:
    path = template(own.parent / "T.xlsx", Shape())
    book = openpyxl.load_workbook(path)
    book["Sheet1"].merge_cells("A3:B4")
    book.save(path)
    set_up_template(path, own)
    with pytest.raises(Failure, match="A3:B4"):
        exported(own, batch([{}]))
    assert not (own.parent / "out.xlsx").exists()


def test_only_an_untouched_earlier_export_is_replaced(own: Path) -> None:
    given_template(own, Shape())
    target, _ = exported(own, batch([{}]))
    with pytest.raises(Failure, match="--replace"):
        exported(own, batch([{}]), replace=False)
    exported(own, batch([{}]))
    book = openpyxl.load_workbook(target)
    book["Sheet1"]["A9"] = "my own work"
    book.save(target)
    with pytest.raises(Failure, match="not replaced"):
        exported(own, batch([{}]))
    with pytest.raises(Failure, match="never changed"):
        exported(own, batch([{}]), "T.xlsx")


def test_a_value_that_pars_does_not_take_is_named_at_its_cell(own: Path) -> None:
    given_template(own, Shape())
    with pytest.raises(Failure, match="AMA PRA Category 1 credits"):
        exported(own, batch([{"credits": 1.33}]))
    assert not (own.parent / "out.xlsx").exists()


# --- nothing is lost

_POOL = (
    *WHOLE, *ONE_BOARD, "URL", "Fee", "MIPS", "REMS Program", "RPC ID", "Supporter", "Monetary or in-kind",
    "Amount (USD)", "Joint Provider 3", "Content Area 1", "Physicians", "Zodiac Sign",
)  # fmt: skip


@st.composite
def batches(draw: st.DrawFn) -> Batch:
    activities: list[dict[str, Any]] = []
    moc: list[dict[str, Any]] = []
    rems: list[dict[str, Any]] = []
    support: list[dict[str, Any]] = []
    for number in range(draw(st.integers(1, 3))):
        key = {"provider_activity_id": f"A-{number}"}
        row: dict[str, Any] = {**key, "title": f"Title {number} {draw(st.sampled_from(['', '=x', '@y', 'é', '0012']))}"}
        row["providership"] = draw(st.sampled_from(["Direct", "joint", "Jointly Provided"]))
        row["joint_provider_1"] = draw(st.sampled_from([None, "Forum"]))
        row["joint_provider_2"] = draw(st.sampled_from([None, "Forum", "Clinic"]))
        row["delivery_method_2"] = draw(st.sampled_from([None, "Online", "In-Person"]))
        row["country"] = draw(st.sampled_from(["USA", None]))
        row["record_action"] = draw(st.sampled_from([None, "Add", "update"]))
        row["moc"] = draw(st.sampled_from(["Yes", "No"]))
        row["rems"] = draw(st.sampled_from(["Yes", None]))
        row["commercial_support"] = draw(st.sampled_from(["Yes", None]))
        row["physicians"] = draw(st.sampled_from([None, 0.0, 12.0]))
        activities.append(row)
        for board in draw(st.lists(st.sampled_from([BOARD, ABA]), max_size=2, unique_by=lambda b: str(b["board"]))):
            areas = draw(st.sampled_from([{}, {"practice_area_2": "Nephrology"}, {"practice_area_1": "All"}]))
            moc.append({**board, **areas, **key} if board is BOARD else {**board, **key})
        rems += [{**REMS, **key}] * draw(st.integers(0, 1))
        support += [{**one, **key} for one in draw(st.sampled_from([[], [MONEY], [MONEY, LENT]]))]
    return batch(activities, moc, rems, support)


@settings(max_examples=draws(25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=batches(), headers=st.lists(st.sampled_from(_POOL), min_size=4, unique=True), each=st.booleans())
def test_every_value_of_every_exported_row_is_in_a_cell_or_named(
    tmp_path_factory: pytest.TempPathFactory, data: Batch, headers: Sequence[str], each: bool
) -> None:
    own = tmp_path_factory.mktemp("all") / "own"
    own.mkdir()
    headers = ["Provider Activity ID", *(header for header in headers if header != "Provider Activity ID")]
    rows = dict.fromkeys((*ONE_BOARD, "Content Area 1"), "each") if each else None
    given_template(own, Shape(headers=headers), rows)
    target, told = exported(own, data)
    columns = template_columns(own.parent / "T.xlsx", own, own)
    of_ours: dict[tuple[str, str], list[str]] = {}
    for match in columns.matches:
        for goal in match.targets:
            header = next(h for h in headers if h.strip() == match.header)
            of_ours.setdefault((goal.column.sheet, goal.column.family), []).append(header)
    receipt = told.receipt
    named = {(one["sheet"], one["column"], row) for one in receipt["not_sent"] for row in one["rows"]}
    cells = {one["cell"] for one in receipt["not_written"]}
    held = {(one["sheet"], one["row"]) for one in receipt["held_back"]}
    lines: dict[str, list[dict[str, Any]]] = {}
    for line in filled(target):
        lines.setdefault(str(line["Provider Activity ID"]), []).append(line)
    for sheet, frame in data.sheets.items():
        counts = receipt["rows"][frame.sheet.title]
        assert counts["exported"] + counts["held_back"] == counts["read"]
        for position, row in enumerate(frame.rows):
            if (frame.sheet.title, row) in held:
                continue
            found = lines[str(frame.text("provider_activity_id")[position])]
            for column in frame.sheet.columns:
                value = frame.raw(column.id)[position]
                if value in (None, "") or (column.id == "provider_activity_id" and sheet != "activities"):
                    continue
                there = {
                    _plain(line[header])
                    for header in of_ours.get((sheet, column.family), [])
                    for line in found
                    if header in line
                }
                told_of = (frame.sheet.title, column.header, row) in named
                told_of = told_of or str(place(data, sheet, column.id, position)) in cells
                every = value == "All"
                assert told_of or (every and there) or _meant(data, column.id, value) & there, (sheet, column.id, value)


def _plain(value: Any) -> str:
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    return f"{value:g}" if isinstance(value, (int, float)) else fold(value)


def _meant(data: Batch, column: str, value: Any) -> set[str]:
    """The value as it may stand in a template without lists: as typed, or as its list calls it."""
    other = {"Jointly Provided": "joint"}.get(value) if isinstance(value, str) else None
    if isinstance(value, dt.date):
        return {value.isoformat()}
    return {_plain(value), *([other] if other else [])}


# --- the command


def workbook(tmp_path: Path) -> Path:
    path = tmp_path / "batch.xlsx"
    result = CliRunner().invoke(app, ["sample", "-o", str(path), "--activities", "6", "--faults", "1", "--seed", "5"])
    assert result.exit_code == 0, result.output
    return path


def test_the_command_from_setup_to_upload_file(own: Path, office: Office) -> None:
    path = template(own.parent / "T.xlsx", Shape(samples=[SAMPLE]))
    batch_file, target = workbook(own.parent), own.parent / "upload.xlsx"
    options = ["--format", "accme-excel", "--catalog-dir", str(own), "--today", "2026-11-26"]

    def run(*more: str) -> Any:
        return CliRunner().invoke(app, ["export", str(batch_file), "-o", str(target), *options, *more])

    assert "set up yet" in str(run().exception)
    assert "run pars setup" in str(run("--template", str(path)).exception)
    CliRunner().invoke(app, ["setup", str(path), "--catalog-dir", str(own)])
    result = run()
    assert result.exit_code == 1, result.output
    assert "template" in result.output
    receipt = json.loads((own.parent / "upload.xlsx.receipt.json").read_text(encoding="utf-8"))
    assert receipt["format"] == "accme-excel"
    assert receipt["output"]["activities"] == len(receipt["exported"])
    with office.open(target) as document:
        sheet = document.sheet("Sheet1")
        shown = [sheet.shown(f"D{row}") for row in range(3, 3 + len(receipt["exported"]))]
    assert shown == [
        row[3] or "" for row in openpyxl.load_workbook(target)["Sheet1"].iter_rows(min_row=3, values_only=True)
    ]
    assert sum(map(bool, shown)) == sum(one["action"] != "Delete" for one in receipt["exported"])
    assert run("--replace", "--template", str(path)).exit_code == 1
    learner = template(own.parent / "L.xlsx", Shape(headers=LEARNER))
    refused = run("--replace", "--template", str(learner))
    assert "not about activities" in str(refused.exception)
    wrong = CliRunner().invoke(
        app, ["export", str(batch_file), "-o", str(own.parent / "u.xml"), "--template", str(path), "--format", "xml"]
    )
    assert "--template goes with" in str(wrong.exception)
    assert ACTIVITY["title"] not in shown

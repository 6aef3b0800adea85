"""`pars setup TEMPLATE.xlsx`: columns and lists of ACCME's Excel templates beside ours, and what is kept of them."""

from __future__ import annotations

import csv
import json
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.datavalidation import DataValidation
from typer.testing import CliRunner

from generator.catalog import load
from generator.catalog.load import HOME, newest
from generator.cli.app import app
from generator.failure import Failure
from generator.run.setting_up_excel import TemplateSetUp, set_up_template
from tests.accme.templates import LEARNER, ONE_BOARD, WHOLE, Shape, template


@pytest.fixture
def own(tmp_path: Path) -> Path:
    (tmp_path / "own").mkdir()
    return tmp_path / "own"


def step(own: Path, shape: Shape, name: str = "CME_MOC_Template.xlsx", *, replace: bool = False) -> TemplateSetUp:
    return set_up_template(template(own.parent / name, shape), own, replace=replace)


def goes(done: TemplateSetUp) -> dict[str, list[str]]:
    return {column["header"]: column["to"] for column in done.as_json()["columns"]}


def listed(done: TemplateSetUp, heading: str) -> dict[str, object]:
    return next(one for one in done.as_json()["lists"] if one["heading"] == heading)


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("guidance", [(), ("Guidance",), ("Guidance", "", "More of it, see Reference")])
def test_headers_are_found_wherever_they_stand_and_trimmed(own: Path, guidance: tuple[str, ...]) -> None:
    done = step(own, Shape(guidance=guidance))
    told = done.as_json()
    assert told["header_row"] == len(guidance) + 1
    assert told["guidance"] == [text for text in guidance if text]
    assert goes(done)["Activity Format"] == ["Activities: Format"]
    assert goes(done)["Activity Title"] == ["Activities: Title"]
    assert goes(done)["Board Points"] == ["MOC: Points"]
    assert goes(done)["Practice Area 2"] == ["MOC: Practice area 2"]
    assert done.clean


def test_what_only_one_side_has_is_named(own: Path) -> None:
    done = step(own, Shape(headers=("Provider Activity ID", "Activity Title", "Zodiac Sign of the Course Director")))
    assert goes(done)["Zodiac Sign of the Course Director"] == []
    left = done.as_json()["without_column"]
    assert "Activities: Start date" in left
    assert "MOC: Practice area 1" in left
    assert "MOC: Practice area 2" not in left, "a family is named once"
    assert "Activities: MOC attestation" not in left, "it is sent in no file"
    assert not done.clean


def test_more_columns_of_a_family_than_a_workbook_has_as_a_rule(own: Path) -> None:
    areas = [f"Practice Area {number}" for number in range(1, 13)]
    done = step(own, Shape(headers=(*WHOLE, "Certifying Board", *areas)))
    assert goes(done)["Practice Area 12"] == ["MOC: Practice area 12"]


def test_boards_side_by_side_are_told_apart(own: Path) -> None:
    done = step(own, Shape(headers=(*WHOLE, "ABIM Points", "ABIM Practice Area", "ABA Points", "ABA Practice Area")))
    rows = {column["header"]: (column["to"], column["row"]) for column in done.as_json()["columns"]}
    assert rows["ABIM Points"] == (["MOC: Points"], "ABIM")
    assert rows["ABA Practice Area"] == (["MOC: Practice area 1"], "ABA")


def test_lists_are_matched_by_drop_down_by_heading_and_by_their_values(own: Path) -> None:
    shape = Shape(
        lists={
            "Types": ["Live Course", "Enduring Material", "Quantum Course"],
            "State": ["Illinois", "Maine"],
            "Anything": ["Objective", "Subjective"],
            "Colors": ["Red", "Green"],
        },
        drop_downs={"Activity Format ": "Types"},
        hidden="veryHidden",
    )
    done = step(own, shape)
    assert listed(done, "Types")["list"] == "formats"
    assert listed(done, "State")["list"] == "states"
    assert listed(done, "Anything")["list"] == "measurements"
    assert listed(done, "Colors")["list"] is None
    assert listed(done, "Types")["new"] == [{"value": "Quantum Course", "board": None}]
    assert "Regularly Scheduled Series" in str(listed(done, "Types")["only_ours"])
    assert not done.clean, "somebody should look at the list of colors"


def test_drop_downs_by_name_in_themselves_and_of_excels_extension(own: Path, tmp_path: Path) -> None:
    path = template(tmp_path / "T.xlsx", Shape(lists={"A": ["Live Course", "Quantum Course"]}))
    book = openpyxl.load_workbook(path)
    book.defined_names["Kinds"] = openpyxl.workbook.defined_name.DefinedName("Kinds", attr_text="ValidValues!$A$2:$A$3")
    for formula, where in (("=Kinds", "E3:E90"), ('"Add,Update,Rewrite"', "A3:A90"), ("INDIRECT(B3)", "J3:J90")):
        shown = DataValidation(type="list", formula1=formula)
        shown.add(where)
        book["Sheet1"].add_data_validation(shown)
    book.save(path)
    done = set_up_template(path, own)
    assert listed(done, "A")["list"] == "formats"
    assert listed(done, "Record Action")["new"] == []
    refused = listed(done, "Record Action")["not_kept"]
    assert [(value["value"], "meaning that PARS Batch acts on" in value["why"]) for value in refused] == [
        ("Rewrite", True)
    ]


def test_new_values_are_kept_as_the_organizations_own(own: Path) -> None:
    shape = Shape(
        lists={"ABIM Practice Areas": ["Nephrology", "Space Medicine"], "Activity Format": ["Live Course", "Séance"]},
        reference=[
            ("Certifying Board", "Credit Type"),
            ("ABIM", "Medical Knowledge"),
            ("ABA", "Lifelong Learning"),
            ("ABA", "Night Learning"),
        ],
    )
    step(own, shape, "917 Template.xlsx")
    catalog = load(None, own)
    value = catalog.lists["formats"].find("Séance")
    assert value is not None
    assert (value.status, value.source, value.confidence) == ("offered", "ACCME template 917 Template.xlsx", "own")
    assert catalog.lists["practice_areas"].find("Space Medicine", "ABIM")
    assert catalog.lists["practice_areas"].find("Space Medicine", "ABA") is None
    assert catalog.lists["credit_types"].find("Night Learning", "ABA"), "the board stands beside it"


def test_own_lines_stay_as_they_are(own: Path) -> None:
    (own / "lists").mkdir()
    mine = "confidence,value,status,source\nown,Office Hours,offered,a letter"
    (own / "lists" / "formats.add.csv").write_text(mine, encoding="utf-8")
    step(own, Shape(lists={"Activity Format": ["Live Course", "Office Hours", "Séance"]}))
    lines = (own / "lists" / "formats.add.csv").read_text(encoding="utf-8").splitlines()
    assert lines[:2] == mine.splitlines()
    assert lines[2:] == ["own,Séance,offered,ACCME template CME_MOC_Template.xlsx"]


def test_what_cannot_be_kept_is_told(own: Path) -> None:
    shape = Shape(
        lists={
            "Practice Area": ["Nephrology", "Nobody's Area"],
            "Country": ["United States of America", "Canada", "Atlantis"],
            "Certifying Board": ["ABIM", "ABXYZ"],
            "Activity Format": ["Live Course", "Which one?", "x" * 300],
        }
    )
    done = step(own, shape)
    assert [one["value"] for one in listed(done, "Practice Area")["not_kept"]] == ["Nobody's Area"]  # type: ignore[attr-defined]
    assert [one["value"] for one in listed(done, "Country")["not_kept"]] == ["Atlantis"]  # type: ignore[attr-defined]
    assert len(listed(done, "Activity Format")["not_kept"]) == 2  # type: ignore[arg-type]
    boards = load(None, own).board_list
    assert boards.find("ABXYZ") is None, "a board without credit types cannot be offered"
    assert [board.status for board in boards.values if board.value == "ABXYZ"] == ["announced"]


def test_again_with_the_same_template_changes_nothing(own: Path) -> None:
    shape = Shape(lists={"Activity Format": ["Live Course", "Séance"], "Board": ["ABIM", "ABXYZ"]})
    first = step(own, shape)
    assert len(first.files) == 4
    before = snapshot(own)
    again = set_up_template(own.parent / "CME_MOC_Template.xlsx", own)
    assert again.files == ()
    assert snapshot(own) == before


def test_an_edited_mapping_is_respected(own: Path) -> None:
    done = step(own, Shape(headers=(*WHOLE, "Zodiac Sign")))
    assert done.mapping is not None
    with done.mapping.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    next(line for line in lines if line["Header"] == "Zodiac Sign")["Goes to"] = "Activities: URL"
    with done.mapping.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(lines[0]))
        writer.writeheader()
        writer.writerows(lines)
    before = snapshot(own)
    again = set_up_template(own.parent / "CME_MOC_Template.xlsx", own)
    assert goes(again)["Zodiac Sign"] == ["Activities: URL"]
    assert again.as_json()["edited"]
    assert snapshot(own) == before


def test_next_years_template_with_the_same_columns_keeps_the_mapping(own: Path) -> None:
    first = step(own, Shape(lists={"Activity Format": ["Live Course"]}), "2026.xlsx")
    later = step(own, Shape(lists={"Activity Format": ["Live Course", "Séance"]}), "2027.xlsx")
    assert later.mapping == first.mapping
    assert [path.name for path in later.files] == ["2026.xlsx", "formats.add.csv"]


def test_another_template_of_the_same_name_is_refused_unless_told(own: Path) -> None:
    step(own, Shape())
    before = snapshot(own)
    with pytest.raises(Failure, match="--replace"):
        step(own, Shape(headers=WHOLE))
    assert snapshot(own) == before
    step(own, Shape(headers=WHOLE), replace=True)
    assert len(list((own / "accme-excel").glob("*.csv"))) == 1


def test_the_learner_template_is_recognized_and_only_its_lists_are_read(own: Path) -> None:
    shape = Shape(
        headers=LEARNER,
        samples=[
            {"Record Action": "Add", "ACCME Activity ID": 202212345, "Completion Date": 44742, "First Name": "All"}
        ],
        lists={
            "Certifying Board": ["ABIM", "ABA", "ABNEW"],
            "Licensing State": ["Maine", "Illinois", "Atlantis"],
            "Record Action": ["Add", "Delete", "Undo"],
        },
        reference=[("Certifying Board", "Credit Type"), ("ABA", "Lifelong Learning"), ("ABA", "Night Learning")],
    )
    done = step(own, shape, "917_20240125_Learner_Excel_CME_MOC_Template.xlsx")
    told = done.as_json()
    assert told["kind"] == "learner template"
    assert told["mapping"] is None
    assert not (own / "accme-excel").exists()
    assert {one["list"] for one in told["lists"]} == {"boards", "credit_types"}
    assert {path.name for path in done.files} == {"boards.add.csv", "credit_types.add.csv"}


def test_the_command_shows_it(own: Path) -> None:
    path = template(own.parent / "T.xlsx", Shape(headers=(*WHOLE, *ONE_BOARD, "Zodiac Sign"),
                    lists={"Activity Format": ["Live Course", "Séance"], "Colors": ["Red"]}))  # fmt: skip
    result = CliRunner().invoke(app, ["setup", str(path), "--catalog-dir", str(own)])
    assert result.exit_code == 1, result.output
    for words in ("Séance", "Zodiac Sign", "Colors", "Only ours", "edit it there"):
        assert words in result.output
    again = CliRunner().invoke(app, ["setup", str(path), "--catalog-dir", str(own), "--json"])
    assert json.loads(again.output)["written"] == []
    learner = template(own.parent / "L.xlsx", Shape(headers=LEARNER))
    result = CliRunner().invoke(app, ["setup", str(learner), "--catalog-dir", str(own)])
    assert "not about activities" in " ".join(result.output.split())


def test_what_is_no_template_is_refused_in_one_sentence(own: Path, tmp_path: Path) -> None:
    stranger = template(tmp_path / "stranger.xlsx", Shape(headers=("Apples", "Pears")))
    ours = HOME / newest() / f"PARS-batch-{newest()}.xlsx"
    text = tmp_path / "text.xlsx"
    text.write_text("a,b", encoding="utf-8")
    typed = tmp_path / "typed.xlsx"
    with zipfile.ZipFile(template(tmp_path / "plain.xlsx", Shape())) as old, zipfile.ZipFile(typed, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            declared = data.replace(b"<worksheet", b'<!DOCTYPE x [<!ENTITY e "e">]><worksheet', 1)
            new.writestr(name, declared if "sheet1" in name else data)
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as new:
        new.writestr("[Content_Types].xml", b" " * 60 * 1024**2)
    for path in (stranger, ours, text, typed, bomb, tmp_path / "none.xlsx"):
        with pytest.raises(Failure) as caught:
            set_up_template(path, own)
        assert "\n" not in str(caught.value)
    assert snapshot(own) == {}

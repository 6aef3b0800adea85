"""What of the template is told to be removed or altered, and what is not."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
from collections.abc import Mapping
from pathlib import Path

import pytest
from openpyxl.workbook import Workbook

from generator.catalog import load
from generator.failure import Failure
from generator.rules.findings import Severity
from generator.run.checking import checked
from generator.template import build, save
from generator.template.live import checked_marks, live_marks, marks_digest
from generator.template.validations import allowed
from generator.upkeep.expected import Expected
from generator.upkeep.notes import integrity_notes
from generator.upkeep.repair import repair
from generator.workbook.own_sheets import START_TEXT
from generator.workbook.package import open_package
from tests.bench.libreoffice import Office
from tests.upkeep.closed import ACTIVITIES, DAMAGES, MOC, ROWS, by_openpyxl, catalog, edited, live, notes, said


@pytest.mark.parametrize("marks", ["live", "checked", "none"])
@pytest.mark.parametrize(("boards", "areas"), [(None, None), (["ABS", "ABA"], 3)])
def test_a_fresh_template_has_lost_nothing(
    tmp_path: Path, marks: str, boards: list[str] | None, areas: int | None
) -> None:
    found = load(areas=areas) if areas else catalog()
    made = {"live": lambda: live_marks(found, boards), "checked": lambda: checked_marks(found), "none": lambda: None}[
        marks
    ]()
    save(build(found, boards=boards, rows=2, marks=made), tmp_path / "t.xlsx")
    assert integrity_notes(open_package(tmp_path / "t.xlsx"), found) == []


def test_a_workbook_saved_by_openpyxl_has_lost_nothing(tmp_path: Path) -> None:
    assert notes(by_openpyxl(live(tmp_path / "a.xlsx"))) == []


def test_a_workbook_filled_and_saved_by_libreoffice_has_lost_nothing(office: Office, tmp_path: Path) -> None:
    with office.open(live(tmp_path / "a.xlsx")) as document:
        document.sheet("Activities").set_values("B5", [["A-9", None, None, "Typed later", "Live Course"]])
        document.sheet("MOC").sort("A2:AV9", 1, descending=True)
        document.sheet("Start").set_value(_today_cell(document.names()["today"]), dt.date(2026, 3, 31))
        document.save(tmp_path / "b.xlsx")
    assert notes(tmp_path / "b.xlsx") == []


def _today_cell(text: str) -> str:
    return text.rpartition("!")[2].replace("$", "")


def test_a_table_that_has_grown_has_lost_nothing(tmp_path: Path) -> None:
    """Excel lets drop-downs, marks, names and formulas grow with the table; Meta and Readiness stay as they were
    made."""

    def shrink(workbook: Workbook) -> None:
        workbook["Meta"]["B7"] = "2"
        assert workbook["Meta"]["A7"].value == "rows"
        workbook["Readiness"].delete_rows(7, ROWS)

    assert notes(by_openpyxl(live(tmp_path / "a.xlsx"), shrink)) == []


def test_columns_moved_and_inserted_by_the_user_are_followed(office: Office, tmp_path: Path) -> None:
    with office.open(live(tmp_path / "a.xlsx")) as document:
        sheet = document.sheet("MOC")
        sheet.component.Columns.insertByIndex(3, 1)
        sheet.set_value("D1", "Own notes")
        document.save(tmp_path / "b.xlsx")
    assert notes(tmp_path / "b.xlsx") == []


def test_a_workbook_whose_program_had_other_validations_is_not_called_altered(tmp_path: Path) -> None:
    """As one that was made when drop-downs of a board still ignored blanks."""
    path = live(tmp_path / "a.xlsx")
    before = marks_digest(catalog().version, None, catalog().hash, live=True)
    with pytest.MonkeyPatch.context() as patch:
        other = [(*rule[:-1], True) for rule in allowed(catalog())]
        patch.setattr("generator.template.live.allowed", lambda _: other)
        marks_digest.cache_clear()
        assert marks_digest(catalog().version, None, catalog().hash, live=True) != before
        assert notes(edited(path, MOC, (r'allowBlank="0"', 'allowBlank="1"'))) == []
    marks_digest.cache_clear()
    assert {code for code, _, _ in said(path)} == {"validation-altered"}


def test_other_spellings_say_the_same(tmp_path: Path) -> None:
    path = edited(
        live(tmp_path / "a.xlsx"),
        MOC,
        (r'sqref="C2:C9"', 'sqref="C7:C9 C2:C3 C4:C6"'),
        (r"<formula1>o_boards</formula1>", "<formula1> O_Boards </formula1>"),
        (r"ISNUMBER\(r_moc_points\),IF", "isnumber( R_MOC_POINTS ),\nIF"),
        (r"0\.000001", "1E-6"),
        (r' type="list" errorStyle="stop"', ' type="list"'),
        (r'<conditionalFormatting sqref="D2:D9">', '<conditionalFormatting sqref="D8:D9 D2:D7">'),
    )
    assert notes(path) == []


def test_the_users_own_validations_and_formats_are_theirs(tmp_path: Path) -> None:
    own = (
        '<conditionalFormatting sqref="A1:AZ99"><cfRule type="expression" priority="900"><formula>$E2="x"</formula></cfRule></conditionalFormatting>'
        '<dataValidations count="46"><dataValidation type="whole" sqref="XA2:XA9"><formula1>1</formula1><formula2>5</formula2></dataValidation>'
    )
    assert notes(edited(live(tmp_path / "a.xlsx"), ACTIVITIES, (r"<dataValidations[^>]*>", own))) == []


def test_the_rows_of_a_loss_are_named_and_its_first_cell(tmp_path: Path) -> None:
    damage, _ = DAMAGES["validations taken away by pasting"]
    (note,) = notes(damage(live(tmp_path / "a.xlsx")))
    assert (note.cell, note.column, note.slots["rows"]) == ("C4", "board", "4 to 5")


def test_losses_are_advice_of_a_check(tmp_path: Path) -> None:
    path = live(tmp_path / "a.xlsx")
    before = checked(path, dt.date(2026, 3, 31), None)
    damage, _ = DAMAGES["all conditional formats of a sheet"]
    after = checked(damage(path), dt.date(2026, 3, 31), None)
    (new,) = [f for f in after.findings if f not in before.findings]
    assert (new.code, new.severity, new.sheet, new.holds_back) == ("marks-removed", Severity.ADVICE, "Support", ())
    assert "Supporter" in new.message
    assert "--repair" in new.fix


def test_a_workbook_of_other_lists_is_not_compared_word_by_word(tmp_path: Path) -> None:
    other = dataclasses.replace(catalog(), hash="0" * 64)
    path = edited(live(tmp_path / "a.xlsx"), MOC, (r"<formula1>o_boards</formula1>", "<formula1>o_other</formula1>"))
    assert [n.code for n in integrity_notes(open_package(path), other)] == []
    removed = edited(path, MOC, (r'<dataValidation sqref="C2:C9"', '<dataValidation sqref="C2:C3"'))
    assert [n.code for n in integrity_notes(open_package(removed), other)] == ["validation-removed"]


def test_what_is_expected_is_what_is_built(tmp_path: Path) -> None:
    """The small expectation and the whole template come from the same functions; this says so of Lists, Meta and the
    totals."""
    found = catalog()
    built = build(found, rows=1, marks=live_marks(found))
    expected = Expected(found, None, True)
    stream = io.BytesIO()
    built.save(stream)
    for title, cells in (("Lists", expected.lists), ("Meta", expected.meta)):
        sheet = built[title]
        assert cells == {
            (c.row, c.column): c.value for row in sheet.iter_rows() for c in row if c.value not in {None, ""}
        }
    said_there = {sheet.cell(r, 3).value for sheet in [built["Start"]] for r in range(1, sheet.max_row + 1)}
    assert len(expected.on_start(START_TEXT)) > 6
    assert {f"={formula}" for formula in expected.on_start(START_TEXT).values()} <= said_there
    own = {
        name: text
        for name, text in expected.names.items()
        if name not in built.defined_names or built.defined_names[name].attr_text != text
    }
    assert own == {}


def test_a_workbook_of_another_version_is_not_called_damaged(tmp_path: Path) -> None:
    def other(workbook: Workbook) -> None:
        meta = workbook["Meta"]
        row = next(n for n in range(2, 20) if meta.cell(n, 1).value == "marks_digest")
        meta.cell(row, 2).value = "0123456789ab"
        workbook["Activities"].cell(2, 1).value = "=1"
        workbook.custom_doc_props["pars_marks_digest"].value = "0123456789ab"

    path = by_openpyxl(live(tmp_path / "a.xlsx"), other)
    assert said(path) == []
    with pytest.raises(Failure, match="was made by another version of PARS Batch"):
        repair(path, tmp_path / "b.xlsx", catalog())
    assert not (tmp_path / "b.xlsx").exists()


BOARD_MORE = {
    "boards.add.csv": "value,status,source,confidence,name\nABPMR,offered,letter,own,Physical Medicine\n",
    "credit_types.add.csv": "value,status,source,confidence,board\nLifelong Learning,offered,letter,own,ABPMR\n",
    "practice_areas.add.csv": "value,status,source,confidence,board\nGeneral,offered,letter,own,ABPMR\n",
}
OUTLINE = {
    "content_outlines.add.csv": "value,status,source,confidence,board,kind,path\n"
    "1001,offered,outline,own,ABA,Level 3 ID,Pain Medicine > General > Pharmacology\n"
}
NO_SUPPORTERS = {"supporters.csv": "value,status,source,confidence\n"}


def _own(folder: Path, files: Mapping[str, str]) -> Path:
    (folder / "lists").mkdir(parents=True)
    for name, text in files.items():
        (folder / "lists" / name).write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("files", [BOARD_MORE, OUTLINE, NO_SUPPORTERS], ids=["board", "outline", "no supporters"])
@pytest.mark.parametrize("made_with_them", [False, True])
def test_an_untouched_workbook_of_other_lists_has_lost_nothing(
    tmp_path: Path, files: Mapping[str, str], *, made_with_them: bool
) -> None:
    """What today's lists would add to a template, or leave out of it, was never in that workbook."""
    folder = _own(tmp_path / "own", files)
    made, used = (folder, None) if made_with_them else (None, folder)
    lists = load(overlay=made)
    save(build(lists, rows=2, marks=live_marks(lists)), book := tmp_path / "t.xlsx")
    result = checked(book, dt.date(2026, 3, 31), used)
    assert [(f.code, "pars upgrade t.xlsx -o new.xlsx" in f.fix) for f in result.findings] == [
        ("catalog-differs", True)
    ]
    with pytest.raises(Failure, match=r"pars upgrade \S*t\.xlsx -o new\.xlsx"):
        repair(book, tmp_path / "b.xlsx", result.batch.catalog)


def test_a_column_that_other_lists_had_made_is_told_when_it_is_gone(tmp_path: Path) -> None:
    path = by_openpyxl(live(tmp_path / "a.xlsx"), lambda workbook: workbook["MOC"].delete_cols(1))
    now = load(overlay=_own(tmp_path / "own", OUTLINE))
    assert "helper-missing" in [note.code for note in integrity_notes(open_package(path), now)]

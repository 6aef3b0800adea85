"""The built workbook as openpyxl reads it again."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from generator import __version__
from generator.catalog import Catalog, Value, load
from generator.failure import Failure
from generator.template import build, save
from generator.template.live import live_marks
from generator.template.start_sheet import _TODAY_HINT
from generator.workbook.cells import Cell

SHEETS = ["Start", "Activities", "MOC", "REMS", "Support", "Readiness", "Findings", "Help", "Lists", "Meta"]


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load()


@pytest.fixture(scope="module")
def workbook(catalog: Catalog, tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    path = tmp_path_factory.mktemp("template") / "template.xlsx"
    save(build(catalog), path)
    return openpyxl.load_workbook(path)


def headers(sheet: Worksheet) -> list[str]:
    return [str(cell.value) for cell in sheet[1]]


def validation_at(sheet: Worksheet, address: str) -> DataValidation:
    found: list[DataValidation] = [v for v in sheet.data_validations.dataValidation if address in v.sqref]
    assert len(found) == 1, address
    return found[0]


def column_letter(workbook: Workbook, catalog: Catalog, sheet: str, column: str) -> str:
    about = catalog.sheets[sheet]
    return get_column_letter(headers(workbook[about.title]).index(about.column(column).header) + 1)


def test_sheets_stand_in_order_and_the_last_two_are_very_hidden(workbook: Workbook) -> None:
    assert workbook.sheetnames == SHEETS
    assert [s.sheet_state for s in workbook.worksheets] == ["visible"] * 8 + ["veryHidden"] * 2


def test_structure_lists_and_meta_are_protected_and_data_sheets_are_not(workbook: Workbook) -> None:
    assert workbook.security.lockStructure
    assert not workbook.security.workbookPassword
    assert [s.title for s in workbook.worksheets if s.protection.sheet] == ["Help", "Lists", "Meta"]


def test_every_data_sheet_is_a_table_with_frozen_header_and_columns_in_catalog_order(
    workbook: Workbook, catalog: Catalog
) -> None:
    rows = {"activities": 500, "moc": 1000, "rems": 125, "support": 125}
    for about in catalog.sheets.values():
        sheet = workbook[about.title]
        expected = ["Status", *(c.header for c in about.columns), "Checked"]
        assert headers(sheet) == expected
        table = sheet.tables[f"T_{about.title}"]
        assert range_boundaries(table.ref) == (1, 1, len(expected), rows[about.id] + 1)
        assert [c.name for c in table.tableColumns] == expected
        assert sheet.freeze_panes == "C2"
        assert sheet.print_title_rows == "$1:$1"
        assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
        hidden = [h for n, h in enumerate(expected, 1) if sheet.column_dimensions[get_column_letter(n)].hidden]
        assert hidden == ["Checked"]


def test_empty_rows_have_no_cells_but_their_columns_have_number_formats(workbook: Workbook, catalog: Catalog) -> None:
    for about in catalog.sheets.values():
        assert workbook[about.title].max_row == 1
    formats = {
        column: workbook["Activities"]
        .column_dimensions[column_letter(workbook, catalog, "activities", column)]
        .number_format
        for column in ("provider_activity_id", "title", "start_date", "credits", "physicians", "format")
    }
    assert formats == {
        "provider_activity_id": "@", "title": "@", "start_date": "mm-dd-yy", "credits": "0.00_)",
        "physicians": "#,##0_)", "format": "General",
    }  # fmt: skip


def test_every_header_has_a_note_and_needed_ones_look_different(workbook: Workbook, catalog: Catalog) -> None:
    for about in catalog.sheets.values():
        for column in about.columns:
            cell = next(c for c in workbook[about.title][1] if c.value == column.header)
            assert cell.comment is not None
            assert column.help in cell.comment.text
            needed = "Needed to save.\n" if about.id == "activities" else "Needed in every row.\n"
            assert cell.comment.text.startswith(needed) == column.needed
            assert (cell.border.bottom.style == "medium") == column.needed
            assert cell.font.b
            assert cell.alignment.wrap_text


def test_start_speaks_first_to_who_only_fills_in(workbook: Workbook) -> None:
    """They stop at a sentence that says so; commands stand below a heading of their own, for whoever exports."""
    said = ["|".join(str(cell.value) for cell in row if cell.value) for row in workbook["Start"].iter_rows()]
    ends = said.index("Only filling in? Save the workbook and send it back.")
    steps = [number for number, line in enumerate(said) if re.match(r"\d  ", line)]
    commands = [number for number, line in enumerate(said) if re.search(r"pars \w+|PARS tab|Export XML|receipt", line)]
    assert [number < ends for number in steps] == [True, True, False, False, False]
    assert ends < said.index("Whoever exports") < min(commands)
    assert "Dark headings are needed to save." in said[steps[0]]


def test_rows_below_the_table_tell_first_what_who_only_fills_in_does(catalog: Catalog) -> None:
    workbook = build(catalog, boards=["ABS"], rows=2, marks=live_marks(catalog, ["ABS"]))
    told = catalog.messages["row-below-table"].fix
    formulas = [str(row[1].value) for row in workbook["Start"]["B1:C60"] if row[0].value == "Room for activities"]
    notes = [str(cell.value) for row in workbook["Readiness"]["A1:B3"] for cell in row if "--repair" in str(cell.value)]
    assert len(formulas) == 1
    assert len(notes) == 1
    for text, says in ((told, "If you only fill in, go on"), (formulas[0], "Only filling in? Go on."),
                       (notes[0], "Only filling in? Go on.")):  # fmt: skip
        assert -1 < text.index(says) < text.index("Whoever exports") < text.index("--repair")


def test_notes_of_lists_say_whether_open_and_what_is_unconfirmed(workbook: Workbook, catalog: Catalog) -> None:
    def note(sheet: str, column: str) -> str:
        letter = column_letter(workbook, catalog, sheet, column)
        comment = workbook[catalog.sheets[sheet].title][f"{letter}1"].comment
        assert comment is not None
        return str(comment.text)

    assert "\nChoose from the list.\n" in note("activities", "fee")
    formats = note("activities", "format")
    assert "Choose from the list; other values are allowed." in formats
    unconfirmed = formats.partition("Not confirmed: ")[2]
    assert "Journal-based CE; Manuscript Review" in unconfirmed
    assert "Live Course" not in unconfirmed
    areas = note("moc", "practice_area_1")
    assert (
        "\nChoose from the list; other values are allowed. Not confirmed: ABA in part, ABIM in part, ABOHNS, " in areas
    )
    assert "Its values are not public: type the value as PARS shows it." in note("activities", "state_topic_1")


def test_typed_values_outside_a_list_are_refused_asked_about_or_taken_as_the_guide_says(
    workbook: Workbook, catalog: Catalog
) -> None:
    said = (Path(__file__).parents[2] / "docs" / "filling-in.md").read_text(encoding="utf-8")
    (sentence,) = re.findall(r"Anything else is refused .*? takes any name", " ".join(said.split()))
    clauses = [re.findall(r"\*([A-Z]\w+)\*", clause) for clause in sentence.split(";")]
    assert len(clauses) == 3
    for headers, style in zip(clauses, ("stop", "warning", None), strict=True):
        (header,) = headers
        sheet, column = next((s, c) for s in catalog.sheets.values() for c in s.columns if c.header == header)
        letter = column_letter(workbook, catalog, sheet.id, column.id)
        (guard,) = [v for v in workbook[sheet.title].data_validations.dataValidation if f"{letter}2" in v.sqref]
        assert (guard.type, (guard.showErrorMessage and guard.errorStyle) or None) == ("list", style)


def test_every_input_column_has_prompt_and_every_refusal_a_text(workbook: Workbook, catalog: Catalog) -> None:
    for about in catalog.sheets.values():
        sheet = workbook[about.title]
        for column in about.columns:
            letter = column_letter(workbook, catalog, about.id, column.id)
            found = validation_at(sheet, f"{letter}2")
            assert found.showInputMessage
            assert found.promptTitle == column.header
            assert found.prompt
            assert len(found.prompt) <= 255
            if found.showErrorMessage:
                assert found.error
                assert len(found.error) <= 225
                assert found.errorStyle in {"stop", "warning"}
            assert len(str(found.formula1 or "")) <= 255


def test_closed_lists_stop_and_open_lists_warn(workbook: Workbook, catalog: Catalog) -> None:
    for about in catalog.sheets.values():
        for column in about.columns:
            listed = catalog.list_of(column)
            if listed is None:
                continue
            found = validation_at(workbook[about.title], f"{column_letter(workbook, catalog, about.id, column.id)}2")
            if not listed.offered() or listed.name == "supporters":  # of which the catalog knows one of very many
                assert not found.showErrorMessage
            else:
                assert found.type == "list"
                # openpyxl leaves the default, stop, out of the file and reads it back as none
                assert (found.errorStyle or "stop") == ("stop" if listed.closed else "warning")
                assert found.showErrorMessage


def test_a_drop_down_that_reads_another_cell_refuses_what_is_typed_while_that_is_blank(
    workbook: Workbook, catalog: Catalog
) -> None:
    """With "Ignore blank" Excel lets anything in as long as a cell that the formula reads is blank."""
    strict = {
        (about.id, column.id)
        for about in catalog.sheets.values()
        for column in about.columns
        if not validation_at(
            workbook[about.title], f"{column_letter(workbook, catalog, about.id, column.id)}2"
        ).allowBlank
    }
    of_board = {("moc", column.id) for column in catalog.sheets["moc"].columns if column.depends_on == "board"}
    assert len(of_board) == 4 + 8 + 2
    assert strict == {(sheet, "provider_activity_id") for sheet in catalog.sheets} | of_board


def test_validations_reach_across_sheets_through_defined_names_only(workbook: Workbook) -> None:
    for sheet in workbook.worksheets:
        for found in sheet.data_validations.dataValidation:
            for formula in (found.formula1, found.formula2):
                assert "!" not in str(formula)
                assert "$" not in str(formula)


def test_names_of_columns_lists_and_settings(workbook: Workbook, catalog: Catalog) -> None:
    names = {name: defined.attr_text for name, defined in workbook.defined_names.items()}
    title = column_letter(workbook, catalog, "activities", "title")
    assert names["c_act_title"] == f"Activities!${title}$2:${title}$501"
    assert names["r_act_title"] == f"Activities!${title}1"
    assert names["c_act_status"] == "Activities!$A$2:$A$501"
    for about in catalog.sheets.values():
        assert {f"c_{about.prefix}_{c.id}" for c in about.columns} <= set(names)
    for name, found in catalog.lists.items():
        assert cells(workbook, names[f"l_{name}"])[: len(found.offered())] == [
            v.value for v in in_board_order(catalog, name)
        ]
        assert f"l_{name}_unconfirmed" in names
        if found.by:
            expected = [f"{v.extra[found.by]}|{v.value}" for v in in_board_order(catalog, name)]
            assert cells(workbook, names[f"k_{name}"])[: len(expected)] == expected
    assert cells(workbook, names["l_formats_longest_months"])[:3] == [12, 12, 36]
    assert cells(workbook, names["l_boards_content_selections"])[:2] == [2, 0]
    assert cells(workbook, names["m_fees"]) == ["Yes", "No, it's free", "Variable"]
    assert workbook["Start"][names["today"].split("!")[1].replace("$", "")].value == "=TODAY()"
    assert workbook["Start"][names["show_missing"].split("!")[1].replace("$", "")].value == "Yes"


def in_board_order(catalog: Catalog, name: str) -> list[Value]:
    found = catalog.lists[name]
    return [v for b in catalog.boards for v in found.offered(b.value)] if found.by else list(found.offered())


def cells(workbook: Workbook, reference: str) -> list[object]:
    title, area = reference.split("!")
    found = workbook[title][area.replace("$", "")]
    return [row[0].value for row in found] if isinstance(found, tuple) else [found.value]


def test_today_is_the_only_volatile_cell_that_others_read(workbook: Workbook) -> None:
    formulas = [str(c.value) for s in workbook.worksheets for row in s.iter_rows() for c in row if c.data_type == "f"]
    assert [f for f in formulas if any(word in f for word in ("TODAY(", "NOW(", "RAND(", "OFFSET(", "INDIRECT("))] == [
        "=TODAY()",
        _TODAY_HINT,
    ]


def test_stamp(workbook: Workbook, catalog: Catalog) -> None:
    stamped = {p.name: p.value for p in workbook.custom_doc_props.props}  # type: ignore[attr-defined]  # openpyxl has it, its types do not
    assert stamped == {
        "pars_template_version": catalog.template_version,
        "pars_catalog_version": catalog.version,
        "pars_catalog_hash": catalog.hash,
    }
    rows = [tuple(c.value for c in row) for row in workbook["Meta"].iter_rows()]
    end = next(n for n, row in enumerate(rows) if row[0] is None)
    said = {row[0]: row[1] for row in rows[1:end]}
    assert said == {
        "template_version": catalog.template_version, "catalog_version": catalog.version, "catalog_hash": catalog.hash,
        "tool_version": __version__,
        "boards": "ABA,ABIM,ABOHNS,ABOS,ABPath,ABP,ABS,ABTS", "rows": "500",
    }  # fmt: skip
    assert rows[end + 1] == ("Sheet", "Column id", "Header", "Defined name")
    assert rows[end + 2] == ("Activities", "status", "Status", "c_act_status")
    assert ("MOC", "practice_area_8", "Practice area 8", "c_moc_practice_area_8") in rows
    assert len(rows) - end - 2 == sum(len(s.columns) + 2 for s in catalog.sheets.values())


def test_only_the_boards_asked_for_are_offered_but_all_stay_known(catalog: Catalog) -> None:
    built = build(catalog, boards=["abim", "ABS"])
    names = {name: defined.attr_text for name, defined in built.defined_names.items()}
    assert cells(built, names["o_boards"]) == ["ABIM", "ABS"]
    assert sorted(map(str, cells(built, names["l_boards"]))) == sorted(b.value for b in catalog.boards)
    assert "MOC: ABS" in [c.value for c in built["Readiness"][4]]
    assert "MOC: ABA" not in [c.value for c in built["Readiness"][4]]


@pytest.mark.parametrize(
    ("boards", "named"), [(["ABIM", "XYZ"], "'XYZ'"), (["ABPMR"], "'ABPMR'"), ([], "at least one")]
)
def test_boards_that_cannot_be_offered_are_refused_with_the_known_ones(
    catalog: Catalog, boards: list[str], named: str
) -> None:
    with pytest.raises(Failure, match=named) as failed:
        build(catalog, boards=boards)
    assert "ABA, ABIM" in str(failed.value)


@pytest.mark.parametrize("rows", [0, -1, 250_001])
def test_a_number_of_rows_that_no_sheet_has_is_refused(catalog: Catalog, rows: int) -> None:
    with pytest.raises(Failure, match="between 1 and 250,000"):
        build(catalog, rows=rows)


def test_as_many_practice_areas_as_asked_for() -> None:
    built = build(load(areas=12))
    assert "Practice area 12" in headers(built["MOC"])
    assert "c_moc_practice_area_12" in built.defined_names


def test_an_organizations_lists_reach_drop_downs_and_notes(tmp_path: Path) -> None:
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "supporters.add.csv").write_text(
        "value,status,source,confidence\nAcme Pharma,offered,own,own\n", encoding="utf-8"
    )
    built = build(load(overlay=tmp_path))
    assert "Acme Pharma" in cells(built, built.defined_names["l_supporters"].attr_text)


def test_a_filled_workbook_keeps_every_value_as_it_is(catalog: Catalog, tmp_path: Path) -> None:
    first: dict[str, Cell] = {
        "provider_activity_id": "007", "title": "=1+1", "city": "+Paris", "description": "-5 degrees\nand é 漢 & <b>",
        "format": "@home",
        "start_date": dt.date(2026, 3, 10), "credits": 1.25, "physicians": 0.0, "state": "", "country": None,
    }  # fmt: skip
    path = tmp_path / "filled.xlsx"
    save(build(catalog, rows=5, rows_of={"activities": {2: first, 9: {"title": "tab\tand\x0bvertical"}}}), path)
    sheet = openpyxl.load_workbook(path)["Activities"]

    def at(column: str, row: int = 2) -> SheetCell:
        found = sheet.cell(row, headers(sheet).index(catalog.sheets["activities"].column(column).header) + 1)
        assert isinstance(found, SheetCell)
        return found

    for column in ("provider_activity_id", "title", "city", "description", "format"):
        assert (at(column).value, at(column).data_type) == (first[column], "s")
    assert at("start_date").value == dt.datetime(2026, 3, 10)
    assert at("start_date").number_format == "mm-dd-yy", "number 14, the short date of the system"
    assert at("provider_activity_id").number_format == "@"
    assert (at("credits").value, at("credits").number_format, at("physicians").value) == (1.25, "0.00_)", 0)
    assert at("state").value is None
    assert at("country").value is None
    assert at("format").quotePrefix
    assert at("title", 9).value == "tab\tand_x000B_vertical"
    assert sheet.tables["T_Activities"].ref.endswith("9"), "the table grows to hold its rows"


def test_a_style_of_one_cell_does_not_leak_into_its_column(catalog: Catalog, tmp_path: Path) -> None:
    rows: dict[int, dict[str, Cell]] = {
        2: {"format": "=x", "title": "=y"},
        3: {"format": "Live Course", "start_date": dt.date(2026, 1, 1)},
    }
    save(build(catalog, rows_of={"activities": rows}), tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["Activities"]
    letter = next(c.column_letter for c in sheet[1] if c.value == "Format")
    assert sheet[f"{letter}2"].quotePrefix
    assert not sheet[f"{letter}3"].quotePrefix
    assert not sheet.column_dimensions[letter].quotePrefix


def test_a_text_that_no_cell_holds_is_refused(catalog: Catalog) -> None:
    with pytest.raises(Failure, match="does not fit into a cell"):
        build(catalog, rows_of={"activities": {2: {"description": "x" * 32768}}})


def test_twenty_thousand_rows(catalog: Catalog, tmp_path: Path) -> None:
    path = tmp_path / "large.xlsx"
    save(build(catalog, rows=20_000), path)
    loaded = openpyxl.load_workbook(path)
    assert loaded["Activities"].tables["T_Activities"].ref.endswith("20001")
    assert loaded["MOC"].tables["T_MOC"].ref.endswith("40001")
    assert loaded["REMS"].tables["T_REMS"].ref.endswith("5001")
    assert "B20001" in next(v for v in loaded["Activities"].data_validations.dataValidation if "B2" in v.sqref).sqref
    assert path.stat().st_size < 200_000, "empty rows weigh nothing"


def test_twenty_thousand_filled_rows(catalog: Catalog, tmp_path: Path) -> None:
    rows: dict[int, dict[str, Cell]] = {
        n: {"provider_activity_id": f"A-{n}", "title": f"Title {n}", "start_date": dt.date(2026, 1, 1), "credits": 1.0}
        for n in range(2, 20_002)
    }
    path = tmp_path / "filled.xlsx"
    save(build(catalog, rows=20_000, rows_of={"activities": rows}), path)
    sheet = openpyxl.load_workbook(path, read_only=True)["Activities"]
    last = next(iter(sheet.iter_rows(min_row=20_001, max_row=20_001, values_only=True)))
    assert last[1] == "A-20001"

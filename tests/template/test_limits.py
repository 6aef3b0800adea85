"""Excel's limits fail the build, with the column named."""

from __future__ import annotations

from dataclasses import replace

import pytest

from generator.catalog import Catalog, load
from generator.catalog.sheets import Form
from generator.template import BuildError, CellFormat, LiveColumn, Marks, SheetMarks, build
from generator.template.live import live_marks


def changed(catalog: Catalog, sheet: str, column: str, **fields: object) -> Catalog:
    about = catalog.sheets[sheet]
    columns = tuple(replace(c, **fields) if c.id == column else c for c in about.columns)  # type: ignore[arg-type]
    return replace(catalog, sheets={**catalog.sheets, sheet: replace(about, columns=columns)})


def test_a_validation_formula_over_255_characters() -> None:
    long_mask = changed(load(), "rems", "rpc_id", form=Form(mask="A#" * 20))
    with pytest.raises(
        BuildError, match=r"columns\.csv, line \d+: the validation formula has \d+ characters, Excel takes 255"
    ):
        build(long_mask)


def test_an_input_prompt_over_its_limits() -> None:
    with pytest.raises(BuildError, match=r"columns\.csv, line \d+: the input prompt has 256"):
        build(changed(load(), "activities", "city", help="x" * 256))
    with pytest.raises(BuildError, match=r"columns\.csv, line \d+: the title of the input prompt has 33"):
        build(changed(load(), "activities", "city", header="x" * 33))


def test_a_live_formula_over_8192_characters() -> None:
    too_long = "=" + "1+" * 4096 + "1"
    for marks in (SheetMarks(status=too_long), SheetMarks(columns=(LiveColumn("live", "Live", too_long),))):
        with pytest.raises(BuildError, match=r"MOC!\w+: the formula has 8194 characters, Excel takes 8192"):
            build(load(), marks=Marks(sheets={"moc": marks}))
    with pytest.raises(BuildError, match=r"moc\.points: the formula of the conditional format"):
        build(load(), marks=Marks(sheets={"moc": SheetMarks(formats=(CellFormat(("points",), too_long, "invalid"),))}))
    with pytest.raises(BuildError, match="Start, Ready"):
        build(load(), marks=Marks(totals=(("Ready", too_long),)))


def test_a_live_formula_nested_deeper_than_excel_takes() -> None:
    nested = "=" + "IF(TRUE," * 65 + "1" + ",0)" * 65
    with pytest.raises(BuildError, match="nested 65 deep, Excel takes 64"):
        build(load(), marks=Marks(sheets={"moc": SheetMarks(status=nested)}))


def test_forty_practice_areas_stay_within_the_limits() -> None:
    catalog = load(areas=40)
    build(catalog, rows=1, marks=live_marks(catalog))


def test_two_meanings_of_one_name() -> None:
    with pytest.raises(BuildError, match="c_act_title"):
        build(load(), marks=Marks(names={"c_act_title": "Activities!$A$1"}))


def test_rows_of_a_sheet_or_column_that_there_is_not() -> None:
    with pytest.raises(BuildError, match="'nowhere'"):
        build(load(), rows_of={"nowhere": {}})
    with pytest.raises(BuildError, match="'nothing'"):
        build(load(), rows_of={"moc": {2: {"nothing": 1.0}}})
    with pytest.raises(BuildError, match="row 1"):
        build(load(), rows_of={"moc": {1: {"board": "ABA"}}})

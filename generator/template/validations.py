"""Data validations: the drop-downs and the guards of each input column.

Formulas refer to defined names only: Excel keeps references across sheets in an extension that other programs drop, and
cutting and pasting bends direct references. Checking afterwards is the real guard, so only what cannot be right is
refused."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Final, Literal

from openpyxl.worksheet.datavalidation import DataValidation

from generator.catalog import ACTIVITIES, ID, Catalog, Column
from generator.catalog.sheets import Form
from generator.rules.expression.write import quoted
from generator.template import words
from generator.template.layout import Place, lay_out
from generator.template.limits import VALIDATION, within
from generator.workbook.cells import serial

STOP: Final = "stop"
WARN: Final = "warning"
ACTIVITY_COUNT = "o_activities_count"
"""Defined name of the cell that holds how far down the Activities sheet has IDs."""
ACTIVITY_IDS = f"c_act_{ID}"


def validation(place: Place, column: Column, catalog: Catalog, cells: str) -> DataValidation:
    """The validation of `column` over `cells` ("B2:B501"), with input prompt and error text.

    Raises:
        BuildError: a formula or a text is longer than Excel takes.
    """
    guard = _guard(place, column, catalog)
    for formula in (guard.formula1, guard.formula2):
        if formula is not None:
            within(VALIDATION, str(formula), "the validation formula", column.place)
    guard.promptTitle, guard.prompt = words.prompt(column, catalog)
    guard.showInputMessage = True
    # While Excel ignores blanks it lets anything in that a formula judges by a blank cell: a blank board, or one of the
    # IDs above and below. The Delete key empties a cell without a question, as ever.
    guard.allow_blank = not (column.depends_on or column.id == ID)
    if guard.errorStyle is not None:
        guard.showErrorMessage = True
        guard.errorTitle = guard.promptTitle
        guard.error = words.refusal(column, catalog)
    guard.add(cells)
    return guard


def allowed(catalog: Catalog) -> list[tuple[object, ...]]:
    """What the validations of all columns let in, their prompts and texts set aside."""
    places = [place for sheet in catalog.sheets.values() for place in lay_out(sheet, 1, None).places]
    rules = [validation(place, place.column, catalog, "A2") for place in places if place.column]
    return [(r.type, r.operator, r.formula1, r.formula2, r.errorStyle, r.allow_blank) for r in rules]


def _guard(place: Place, column: Column, catalog: Catalog) -> DataValidation:  # noqa: PLR0911  # one line per kind of column
    cell = place.cell_name
    if column.list:
        return _choice(place, column, catalog)
    if column.id == ID:
        return _activity(cell, column)
    if column.form:
        return DataValidation(
            type="custom", formula1=_of_form(cell, column.form), errorStyle=STOP if column.form.strict else WARN
        )
    match column.kind:
        case "date":
            first = serial(dt.date(int(catalog.number("earliest_year")), 1, 1))
            last = serial(dt.date(int(catalog.number("latest_year")), 12, 31))
            return DataValidation(
                type="date", operator="between", formula1=str(first), formula2=str(last), errorStyle=STOP
            )
        case "credit":
            times = f"{cell}/{column.step:g}"
            formula = f"IF(ISNUMBER({cell}),IF({cell}>0,ABS({times}-ROUND({times},0))<0.000001,FALSE),FALSE)"
            return DataValidation(type="custom", formula1=formula, errorStyle=STOP)
        case "count":
            return DataValidation(type="whole", operator="greaterThanOrEqual", formula1="0", errorStyle=STOP)
        case "amount":
            return DataValidation(type="whole", operator="greaterThanOrEqual", formula1="1", errorStyle=STOP)
        case "url":
            formula = f'AND(OR(LEFT({cell},8)="https://",LEFT({cell},7)="http://"),ISERROR(FIND(" ",TRIM({cell}))))'
            return DataValidation(type="custom", formula1=formula, errorStyle=WARN)
    if column.limit:
        return DataValidation(
            type="textLength", operator="lessThanOrEqual", formula1=str(column.limit), errorStyle=STOP
        )
    return DataValidation(errorStyle=None)


def _choice(place: Place, column: Column, catalog: Catalog) -> DataValidation:
    """A drop-down. Where there is nothing to compare with, everything is let in without a word."""
    values = catalog.values_of(column)
    stops = (
        values.closed and values.label is None
    )  # a bare value is right too, where the drop-down shows more beside it
    told = values.offered() and values.compares
    style: Literal["stop", "warning"] | None = (STOP if stops else WARN) if told else None
    if column.depends_on:
        formula = _of_board(values.name, f"r_{place.prefix}_{column.depends_on}", catalog.board_list.name)
        return DataValidation(type="list", formula1=formula, errorStyle=style)
    if not values.offered():
        return DataValidation(errorStyle=None)
    name = f"o_{values.name}" if values.owns else f"l_{values.name}"
    return DataValidation(type="list", formula1=name, errorStyle=style)


def _of_board(name: str, board: str, boards: str) -> str:
    """The values of the board in the same row; the fallback lines where there is no such board or no value for it."""
    row = f"MATCH(TRIM({board}),l_{boards},0)"
    return f"OFFSET(o_{name},IFERROR(INDEX(o_{name}_start,{row}),0),0,IFERROR(INDEX(o_{name}_count,{row}),1),1)"


def _activity(cell: str, column: Column) -> DataValidation:
    if column.sheet == ACTIVITIES:
        once = f'IF({cell}="",TRUE,IFERROR(SUMPRODUCT(--({ACTIVITY_IDS}={cell}))<2,TRUE))'
        return DataValidation(type="custom", formula1=once, errorStyle=WARN)
    return DataValidation(
        type="list", formula1=f"OFFSET({ACTIVITY_IDS},0,0,MAX(1,{ACTIVITY_COUNT}),1)", errorStyle=WARN
    )


def _of_form(cell: str, form: Form) -> str:
    """True when the text has the form. The check looks closer (`generator.rules.forms`): a guard takes 255 characters
    only."""
    if form.mask is None:
        return f"LEN({cell})={form.letters}"
    tests = [f"LEN({cell})={len(form.mask)}"]
    start = 1
    for digits, run in itertools.groupby(form.mask, lambda character: character == "#"):
        length = len(list(run))
        piece = f"MID({cell},{start},{length})"
        tests.append(
            f"ISNUMBER(-{piece})" if digits else f"{piece}={quoted(form.mask[start - 1 : start - 1 + length])}"
        )
        start += length
    return f"AND({','.join(tests)})"

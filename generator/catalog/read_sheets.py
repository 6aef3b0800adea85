"""Reads the sheets, their columns and the programs of a catalog."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from generator.catalog.files import Line, Table, Toml, csv_lines
from generator.catalog.lists import CatalogError, ValueList
from generator.catalog.programs import Program
from generator.catalog.read_settings import Setting
from generator.catalog.sheets import ACTIVITIES, KINDS, Column, Form, Sheet, family_of

_FIELDS = (
    "sheet", "id", "header", "repeat", "kind", "list", "depends_on", "entered_as", "needed", "stands_for", "sent",
    "family",
    "form", "step", "limit", "group", "width", "source", "help", "refused",
)  # fmt: skip
_NUMBER, _FORM = "{n}", "{form}"
_ID = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_PREFIX = re.compile(r"[a-z]{2,8}")
_PROGRAM = re.compile(r"[A-Z][A-Z0-9]{1,15}")
_MARKS = frozenset({"Save", "Active", "Closed", "Invalid", "Missing", "Advice"})
"""What marks and findings are named by besides programs."""
_REPEAT = re.compile(r"([1-9][0-9]?)(\+?)")
_LETTERS = re.compile(r"letters:([1-9][0-9]?)")
_WIDTHS = range(4, 101)
_MOST_ROWS = 10
_LONGEST_BAND = 16
_MOST_REPEATS = 40
_SETTINGS = {"form": "_mask", "step": "_step", "limit": "_limit"}
"""How the names of the settings end that a column may name in these fields."""


def sheets_of(
    base: Toml,
    file: Path,
    lists: Mapping[str, ValueList],
    settings: Mapping[str, Setting],
    areas: int | None,
) -> dict[str, Sheet]:
    """The sheets by id with their columns.

    Args:
        base: catalog.toml.
        file: columns.csv.
        lists: the lists of the catalog.
        settings: the settings, which masks, steps and limits of columns are named by.
        areas: how many columns the family that may grow has; None for as many as the file says.

    Raises:
        CatalogError: an entry that cannot be used.
    """
    tables = base.tables("sheets")
    columns: dict[str, dict[str, Column]] = {sheet: {} for sheet in tables}
    for line in csv_lines(file, _FIELDS, _FIELDS):
        if line.fields["sheet"] not in columns:
            raise line.fault(f"there is no sheet {line.fields['sheet']!r}; known are {', '.join(columns)}.")
        known = columns[line.fields["sheet"]]
        for column in _repeated(line, _column(line, lists, settings), areas):
            if not _ID.fullmatch(column.id) or column.id in known:
                again = "stands on the sheet already" if column.id in known else "must be small letters, digits and _"
                raise line.fault(f"the id {column.id!r} {again}.")
            known[column.id] = column
    return {name: _sheet(name, table, columns[name]) for name, table in tables.items()}


def _sheet(name: str, table: Table, columns: Mapping[str, Column]) -> Sheet:
    table.only("title", "prefix", "answer", "help", "rows", "bands", "example")
    prefix = table.text("prefix")
    if not _PREFIX.fullmatch(prefix):
        raise table.fault("prefix", f"the prefix {prefix!r} must be two to eight small letters.")
    if not _ID.fullmatch(name) or not columns:
        raise table.fault("", f"the sheet {name!r} needs an id of small letters and columns in columns.csv.")
    rows = table.data.get("rows", 1)
    if isinstance(rows, bool) or not isinstance(rows, (int, float)) or not 0 < rows <= _MOST_ROWS:
        raise table.fault("rows", f"rows of the sheet {name} must be a number above 0, at most {_MOST_ROWS}.")
    title, answer = table.text("title"), table.text_or_none("answer")
    bands = _bands(name, table, columns)
    example = _typed(name, table, columns)
    return Sheet(name, title, prefix, answer, table.text("help"), rows, tuple(columns.values()), bands, example)


def _typed(name: str, table: Table, columns: Mapping[str, Column]) -> dict[str, str]:
    """What somebody would type into the columns of a sheet."""
    if "example" not in table.data:
        return {}
    cells = table.toml.table(f"sheets.{name}.example")
    for column in cells.data:
        if column not in columns:
            raise cells.fault(
                column, f"the example of the sheet {name} names the column {column!r}, which there is not."
            )
    return {column: cells.text(column) for column in cells.data}


def _bands(name: str, table: Table, columns: Mapping[str, Column]) -> dict[str, str]:
    """The headings over columns, by the first column of each; without [sheets.NAME.bands] the groups of columns.csv."""
    if "bands" not in table.data:
        groups: dict[str, str] = {}
        for column in columns.values():
            if column.group not in groups.values():
                groups[column.id] = column.group
        return groups
    bands = table.toml.table(f"sheets.{name}.bands")
    titles = {column_id: bands.text(column_id) for column_id in bands.data}
    for column_id, title in titles.items():
        if column_id not in columns:
            raise bands.fault(column_id, f"the sheet {name} has no column {column_id!r} for a band to begin with.")
        if len(title) > _LONGEST_BAND:
            raise bands.fault(column_id, f"the band {title!r} must have {_LONGEST_BAND} letters at most.")
    return titles


def _column(line: Line, lists: Mapping[str, ValueList], settings: Mapping[str, Setting]) -> Column:
    texts = line.fields
    if texts["kind"] not in KINDS:
        raise line.fault(f"the kind {texts['kind']!r} is not one of {', '.join(KINDS)}.")
    if texts["list"] and texts["list"] not in lists:
        raise line.fault(f"there is no list {texts['list']!r}; known are {', '.join(lists)}.")
    if not texts["width"].isdecimal() or int(texts["width"]) not in _WIDTHS:
        raise line.fault(f"the width {texts['width']!r} must be a whole number from {_WIDTHS[0]} to {_WIDTHS[-1]}.")
    form = _form(line, settings)
    listed = texts["list"] or None
    return Column(
        sheet=texts["sheet"],
        id=texts["id"],
        header=_text(line, "header"),
        kind=texts["kind"],
        list=listed,
        depends_on=texts["depends_on"] or None,
        entered_as=texts["entered_as"] or None,
        needed=_one_of(line, "needed", "yes", "") == "yes",
        stands_for=texts["stands_for"],
        sent=_one_of(line, "sent", "yes", "no") == "yes",
        family=_family(line),
        repeats=False,
        grows=False,
        form=form,
        step=_number(line, "step", settings),
        limit=_limit(line, settings),
        verbatim=texts["kind"] == "id" or (listed is not None and lists[listed].identifiers),
        group=_text(line, "group"),
        width=int(texts["width"]),
        source=_text(line, "source"),
        help=_text(line, "help"),
        refused=_refused(line, form),
        place=line.place,
    )


def _repeated(line: Line, column: Column, areas: int | None) -> list[Column]:
    """The column itself, or as many as its line says, numbered from 1."""
    repeat = line.fields["repeat"]
    numbered = [_NUMBER in text for text in (column.id, column.header)]
    if not repeat and not any(numbered):
        return [column]
    count = _REPEAT.fullmatch(repeat)
    if count is None or int(count[1]) > _MOST_REPEATS or not all(numbered):
        raise line.fault(
            f"a repeated column says how often (a number up to {_MOST_REPEATS}, or 8+) and has {_NUMBER} in its id "
            "and in its header."
        )
    grows = bool(count[2])
    return [
        replace(
            column,
            id=column.id.replace(_NUMBER, str(number)),
            header=column.header.replace(_NUMBER, str(number)),
            needed=column.needed and number == 1,
            repeats=True,
            grows=grows,
        )
        for number in range(1, (areas if grows and areas is not None else int(count[1])) + 1)
    ]


def _form(line: Line, settings: Mapping[str, Setting]) -> Form | None:
    text = line.fields["form"]
    if not text:
        return None
    if letters := _LETTERS.fullmatch(text):
        return Form(letters=int(letters[1]))
    how, _, name = text.partition(":")
    if how not in {"must", "usual"}:
        raise line.fault(f"the form {text!r} must be letters:N, or must: or usual: with the name of a setting.")
    return Form(mask=str(_setting(line, "form", name, settings)), strict=how == "must")


def _number(line: Line, field: str, settings: Mapping[str, Setting]) -> float | None:
    name = line.fields[field]
    if not name:
        return None
    value = _setting(line, field, name, settings)
    if not isinstance(value, (int, float)) or value <= 0:
        raise line.fault(f"the {field} {name!r} must be the name of a setting that is a number above zero.")
    return value


def _limit(line: Line, settings: Mapping[str, Setting]) -> int | None:
    limit = _number(line, "limit", settings)
    if limit is not None and limit != int(limit):
        raise line.fault(f"the limit {line.fields['limit']!r} must be the name of a setting that is a whole number.")
    return None if limit is None else int(limit)


def _setting(line: Line, field: str, name: str, settings: Mapping[str, Setting]) -> str | int | float:
    """The value of the setting that a field of a column names."""
    ending = _SETTINGS[field]
    if name not in settings or not name.endswith(ending):
        raise line.fault(
            f"the {field} {line.fields[field]!r} must name a setting whose name ends with {ending}, and there is none "
            f"called {name!r}."
        )
    return settings[name].value


def _family(line: Line) -> str:
    family = line.fields["family"]
    if family and not _ID.fullmatch(family):
        raise line.fault(f"the family {family!r} must be small letters, digits and _.")
    return family or family_of(line.fields["id"].removesuffix(_NUMBER).removesuffix("_"))


def _refused(line: Line, form: Form | None) -> str:
    """What Excel says when it refuses an entry, with the mask of the form where it is asked for."""
    text = line.fields["refused"]
    if _FORM in text and (form is None or form.mask is None):
        raise line.fault(f"refused holds {_FORM}, and the column has no form with a mask.")
    _plain(line, "refused", text.replace(_FORM, ""))
    return text.replace(_FORM, form.mask or "" if form else "")


def _text(line: Line, field: str) -> str:
    text = line.fields[field]
    if not text:
        raise line.fault(f"the {field} must not be blank.")
    if text.startswith("="):
        raise line.fault(f"{field} begins with =, which Excel takes for a formula; write it otherwise.")
    _plain(line, field, text.replace(_NUMBER, "") if field == "header" else text)
    return text


def _plain(line: Line, field: str, text: str) -> None:
    """Refuses a text with a brace, which nothing fills in, or with a no-break space."""
    if {"{", "}"} & set(text) or not text.isprintable():
        raise line.fault(
            f"the {field} {text!r} holds a brace that nothing fills in, or a no-break space; write it without."
        )


def _one_of(line: Line, field: str, *allowed: str) -> str:
    text = line.fields[field]
    if text not in allowed:
        raise line.fault(f"{field} must be {' or '.join(word or 'blank' for word in allowed)}, not {text!r}.")
    return text


def programs_of(base: Toml, sheets: Mapping[str, Sheet]) -> dict[str, Program]:
    """The programs by id.

    Raises:
        CatalogError: an entry that cannot be used.
    """
    programs = {name: _program(name, table, sheets) for name, table in base.tables("programs").items()}
    if not programs:
        raise CatalogError(f"{base.path}: [programs] must name at least one program.")
    return programs


def _program(name: str, table: Table, sheets: Mapping[str, Sheet]) -> Program:
    table.only(
        "title", "answer", "sheet", "column", "asks", "attestation", "attest", "see", "declares", "wants", "example"
    )
    if not _PROGRAM.fullmatch(name) or name.title() in _MARKS:
        raise table.fault(
            "", f"{name!r} is no id of a program: two to sixteen capital letters and digits, no kind of a finding."
        )
    sheet_id = table.text_or_none("sheet")
    if (sheet_id is None) == ("answer" not in table.data) or (sheet_id is None) != ("column" not in table.data):
        raise table.fault("", f"the program {name} must say either sheet and column, or answer.")
    sheet = sheets.get(sheet_id) if sheet_id else None
    if sheet_id and (sheet is None or sheet.answer is None):
        raise table.fault(
            "sheet", f"the program {name} names the sheet {sheet_id!r}; it must be one that has an answer."
        )
    attestation = table.text_or_none("attestation")
    for key, needs, there in (
        ("attest", "an attestation", attestation is not None),
        ("see", "a sheet", sheet is not None),
    ):
        if (key in table.data) != there:
            raise table.fault(key, f"the program {name} must have {key} when it has {needs}, and only then.")
    program = Program(
        id=name,
        title=table.text("title"),
        answer=sheet.answer if sheet and sheet.answer else table.text("answer"),
        sheet=sheet_id,
        column=table.text_or_none("column"),
        asks=table.texts("asks"),
        attestation=attestation,
        attest=table.text("attest") if attestation else "",
        see=table.text("see") if sheet else "",
        declares=table.text_or_none("declares") or "",
        wants=table.text_or_none("wants") or "",
        example=_example(name, table, sheets),
        place=table.place(),
    )
    for key, columns in (("answer", [program.answer]), ("asks", program.asks)):
        for column in columns:
            if ACTIVITIES not in sheets or not sheets[ACTIVITIES].has(column):
                raise table.fault(
                    key, f"the program {name} names the column {column!r}, which the sheet {ACTIVITIES} does not have."
                )
    if sheet and program.column:
        column_of_rows = sheet.column(program.column) if sheet.has(program.column) else None
        if column_of_rows is None or column_of_rows.list is None or column_of_rows.depends_on:
            raise table.fault(
                "column",
                f"the program {name} must name a column of the sheet {sheet.id} with a list that belongs to no other, "
                f"not {program.column!r}.",
            )
        program = replace(program, list=column_of_rows.list)
    return _attested(program, table, sheets) if attestation else program


def _example(name: str, table: Table, sheets: Mapping[str, Sheet]) -> dict[str, dict[str, str]]:
    """What somebody would type to register an activity: sheet id to column id to text."""
    if "example" not in table.data:
        return {}
    rows = table.toml.tables(f"{table.name}.example")
    for sheet, cells in rows.items():
        for column in cells.data:
            if sheet not in sheets or not sheets[sheet].has(column):
                raise cells.fault(
                    column,
                    f"the example of the program {name} names the column {column!r} of the sheet {sheet!r}, which "
                    "there is not.",
                )
    return {sheet: {column: cells.text(column) for column in cells.data} for sheet, cells in rows.items()}


def _attested(program: Program, table: Table, sheets: Mapping[str, Sheet]) -> Program:
    """A program with the sheet of its attestation."""
    name, attestation = program.id, program.attestation or ""
    sheet = sheets.get(program.sheet or "")
    on = next((s.id for s in (sheet, sheets[ACTIVITIES]) if s and s.has(attestation)), None)
    if on is None:
        raise table.fault(
            "attestation",
            f"the program {name} names the column {attestation!r}, which neither its sheet nor {ACTIVITIES} has.",
        )
    if ("{value}" in program.attest) != (sheet is not None):
        raise table.fault(
            "attest", f"attest of the program {name} must hold {{value}} where it has rows, and only then."
        )
    asks = program.asks if on != ACTIVITIES or attestation in program.asks else (*program.asks, attestation)
    return replace(program, attested_on=on, asks=asks)

"""What formulas show in a file before any program has calculated it: value by value what LibreOffice works out.

Hidden columns that only other formulas read have no values.
"""

from __future__ import annotations

import datetime as dt
import random
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest
from lxml import etree
from openpyxl.workbook import Workbook

from generator.catalog import Catalog, load
from generator.rules.findings import Finding, Severity
from generator.rules.registry import registry
from generator.run.checking import checked
from generator.run.copying import marked_copy, repaired_copy
from generator.sample.days import AS_OF
from generator.sample.write import write as write_sample
from generator.template.live import checked_marks, live_marks
from generator.template.new import write_new
from generator.workbook.cells import Cell, CellError
from tests.bench.libreoffice import Document, Office, column_letter
from tests.bench.random_rows import random_rows
from tests.live.test_agreement import OWN_SUPPORTERS
from tests.upkeep.closed import by_openpyxl

TODAY = dt.date(2026, 7, 1)
RANDOM_ROWS = 80
ODD: list[Cell] = [
    dt.date(2026, 2, 26), dt.datetime(2026, 3, 10, 18, 30), 46079.0, "46080", 0.1 + 0.2, "x" * 300,
    "a~*?b", "=1+1", "<&>", "Ünï ", "a\nb",
]  # fmt: skip
"""Cells of any column: dates where none belong, texts longer than words are shown, signs of formulas and of XML."""
ODD_SHARE = 0.02
SMALL = 1e-9
_ADDRESS = re.compile(r"([A-Z]+)(\d+)")

Values = Mapping[tuple[str, str], str | float]
"""Sheet and address to a value; TRUE and FALSE as 1 and 0, errors and texts as texts."""


def held(path: Path) -> Values:
    """What the cells with a formula hold in the file, as far as they hold a value."""
    found: dict[tuple[str, str], str | float] = {}
    for title, cell in formula_cells(path):
        text, typed = "".join(cell.itertext("{*}v")), cell.get("t") in {"str", "e"}
        if text or typed:
            found[title, cell.get("r", "")] = text if typed else float(text)
    return found


def formula_cells(path: Path) -> list[tuple[str, etree._Element]]:
    titles = openpyxl.load_workbook(path, read_only=True).sheetnames
    with zipfile.ZipFile(path) as archive:
        return [
            (title, cell)
            for number, title in enumerate(titles, 1)
            for cell in etree.fromstring(archive.read(f"xl/worksheets/sheet{number}.xml")).iter("{*}c")
            if cell.find("{*}f") is not None
        ]


def calculated(document: Document, wanted: Values) -> Values:
    """What LibreOffice shows in the same cells."""
    tables = {}
    for title in {title for title, _ in wanted}:
        view = document.sheet(title)
        tables[title] = view.values(f"A1:{column_letter(view.used_area.right)}{view.used_area.bottom + 1}")
    found: dict[tuple[str, str], str | float] = {}
    for title, address in wanted:
        place = _ADDRESS.fullmatch(address)
        assert place
        value = tables[title][int(place[2]) - 1][openpyxl.utils.column_index_from_string(place[1]) - 1]
        text = value.text if isinstance(value, CellError) else value or ""
        found[title, address] = float(value) if isinstance(value, (bool, float)) else str(text)
    return found


def differences(path: Path, office: Office, day: dt.date | None) -> list[tuple[object, ...]]:
    """The cells that hold another value in the file than LibreOffice works out on that day in a copy without any."""
    values, today = held(path), _today_cell(path)
    with office.open(without_values(path)) as document:
        if day:
            document.sheet("Start").set_value(today, day)
        right = calculated(document, values)
    # A day is typed there for the comparison, and the sentence beside it says so.
    typed = {("Start", today), ("Start", today.replace("C", "D"))} if day else set()
    return [
        (*place, value, right[place])
        for place, value in values.items()
        if place not in typed and not _alike(value, right[place])
    ]


def without_values(path: Path) -> Path:
    """A copy in which no formula has a value, so that none can be taken over."""
    bare = path.with_stem(f"{path.stem}-bare")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(bare, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name.startswith("xl/worksheets/sheet"):
                data = re.sub(rb"(<f\b[^>]*?(?:/>|>[^<]*</f>))(?:<v>[^<]*</v>|<v ?/>)", rb"\1", data)
            new.writestr(name, data)
    return bare


def _planted(path: Path) -> Path:
    """A copy in which every formula has a wrong value."""
    planted = path.with_stem(f"{path.stem}-planted")
    wrong = {b"str": b"STALE", b"b": b"7", b"e": b"#NULL!", b"": b"77"}

    def plant(cell: re.Match[bytes]) -> bytes:
        kind = re.search(rb' t="(\w+)"', cell[1])
        return b"%s%s<v>%s</v>" % (cell[1], cell[2], wrong[kind[1] if kind else b""])

    with zipfile.ZipFile(path) as old, zipfile.ZipFile(planted, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name.startswith("xl/worksheets/sheet"):
                data = re.sub(rb"(<c [^>]*>)(<f\b[^>]*?(?:/>|>[^<]*</f>))<v>[^<]*</v>", plant, data)
            new.writestr(name, data)
    return planted


def _alike(one: str | float, other: str | float) -> bool:
    if isinstance(one, str) and isinstance(other, float):
        return one == f"{other:.15g}"
    return one == other or (isinstance(one, float) and isinstance(other, float) and abs(one - other) < 1e-9 * abs(one))


def _today_cell(path: Path) -> str:
    names = openpyxl.load_workbook(path, read_only=True).defined_names
    return str(names["today"].attr_text).split("!")[1].replace("$", "")


def _cell_of(path: Path, label: str) -> str:
    return _cell_in(openpyxl.load_workbook(path, read_only=True), label)


def _cell_in(workbook: Workbook, label: str) -> str:
    labels = workbook["Start"].iter_rows(min_col=2, max_col=2, values_only=True)
    return f"C{next(row for row, (found,) in enumerate(labels, 1) if found == label)}"


def _damage(workbook: Workbook) -> None:
    workbook["Activities"]["A3"] = "OK"
    workbook["Readiness"]["C6"] = "Active"
    workbook["Start"][_cell_in(workbook, "Records: Draft")] = 0
    del workbook.defined_names["l_boards"]


def _marks(seen: Workbook, finding: Finding) -> str:
    sheet = seen[finding.sheet or ""]
    columns = {str(cell.value): cell.column for cell in sheet[1]}
    return str(sheet.cell(finding.row or 0, columns.get("shown", columns["marks"])).value)


def _number(finding: Finding) -> int:
    sheet = next(sheet for sheet in load().sheets.values() if sheet.title == finding.sheet)
    return [column.id for column in sheet.columns].index(str(finding.field)) + 1


@pytest.mark.parametrize("seed", [1, 2])
def test_a_sample_holds_what_its_formulas_show(seed: int, office: Office, tmp_path: Path) -> None:
    path = tmp_path / "sample.xlsx"
    write_sample(load(), path, 60, 40, seed)
    assert not differences(path, office, AS_OF)


@pytest.mark.parametrize(("seed", "areas", "boards"), [(1, None, None), (2, None, None), (3, 40, ["abim", "ABA"])])
def test_random_rows_hold_what_their_formulas_show(
    seed: int, areas: int | None, boards: list[str] | None, office: Office, tmp_path: Path
) -> None:
    catalog, chance = load(areas=areas), random.Random(seed)
    rows = readable(random_rows(catalog, chance, RANDOM_ROWS))
    odd = {
        sheet: {
            number: {
                column: chance.choice(ODD) if chance.random() < ODD_SHARE else cell for column, cell in row.items()
            }
            for number, row in of_sheet.items()
        }
        for sheet, of_sheet in rows.items()
    }
    path = filled(tmp_path / "random.xlsx", catalog, odd, boards)
    assert not differences(path, office, TODAY)


def readable(rows: Mapping[str, Mapping[int, Mapping[str, Cell]]]) -> Mapping[str, Mapping[int, Mapping[str, Cell]]]:
    """Without what LibreOffice reads otherwise than Excel: it makes 1 and 0 of TRUE and FALSE, and joins 1E-9 to a text
    with all its zeros."""
    return {
        sheet: {
            number: {column: cell for column, cell in row.items() if not isinstance(cell, bool) and cell != SMALL}
            for number, row in of_sheet.items()
        }
        for sheet, of_sheet in rows.items()
    }


def filled(
    path: Path, catalog: Catalog, rows: Mapping[str, Mapping[int, Mapping[str, Cell]]], boards: list[str] | None
) -> Path:
    marks = live_marks(catalog, boards)
    write_new(catalog, path, marks, boards=boards, rows=10, rows_of=rows, day=TODAY)
    return path


def test_an_empty_template_holds_what_its_formulas_show_on_whatever_day(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "empty.xlsx"
    write_new(load(), path, live_marks(load(), ["ABS"]), boards=["ABS"], rows=12)
    assert not differences(path, office, None)
    assert ("Start", _today_cell(path)) not in held(path)


def test_a_workbook_without_live_marks_holds_its_totals(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "plain.xlsx"
    rows = random_rows(load(), random.Random(4), 30)
    write_new(load(), path, checked_marks(load()), rows=10, rows_of=rows, day=TODAY)
    assert not differences(path, office, TODAY)
    assert ("Start", _cell_of(path, "MOC: rows")) in held(path)


def test_own_lists_show_in_values(office: Office, tmp_path: Path) -> None:
    own = tmp_path / "own"
    (own / "lists").mkdir(parents=True)
    (own / "catalog.toml").write_text(
        "[settings]\ncredit_step = 0.5\n[lists]\nsupporters = { closed = true }\n", encoding="utf-8"
    )
    (own / "lists" / "supporters.csv").write_text(OWN_SUPPORTERS, encoding="utf-8")
    catalog = load(overlay=own)
    rows = readable(random_rows(catalog, random.Random(5), RANDOM_ROWS))
    assert not differences(filled(tmp_path / "own.xlsx", catalog, rows, None), office, TODAY)


def test_copies_hold_what_the_formulas_of_the_copy_show(office: Office, tmp_path: Path) -> None:
    """Of a workbook without values, and of one in which formulas were typed over and a name is broken, which is whole
    again once it is repaired."""
    catalog = load()
    rows = readable(random_rows(catalog, random.Random(6), 40))
    whole = by_openpyxl(filled(tmp_path / "a.xlsx", catalog, rows, None), lambda _: None)
    marked, repaired = tmp_path / "marked.xlsx", tmp_path / "repaired.xlsx"
    marked_copy(checked(whole, TODAY, None), whole, marked)
    assert not differences(marked, office, TODAY)
    damaged = by_openpyxl(whole, _damage)
    assert not repaired_copy(checked(damaged, TODAY, None), damaged, repaired).left
    assert not differences(repaired, office, TODAY)
    assert held(marked).keys() == held(repaired).keys() != set()


def test_all_that_people_see_has_a_value(tmp_path: Path) -> None:
    """Status, Readiness and the totals in every row and line, and each column that a conditional format reads."""
    catalog = load()
    path = filled(tmp_path / "a.xlsx", catalog, random_rows(catalog, random.Random(7), 20), None)
    seen, columns = openpyxl.load_workbook(path), set[tuple[str, str]]()
    for name, sheet in catalog.sheets.items():
        formats = " ".join(each.formula for each in live_marks(catalog).sheets[name].formats)
        ids = {*re.findall(rf"\br_{sheet.prefix}_(\w+)", formats)}
        assert {"status", "checked"} < ids, "what formats read"
        letters = {str(cell.value): cell.column_letter for cell in seen[sheet.title][1]}
        columns |= {(sheet.title, letters[{"status": "Status"}.get(column, column)]) for column in ids - {"checked"}}
    assert len(columns) == 2 * len(catalog.sheets)
    visible = {
        (title, str(cell.get("r")))
        for title, cell in formula_cells(path)
        if title in {"Readiness", "Start"} or (title, _letters(cell)) in columns
    }
    assert visible == held(path).keys()
    assert len(visible) > 2 * 20 * len(catalog.sheets)


def _letters(cell: etree._Element) -> str:
    return str(cell.get("r")).rstrip("0123456789")


def test_a_wrong_value_in_the_file_is_not_what_libreoffice_shows(office: Office, tmp_path: Path) -> None:
    """LibreOffice takes over values of files that call themselves Microsoft's; here it has to calculate all of them."""
    path = tmp_path / "sample.xlsx"
    write_sample(load(), path, 20, 5, 1)
    values = held(path)
    with office.open(without_values(path)) as document:
        right = calculated(document, values)
    with office.open(_planted(path)) as document:
        assert calculated(document, values) == right


def test_what_is_shown_without_calculating_is_typed_as_what_it_is(tmp_path: Path) -> None:
    """A previewer reads what the file holds: openpyxl with `data_only`."""
    path = tmp_path / "sample.xlsx"
    write_sample(load(), path, 40, 12, 8)
    seen = openpyxl.load_workbook(path, data_only=True)
    result = checked(path, AS_OF, None)
    headers = [cell.value for cell in seen["Readiness"][4]]
    only_python = {rule.code for rule in registry(load()).python_rules}
    worse = [finding for finding in result.findings if finding.severity is not Severity.ADVICE]
    assert not [finding for finding in worse if finding.code in only_python], "choose another seed"
    for activity in result.readiness:
        line = dict(zip(headers, (cell.value for cell in seen["Readiness"][activity.row + 3]), strict=True))
        assert line["Record status"] == str(activity.record_status)
    for finding in result.findings:
        if finding.severity is Severity.INVALID and finding.row:
            assert str(seen[finding.sheet or ""].cell(finding.row, 1).value).startswith("Will not save in PARS: ")
            assert f"i{_number(finding):02}" in _marks(seen, finding)
    assert seen["Start"][_today_cell(path)].value.date() == AS_OF
    assert seen["Start"][_cell_of(path, "Activities: rows")].value == "40"


def test_a_copy_of_what_libreoffice_saved_holds_numbers_as_numbers(office: Office, tmp_path: Path) -> None:
    """LibreOffice takes over the values of its own files, and writes each formula out in each cell."""
    rows = readable(random_rows(load(), random.Random(7), 20))
    with office.open(filled(tmp_path / "a.xlsx", load(), rows, None)) as document:
        document.sheet("Start").set_value(_today_cell(tmp_path / "a.xlsx"), TODAY)
        saved = document.save(tmp_path / "saved.xlsx")
    copy = tmp_path / "marked.xlsx"
    marked_copy(checked(saved, dt.date.today(), None), saved, copy)
    values = held(copy)
    with office.open(copy) as document:
        assert not [place for place, value in calculated(document, values).items() if not _alike(values[place], value)]
    draft = _cell_of(copy, "Records: Draft")
    kinds = {title: cell.get("t") for title, cell in formula_cells(copy) if cell.get("r") in {draft, "A2"}}
    assert kinds["Start"] in {None, "n"}
    assert kinds["Activities"] == "str"

"""The worksheet functions under plain Python, and what xlwings makes of their arguments and results."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from xlwings import conversion

from addin import functions
from addin.open_book import ERRORS
from addin.wrappers import _load, _wrapper_generator
from generator.catalog import Catalog, load
from generator.own_lists import VARIABLE
from generator.readiness.status import RecordStatus
from generator.readiness.words import MISSING
from generator.workbook.cells import Cell
from tests.bench.excel import Engine
from tests.bench.excel.com import ERROR_NUMBERS
from tests.bench.fuzzing import draws
from tests.rules.example_batches import example_rows

NAMES = (
    "PARS_CHECK",
    "PARS_STATUS",
    "PARS_MISSING",
    "PARS_CREDIT_TYPES",
    "PARS_PRACTICE_AREAS",
    "PARS_POINTS_OK",
    "PARS_CATALOG",
)


@pytest.fixture(autouse=True)
def no_own_lists(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> Iterator[None]:
    for name in ("HOME", "USERPROFILE", "APPDATA", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.delenv(VARIABLE, raising=False)
    yield
    functions._loaded.cache_clear()


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load()


def table(catalog: Catalog, sheet: str, *changes: dict[str, Cell]) -> list[list[Any]]:
    """A table as Excel hands it over: Status and headers, complete rows with changes, dates with a time."""
    about = catalog.sheets[sheet]
    rows = example_rows({sheet: list(changes)})[sheet]
    cells = [[None, *(_handed(row.get(column.id)) for column in about.columns)] for row in rows]
    return [["Status", *(column.header for column in about.columns)], *cells]


def _handed(cell: Cell) -> Any:
    return dt.datetime(cell.year, cell.month, cell.day) if isinstance(cell, dt.date) else cell


def test_check_says_a_text_for_each_row(catalog: Catalog) -> None:
    rows = table(
        catalog,
        "activities",
        {"moc": None, "moc_deadline": None, "moc_attestation": None},
        {"provider_activity_id": "2", "end_date": dt.date(2020, 1, 1)},
        {"provider_activity_id": "3", "title": None},
    )
    rows.insert(2, [None] * len(rows[0]))
    head, first, blank, second, third = (line[0] for line in functions.PARS_CHECK(rows))
    assert (head, first, blank) == ("Check", "OK", "")
    assert second == f"Will not save in PARS: {catalog.messages['end-before-start'].short}"
    assert third.startswith(("Will not save in PARS: ", "1 missing: "))
    assert "Title" in third
    (_, (moc,)) = functions.PARS_CHECK(table(catalog, "moc", {}))
    assert moc == "OK", "whether the activity is there is another sheet's matter"
    errors = table(catalog, "activities", {"credits": "#N/A"})
    assert functions.PARS_CHECK(errors)[1][0].startswith("Will not save in PARS: ")


def test_status_and_missing_follow_the_readiness(catalog: Catalog) -> None:
    activities = table(catalog, "activities", {}, {"provider_activity_id": "007", "end_date": dt.date(2020, 1, 1)})
    moc = table(catalog, "moc", {}, {"board": "ABA", "practice_area_1": None, "credit_type_1": "Lifelong Learning"})
    found = functions.PARS_STATUS([["CME-1"], ["007"], ["cme-1 "], [None], ["X"]], activities, moc)
    over = dt.date.today() > dt.date(2026, 3, 11)
    status = str(RecordStatus.READY if over else RecordStatus.ACTIVE)
    assert [line[0] for line in found] == [status, "Will not save", status, "", "No row on Activities has the ID X."]
    assert functions.PARS_MISSING([["CME-1"]], "aba", activities, moc)[0][0].startswith(MISSING)
    assert functions.PARS_MISSING([["CME-1"]], "MIPS", activities, moc) == [["—"]]
    assert functions.PARS_MISSING([["CME-1"]], "MOC:ABIM", activities, moc, None, [[None]])[0][0].startswith("Ready")


def test_an_id_in_a_cell_of_currency_is_the_number_that_it_shows(catalog: Catalog) -> None:
    """Excel hands over a cell formatted as currency as a decimal, which keeps its zeros."""
    activities = table(catalog, "activities", {"provider_activity_id": "12.5", "moc": "No"})
    [[status], [other]] = functions.PARS_STATUS([[Decimal("12.50")], [Decimal("13.50")]], activities)
    assert status in set(RecordStatus)
    assert other == "No row on Activities has the ID 13.5."


def test_lists_of_a_board(catalog: Catalog) -> None:
    for function, name in (
        (functions.PARS_CREDIT_TYPES, "credit_types"),
        (functions.PARS_PRACTICE_AREAS, "practice_areas"),
    ):
        for board in catalog.boards:
            assert [line[0] for line in function(f" {board.value.lower()} ")] == [
                v.value for v in catalog.lists[name].offered(board.value)
            ]


@pytest.mark.parametrize(
    ("points", "credits", "ok"),
    [(1.0, 1.0, True), (1.25, 1.0, False), (0.3, 1.0, False), ("a", 1.0, False), (None, 1.0, False)],
)
def test_points(points: Any, credits: Any, ok: bool) -> None:
    ((said,),) = functions.PARS_POINTS_OK([[points]], [[credits]])
    assert (said == "OK") is ok, said


def test_points_of_several_rows() -> None:
    said = functions.PARS_POINTS_OK([[1.0], [2.0]], [[1.0]])
    assert said[0] == ["OK"]
    assert said[1] != ["OK"]
    assert functions.PARS_POINTS_OK([[1.0], [2.0]], [[1.0], [2.0]]) == [["OK"], ["OK"]]
    assert "give as many" in functions.PARS_POINTS_OK([[1.0], [2.0]], [[1.0]] * 3)[0][0]


def test_points_in_cells_of_currency_count() -> None:
    """COM hands over a cell formatted as currency or accounting as a decimal (xlwings 65 and 640)."""
    ten, two = Decimal("10.0000"), Decimal("2.0000")
    assert functions.PARS_POINTS_OK([[ten], [two]], [[ten]]) == [["OK"], ["OK"]]
    ((said,),) = functions.PARS_POINTS_OK([[ten]], [[two]])
    assert said == functions.PARS_POINTS_OK([[10.0]], [[2.0]])[0][0] != "OK"


@pytest.mark.parametrize("error", [*ERROR_NUMBERS.values(), *sorted(ERRORS)])
def test_no_error_of_excel_is_taken_for_a_number(error: int | str, catalog: Catalog) -> None:
    """xlwings names seven errors; of the others it leaves the number that COM gives."""
    assert functions.PARS_POINTS_OK([[error]], [[1.0]])[0] != ["OK"]
    assert "error" in functions.PARS_POINTS_OK([[error]], [[1.0]])[0][0]
    (_, (said,)) = functions.PARS_CHECK(table(catalog, "activities", {"credits": error}))
    assert said.startswith("Will not save in PARS: ")


def test_an_edit_of_the_own_lists_counts_at_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    own = tmp_path / "own"
    (own / "lists").mkdir(parents=True)
    monkeypatch.setenv(VARIABLE, str(own))
    shipped = functions.PARS_CATALOG()
    board = load().boards[0].value
    file = own / "lists" / "credit_types.csv"

    def write(value: str) -> None:
        lines = [f"{value},offered,ours,own,{one.value}" for one in load().boards]
        file.write_text("\n".join(["value,status,source,confidence,board", *lines]), encoding="utf-8")

    write("Our first type")
    first = functions.PARS_CATALOG()
    assert ["Our first type"] in functions.PARS_CREDIT_TYPES(board)
    write("Our second type")
    assert ["Our second type"] in functions.PARS_CREDIT_TYPES(board)
    assert ["Our first type"] not in functions.PARS_CREDIT_TYPES(board)
    assert len({str(said) for said in (shipped, first, functions.PARS_CATALOG())}) == 3


def test_the_catalog_at_work(catalog: Catalog, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    assert functions.PARS_CATALOG() == [[f"{catalog.version} ({catalog.hash[:12]})"]]
    (tmp_path / "own" / "lists").mkdir(parents=True)
    monkeypatch.setenv(VARIABLE, str(tmp_path / "own"))
    assert functions.PARS_CATALOG()[0][0].endswith("with your organization's lists")
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    assert f"is it {tmp_path / 'own'}?" in functions.PARS_CATALOG()[0][0]
    monkeypatch.setenv(VARIABLE, str(tmp_path / "gone"))
    assert "does not exist" in functions.PARS_CATALOG()[0][0]


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("PARS_CHECK", (None,), "Give cells as table"),
        ("PARS_CHECK", ([["a", "b"], [1, 2]],), "The first row of the table"),
        ("PARS_CHECK", ([["Points", "Points"], [1, 2]],), "two columns are headed"),
        ("PARS_STATUS", ([["CME-1"]], None), "Give cells as activities"),
        ("PARS_STATUS", ([["CME-1"]], [["Title"]]), "Provider activity ID"),
        ("PARS_MISSING", ([["CME-1"]], "ABXX", [["Title"]]), "Provider activity ID"),
        ("PARS_CREDIT_TYPES", ("XX",), "There is no board XX"),
        ("PARS_CREDIT_TYPES", (None,), "There is no board (blank)"),
        ("PARS_PRACTICE_AREAS", ([["ABA"], ["ABIM"]],), "Give a single cell"),
        ("PARS_POINTS_OK", (1.0, 1.0), "Give cells as points"),
    ],
)
def test_a_wrong_argument_is_a_sentence(name: str, arguments: tuple[Any, ...], said: str) -> None:
    ((text,),) = getattr(functions, name)(*arguments)
    assert said in text
    assert len(text) > 20


def test_an_unknown_program_is_a_sentence(catalog: Catalog) -> None:
    ((text,),) = functions.PARS_MISSING([["CME-1"]], "ABXX", table(catalog, "activities", {}))
    assert text.startswith("There is no program ABXX: give one of ABA, ")


anything = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5) | st.integers() | st.datetimes(),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=draws(150), deadline=None)
@given(name=st.sampled_from(NAMES), given=st.lists(anything, min_size=6, max_size=6))
def test_no_argument_raises(name: str, given: list[Any]) -> None:
    function = getattr(functions, name)
    count = {"PARS_CHECK": 1, "PARS_STATUS": 5, "PARS_MISSING": 6, "PARS_POINTS_OK": 2, "PARS_CATALOG": 0}.get(name, 1)
    found = function(*given[:count])
    assert all(isinstance(cell, str) for row in found for cell in row)


def test_xlwings_hands_over_and_takes_back_what_the_functions_mean(excel: Engine, catalog: Catalog) -> None:
    """xlwings converts by type hints and options; a hint that it does not know would break every cell, and plain calls
    would not show it."""
    with _wrapper_generator() as udfs:
        module = _load("addin.functions", udfs)
        arguments = {
            "table": table(catalog, "moc", {}),
            "activity_id": "CME-1",
            "activities": table(catalog, "activities", {}),
            "moc": table(catalog, "moc", {}),
            "program": "ABIM",
            "board": "ABIM",
            "points": 1.0,
            "credits": 2.0,
        }
        for name in NAMES:
            function = getattr(module, name)
            info = function.__xlfunc__
            given = [
                conversion.read(None, arguments.get(arg["name"]), arg["options"], "libreoffice") for arg in info["args"]
            ]
            result = conversion.write(function(*given), None, info["ret"]["options"], "libreoffice")
            assert all(isinstance(cell, str) for row in result for cell in row), name
            assert "PARS Batch cannot" not in result[0][0]
            assert not result[0][0].startswith("Give "), result

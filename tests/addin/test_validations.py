"""The validations as Excel itself gets them: recorded, since neither Windows nor macOS is at hand."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from addin import validations
from generator.catalog import Catalog, load
from generator.template.layout import Place
from generator.template.validations import validation


class Native:
    """The validation of cells in Excel for Windows: keeps what it was told, and takes only what Excel takes."""

    __slots__ = (
        *("InputTitle", "InputMessage", "ErrorTitle", "ErrorMessage", "IgnoreBlank", "ShowInput", "ShowError"),
        *("deleted", "rule", "formulas"),
    )

    def __init__(self) -> None:
        self.deleted = False
        self.rule: tuple[int, int, int] | None = None
        self.formulas: list[str] = []

    def Delete(self) -> None:  # noqa: N802
        self.deleted = self.rule is None

    def Add(  # noqa: N802
        self, Type: int, AlertStyle: int, Operator: int, Formula1: str | None = None, Formula2: str | None = None,  # noqa: N803
    ) -> None:  # fmt: skip
        self.rule = Type, AlertStyle, Operator
        self.formulas = [formula for formula in (Formula1, Formula2) if formula is not None]


class Property:
    """A property of Excel for macOS, as AppleScript sets it."""

    def __init__(self) -> None:
        self.value: Any = None

    def set(self, value: Any) -> None:
        self.value = value


class Names:
    """A German Excel: translates what it is given, and shall keep nothing."""

    def __init__(self) -> None:
        self.open = 0

    def Add(self, Name: str, RefersTo: str, Visible: bool) -> Any:  # noqa: N802, N803
        self.open += 1
        return SimpleNamespace(RefersToLocal=RefersTo.replace(",", ";"), Delete=self._delete)

    def _delete(self) -> None:
        self.open -= 1


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load()


def on_windows(catalog: Catalog, sheet: str, column: str) -> tuple[Native, Names]:
    native, names = Native(), Names()
    book = SimpleNamespace(api=SimpleNamespace(Names=names))
    cells: Any = SimpleNamespace(api=SimpleNamespace(Validation=native), sheet=SimpleNamespace(book=book))
    about = catalog.sheets[sheet].column(column)
    place = Place(sheet, catalog.sheets[sheet].prefix, column, about.header, 1, about)
    validations.put(cells, validation(place, about, catalog, "A2:A9"), "win32")
    return native, names


def test_windows_gets_rule_style_and_texts_in_the_users_language(catalog: Catalog) -> None:
    native, names = on_windows(catalog, "moc", "credit_type_1")
    assert native.deleted, "before the new rule comes"
    assert native.rule
    kind, alert, _ = native.rule
    assert kind == 3
    assert alert == (1 if catalog.lists["credit_types"].closed else 2), "a closed list stops, an open one warns"
    (formula,) = native.formulas
    assert formula.startswith("=OFFSET(o_credit_types;")
    assert names.open == 0
    assert native.InputTitle == "Credit type 1"
    assert native.ErrorMessage
    assert (native.IgnoreBlank, native.ShowInput, native.ShowError) == (False, True, True), "its board may be blank"


def test_every_column_of_the_catalog_has_a_rule_that_excel_takes(catalog: Catalog) -> None:
    for column in catalog.columns():
        native, names = on_windows(catalog, column.sheet, column.id)
        assert native.rule
        kind, alert, _ = native.rule
        assert kind in range(8)
        assert alert in {1, 2}
        assert bool(native.formulas) is (kind != 0), (
            "a rule without formula would be refused, and a mere prompt has none"
        )
        assert all(formula[0] == "=" if kind in {3, 7} else formula.isdigit() for formula in native.formulas)
        assert len(native.InputTitle) <= 32
        assert names.open == 0


def test_macos_gets_the_rule_through_xlwings_and_the_texts_beside(catalog: Catalog) -> None:
    calls: list[Any] = []

    def set_rule(rule_type: str, operator: str | None, formula1: str, formula2: str | None) -> None:
        calls.append((rule_type, operator, formula1, formula2))

    titles = ("input_title", "input_message", "error_title", "error_message")
    native = SimpleNamespace(**{name: Property() for name in (*titles, "ignore_blank", "show_input", "show_error")})
    through_xlwings = SimpleNamespace(delete=lambda: calls.append("deleted"), impl=SimpleNamespace(set_rule=set_rule))
    cells: Any = SimpleNamespace(api=SimpleNamespace(validation=native), data_validation=through_xlwings)
    about = catalog.sheets["activities"].column("start_date")
    place = Place("activities", "act", about.id, about.header, 1, about)
    validations.put(cells, validation(place, about, catalog, "A2:A9"), "darwin")
    assert calls[0] == "deleted"
    kind, operator, first, last = calls[1]
    assert (kind, operator) == ("date", "between")
    assert first.isdigit()
    assert last.isdigit()
    assert native.input_title.value == "Start date"
    assert native.show_error.value is True

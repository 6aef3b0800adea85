"""The validations as Excel itself gets them: recorded, since neither Windows nor macOS is at hand."""

from __future__ import annotations

import string
from types import SimpleNamespace
from typing import Any

import pytest

from addin import validations
from generator.catalog import Catalog, load
from generator.template.layout import Place
from generator.template.validations import validation


class Recorder:
    """Stands for an object of Excel: keeps what it was told."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.settings: dict[str, Any] = {}

    def __getattr__(self, name: str) -> Any:
        if name.islower():
            return SimpleNamespace(set=lambda value: self.settings.__setitem__(name, value))
        return lambda **named: self.calls.append((name, named))

    def __setattr__(self, name: str, value: Any) -> None:
        if name[0] in string.ascii_uppercase:
            self.settings[name] = value
        else:
            super().__setattr__(name, value)


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


def on_windows(catalog: Catalog, sheet: str, column: str) -> tuple[Recorder, Names]:
    native, names = Recorder(), Names()
    cells: Any = SimpleNamespace(api=SimpleNamespace(Validation=native), sheet=SimpleNamespace(book=SimpleNamespace(api=SimpleNamespace(Names=names))))
    about = catalog.sheets[sheet].column(column)
    place = Place(sheet, catalog.sheets[sheet].prefix, column, about.header, 1, about)
    validations.put(cells, validation(place, about, catalog, "A2:A9"), "win32")
    return native, names


def test_windows_gets_rule_style_and_texts_in_the_users_language(catalog: Catalog) -> None:
    native, names = on_windows(catalog, "moc", "credit_type_1")
    (deleted, _), (added, rule) = native.calls
    assert (deleted, added) == ("Delete", "Add")
    assert rule["Type"] == 3
    assert rule["AlertStyle"] == (1 if catalog.lists["credit_types"].closed else 2), "a closed list stops, an open one warns"
    assert rule["Formula1"].startswith("=OFFSET(o_credit_types;")
    assert "Formula2" not in rule
    assert names.open == 0
    assert native.settings["InputTitle"] == "Credit type 1"
    assert native.settings["ErrorMessage"]
    assert (native.settings["IgnoreBlank"], native.settings["ShowInput"], native.settings["ShowError"]) == (True, True, True)


def test_every_column_of_the_catalog_has_a_rule_that_excel_takes(catalog: Catalog) -> None:
    for column in catalog.columns():
        native, names = on_windows(catalog, column.sheet, column.id)
        rule = native.calls[-1][1]
        assert rule["Type"] in range(8)
        assert rule["AlertStyle"] in {1, 2}
        formulas = [rule[name] for name in ("Formula1", "Formula2") if name in rule]
        assert bool(formulas) is (rule["Type"] != 0), "a rule without formula would be refused, and a mere prompt has none"
        assert all(formula[0] == "=" if rule["Type"] in {3, 7} else formula.isdigit() for formula in formulas)
        assert len(native.settings["InputTitle"]) <= 32
        assert names.open == 0


def test_macos_gets_the_rule_through_xlwings_and_the_texts_beside(catalog: Catalog) -> None:
    made: list[Any] = []
    native = Recorder()
    impl = SimpleNamespace(set_rule=lambda *rule: made.append(rule))
    cells: Any = SimpleNamespace(api=SimpleNamespace(validation=native), data_validation=SimpleNamespace(delete=lambda: made.append("deleted"), impl=impl))
    about = catalog.sheets["activities"].column("start_date")
    validations.put(cells, validation(Place("activities", "act", about.id, about.header, 1, about), about, catalog, "A2:A9"), "darwin")
    assert made[0] == "deleted"
    kind, operator, first, last = made[1]
    assert (kind, operator) == ("date", "between")
    assert first.isdigit()
    assert last.isdigit()
    assert native.settings["input_title"] == "Start date"
    assert native.settings["show_error"] is True

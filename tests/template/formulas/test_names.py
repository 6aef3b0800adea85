"""What formulas ask for is declared first; asking for anything else is an error."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pytest

from generator.catalog import Catalog, Program, load
from generator.rules.expression import Bool, HasActivity, Named, Text, date, given, number, rows_of, text, yes
from generator.rules.expression.node import Names as Asked
from generator.rules.expression.write import quoted
from generator.rules.registry import registry
from generator.rules.tables import Rows
from generator.template.formulas.decision import decide, questions_of, written
from generator.template.formulas.letters import kept_back, unused
from generator.template.formulas.names import Names
from generator.template.limits import BuildError
from generator.template.row_marks import marks_of
from generator.workbook.cells import Bools

CATALOG = load()
ACTIVITIES = "activities"


def names_of(sheet: str) -> Names:
    return Names.of_all(CATALOG)[sheet]


@pytest.mark.parametrize(
    "asked",
    [
        text("title").same("x"),
        number("credits") > 1,
        date("start_date") > 1,
        Named("odd", yes("moc")),
        rows_of("moc") > 0,
        rows_of("moc", text("board").same("ABA")) > 0,
    ],
)
def test_asking_declares_nothing(asked: Bool) -> None:
    names = names_of(ACTIVITIES)
    with pytest.raises(BuildError, match="not declared"):
        names.formula(asked)
    assert not names.cells.columns
    assert not names.cells.defined
    names.declare(asked)
    columns, defined = dict(names.cells.columns), dict(names.cells.defined)
    assert names.formula(asked)
    assert (columns, defined) == (names.cells.columns, names.cells.defined)


def test_what_is_declared_again_is_there_already() -> None:
    names = names_of("moc")
    asked = HasActivity() & (number("activities.credits") > number("points"))
    names.declare(asked)
    columns = list(names.cells.columns)
    names.declare(asked, asked)
    assert list(names.cells.columns) == columns


def test_two_conditions_of_one_name() -> None:
    names = names_of(ACTIVITIES)
    names.declare(Named("odd", yes("moc")))
    with pytest.raises(BuildError, match="two conditions have the name odd"):
        names.declare(Named("odd", yes("rems")))


def test_a_hidden_column_with_the_id_of_a_column_to_be_filled_in() -> None:
    with pytest.raises(BuildError, match="title"):
        names_of(ACTIVITIES).declare(Named("title", yes("moc")))


@dataclass(frozen=True)
class EndsWith(Bool):
    """A condition that nobody but this test knows: two methods."""

    text: Text
    end: str

    def evaluate(self, rows: Rows) -> Bools:
        return np.asarray([text.endswith(self.end) for text in self.text.evaluate(rows)], dtype=np.bool_)

    def formula(self, names: Asked) -> str:
        return f"RIGHT({names.formula(self.text)},{len(self.end)})={quoted(self.end)}"


def test_a_condition_that_the_optimizer_does_not_know_is_asked_as_it_is() -> None:
    names = names_of(ACTIVITIES)
    ends = EndsWith(text("title"), "!")
    decision = decide([[(given("title") & ends, "one"), (~ends, "two")]])
    names.declare(*questions_of(decision))
    assert written(decision, names).count('RIGHT(t_act_title,1)="!"') >= 1


# --- letters ---------------------------------------------------------------------------------------


def with_programs(*ids: str) -> Catalog:
    programs = {name: Program(name, name, "mips") for name in ids}
    return replace(CATALOG, programs=programs)


def test_each_program_has_the_first_letter_of_its_id_that_is_free() -> None:
    assert kept_back(CATALOG) == {"Active": "A", "Closed": "C", "MOC": "M", "REMS": "R", "MIPS": "I"}
    assert kept_back(with_programs("CAM", "MAC2X")) == {"Active": "A", "Closed": "C", "CAM": "M", "MAC2X": "X"}
    with pytest.raises(BuildError, match="ACA"):
        kept_back(with_programs("ACA"))


def test_rows_say_no_letter_that_a_mark_holds() -> None:
    held = {letter for sheet in CATALOG.sheets for mark in marks_of(CATALOG, sheet) for letter in mark.text}
    assert not held & set(unused(CATALOG))
    assert not set(kept_back(CATALOG).values()) & set(unused(CATALOG))


def test_more_conditions_than_letters() -> None:
    names = names_of(ACTIVITIES)
    letters = len(unused(CATALOG))
    names.declare(*(rows_of("moc", text("board").same(f"{n}")) for n in range(letters)))
    names.declare(rows_of("moc", text("board").same("0")))
    with pytest.raises(BuildError, match=f"sheet moc are counted by more than {letters} conditions"):
        names.declare(rows_of("moc", text("board").same("one more")))


def test_the_rules_are_counted_by_few_letters() -> None:
    book = Names.of_all(CATALOG)
    for rule in registry(CATALOG).rules:
        book[rule.sheet].declare(rule.when)
    assert all(len(names.chain.counted) < 10 for names in book.values())

"""The language of rules: a small tree over column ids that pandas columns and Excel formulas both understand.

A rule is written once:

    yes("moc") & blank("moc_deadline")
    number("points") > number("activities.credits")

and each node says the same thing twice: `evaluate` over the columns of a sheet at once, and `formula` as Excel text.
A column is named by its id; on MOC, REMS and Support, "activities.credits" is the credits of the row's activity.

To add a node, write these two: `formula` asks its `Names` for cells, and for the formulas of its own parts.

Every node is total: it never errs and is never "perhaps". What a cell means as text, number and date is defined once,
in `generator.workbook.cells` for Python and in `generator.template.formulas` for Excel. A comparison with an absent
number is false; numbers compare with a tolerance; texts compare without case, no-break spaces as spaces and typographic
quotes as straight ones.
"""

from __future__ import annotations

from collections.abc import Iterable

from generator.catalog import Column
from generator.catalog.lists import NO, YES
from generator.rules.expression.node import AllOf, Always, AnyOf, Bool, Named, Never, Node, Not, all_of, any_of
from generator.rules.expression.numbers import (
    AttributeNumber,
    Compare,
    DateOf,
    Length,
    MonthsAfter,
    MultipleOf,
    Number,
    NumberLiteral,
    NumberOf,
    Present,
    Today,
)
from generator.rules.expression.presence import AllBlank, Blank, Given, IsError, IsOddNumber, IsText
from generator.rules.expression.rows import CountRows, HasActivity, Repeated, SharesId
from generator.rules.expression.texts import (
    Attribute,
    Contains,
    HasAny,
    InList,
    Like,
    Meant,
    Same,
    Standing,
    StandingOf,
    StartsWith,
    Text,
    TextLiteral,
    TextOf,
)

__all__ = [
    "AllBlank", "AllOf", "Always", "AnyOf", "Attribute", "AttributeNumber", "Blank", "Bool", "Compare",
    "Contains", "CountRows", "DateOf", "Given", "HasActivity", "HasAny", "InList", "IsError", "IsOddNumber",
    "IsText", "Length", "Like", "Meant", "MonthsAfter", "MultipleOf", "Named", "Never", "Node", "Not", "Number",
    "NumberLiteral", "NumberOf", "Present", "Repeated", "Same", "SharesId", "Standing", "StandingOf",
    "StartsWith", "Text", "TextLiteral", "TextOf", "Today", "all_blank", "all_of", "any_of", "attribute",
    "attribute_number", "blank", "date", "given", "in_list", "no", "number", "of_owner", "rows_of", "says",
    "text", "yes",
]  # fmt: skip


def text(column: str) -> Text:
    return TextOf(column)


def number(column: str) -> Number:
    return NumberOf(column)


def date(column: str) -> Number:
    return DateOf(column)


def blank(column: str) -> Bool:
    return Blank(column)


def given(column: str) -> Bool:
    return Given(column)


def says(column: str, meaning: str) -> Bool:
    """The column holds the value of its list that has this meaning (the field `means` of the list)."""
    return Same(TextOf(column), Meant(column, meaning))


def yes(column: str) -> Bool:
    return says(column, YES)


def no(column: str) -> Bool:
    return says(column, NO)


def in_list(column: Column, on: str = "") -> Bool:
    """The column's text is an offered value of its list, whatever owner it belongs to; for `on` see `attribute`."""
    return InList(TextOf(on + column.id), column.needs_list())


def of_owner(column: Column) -> Bool:
    """The column's text is an offered value of the owner in its row (the board), or the word for all of them."""
    if column.depends_on is None:
        raise column.fault(
            f"the column {column.id} must name in depends_on the column with its board, which the rules ask for."
        )
    return InList(TextOf(column.id), column.needs_list(), TextOf(column.depends_on))


def attribute(column: Column, field: str, on: str = "") -> Text:
    """What the column's list says of its value in a further field.

    Args:
        on: what stands before the column's id: "activities." for a column of the row's activity.
    """
    return Attribute(column.needs_list(), TextOf(on + column.id), field)


def attribute_number(column: Column, field: str) -> Number:
    """The same as a number."""
    return AttributeNumber(column.needs_list(), TextOf(column.id), field)


def all_blank(columns: Iterable[str]) -> Bool:
    """Whether all of the columns are blank; of none they always are."""
    named = tuple(columns)
    return AllBlank(named) if named else Always()


def rows_of(sheet: str, where: Bool | None = None) -> Number:
    """How many rows of `sheet` belong to this row's activity (and satisfy `where`)."""
    return CountRows(sheet, where or Always())

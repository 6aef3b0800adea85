"""The form that a column's texts have, as a condition."""

from __future__ import annotations

from generator.catalog import Column
from generator.catalog.sheets import NO_LETTERS
from generator.rules.expression import Always, Bool, HasAny, Length, Like, text


def fits(column: Column) -> Bool:
    """The text of the column has its form; always, for a column without one."""
    if column.form is None:
        return Always()
    if column.form.mask is not None:
        return Like(text(column.id), column.form.mask)
    return Length(text(column.id)).equals(column.form.letters or 0) & ~HasAny(text(column.id), NO_LETTERS)

"""What a catalog, with an organization's lists and settings, leaves of what a sample would say."""

from __future__ import annotations

import math
from collections.abc import Mapping

from generator.catalog import Catalog, ValueList, fold
from generator.catalog.lists import NO as NO_MEANT
from generator.catalog.lists import YES as YES_MEANT
from generator.sample.words import HOME, Place
from generator.workbook.cells import Cell

ALMOST = 1e-6
"""How far what was worked out may lie from a whole number of steps."""
Row = dict[str, Cell]
YES, NO = range(2)
ADD, UPDATE, DELETE = range(3)
DIRECT, JOINT = range(2)
MONETARY, IN_KIND = range(2)
"""Positions of values in their lists, as all of those above."""
_MEANINGS: Mapping[str, tuple[str, ...]] = {
    "record_action": ("add", "update", "delete"),
    "providership": ("direct", "joint"),
    "kind": ("monetary", "in-kind"),
}
"""Columns, and what the positions of their values mean, in whatever order an organization's list has them."""


def listed(catalog: Catalog, at: str) -> ValueList:
    """The list that a column takes its values from: `at` is the id of a column of Activities, or sheet.column.

    Raises:
        KeyError: there is no such column, or it has no list.
    """
    sheet, _, column = at.rpartition(".")
    return catalog.lists[catalog.sheets[sheet or "activities"].column(column).list or ""]


def value_at(catalog: Catalog, at: str, position: int) -> str:
    """The value at a position of the list of a column, or the last one of a shorter list; of a list whose values have
    a meaning, the one that has the position's."""
    values = listed(catalog, at)
    meanings = (YES_MEANT, NO_MEANT) if values is catalog.answers else _MEANINGS.get(at.rpartition(".")[2], ())
    meant = [value for value in values.offered() if value.means in meanings[position : position + 1]]
    return (meant or values.offered()[: position + 1])[-1].value


def place_in(catalog: Catalog, place: Place) -> Row:
    """City, state and country: a place in a country of the list, and in a state where PARS asks for one."""
    countries, states = listed(catalog, "country"), listed(catalog, "state")
    country = place.country
    if countries.closed and not countries.find(country):
        country = countries.offered()[0].value
    if fold(country) != fold(catalog.text("state_country")):
        return {"city": place.city, "state": None, "country": country}
    known = place.state and (states.find(place.state) or not states.closed)
    offered = states.offered()
    state = place.state if known else offered[0].value if offered else HOME[0].state
    return {"city": place.city, "state": state, "country": country}


def steps_above(number: float, step: float) -> float:
    """The least multiple of a step that is not below a number."""
    return round(math.ceil(number / step - ALMOST) * step, 2)


def credits_near(catalog: Catalog, wanted: float) -> float:
    """A multiple of the step of credits, and at least one step of points, which may not be above them."""
    step = catalog.number("credit_step")
    nearest = round(max(1, round(wanted / step)) * step, 2)
    return max(nearest, steps_above(catalog.number("points_step"), step))


def points_up_to(catalog: Catalog, wanted: float) -> float:
    """The greatest multiple of the step of points that is not above a number, and at least one step."""
    step = catalog.number("points_step")
    return round(max(1, int(wanted / step + ALMOST)) * step, 2)


def filled(catalog: Catalog, sheet: str, column: str, digits: str) -> str:
    """An identifier in the form that a column asks for, with the last of these digits in it."""
    form = catalog.sheet(sheet).column(column).form
    if form is None or form.mask is None:
        return digits
    count = form.mask.count("#")
    left = iter(digits.zfill(count)[-count:])
    return "".join(next(left) if sign == "#" else sign for sign in form.mask)

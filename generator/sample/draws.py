"""Values for a sample, by chance: each of several comes up as often as the others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from random import Random
from typing import Any, TypeVar

from generator.catalog import Catalog, Value
from generator.sample.deck import Deck
from generator.sample.offers import NO, YES, Row, listed, value_at
from generator.workbook.cells import Cell

T = TypeVar("T")


class Draws:
    """Draws from decks that have names, and knows what the columns of a catalog offer.

    Attributes:
        catalog: whose columns they are.
        chance: what decides.
        columns: family of columns to their ids; a column alone is a family too.
        yes, no: the answers.
    """

    def __init__(self, catalog: Catalog, chance: Random) -> None:
        self.catalog = catalog
        self.chance = chance
        self._decks: dict[str, Deck[Any]] = {}
        self._offers: dict[str, tuple[Value, ...]] = {}
        self._values: dict[tuple[str, int], str] = {}
        self.yes, self.no = (value_at(catalog, "moc", position) for position in (YES, NO))
        self.columns: dict[str, list[str]] = {}
        for column in catalog.columns():
            self.columns.setdefault(column.family, []).append(column.id)

    def deck(self, name: str, values: Sequence[T]) -> Deck[T]:
        """The deck of that name, which holds the same values each time."""
        if name not in self._decks:
            self._decks[name] = Deck(values, self.chance)
        return self._decks[name]

    def one(self, name: str, *values: T) -> T:
        """One of some values."""
        return self.deck(name, values).draw()

    def one_of(self, at: str) -> Value:
        """One of the values that a column offers."""
        return self.one(at, *self.offered(at))

    def offered(self, at: str) -> tuple[Value, ...]:
        """The values that a column offers."""
        if at not in self._offers:
            self._offers[at] = listed(self.catalog, at).offered()
        return self._offers[at]

    def value(self, at: str, position: int) -> str:
        """See `generator.sample.offers.value_at`."""
        if (at, position) not in self._values:
            self._values[at, position] = value_at(self.catalog, at, position)
        return self._values[at, position]

    def numbered(self, family: str, values: Iterable[Cell]) -> Row:
        """Values in the first columns of a family."""
        return dict(zip(self.columns[family], values, strict=False))

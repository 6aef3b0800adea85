"""Drawing values so that all of them come up soon."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")


class Deck(Generic[T]):
    """Gives values in an order by chance, each as often as it stands in `values` before all of them come again.

    Args:
        values: at least one.
        chance: the order follows from it alone.
    """

    def __init__(self, values: Sequence[T], chance: Random) -> None:
        self._values = tuple(values)
        self._chance = chance
        self._left: list[T] = []

    def draw(self, fits: Callable[[T], bool] = lambda value: True) -> T:
        """The next value that fits; those passed over keep their turn.

        Raises:
            LookupError: no value fits.
        """
        if not self._left:
            self._left = self._chance.sample(self._values, len(self._values))
        for position, value in enumerate(self._left):
            if fits(value):
                return self._left.pop(position)
        others = [value for value in self._values if fits(value)]
        if not others:
            raise LookupError("no value of the deck fits")
        return self._chance.choice(others)

    def several(self, count: int, fits: Callable[[T], bool] = lambda value: True) -> list[T]:
        """So many values that fit, no two alike.

        Raises:
            LookupError: there are fewer.
        """
        drawn: list[T] = []
        for _ in range(count):
            drawn.append(self.draw(lambda value: fits(value) and value not in drawn))
        return drawn

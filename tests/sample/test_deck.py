from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.sample.deck import Deck


@given(st.lists(st.integers(0, 5), min_size=1, max_size=9), st.integers())
def test_every_value_comes_before_all_come_again(values: list[int], seed: int) -> None:
    deck = Deck(values, Random(seed))
    for _ in range(3):
        assert sorted(deck.draw() for _ in values) == sorted(values)


def test_values_passed_over_keep_their_turn() -> None:
    deck = Deck((1, 2, 3, 4), Random(3))
    assert all(deck.draw(lambda n: n == 2) == 2 for _ in range(5))
    assert sorted(deck.draw() for _ in range(3)) == [1, 3, 4]


def test_no_value_fits() -> None:
    with pytest.raises(LookupError):
        Deck((1, 2), Random(1)).draw(lambda n: n > 2)


def test_several_are_all_different() -> None:
    deck = Deck((1, 2, 2, 3), Random(5))
    assert all(sorted(deck.several(3)) == [1, 2, 3] for _ in range(20))
    assert all(sorted(deck.several(2, lambda n: n != 2)) == [1, 3] for _ in range(20))
    assert deck.several(0) == []
    with pytest.raises(LookupError):
        deck.several(4)

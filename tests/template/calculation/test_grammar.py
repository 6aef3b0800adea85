"""Formulas as trees: how operators bind in Excel, and what is refused."""

from __future__ import annotations

import pytest

from generator.template.calculation.grammar import Binary, Call, Literal, Minus, Name, Series, Span, Unreadable, tree


def test_operators_bind_as_in_excel() -> None:
    assert tree("=1+2*3") == Binary("+", Literal(1.0), Binary("*", Literal(2.0), Literal(3.0)))
    assert tree('a&"x"=b') == Binary("=", Binary("&", Name("a"), Literal("x")), Name("b"))
    assert tree("1-2-3") == Binary("-", Binary("-", Literal(1.0), Literal(2.0)), Literal(3.0))
    assert tree("(1-2)*-n") == Binary("*", Binary("-", Literal(1.0), Literal(2.0)), Minus(Name("n")))


def test_texts_numbers_and_truths() -> None:
    assert tree('"say ""x"""') == Literal('say "x"')
    assert tree("1E-9") == Literal(1e-9)
    assert tree("true") == tree("TRUE()") == Literal(True)
    assert tree('{"0","1"}') == Series(("0", "1"))


def test_calls_and_ranges() -> None:
    assert tree("index(c,1):index(c,2)") == Span(
        Call("INDEX", (Name("c"), Literal(1.0))), Call("INDEX", (Name("c"), Literal(2.0)))
    )
    assert tree("ROW()") == Call("ROW", ())


@pytest.mark.parametrize("formula", ["", "1+", "IF(1", "Lists!A1", "A1:B2 C3", '"open', "{1,2}", "1 2", "#REF!"])
def test_what_our_formulas_never_say_is_refused(formula: str) -> None:
    with pytest.raises(Unreadable):
        tree(formula)

"""The marks that conditions give, as one formula that asks each question once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.rules.expression import Always, Bool, Never, Not, all_of
from generator.rules.expression.node import Names
from generator.rules.expression.write import if_, joined, quoted
from generator.template.formulas.facts import Facts, Untouched, learned, opposite, questions, under

Case = tuple[Bool, str]
"""A condition and the mark that it gives."""
Slot = Sequence[Case]
"""Cases of which the first that holds gives its mark; none when none holds."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and what is given where it holds and where it does not."""

    question: Bool
    yes: Decision
    no: Decision


@dataclass(frozen=True, slots=True)
class Beside:
    """Decisions that are taken one after the other, each giving its marks."""

    parts: tuple[Decision, ...]


Decision = str | Asked | Beside
"""What is given at last is text: marks one after the other, or none."""

_Open = list[tuple[list[Bool], str]]
"""A slot on the way: what each of its cases still asks, and its mark."""


def decide(slots: Sequence[Slot]) -> Decision:
    """How to find the marks of all slots with few questions.

    A question that decides in every case that is left is asked first, and whatever is known on the way shortens what
    follows.
    """
    return _decide([[(list(questions(when)), mark) for when, mark in slot] for slot in slots], "", {})


def _decide(slots: Sequence[_Open], given: str, known: Facts) -> Decision:
    left: list[_Open] = []
    for slot in slots:
        cases = _left(slot, known)
        if cases and not cases[0][0]:
            given += cases[0][1]
        elif cases:
            left.append(cases)
    if not left:
        return given
    for question in left[0][0][0]:
        if all(question in asked or opposite(question) in asked for cases in left for asked, _ in cases):
            yes, no = (_decide(left, given, {**known, **learned(question, holds)}) for holds in (True, False))
            return _asked(question, yes, no)
    (asked, mark), *rest = left[0]
    others = left[1:]
    first = all_of(_needed(asked))
    held, failed = {**known, **learned(first, True)}, {**known, **learned(first, False)}
    if others and all(_left(slot, facts) == slot for slot in others for facts in (held, failed)):
        return Beside((_decide(left[:1], given, known), _decide(others, "", known)))
    together = _asked(first, _decide(others, given + mark, held), _decide([rest, *others], given, failed))
    if not others:
        return together
    return min(together, Beside((_decide(left[:1], given, known), _decide(others, "", known))), key=_size)


def _left(slot: _Open, known: Facts) -> _Open:
    """The cases that can still hold, with what they still ask."""
    cases: _Open = []
    for asked, mark in slot:
        now = [under(question, known) for question in asked]
        if not isinstance(under(all_of(now), {}), Never):
            cases.append(([question for question in now if not isinstance(question, Always)], mark))
    return cases


def _needed(asked: Sequence[Bool]) -> list[Bool]:
    """The questions without those whether a cell was touched, where another tells: they only save work."""
    return [
        question
        for n, question in enumerate(asked)
        if not (isinstance(question, Not) and isinstance(question.of, Untouched))
        or not any(learned(later, True).get(question.of) is False for later in asked[n + 1 :])
    ]


def _asked(question: Bool, yes: Decision, no: Decision) -> Decision:
    if isinstance(question, Not):
        return _asked(question.of, no, yes)
    return yes if yes == no else Asked(question, yes, no)


def _size(decision: Decision) -> int:
    if isinstance(decision, str):
        return 1
    if isinstance(decision, Beside):
        return sum(_size(part) for part in decision.parts)
    return 1 + sum(1 for _ in decision.question.parts()) + _size(decision.yes) + _size(decision.no)


def questions_of(decision: Decision) -> Iterator[Bool]:
    """The questions of a decision, in the order in which its formula asks them."""
    if isinstance(decision, Beside):
        for part in decision.parts:
            yield from questions_of(part)
    elif isinstance(decision, Asked):
        yield decision.question
        yield from questions_of(decision.yes)
        yield from questions_of(decision.no)


def written(decision: Decision, names: Names) -> str:
    """The decision as a formula."""
    if isinstance(decision, str):
        return quoted(decision)
    if isinstance(decision, Beside):
        return joined(written(part, names) for part in decision.parts)
    return if_(names.formula(decision.question), written(decision.yes, names), written(decision.no, names))

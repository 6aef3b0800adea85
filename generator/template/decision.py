"""The marks that conditions give, as one formula that asks each question once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from generator.rules.expression import Always, Bool, Facts, Never, Not, all_of
from generator.rules.expression.presence import Untouched
from generator.rules.names import Names, quoted

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


def marks_of(slots: Sequence[Slot], names: Names) -> str:
    """The formula of all marks that the slots give, one after the other as text."""
    return written(decide(slots), names)


def decide(slots: Sequence[Slot]) -> Decision:
    """How to find the marks of all slots with few questions.

    A question that decides in every case that is left is asked first, and whatever is known on the way shortens what follows.
    """
    return _decide([[(list(when.questions()), mark) for when, mark in slot] for slot in slots], "", {})


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
        if all(question in questions or _not(question) in questions for cases in left for questions, _ in cases):
            yes, no = (_decide(left, given, {**known, **question.learned(holds)}) for holds in (True, False))
            return _asked(question, yes, no)
    (questions, mark), *rest = left[0]
    others = left[1:]
    first = all_of(_needed(questions))
    held, failed = {**known, **first.learned(True)}, {**known, **first.learned(False)}
    if others and all(_left(slot, facts) == slot for slot in others for facts in (held, failed)):
        return Beside((_decide(left[:1], given, known), _decide(others, "", known)))
    together = _asked(first, _decide(others, given + mark, held), _decide([rest, *others], given, failed))
    if not others:
        return together
    return min(together, Beside((_decide(left[:1], given, known), _decide(others, "", known))), key=_size)


def _left(slot: _Open, known: Facts) -> _Open:
    """The cases that can still hold, with what they still ask."""
    found: _Open = []
    for questions, mark in slot:
        now = [question.under(known) for question in questions]
        if not isinstance(all_of(now).under({}), Never):
            found.append(([question for question in now if not isinstance(question, Always)], mark))
    return found


def _needed(questions: Sequence[Bool]) -> list[Bool]:
    """The questions without those whether a cell was touched, where another tells: they only save work, nothing relies on them."""
    return [
        question
        for n, question in enumerate(questions)
        if not (isinstance(question, Not) and isinstance(question.of, Untouched))
        or not any(later.learned(True).get(question.of) is False for later in questions[n + 1 :])
    ]


def _asked(question: Bool, yes: Decision, no: Decision) -> Decision:
    if isinstance(question, Not):
        return _asked(question.of, no, yes)
    return yes if yes == no else Asked(question, yes, no)


def _not(when: Bool) -> Bool:
    return when.of if isinstance(when, Not) else Not(when)


def _size(decision: Decision) -> int:
    if isinstance(decision, str):
        return 1
    if isinstance(decision, Beside):
        return sum(_size(part) for part in decision.parts)
    return 1 + sum(1 for _ in decision.question.parts()) + _size(decision.yes) + _size(decision.no)


def written(decision: Decision, names: Names) -> str:
    """The decision as a formula."""
    if isinstance(decision, str):
        return quoted(decision)
    if isinstance(decision, Beside):
        return "&".join(written(part, names) for part in decision.parts)
    return f"IF({decision.question.formula(names)},{written(decision.yes, names)},{written(decision.no, names)})"

"""The marks that conditions give, as one formula that asks each question once."""

from __future__ import annotations

from collections.abc import Sequence

from generator.rules.expression import Always, Bool, Facts, Never, Not
from generator.rules.expression.node import all_true
from generator.rules.names import Names, quoted

Case = tuple[Bool, str]
"""A condition and the mark that it gives."""
Slot = Sequence[Case]
"""Cases of which the first that holds gives its mark; none when none holds."""
_Asked = list[tuple[list[Bool], str]]
"""A slot on the way: what each of its cases still asks."""


def marks_of(slots: Sequence[Slot], names: Names) -> str:
    """The formula of all marks that the slots give, one after the other as text.

    A question that decides in every case that is left is asked first, and whatever is known on the way shortens what follows.
    """
    return _tree([[(list(when.questions()), mark) for when, mark in slot] for slot in slots], "", names, {})


def _tree(slots: Sequence[_Asked], given: str, names: Names, known: Facts) -> str:
    left: list[_Asked] = []
    for slot in slots:
        cases = _left(slot, known)
        if cases and not cases[0][0]:
            given += cases[0][1]
        elif cases:
            left.append(cases)
    if not left:
        return quoted(given)
    for asked in left[0][0][0]:
        if all(asked in questions or _not(asked) in questions for cases in left for questions, _ in cases):
            held, failed = ({**known, **asked.learned(holds)} for holds in (True, False))
            return _if(asked, _tree(left, given, names, held), _tree(left, given, names, failed), names)
    (questions, mark), *rest = left[0]
    others = left[1:]
    now = all_true(_needed(questions))
    together = _if(
        now,
        _tree(others, given + mark, names, {**known, **now.learned(True)}),
        _tree([rest, *others], given, names, {**known, **now.learned(False)}),
        names,
    )
    if not others:
        return together
    return min(together, "&".join([_tree(left[:1], given, names, known), _tree(others, "", names, known)]), key=len)


def _left(slot: _Asked, known: Facts) -> _Asked:
    """The cases that can still hold, with what they still ask."""
    found: _Asked = []
    for questions, mark in slot:
        now = [question.under(known) for question in questions]
        if not any(isinstance(question, Never) for question in now):
            found.append(([question for question in now if not isinstance(question, Always)], mark))
    return found


def _needed(questions: Sequence[Bool]) -> list[Bool]:
    """The questions without those that a later one answers by itself."""
    return [q for n, q in enumerate(questions) if not any(q in later.learned(True) for later in questions[n + 1 :])]


def _if(when: Bool, yes: str, no: str, names: Names) -> str:
    if isinstance(when, Not):
        return _if(when.of, no, yes, names)
    return f"IF({when.formula(names)},{yes},{no})"


def _not(when: Bool) -> Bool:
    return when.of if isinstance(when, Not) else Not(when)

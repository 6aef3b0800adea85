"""What is known of a row on the way through a formula, and how conditions become shorter by it.

A condition of which nothing is said here is asked as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

import numpy as np

from generator.rules.expression import (
    AllBlank,
    AllOf,
    Always,
    AnyOf,
    Blank,
    Bool,
    Compare,
    DateOf,
    Given,
    IsError,
    IsOddNumber,
    IsText,
    MultipleOf,
    Never,
    Not,
    NumberOf,
    Present,
    all_of,
    any_of,
)
from generator.rules.expression.node import Names
from generator.rules.expression.numbers import compared, stepped
from generator.rules.expression.write import NOTHING
from generator.rules.tables import Rows
from generator.workbook.cells import Bools

Facts: TypeAlias = Mapping[Bool, bool]
"""Conditions of which it is known whether they hold."""


@dataclass(frozen=True)
class Untouched(Bool):
    """Nothing was ever typed into the cell, not even a blank.

    Rules ask `Blank`; formulas ask this first, since it costs nothing.
    """

    column: str

    def evaluate(self, rows: Rows) -> Bools:
        return np.fromiter((cell is None for cell in rows.raw(self.column)), np.bool_, len(rows))

    def formula(self, names: Names) -> str:
        return f"ISBLANK({names.raw(self.column)})"


@dataclass(frozen=True)
class NoText(Bool):
    """The cell reads as the empty text: nothing, blanks, or an error value."""

    column: str

    def evaluate(self, rows: Rows) -> Bools:
        return np.asarray(rows.text(self.column) == "", dtype=np.bool_)

    def formula(self, names: Names) -> str:
        return f"{names.text(self.column)}={NOTHING}"


@dataclass(frozen=True)
class SureCompare(Compare):
    """A comparison of two numbers that are known to be there."""

    def formula(self, names: Names) -> str:
        return compared(self.sign, names.formula(self.left), names.formula(self.right))


@dataclass(frozen=True)
class SureMultipleOf(MultipleOf):
    """A multiple, of a number that is known to be there."""

    def formula(self, names: Names) -> str:
        return stepped(names.formula(self.number), self.step)


def under(when: Bool, facts: Facts) -> Bool:
    """The same condition as long as `facts` hold: shorter where it can be, `Always` or `Never` where they settle it."""
    known = facts.get(when)
    if known is None:
        return _shorter(when, facts)
    return Always() if known else Never()


def opposite(when: Bool) -> Bool:
    """The condition that holds where this one does not."""
    if isinstance(when, (Always, Never)):
        return Never() if isinstance(when, Always) else Always()
    return when.of if isinstance(when, Not) else Not(when)


def _shorter(when: Bool, facts: Facts) -> Bool:  # noqa: PLR0911 - one for each kind of condition
    """What `under` gives when `facts` do not name this very condition."""
    match when:
        case AllOf(parts):
            return _all_shorter(parts, facts)
        case AnyOf(parts):
            return _any_shorter(parts, facts)
        case Not(part):
            return opposite(under(part, facts))
        case Blank(column) | Given(column) if any(of(column) in facts for of in (Untouched, NoText, IsError)):
            return under(all_of(questions(when)), facts)
        case Compare(sign, left, right):
            known = [facts.get(present) for present in _present(when)]
            if False in known:
                return Never()
            return SureCompare(sign, left, right) if all(known) else when
        case MultipleOf(number, step):
            there = facts.get(Present(number))
            if there is None:
                return when
            return SureMultipleOf(number, step) if there else Never()
    return when


def _all_shorter(parts: Sequence[Bool], facts: Facts) -> Bool:
    known, left = dict(facts), list[Bool]()
    for part in parts:
        shorter = under(part, known)
        if isinstance(shorter, Never):
            return shorter
        if not isinstance(shorter, Always):
            left.append(shorter)
            known |= learned(shorter, True)
    return all_of(left)


def _any_shorter(parts: Sequence[Bool], facts: Facts) -> Bool:
    left = list[Bool]()
    for part in parts:
        shorter = under(part, facts)
        if isinstance(shorter, Always):
            return shorter
        if not isinstance(shorter, Never):
            left.append(shorter)
    return any_of(left)


def questions(when: Bool) -> Sequence[Bool]:  # noqa: PLR0911 - one for each kind of condition
    """What has to hold, each part only asked where those before it hold; all together mean this condition."""
    match when:
        case AllOf(parts):
            return [question for part in parts for question in questions(part)]
        case Not(Not(part)):
            return questions(part)
        case Blank(column):
            return NoText(column), Not(IsError(column))
        case Given(column):
            return Not(Untouched(column)), Not(NoText(column))
        case AllBlank(columns):
            return NoText(columns[0]), when
        case IsError(column) | IsText(column) | IsOddNumber(column) | Present(NumberOf(column) | DateOf(column)):
            return Not(Untouched(column)), when
        case SureCompare() | SureMultipleOf():
            return (when,)
        case Compare(sign, left, right):
            present = [question for there in _present(when) for question in questions(there)]
            return [*present, SureCompare(sign, left, right)]
        case MultipleOf(number, step):
            return [*questions(Present(number)), SureMultipleOf(number, step)]
    return (when,)


def _present(when: Compare) -> list[Bool]:
    """What a comparison asks of its sides: that there is a number."""
    return [Present(side) for side in (when.left, when.right) if side.optional]


@lru_cache(maxsize=4096)
def learned(when: Bool, holds: bool) -> Facts:
    """What is known once it is known whether this condition holds. The same conditions come back thousands of times."""
    facts: dict[Bool, bool] = {when: holds}
    for question in questions(when) if holds else ():
        if question != when:
            facts.update(learned(question, True))
    facts.update(_implied(when, holds))
    return facts


def _implied(when: Bool, holds: bool) -> Facts:  # noqa: PLR0911 - one for each kind of condition
    """What is known besides the condition and its questions."""
    match when, holds:
        case Not(part), _:
            return learned(part, not holds)
        case AnyOf(parts), False:
            return {fact: known for part in parts for fact, known in learned(part, False).items()}
        case AllBlank(columns), True:
            return {fact: known for column in columns for fact, known in learned(Blank(column), True).items()}
        case Untouched(column), True:
            return {NoText(column): True, IsError(column): False, IsText(column): False}
        case NoText(column), False:
            return {Untouched(column): False, IsError(column): False}
        case IsError(column), True:
            return {NoText(column): True, IsText(column): False}
        case IsText(column), True:
            return {IsError(column): False}
        case IsOddNumber(column), True:
            return {IsError(column): False, IsText(column): False}
    return {}

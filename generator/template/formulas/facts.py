"""What is known of a row on the way through a formula, and how conditions become shorter by it.

A condition of which nothing is said here is asked as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, singledispatch
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
    """Nothing was ever typed into the cell, not even a blank. Rules ask `Blank`; formulas ask this first, since it costs nothing."""

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


# --- what `under` gives when the facts do not name the very condition ----------------------------------------------------------------


@singledispatch
def _shorter(when: Bool, facts: Facts) -> Bool:
    return when


@_shorter.register
def _(when: AllOf, facts: Facts) -> Bool:
    known, left = dict(facts), list[Bool]()
    for part in when.of:
        shorter = under(part, known)
        if isinstance(shorter, Never):
            return shorter
        if not isinstance(shorter, Always):
            left.append(shorter)
            known |= learned(shorter, True)
    return all_of(left)


@_shorter.register
def _(when: AnyOf, facts: Facts) -> Bool:
    left = list[Bool]()
    for part in when.of:
        shorter = under(part, facts)
        if isinstance(shorter, Always):
            return shorter
        if not isinstance(shorter, Never):
            left.append(shorter)
    return any_of(left)


@_shorter.register
def _(when: Not, facts: Facts) -> Bool:
    return opposite(under(when.of, facts))


@_shorter.register
def _(when: Blank | Given, facts: Facts) -> Bool:
    known = any(of(when.column) in facts for of in (Untouched, NoText, IsError))
    return under(all_of(questions(when)), facts) if known else when


@_shorter.register
def _(when: Compare, facts: Facts) -> Bool:
    known = [facts.get(there) for there in _there(when)]
    if False in known:
        return Never()
    return SureCompare(when.sign, when.left, when.right) if all(known) else when


@_shorter.register
def _(when: MultipleOf, facts: Facts) -> Bool:
    known = facts.get(Present(when.number))
    if known is None:
        return when
    return SureMultipleOf(when.number, when.step) if known else Never()


def _there(when: Compare) -> list[Present]:
    """What a comparison asks of its sides: that there is a number."""
    return [Present(side) for side in (when.left, when.right) if side.optional]


# --- questions -----------------------------------------------------------------------------------------------------------------------


@singledispatch
def questions(when: Bool) -> Sequence[Bool]:
    """What has to hold, each part only asked where those before it hold; all together mean this condition."""
    return (when,)


@questions.register
def _(when: AllOf) -> Sequence[Bool]:
    return [question for part in when.of for question in questions(part)]


@questions.register
def _(when: Not) -> Sequence[Bool]:
    return questions(when.of.of) if isinstance(when.of, Not) else (when,)


@questions.register
def _(when: Blank) -> Sequence[Bool]:
    return NoText(when.column), Not(IsError(when.column))


@questions.register
def _(when: Given) -> Sequence[Bool]:
    return Not(Untouched(when.column)), Not(NoText(when.column))


@questions.register
def _(when: AllBlank) -> Sequence[Bool]:
    return NoText(when.columns[0]), when


@questions.register
def _(when: IsError | IsText | IsOddNumber) -> Sequence[Bool]:
    return Not(Untouched(when.column)), when


@questions.register
def _(when: Present) -> Sequence[Bool]:
    return (Not(Untouched(when.number.column)), when) if isinstance(when.number, (NumberOf, DateOf)) else (when,)


@questions.register
def _(when: Compare) -> Sequence[Bool]:
    there = [question for present in _there(when) for question in questions(present)]
    return [*there, SureCompare(when.sign, when.left, when.right)]


@questions.register
def _(when: MultipleOf) -> Sequence[Bool]:
    return [*questions(Present(when.number)), SureMultipleOf(when.number, when.step)]


@questions.register
def _(when: SureCompare | SureMultipleOf) -> Sequence[Bool]:
    return (when,)


# --- what is learned -----------------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def learned(when: Bool, holds: bool) -> Facts:
    """What is known once it is known whether this condition holds. The same conditions come back thousands of times."""
    facts: dict[Bool, bool] = {when: holds}
    for question in questions(when) if holds else ():
        if question != when:
            facts.update(learned(question, True))
    facts.update(_implied(when, holds))
    return facts


@singledispatch
def _implied(when: Bool, holds: bool) -> Facts:
    """What is known besides the condition and its questions."""
    return {}


@_implied.register
def _(when: Not, holds: bool) -> Facts:
    return learned(when.of, not holds)


@_implied.register
def _(when: AnyOf, holds: bool) -> Facts:
    return {} if holds else {fact: known for part in when.of for fact, known in learned(part, False).items()}


@_implied.register
def _(when: AllBlank, holds: bool) -> Facts:
    blank = [Blank(column) for column in when.columns] if holds else []
    return {fact: known for one in blank for fact, known in learned(one, True).items()}


@_implied.register
def _(when: Untouched, holds: bool) -> Facts:
    return {NoText(when.column): True, IsError(when.column): False, IsText(when.column): False} if holds else {}


@_implied.register
def _(when: NoText, holds: bool) -> Facts:
    return {} if holds else {Untouched(when.column): False, IsError(when.column): False}


@_implied.register
def _(when: IsError, holds: bool) -> Facts:
    return {NoText(when.column): True, IsText(when.column): False} if holds else {}


@_implied.register
def _(when: IsText, holds: bool) -> Facts:
    return {IsError(when.column): False} if holds else {}


@_implied.register
def _(when: IsOddNumber, holds: bool) -> Facts:
    return {IsError(when.column): False, IsText(when.column): False} if holds else {}

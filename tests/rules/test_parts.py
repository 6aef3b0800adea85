"""Every part of every condition counts: without it, one of the rule's own examples would come out otherwise.

An example that fires and one that does not show little of a condition over several columns: "all blank" of which only
the first column is looked at passes both. So each condition is tried with each of its parts left out.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Iterator, Sequence

import pytest

from generator.catalog import ACTIVITIES, load
from generator.rules.check import Check
from generator.rules.expression import Node
from generator.rules.expression.node import AllOf, AnyOf, Named, Not
from generator.rules.expression.presence import AllBlank
from generator.rules.registry import registry
from generator.rules.rule import Example, Rule, all_examples
from generator.workbook.cells import EPOCH, Cell, CellError
from tests.rules.example_batches import EXAMPLE_TODAY, example_batch, label, shape

CATALOG = load()
TODAY = EPOCH + dt.timedelta(days=EXAMPLE_TODAY)


OTHERWISE_SHOWN = {
    "not-of-board": (
        r".*\(choose a board first\)|.*\((none for|no list)",
        "what a drop-down shows instead is no value",
    ),
    "perhaps-of-board": (r".*\(choose a board first\)|.*\((none for|no list)", "the same"),
    "not-in-list": (r"without Not\(of=InList.*owner=TextOf", "what no board has, its own has not"),
    "unlisted-value": (r"without Not\(of=InList.*owner=TextOf", "the same"),
    "content-value-missing": (r"without Blank\(column='content_2'\)", "asked by the part beside it"),
    "content-kind-missing": (r"without Not\(of=InList", "the outline is empty as shipped: test_lists.py has one"),
    "content-id-is-a-name": (r"without Not\(of=InList", "the same"),
}
"""Codes, the parts that their examples need not show, and why."""


def without_a_part(node: Node) -> Iterator[tuple[str, Node]]:
    """The condition with one part left out or turned round, each with a name for it."""
    if isinstance(node, Named):
        # the named condition is worked out once for all rules, so that a changed one must not go by that name
        yield from without_a_part(node.of)
        return
    if isinstance(node, (AllOf, AnyOf)):
        for number, part in enumerate(node.of):
            yield f"without {part}", _of(node, [*node.of[:number], *node.of[number + 1 :]])
    if isinstance(node, AllBlank) and len(node.columns) > 1:
        for column in node.columns:
            rest = tuple(other for other in node.columns if other != column)
            yield f"whatever {column} holds", dataclasses.replace(node, columns=rest)
    if isinstance(node, Not):
        yield f"without not of {node.of}", node.of
    for field in dataclasses.fields(node):
        value = getattr(node, field.name)
        for number, part in enumerate(value if isinstance(value, tuple) else (value,)):
            if isinstance(part, Node):
                for name, other in without_a_part(part):
                    new = (*value[:number], other, *value[number + 1 :]) if isinstance(value, tuple) else other
                    yield name, dataclasses.replace(node, **{field.name: new})


def _of(node: AllOf | AnyOf, parts: Sequence[Node]) -> Node:
    return parts[0] if len(parts) == 1 else dataclasses.replace(node, of=tuple(parts))


def results(rule: Rule, runs: Sequence[Check], when: Node) -> list[list[bool]]:
    return [run.where(dataclasses.replace(rule, when=when)).tolist() for run in runs]


def spares_only_work(rule: Rule, when: Node, left_out: str) -> bool:
    """Whether a part only says first what the others say too: "given" beside a comparison, which is false of what is
    not there. Such a part makes formulas shorter. It must come out the same whatever the cell holds."""
    guard = re.fullmatch(r"without (?:Given\(|Present\(number=\w+Of\()column='(\w+)'\)+", left_out)
    if guard is None:
        return False
    held: list[Cell] = [None, CellError("#N/A"), "soon", " ", 7.0, "7", dt.date(2026, 3, 10), True]
    runs = [Check(example_batch(CATALOG, _in_cell(rule, guard[1], cell)), TODAY) for cell in held]
    return results(rule, runs, when) == results(rule, runs, rule.when)


def _in_cell(rule: Rule, column: str, cell: Cell) -> Example:
    cells = {column: cell}
    if rule.sheet == ACTIVITIES:
        return {ACTIVITIES: cells}
    return {ACTIVITIES: {rule.on.answer or "": "Yes"}, rule.sheet: [cells]}


@pytest.mark.parametrize("rule", {shape(rule): rule for rule in registry(CATALOG).rules}.values(), ids=label)
def test_each_part_of_a_condition_counts(rule: Rule) -> None:
    given = [example for examples in all_examples(rule.examples) for example in examples]
    runs = [Check(example_batch(CATALOG, example), TODAY) for example in given]
    said = results(rule, runs, rule.when)
    idle = [
        name
        for name, when in without_a_part(rule.when)
        if results(rule, runs, when) == said
        and not spares_only_work(rule, when, name)
        and not re.match(OTHERWISE_SHOWN.get(rule.code, ("$", ""))[0], name)
    ]
    assert not idle, "\n".join(idle)

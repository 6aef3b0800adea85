"""What any program asks for that no family of its own speaks of: rows where it has a sheet, and its attestation."""

from collections.abc import Iterator, Mapping

from generator.catalog import ACTIVITIES, ID, Catalog, Program
from generator.catalog.lists import NO, YES
from generator.rules.expression import Repeated, blank, no, rows_of, yes
from generator.rules.rule import Example, Rule, SheetRules
from generator.workbook.cells import Cell

_TOLD_ELSEWHERE = frozenset({"moc", "rems"})
"""Answers of programs that have a family of rules."""


def rules(catalog: Catalog) -> Iterator[Rule]:
    for program in catalog.programs.values():
        if program.answer not in _TOLD_ELSEWHERE:
            yield from _rules(catalog, program)


def _rules(catalog: Catalog, program: Program) -> Iterator[Rule]:
    act, answer, sheet = SheetRules(catalog.sheet(ACTIVITIES)), program.answer, program.sheet or ""
    said_yes, said_no = (catalog.answers.meaning(meaning).value for meaning in (YES, NO))
    value: Cell = None
    if program.sheet and program.column and program.list:
        row, column = SheetRules(catalog.sheet(program.sheet)), program.column
        value = next((value.value for value in catalog.lists[program.list].offered()), None)
        words = {"program": program.title, "sheet": row.sheet.title}

        def example(said: str, *rows: Mapping[str, Cell]) -> Example:
            return {ACTIVITIES: {answer: said}, sheet: [{ID: "CME-1", column: value, **more} for more in rows]}

        yield act.missing(
            "program-without-row", answer, yes(answer) & rows_of(sheet).equals(0), [program.id],
            lambda: (example(said_yes), example(said_yes, {})), words=words,
        )  # fmt: skip
        yield act.missing(
            "program-rows-against-no", answer, (blank(answer) | no(answer)) & (rows_of(sheet) > 0), [program.id],
            lambda: (example(said_no, {}), example(said_yes, {})), words=words,
        )  # fmt: skip
        yield row.invalid(
            "program-value-missing", column, blank(column),
            lambda: (example(said_yes, {column: None}), example(said_yes, {})),
            words=words,
        )  # fmt: skip
        yield row.invalid(
            "program-value-repeated", column, Repeated((ID, column)),
            lambda: (example(said_yes, {}, {}), example(said_yes, {})), words=words,
        )  # fmt: skip
    if program.attestation and program.attested_on:
        attestation, on = program.attestation, SheetRules(catalog.sheet(program.attested_on))
        missing = blank(attestation) | no(attestation)
        yield on.missing(
            "program-attestation-missing", attestation, yes(answer) & missing if on.sheet.id == ACTIVITIES else missing,
            [program.id], lambda: ({ACTIVITIES: {answer: said_yes}}, {ACTIVITIES: {answer: said_no}}),
            words={"program": program.title},
        )  # fmt: skip

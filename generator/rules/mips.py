"""What a person should look at before registering for MIPS (T0, P30). PARS takes all of it."""

from collections.abc import Iterator

from generator.catalog import ACTIVITIES, Catalog
from generator.rules.expression import all_blank, any_of, number, rows_of, text, yes
from generator.rules.moc import improvements
from generator.rules.rule import Rule, SheetRules


def rules(catalog: Catalog) -> Iterator[Rule]:
    act, low = SheetRules(catalog.sheet(ACTIVITIES)), catalog.number("mips_low_credits")
    yield act.advice(
        "mips-low-credits", "credits", yes("mips") & (number("credits") <= low),
        lambda: ({ACTIVITIES: {"mips": "Yes", "credits": low}}, {ACTIVITIES: {"mips": "Yes", "credits": low + 0.25}}),
        words={"threshold": f"{low:g}"},
    )  # fmt: skip
    types = catalog.sheet("moc").family("credit_type")
    improving = rows_of(
        "moc", any_of([text(column.id).same(kind) for column in types for kind in improvements(catalog)])
    )
    outcomes = all_blank([column.id for column in act.sheet.columns if column.stands_for])
    yield act.advice(
        "mips-without-improvement", "mips", yes("mips") & (~yes("moc") | improving.equals(0)) & outcomes,
        lambda: ({ACTIVITIES: {"mips": "Yes"}}, {ACTIVITIES: {"mips": "Yes", "outcome_performance": "Objective"}}),
    )  # fmt: skip

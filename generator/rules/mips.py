"""What a person should look at before registering for MIPS (T0, P30). PARS takes all of it."""

from collections.abc import Iterator

from generator.catalog import ACTIVITIES, Catalog
from generator.rules.expression import all_blank, any_of, number, rows_of, text, yes
from generator.rules.moc import improvements
from generator.rules.rule import Example, Rule, SheetRules


def rules(catalog: Catalog) -> Iterator[Rule]:
    act, low = SheetRules(catalog.sheet(ACTIVITIES)), catalog.number("mips_low_credits")
    yield act.advice(
        "mips-low-credits", "credits", yes("mips") & (number("credits") <= low),
        lambda: (
            {ACTIVITIES: {"mips": "Yes", "credits": low}},
            [{ACTIVITIES: {"mips": "Yes", "credits": low + 0.25}}, {ACTIVITIES: {"mips": "No", "credits": low}}],
        ),
        words={"threshold": f"{low:g}"},
    )  # fmt: skip
    types = catalog.sheet("moc").family("credit_type")
    kinds = improvements(catalog)
    asked: Example = {ACTIVITIES: {"mips": "Yes"}}
    improving = rows_of("moc", any_of([text(column.id).same(kind) for column in types for kind in kinds]))

    def improved(kind: str, column: str) -> Example:
        return {"moc": [{column: kind}]}

    outcomes = [column.id for column in act.sheet.columns if column.stands_for]
    yield act.advice(
        "mips-without-improvement", "mips", yes("mips") & (~yes("moc") | improving.equals(0)) & all_blank(outcomes),
        lambda: (
            [asked, *[{ACTIVITIES: {"mips": "Yes", "moc": "No"}, **improved(kind, types[0].id)} for kind in kinds]],
            [
                *[{ACTIVITIES: {"mips": "Yes", outcome: "Objective"}} for outcome in outcomes],
                *[{**asked, **improved(kind, column.id)} for kind in kinds for column in types],
                {},
            ],
        ),
    )  # fmt: skip

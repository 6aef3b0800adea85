"""What a person should look at before registering for MIPS (T0, P30). PARS takes all of it."""

from collections.abc import Iterator

from generator.catalog import Catalog
from generator.rules.expression import all_blank, any_of, number, rows_of, says, yes
from generator.rules.findings import Severity
from generator.rules.rule import Rule


def rules(catalog: Catalog) -> Iterator[Rule]:
    low = catalog.number("mips_low_credits")
    yield Rule(
        code="mips-low-credits",
        sheet="activities",
        field="credits",
        severity=Severity.ADVICE,
        when=yes("mips") & (number("credits") <= low),
        words={"threshold": f"{low:g}"},
        fires={"activities": {"mips": "Yes", "credits": 2.0}},
        silent={"activities": {"mips": "Yes", "credits": 2.25}},
    )
    kinds = sorted({v.value for v in catalog.lists["credit_types"].offered() if v.is_set("improvement")})
    types = [c.id for c in catalog.sheets["moc"].family("credit_type")]
    improving = rows_of("moc", any_of([says(column, kind) for column in types for kind in kinds]))
    outcomes = all_blank([c.id for c in catalog.sheets["activities"].columns if c.stands_for])
    yield Rule(
        code="mips-without-improvement",
        sheet="activities",
        field="mips",
        severity=Severity.ADVICE,
        when=yes("mips") & (~yes("moc") | improving.equals(0)) & outcomes,
        fires={"activities": {"mips": "Yes"}},
        silent={"activities": {"mips": "Yes", "outcome_performance": "Objective"}},
    )

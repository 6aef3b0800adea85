"""How long one record may run (P12, P13)."""

from collections.abc import Iterator

from generator.catalog import ACTIVITIES, Catalog
from generator.rules.expression import MonthsAfter, attribute_number, date
from generator.rules.rule import Example, Rule, SheetRules


def rules(catalog: Catalog) -> Iterator[Rule]:
    act = SheetRules(catalog.sheet(ACTIVITIES))
    longest = attribute_number(act.sheet.column("format"), "longest_months")

    def until(end: str) -> Example:
        return {ACTIVITIES: {"start_date": "2026-03-10", "end_date": end, "moc_deadline": "2028-01-01"}}

    yield act.advice(
        "runs-too-long", "end_date", date("end_date") >= MonthsAfter(date("start_date"), longest),
        lambda: (until("2027-03-10"), until("2027-03-09")),
    )  # fmt: skip

"""How long one record may run (P12, P13)."""

from collections.abc import Iterator

from generator.catalog import Catalog
from generator.rules.expression import AttributeNumber, MonthsAfter, date, text
from generator.rules.findings import Severity
from generator.rules.rule import Rule


def rules(_catalog: Catalog) -> Iterator[Rule]:
    longest = AttributeNumber("formats", text("format"), "longest_months")
    yield Rule(
        code="runs-too-long",
        sheet="activities",
        field="end_date",
        severity=Severity.ADVICE,
        when=date("end_date") >= MonthsAfter(date("start_date"), longest),
        fires={"activities": {"start_date": "2026-03-10", "end_date": "2027-03-10", "moc_deadline": "2028-01-01"}},
        silent={"activities": {"start_date": "2026-03-10", "end_date": "2027-03-09", "moc_deadline": "2028-01-01"}},
    )

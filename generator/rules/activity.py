"""What an activity needs to be saved, and to become active (P8)."""

from collections.abc import Iterator

from generator.catalog import Catalog
from generator.rules.expression import Attribute, Bool, Named, all_blank, any_of, blank, date, says, text, yes
from generator.rules.findings import Severity
from generator.rules.rule import ACTIVE, SAVE, Example, Rule, day


def rules(catalog: Catalog) -> Iterator[Rule]:
    for column in ("title", "format", "start_date", "end_date"):
        silent: Example = {"activities": {}}
        yield Rule(
            code=f"{column.replace('_', '-')}-missing", sheet="activities", field=column, severity=Severity.INVALID, holds_back=(SAVE,),
            when=blank(column), fires={"activities": {column: None}}, silent=silent,
        )  # fmt: skip
    yield Rule(
        code="end-before-start",
        sheet="activities",
        field="end_date",
        severity=Severity.INVALID,
        holds_back=(SAVE,),
        when=date("end_date") < date("start_date"),
        fires={"activities": {"end_date": day("2026-03-09")}},
        silent={"activities": {"end_date": day("2026-03-10")}},
    )
    methods = [c.id for c in catalog.sheets["activities"].family("delivery_method")]
    has_method = Attribute("formats", text("format"), "delivery").same("yes")
    yield _active("delivery-missing", methods[0], has_method & all_blank(methods), {methods[0]: None}, {"format": "Test-Item Writing", methods[0]: None})
    in_person = Named("in_person", any_of([Attribute("delivery_methods", text(m), "needs_place").same("yes") for m in methods]))
    for column in ("city", "country"):
        yield _active(f"{column}-missing", column, blank(column) & in_person, {column: None}, {methods[0]: "Live-Streamed", column: None})
    country = catalog.text("state_country")
    yield _active("state-missing", "state", blank("state") & in_person & says("country", country), {"state": None}, {"state": None, "country": "CAN"})
    for column in ("credits", "description", "providership", "passport"):
        yield _active(f"{column}-missing", column, blank(column), {column: None}, {})
    for column in ("fee", "registration", "url"):
        yield _active(f"{column}-missing", column, blank(column) & yes("passport"), {column: None}, {column: None, "passport": "No"})


def _active(code: str, field: str, when: Bool, fires: dict[str, str | None], silent: dict[str, str | None]) -> Rule:
    return Rule(
        code=code, sheet="activities", field=field, severity=Severity.MISSING, holds_back=(ACTIVE,),
        when=when, fires={"activities": fires}, silent={"activities": silent},
    )  # fmt: skip

"""What an activity needs to be saved, and to become active (P8)."""

from collections.abc import Iterator, Mapping, Sequence

from generator.catalog import ACTIVITIES, ID, Catalog, Column
from generator.rules.expression import Bool, Named, all_blank, any_of, attribute, blank, date, text, yes
from generator.rules.rule import ACTIVE, Example, Rule, SheetRules, day
from generator.workbook.cells import Cell

_TO_BE_SAVED = {
    "title": "title-missing",
    "format": "format-missing",
    "start_date": "start-date-missing",
    "end_date": "end-date-missing",
}
_IN_PERSON = {"city": "city-missing", "country": "country-missing"}
_TO_BE_ACTIVE = {
    "credits": "credits-missing",
    "description": "description-missing",
    "providership": "providership-missing",
    "passport": "passport-missing",
}
_ON_PASSPORT = {"fee": "fee-missing", "registration": "registration-missing", "url": "url-missing"}
"""Columns that must not be blank, and the codes of the rules that say so."""


def needed_to_save(catalog: Catalog) -> list[Column]:
    """The columns of Activities without which a record that is not to be deleted will not save in PARS."""
    sheet = catalog.sheet(ACTIVITIES)
    return [sheet.column(name) for name in (ID, *_TO_BE_SAVED)]


def rules(catalog: Catalog) -> Iterator[Rule]:
    act = SheetRules(catalog.sheet(ACTIVITIES))

    def unsaved(code: str, field: str) -> Rule:
        return act.invalid(code, field, blank(field), lambda: ({ACTIVITIES: {field: None}}, {ACTIVITIES: {}}))

    def draft(
        code: str, field: str, when: Bool, *silent: Mapping[str, Cell], also: Sequence[Mapping[str, Cell]] = ()
    ) -> Rule:
        def examples() -> tuple[list[Example], list[Example]]:
            blank_there: list[Mapping[str, Cell]] = [{field: None}, *({field: None, **cells} for cells in also)]
            return [{ACTIVITIES: cells} for cells in blank_there], [{ACTIVITIES: cells} for cells in (*silent, {})]

        return act.missing(code, field, when, [ACTIVE], examples)

    for field, code in _TO_BE_SAVED.items():
        yield unsaved(code, field)
    yield act.invalid(
        "end-before-start", "end_date", date("end_date") < date("start_date"),
        lambda: ({ACTIVITIES: {"end_date": day("2026-03-09")}}, {ACTIVITIES: {"end_date": day("2026-03-10")}}),
    )  # fmt: skip
    methods = act.sheet.family("delivery_method")
    method = methods[0].id
    none = all_blank([column.id for column in methods])
    has_method = attribute(act.sheet.column("format"), "delivery").same("yes")
    others: list[Mapping[str, Cell]] = [{method: None, other.id: "Online"} for other in methods[1:]]
    yield draft("delivery-missing", method, has_method & none, {"format": "Test-Item Writing", method: None}, *others)
    in_person = Named("in_person", any_of([attribute(column, "needs_place").same("yes") for column in methods]))
    in_both = [{method: "Live-Streamed", other.id: "In-Person"} for other in methods[1:]]
    for field, code in _IN_PERSON.items():
        yield draft(code, field, blank(field) & in_person, {method: "Live-Streamed", field: None}, also=in_both)
    here = text("country").same(catalog.text("state_country"))
    yield draft(
        "state-missing", "state", blank("state") & in_person & here,
        {"state": None, "country": "CAN"}, {"state": None, method: "Live-Streamed"}, also=in_both,
    )  # fmt: skip
    for field, code in _TO_BE_ACTIVE.items():
        yield draft(code, field, blank(field))
    for field, code in _ON_PASSPORT.items():
        yield draft(code, field, blank(field) & yes("passport"), {field: None, "passport": "No"})

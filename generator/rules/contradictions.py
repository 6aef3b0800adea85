"""Two answers that do not go together."""

from collections.abc import Iterator, Mapping
from functools import partial

from generator.catalog import ACTIVITIES, Catalog, Column, Sheet
from generator.rules.expression import any_of, blank, given, no, rows_of, says, text, yes
from generator.rules.rule import CLOSED, Example, Rule, SheetRules
from generator.workbook.cells import Cell


def rules(catalog: Catalog) -> Iterator[Rule]:
    act = SheetRules(catalog.sheet(ACTIVITIES))
    support = SheetRules(catalog.sheet("support"))
    answer = support.sheet.answer or ""
    yield act.missing(
        "support-rows-against-no", answer, (blank(answer) | no(answer)) & (rows_of("support") > 0), [CLOSED],
        lambda: (
            [{ACTIVITIES: {answer: said}, "support": [{}]} for said in ("No", None)],
            [{ACTIVITIES: {answer: "Yes"}, "support": [{}]}, {ACTIVITIES: {answer: "No"}}, {}],
        ),
    )  # fmt: skip
    partners = [column.id for column in act.sheet.family("joint_provider")]
    yield act.advice(
        "joint-provider-with-direct", "providership",
        says("providership", "direct") & any_of([given(partner) for partner in partners]),
        lambda: (
            [{ACTIVITIES: {partner: "State Society"}} for partner in partners],
            [*({ACTIVITIES: {"providership": said, partners[0]: "State Society"}} for said in ("Joint", None)), {}],
        ),
    )  # fmt: skip
    yield support.advice(
        "amount-on-in-kind", "amount", says("kind", "in-kind") & given("amount"),
        lambda: (
            {ACTIVITIES: {answer: "Yes"}, "support": [{"kind": "In-kind"}]},
            [
                {ACTIVITIES: {answer: "Yes"}, "support": [{}]},
                {ACTIVITIES: {answer: "Yes"}, "support": [{"kind": "In-kind", "amount": None}]},
            ],
        ),
    )  # fmt: skip
    for field in ("fee", "registration"):
        yield act.advice(
            "passport-details-without-passport", field, no("passport") & given(field) & ~yes("moc"),
            partial(_details, field),
        )  # fmt: skip
    for domain, topic in act.sheet.together("state_domain", "state_topic"):
        yield _half(act, "topic-without-domain", topic, domain)
        yield _half(act, "domain-without-topic", domain, topic)
    for sheet in catalog.sheets.values():
        for family in sheet.families:
            for number, column in enumerate(family[1:] if family[0].repeats else (), 1):
                yield _repeated(sheet, column, family[:number])


def _details(field: str) -> tuple[Example, list[Example]]:
    no_moc: Example = {"moc": []}
    return {ACTIVITIES: {"passport": "No", "moc": "No"}, **no_moc}, [
        {ACTIVITIES: {"passport": "No"}},
        {**no_moc, ACTIVITIES: {"passport": "No", "moc": "No", field: None}},
        {**no_moc, ACTIVITIES: {"passport": None, "moc": "No"}},
        {**no_moc, ACTIVITIES: {"moc": "No"}},
    ]


def _half(act: SheetRules, code: str, there: Column, absent: Column) -> Rule:
    """State content is sent only with both its domain and its topic."""
    return act.missing(
        code, absent.id, given(there.id) & blank(absent.id), [CLOSED],
        lambda: ({ACTIVITIES: {there.id: "Opioids"}}, [{ACTIVITIES: {there.id: "Opioids", absent.id: "Opioids"}}, {}]),
    )  # fmt: skip


def _repeated(sheet: Sheet, column: Column, earlier: tuple[Column, ...]) -> Rule:
    """A value that stands twice in the numbered columns of a row. It is sent once."""

    def example(before: Column, other: str | None) -> Example:
        row: Mapping[str, Cell] = {before.id: "Pain Medicine", column.id: other}
        return {sheet.id: row if sheet.id == ACTIVITIES else [row]}

    def examples() -> tuple[list[Example], list[Example]]:
        fires = [example(before, "pain medicine") for before in earlier]
        return fires, [example(earlier[0], "Critical Care"), *(example(before, None) for before in earlier)]

    when = given(column.id) & any_of([text(column.id).same(text(before.id)) for before in earlier])
    return SheetRules(sheet).advice("value-repeated", column.id, when, examples)

"""What closing a record asks for besides all that makes it active (P8). Found only where Close record is Yes, but for
what a supporter lacks: without it the row is not sent, whatever Close record says."""

from collections.abc import Iterator, Mapping

from generator.catalog import ACTIVITIES, ID, Catalog
from generator.rules.expression import Bool, Repeated, Today, all_blank, blank, date, given, rows_of, says, yes
from generator.rules.rule import CLOSED, Example, Rule, SheetRules, day
from generator.workbook.cells import Cell

_BASE: Mapping[str, Cell] = {
    "close_record": "Yes", "commercial_support": "No", "physicians": 3.0, "other_learners": 0.0,
    "outcome_knowledge": "Objective",
}  # fmt: skip
_SUPPORTED: Example = {ACTIVITIES: {**_BASE, "commercial_support": "Yes"}}
_FOR_MOC = {"fee": "fee-missing-for-moc", "registration": "registration-missing-for-moc", "url": "url-missing-for-moc"}


def rules(catalog: Catalog) -> Iterator[Rule]:
    act = SheetRules(catalog.sheet(ACTIVITIES))
    partners = [column.id for column in act.sheet.family("joint_provider")]
    outcomes = [column.id for column in act.sheet.columns if column.stands_for]

    def asked(code: str, field: str, when: Bool, fires: Mapping[str, Cell], *silent: Mapping[str, Cell]) -> Rule:
        def examples() -> tuple[Example, list[Example]]:
            kept_open = {**fires, "close_record": None}
            return {ACTIVITIES: {**_BASE, **fires}}, [{ACTIVITIES: {**_BASE, **row}} for row in (*silent, kept_open)]

        return act.missing(code, field, when, [CLOSED], examples, closing=True)

    yield act.invalid(
        "closed-before-end", "close_record", yes("close_record") & (date("end_date") >= Today()),
        lambda: (
            [{ACTIVITIES: {**_BASE, "end_date": day(end)}} for end in ("2026-07-01", "2026-07-02")],
            [{ACTIVITIES: {**_BASE, "end_date": day("2026-06-30")}}, {ACTIVITIES: {"end_date": day("2026-07-01")}}],
        ),
    )  # fmt: skip
    yield asked(
        "joint-provider-missing", partners[0], says("providership", "joint") & all_blank(partners),
        {"providership": "Joint"}, *({"providership": "Joint", partner: "State Society"} for partner in partners), {},
    )  # fmt: skip
    if outcomes:
        yield asked(
            "outcome-missing", outcomes[0], all_blank(outcomes),
            {outcomes[0]: None}, *({outcomes[0]: None, outcome: "Measured"} for outcome in outcomes),
        )  # fmt: skip
    answer = catalog.sheet("support").answer or ""
    yield asked("support-answer-missing", answer, blank(answer), {answer: None}, {})
    yield act.missing(
        "supporter-missing", answer, yes(answer) & rows_of("support").equals(0), [CLOSED],
        lambda: ({ACTIVITIES: {**_BASE, answer: "Yes"}}, [{ACTIVITIES: _BASE}, {**_SUPPORTED, "support": [{}]}]),
        closing=True,
    )  # fmt: skip
    yield asked("physicians-missing", "physicians", blank("physicians"), {"physicians": None}, {"physicians": 0.0})
    yield asked("other-learners-missing", "other_learners", blank("other_learners"), {"other_learners": None}, {})
    for field, code in _FOR_MOC.items():
        yield _for_moc(catalog, act, code, field)
    yield from _support(SheetRules(catalog.sheet("support")))


def _for_moc(catalog: Catalog, act: SheetRules, code: str, field: str) -> Rule:
    when = yes("moc") & ~yes("passport") & blank(field)
    return act.missing(
        code, field, when, [CLOSED, catalog.program_of("moc").id],
        lambda: (
            [{ACTIVITIES: {**_BASE, "passport": answer, field: None}} for answer in ("No", None)],
            [
                {ACTIVITIES: {**_BASE, "passport": "No"}}, {ACTIVITIES: {**_BASE, field: None}},
                {ACTIVITIES: {**_BASE, "passport": "No", "moc": "No", field: None}, "moc": []},
            ],
        ),
        closing=True,
    )  # fmt: skip


def _support(support: SheetRules) -> Iterator[Rule]:
    def row(fires: Mapping[str, Cell], *silent: Mapping[str, Cell]) -> tuple[Example, list[Example]]:
        return {**_SUPPORTED, "support": [fires]}, [{**_SUPPORTED, "support": [cells]} for cells in silent]

    yield support.missing(
        "support-kind-missing",
        "kind",
        given("supporter") & blank("kind"),
        [CLOSED],
        lambda: row({"kind": None}, {}, {"kind": None, "supporter": None}),
    )
    yield support.missing(
        "amount-missing", "amount", says("kind", "monetary") & blank("amount"), [CLOSED],
        lambda: row({"amount": None}, {"kind": "In-kind", "amount": None}, {}),
    )  # fmt: skip
    yield support.invalid(
        "supporter-name-missing", "supporter", blank("supporter"), lambda: row({"supporter": None}, {})
    )
    yield support.advice(
        "supporter-repeated", "supporter", Repeated((ID, "supporter")),
        lambda: (
            {**_SUPPORTED, "support": [{}, {"kind": "In-kind", "amount": None}]},
            {**_SUPPORTED, "support": [{}, {"supporter": "Example Device Makers, Inc."}]},
        ),
    )  # fmt: skip

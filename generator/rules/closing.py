"""What closing a record asks for besides all that makes it active (P8). Found only where Close record is Yes."""

from collections.abc import Iterator, Mapping

from generator.catalog import Catalog
from generator.rules.expression import Bool, Repeated, Today, all_blank, blank, date, given, rows_of, says, yes
from generator.rules.findings import Severity
from generator.rules.rule import CLOSED, MOC, SAVE, Example, Rule, day
from generator.workbook.cells import Cell

_BASE: Mapping[str, Cell] = {"close_record": "Yes", "commercial_support": "No", "physicians": 3.0, "other_learners": 0.0, "outcome_knowledge": "Objective"}


def rules(catalog: Catalog) -> Iterator[Rule]:
    sheet = catalog.sheets["activities"]
    partners = [c.id for c in sheet.family("joint_provider")]
    outcomes = [c.id for c in sheet.columns if c.stands_for]
    yield Rule(
        code="closed-before-end",
        sheet="activities",
        field="close_record",
        severity=Severity.INVALID,
        holds_back=(SAVE,),
        when=yes("close_record") & (date("end_date") >= Today()),
        fires={"activities": {**_BASE, "end_date": day("2026-07-01")}},
        silent={"activities": {**_BASE, "end_date": day("2026-06-30")}},
    )
    alone = says("providership", "Joint") & all_blank(partners)
    wanted: dict[str, tuple[str, Bool, Mapping[str, Cell], Mapping[str, Cell]]] = {
        "joint-provider-missing": (partners[0], alone, {"providership": "Joint"}, {"providership": "Joint", partners[0]: "State Society"}),
        "outcome-missing": (outcomes[0], all_blank(outcomes), {outcomes[0]: None}, {outcomes[0]: None, outcomes[1]: "Measured"}),
        "support-answer-missing": ("commercial_support", blank("commercial_support"), {"commercial_support": None}, {}),
        "supporter-missing": ("commercial_support", yes("commercial_support") & rows_of("support").equals(0), {"commercial_support": "Yes"}, {}),
        "physicians-missing": ("physicians", blank("physicians"), {"physicians": None}, {"physicians": 0.0}),
        "other-learners-missing": ("other_learners", blank("other_learners"), {"other_learners": None}, {}),
    }  # fmt: skip
    for code, (field, when, fires, silent) in wanted.items():
        yield Rule(
            code=code, sheet="activities", field=field, severity=Severity.MISSING, holds_back=(CLOSED,), closing=True,
            when=when, fires={"activities": {**_BASE, **fires}}, silent={"activities": {**_BASE, **silent}},
        )  # fmt: skip
    for column in ("fee", "registration", "url"):
        yield Rule(
            code=f"{column}-missing-for-moc",
            sheet="activities",
            field=column,
            severity=Severity.MISSING,
            holds_back=(CLOSED, MOC),
            closing=True,
            when=yes("moc") & ~yes("passport") & blank(column),
            fires={"activities": {**_BASE, "passport": "No", column: None}},
            silent={"activities": {**_BASE, "passport": "No"}},
        )
    supported: Example = {"activities": {**_BASE, "commercial_support": "Yes"}}
    yield Rule(
        code="support-kind-missing",
        sheet="support",
        field="kind",
        severity=Severity.MISSING,
        holds_back=(CLOSED,),
        closing=True,
        when=given("supporter") & blank("kind"),
        fires={**supported, "support": [{"kind": None}]},
        silent={**supported, "support": [{}]},
    )
    yield Rule(
        code="amount-missing",
        sheet="support",
        field="amount",
        severity=Severity.MISSING,
        holds_back=(CLOSED,),
        closing=True,
        when=says("kind", "Monetary") & blank("amount"),
        fires={**supported, "support": [{"amount": None}]},
        silent={**supported, "support": [{"kind": "In-kind", "amount": None}]},
    )
    yield Rule(
        code="supporter-name-missing",
        sheet="support",
        field="supporter",
        severity=Severity.INVALID,
        holds_back=(SAVE,),
        when=blank("supporter"),
        fires={**supported, "support": [{"supporter": None}]},
        silent={**supported, "support": [{}]},
    )
    yield Rule(
        code="supporter-repeated",
        sheet="support",
        field="supporter",
        severity=Severity.ADVICE,
        when=Repeated(("provider_activity_id", "supporter")),
        fires={**supported, "support": [{}, {"kind": "In-kind", "amount": None}]},
        silent={**supported, "support": [{}, {"supporter": "Example Device Makers, Inc."}]},
    )

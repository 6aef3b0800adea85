"""Two answers that do not go together."""

from collections.abc import Iterator

from generator.catalog import Catalog
from generator.rules.expression import any_of, blank, given, rows_of, says, text, yes
from generator.rules.findings import Severity
from generator.rules.rule import CLOSED, Rule

_ONCE = ("delivery_method", "joint_provider", "commendation_tag", "credit_type", "practice_area")
"""Families of columns whose values the file holds once each."""


def rules(catalog: Catalog) -> Iterator[Rule]:
    yield Rule(
        code="support-rows-against-no",
        sheet="activities",
        field="commercial_support",
        severity=Severity.MISSING,
        holds_back=(CLOSED,),
        when=(blank("commercial_support") | says("commercial_support", "No")) & (rows_of("support") > 0),
        fires={"activities": {"commercial_support": "No"}, "support": [{}]},
        silent={"activities": {"commercial_support": "Yes"}, "support": [{}]},
    )
    partners = [c.id for c in catalog.sheets["activities"].family("joint_provider")]
    yield Rule(
        code="joint-provider-with-direct",
        sheet="activities",
        field="providership",
        severity=Severity.ADVICE,
        when=says("providership", "Direct") & any_of([given(p) for p in partners]),
        fires={"activities": {partners[0]: "State Society"}},
        silent={"activities": {"providership": "Joint", partners[0]: "State Society"}},
    )
    yield Rule(
        code="amount-on-in-kind",
        sheet="support",
        field="amount",
        severity=Severity.ADVICE,
        when=says("kind", "In-kind") & given("amount"),
        fires={"activities": {"commercial_support": "Yes"}, "support": [{"kind": "In-kind"}]},
        silent={"activities": {"commercial_support": "Yes"}, "support": [{}]},
    )
    for column in ("fee", "registration"):
        yield Rule(
            code="passport-details-without-passport",
            sheet="activities",
            field=column,
            severity=Severity.ADVICE,
            when=says("passport", "No") & given(column) & ~yes("moc"),
            fires={"activities": {"passport": "No", "moc": "No"}, "moc": []},
            silent={"activities": {"passport": "No"}},
        )
    for topic in catalog.sheets["activities"].family("state_topic"):
        domain = topic.id.replace("topic", "domain")
        for code, there, absent in (("topic-without-domain", topic.id, domain), ("domain-without-topic", domain, topic.id)):
            yield Rule(
                code=code,
                sheet="activities",
                field=absent,
                severity=Severity.MISSING,
                holds_back=(CLOSED,),
                when=given(there) & blank(absent),
                fires={"activities": {there: "Opioids"}},
                silent={"activities": {topic.id: "Safe prescribing", domain: "Opioids"}},
            )
    yield from _repeats(catalog)


def _repeats(catalog: Catalog) -> Iterator[Rule]:
    """A value that stands twice in the numbered columns of a row. It is sent once."""
    for sheet in catalog.sheets.values():
        for family in dict.fromkeys(column.family for column in sheet.columns):
            columns = [column.id for column in sheet.family(family)]
            if family not in _ONCE:
                continue
            for number, column in enumerate(columns[1:], 1):
                twice = {columns[0]: "Pain Medicine", column: "pain medicine"}
                once = {columns[0]: "Pain Medicine", column: "Critical Care"}
                yield Rule(
                    code="value-repeated",
                    sheet=sheet.id,
                    field=column,
                    severity=Severity.ADVICE,
                    when=given(column) & any_of([text(column).same(text(earlier)) for earlier in columns[:number]]),
                    fires={sheet.id: twice if sheet.id == "activities" else [twice]},
                    silent={sheet.id: once if sheet.id == "activities" else [once]},
                )

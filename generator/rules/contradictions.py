"""Two answers that do not go together."""

from collections.abc import Iterator

from generator.catalog import Catalog
from generator.rules.expression import any_of, blank, given, rows_of, says, text, yes
from generator.rules.findings import Severity
from generator.rules.rule import CLOSED, Rule


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
        yield Rule(
            code="topic-without-domain",
            sheet="activities",
            field=domain,
            severity=Severity.ADVICE,
            when=given(topic.id) & blank(domain),
            fires={"activities": {topic.id: "Safe prescribing"}},
            silent={"activities": {topic.id: "Safe prescribing", domain: "Opioids"}},
        )
    tags = [c.id for c in catalog.sheets["activities"].family("commendation_tag")]
    for n, tag in enumerate(tags[1:], 1):
        yield Rule(
            code="tag-repeated",
            sheet="activities",
            field=tag,
            severity=Severity.ADVICE,
            when=given(tag) & any_of([text(tag).same(text(earlier)) for earlier in tags[:n]]),
            fires={"activities": {tags[0]: "Engages Teams", tag: "engages teams"}},
            silent={"activities": {tags[0]: "Engages Teams", tag: "Improves Performance"}},
        )

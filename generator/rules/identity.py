"""Which activity a row means: identifiers, record actions, and the tie of the other sheets to Activities."""

from collections.abc import Iterator

from generator.catalog import Catalog
from generator.rules.expression import Bool, HasActivity, Like, SharesId, blank, given, says, text
from generator.rules.findings import Severity
from generator.rules.rule import ANSWERS, SAVE, Example, Rule

_ID = "provider_activity_id"


def rules(catalog: Catalog) -> Iterator[Rule]:
    yield Rule(
        code="activity-id-missing",
        sheet="activities",
        field=_ID,
        severity=Severity.INVALID,
        holds_back=(SAVE,),
        when=blank(_ID),
        fires={"activities": {_ID: None}, "moc": []},
        silent={"activities": {_ID: "CME-2"}, "moc": [{_ID: "CME-2"}]},
    )
    yield Rule(
        code="delete-without-identifier",
        sheet="activities",
        field=_ID,
        severity=Severity.INVALID,
        holds_back=(SAVE,),
        on_delete=True,
        when=says("record_action", "Delete") & blank(_ID) & blank("accme_activity_id"),
        fires={"activities": {_ID: None, "record_action": "Delete"}, "moc": []},
        silent={"activities": {_ID: None, "record_action": "Delete", "accme_activity_id": "210016939"}, "moc": []},
    )
    yield Rule(
        code="activity-id-repeated",
        sheet="activities",
        field=_ID,
        severity=Severity.INVALID,
        holds_back=(SAVE,),
        on_delete=True,
        when=given(_ID) & SharesId(),
        fires={"activities": [{}, {}], "moc": []},
        silent={"activities": [{}, {_ID: "CME-2", "moc": "No"}]},
    )
    yield Rule(
        code="activity-id-is-provider-number",
        sheet="activities",
        field=_ID,
        severity=Severity.ADVICE,
        on_delete=True,
        when=Like(text(_ID), catalog.text("provider_number_mask")),
        fires={"activities": {_ID: "0004321"}, "moc": [{_ID: "0004321"}]},
        silent={"activities": {_ID: "00043210"}, "moc": [{_ID: "00043210"}]},
    )
    yield Rule(
        code="accme-id-form",
        sheet="activities",
        field="accme_activity_id",
        severity=Severity.INVALID,
        holds_back=(SAVE,),
        on_delete=True,
        when=given("accme_activity_id") & ~Like(text("accme_activity_id"), catalog.text("accme_id_mask")),
        fires={"activities": {"accme_activity_id": "21001693"}},
        silent={"activities": {"accme_activity_id": "210016939"}},
    )
    for sheet in ANSWERS:
        yield from _ties(sheet)
    yield Rule(
        code="delete-reported-learners",
        sheet="activities",
        field="record_action",
        severity=Severity.ADVICE,
        on_delete=True,
        when=says("record_action", "Delete"),
        fires={"activities": {"record_action": "Delete"}},
        silent={"activities": {"record_action": "Update", "accme_activity_id": "210016939"}},
    )
    yield Rule(
        code="update-may-duplicate",
        sheet="activities",
        field="accme_activity_id",
        severity=Severity.ADVICE,
        when=says("record_action", "Update") & blank("accme_activity_id"),
        fires={"activities": {"record_action": "Update"}},
        silent={"activities": {"record_action": "Update", "accme_activity_id": "210016939"}},
    )
    yield Rule(
        code="add-of-a-known-record",
        sheet="activities",
        field="record_action",
        severity=Severity.ADVICE,
        when=Like(text("accme_activity_id"), catalog.text("accme_id_mask")) & (blank("record_action") | says("record_action", "Add")),
        fires={"activities": {"accme_activity_id": "210016939"}},
        silent={"activities": {"accme_activity_id": "210016939", "record_action": "Update"}},
    )


def _ties(sheet: str) -> Iterator[Rule]:
    """The tie of a row on another sheet to its activity: an ID that names one activity, and one only."""
    found: dict[str, tuple[Bool, Example]] = {
        "row-without-activity-id": (blank(_ID), {sheet: [{_ID: None}]}),
        "unknown-activity": (given(_ID) & ~HasActivity() & ~SharesId(), {sheet: [{_ID: "CME-9"}]}),
        "activity-id-ambiguous": (given(_ID) & SharesId(), {"activities": [{}, {_ID: " cme-1"}], sheet: [{}]}),
    }
    for code, (when, fires) in found.items():
        yield Rule(
            code=code, sheet=sheet, field=_ID, severity=Severity.INVALID, holds_back=(SAVE,), on_delete=True,
            when=when, fires=fires, silent={sheet: [{_ID: "cme-1 "}]},
        )  # fmt: skip

"""Which activity a row means: identifiers, record actions, and the tie of the other sheets to Activities."""

from collections.abc import Iterator

from generator.catalog import ACTIVITIES, ID, Catalog, Sheet
from generator.rules.expression import Bool, HasActivity, Like, SharesId, blank, given, says, text
from generator.rules.forms import fits
from generator.rules.rule import Example, Rule, SheetRules

ADD_OF_KNOWN = "add-of-a-known-record"
"""The code of the advice that does not count where a comparison says that there is nothing to send."""
_ACCME_ID = "210016939"


def rules(catalog: Catalog) -> Iterator[Rule]:
    act = SheetRules(catalog.sheet(ACTIVITIES))
    yield act.invalid(
        "activity-id-missing", ID, blank(ID),
        lambda: ({ACTIVITIES: {ID: None}, "moc": []}, {ACTIVITIES: {ID: "CME-2"}, "moc": [{ID: "CME-2"}]}),
    )  # fmt: skip
    yield act.invalid(
        "delete-without-identifier", ID, says("record_action", "delete") & blank(ID) & blank("accme_activity_id"),
        lambda: (
            {ACTIVITIES: {ID: None, "record_action": "Delete"}, "moc": []},
            [
                {ACTIVITIES: {ID: None, "record_action": "Delete", "accme_activity_id": _ACCME_ID}, "moc": []},
                {ACTIVITIES: {"record_action": "Delete"}}, {ACTIVITIES: {ID: None}, "moc": []},
            ],
        ),
        on_delete=True,
    )  # fmt: skip
    yield act.invalid(
        "activity-id-repeated", ID, given(ID) & SharesId(),
        lambda: (
            {ACTIVITIES: [{}, {}], "moc": []},
            [{ACTIVITIES: [{}, {ID: "CME-2", "moc": "No"}]}, {ACTIVITIES: [{ID: None}, {ID: None}], "moc": []}],
        ),
        on_delete=True,
    )  # fmt: skip
    yield act.advice(
        "activity-id-is-provider-number", ID, Like(text(ID), catalog.text("provider_number_mask")),
        lambda: (
            {ACTIVITIES: {ID: "0004321"}, "moc": [{ID: "0004321"}]},
            {ACTIVITIES: {ID: "00043210"}, "moc": [{ID: "00043210"}]},
        ),
        on_delete=True,
    )  # fmt: skip
    accme_id = act.sheet.column("accme_activity_id")
    if accme_id.form and accme_id.form.strict:
        yield act.invalid(
            "accme-id-form", accme_id.id, given(accme_id.id) & ~fits(accme_id),
            lambda: ({ACTIVITIES: {accme_id.id: "21001693"}}, [{ACTIVITIES: {accme_id.id: _ACCME_ID}}, {}]),
            on_delete=True,
        )  # fmt: skip
    for sheet in catalog.sheets.values():
        if sheet.id != ACTIVITIES:
            yield from _ties(sheet)
    yield act.advice(
        "delete-reported-learners", "record_action", says("record_action", "delete"),
        lambda: (
            {ACTIVITIES: {"record_action": "Delete"}},
            {ACTIVITIES: {"record_action": "Update", "accme_activity_id": _ACCME_ID}},
        ),
        on_delete=True,
    )  # fmt: skip
    yield act.advice(
        "update-may-duplicate", "accme_activity_id", says("record_action", "update") & blank("accme_activity_id"),
        lambda: (
            {ACTIVITIES: {"record_action": "Update"}},
            [{ACTIVITIES: {"record_action": "Update", "accme_activity_id": _ACCME_ID}}, {}],
        ),
    )  # fmt: skip
    known = fits(accme_id) if accme_id.form else given(accme_id.id)
    yield act.advice(
        ADD_OF_KNOWN, "record_action", known & (blank("record_action") | says("record_action", "add")),
        lambda: (
            [{ACTIVITIES: {"accme_activity_id": _ACCME_ID, "record_action": action}} for action in (None, "Add")],
            [{ACTIVITIES: {"accme_activity_id": _ACCME_ID, "record_action": "Update"}}, {}],
        ),
    )  # fmt: skip


def _ties(sheet: Sheet) -> Iterator[Rule]:
    """The tie of a row on another sheet to its activity: an ID that names one activity, and one only."""

    nameless: Example = {ACTIVITIES: [{ID: None}, {ID: None}], sheet.id: [{ID: None}]}
    twice: Example = {ACTIVITIES: [{}, {ID: " cme-1"}], sheet.id: [{}]}

    def tie(code: str, when: Bool, fires: Example, *silent: Example) -> Rule:
        named: Example = {sheet.id: [{ID: "cme-1 "}]}
        return SheetRules(sheet).invalid(code, ID, when, lambda: (fires, [named, *silent]), on_delete=True)

    yield tie("row-without-activity-id", blank(ID), {sheet.id: [{ID: None}]})
    unknown = given(ID) & ~HasActivity() & ~SharesId()
    yield tie("unknown-activity", unknown, {sheet.id: [{ID: "CME-9"}]}, nameless, twice)
    yield tie("activity-id-ambiguous", given(ID) & SharesId(), twice, nameless)

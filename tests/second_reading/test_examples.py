"""The oracle against examples that the documents spell out, so that it does not stand on the product's word."""

from __future__ import annotations

import datetime as dt

from tests.second_reading import oracle
from tests.second_reading.cells import Cell
from tests.second_reading.rows import ID
from tests.second_reading.verdict import ActivityVerdict, Place, Program, Verdict

TODAY = dt.date(2026, 11, 24)
LATER = dt.date(2027, 3, 10)
BEFORE = dt.date(2026, 11, 23)
ACTIVE = {
    ID: "210016939",
    "title": "Perioperative Pain",
    "format": "Live Course",
    "delivery_method_1": "In-Person",
    "start_date": LATER,
    "end_date": LATER,
    "city": "Chicago",
    "state": "IL",
    "country": "USA",
    "credits": 2.0,
    "description": "A course.",
    "providership": "Direct",
    "passport": "No",
}
MOC = {"moc": "Yes", "moc_deadline": LATER, "moc_attestation": "Yes"}
CLOSING = {"outcome_patient": "Measured", "commercial_support": "No", "physicians": 0.0, "other_learners": 0.0}
PAST = {"start_date": BEFORE, "end_date": BEFORE, "close_record": "Yes"}
ABA = {
    ID: "210016939",
    "board": "ABA",
    "points": 1.0,
    "credit_type_1": "Patient Safety",
    "credit_type_2": "Lifelong Learning",
    "practice_area_1": "General Operative Anesthesia",
    "practice_area_2": "Sleep Medicine",
}
ABIM = {
    ID: "210016939",
    "board": "ABIM",
    "points": 1.0,
    "credit_type_1": "Medical Knowledge",
    "practice_area_1": "Hematology",
}


def _judge(activity: dict[str, Cell], **sheets: list[dict[str, Cell]]) -> tuple[Verdict, ActivityVerdict]:
    batch = {"activities": {2: activity}} | {name: dict(enumerate(rows, start=2)) for name, rows in sheets.items()}
    verdict = oracle.judge(batch, TODAY)
    return verdict, verdict.activities[0]


def test_the_screen_of_the_tutorial_content_areas_are_missing_for_aba_and_abim_is_registered() -> None:
    """T0: MOC for ABA [Missing Required Information], MOC for ABIM without it; the details name Content Areas."""
    verdict, said = _judge(ACTIVE | MOC, moc=[ABA, ABIM])
    closing = {"fee", "registration", "url"}
    assert said.programs == {
        "MOC:ABA": Program("missing", {"content_1"}, closing),
        "MOC:ABIM": Program("complete", set(), closing),
    }
    assert said.record_status == "Active"
    assert verdict.found.missing == {Place("MOC", 2, "content_1")}


def test_points_above_the_credits_do_not_save_and_as_many_do() -> None:
    """T0: MOC credit value must be less than CME value listed; P16: five credits, five points."""
    verdict, said = _judge(ACTIVE | MOC, moc=[ABIM | {"points": 2.25}])
    assert verdict.found.invalid == {Place("MOC", 2, "points")}
    assert (said.record_status, said.held_back, said.element) == ("Will not save", True, None)
    assert not _judge(ACTIVE | MOC, moc=[ABIM | {"points": 2.0}])[1].held_back


def test_a_rems_without_its_rpc_id_lacks_required_information() -> None:
    """T0: RPC ID [Incomplete field - required for program registration], Attestation Complete Yes."""
    row = {ID: "210016939", "program": "Opioid Analgesic", "attestation": "Yes"}
    assert _judge(ACTIVE | {"rems": "Yes"}, rems=[row])[1].programs == {
        "REMS:Opioid Analgesic": Program("missing", {"rpc_id"})
    }


def test_a_description_that_is_blank_keeps_a_record_a_draft() -> None:
    """P8: the fields from Draft to Active."""
    assert _judge(ACTIVE | {"description": None})[1].record_status == "Draft"


def test_a_record_is_ready_to_close_once_its_end_date_is_past() -> None:
    """P8: the same set as Active, with the end date past."""
    assert _judge(ACTIVE | PAST | {"close_record": None})[1].record_status == "Ready to Close"
    assert _judge(ACTIVE | {"start_date": TODAY, "end_date": TODAY})[1].record_status == "Active"


def test_a_record_is_closed_with_outcomes_support_and_learners_zero_allowed() -> None:
    """P8: Closed."""
    assert _judge(ACTIVE | PAST | CLOSING)[1].record_status == "Closed"
    for name in CLOSING:
        verdict, said = _judge(ACTIVE | PAST | CLOSING | {name: None})
        field = "outcome_knowledge" if name.startswith("outcome") else name
        assert (said.record_status, said.to_close) == ("Ready to Close", {field})
        assert verdict.found.missing == {Place("Activities", 2, field)}


def test_what_a_program_lacks_keeps_a_record_from_closing() -> None:
    """P8: if registered for MOC, closing also needs the attestation and everything of each board."""
    learners = {"fee": "Yes", "registration": "Limited", "url": "https://cme.example.org/a"}
    whole = ACTIVE | PAST | CLOSING | MOC | learners
    assert _judge(whole, moc=[ABIM])[1].record_status == "Closed"
    for change in ({"moc_attestation": None}, {"moc_deadline": None}, {"fee": None}):
        assert _judge(whole | change, moc=[ABIM])[1].record_status == "Ready to Close"
    for name in ("points", "credit_type_1", "practice_area_1"):
        assert _judge(whole, moc=[ABIM | {name: None}])[1].record_status == "Ready to Close"
    assert _judge(whole, moc=[])[1].to_close == {"moc"}


def test_closing_before_the_end_or_on_it_does_not_save() -> None:
    """DESIGN: closing before the end date is invalid; the day itself has to be past."""
    verdict, said = _judge(ACTIVE | CLOSING | PAST | {"end_date": TODAY})
    assert verdict.found.invalid == {Place("Activities", 2, "close_record")}
    assert said.held_back


def test_rows_against_a_no_are_told_once_and_judged_no_further() -> None:
    """DESIGN, Contradictions: one finding on the answer; what PARS would never see does not hold the record back."""
    verdict, said = _judge(ACTIVE | {"moc": "No"}, moc=[ABIM | {"points": 99.0, "credit_type_1": "Nonsense"}])
    assert not verdict.found.invalid
    assert verdict.found.missing == {Place("Activities", 2, "moc")}
    assert said.to_close >= {"moc"}
    assert not said.held_back


def test_the_example_file_of_the_facts() -> None:
    """The reconstructed example: order of credits, audience and location, keywords of two selections, board codes."""
    aba = ABA | {"content_1_kind": "Level 3 ID", "content_1": "1001", "content_1_tag": "2001"}
    aba |= {"content_2_kind": "Level 3 ID", "content_2": "1002"}
    abpath = ABIM | {"board": "ABPath", "credit_type_1": "Lifelong Learning", "practice_area_1": "Cytopathology"}
    _, said = _judge(ACTIVE | MOC | {"providership": "Joint", "joint_provider_1": "Society"}, moc=[aba, abpath])
    nodes = list(said.element.walk())
    keywords = [
        (n.attributes["source"], n.attributes["id"], n.children[0].text) for _, n in nodes if n.tag == "lom:keyword"
    ]
    assert keywords == [
        ("01_ABAMCO", "Level 3 ID", "1001"),
        ("01_ABAMCO", "Tag ID", "2001"),
        ("02_ABAMCO", "Level 3 ID", "1002"),
    ]
    assert [n.text for _, n in nodes if n.tag == "x:boardName"] == ["ABA", "ABPATH"]
    education = next(n for _, n in nodes if n.tag == "hx:healthcareEducation")
    assert [child.tag.removeprefix("hx:") for child in education.children] == [
        "credits",
        "targetAudience",
        "activityLocation",
        "startDateTime",
        "endDateTime",
        "activitySponsorship",
        "activityFormat",
    ]
    assert [child.tag for child in education.children[0].children] == [
        "hx:activityCertification",
        "hx:nonAccreditedProvider",
        "hx:numberOfCredits",
    ]

"""ACCME's activity JSON schema, defect by defect: what the file as published lets pass or refuses, and what it is
taken to mean. docs/json-web-services.md has the same list."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest

from tests.exchange.published_schema import (
    both_apostrophes,
    closed,
    corrected,
    counts_of_participants,
    faults,
    is_schema,
    key_without_blank,
    published,
    record,
    required_of_activities,
    required_out_of_properties,
    times_without_offset,
)


@cache
def valid() -> dict[str, Any]:
    """A document that the corrected schema takes, with everything that an activity may hold but a second REMS."""
    return {
        "ACCMEActivities": {
            "MedicalEducationMetrics": [
                {
                    "ReportDescription": {"ReportingStartDate": "2026-03-10", "ReportingEndDate": "2026-03-11"},
                    "ActivityDescription": {},
                    "Lom": {
                        "general": {
                            "identifier": [{"catalog": "Provider Activity ID", "entry": "CME-1"}],
                            "title": "Pain Update",
                            "description": "Safe prescribing.",
                        }
                    },
                    "healthcareMetadata": {
                        "healthcareEducation": {
                            "credits": {"activityCertification": "AMA PRA Category 1", "numberOfCredits": 12},
                            "targetAudience": {"profession": [], "specialty": ["Nephrology"]},
                            "startDateTime": "2026-03-10T00:00:00",
                            "endDateTime": "2026-03-11T00:00:00",
                            "activitySponsorship": "direct",
                            "activityFormat": "Live Course",
                        }
                    },
                    "ParticipationMetrics": {
                        "participantsByCategory": [{"category": "physician", "numberOfParticipants": 3}]
                    },
                    "XtensibleInfo": {
                        "FeeForParticipation": "No, it\u2019s free",
                        "REMS": {"REMSType": "Mycophenolate", "REMSRelatedIdentifier": "EG-123456-001"},
                    },
                }
            ]
        }
    }


def changed(path: str, value: object = None) -> dict[str, Any]:
    """The valid document with one value of its activity replaced, or taken out."""
    whole = copy.deepcopy(valid())
    at: Any = whole["ACCMEActivities"]["MedicalEducationMetrics"][0]
    *way, last = path.split("/")
    for key in way:
        at = at[int(key) if key.isdecimal() else key]
    if value is None:
        del at[last]
    else:
        at[last] = value
    return whole


AT = "ACCMEActivities/MedicalEducationMetrics/0"


def test_what_is_published_is_no_schema() -> None:
    rems = (
        "properties/ACCMEActivities/properties/MedicalEducationMetrics/items/properties/XtensibleInfo/properties/REMS"
        "/properties/required"
    )
    assert is_schema(published()) == sorted(
        [rems, "properties/ACCMEActivities/properties/required", "properties/required"]
    )
    assert is_schema(corrected(required_out_of_properties)) == is_schema(corrected()) == []


def test_the_corrected_schema_takes_a_right_document_and_names_every_key_of_it() -> None:
    assert faults(closed(corrected()), valid()) == []


def test_nothing_was_required_of_the_document_and_of_a_rems() -> None:
    """Before they are schemas, nothing can be said of them; what moved up is what was meant."""
    assert faults(corrected(required_out_of_properties), {}) == [" required"]
    assert faults(corrected(required_out_of_properties), {"ACCMEActivities": {}}) == ["ACCMEActivities required"]
    without = changed("XtensibleInfo/REMS/REMSRelatedIdentifier")
    assert f"{AT}/XtensibleInfo/REMS required" in faults(corrected(required_out_of_properties), without)


@pytest.mark.parametrize(
    "part",
    ["ReportDescription", "ActivityDescription", "Lom", "healthcareMetadata", "ParticipationMetrics", "XtensibleInfo"],
)
def test_nothing_was_required_of_an_activity(part: str) -> None:
    without = changed(part)
    assert f"{AT} required" not in faults(corrected(required_out_of_properties), without)
    assert f"{AT} required" in faults(corrected(required_out_of_properties, required_of_activities), without)


def test_no_document_could_have_what_was_required_under_the_name_of_its_property() -> None:
    as_spelled = corrected(required_out_of_properties)
    names = as_spelled["properties"]["ACCMEActivities"]["properties"]["MedicalEducationMetrics"]["required"]
    record(as_spelled)["required"] = names
    assert f"{AT} required" in faults(as_spelled, valid())
    assert "ParticipationMetrics" in record(as_spelled)["properties"]
    assert "participationMetrics" not in record(as_spelled)["properties"]


@pytest.mark.parametrize(
    "count",
    [
        {"category": "physician"},
        {"numberOfParticipants": 3},
        {"category": "physician", "numberOfParticipants": "3"},
        {"category": "physician", "numberOfParticipants": -1},
    ],
)
def test_the_number_of_participants_was_not_looked_at(count: Mapping[str, object]) -> None:
    document = changed("ParticipationMetrics/participantsByCategory", [count])
    before = corrected(required_out_of_properties, times_without_offset)
    assert faults(before, document) == []
    assert faults(corrected(), document)
    counts_of_participants(before)
    assert faults(before, document)


def test_other_learners_have_no_category_but_other() -> None:
    def counted(category: str) -> dict[str, Any]:
        count = {"category": category, "numberOfParticipants": 3}
        return changed("ParticipationMetrics/participantsByCategory", [count])

    names = record(published())["properties"]["ParticipationMetrics"]["properties"]["participantsByCategory"]
    enum = names["items"]["properties"]["category"]["enum"]
    assert enum.count("physician") == 2
    assert faults(corrected(), counted("non-physician"))
    assert faults(corrected(), counted("other")) == []


def test_the_format_of_a_time_refuses_what_the_words_beside_it_ask_for() -> None:
    education = record(published())["properties"]["healthcareMetadata"]["properties"]["healthcareEducation"]
    assert "'YYYY-MM-DDT00:00:00'" in education["properties"]["startDateTime"]["description"]
    found = faults(corrected(required_out_of_properties, required_of_activities), valid())
    where = f"{AT}/healthcareMetadata/healthcareEducation"
    assert found == [f"{where}/endDateTime format", f"{where}/startDateTime format"]
    offset = changed("healthcareMetadata/healthcareEducation/startDateTime", "2026-03-10T00:00:00Z")
    assert faults(corrected(), offset) == [f"{where}/startDateTime pattern"]


def test_professions_are_required_of_an_audience_and_none_may_be_named() -> None:
    """J1 calls it a specification for joint accredited activities: the workbook knows none."""
    without = changed("healthcareMetadata/healthcareEducation/targetAudience/profession")
    assert f"{AT}/healthcareMetadata/healthcareEducation/targetAudience required" in faults(corrected(), without)
    assert faults(corrected(), valid()) == []


def test_a_fee_with_a_plain_apostrophe_was_refused() -> None:
    plain = changed("XtensibleInfo/FeeForParticipation", "No, it's free")
    one = corrected(required_out_of_properties, times_without_offset)
    assert faults(one, plain) == [f"{AT}/XtensibleInfo/FeeForParticipation enum"]
    both_apostrophes(one)
    assert faults(one, plain) == faults(one, valid()) == []


def test_a_second_rems_has_no_place() -> None:
    both = [{"REMSType": name, "REMSRelatedIdentifier": "EG-1"} for name in ("Opioid Analgesic", "Mycophenolate")]
    assert faults(corrected(), changed("XtensibleInfo/REMS", both)) == [f"{AT}/XtensibleInfo/REMS type"]


def test_a_key_ends_in_a_blank() -> None:
    schema = corrected(required_out_of_properties, times_without_offset, counts_of_participants)
    with_key = changed("XtensibleInfo/isInterprofessional", True)
    assert faults(closed(schema), with_key) == [f"{AT}/XtensibleInfo additionalProperties"]
    key_without_blank(schema)
    assert faults(closed(schema), with_key) == []

"""Where each thing of an activity stands in XML of this standard."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from generator.catalog import fold

_PLACES = """
reporting_start    ReportDescription/ReportingStartDate
reporting_end      ReportDescription/ReportingEndDate
catalog            general/[identifier]/catalog
entry              general/[identifier]/entry
title              general/title/string
description        general/description/string
text_language      string/@language
keyword            general/[keyword]/string
keyword_language   general/[keyword]/string/@language
keyword_source     general/[keyword]/@source
keyword_kind       general/[keyword]/@id
certification      healthcareEducation/[credits]/activityCertification
joint_provider     healthcareEducation/[credits]/nonAccreditedProvider
credits            healthcareEducation/[credits]/numberOfCredits
practice_area      targetAudience/[specialty]/string
city               [activityLocation]/City
state              [activityLocation]/StateOrProvince
country            [activityLocation]/Country/CountryCode
country_name       [activityLocation]/Country/CountryName
start_date         [healthcareEducation]/startDateTime
end_date           [healthcareEducation]/endDateTime
providership       healthcareEducation/activitySponsorship
format             healthcareEducation/activityFormat/string
commercial_support healthcareEducation/commercialSupport
amount             [CommercialSupportAmount]
currency           [CommercialSupportAmount]/@currency
supporter          [CommercialSupportAmount]/@supportSource
learners           [ParticipantsByCategory]
category           [ParticipantsByCategory]/@category
commendation_tag   CommendationTags/CommendationTag
in_kind_supporter  InKindSupports/InKindSupport/@source
delivery_method    DeliveryMethods/DeliveryMethod
outcome            [MeasuredOutcomes]/MeasuredOutcome
measurement_type   [MeasuredOutcomes]/MeasurementType
board              [MOCRegistration]/boardName
points             [MOCRegistration]/mocPoints
credit_type        [MOCRegistration]/MOCCreditType
moc_deadline       [MOCRegistration]/CreditClaimDate
outline            [ContentOutlineSelections]/ContentOutlineSource
outline_kind       [ContentOutlineSelections]/ContentOutlineKeys/ContentKeyword
outline_value      [ContentOutlineSelections]/ContentOutlineKeys/ContentKeywordValue
passport           ForPublicList
fee                FeeForParticipation
registration       ActivityRegistration
mips               IsMeritBasedIncentivePaymentSystem
program            [REMS]/REMSType
rpc_id             [REMS]/REMSRelatedIdentifier
has_state_content  HasStateContentTags
state_domain       [StateContent]/StateContentDomain
state_topic        [StateContent]/StateContentTopic
record_action      activityRecordAction
close_record       closeActivityRecord
"""
"""What it is, and the last elements on the way to it, by their names without namespaces; @ before an attribute. What
stands in one element [in brackets] belongs together."""

_SAYINGS = """
provider_activity_id  catalog        Provider Activity ID
accme_activity_id     catalog        ACCME Activity ID
url                   catalog        URL
physicians            category       physician
other_learners        category       non-physician
credits               certification  AMA PRA Category 1
dollars               currency       USD
english               language       en
"""
"""What it is, where a text says so, and the text."""


@dataclass(frozen=True, slots=True)
class Way:
    """Where a thing stands: its name, and how many steps up from its element the one is that it belongs together in
    (None when it stands for itself)."""

    name: str
    up: int | None


def _ways() -> Mapping[tuple[str, ...], Way]:
    ways: dict[tuple[str, ...], Way] = {}
    for line in _PLACES.strip().splitlines():
        name, path = line.split()
        steps = path.split("/")
        elements = [step for step in steps if not step.startswith("@")]
        bracket = next((number for number, step in enumerate(elements) if step.startswith("[")), None)
        up = None if bracket is None else len(elements) - 1 - bracket
        ways[tuple(step.strip("[]") for step in steps)] = Way(name, up)
    return ways


def _sayings() -> Mapping[tuple[str, str], str]:
    lines = (line.split(maxsplit=2) for line in _SAYINGS.strip().splitlines())
    return {(where, name): text for name, where, text in lines}


WAYS = _ways()
"""The last steps of a path to what stands there."""
LONGEST = max(map(len, WAYS))
SAYS = _sayings()
"""Where a text says what something is, and what it is, to that text: ("catalog", "url") to URL."""


_CREDITS = re.compile(r"\s*(credits?|credit\(s\))?\s*(™|®|\(tm\)|tm)?\s*")
"""What AMA itself writes behind the name of its credit."""


def meant(where: str, text: str) -> str | None:
    """What a text says that something is, however it writes the word; None for what is not known.

    Args:
        where: as in `SAYS`.
    """
    for (place, what), word in SAYS.items():
        rest = fold(text).removeprefix(fold(word)) if place == where and fold(text).startswith(fold(word)) else None
        if rest == "":
            return what
        if rest and where == "language" and rest.startswith("-"):
            return what
        if rest and where == "certification" and _CREDITS.fullmatch(rest):
            return what
    return None


def way_of(path: tuple[str, ...]) -> Way | None:
    """What stands at a path; the longest end of it that is known decides."""
    for length in range(min(LONGEST, len(path)), 0, -1):
        if way := WAYS.get(path[-length:]):
            return way
    return None

"""What the activity JSON has to say of an activity whose XML is known: a reading of ACCME's JSON schema and of the MEMS
form side by side, key by key and path by path, which shares nothing with the export.

Names, order and types of the JSON are the schema's (J1), those of the XML MEMS' and the documents' (M1 to M5).
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from lxml import etree

FLAGS = {"true": True, "false": False, "yes": True, "no": False}
CATEGORIES = {"physician": "physician", "non-physician": "other"}
"""PARS' two categories (J0), and what the enum of J1 has for them."""


class Activity:
    """An element of the XML, by local names."""

    def __init__(self, element: etree._Element) -> None:
        self._element = element

    def all(self, path: str) -> list[etree._Element]:
        found: Any = self._element.xpath("/".join(f"*[local-name()='{name}']" for name in path.split("/")))
        return list(found)

    def texts(self, path: str) -> list[str]:
        return [element.text or "" for element in self.all(path)]

    def under(self, path: str) -> list[Activity]:
        return [Activity(element) for element in self.all(path)]

    def attribute(self, name: str) -> str:
        return str(self._element.get(name))

    @property
    def text(self) -> str:
        return self._element.text or ""


def number(text: str) -> int | Decimal:
    value = Decimal(text)
    return int(value) if value == value.to_integral_value() else value


def given(values: Mapping[str, Any]) -> dict[str, Any]:
    """Only what there is."""
    return {key: value for key, value in values.items() if value not in (None, [], {})}


def first(values: list[Any]) -> Any:
    return values[0] if values else None


def flag(texts: list[str]) -> bool | None:
    return FLAGS[texts[0]] if texts else None


def expected(element: etree._Element) -> dict[str, Any]:
    """The JSON of an activity, but for a second REMS, for which it has no place."""
    x = Activity(element)
    general = "ActivityDescription/lom/general"
    education = "ActivityDescription/lom/healthcareMetadata/healthcareEducation"
    own = "XtensibleInfo"
    identifiers = [
        {"catalog": i.texts("catalog")[0], "entry": i.texts("entry")[0]} for i in x.under(f"{general}/identifier")
    ]
    keywords = [
        {"id": k.attribute("id"), "source": k.attribute("source"), "string": k.texts("string")[0]}
        for k in x.under(f"{general}/keyword")
    ]
    place = given(
        {
            "city": first(x.texts(f"{education}/activityLocation/City")),
            "stateOrProvince": first(x.texts(f"{education}/activityLocation/StateOrProvince")),
            "country": first(x.texts(f"{education}/activityLocation/Country/CountryCode")),
        }
    )
    areas = x.texts(f"{education}/targetAudience/specialty/string")
    return {
        "ReportDescription": {
            "ReportingStartDate": x.texts("ReportDescription/ReportingStartDate")[0],
            "ReportingEndDate": x.texts("ReportDescription/ReportingEndDate")[0],
        },
        "ActivityDescription": given(
            {
                "commercialSupportAmount": [
                    {
                        "currency": s.attribute("currency"),
                        "supportSource": s.attribute("supportSource"),
                        "value": int(s.text),
                    }
                    for s in x.under("ActivityDescription/CommercialSupportAmount")
                ]
            }
        ),
        "Lom": {
            "general": {
                "identifier": identifiers,
                "title": x.texts(f"{general}/title/string")[0],
                "description": x.texts(f"{general}/description/string")[0],
                **given({"keyword": keywords}),
            }
        },
        "healthcareMetadata": {
            "healthcareEducation": {
                "credits": {
                    "activityCertification": x.texts(f"{education}/credits/activityCertification")[0],
                    "numberOfCredits": number(x.texts(f"{education}/credits/numberOfCredits")[0]),
                    **given({"nonAccreditedProvider": x.texts(f"{education}/credits/nonAccreditedProvider")}),
                },
                **given({"targetAudience": {"profession": [], "specialty": areas} if areas else None}),
                **given({"activityLocation": place}),
                "startDateTime": x.texts(f"{education}/startDateTime")[0],
                "endDateTime": x.texts(f"{education}/endDateTime")[0],
                "activitySponsorship": x.texts(f"{education}/activitySponsorship")[0],
                "activityFormat": x.texts(f"{education}/activityFormat/string")[0],
                **given({"commercialSupport": flag(x.texts(f"{education}/commercialSupport"))}),
            }
        },
        "ParticipationMetrics": given(
            {
                "participantsByCategory": [
                    {"category": CATEGORIES[p.attribute("category")], "numberOfParticipants": int(p.text)}
                    for p in x.under("ParticipationMetrics/ParticipantsByCategory")
                ]
            }
        ),
        "XtensibleInfo": given(
            {
                "CommendationTags": given({"CommendationTag": x.texts(f"{own}/CommendationTags/CommendationTag")}),
                "InKindSupports": given(
                    {
                        "InKindSupport": [
                            {"source": s.attribute("source")} for s in x.under(f"{own}/InKindSupports/InKindSupport")
                        ]
                    }
                ),
                "DeliveryMethods": given({"DeliveryMethod": x.texts(f"{own}/DeliveryMethods/DeliveryMethod")}),
                "MeasuredOutcomes": [
                    {
                        "MeasuredOutcome": o.texts("MeasuredOutcome")[0],
                        **given({"MeasurementType": o.texts("MeasurementType")}),
                    }
                    for o in x.under(f"{own}/MeasuredOutcomes")
                ],
                "MOCRegistrations": given(
                    {
                        "MOCRegistration": [
                            {
                                "boardName": m.texts("boardName")[0],
                                "mocPoints": number(m.texts("mocPoints")[0]),
                                "MOCCreditType": m.texts("MOCCreditType"),
                                **given({"CreditClaimDate": first(m.texts("CreditClaimDate"))}),
                            }
                            for m in x.under(f"{own}/MOCRegistrations/MOCRegistration")
                        ]
                    }
                ),
                "ContentOutlines": given(
                    {
                        "ContentOutlineSelections": [
                            {
                                "ContentOutlineSource": c.texts("ContentOutlineSource")[0],
                                "ContentOutlineKeys": [
                                    {
                                        "ContentKeyword": k.texts("ContentKeyword")[0],
                                        "ContentKeywordValue": k.texts("ContentKeywordValue")[0],
                                    }
                                    for k in c.under("ContentOutlineKeys")
                                ],
                            }
                            for c in x.under(f"{own}/ContentOutlines/ContentOutlineSelections")
                        ]
                    }
                ),
                "ForPublicList": flag(x.texts(f"{own}/ForPublicList")),
                "FeeForParticipation": first(x.texts(f"{own}/FeeForParticipation")),
                "ActivityRegistration": first(x.texts(f"{own}/ActivityRegistration")),
                "IsMeritBasedIncentivePaymentSystem": flag(x.texts(f"{own}/IsMeritBasedIncentivePaymentSystem")),
                "REMS": first(
                    [
                        {
                            "REMSType": r.texts("REMSType")[0],
                            "REMSRelatedIdentifier": r.texts("REMSRelatedIdentifier")[0],
                        }
                        for r in x.under(f"{own}/REMS")
                    ]
                ),
                "HasStateContentTags": flag(x.texts(f"{own}/HasStateContentTags")),
                "StateContentTags": given(
                    {
                        "StateContent": [
                            {
                                "StateContentDomain": c.texts("StateContentDomain")[0],
                                "StateContentTopic": c.texts("StateContentTopic")[0],
                            }
                            for c in x.under(f"{own}/StateContentTags/StateContent")
                        ]
                    }
                ),
                "activityRecordAction": x.texts(f"{own}/activityRecordAction")[0],
                "closeActivityRecord": flag(x.texts(f"{own}/closeActivityRecord")),
            }
        ),
    }

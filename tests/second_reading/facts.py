"""What the upload file holds of an activity: every element in its place (J1, M1-M4, DESIGN, The XML)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from tests.second_reading import lists
from tests.second_reading.activity import OUTCOMES
from tests.second_reading.catalog_files import columns, line_of, profile
from tests.second_reading.characters import plain
from tests.second_reading.element import Element, element, leaf
from tests.second_reading.programs import selections
from tests.second_reading.rows import ID, Row

KEYWORD, EXTENSION, BOTH = "keyword", "extension", "both"


def record(row: Row, moc: list[Row], rems: list[Row], support: list[Row], outlines: str) -> Element:
    """MedicalEducationMetrics of a record to be added or updated.

    `outlines` says where content areas go: keyword, extension or both (FACTS: which of them is read is not known).
    """
    start, end = row["start_date"].value, row["end_date"].value
    return element(
        "mems:MedicalEducationMetrics",
        _report(start, end),
        element(
            "mems:ActivityDescription",
            element("lom:lom", _general(row, moc if outlines != EXTENSION else []), _healthcare(row, moc, start, end)),
            *(_money(line) for line in support if line.says("kind", "Monetary") and line["amount"].value),
        ),
        _participants(row),
        _extension(row, moc, rems, support, outlines),
    )


def deletion(row: Row) -> Element:
    """MedicalEducationMetrics of a record to be deleted: its identifiers, and the dates that MEMS demands (M1)."""
    start, end = (row[name].value or row[name].near for name in ("start_date", "end_date"))
    undated = dt.date.fromisoformat(profile()["undated_deletion"])
    return element(
        "mems:MedicalEducationMetrics",
        _report(start or end or undated, end or start or undated),
        element("mems:ActivityDescription", element("lom:lom", element("lom:general", *_identifiers(row, url=False)))),
        element("mems:ParticipationMetrics"),
        element("mems:XtensibleInfo", leaf("x:activityRecordAction", "Delete")),
    )


def _report(start: dt.date, end: dt.date) -> Element:
    """J1: the year agrees with the activity's; M1: the type is a whole date."""
    return element(
        "mems:ReportDescription",
        leaf("mems:ReportingStartDate", f"{start:%Y-%m-%d}"),
        leaf("mems:ReportingEndDate", f"{end:%Y-%m-%d}"),
    )


def _general(row: Row, moc: list[Row]) -> Element:
    return element(
        "lom:general",
        *_identifiers(row, url=True),
        element("lom:title", _english(plain(row["title"].value))),
        element("lom:description", _english(plain(row["description"].value))) if row["description"].value else None,
        *(keyword for line in moc for keyword in _keywords(line)),
    )


def _identifiers(row: Row, *, url: bool) -> list[Element]:
    """J1, identifier: three catalogs."""
    given = [("Provider Activity ID", ID), ("ACCME Activity ID", "accme_activity_id"), ("URL", "url")]
    return [
        element("lom:identifier", leaf("lom:catalog", catalog), leaf("lom:entry", row[name].value))
        for catalog, name in given
        if row[name].value is not None and (url or name != "url")
    ]


def _english(text: str) -> Element:
    return leaf("lom:string", text, language="en")


def _areas(row: Row) -> list[list[tuple[str, str]]]:
    """A board's content areas in order, each once: the kind and value, and the tag below it where there is one."""
    if not selections(row["board"].value):
        return []
    sent = []
    for number in ("1", "2"):
        kind, value, tag = (row[f"content_{number}{end}"].value for end in ("_kind", "", "_tag"))
        area = [(kind, value)] + ([("Tag ID", tag)] if tag is not None else [])
        if kind is not None and value is not None and area not in sent:
            sent.append(area)
    return sent


def _keywords(row: Row) -> list[Element]:
    """J1, keyword: the source tells the first from the second selection, the id what the entry is."""
    code = line_of("boards", row["board"].value)["outline_code"]
    return [
        element("lom:keyword", _english(text), source=f"{number:02}_{code}", id=kind)
        for number, area in enumerate(_areas(row), start=1)
        for kind, text in area
    ]


def _selections(moc: list[Row]) -> list[Element]:
    """J1, ContentOutlines: one entry for each selection, with its publisher."""
    return [
        element(
            "x:ContentOutlineSelections",
            leaf("x:ContentOutlineSource", lists.file_value("boards", row["board"].value)),
            *(
                element("x:ContentOutlineKeys", leaf("x:ContentKeyword", kind), leaf("x:ContentKeywordValue", text))
                for kind, text in area
            ),
        )
        for row in moc
        for area in _areas(row)
    ]


def _healthcare(row: Row, moc: list[Row], start: dt.date, end: dt.date) -> Element:
    """M2: a strict sequence."""
    support = row["commercial_support"].value
    sponsorship = row["providership"].value
    return element(
        "hx:healthcareMetadata",
        element(
            "hx:healthcareEducation",
            _credits(row),
            _audience(moc),
            _location(row),
            leaf("hx:startDateTime", f"{start:%Y-%m-%d}T00:00:00"),
            leaf("hx:endDateTime", f"{end:%Y-%m-%d}T00:00:00"),
            leaf("hx:activitySponsorship", lists.file_value("providership", sponsorship)) if sponsorship else None,
            element("hx:activityFormat", leaf("lom:string", row["format"].value)),
            leaf("hx:commercialSupport", support.lower()) if support else None,
        ),
    )


def _credits(row: Row) -> Element | None:
    """P13: joint providers only where planning was joint; M2: they come before the number."""
    joint = row.says("providership", "Joint")
    partners = _once([row[name].value for name in row.family("joint_provider")]) if joint else []
    amount = row["credits"].value
    if amount is None and not partners:
        return None
    return element(
        "hx:credits",
        leaf("hx:activityCertification", "AMA PRA Category 1"),
        *(leaf("hx:nonAccreditedProvider", name) for name in partners),
        leaf("hx:numberOfCredits", _hundredths(amount)) if amount is not None else None,
    )


def _audience(moc: list[Row]) -> Element | None:
    """J1: practice areas are one flat list of the activity."""
    areas = []
    for line in moc:
        board = line["board"].value
        for name in line.family("practice_area"):
            text = line[name].value
            if text is not None:
                areas += lists.areas_of_all(board, text) or [lists.judged("practice_areas", text, board)[0]]
    found = [element("hx:specialty", leaf("lom:string", area)) for area in _once(areas)]
    return element("hx:targetAudience", *found) if found else None


def _location(row: Row) -> Element | None:
    """M3: the country is mandatory in an address, so a city without one is not written (DESIGN, Active)."""
    if row["country"].value is None:
        return None
    city, state = row["city"].value, row["state"].value
    return element(
        "hx:activityLocation",
        leaf("a:City", city) if city else None,
        leaf("a:StateOrProvince", state) if state else None,
        element("a:Country", leaf("a:CountryCode", row["country"].value)),
    )


def _money(row: Row) -> Element:
    """J1: currency, source and a whole number."""
    return leaf(
        "mems:CommercialSupportAmount",
        f"{row['amount'].value:.0f}",
        currency="USD",
        supportSource=row["supporter"].value,
    )


def _participants(row: Row) -> Element:
    """J1 of April 2025: physicians and non-physicians."""
    counts = [("physician", row["physicians"].value), ("non-physician", row["other_learners"].value)]
    return element(
        "mems:ParticipationMetrics",
        *(leaf("mems:ParticipantsByCategory", f"{n:.0f}", category=who) for who, n in counts if n is not None),
    )


def _extension(row: Row, moc: list[Row], rems: list[Row], support: list[Row], outlines: str) -> Element:
    """J1, XtensibleInfo, in its order."""
    tags = _once([row[name].value for name in row.family("commendation_tag")])
    methods = _once([row[name].value for name in row.family("delivery_method")])
    in_kind = [line["supporter"].value for line in support if line.says("kind", "In-kind")]
    contents = _state_contents(row)
    return element(
        "mems:XtensibleInfo",
        _around("x:CommendationTags", [leaf("x:CommendationTag", tag) for tag in tags]),
        _around("x:InKindSupports", [element("x:InKindSupport", source=name) for name in in_kind]),
        _around("x:DeliveryMethods", [leaf("x:DeliveryMethod", method) for method in methods]),
        *_outcomes(row),
        _around("x:MOCRegistrations", [_registration(row, line) for line in moc]),
        _around("x:ContentOutlines", _selections(moc) if outlines != KEYWORD else []),
        _answer("x:ForPublicList", row["passport"].value),
        leaf("x:FeeForParticipation", row["fee"].value) if row["fee"].value else None,
        leaf("x:ActivityRegistration", row["registration"].value) if row["registration"].value else None,
        _answer("x:IsMeritBasedIncentivePaymentSystem", row["mips"].value or "No"),
        *(_rems(line) for line in rems),
        leaf("x:HasStateContentTags", "true") if contents else None,
        _around("x:StateContentTags", contents),
        leaf("x:activityRecordAction", row["record_action"].value or "Add"),
        _answer("x:closeActivityRecord", row["close_record"].value or "No"),
    )


def _around(tag: str, children: list[Element]) -> Element | None:
    return element(tag, *children) if children else None


def _answer(tag: str, value: object) -> Element | None:
    return leaf(tag, lists.file_value("yes_no", str(value))) if value else None


def _outcomes(row: Row) -> list[Element]:
    """J1: a list of outcomes, each with how it was measured; Measured does not say how."""
    found = []
    for name in OUTCOMES:
        how = row[name].value
        if how is not None:
            types = [part for part in line_of("measurements", how)["measurement_types"].split(";") if part]
            outcome = leaf("x:MeasuredOutcome", columns()["activities", name].stands_for)
            found.append(element("x:MeasuredOutcomes", outcome, *(leaf("x:MeasurementType", kind) for kind in types)))
    return found


def _registration(row: Row, line: Row) -> Element:
    """J1, MOCRegistration; the deadline is the activity's (T0)."""
    types = _once([line[name].value for name in line.family("credit_type")])
    board = line["board"].value
    deadline = row["moc_deadline"].value
    points = line["points"].value
    return element(
        "x:MOCRegistration",
        leaf("x:boardName", lists.file_value("boards", board)),
        leaf("x:mocPoints", _hundredths(points)) if points is not None else None,
        *(leaf("x:MOCCreditType", lists.judged("credit_types", kind, board)[0]) for kind in types),
        leaf("x:CreditClaimDate", f"{deadline:%Y-%m-%d}") if deadline else None,
    )


def _rems(row: Row) -> Element:
    """J1, REMS; T0: without its RPC ID it is saved all the same, with an incomplete field."""
    number = row["rpc_id"].value
    return element(
        "x:REMS",
        leaf("x:REMSType", row["program"].value),
        leaf("x:REMSRelatedIdentifier", number) if number is not None else None,
    )


def _state_contents(row: Row) -> list[Element]:
    pairs = [(row[f"state_domain_{n}"].value, row[f"state_topic_{n}"].value) for n in ("1", "2")]
    return [
        element("x:StateContent", leaf("x:StateContentDomain", domain), leaf("x:StateContentTopic", topic))
        for domain, topic in pairs
        if domain is not None and topic is not None
    ]


def _once(values: list[object]) -> list[str]:
    """The values there are, in order, each once (case aside)."""
    found: dict[str, str] = {}
    for value in values:
        if value is not None:
            found.setdefault(str(value).casefold(), str(value))
    return list(found.values())


def _hundredths(number: Decimal) -> str:
    return f"{number:.2f}"

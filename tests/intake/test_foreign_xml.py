"""XML of the standard by another system: other prefixes and namespaces, another order, and what we do not know."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path

import openpyxl
import pytest
from lxml import etree

from generator.catalog import load
from generator.exchange.incoming import incoming
from generator.intake.brought import Brought
from generator.intake.writing import NOT_IMPORTED
from generator.intake.xml_activities import read_xml
from generator.run.bringing import imported
from generator.upkeep.upgraded import Fate
from tests.bench.documents import referee

CATALOG = load()
DAY = dt.date(2026, 7, 1)
FOREIGN = """<?xml version="1.0"?>
<!-- nightly export -->
<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
 <soap:Body><Batch xmlns="urn:lms:out" sent="2026-03-01">
  <m:MedicalEducationMetrics xmlns:m="http://ns.medbiq.org/metrics/v1/" xmlns:l="http://ltsc.ieee.org/xsd/LOM"
     xmlns:q="http://ns.medbiq.org/lom/extend/v1/" xmlns:ad="http://ns.medbiq.org/address/v1/" xmlns:z="urn:lms:accme">
   <m:ReportDescription>
    <m:ReportingStartDate>2026-01-01</m:ReportingStartDate><m:ReportingEndDate>2027-12-31</m:ReportingEndDate>
   </m:ReportDescription>
   <m:ActivityDescription>
    <l:lom>
     <q:healthcareMetadata><q:healthcareEducation>
       <q:credits><q:activityCertification>AMA PRA Category 1</q:activityCertification>
        <q:nonAccreditedProvider>Lung Club</q:nonAccreditedProvider>
        <q:nonAccreditedProvider>Heart Club</q:nonAccreditedProvider>
        <q:nonAccreditedProvider>Skin Club</q:nonAccreditedProvider>
        <q:nonAccreditedProvider>Bone Club</q:nonAccreditedProvider>
        <q:numberOfCredits>1.5</q:numberOfCredits></q:credits>
       <q:credits><q:activityCertification>ANCC Contact Hours</q:activityCertification>
        <q:numberOfCredits>1.4</q:numberOfCredits></q:credits>
       <q:targetAudience>
        <q:specialty><l:string>  Sleep Medicine </l:string></q:specialty>
        <q:specialty><l:string>Nephrology</l:string></q:specialty>
        <q:specialty><l:string>Home Brewing</l:string></q:specialty>
       </q:targetAudience>
       <q:activityLocation><ad:StreetAddressLine>1 Main St</ad:StreetAddressLine><ad:City>Chicago</ad:City>
        <ad:StateOrProvince>Illinois</ad:StateOrProvince>
        <ad:Country><ad:CountryName>United States</ad:CountryName></ad:Country></q:activityLocation>
       <q:startDateTime>2026-03-10T08:30:00-06:00</q:startDateTime>
       <q:endDateTime>2026-03-11T00:00:00</q:endDateTime>
       <q:activitySponsorship>joint</q:activitySponsorship>
       <q:activityFormat><l:string>live course</l:string></q:activityFormat>
       <q:commercialSupport>yes</q:commercialSupport>
     </q:healthcareEducation></q:healthcareMetadata>
     <l:general>
      <l:title><l:string language="fr">=Sommeil<!-- odd --> et rein</l:string></l:title>
      <l:identifier><l:catalog>LMS</l:catalog><l:entry>77</l:entry></l:identifier>
      <l:identifier><l:catalog>Provider Activity ID</l:catalog><l:entry>007</l:entry></l:identifier>
      <l:language>en</l:language>
      <l:description><l:string>First line.
  Second &lt;b&gt;line&lt;/b&gt;.</l:string></l:description>
      <l:keyword><l:string>sleep</l:string></l:keyword>
     </l:general>
    </l:lom>
    <m:CommercialSupportAmount currency="EUR" supportSource="Lens GmbH">500</m:CommercialSupportAmount>
    <m:CommercialSupportAmount supportSource="Pill Inc">700</m:CommercialSupportAmount>
    <m:AdvertisingAndExhibitIncome currency="USD">100</m:AdvertisingAndExhibitIncome>
    <m:DesignedToChangeCompetence>true</m:DesignedToChangeCompetence>
   </m:ActivityDescription>
   <m:ParticipationMetrics>
    <m:RegisteredParticipants>120</m:RegisteredParticipants>
    <m:ParticipantsByCategory category="Physician">85</m:ParticipantsByCategory>
    <m:ParticipantsByCategory category="nurse">9</m:ParticipantsByCategory>
    <m:Comments>ask Ann</m:Comments>
   </m:ParticipationMetrics>
   <m:XtensibleInfo>
    <z:closeActivityRecord>0</z:closeActivityRecord>
    <z:DeliveryMethods><z:DeliveryMethod>In-Person</z:DeliveryMethod></z:DeliveryMethods>
    <z:MOCRegistrations>
     <z:MOCRegistration><z:CreditClaimDate>2026-12-31</z:CreditClaimDate>
      <z:MOCCreditType>Medical Knowledge</z:MOCCreditType>
      <z:mocPoints>1.5</z:mocPoints><z:boardName>American Board of Internal Medicine</z:boardName></z:MOCRegistration>
     <z:MOCRegistration><z:boardName>ABP</z:boardName><z:mocPoints>1.50</z:mocPoints>
      <z:CreditClaimDate>2026-11-30</z:CreditClaimDate></z:MOCRegistration>
    </z:MOCRegistrations>
    <z:MeasuredOutcomes><z:MeasuredOutcome>Learner Competence</z:MeasuredOutcome>
     <z:MeasurementType>Subjective</z:MeasurementType><z:MeasurementType>Objective</z:MeasurementType></z:MeasuredOutcomes>
    <z:MeasuredOutcomes><z:MeasuredOutcome>Staff Mood</z:MeasuredOutcome></z:MeasuredOutcomes>
    <z:HasStateContentTags>true</z:HasStateContentTags>
    <z:ForPublicList>yes</z:ForPublicList>
    <z:Owner team="pulmo">Ann</z:Owner>
   </m:XtensibleInfo>
  </m:MedicalEducationMetrics>
 </Batch></soap:Body>
</soap:Envelope>
"""


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("foreign") / "lms.xml"
    path.write_text(FOREIGN, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def brought(file: Path) -> Brought:
    return read_xml(file, None)


def told(brought: Brought, fate: Fate) -> list[tuple[str, str]]:
    """The last step of where each value stood, and the value."""
    return [(str(e.old_cell).rpartition("/")[2], e.old) for e in brought.entries if e.fate is fate]


def texts(activity: etree._Element) -> Counter[str]:
    """Each text and attribute of an activity, without blanks around it."""
    found: Counter[str] = Counter()
    for element in activity.iter():
        found.update(text for text in map(str.strip, map(str, element.attrib.values())) if text)
        if own := "".join([element.text or "", *(child.tail or "" for child in element)]).strip():
            found[own] += 1
    return found


def test_it_is_valid_mems(file: Path) -> None:
    assert referee(file) == "1 activities, 0 invalid"


def test_the_activity(brought: Brought) -> None:
    assert brought.rows["activities"] == {
        2: {
            "provider_activity_id": "007", "title": "=Sommeil et rein", "format": "Live Course",
            "description": "First line.\n  Second <b>line</b>.", "start_date": dt.date(2026, 3, 10),
            "end_date": dt.date(2026, 3, 11), "city": "Chicago", "state": "IL", "country": "USA", "credits": 1.5,
            "providership": "Joint", "joint_provider_1": "Lung Club", "joint_provider_2": "Heart Club",
            "joint_provider_3": "Skin Club", "delivery_method_1": "In-Person", "passport": "Yes",
            "moc": "Yes", "moc_deadline": dt.date(2026, 12, 31), "rems": "No", "commercial_support": "Yes",
            "outcome_competence": "Objective and Subjective", "physicians": 85.0, "close_record": "No",
        }
    }  # fmt: skip


def test_its_boards_and_supporters(brought: Brought) -> None:
    own = {"provider_activity_id": "007"}
    assert brought.rows["moc"] == {
        2: {
            **own, "board": "ABIM", "points": 1.5, "credit_type_1": "Medical Knowledge",
            "practice_area_1": "Sleep Medicine", "practice_area_2": "Nephrology", "practice_area_3": "Home Brewing",
        },
        3: {**own, "board": "ABP", "points": 1.5, "practice_area_1": "Sleep Medicine"},
    }  # fmt: skip
    assert brought.rows["support"] == {
        2: {**own, "kind": "Monetary", "supporter": "Lens GmbH"},
        3: {**own, "kind": "Monetary", "supporter": "Pill Inc", "amount": 700.0},
    }


def test_what_has_no_place_is_left_with_its_reason(brought: Brought) -> None:
    assert sorted(told(brought, Fate.LEFT)) == sorted(
        [
            ("ReportingStartDate", "2026-01-01"), ("ReportingEndDate", "2027-12-31"),
                ("nonAccreditedProvider", "Bone Club"),
            ("activityCertification", "ANCC Contact Hours"), ("numberOfCredits", "1.4"),
            ("StreetAddressLine", "1 Main St"), ("@language", "fr"), ("catalog", "LMS"), ("entry", "77"),
            ("language", "en"), ("keyword", "sleep"), ("CommercialSupportAmount", "500"), ("@currency", "EUR"),
            ("AdvertisingAndExhibitIncome", "100"), ("@currency", "USD"), ("DesignedToChangeCompetence", "true"),
            ("RegisteredParticipants", "120"), ("@category", "nurse"), ("ParticipantsByCategory", "9"),
            ("Comments", "ask Ann"), ("CreditClaimDate", "2026-11-30"), ("MeasuredOutcome", "Staff Mood"),
            ("HasStateContentTags", "true"), ("@team", "pulmo"), ("Owner", "Ann"),
        ]
    )  # fmt: skip
    places = {entry.old: (entry.old_cell, entry.sheet, entry.column) for entry in brought.entries}
    assert places["1 Main St"] == ("activity 1 (007), activityLocation/StreetAddressLine", "", "StreetAddressLine")
    assert places["Bone Club"] == ("activity 1 (007), credits/nonAccreditedProvider", "Activities", "Joint provider 3")
    assert all(entry.why.endswith(".") for entry in brought.entries if entry.fate is not Fate.CARRIED)


def test_what_a_person_should_look_at(brought: Brought) -> None:
    assert told(brought, Fate.KEPT) == [
        ("startDateTime", "2026-03-10T08:30:00-06:00"), ("CommercialSupportAmount", "700"),
        ("specialty", "Sleep Medicine"), ("specialty", "Home Brewing"),
    ]  # fmt: skip
    (shared,) = (entry for entry in brought.entries if entry.old == "Sleep Medicine")
    assert len(str(shared.new_cell).split(", ")) == 2


def test_what_reads_otherwise(brought: Brought) -> None:
    assert {(old, new) for old, new in ((e.old, e.new) for e in brought.entries if e.fate is Fate.CHANGED)} == {
        ("live course", "Live Course"), ("Illinois", "IL"), ("United States", "USA"), ("Physician", "physician"),
        ("American Board of Internal Medicine", "ABIM"),
    }  # fmt: skip


def test_every_text_is_accounted_for_once(file: Path, brought: Brought) -> None:
    activity = next(incoming(file).activities())
    understood = Counter({"Provider Activity ID": 1, "AMA PRA Category 1": 1})
    assert Counter(entry.old for entry in brought.entries) == texts(activity) - understood


def test_the_workbook_lists_what_is_not_in_it(file: Path, tmp_path: Path, brought: Brought) -> None:
    imported(file, tmp_path / "new.xlsx", DAY, None, rows=5)
    book = openpyxl.load_workbook(tmp_path / "new.xlsx")
    lines = [*book[NOT_IMPORTED].iter_rows(min_row=4, values_only=True)]
    assert [str(header) for header in lines[0][:5]] == [
        "What happened",
        "Where in the file",
        "Sheet",
        "Column",
        "Value",
    ]
    assert Counter(line[4] for line in lines[1:]) == Counter(
        entry.old for entry in brought.entries if entry.fate in {Fate.LEFT, Fate.KEPT}
    )
    assert book["Activities"]["E2"].value == "=Sommeil et rein"
    assert book["Activities"]["E2"].data_type == "s"


def bare(tmp_path: Path, inside: str, more: str = "") -> Brought:
    """One activity of MEMS alone, without a wrapper."""
    path = tmp_path / "bare.xml"
    path.write_text(
        f'<MedicalEducationMetrics xmlns="http://ns.medbiq.org/metrics/v1/">{inside}<ActivityDescription><lom>'
        f"<general><identifier><catalog>Provider Activity ID</catalog><entry>A-1</entry></identifier></general>"
        f"</lom></ActivityDescription>{more}</MedicalEducationMetrics>",
        encoding="utf-8",
    )
    return read_xml(path, None)


def test_an_activity_alone_says_nothing_of_programs(tmp_path: Path) -> None:
    brought = bare(
        tmp_path,
        "<ReportDescription><ReportingStartDate>2026-03-10</ReportingStartDate></ReportDescription>",
        "<ParticipationMetrics/>",
    )
    assert brought.rows["activities"] == {2: {"provider_activity_id": "A-1", "start_date": dt.date(2026, 3, 10)}}
    assert brought.clean


def test_the_stand_in_of_an_undated_deletion_is_blank_again(tmp_path: Path) -> None:
    dates = (
        "<ReportDescription><ReportingStartDate>1900-01-01</ReportingStartDate>"
        "<ReportingEndDate>1900-01-01</ReportingEndDate></ReportDescription>"
    )
    action = "<XtensibleInfo><activityRecordAction>Delete</activityRecordAction></XtensibleInfo>"
    brought = bare(tmp_path, dates, action)
    assert brought.rows["activities"] == {2: {"provider_activity_id": "A-1", "record_action": "Delete"}}
    kept = bare(tmp_path, dates, action.replace("Delete", "Update")).rows["activities"][2]
    assert kept["start_date"] == "1900-01-01"


def test_rows_without_an_id_are_told(tmp_path: Path) -> None:
    path = tmp_path / "no-id.xml"
    path.write_text(
        "<r><MedicalEducationMetrics><x><REMS><REMSType>Mycophenolate</REMSType></REMS></x></MedicalEducationMetrics></r>",
        encoding="utf-8",
    )
    brought = read_xml(path, None)
    assert brought.rows["rems"] == {2: {"program": "Mycophenolate"}}
    (entry,) = (entry for entry in brought.entries if entry.fate is Fate.KEPT)
    assert (entry.old_cell, entry.new_cell, entry.column) == ("activity 1", "B2", "Provider activity ID")


def test_a_text_that_no_cell_holds_is_left(tmp_path: Path) -> None:
    path = tmp_path / "long.xml"
    path.write_text(
        f"<r><MedicalEducationMetrics><general><title><string>{'x' * 40_000}</string></title></general>"
        "</MedicalEducationMetrics></r>",
        encoding="utf-8",
    )
    brought = imported(path, tmp_path / "new.xlsx", DAY, None, rows=5)
    (entry,) = brought.entries
    assert (entry.fate, len(entry.old)) == (Fate.LEFT, 40_000)
    shown = openpyxl.load_workbook(tmp_path / "new.xlsx")[NOT_IMPORTED]["E5"].value
    assert str(shown).startswith("(the first part of 40,000 characters; --json has all) xxx")


def one(tmp_path: Path, general: str = "", boards: str = "", *more: str) -> Brought:
    """An activity A-1 with additions."""
    path = tmp_path / "one.xml"
    path.write_text(
        "<r><MedicalEducationMetrics><general><identifier><catalog>Provider Activity ID</catalog><entry>A-1</entry>"
        f"</identifier>{general}</general><XtensibleInfo><MOCRegistrations>{boards}</MOCRegistrations>{''.join(more)}"
        "</XtensibleInfo></MedicalEducationMetrics></r>",
        encoding="utf-8",
    )
    return read_xml(path, None)


def registered(board: str, inside: str = "") -> str:
    return f"<MOCRegistration><boardName>{board}</boardName>{inside}</MOCRegistration>"


def areas(*names: str) -> str:
    return f"<targetAudience>{''.join(f'<specialty><string>{n}</string></specialty>' for n in names)}</targetAudience>"


def key(kind: str, value: str, source: str = "01_ABAMCO") -> str:
    return f'<keyword source="{source}" id="{kind}"><string language="en">{value}</string></keyword>'


def test_more_than_there_are_columns_for(tmp_path: Path) -> None:
    tags = "".join(f"<CommendationTag>Tag {n}</CommendationTag>" for n in range(1, 7))
    contents = "".join(
        f"<StateContent><StateContentDomain>D{n}</StateContentDomain><StateContentTopic>T{n}</StateContentTopic></StateContent>"
        for n in range(1, 4)
    )
    types = "".join(f"<MOCCreditType>Type {n}</MOCCreditType>" for n in range(1, 6))
    keys = "".join(key("Level 3 ID", f"10{n}", f"0{n}_ABAMCO") for n in (1, 2, 3))
    brought = one(
        tmp_path, keys, registered("ABA", types), f"<CommendationTags>{tags}</CommendationTags>",
        f"<StateContentTags>{contents}</StateContentTags>",
    )  # fmt: skip
    cells = brought.rows["activities"][2]
    assert [cells[f"commendation_tag_{n}"] for n in range(1, 6)] == [f"Tag {n}" for n in range(1, 6)]
    assert [cells[f"state_topic_{n}"] for n in (1, 2)] == ["T1", "T2"]
    assert [brought.rows["moc"][2][f"content_{n}"] for n in (1, 2)] == ["101", "102"]
    left = sorted(entry.old for entry in brought.entries if entry.fate is Fate.LEFT)
    assert left == ["03_ABAMCO", "103", "D3", "Level 3 ID", "T3", "Tag 6", "Type 5"]


def test_content_areas_and_their_tags(tmp_path: Path) -> None:
    keys = [key("Level 3 ID", "1001"), key("Tag ID", "2001"), key("Free Text", "Airway", "02_ABAMCO")]
    brought = one(tmp_path, "".join(keys), registered("ABA") + registered("ABIM"))
    row = brought.rows["moc"][2]
    assert {name: cell for name, cell in row.items() if name.startswith("content")} == {
        "content_1": "1001", "content_1_kind": "Level 3 ID", "content_1_tag": "2001", "content_2": "Airway",
        "content_2_kind": "Free Text",
    }  # fmt: skip
    assert brought.clean


def test_content_areas_of_nobody_and_a_third_key_are_left(tmp_path: Path) -> None:
    keys = [key("Level 3 ID", "1001"), key("Tag ID", "2001"), key("Tag ID", "2002"), key("Free Text", "x", "01_OTHER")]
    brought = one(tmp_path, "".join(keys), registered("ABA"))
    left = sorted(entry.old for entry in brought.entries if entry.fate is Fate.LEFT)
    assert left == ["01_OTHER", "2002", "Free Text", "Tag ID", "x"]
    alone = one(tmp_path, keys[0], registered("ABIM"))
    assert sorted(entry.old for entry in alone.entries if entry.fate is Fate.LEFT) == [
        "01_ABAMCO",
        "1001",
        "Level 3 ID",
    ]


def test_practice_areas_without_a_board_are_left(tmp_path: Path) -> None:
    brought = one(tmp_path, areas("Nephrology"))
    assert told(brought, Fate.LEFT) == [("specialty", "Nephrology")]
    assert brought.rows["activities"][2]["moc"] == "No"


def test_all_areas_of_a_board_in_any_order(tmp_path: Path) -> None:
    listed = [value.value for value in CATALOG.lists["practice_areas"].offered("ABIM")]
    names = [name.replace("&", "&amp;") for name in listed]
    for order in (names, names[::-1]):
        brought = one(tmp_path, areas(*order), registered("ABIM"))
        cells = {name: cell for name, cell in brought.rows["moc"][2].items() if name.startswith("practice_area")}
        if order is names:
            assert cells == {"practice_area_1": "All"}
        else:  # the word for all of them would be another order in the file
            assert list(cells.values()) == listed[::-1]
            assert brought.catalog.sheet("moc").has(f"practice_area_{len(listed)}")
        assert brought.clean
    few = one(tmp_path, areas(*names[:-1]), registered("ABIM")).rows["moc"][2]
    assert [cell for name, cell in few.items() if name.startswith("practice_area")] == listed[:-1]


def test_areas_in_an_order_of_their_own_go_by_the_lists(tmp_path: Path) -> None:
    brought = one(tmp_path, areas("General Pediatrics", "Nephrology"), registered("ABIM") + registered("ABP"))
    assert [row.get("practice_area_1") for row in brought.rows["moc"].values()] == ["Nephrology", "General Pediatrics"]
    assert brought.clean


def test_thousands_of_one_kind_in_an_activity(tmp_path: Path) -> None:
    """Each is looked at once, so that this takes no longer than as many of different kinds."""
    path = tmp_path / "many.xml"
    identifiers = "<identifier><catalog>Provider Activity ID</catalog><entry>A</entry></identifier>" * 6_000
    path.write_text(
        f"<r><MedicalEducationMetrics><general>{identifiers}</general></MedicalEducationMetrics></r>", encoding="utf-8"
    )
    brought = read_xml(path, None)
    assert brought.rows["activities"] == {2: {"provider_activity_id": "A"}}
    assert len(brought.entries) == 6_000

"""What an XML file leaves open is told, and never put together, smoothed or guessed."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from generator.catalog import load
from generator.cli.output import plain_console
from generator.intake.brought import Brought
from generator.intake.xml_activities import read_xml
from generator.report.imports import show_import
from generator.upkeep.upgraded import Entry, Fate
from tests.intake.test_foreign_xml import areas, registered

CATALOG = load()


def many(tmp_path: Path, *activities: str) -> Brought:
    """Activities with what stands in each."""
    path = tmp_path / "many.xml"
    wrapped = (f"<MedicalEducationMetrics>{inside}</MedicalEducationMetrics>" for inside in activities)
    path.write_text(f"<r>{''.join(wrapped)}</r>", encoding="utf-8")
    return read_xml(path, None)


def own(number: str = "A-1") -> str:
    return f"<general><identifier><catalog>Provider Activity ID</catalog><entry>{number}</entry></identifier></general>"


def education(inside: str) -> str:
    return f"<healthcareEducation>{inside}</healthcareEducation>"


def one(tmp_path: Path, inside: str) -> Brought:
    return many(tmp_path, own() + inside)


def by_fate(brought: Brought, fate: Fate) -> list[str]:
    return sorted(entry.old for entry in brought.entries if entry.fate is fate)


def entry(brought: Brought, old: str) -> Entry:
    (found,) = (entry for entry in brought.entries if entry.old == old)
    return found


def cells(brought: Brought) -> dict[str, object]:
    return {name: cell for name, cell in brought.rows["activities"][2].items() if name not in {"provider_activity_id"}}


PLACE = "<activityLocation>{}<Country><CountryCode>{}</CountryCode></Country></activityLocation>"


def test_a_place_is_never_put_together(tmp_path: Path) -> None:
    lyon = PLACE.format("<City>Lyon</City>", "FRA")
    boston = PLACE.format("<City>Boston</City><StateOrProvince>MA</StateOrProvince>", "USA")
    brought = one(tmp_path, education(lyon + boston))
    assert cells(brought) == {"city": "Lyon", "country": "FRA"}
    assert by_fate(brought, Fate.LEFT) == ["Boston", "MA", "USA"]
    assert one(tmp_path, education(boston + boston)).clean


def test_dates_are_those_of_one_part_of_the_file(tmp_path: Path) -> None:
    brought = one(
        tmp_path,
        education("<startDateTime>2026-03-10</startDateTime>")
        + education("<startDateTime>2026-05-01</startDateTime><endDateTime>2026-05-02</endDateTime>"),
    )
    assert cells(brought) == {"start_date": dt.date(2026, 3, 10)}
    assert by_fate(brought, Fate.LEFT) == ["2026-05-01", "2026-05-02"]


CREDITS = "<credits>{}<nonAccreditedProvider>{}</nonAccreditedProvider><numberOfCredits>{}</numberOfCredits></credits>"
KIND = "<activityCertification>{}</activityCertification>"


def test_credits_are_those_of_one_kind(tmp_path: Path) -> None:
    ama, nurses = KIND.format("AMA PRA Category 1"), KIND.format("ANCC")
    brought = one(tmp_path, education(CREDITS.format(nurses, "Nurse Club", 3) + CREDITS.format(ama, "Lung Club", 2)))
    assert cells(brought) == {"credits": 2.0, "joint_provider_1": "Lung Club"}
    assert by_fate(brought, Fate.LEFT) == ["3", "ANCC", "Nurse Club"]
    twice = one(tmp_path, education(CREDITS.format(ama, "Lung Club", 2) + CREDITS.format(ama, "Heart Club", 4)))
    assert cells(twice) == {"credits": 2.0, "joint_provider_1": "Lung Club"}
    assert by_fate(twice, Fate.LEFT) == ["4", "AMA PRA Category 1", "Heart Club"]


def test_credits_of_no_kind_are_to_be_looked_at(tmp_path: Path) -> None:
    brought = one(tmp_path, education(CREDITS.format("", "Lung Club", 2)))
    assert cells(brought)["credits"] == 2.0
    assert by_fate(brought, Fate.KEPT) == ["2"]


@pytest.mark.parametrize(
    "written",
    [
        "AMA PRA Category 1 Credit(s)™", "AMA PRA Category 1 Credits™", "AMA PRA Category 1 Credit",
        "ama pra category 1", "AMA PRA Category 1™", "AMA PRA CATEGORY 1 CREDIT(S)",
    ],
)  # fmt: skip
def test_amas_own_name_of_its_credit(tmp_path: Path, written: str) -> None:
    brought = one(tmp_path, education(CREDITS.format(KIND.format(written), "Lung Club", 2)))
    assert cells(brought)["credits"] == 2.0
    assert (entry(brought, written).fate, entry(brought, written).new) == (Fate.CHANGED, "AMA PRA Category 1")
    assert brought.clean


@pytest.mark.parametrize("written", ["AMA PRA Category 10", "AMA PRA Category 2", "AMA PRA Category 1 hours"])
def test_what_is_not_that_credit(tmp_path: Path, written: str) -> None:
    brought = one(tmp_path, education(CREDITS.format(KIND.format(written), "Lung Club", 2)))
    assert cells(brought) == {}
    assert by_fate(brought, Fate.LEFT) == sorted(["2", written, "Lung Club"])


def test_a_currency_in_small_letters(tmp_path: Path) -> None:
    gift = '<CommercialSupportAmount currency="usd" supportSource="Pill Inc">700</CommercialSupportAmount>'
    brought = one(tmp_path, gift)
    assert brought.rows["support"][2]["amount"] == 700.0
    assert brought.clean


TEXT = '<string language="{}">{}</string>'


@pytest.mark.parametrize("english", ["en", "en-US", "en-GB", "EN"])
def test_english_titles_come_first(tmp_path: Path, english: str) -> None:
    title = TEXT.format("es", "Dolor") + TEXT.format(english, "Pain")
    text = TEXT.format("es", "Uno") + TEXT.format(english, "One")
    brought = many(
        tmp_path, own().replace("</general>", f"<title>{title}</title><description>{text}</description></general>")
    )
    assert cells(brought) == {"title": "Pain", "description": "One"}
    assert by_fate(brought, Fate.LEFT) == ["Dolor", "Uno", "es", "es"]
    assert by_fate(brought, Fate.CHANGED) == ([] if english == "en" else [english, english])


def test_a_title_of_another_language_alone(tmp_path: Path) -> None:
    brought = many(tmp_path, own().replace("</general>", f"<title>{TEXT.format('es', 'Dolor')}</title></general>"))
    assert cells(brought) == {"title": "Dolor"}
    assert by_fate(brought, Fate.LEFT) == ["es"]


def test_a_practice_area_in_two_languages_is_one(tmp_path: Path) -> None:
    both = TEXT.format("es", "Medicina del sueño") + TEXT.format("en", "Sleep Medicine")
    audience = f"<targetAudience><specialty>{both}</specialty></targetAudience>"
    brought = one(tmp_path, f"{audience}<XtensibleInfo>{registered('ABIM')}</XtensibleInfo>")
    assert brought.rows["moc"][2]["practice_area_1"] == "Sleep Medicine"
    assert by_fate(brought, Fate.LEFT) == ["Medicina del sueño", "es"]


OUTCOME, MEASURE = "<MeasuredOutcome>{}</MeasuredOutcome>", "<MeasurementType>{}</MeasurementType>"


def outcomes(inside: str) -> str:
    return f"<MeasuredOutcomes>{inside}</MeasuredOutcomes>"


def test_several_outcomes_in_one_element(tmp_path: Path) -> None:
    first = OUTCOME.format("Learner Knowledge") + MEASURE.format("Objective")
    second = OUTCOME.format("Learner Competence") + MEASURE.format("Subjective")
    brought = one(tmp_path, outcomes(first + second))
    assert cells(brought) == {"outcome_knowledge": "Objective", "outcome_competence": "Subjective"}
    assert by_fate(brought, Fate.KEPT) == ["Learner Competence", "Learner Knowledge"]
    mixed = one(
        tmp_path,
        outcomes(
            OUTCOME.format("Learner Knowledge") + OUTCOME.format("Learner Competence") + MEASURE.format("Objective")
        ),
    )
    assert cells(mixed) == {}
    assert by_fate(mixed, Fate.LEFT) == ["Learner Competence", "Learner Knowledge", "Objective"]


def test_a_time_without_its_day(tmp_path: Path) -> None:
    board = registered("ABIM", "<CreditClaimDate>T00:00:00</CreditClaimDate>")
    brought = one(tmp_path, f"<XtensibleInfo>{board}</XtensibleInfo>")
    assert by_fate(brought, Fate.LEFT) == ["T00:00:00"]
    assert "moc_deadline" not in cells(brought)


@pytest.mark.parametrize(
    ("written", "day", "fate"),
    [
        ("2026-03-13T04:59:00Z", dt.date(2026, 3, 13), Fate.KEPT),
        ("2026-03-12T23:59:59-05:00", dt.date(2026, 3, 12), Fate.KEPT),
        ("2026-03-12T23:59:59", dt.date(2026, 3, 12), Fate.CHANGED),
        ("2026-03-12T00:00:00Z", dt.date(2026, 3, 12), Fate.CHANGED),
        ("2026-03-12T00:00:00", dt.date(2026, 3, 12), Fate.CARRIED),
        ("05/03/2026", "05/03/2026", Fate.KEPT),
        ("13/03/2026", dt.date(2026, 3, 13), Fate.CHANGED),
        ("03/13/2026", dt.date(2026, 3, 13), Fate.CHANGED),
        ("20260313", dt.date(2026, 3, 13), Fate.CHANGED),
    ],
)
def test_days(tmp_path: Path, written: str, day: object, fate: Fate) -> None:
    brought = one(tmp_path, education(f"<endDateTime>{written}</endDateTime>"))
    assert cells(brought) == {"end_date": day}
    assert entry(brought, written).fate is fate


REPORT = "<ReportDescription><ReportingStartDate>{}</ReportingStartDate></ReportDescription>"


def test_a_reporting_date_of_another_day_is_not_smoothed(tmp_path: Path) -> None:
    start = education("<startDateTime>2026-03-10T00:00:00</startDateTime>")
    brought = one(tmp_path, REPORT.format("2026-01-01") + start)
    assert cells(brought) == {"start_date": dt.date(2026, 3, 10)}
    assert by_fate(brought, Fate.LEFT) == ["2026-01-01"]
    assert one(tmp_path, REPORT.format("2026-03-10") + start).clean


@pytest.mark.parametrize("written", ["T00:00:00", "to be announced", "2026-02-31T00:00:00"])
def test_a_start_that_is_no_day_gives_way_to_the_reporting_date(tmp_path: Path, written: str) -> None:
    start = education(f"<startDateTime>{written}</startDateTime>")
    brought = one(tmp_path, REPORT.format("2026-03-10") + start)
    assert cells(brought) == {"start_date": dt.date(2026, 3, 10)}
    assert by_fate(brought, Fate.LEFT) == [written]


def test_stand_ins_of_a_deletion_with_dates_of_its_own(tmp_path: Path) -> None:
    action = "<XtensibleInfo><activityRecordAction>Delete</activityRecordAction></XtensibleInfo>"
    start = education("<startDateTime>2026-03-10</startDateTime>")
    brought = one(tmp_path, REPORT.format("1900-01-01") + start + action)
    assert cells(brought)["start_date"] == dt.date(2026, 3, 10)
    assert brought.clean


def test_rows_of_an_activity_without_an_id_are_named(tmp_path: Path) -> None:
    rems = "<XtensibleInfo><REMS><REMSType>Mycophenolate</REMSType></REMS></XtensibleInfo>"
    gift = '<CommercialSupportAmount currency="USD" supportSource="Pill Inc">700</CommercialSupportAmount>'
    boards = f"<XtensibleInfo>{registered('ABIM')}{registered('ABS')}</XtensibleInfo>"
    brought = many(tmp_path, rems, gift + boards)
    told = [entry for entry in brought.entries if entry.fate is Fate.KEPT]
    assert [entry.new_cell for entry in told] == ["B2", "B3"]
    assert told[0].why.endswith(" here and in REMS!B2.")
    assert told[1].why.endswith(" here and in Support!B2, MOC!B2, MOC!B3.")


def test_activities_with_one_id(tmp_path: Path) -> None:
    brought = many(tmp_path, own("A"), own("B"), own("a "))
    told = [entry for entry in brought.entries if entry.fate is Fate.KEPT]
    assert [(entry.new_cell, entry.old) for entry in told] == [("B2", "A"), ("B4", "a")]
    assert all("in rows 2, 4:" in entry.why for entry in told)
    assert not brought.clean


def test_the_note_names_attestations_only(tmp_path: Path) -> None:
    (note,) = one(tmp_path, "").notes
    assert note.endswith("fill in MOC attestation on Activities and Attestation on REMS.")


BOTH = f"<XtensibleInfo>{registered('ABIM')}{registered('ABP')}</XtensibleInfo>"


def of_boards(brought: Brought) -> list[list[object]]:
    return [[row[name] for name in row if name.startswith("practice_area")] for row in brought.rows["moc"].values()]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        # the order of the alphabet is that of PARS, and says nothing of boards
        (("Pediatric Cardiology", "Sleep Medicine"), [["Sleep Medicine"], ["Pediatric Cardiology", "Sleep Medicine"]]),
        (
            ("Nephrology", "Pediatric Cardiology", "Sleep Medicine"),
            [["Nephrology", "Sleep Medicine"], ["Pediatric Cardiology", "Sleep Medicine"]],
        ),
        # no other area is left for ABIM
        (
            ("Pediatric Nephrology", "Pediatric Cardiology", "Sleep Medicine"),
            [["Sleep Medicine"], ["Pediatric Nephrology", "Pediatric Cardiology", "Sleep Medicine"]],
        ),
        # in the order of boards the shared one is ABP's
        (
            ("Sports Medicine", "Nephrology", "Pediatric Cardiology", "Sleep Medicine"),
            [["Sports Medicine", "Nephrology"], ["Sports Medicine", "Pediatric Cardiology", "Sleep Medicine"]],
        ),
        (("Sleep Medicine", "Sleep Medicine"), [["Sleep Medicine"], ["Sleep Medicine"]]),
    ],
)
def test_whose_a_practice_area_is(tmp_path: Path, names: tuple[str, ...], expected: list[list[str]]) -> None:
    brought = one(tmp_path, areas(*names) + BOTH)
    assert of_boards(brought) == expected
    assert set(by_fate(brought, Fate.KEPT)) <= {"Sleep Medicine", "Sports Medicine"}


@pytest.mark.parametrize("name", ["Blood Bank", "Blood Bank Transfusion Medicine", "Blood Bank/Transfusion Medicine"])
def test_former_names_of_a_practice_area(tmp_path: Path, name: str) -> None:
    brought = one(tmp_path, areas(name) + f"<XtensibleInfo>{registered('ABPath')}</XtensibleInfo>")
    assert of_boards(brought) == [["Blood Bank/Transfusion Medicine"]]
    assert brought.clean


@pytest.mark.parametrize("length", [900, 40_000])
def test_the_console_clips_long_texts(tmp_path: Path, capsys: pytest.CaptureFixture[str], length: int) -> None:
    brought = one(tmp_path, f"<coverage>{'x' * length}</coverage>")
    show_import(plain_console(), brought.as_json(), tmp_path / "new.xlsx")
    out = capsys.readouterr().out
    assert max(map(len, out.splitlines())) < 400
    assert f"x… ({length:,} characters)" in out


def test_more_areas_than_a_sheet_has_columns(tmp_path: Path) -> None:
    names = areas(*(f"Area {n}" for n in range(120)))
    brought = one(tmp_path, names + f"<XtensibleInfo>{registered('ABIM')}</XtensibleInfo>")
    assert len(of_boards(brought)[0]) + len(by_fate(brought, Fate.LEFT)) == 120

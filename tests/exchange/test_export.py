"""What is in the upload file, and that it appears whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path
from unittest.mock import create_autospec

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from generator.catalog import CatalogError, load, tidy
from generator.exchange import reread
from generator.exchange.check import Checker
from generator.exchange.export import export
from generator.exchange.profile import load_profile
from generator.exchange.records import Records
from generator.exchange.render import Renderer
from generator.exchange.reread import RereadFile
from generator.failure import Failure
from generator.progress import heard
from generator.workbook.cells import CellError
from tests.bench.documents import referee
from tests.bench.fuzzing import draws
from tests.exchange.batches import ABA, BOARD, CATALOG, LENT, MONEY, REMS, Row, Xml, batch, written

PROFILE = Path(CATALOG.file("profile/profile.toml")).parent
FULL = batch(
    [
        {
            "accme_activity_id": 210016939.0, "providership": "Joint", "joint_provider_1": "State Society",
            "rems": "Yes", "mips": "Yes",
            "commercial_support": "Yes", "outcome_knowledge": "Objective and Subjective", "outcome_patient": "Measured",
            "commendation_tag_1": "Engages Teams", "state_domain_1": "Opioids", "state_topic_1": "Prescribing",
            "physicians": 85.0, "other_learners": 0.0, "close_record": "Yes",
        },
        {"provider_activity_id": "CME-2", "record_action": "Delete", "start_date": None, "end_date": None,
        "title": None},
        {"provider_activity_id": "CME-3", "moc": None, "country": None, "state": None},
    ],
    [ABA, BOARD],
    [REMS, {**REMS, "program": "Mycophenolate", "rpc_id": None}],
    [MONEY, LENT],
)  # fmt: skip


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Xml:
    return written(FULL, tmp_path_factory.mktemp("full"))


@pytest.mark.parametrize(
    ("xpath", "texts"),
    [
        ("lom:identifier[lom:catalog='ACCME Activity ID']/lom:entry", ["210016939"]),
        ("lom:identifier[lom:catalog='URL']/lom:entry", ["https://cme.example.org/1"] * 2),
        ("mems:ReportingStartDate", ["2026-03-10", "1900-01-01", "2026-03-10"]),
        ("hx:startDateTime", ["2026-03-10T00:00:00"] * 2),
        ("hx:numberOfCredits", ["12.00", "12.00"]),
        ("hx:nonAccreditedProvider", ["State Society"]),
        ("hx:activitySponsorship", ["joint", "direct"]),
        ("hx:specialty/lom:string", ["Pain Medicine", "Nephrology"]),
        ("a:City", ["Chicago"]),
        ("a:Country/a:CountryCode", ["USA"]),
        ("lom:keyword[@id='Level 3 ID' and @source='01_ABAMCO']/lom:string", ["1001"]),
        ("lom:keyword[@id='Tag ID' and @source='01_ABAMCO']/lom:string", ["2001"]),
        ("lom:keyword[@id='Free Text' and @source='02_ABAMCO']/lom:string", ["Airway <skills>"]),
        ("x:MOCRegistration/x:boardName", ["ABA", "ABIM"]),
        ("x:MOCRegistration/x:mocPoints", ["12.00", "10.25"]),
        ("x:MOCRegistration[1]/x:MOCCreditType", ["Lifelong Learning", "Patient Safety"]),
        ("x:CreditClaimDate", ["2026-12-31"] * 2),
        ("x:ContentOutlines", []),
        ("x:REMS/x:REMSType", ["Opioid Analgesic", "Mycophenolate"]),
        ("x:REMSRelatedIdentifier", ["EG-123456-001"]),
        ("mems:CommercialSupportAmount[@currency='USD']", ["50000"]),
        ("mems:CommercialSupportAmount/@supportSource", ["REMS Program Companies (RPC)"]),
        ("x:InKindSupport/@source", ["Lens & Co"]),
        ("hx:commercialSupport", ["yes"]),
        ("x:MeasuredOutcomes/x:MeasuredOutcome", ["Learner Knowledge", "Patient Health"]),
        ("x:MeasuredOutcomes[1]/x:MeasurementType", ["Objective", "Subjective"]),
        ("x:MeasuredOutcomes[2]/x:MeasurementType", []),
        ("x:HasStateContentTags", ["true"]),
        ("x:StateContentTopic", ["Prescribing"]),
        ("mems:ParticipantsByCategory[@category='physician']", ["85"]),
        ("mems:ParticipantsByCategory[@category='non-physician']", ["0"]),
        ("x:IsMeritBasedIncentivePaymentSystem", ["true", "false"]),
        ("x:activityRecordAction", ["Add", "Delete", "Add"]),
        ("x:closeActivityRecord", ["true", "false"]),
        ("mems:MedicalEducationMetrics[2]//lom:title", []),
    ],
)
def test_each_field_is_in_its_element(full: Xml, xpath: str, texts: list[str]) -> None:
    assert full.at(xpath) == texts


def test_every_activity_is_valid_mems(tmp_path: Path) -> None:
    target = tmp_path / "out.xml"
    export(FULL, [0, 1, 2], target)
    assert referee(target) == "3 activities, 0 invalid"


def test_values_go_out_in_the_catalogs_spelling(tmp_path: Path) -> None:
    typed: Row = {
        "format": " live   COURSE",
        "fee": "no, it's FREE",
        "country": "usa",
        "start_date": "March 10, 2026",
        "registration": "open to\u00a0all",
    }
    xml = written(
        batch(
            [typed],
            [{**BOARD, "board": "abpath", "credit_type_1": "lifelong learning", "practice_area_1": "Bee  Keeping"}],
        ),
        tmp_path,
    )
    assert xml.at("hx:activityFormat") == ["Live Course"]
    assert xml.at("x:FeeForParticipation") == ["No, it’s free"]
    assert xml.at("x:ActivityRegistration") == ["Open to all"]
    assert xml.at("a:CountryCode") == ["USA"]
    assert xml.at("mems:ReportingStartDate") == ["2026-03-10"]
    assert xml.at("x:boardName") == ["ABPATH"]
    assert xml.at("x:MOCCreditType") == ["Lifelong Learning"]
    assert xml.at("hx:specialty") == ["Bee Keeping"]


def test_rows_find_their_activity_by_the_id_as_text(tmp_path: Path) -> None:
    data = batch(
        [{"provider_activity_id": "007"}, {"provider_activity_id": 7.0}], [{**BOARD, "provider_activity_id": "7"}]
    )
    xml = written(data, tmp_path)
    assert xml.at("mems:MedicalEducationMetrics[1]//x:boardName") == []
    assert xml.at("mems:MedicalEducationMetrics[2]//x:boardName") == ["ABIM"]


def test_a_practice_area_of_two_boards_is_sent_once(tmp_path: Path) -> None:
    rows = [
        {**BOARD, "practice_area_1": "Critical Care Medicine"},
        {**ABA, "practice_area_1": "critical care medicine", "practice_area_2": "Pain Medicine"},
    ]
    assert written(batch(moc=rows), tmp_path).at("hx:specialty") == ["Critical Care Medicine", "Pain Medicine"]


def test_nothing_of_a_program_without_its_yes(tmp_path: Path) -> None:
    xml = written(batch([{"moc": "No"}], [BOARD], [REMS], [MONEY, LENT]), tmp_path)
    assert xml.at("x:MOCRegistrations") == xml.at("hx:specialty") == xml.at("x:REMS") == xml.at("x:InKindSupport") == []
    assert xml.at("mems:CommercialSupportAmount") == []
    assert xml.at("hx:commercialSupport") == [], "what is not said is not answered with no"


def test_an_incomplete_activity_is_written(tmp_path: Path) -> None:
    bare = dict.fromkeys(
        (
            "delivery_method_1",
            "city",
            "state",
            "country",
            "credits",
            "description",
            "providership",
            "passport",
            "fee",
            "url",
        )
    )
    rows: list[Row] = [{"provider_activity_id": "CME-1", "board": "ABS"}]
    xml = written(batch([bare], rows), tmp_path)
    assert xml.at("x:boardName") == ["ABS"]
    assert xml.at("hx:credits") == xml.at("x:mocPoints") == xml.at("x:ForPublicList") == []


TEXTS = st.text(
    st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from("&<>\"'é漢\t\n\r𝄞\u0085\u2028"),
    min_size=1,
    max_size=60,
)
PLAIN = str.maketrans("‘’‚‛“”„‟‐‑‒–—―−", "'" * 4 + '"' * 4 + "-" * 7)
QUARTERS = st.integers(1, 400).map(lambda n: n / 4)
NAMES = TEXTS.map(tidy).filter(lambda t: t and not set(t) & set("\ufffe\uffff"))


@settings(max_examples=draws(60), suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    title=NAMES,
    description=NAMES,
    supporter=NAMES,
    partner=NAMES,
    number=QUARTERS,
    amount=st.integers(1, 10**9),
    learners=st.integers(0, 10**6),
)
@example(
    title="a <b> & “c” – d’s",
    description="a\r\nb\rc\n\td",
    supporter="a'\"<&>",
    partner="]]>",
    number=0.25,
    amount=1,
    learners=0,
)
def test_texts_and_numbers_survive(
    tmp_path: Path,
    title: str,
    description: str,
    supporter: str,
    partner: str,
    number: float,
    amount: int,
    learners: int,
) -> None:
    row: Row = {
        "title": title, "description": description, "providership": "Joint", "joint_provider_1": partner,
        "credits": number, "physicians": float(learners), "commercial_support": "Yes",
    }  # fmt: skip
    xml = written(
        batch(
            [row],
            [{**BOARD, "points": number}],
            support=[{**LENT, "supporter": supporter}, {**MONEY, "amount": float(amount)}],
        ),
        tmp_path,
    )
    assert xml.at("lom:title/lom:string") == [title.translate(PLAIN)]
    assert xml.at("lom:description/lom:string") == [description.translate(PLAIN)]
    assert xml.at("x:InKindSupport/@source") == [supporter]
    assert xml.at("hx:nonAccreditedProvider") == [partner]
    assert [float(n) for n in xml.at("hx:numberOfCredits") + xml.at("x:mocPoints")] == [number, number]
    assert xml.at("mems:CommercialSupportAmount") == [str(amount)]
    assert xml.at("mems:ParticipantsByCategory") == [str(learners)]


def test_the_same_batch_gives_the_same_bytes(tmp_path: Path) -> None:
    first = export(FULL, [0, 1, 2], tmp_path / "a.xml")
    second = export(FULL, (2, 0, 1, 0), tmp_path / "b.xml")
    assert first
    assert second
    assert first.sha256 == second.sha256
    assert (tmp_path / "a.xml").read_bytes() == (tmp_path / "b.xml").read_bytes()


def test_only_the_chosen_activities_are_written(tmp_path: Path) -> None:
    seen: list[tuple[str, int, int]] = []
    with heard(lambda *told: seen.append(told)):
        done = export(FULL, [2], tmp_path / "out.xml")
    assert done
    assert (
        [a.provider_activity_id for a in done.activities]
        == Xml(tmp_path / "out.xml").at("lom:identifier[1]/lom:entry")
        == ["CME-3"]
    )
    assert seen == [("activities written", done, 1) for done in (0, 1)]


def test_nothing_to_export_touches_nothing(tmp_path: Path) -> None:
    assert export(FULL, [], tmp_path / "out.xml") is None
    assert list(tmp_path.iterdir()) == []


BAD = [
    ("activities", {"credits": 1.1}, r"^Activities!N2 \(AMA PRA Category 1 credits\) holds 1\.10,"),
    ("activities", {"credits": "two"}, r"^Activities!N2 .* holds two,"),
    ("activities", {"title": None}, r"^Activities!E2 \(Title\) is blank"),
    ("activities", {"title": CellError("#N/A")}, r"^Activities!E2 \(Title\) is blank"),
    ("activities", {"format": None}, r"^Activities!F2 \(Format\) is blank"),
    ("activities", {"end_date": "soon"}, r"^Activities!J2 \(End date\) holds soon"),
    ("activities", {"accme_activity_id": "12345"}, r"^Activities!C2 \(ACCME activity ID\) holds 12345"),
    ("activities", {"provider_activity_id": None, "moc": None}, r"^Activities!B2 \(Provider activity ID\) is blank"),
    ("activities", {"description": "x" * 2501}, r"^Activities!O2 \(Description\)"),
    ("activities", {"providership": "Both"}, r"^Activities!P2 \(Providership\) holds Both"),
    ("activities", {"fee": "Sometimes"}, r"\(Fee\) holds Sometimes"),
    ("activities", {"passport": "Perhaps"}, r"\(List on CME Passport\) holds Perhaps"),
    ("activities", {"commercial_support": "Perhaps"}, r"\(Commercial support\) holds Perhaps"),
    ("activities", {"record_action": "Replace"}, r"^Activities!D2 \(Record action\) holds Replace"),
    ("activities", {"outcome_patient": "Roughly"}, r"\(Outcome: Patient Health\) holds Roughly"),
    ("activities", {"physicians": 1.5}, r"\(Physicians\) holds 1\.5"),
    ("activities", {"other_learners": -1.0}, r"\(Other learners\) holds -1"),
    ("moc", {"board": "ABXX"}, r"^MOC!C3 \(Board\) holds ABXX"),
    ("moc", {"points": 0.3}, r"^MOC!D3 \(Points\) holds 0\.30"),
    ("moc", {"board": "ABIM"}, r"^MOC!C[23] \(Board\)"),
    ("moc", {"credit_type_2": "Patient Safety Plus"}, r"^MOC!F3 \(Credit type 2\) holds Patient Safety Plus"),
    ("moc", {"content_2_kind": "Level 9"}, r"\(Content area 2 kind\) holds Level 9"),
    ("rems", {"program": "Isotretinoin"}, r"^REMS!C2 \(REMS program\) holds Isotretinoin"),
    ("support", {"amount": 99.5}, r"^Support!E2 \(Amount \(USD\)\) holds 99\.5"),
    ("activities", {"title": "a\x0bb"},
    r"^Activities!E2 \(Title\) holds a character that an upload file cannot carry \(U\+000B\)"),
    ("support", {"supporter": "a\ud800b"}, r"^Support!C2 \(Supporter\) holds a character"),
]  # fmt: skip


@pytest.mark.parametrize(("sheet", "change", "sentence"), BAD)
def test_a_failed_check_names_the_cell_and_leaves_no_file(
    tmp_path: Path, sheet: str, change: Row, sentence: str
) -> None:
    def changed(name: str, row: Row) -> Row:
        return {**row, **change} if name == sheet else row

    activity: Row = changed("activities", {"rems": "Yes", "commercial_support": "Yes"})
    data = batch([activity], [BOARD, changed("moc", ABA)], [changed("rems", REMS)], [changed("support", MONEY)])
    with pytest.raises(Failure, match=sentence):
        export(data, [0], tmp_path / "out.xml")
    assert list(tmp_path.iterdir()) == []


def test_a_failure_keeps_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "out.xml"
    target.write_text("old")
    with pytest.raises(Failure):
        export(batch([{}, {"provider_activity_id": "CME-2", "credits": 1.1}]), [0, 1], target)

    def full_disk(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(RereadFile, "_write", full_disk)
    with pytest.raises(Failure, match="cannot be written \\(No space left on device\\)"):
        export(FULL, [0], target)
    monkeypatch.undo()
    monkeypatch.setattr(Checker, "check", create_autospec(Checker.check, side_effect=KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        export(FULL, [0], target)
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_an_existing_file_is_replaced_whole(tmp_path: Path) -> None:
    target = tmp_path / "out.xml"
    target.write_text("old" * 100_000)
    export(FULL, [1], target)
    assert len(Xml(target).root) == 1
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        ("no/out.xml", "The folder .* does not exist"),
        ("file/out.xml", "The folder .* does not exist"),
        ("", "is a folder"),
    ],
)
def test_a_target_that_cannot_be(tmp_path: Path, place: str, sentence: str) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Failure, match=sentence):
        export(FULL, [0], tmp_path / place)


def test_a_folder_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = os.open

    def refuse(path: str | Path, flags: int, mode: int = 0o777) -> int:
        if Path(path).parent == tmp_path and flags & os.O_CREAT:
            raise PermissionError(13, "Permission denied", str(path))
        return usual(path, flags, mode)

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(Failure, match="cannot be written \\(Permission denied\\); close it"):
        export(FULL, [0], tmp_path / "out.xml")


def overlaid(folder: Path, **files: str) -> Path:
    (folder / "profile").mkdir(parents=True)
    for name, text in files.items():
        (folder / "profile" / f"{name.replace('__', '.')}").write_text(text, encoding="utf-8")
    return folder


def test_an_organizations_profile_replaces_namespaces_and_settings(tmp_path: Path) -> None:
    settings_text = (PROFILE / "profile.toml").read_text(encoding="utf-8")
    own = (
        settings_text.replace("urn:PLACEHOLDER:accme-root", "")
        .replace("urn:PLACEHOLDER:accme-extension", "http://example.org/a&b")
        .replace('content_outlines = "keyword"', 'content_outlines = "both"')
        .replace("confirmed = false", "confirmed = true")
        .replace("[root.attributes]", '[root.attributes]\nversion = "1<2"')
    )
    catalog = load(overlay=overlaid(tmp_path / "own", profile__toml=own))
    xml = written(batch(moc=[ABA], catalog=catalog), tmp_path)
    assert (xml.root.tag, dict(xml.root.attrib)) == ("ACCMEActivities", {"version": "1<2"})
    assert xml.spaces["x"] == "http://example.org/a&b"
    assert xml.at("x:boardName") == ["ABA"]
    assert len(xml.at("x:ContentOutlineSelections")) == 2
    assert len(xml.at("lom:keyword")) == 3
    assert xml.at("x:ContentKeyword") == ["Level 3 ID", "Tag ID", "Free Text"]
    assert load_profile(catalog).hash != load_profile(CATALOG).hash


def test_content_areas_as_extension_only(tmp_path: Path) -> None:
    own = (
        (PROFILE / "profile.toml")
        .read_text(encoding="utf-8")
        .replace('content_outlines = "keyword"', 'content_outlines = "extension"')
    )
    xml = written(batch(moc=[ABA], catalog=load(overlay=overlaid(tmp_path / "own", profile__toml=own))), tmp_path)
    assert xml.at("lom:keyword") == []
    assert xml.at("x:ContentOutlineSource") == ["ABA", "ABA"]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('content_outlines = "keyword"', 'content_outlines = "somewhere"', "content_outlines must be one of"),
        ("confirmed = false", 'confirmed = "no"', "confirmed must be"),
        ("urn:PLACEHOLDER:accme-extension", "http://ns.medbiq.org/metrics/v1/", "must differ"),
        ("[root]", "[root", "cannot be read as TOML"),
        ('element = "ACCMEActivities"', "", r"element of \[root\] must be a text"),
        (
            "[root.attributes]",
            '[root.attributes]\n"x:version" = "1"\n[prefixes]\nx = ""',
            r"what \[root\], \[namespaces\] and \[prefixes\] give is no XML",
        ),
    ],
)
def test_a_malformed_profile_is_named(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    own = (PROFILE / "profile.toml").read_text(encoding="utf-8").replace(old, new)
    catalog = load(overlay=overlaid(tmp_path / "own", profile__toml=own))
    with pytest.raises(CatalogError, match=f"profile.toml.*{sentence}"):
        load_profile(catalog)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("{{ r.title }}", "{{ r.titel }}", r"activity\.xml\.j2"),
        ("{{ r.title }}", "{{ r.title ", r"activity\.xml\.j2, line \d+"),
        ("{{ r.title }}", "{{ r.at.__globals__ }}", r"activity\.xml\.j2"),
        ("<mems:ParticipationMetrics>", "", "row 2: it is not well-formed"),
        ("  <mems:MedicalEducationMetrics>", "<y/>  <mems:MedicalEducationMetrics>", "something beside activities"),
        ("  </mems:MedicalEducationMetrics>", "  </mems:MedicalEducationMetrics>loose", "something beside activities"),
        (
            "  </mems:MedicalEducationMetrics>",
            "  </mems:MedicalEducationMetrics><mems:MedicalEducationMetrics/>",
            "row 2: 2 activities are written instead of 1",
        ),
        ("<x:activityRecordAction>{{ r.action }}</x:activityRecordAction>", "", "does not fit its own schema"),
    ],
)
def test_a_template_that_does_not_fit_is_named(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    own = (PROFILE / "activity.xml.j2").read_text(encoding="utf-8")
    assert old in own
    catalog = load(overlay=overlaid(tmp_path / "own", activity__xml__j2=own.replace(old, new)))
    with pytest.raises(Failure, match=sentence):
        export(batch(catalog=catalog), [0], tmp_path / "out.xml")
    assert not (tmp_path / "out.xml").exists()


LAST = '{% if r.provider_activity_id == "CME-5" %}'
"""What a template says of the last of five activities only."""


@pytest.mark.parametrize("portion", [1, 256 * 1024])
@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("  <mems:Med", f"{LAST}<y/>{{% endif %}}  <mems:Med", "Activities, row 6: something beside activities"),
        ("  <mems:Med", f"{LAST}<mems:x>{{% endif %}}  <mems:Med", "Activities, row 6: it is not well-formed"),
        ("{{ r.title }}", f"{LAST}{{% else %}}{{{{ r.title }}}}{{% endif %}}", "Activities, row 6: "),
        (
            "{{ r.credits }}",
            f"{LAST}{{{{ r.title }}}}{{% else %}}{{{{ r.credits }}}}{{% endif %}}",
            "Activities!E6 (Title) holds",
        ),
    ],
)
def test_the_row_or_cell_of_a_fault_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, portion: int, old: str, new: str, sentence: str
) -> None:
    """Whatever else is exported, kept or deleted."""
    monkeypatch.setattr(reread, "_PORTION", portion)
    own = (PROFILE / "activity.xml.j2").read_text(encoding="utf-8")
    assert old in own
    catalog = load(overlay=overlaid(tmp_path / "own", activity__xml__j2=own.replace(old, new)))
    rows = [{"provider_activity_id": f"CME-{number}"} for number in range(1, 6)]
    rows[3]["record_action"] = "Delete"
    data = batch(rows, catalog=catalog)
    with pytest.raises(Failure) as raised:
        export(data, [1, 3, 4], tmp_path / "out.xml")
    assert sentence in str(raised.value)
    export(data, [1, 3], tmp_path / "out.xml")


DELETED: Row = {"provider_activity_id": "CME-2", "record_action": "Delete"}


@pytest.mark.parametrize("prefixes", ["", 'root = "r"\nmems = ""', 'lom = "ns0"', 'root = "mems"\nmems = "m"'])
def test_the_cell_of_a_deletion_is_named_whatever_the_prefixes(tmp_path: Path, prefixes: str) -> None:
    """As they may come from ACCME's sample."""
    own = (PROFILE / "profile.toml").read_text(encoding="utf-8") + f"\n[prefixes]\n{prefixes}\n"
    catalog = load(overlay=overlaid(tmp_path / "own", profile__toml=own))
    wrong = batch([{}, {**DELETED, "accme_activity_id": "12345"}], catalog=catalog)
    with pytest.raises(Failure, match=r"^Activities![A-Z]+3 \(ACCME activity ID\) holds 12345,"):
        export(wrong, [0, 1], tmp_path / "out.xml")
    assert export(
        batch([{}, {**DELETED, "accme_activity_id": "123456789"}], catalog=catalog), [0, 1], tmp_path / "out.xml"
    )


def test_a_prefix_that_stands_in_a_value_alone_holds_in_deletions_too(tmp_path: Path) -> None:
    template = (PROFILE / "activity.xml.j2").read_text(encoding="utf-8")
    schema = (PROFILE / "mems.xsd.j2").read_text(encoding="utf-8")
    start = "<mems:ReportingStartDate"
    typed = f'{start} xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="a:Filled">'
    taken_in = '<xs:import namespace="{{ ns.a }}" schemaLocation="pars-batch:a.xsd"/>'
    catalog = load(
        overlay=overlaid(
            tmp_path / "own",
            activity__xml__j2=template.replace(f"{start}>", typed),
            mems__xsd__j2=schema.replace("<xs:import", f"{taken_in}\n<xs:import", 1).replace(
                'name="ReportingStartDate" type="t:Day"', 'name="ReportingStartDate" type="xs:string"'
            ),
        )
    )
    assert export(batch([{}, DELETED], catalog=catalog), [0, 1], tmp_path / "out.xml")
    assert (tmp_path / "out.xml").read_text(encoding="utf-8").count('xsi:type="a:Filled"') == 2


def test_the_source_map_knows_the_cell_of_each_value() -> None:
    renderer = Renderer(FULL, load_profile(CATALOG))
    found = renderer.source_map(Records(FULL, load_profile(CATALOG)).at(0))
    cells = {path: (t.sheet, t.column, t.position) for path, (t,) in found.items()}
    start = "/mems:MedicalEducationMetrics"
    general = f"{start}/mems:ActivityDescription/lom:lom/lom:general"
    assert cells[f"{general}/lom:title/lom:string"] == ("activities", "title", 0)
    assert cells[f"{general}/lom:keyword[2]/lom:string"] == ("moc", "content_1_tag", 0)
    assert cells[f"{general}/lom:keyword[3]/@id"] == ("moc", "content_2_kind", 0)
    assert cells[f"{start}/mems:ActivityDescription/mems:CommercialSupportAmount"] == ("support", "amount", 0)
    registrations = f"{start}/mems:XtensibleInfo/x:MOCRegistrations"
    assert cells[f"{registrations}/x:MOCRegistration[2]/x:mocPoints"] == ("moc", "points", 1)
    assert cells[f"{registrations}/x:MOCRegistration[1]/x:MOCCreditType[2]"] == ("moc", "credit_type_2", 0)
    assert cells[f"{start}/mems:XtensibleInfo/x:InKindSupports/x:InKindSupport/@source"] == ("support", "supporter", 1)
    assert found[f"{general}/lom:title/lom:string"] == ("Pain Update",)

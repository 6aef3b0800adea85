"""The activity JSON of ACCME's web services, held to ACCME's own schema, corrected as `published_schema` says, and
value by value to the XML of the same batch."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from rich.console import Console

from generator.catalog import load
from generator.exchange.compared import compared
from generator.exchange.delivery import Delivery, deliver
from generator.exchange.earlier import earlier
from generator.exchange.export import export
from generator.exchange.receipt import receipt_path
from generator.exchange.reread import RereadFile
from generator.failure import Failure
from generator.report.console import show_export
from generator.rules.findings import Finding, Severity
from generator.sample.activities import rows
from generator.sample.faults import plant
from generator.sample.write import write
from generator.targets import JSON, check_upload
from generator.workbook.frames import Batch, batch_in_memory
from tests.bench.commands import pars
from tests.bench.fuzzing import draws
from tests.exchange.batches import ABA, ACTIVITY, BOARD, CATALOG, LENT, MONEY, REMS, Row, batch, finding
from tests.exchange.json_of_xml import expected
from tests.exchange.published_schema import closed, corrected, faults
from tests.sample.batches import DAYS, findings

WHOLE: Row = {**ACTIVITY, "rems": "Yes", "commercial_support": "Yes"}


def sent(data: Batch, folder: Path, found: Sequence[Finding] = (), name: str = "out.json") -> Delivery:
    return deliver(data, found, folder / name, format=JSON, replace=True)


def document(folder: Path, name: str = "out.json") -> Any:
    """The file as any program reads it, numbers as they stand."""
    return json.loads((folder / name).read_bytes(), parse_float=Decimal)


def activities_of(file: Path) -> list[Any]:
    return list(document(file.parent, file.name)["ACCMEActivities"]["MedicalEducationMetrics"])


def activities(folder: Path) -> list[Any]:
    found: list[Any] = document(folder)["ACCMEActivities"]["MedicalEducationMetrics"]
    return found


def xml_of(data: Batch, folder: Path, found: Sequence[Finding] = ()) -> dict[str, etree._Element]:
    """The activities of the XML of the same batch, by their identifiers."""
    deliver(data, found, folder / "out.xml", replace=True)
    by_id = {}
    for element in etree.parse(folder / "out.xml").getroot():
        entries: Any = element.xpath(".//*[local-name()='identifier']/*[local-name()='entry']/text()")
        by_id["|".join(map(str, entries))] = element
    return by_id


def id_of(activity: Mapping[str, Any]) -> str:
    return "|".join(i["entry"] for i in activity["Lom"]["general"]["identifier"])


def in_memory(sample: Mapping[str, Sequence[Row]]) -> Batch:
    return batch_in_memory("sample.xlsx", CATALOG, {name: dict(enumerate(sample[name], 2)) for name in CATALOG.sheets})


# --- what is written
# ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(3))
def test_hundreds_of_activities_are_valid_and_say_what_their_xml_says(seed: int, tmp_path: Path) -> None:
    sample = rows(CATALOG, 120, seed)
    data = in_memory(sample)
    done = sent(data, tmp_path, findings(CATALOG, sample, DAYS[seed]))
    assert faults(closed(corrected()), json.loads((tmp_path / "out.json").read_bytes())) == []
    xml = xml_of(data, tmp_path, findings(CATALOG, sample, DAYS[seed]))
    said = activities(tmp_path)
    assert len(said) == len(done.selection.positions) > 100
    for activity in said:
        assert activity == expected(xml[id_of(activity)])
    deletions = [row for row in sample["activities"] if row.get("record_action") == "Delete"]
    assert len(said) + len(deletions) == 120
    assert deletions
    assert list(map(id_of, said)) == [name for name in xml if name in set(map(id_of, said))]


@pytest.mark.parametrize("seed", range(2))
def test_nothing_is_lost_of_a_workbook_with_faults(seed: int, tmp_path: Path) -> None:
    sample = rows(CATALOG, 100, seed)
    plant(CATALOG, sample, 60, seed)
    found = findings(CATALOG, sample, DAYS[1])
    data = in_memory(sample)
    done = sent(data, tmp_path, found)
    assert not done.clean
    for title, counts in done.receipt["rows"].items():
        assert counts["read"] == counts["exported"] + counts["held_back"] + counts["left_out"], title
    assert done.receipt["rows"]["Activities"]["read"] == sum(map(bool, sample["activities"]))
    assert faults(closed(corrected()), json.loads((tmp_path / "out.json").read_bytes())) == []
    xml = xml_of(data, tmp_path, found)
    for activity in activities(tmp_path):
        assert activity == expected(xml[id_of(activity)])
    told = [e for e in done.receipt["held_back"] if e["sheet"] == "Activities"]
    assert all(reason["message"] and reason["cell"] for entry in told for reason in entry["reasons"])


def test_one_of_everything(tmp_path: Path) -> None:
    """By hand from the schema, for what a sample may not hold."""
    whole: Row = {
        **WHOLE, "accme_activity_id": "210016939", "record_action": "Update", "credits": 12.25, "providership": "Joint",
        "joint_provider_1": "State Society, Inc.", "passport": "No", "fee": "No, it's free", "registration": "Limited",
        "mips": "Yes", "outcome_knowledge": "Measured", "outcome_patient": "Objective and Subjective",
        "commendation_tag_1": "Engages Teams", "state_domain_1": "Opioids", "state_topic_1": "Tapering",
        "physicians": 85.0, "other_learners": 0.0, "close_record": "Yes",
    }  # fmt: skip
    sent(batch([whole], [BOARD, ABA], [REMS], [MONEY, LENT]), tmp_path)
    [activity] = activities(tmp_path)
    assert activity == {
        "ReportDescription": {"ReportingStartDate": "2026-03-10", "ReportingEndDate": "2026-03-11"},
        "ActivityDescription": {
            "commercialSupportAmount": [
                {"currency": "USD", "supportSource": "REMS Program Companies (RPC)", "value": 50000}
            ]
        },
        "Lom": {
            "general": {
                "identifier": [
                    {"catalog": "Provider Activity ID", "entry": "CME-1"},
                    {"catalog": "ACCME Activity ID", "entry": "210016939"},
                    {"catalog": "URL", "entry": "https://cme.example.org/1"},
                ],
                "title": "Pain Update",
                "description": "Safe prescribing.",
                "keyword": [
                    {"id": "Level 3 ID", "source": "01_ABAMCO", "string": "1001"},
                    {"id": "Tag ID", "source": "01_ABAMCO", "string": "2001"},
                    {"id": "Free Text", "source": "02_ABAMCO", "string": "Airway <skills>"},
                ],
            }
        },
        "healthcareMetadata": {
            "healthcareEducation": {
                "credits": {
                    "activityCertification": "AMA PRA Category 1",
                    "numberOfCredits": Decimal("12.25"),
                    "nonAccreditedProvider": ["State Society, Inc."],
                },
                "targetAudience": {"profession": [], "specialty": ["Nephrology", "Pain Medicine"]},
                "activityLocation": {"city": "Chicago", "stateOrProvince": "IL", "country": "USA"},
                "startDateTime": "2026-03-10T00:00:00",
                "endDateTime": "2026-03-11T00:00:00",
                "activitySponsorship": "joint",
                "activityFormat": "Live Course",
                "commercialSupport": True,
            }
        },
        "ParticipationMetrics": {
            "participantsByCategory": [
                {"category": "physician", "numberOfParticipants": 85},
                {"category": "other", "numberOfParticipants": 0},
            ]
        },
        "XtensibleInfo": {
            "CommendationTags": {"CommendationTag": ["Engages Teams"]},
            "InKindSupports": {"InKindSupport": [{"source": "Lens & Co"}]},
            "DeliveryMethods": {"DeliveryMethod": ["In-Person"]},
            "MeasuredOutcomes": [
                {"MeasuredOutcome": "Learner Knowledge"},
                {"MeasuredOutcome": "Patient Health", "MeasurementType": ["Objective", "Subjective"]},
            ],
            "MOCRegistrations": {
                "MOCRegistration": [
                    {
                        "boardName": "ABIM",
                        "mocPoints": Decimal("10.25"),
                        "MOCCreditType": ["Medical Knowledge"],
                        "CreditClaimDate": "2026-12-31",
                    },
                    {
                        "boardName": "ABA",
                        "mocPoints": 12,
                        "MOCCreditType": ["Lifelong Learning", "Patient Safety"],
                        "CreditClaimDate": "2026-12-31",
                    },
                ]
            },
            "ForPublicList": False,
            "FeeForParticipation": "No, it\u2019s free",
            "ActivityRegistration": "Limited",
            "IsMeritBasedIncentivePaymentSystem": True,
            "REMS": {"REMSType": "Opioid Analgesic", "REMSRelatedIdentifier": "EG-123456-001"},
            "HasStateContentTags": True,
            "StateContentTags": {"StateContent": [{"StateContentDomain": "Opioids", "StateContentTopic": "Tapering"}]},
            "activityRecordAction": "Update",
            "closeActivityRecord": True,
        },
    }
    assert [type(n) for n in (True, 12)] == [
        type(activity["XtensibleInfo"]["closeActivityRecord"]),
        type(activity["XtensibleInfo"]["MOCRegistrations"]["MOCRegistration"][1]["mocPoints"]),
    ]
    assert faults(closed(corrected()), json.loads((tmp_path / "out.json").read_bytes())) == []


@pytest.mark.parametrize(
    ("row", "kinds"),
    [
        ({"provider_activity_id": None, "accme_activity_id": "201234567"}, ["ACCME Activity ID", "URL"]),
        ({"provider_activity_id": "CME-1", "accme_activity_id": None}, ["Provider Activity ID", "URL"]),
        ({"accme_activity_id": "201234567", "url": None}, ["Provider Activity ID", "ACCME Activity ID"]),
    ],
)
def test_only_the_identifiers_that_the_activity_has(row: Row, kinds: list[str], tmp_path: Path) -> None:
    sent(batch([{**row, "record_action": "Update"}]), tmp_path)
    (activity,) = activities(tmp_path)
    assert [i["catalog"] for i in activity["Lom"]["general"]["identifier"]] == kinds


@pytest.mark.parametrize("outlines", ["extension", "both"])
def test_content_outlines_go_where_the_profile_says(outlines: str, tmp_path: Path) -> None:
    own = tmp_path / "own"
    (own / "profile").mkdir(parents=True)
    said = CATALOG.file("profile/profile.toml").read_text(encoding="utf-8")
    changed = said.replace('content_outlines = "keyword"', f'content_outlines = "{outlines}"')
    assert changed != said
    (own / "profile" / "profile.toml").write_text(changed, encoding="utf-8")
    sent(batch(moc=[ABA], catalog=load(overlay=own)), tmp_path)
    [activity] = activities(tmp_path)
    assert activity["XtensibleInfo"]["ContentOutlines"] == {
        "ContentOutlineSelections": [
            {
                "ContentOutlineSource": "ABA",
                "ContentOutlineKeys": [
                    {"ContentKeyword": "Level 3 ID", "ContentKeywordValue": "1001"},
                    {"ContentKeyword": "Tag ID", "ContentKeywordValue": "2001"},
                ],
            },
            {
                "ContentOutlineSource": "ABA",
                "ContentOutlineKeys": [{"ContentKeyword": "Free Text", "ContentKeywordValue": "Airway <skills>"}],
            },
        ]
    }
    assert ("keyword" in activity["Lom"]["general"]) == (outlines == "both")
    assert faults(closed(corrected()), json.loads((tmp_path / "out.json").read_bytes())) == []


# --- texts
# ---------------------------------------------------------------------------------------------------------------

HARD = [
    '"', "\\", "\\u0041", "\\\\n", "/", "</script>", "\u2028", "\u2029", "\U0001f9e0", "\ufeff", "\u00e9", "\u6f22",
    "\x7f", "\x85", ",]", ",}", ', "x": [', "{{ r }}", "{% raw %}", "null", '\\"', "\n", "\r\n", "\t", "'", "&amp;",
]  # fmt: skip


SIGNS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cn"))
TEXTS = st.lists(st.one_of(st.sampled_from(HARD), st.text(SIGNS, max_size=8)), max_size=8).map(
    lambda pieces: f"a{''.join(pieces)}z"
)


@settings(max_examples=draws(6), deadline=None)
@given(texts=st.lists(TEXTS, min_size=12, max_size=12))
def test_any_text_comes_out_as_it_is_in_the_xml(texts: list[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("texts")
    data = batch(
        [
            {
                **WHOLE, "provider_activity_id": f"CME-{n}", "title": text, "description": text, "city": text,
                "joint_provider_1": text, "providership": "Joint",
            }
            for n, text in enumerate(texts)
        ],
        support=[{**MONEY, "supporter": text, "provider_activity_id": f"CME-{n}"} for n, text in enumerate(texts)],
    )  # fmt: skip
    xml = xml_of(data, folder)
    sent(data, folder)
    written = (folder / "out.json").read_bytes()
    assert written.isascii()
    assert len(written.splitlines()) == 2 + len(texts)
    said = activities(folder)
    assert said == [expected(xml[id_of(activity)]) for activity in said]
    assert len(said) == len(texts)


@pytest.mark.parametrize("sign", ["\x0b", "\x01", "\ud800", "\ufffe"])
def test_what_no_upload_file_can_carry_is_told_at_its_cell_and_nothing_is_written(sign: str, tmp_path: Path) -> None:
    data = batch([{"title": f"a{sign}b"}], [BOARD])
    with pytest.raises(Failure, match=rf"^Activities!E2 \(Title\) .*\(U\+{ord(sign):04X}\); delete it"):
        sent(data, tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("activity", "board", "cell"),
    [
        ({"credits": 0.3}, {}, "Activities!N2 (AMA PRA Category 1 credits)"),
        ({"credits": "many"}, {}, "Activities!N2 (AMA PRA Category 1 credits)"),
        ({"passport": "Maybe"}, {}, "Activities!T2 (List on CME Passport)"),
        ({}, {"points": "ten"}, "MOC!D2 (Points)"),
        ({"title": None}, {}, "Activities!E2 (Title)"),
    ],
)
def test_a_value_that_pars_does_not_take_is_told_at_its_cell(
    activity: Row, board: Row, cell: str, tmp_path: Path
) -> None:
    """Should a rule ever miss it: the schema of the XML is asked for JSON too."""
    with pytest.raises(Failure, match=f"^{re.escape(cell)}"):
        sent(batch([activity], [{**BOARD, **board}]), tmp_path)
    assert list(tmp_path.iterdir()) == []


# --- what cannot be said
# ---------------------------------------------------------------------------------------------------------------

GAPS: list[tuple[str, Row, Row, Row, str]] = [
    ("description", {"description": None}, {}, {}, "Activities!O2"),
    ("credits", {"credits": None, "moc": None}, {}, {}, "Activities!N2"),
    ("providership", {"providership": None}, {}, {}, "Activities!P2"),
    ("points", {}, {"points": None}, {}, "MOC!D2"),
    ("credit types", {}, {"credit_type_1": None}, {}, "MOC!E2"),
    ("the RPC ID", {}, {}, {"rpc_id": None}, "REMS!D2"),
]


@pytest.mark.parametrize(("what", "activity", "board", "rems", "cell"), GAPS)
def test_an_activity_without_what_the_schema_requires_is_held_back_with_its_cell(
    what: str, activity: Row, board: Row, rems: Row, cell: str, tmp_path: Path
) -> None:
    whole = {**WHOLE, "provider_activity_id": "CME-2"}
    second = [{**row, "provider_activity_id": "CME-2"} for row in (BOARD, REMS)]
    data = batch([{**WHOLE, **activity}, whole], [{**BOARD, **board}, second[0]], [{**REMS, **rems}, second[1]])
    done = sent(data, tmp_path)
    assert not done.clean
    assert [id_of(a) for a in activities(tmp_path)] == ["CME-2|https://cme.example.org/1"]
    entry = next(e for e in done.receipt["held_back"] if e["sheet"] == "Activities")
    assert (entry["row"], entry["activity_id"]) == (2, "CME-1")
    [reason] = entry["reasons"]
    assert (reason["code"], reason["cell"]) == ("not-in-json", cell)
    assert "is blank, and the activity JSON cannot go without it" in reason["message"]
    assert "XML" in reason["fix"]
    assert done.receipt["rows"]["Activities"] == {"read": 2, "exported": 1, "held_back": 1, "left_out": 0}
    accounted(done)
    assert deliver(data, [], tmp_path / "out.xml").receipt["rows"]["Activities"]["exported"] == 2


def test_an_empty_list_of_credit_types_is_never_written(tmp_path: Path) -> None:
    """The schema requires the list, and docs/json-web-services.md holds back what lacks something required; one given
    in any of the columns is enough."""
    other = {**ABA, "credit_type_1": None}
    sent(batch(moc=[BOARD, other]), tmp_path)
    [activity] = activities(tmp_path)
    boards = activity["XtensibleInfo"]["MOCRegistrations"]["MOCRegistration"]
    assert [board["MOCCreditType"] for board in boards] == [["Medical Knowledge"], ["Patient Safety"]]
    assert sent(batch(moc=[BOARD, {**other, "credit_type_2": None}]), tmp_path).written is None


def accounted(done: Delivery) -> None:
    """Each row of the workbook is in the file, held back or left out."""
    for title, counts in done.receipt["rows"].items():
        assert counts["read"] == counts["exported"] + counts["held_back"] + counts["left_out"], title


def test_some_only_in_json_accounts_for_every_row(tmp_path: Path) -> None:
    ids = [f"CME-{n}" for n in range(1, 6)]
    gaps: list[Row] = [{}, {"description": None}, {}, {}, {"description": None}]
    rows_ = [{**WHOLE, "provider_activity_id": i, **gap} for i, gap in zip(ids, gaps, strict=True)]
    boards = [{**BOARD, "provider_activity_id": i} for i in ids]
    rems = [{**REMS, "provider_activity_id": i} for i in ids]
    done = deliver(batch(rows_, boards, rems), [], tmp_path / "o.json", only=["CME-1,CME-2,CME-3"], format=JSON)
    accounted(done)
    assert done.receipt["rows"]["Activities"] == {"read": 5, "exported": 2, "held_back": 1, "left_out": 2}
    assert done.receipt["rows"]["MOC"] == {"read": 5, "exported": 2, "held_back": 1, "left_out": 2}
    assert [e["activity_id"] for e in done.receipt["exported"]] == ["CME-1", "CME-3"]
    assert [e["activity_id"] for e in done.receipt["left_out"] if e["sheet"] == "Activities"] == ["CME-4", "CME-5"]


def test_no_record_action_is_told_of_what_json_holds_back(tmp_path: Path) -> None:
    """Both were uploaded before and say something else now, but one lacks what the schema requires."""
    before = [{**WHOLE, "provider_activity_id": i} for i in ("CME-1", "CME-2")]
    deliver(batch(before), [], tmp_path / "before.xml")
    now = batch([{**before[0], "title": "New"}, {**before[1], "title": "New", "description": None}])
    done = deliver(
        now, [], tmp_path / "o.json", comparison=compared(now, [tmp_path / "before.xml"]), format=JSON
    )  # fmt: skip
    accounted(done)
    assert [(a["activity_id"], a["written"]) for a in done.receipt["actions_told"]] == [("CME-1", "Update")]
    [activity] = activities_of(tmp_path / "o.json")
    assert activity["XtensibleInfo"]["activityRecordAction"] == "Update"
    assert [e["activity_id"] for e in done.receipt["held_back"] if e["sheet"] == "Activities"] == ["CME-2"]


def test_a_deletion_is_held_back_and_an_update_is_not(tmp_path: Path) -> None:
    gone: Row = {"record_action": "Delete", "accme_activity_id": "210016939"}
    kept: Row = {"provider_activity_id": "CME-2", "record_action": "Update", "accme_activity_id": "210016940"}
    done = sent(batch([gone, kept], [BOARD]), tmp_path)
    [activity] = activities(tmp_path)
    assert activity["XtensibleInfo"]["activityRecordAction"] == "Update"
    held = {(e["sheet"], e["row"]): e["reasons"][0] for e in done.receipt["held_back"]}
    assert set(held) == {("Activities", 2), ("MOC", 2)}
    assert held["Activities", 2]["cell"] == "Activities!D2"
    assert "A deletion is its IDs and dates alone" in held["Activities", 2]["message"]
    assert done.receipt["rows"]["Activities"] == {"read": 2, "exported": 1, "held_back": 1, "left_out": 0}
    assert "Check in PARS that the record was changed" in done.receipt["after_upload"][0]["do"][-1]


def test_only_a_receipt_when_nothing_can_be_said(tmp_path: Path) -> None:
    done = sent(batch([{"record_action": "Delete"}]), tmp_path)
    assert done.written is None
    assert done.receipt["output"] is None
    assert done.receipt["format"] == "json"
    assert {path.name for path in tmp_path.iterdir()} == {"out.json.receipt.json", "out.json.receipt.html"}


def test_a_second_rems_is_told_with_its_row_and_cell(tmp_path: Path) -> None:
    other: Row = {**REMS, "program": "Mycophenolate", "rpc_id": "EG-123456-002"}
    done = sent(batch([WHOLE], [BOARD], [REMS, other]), tmp_path)
    [activity] = activities(tmp_path)
    assert activity["XtensibleInfo"]["REMS"]["REMSType"] == "Opioid Analgesic"
    assert faults(closed(corrected()), json.loads((tmp_path / "out.json").read_bytes())) == []
    [entry] = done.receipt["held_back"]
    assert (entry["sheet"], entry["row"]) == ("REMS", 3)
    [reason] = entry["reasons"]
    assert reason["cell"] == "REMS!B3"
    assert "no place for a further row of REMS" in reason["message"]
    assert done.receipt["rows"]["REMS"] == {"read": 2, "exported": 1, "held_back": 1, "left_out": 0}
    [attested] = [line for line in done.receipt["after_upload"][0]["do"] if "REMS" in line]
    assert "Opioid Analgesic" in attested
    assert not any(entry["sheet"] == "REMS" and entry["column"] == "REMS program" for entry in done.receipt["not_sent"])
    assert not done.clean
    assert sent(batch([WHOLE], [BOARD], [REMS]), tmp_path).clean


def test_columns_that_are_not_sent_are_named_as_for_xml(tmp_path: Path) -> None:
    data = batch([WHOLE], [BOARD, ABA], [REMS], [MONEY, LENT])
    as_json, as_xml = sent(data, tmp_path).receipt, deliver(data, [], tmp_path / "out.xml").receipt
    for what in ("not_sent", "not_written", "written_differently", "plain_texts", "after_upload", "rows", "exported"):
        assert as_json[what] == as_xml[what], what
    assert [entry["column"] for entry in as_json["not_sent"]] == ["MOC attestation", "Attestation"]


# --- the file and its receipt
# ---------------------------------------------------------------------------------------------------------------


def test_one_activity_on_each_line_and_the_same_bytes_again(tmp_path: Path) -> None:
    data = batch([WHOLE, {"provider_activity_id": "CME-2"}, {"provider_activity_id": "CME-3"}], [BOARD])
    first = sent(data, tmp_path)
    lines = (tmp_path / "out.json").read_text(encoding="ascii").split("\n")
    assert [json.loads(line.removesuffix(",")) for line in lines[1:-2]] == json.loads("\n".join(lines))[
        "ACCMEActivities"
    ]["MedicalEducationMetrics"]
    assert len(lines) == 1 + 3 + 2
    before = [(tmp_path / name).read_bytes() for name in ("out.json", "out.json.receipt.json")]
    second = sent(data, tmp_path)
    assert [(tmp_path / name).read_bytes() for name in ("out.json", "out.json.receipt.json")] == before
    assert first.receipt == second.receipt


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"CME-2"', b'"CME-3"'),
        (b"},\n{", b"}\n{"),
        (b"}},\n", b"}},\n\n"),
        (b"\n]}}\n", b"\n]}}\n\n"),
        (b"\n]}}\n", b""),
        (b'{"ACCMEActivities"', b'{"Activities"'),
        (b'"Chicago"', b'"Chi"cago"'),
        (b'"Chicago"', b'"Chic\xff"'),
    ],
)
def test_a_file_that_was_not_written_as_it_should_be_does_not_appear(
    old: bytes, new: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if the disk had changed it between writing and reading again."""
    written: list[bool] = []
    whole = RereadFile._write

    def spoiled(self: RereadFile, data: bytes) -> None:
        for being_read in self._waiting:
            being_read.result()
        whole(self, data)
        found = self._path.read_bytes()
        written.append(old in found)
        if written[-1]:
            self._path.write_bytes(found.replace(old, new, 1))

    monkeypatch.setattr(RereadFile, "_write", spoiled)
    with pytest.raises(Failure, match=r"was not written as it should be, so nothing was"):
        sent(batch([WHOLE, {"provider_activity_id": "CME-2"}]), tmp_path)
    assert any(written)
    assert list(tmp_path.iterdir()) == []


def test_a_deletion_is_never_written(tmp_path: Path) -> None:
    """Not even where nobody has held it back."""
    data = batch([{}, {"provider_activity_id": "CME-2", "record_action": "Delete"}])
    with pytest.raises(Failure, match=r"^Activities, row 3 is to be deleted, which the activity JSON cannot say"):
        export(data, [0, 1], tmp_path / "out.json", format=JSON)
    assert list(tmp_path.iterdir()) == []


def test_the_receipt_is_about_web_services(tmp_path: Path) -> None:
    receipt = sent(batch(moc=[BOARD]), tmp_path).receipt
    assert receipt["format"] == "json"
    assert receipt["output"]["sha256"] == hashlib.sha256((tmp_path / "out.json").read_bytes()).hexdigest()
    words = " ".join(receipt["before_upload"])
    assert "web services" in words
    assert "namespace" not in words
    assert "one-time step" not in words
    assert deliver(batch(), [], tmp_path / "out.xml").receipt["format"] == "xml"
    assert json.loads((tmp_path / "out.json.receipt.json").read_text(encoding="utf-8")) == receipt


def test_an_older_workbook_goes_by_the_newest_form_and_its_own_lists(tmp_path: Path) -> None:
    old = load("2025.1")
    done = sent(batch([{"format": "Journal-based CME"}], [BOARD], catalog=old), tmp_path)
    [activity] = activities(tmp_path)
    assert activity["healthcareMetadata"]["healthcareEducation"]["activityFormat"] == "Journal-based CME"
    assert done.receipt["catalog"]["version"] == "2025.1"
    assert faults(closed(corrected()), json.loads((tmp_path / "out.json").read_bytes())) == []


def own_template(folder: Path, old: str, new: str) -> Path:
    said = CATALOG.file("profile/activity.json.j2").read_text(encoding="utf-8")
    assert said.count(old) == 1
    (folder / "own" / "profile").mkdir(parents=True)
    path = folder / "own" / "profile" / "activity.json.j2"
    path.write_text(said.replace(old, new), encoding="utf-8")
    return path


@pytest.mark.parametrize("version", ["2025.1", None])
def test_an_organization_may_say_it_otherwise_and_what_it_leaves_out_is_told(
    version: str | None, tmp_path: Path
) -> None:
    own_template(tmp_path, '  "title": {{ r.title }},\n', '  "title": "Ours",\n')
    catalog = load(version, tmp_path / "own")
    done = sent(batch(moc=[BOARD], catalog=catalog), tmp_path)
    assert activities(tmp_path)[0]["Lom"]["general"]["title"] == "Ours"
    unsent = [e["column"] for e in done.receipt["not_sent"] if e["sheet"] == "Activities"]
    assert unsent == ["Title", "MOC attestation"]
    assert done.receipt["profile"]["hash"] != sent(batch(moc=[BOARD]), tmp_path).receipt["profile"]["hash"]


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ('  "title": {{ r.title }},\n', '  "title" {{ r.title }},\n', "is no activity in JSON"),
        ('  "title": {{ r.title }},\n', '  "title": {{ r.title }}, "title": {{ r.title }},\n', "title is there twice"),
        ('  "title": {{ r.title }},\n', '  "title": NaN,\n', "NaN is no number"),
        ('  "title": {{ r.title }},\n', '  "title": null,\n', "Lom/general/title says nothing"),
        ('  "title": {{ r.title }},\n', '  "title": "",\n', "Lom/general/title says nothing"),
        ('  "title": {{ r.title }},\n', '  "title": {{ r.titel }},\n', "titel"),
        ('  "title": {{ r.title }},\n', '  "title": {{ r.get("nothing") }},\n', "it prints None"),
    ],
)  # fmt: skip
def test_a_template_that_gives_no_activity_is_one_sentence_with_its_file(
    old: str, new: str, what: str, tmp_path: Path
) -> None:
    path = own_template(tmp_path, old, new)
    with pytest.raises(Failure, match=re.escape(what)) as raised:
        sent(batch(moc=[BOARD], catalog=load(overlay=tmp_path / "own")), tmp_path)
    assert str(path) in str(raised.value)
    assert not (tmp_path / "out.json").exists()


def test_an_export_replaces_an_earlier_one_in_json_only(tmp_path: Path) -> None:
    deliver(batch(), [], tmp_path / "out.json", format=JSON)
    with pytest.raises(Failure, match=r"out\.json exists already"):
        check_upload(tmp_path / "out.json", replace=False, format=JSON)
    check_upload(tmp_path / "out.json", replace=True, format=JSON)
    for text in ('{"my": "notes"}', '{\n  "receipt": 2', '<?xml version="1.0"?>'):
        (tmp_path / "mine.json").write_text(text, encoding="utf-8")
        with pytest.raises(Failure, match="is not an upload file that an earlier export wrote, so it is not replaced"):
            check_upload(tmp_path / "mine.json", replace=True, format=JSON)
    with pytest.raises(Failure, match=r"needs a name that ends in \.json: write out\.json instead of out\.xml\."):
        check_upload(tmp_path / "out.xml", replace=False, format=JSON)


def test_no_cell_is_looked_for_in_a_file_for_web_services(tmp_path: Path) -> None:
    sent(batch(), tmp_path)
    with pytest.raises(Failure, match=r"^out\.json is JSON for web services, and only upload files in XML"):
        earlier(tmp_path / "out.json")
    assert receipt_path(tmp_path / "out.json").is_file()


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("books") / "s.xlsx"
    write(CATALOG, path, 12, 0, 3, live=False)
    return path


def test_the_ending_chooses_the_format(workbook: Path, tmp_path: Path) -> None:
    done = pars("export", workbook, "-o", tmp_path / "u.JSON", "--json")
    assert done.returncode in (0, 1), done.stderr
    told = json.loads(done.stdout)
    assert (told["format"], told["output"]["name"]) == ("json", "u.JSON")
    assert document(tmp_path, "u.JSON")["ACCMEActivities"]["MedicalEducationMetrics"]
    named = pars("export", workbook, "-o", tmp_path / "v.json", "--format", "json")
    assert "for ACCME's web services" in named.stdout
    assert (tmp_path / "v.json").read_bytes() == (tmp_path / "u.JSON").read_bytes()


@pytest.mark.parametrize(("name", "kind", "right"), [("u.xml", "json", "u.json"), ("u.json", "xml", "u.xml")])
def test_ending_and_format_have_to_agree(name: str, kind: str, right: str, workbook: Path, tmp_path: Path) -> None:
    done = pars("export", workbook, "-o", tmp_path / name, "--format", kind)
    assert (done.returncode, done.stdout) == (2, "")
    told = " ".join(done.stderr.split())
    assert told == f"pars: This file needs a name that ends in .{kind}: write {right} instead of {name}."
    assert list(tmp_path.iterdir()) == []


def test_the_console_tells_every_row_that_is_not_in_the_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other: Row = {**REMS, "program": "Mycophenolate"}
    gone: Row = {"provider_activity_id": "CME-2", "record_action": "Delete"}
    done = sent(batch([WHOLE, gone], [BOARD], [REMS, other]), tmp_path, [finding(Severity.ADVICE, "MOC", 2)])
    show_export(Console(width=400, soft_wrap=True), done.receipt, done.page_path)
    told = capsys.readouterr().out
    assert "REMS!B3  The activity JSON has no place for a further row of REMS" in told
    assert "Activities!D3  A deletion is its IDs and dates alone" in told

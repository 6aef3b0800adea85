"""What an upload would do beside files that were uploaded before, and what of it is written.

PARS knows a record by its provider activity ID together with format and date; another ID, format or date in a record
that is sent again can make a second activity (V1, V4); a record with a known ID overwrites the earlier one (P5).
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from rich.console import Console

from generator.catalog import load
from generator.exchange.compared import compared
from generator.exchange.delivery import Delivery, deliver
from generator.exchange.earlier import earlier
from generator.exchange.effects import effects_json
from generator.exchange.export import export
from generator.failure import Failure
from generator.report.console import show_export
from generator.report.receipt_words import chosen_words, nothing_new_words
from generator.report.updates import change_words, effect_words, summary_lines
from generator.rules.findings import Severity
from generator.workbook.cells import Cell
from generator.workbook.frames import Batch
from tests.bench.fuzzing import draws
from tests.bench.markdown import batch as table
from tests.exchange.batches import ABA, BOARD, CATALOG, LENT, MONEY, REMS, Row, Xml, batch, finding
from tests.exchange.test_export import FULL

RICH: Row = dict(FULL.sheets["activities"].frame.iloc[0]) | {"accme_activity_id": None}
ROWS: dict[str, Sequence[Row]] = {
    "moc": [ABA, BOARD],
    "rems": [REMS, {**REMS, "program": "Mycophenolate", "rpc_id": None}],
    "support": [MONEY, LENT],
}
ACCME_ID = "210016939"


def rich(activity: Mapping[str, Cell] = {}, **others: Sequence[Row]) -> Batch:
    """One activity in which nearly everything is filled, and its rows."""
    rows = {**ROWS, **others}
    return batch([{**RICH, **activity}], rows["moc"], rows["rems"], rows["support"])


def sent(data: Batch, path: Path) -> Path:
    export(data, range(len(data.sheets["activities"])), path)
    return path


def told(data: Batch, *files: Path) -> dict[str, Any]:
    return effects_json(compared(data, files), data)


def words(data: Batch, *files: Path) -> list[str]:
    return [effect_words(outcome) for outcome in told(data, *files)["updates"]]


def changes(data: Batch, *files: Path) -> list[str]:
    return [change_words(change) for outcome in told(data, *files)["updates"] for change in outcome["changes"]]


def addressed(line: str) -> str:
    """The line with addresses as they are now, as in [moc.points@3]."""
    frames = rich().sheets
    return re.sub(
        r"\[(\w+)\.(\w+)@(\d+)\]",
        lambda m: f"{frames[m[1]].sheet.title}!{frames[m[1]].letters[m[2]]}{m[3]}",
        line,
    )


@pytest.mark.parametrize(
    ("before", "now", "said"),
    [
        ({}, {}, "unchanged"),
        ({}, {"credits": 13.0}, "updates CME-1"),
        ({}, {"credits": 13.0, "accme_activity_id": ACCME_ID}, "updates 210016939"),
        ({"accme_activity_id": ACCME_ID}, {"credits": 13.0}, "updates 210016939"),
        ({}, {"accme_activity_id": ACCME_ID, "record_action": "Update"}, "unchanged"),
        ({}, {"record_action": "Delete"}, "deletes CME-1"),
        ({}, {"provider_activity_id": "CME-9", "title": "Another"}, "creates a record"),
        (
            {},
            {"provider_activity_id": "CME-9"},
            "would create a second activity because the provider activity ID changed",
        ),
        (
            {"accme_activity_id": ACCME_ID},
            {"accme_activity_id": ACCME_ID, "provider_activity_id": "CME-9"},
            "would create a second activity because the provider activity ID changed",
        ),
        (
            {"accme_activity_id": ACCME_ID},
            {"accme_activity_id": "210016940"},
            "would create a second activity because the ACCME activity ID changed",
        ),
        (
            {},
            {"format": "Enduring Material"},
            "would create a second activity because the format changed",
        ),
        (
            {},
            {"format": "Enduring Material", "start_date": "2026-03-09", "end_date": "2026-03-12"},
            "would create a second activity because the format, start date and end date changed",
        ),
        ({"record_action": "Delete"}, {}, "creates a record"),
        (
            {},
            {"provider_activity_id": "CME-9", "title": "Another", "accme_activity_id": ACCME_ID},
            "updates 210016939 because it has an ACCME activity ID, though no earlier file holds it",
        ),
        (
            {},
            {"provider_activity_id": "CME-9", "title": "Another", "record_action": "Update"},
            "updates CME-9 because Record action says Update, though no earlier file holds it",
        ),
    ],
)  # fmt: skip
def test_what_the_upload_would_do(tmp_path: Path, before: Row, now: Row, said: str) -> None:
    assert words(batch([now]), sent(batch([before]), tmp_path / "earlier.xml")) == [said]


def test_twins_that_are_both_in_the_workbook_are_two_activities(tmp_path: Path) -> None:
    """Two sessions of one course on one day: the earlier one kept its ID, so the other one did not take another."""
    file = sent(batch(), tmp_path / "earlier.xml")
    assert words(batch([{}, {"provider_activity_id": "CME-2"}]), file) == ["unchanged", "creates a record"]


@pytest.mark.parametrize("spelled", ["cme-1", " CME-1 ", "CME-1\u200b"])
def test_ids_are_the_same_as_the_check_compares_them(tmp_path: Path, spelled: str) -> None:
    data = batch([{"provider_activity_id": spelled}])
    file = sent(batch(), tmp_path / "earlier.xml")
    assert words(data, file) == ["unchanged"]
    notes = told(data, file)["updates"][0]["notes"]
    assert notes == (["An earlier file spells its ID CME-1."] if spelled == "cme-1" else [])


def test_what_only_the_earlier_file_has_stays(tmp_path: Path) -> None:
    file = sent(batch([{}, {"provider_activity_id": "CME-2", "title": "Gone"}]), tmp_path / "earlier.xml")
    assert [*summary_lines(told(batch(), file))] == [
        "Beside earlier.xml (2 activities): 1 unchanged.",
        "Not in this workbook: CME-2; stays as it is in PARS.",
    ]


def test_of_several_records_with_one_id_the_last_one_counts(tmp_path: Path) -> None:
    """In one file that is told; of files after one another it is what updates are."""
    twice = sent(batch([{"credits": 5.0}, {"credits": 6.0, "provider_activity_id": "cme-1"}]), tmp_path / "twice.xml")
    assert words(batch([{"credits": 6.0}]), twice) == ["unchanged"]
    assert "More than once in one earlier file: cme-1; the last record counts." in [
        *summary_lines(told(batch(), twice))
    ]
    first = sent(batch([{"accme_activity_id": ACCME_ID}]), tmp_path / "a.xml")
    second = sent(batch([{"credits": 5.0}]), tmp_path / "b.xml")
    assert words(batch([{"credits": 5.0}]), first, second) == ["unchanged"]
    assert words(batch(), first, second) == ["updates 210016939"]
    assert words(batch([{"credits": 5.0}]), second, first) == ["updates 210016939"]
    assert told(batch(), first, second)["earlier"]["repeated"] == []


@pytest.mark.parametrize(
    ("now", "line"),
    [
        ({"title": "Pain"}, "Title ([activities.title@2]): Pain Update → Pain"),
        ({"description": "A\nB"}, "Description ([activities.description@2]): Safe prescribing. → A B"),
        ({"url": None}, "URL ([activities.url@2]): https://cme.example.org/1 → blank"),
        ({"credits": 12.25}, "AMA PRA Category 1 credits ([activities.credits@2]): 12 → 12.25"),
        ({"passport": "No"}, "List on CME Passport ([activities.passport@2]): Yes → No"),
        ({"mips": None}, "MIPS ([activities.mips@2]): Yes → blank"),
        ({"close_record": None}, "Close record ([activities.close_record@2]): Yes → blank"),
        ({"physicians": 86.0}, "Physicians ([activities.physicians@2]): 85 → 86"),
        ({"other_learners": None}, "Other learners ([activities.other_learners@2]): 0 → blank"),
        (
            {"joint_provider_1": "Other Society"},
            "Joint provider 1 ([activities.joint_provider_1@2]): State Society → Other Society",
        ),
        (
            {"joint_provider_2": "Other Society"},
            "Joint provider 2 ([activities.joint_provider_2@2]): blank → Other Society",
        ),
        ({"delivery_method_2": "Online"}, "Delivery method 2 ([activities.delivery_method_2@2]): blank → Online"),
        ({"commendation_tag_1": None}, "Commendation tag (Activities): Engages Teams → blank"),
        (
            {"outcome_patient": "Objective"},
            "Outcome: Patient Health ([activities.outcome_patient@2]): blank → Objective",
        ),
        (
            {"outcome_knowledge": "Objective"},
            "Outcome: Learner Knowledge ([activities.outcome_knowledge@2]): Subjective → blank",
        ),
        ({"state_topic_1": "Refills"}, "State content topic 1 ([activities.state_topic_1@2]): Prescribing → Refills"),
    ],
)
def test_what_differs_is_told_by_header_and_cell(tmp_path: Path, now: Row, line: str) -> None:
    assert changes(rich(now), sent(rich(), tmp_path / "earlier.xml")) == [addressed(line)]


@pytest.mark.parametrize(
    ("sheet", "rows", "lines"),
    [
        ("moc", [ABA, {**BOARD, "points": 9}], ["Points ([moc.points@3]): 10.25 → 9"]),
        ("moc", [{**ABA, "board": "ABS"}, BOARD], None),
        ("moc", [{**ABA, "points": 10.25}, {**BOARD, "points": 12}],
         ["Points ([moc.points@2]): 12 → 10.25", "Points ([moc.points@3]): 10.25 → 12"]),
        ("moc", [ABA, {**BOARD, "practice_area_1": "Hematology"}],
         ["Practice area 1 ([moc.practice_area_1@3]): Nephrology → Hematology"]),
        ("moc", [ABA, {**BOARD, "practice_area_2": "Hematology"}],
         ["Practice area 2 ([moc.practice_area_2@3]): blank → Hematology"]),
        ("moc", [{**ABA, "credit_type_2": None}, BOARD], ["Credit type (MOC): Patient Safety → blank"]),
        ("moc", [{**ABA, "content_1": "1002"}, BOARD], ["Content area 1 ([moc.content_1@2]): 1001 → 1002"]),
        ("rems", [{**REMS, "rpc_id": "EG-123456-002"}, ROWS["rems"][1]],
         ["RPC ID ([rems.rpc_id@2]): EG-123456-001 → EG-123456-002"]),
        ("rems", [REMS], ["REMS program (REMS): Mycophenolate → blank"]),
        ("support", [{**MONEY, "amount": 5.0}, LENT], ["Amount (USD) ([support.amount@2]): 50000 → 5"]),
        ("support", [MONEY], ["Supporter (Support): Lens & Co → blank"]),
        ("support", [MONEY, LENT, {**MONEY, "supporter": "Acme"}],
         ["Supporter ([support.supporter@4]): blank → Acme", "Amount (USD) ([support.amount@4]): blank → 50000"]),
    ],
)  # fmt: skip
def test_what_differs_on_other_sheets(tmp_path: Path, sheet: str, rows: list[Row], lines: list[str] | None) -> None:
    found = changes(rich(**{sheet: rows}), sent(rich(), tmp_path / "earlier.xml"))
    if lines is None:
        assert addressed("Board ([moc.board@2]): ABA → ABS") in found
    else:
        assert sorted(found) == sorted(map(addressed, lines))


def test_the_order_of_lists_does_not_count(tmp_path: Path) -> None:
    """The boards, their areas and tags stand in any order; content areas are numbered in the file, so theirs counts."""
    areas: Row = {**BOARD, "practice_area_1": "Nephrology", "practice_area_2": "Hematology"}
    other: Row = {**BOARD, "practice_area_1": "Hematology", "practice_area_2": "Nephrology"}
    file = sent(rich({"commendation_tag_2": "Improves Performance"}, moc=[ABA, areas]), tmp_path / "earlier.xml")
    tags: Row = {"commendation_tag_1": "Improves Performance", "commendation_tag_2": "Engages Teams"}
    assert words(rich(tags, moc=[other, ABA]), file) == ["unchanged"]
    swapped: Row = {
        "content_1_kind": "Level 3 ID", "content_1": "1002", "content_1_tag": None,
        "content_2_kind": "Level 3 ID", "content_2": "1001", "content_2_tag": "2001",
    }  # fmt: skip
    plain: Row = {
        **ABA,
        **swapped,
        "content_1": "1001",
        "content_1_tag": "2001",
        "content_2": "1002",
        "content_2_tag": None,
    }
    ids = sent(rich(moc=[plain]), tmp_path / "ids.xml")
    assert words(rich(moc=[{**plain, "content_1_tag": None, "content_2_tag": "2001"}]), ids) == ["updates CME-1"]


def test_types_that_change_places_between_two_outcomes_of_one_element_differ(tmp_path: Path) -> None:
    """An organization's template may write all outcomes into one element; then the order says what belongs together."""
    own = tmp_path / "own" / "profile"
    own.mkdir(parents=True)
    text = CATALOG.file("profile/activity.xml.j2").read_text(encoding="utf-8")
    block = re.search(r"\{% for outcome in r.outcomes %\}\n.*?\n\{% endfor %\}\n\{% if r.boards", text, re.DOTALL)
    assert block
    inner = block[0].replace("      <x:MeasuredOutcomes>\n", "").replace("      </x:MeasuredOutcomes>\n", "")
    inner = (
        f"      <x:MeasuredOutcomes>\n{inner.replace('{% if r.boards', '')}      </x:MeasuredOutcomes>\n{{% if r.boards"
    )
    (own / "activity.xml.j2").write_text(text.replace(block[0], inner), encoding="utf-8")
    catalog = load(overlay=tmp_path / "own")
    one = batch([{"outcome_knowledge": "Objective", "outcome_patient": "Subjective"}], catalog=catalog)
    other = batch([{"outcome_knowledge": "Subjective", "outcome_patient": "Objective"}], catalog=catalog)
    file = tmp_path / "earlier.xml"
    file.write_text(_rendered(one), encoding="utf-8")
    assert words(one, file) == ["unchanged"]
    assert words(other, file) == ["updates CME-1"]


def _rendered(data: Batch) -> str:
    from generator.exchange.profile import load_profile
    from generator.exchange.records import Records
    from generator.exchange.render import Renderer

    profile = load_profile(data.catalog)
    records = Records(data, profile)
    return profile.document(Renderer(data, profile).activity(records.at(0))).decode()


FOREIGN = {
    "mems:": "m:", "lom:": "", "hx:": "h:", "a:": "addr:", "x:": "pars:", "xmlns:mems": "xmlns:m",
    'xmlns:lom="': 'xmlns="', "xmlns:hx": "xmlns:h", "xmlns:a=": "xmlns:addr=", "xmlns:x": "xmlns:pars",
}  # fmt: skip


def foreign(text: str) -> str:
    """The same activities as another system may write them: other prefixes and namespaces, as after `pars setup`."""
    text = text.replace('xmlns="urn:PLACEHOLDER:accme-root"', 'xmlns:r="http://accme.example/root"')
    text = text.replace("urn:PLACEHOLDER:accme-extension", "http://accme.example/more")
    text = text.replace("<ACCMEActivities", "<r:ACCMEActivities").replace("</ACCMEActivities", "</r:ACCMEActivities")
    for old, new in (("mems", "m"), ("hx", "h"), ("a", "addr"), ("x", "pars")):
        text = re.sub(rf"(</?){old}:", rf"\g<1>{new}:", text).replace(f"xmlns:{old}=", f"xmlns:{new}=")
    text = re.sub(r"(</?)lom:", r"\1", text).replace("xmlns:lom=", "xmlns=")
    text = text.replace("T00:00:00<", "<").replace(">true<", ">1<").replace(">false<", ">0<")
    text = text.replace(' language="en"', "").replace(">12.00<", ">\n  12.0\n<")
    # reporting dates may be a year alone (J1)
    text = re.sub(r"(Reporting(?:Start|End)Date>)(\d{4})-\d\d-\d\d", r"\1\2", text)
    return text.replace(
        "<pars:activityRecordAction>Add", "<pars:ProviderID>0001234</pars:ProviderID><pars:activityRecordAction>Update"
    )


def test_xml_of_another_system_is_compared_by_what_it_says(tmp_path: Path) -> None:
    """Prefixes, namespaces, spelling of dates, numbers and answers, and the record action are set aside."""
    own = sent(rich(), tmp_path / "own.xml")
    file = tmp_path / "foreign.xml"
    file.write_text(foreign(own.read_text(encoding="utf-8")), encoding="utf-8")
    assert "mems:" not in file.read_text(encoding="utf-8")
    assert words(rich(), file) == ["unchanged"]
    assert changes(rich({"fee": "No, it's free"}), file) == [addressed("Fee ([activities.fee@2]): Yes → No, it’s free")]
    assert [*summary_lines(told(rich(), file))][1:] == [
        "Not compared, since the workbook has no column for it: ProviderID."
    ]


def test_what_a_blank_cell_stands_for_need_not_be_in_the_earlier_file(tmp_path: Path) -> None:
    """Blank MIPS and Close record are written as No; another system leaves them out."""
    text = sent(batch(), tmp_path / "own.xml").read_text(encoding="utf-8")
    text = re.sub(r" *<x:IsMerit.*\n", "", re.sub(r" *<x:closeActivity.*\n", "", text))
    (tmp_path / "less.xml").write_text(text, encoding="utf-8")
    assert words(batch(), tmp_path / "less.xml") == ["unchanged"]
    assert words(batch([{"mips": "No"}]), tmp_path / "less.xml") == ["unchanged"]
    assert words(batch([{"mips": "Yes"}]), tmp_path / "less.xml") == ["updates CME-1"]


def test_a_workbook_of_the_earlier_version_is_compared_too(tmp_path: Path) -> None:
    old = load("2025.1")
    text = """
        ## Activities
        | Provider activity ID | Title | Format |
        | CME-1 | Pain Update | Live Course |
        | CME-2 | Other | Live Course |
    """
    file = sent(table(old, text, complete=True), tmp_path / "earlier.xml")
    data = table(old, text.replace("Pain Update", "Pain"), complete=True)
    assert words(data, file) == ["updates CME-1", "unchanged"]


# --- property
# ------------------------------------------------------------------------------------------------------------------

EDITS: dict[str, tuple[Cell, str]] = {
    "title": ("Another title", "Title"),
    "credits": (3.5, "AMA PRA Category 1 credits"),
    "description": ("Another text.", "Description"),
    "city": ("Boston", "City"),
    "state": ("MA", "State"),
    "fee": ("Variable", "Fee"),
    "registration": ("Limited", "Activity registration"),
    "moc_deadline": ("2027-01-31", "MOC credit deadline"),
    "physicians": (7.0, "Physicians"),
    "outcome_community": ("Objective", "Outcome: Community Health"),
}


@settings(max_examples=draws(15), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(count=st.integers(1, 5), at=st.integers(0, 4), column=st.sampled_from(sorted(EDITS)), order=st.randoms())
@example(count=1, at=0, column="moc_deadline", order=None)
def test_all_is_unchanged_and_one_changed_cell_is_one_update(
    tmp_path_factory: pytest.TempPathFactory, count: int, at: int, column: str, order: Any
) -> None:
    rows: list[Row] = [{"provider_activity_id": f"CME-{n}", "title": f"Course {n}"} for n in range(count)]
    moc: list[Row] = [{**board, "provider_activity_id": f"CME-{n}"} for n in range(count) for board in (BOARD, ABA)]
    folder = tmp_path_factory.mktemp("property")
    file = sent(batch(rows, moc), folder / "earlier.xml")
    if order is not None:
        order.shuffle(moc)
    assert words(batch(rows, moc), file) == ["unchanged"] * count
    at %= count
    changed = [{**row, column: EDITS[column][0]} if n == at else row for n, row in enumerate(rows)]
    found = told(batch(changed, moc), file)["updates"]
    assert [n for n, outcome in enumerate(found) if outcome["effect"] == "updates"] == [at]
    assert {change["header"] for change in found[at]["changes"]} == {EDITS[column][1]}
    assert all(outcome["effect"] == "unchanged" for n, outcome in enumerate(found) if n != at)


# --- the file with the changes only
# ------------------------------------------------------------------------------------------------------------------

BEFORE = batch([{}, *({"provider_activity_id": f"CME-{n}", "title": f"Course {n}"} for n in (2, 3, 4, 5))], [BOARD])
NOW = batch(
    [
        {},
        {"provider_activity_id": "CME-2", "title": "Course 2", "credits": 3.0},
        {"provider_activity_id": "CME-3", "title": "Course 3", "format": "Enduring Material"},
        {"provider_activity_id": "CME-4", "title": "Course 4", "record_action": "Delete"},
        {"provider_activity_id": "CME-5", "title": "New name", "record_action": "Add"},
        {"provider_activity_id": "CME-6", "title": "New"},
    ],
    [BOARD],
)


@pytest.fixture
def before(tmp_path: Path) -> Path:
    return sent(BEFORE, tmp_path / "earlier.xml")


def delivered(data: Batch, target: Path, *files: Path, only: Sequence[str] = ()) -> Delivery:
    return deliver(data, [], target, only=only, comparison=compared(data, files) if files else None)


def test_only_what_differs_is_written_with_the_right_action(tmp_path: Path, before: Path) -> None:
    done = delivered(NOW, tmp_path / "out.xml", before)
    xml = Xml(tmp_path / "out.xml")
    assert xml.at("lom:identifier[lom:catalog='Provider Activity ID']/lom:entry") == [
        "CME-2",
        "CME-4",
        "CME-5",
        "CME-6",
    ]
    assert xml.at("x:activityRecordAction") == ["Update", "Delete", "Update", "Add"]
    assert [(entry["activity_id"], entry["action"]) for entry in done.receipt["exported"]] == [
        ("CME-2", "Update"), ("CME-4", "Delete"), ("CME-5", "Update"), ("CME-6", "Add"),
    ]  # fmt: skip
    assert [(a["activity_id"], a["typed"], a["written"], a["cell"]) for a in done.receipt["actions_told"]] == [
        ("CME-2", None, "Update", "Activities!D3"), ("CME-5", "Add", "Update", "Activities!D6"),
    ]  # fmt: skip
    assert done.receipt["against"] == [
        {"name": "earlier.xml", "sha256": compared(NOW, [before]).before.files[0].sha256}
    ]
    left = [(entry["sheet"], entry["row"], entry["reasons"][0]["message"]) for entry in done.receipt["left_out"]]
    assert left == [
        ("Activities", 2, "The same as what was uploaded before."), ("MOC", 2, "Its activity is left out."),
    ]  # fmt: skip
    assert done.receipt["rows"]["Activities"] == {"read": 6, "exported": 4, "held_back": 1, "left_out": 1}
    held = done.receipt["held_back"][0]
    assert held["activity_id"] == "CME-3"
    assert held["reasons"][0]["cell"] == addressed("[activities.format@4]")
    assert held["reasons"][0]["message"] == (
        "It would become a second activity in PARS, because the format changed. "
        "(Format: Live Course before, Enduring Material now)"
    )
    assert not done.clean
    lines = chosen_words(done.receipt)
    assert lines[0] == "Left out: 1 activity. The same as what was uploaded before."
    assert lines[1].startswith("Activities!D3  CME-2 is written as Update (left blank). ")


def test_the_changes_are_uploaded_and_nothing_is_left_to_send(tmp_path: Path, before: Path) -> None:
    """Earlier files one after another are what PARS has; what would become a second activity stays to be looked at."""
    data = batch(
        [dict(row) for position, row in enumerate(NOW.sheets["activities"].frame.to_dict("records")) if position != 2],
        [BOARD],
    )
    delivered(data, tmp_path / "out.xml", before)
    again = delivered(data, tmp_path / "again.xml", before, tmp_path / "out.xml")
    assert again.clean
    assert not (tmp_path / "again.xml").exists()
    reasons = {entry["activity_id"]: entry["reasons"][0]["message"] for entry in again.receipt["left_out"]}
    assert reasons["CME-4"] == "Deleted by an earlier file already."


def test_nothing_changed_is_no_file_and_no_fault(tmp_path: Path, before: Path) -> None:
    done = delivered(BEFORE, tmp_path / "out.xml", before)
    assert done.clean
    assert done.written is None
    assert [path.name for path in tmp_path.iterdir()] == ["earlier.xml"]
    assert nothing_new_words(done.receipt) == (
        "Nothing differs from earlier.xml: there is nothing to upload, and no file was written."
    )


def test_an_activity_that_will_not_save_is_held_back_as_ever(tmp_path: Path, before: Path) -> None:
    findings = [finding(Severity.INVALID, "Activities", 3)]
    done = deliver(NOW, findings, tmp_path / "out.xml", comparison=compared(NOW, [before]))
    assert [entry["activity_id"] for entry in done.receipt["exported"]] == ["CME-4", "CME-5", "CME-6"]
    assert done.receipt["rows"]["Activities"] == {"read": 6, "exported": 3, "held_back": 2, "left_out": 1}


def test_locate_goes_by_what_the_receipt_says_was_written(tmp_path: Path, before: Path) -> None:
    delivered(NOW, tmp_path / "out.xml", before)
    sources = earlier(tmp_path / "out.xml").source_map(NOW)
    lines = (tmp_path / "out.xml").read_text(encoding="utf-8").splitlines()
    number = next(n for n, line in enumerate(lines, 1) if "activityRecordAction" in line)
    found = sources.at_line(number).elements
    assert [(e.text, [(s.column, s.position) for s in e.sources]) for e in found] == [
        ("Update", [("record_action", 1)])
    ]
    last = sources.at_line(len(lines) - 3)
    assert last.elements[0].position == 5


def test_a_row_that_was_not_read_is_something_to_look_at(tmp_path: Path, before: Path) -> None:
    """Nobody knows which activity it is, so neither an export of changes nor one of some is done without it."""
    far = replace(BEFORE, out_of_reach={"activities": [1100]})
    done = delivered(far, tmp_path / "out.xml", before)
    assert (done.clean, done.written, nothing_new_words(done.receipt)) == (False, None, None)
    assert done.receipt_path.exists()
    assert not delivered(far, tmp_path / "some.xml", only=["CME-2"]).clean
    text = printed(done)
    assert "Nothing was written: what is not left out is held back." in text
    assert "Held back: 1 activity (1 row)" in text
    assert "Activities row 1100" in text


def printed(done: Delivery) -> str:
    out = io.StringIO()
    show_export(Console(file=out, width=400), done.receipt, done.page_path)
    return out.getvalue()


def test_what_changed_in_pars_itself_is_recorded_by_sending_it_alone(tmp_path: Path, before: Path) -> None:
    """The way that the message names, walked to its end."""
    held = delivered(NOW, tmp_path / "out.xml", before).receipt["held_back"][0]
    for part in ("Put back", "ACCME activity ID", "choose Update", "--only CME-3", "without --against"):
        assert part in held["reasons"][0]["fix"]
    row = {**NOW.sheets["activities"].frame.iloc[2], "record_action": "Update", "accme_activity_id": ACCME_ID}
    data = batch([row])
    assert words(data, before) == ["would create a second activity because the format changed"]
    alone = delivered(data, tmp_path / "alone.xml", only=["CME-3"])
    assert [entry["action"] for entry in alone.receipt["exported"]] == ["Update"]
    assert words(data, before, tmp_path / "alone.xml") == ["unchanged"]


def test_of_two_new_rows_like_one_that_is_gone_the_nearest_is_taken_for_it(tmp_path: Path, before: Path) -> None:
    data = batch([{"provider_activity_id": own, "title": "Course 5"} for own in ("XYZ", "CME-05")])
    outcomes = told(data, before)["updates"]
    assert [(o["activity_id"], o["effect"]) for o in outcomes] == [("XYZ", "creates"), ("CME-05", "second")]
    assert outcomes[0]["notes"] == [
        "It has title, format and dates of CME-5 of an earlier file, as CME-05 has, which is taken for that one under "
        "a new ID; if this one is, it would become a second activity."
    ]
    done = delivered(data, tmp_path / "out.xml", before)
    assert [a["activity_id"] for a in done.receipt["actions_told"]] == ["XYZ"]


def test_an_id_that_is_here_with_another_activitys_accme_id_is_not_told_as_gone(tmp_path: Path) -> None:
    one, two = {"accme_activity_id": ACCME_ID}, {"provider_activity_id": "CME-2", "title": "Other"}
    file = sent(batch([{}, {**two, **one}]), tmp_path / "earlier.xml")
    assert told(batch([one]), file)["earlier"]["not_in_workbook"] == []


def test_a_json_upload_is_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "u.json").write_text('{"ACCMEActivities": {}}', encoding="utf-8")
    with pytest.raises(Failure, match=r"^u\.json is JSON, and only XML files"):
        compared(BEFORE, [tmp_path / "u.json"])


@pytest.mark.parametrize(
    ("only", "ids"),
    [
        (["CME-2"], ["CME-2"]),
        (["cme-3 ,CME-2"], ["CME-2", "CME-3"]),
        (["CME-3", "CME-5"], ["CME-3", "CME-5"]),
    ],
)
def test_some_activities_for_the_first_try(tmp_path: Path, only: list[str], ids: list[str]) -> None:
    done = delivered(BEFORE, tmp_path / "out.xml", only=only)
    assert [entry["activity_id"] for entry in done.receipt["exported"]] == ids
    assert done.receipt["only"] == ids
    assert done.clean
    assert done.receipt["rows"]["Activities"]["left_out"] == 5 - len(ids)
    assert {entry["reasons"][0]["message"] for entry in done.receipt["left_out"] if entry["sheet"] == "Activities"} == {
        "Not asked for with --only."
    }


def test_an_id_with_a_comma_is_one_id(tmp_path: Path) -> None:
    data = batch([{"provider_activity_id": "A,B"}, {"provider_activity_id": "A"}])
    done = delivered(data, tmp_path / "out.xml", only=["A,B"])
    assert [entry["activity_id"] for entry in done.receipt["exported"]] == ["A,B"]


@pytest.mark.parametrize(
    ("only", "sentence"),
    [
        (["CME-22"], "CME-22 is no provider activity ID of batch.xlsx; near ones are CME-2"),
        (["CME-2,zzzzz,yyyyy"], "zzzzz, yyyyy are no provider activity IDs of batch.xlsx, and none is near."),
        ([" , "], "Name at least one provider activity ID with --only, as in --only 2026-014,2026-015."),
    ],
)
def test_an_id_that_is_not_there_is_one_sentence(tmp_path: Path, only: list[str], sentence: str) -> None:
    with pytest.raises(Failure) as failure:
        delivered(BEFORE, tmp_path / "out.xml", only=only)
    assert str(failure.value).startswith(sentence)
    assert not any(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("content", "words_of_it"),
    [("<a/>", "holds no activities"), ("no xml", "cannot be read as XML"), ("<!DOCTYPE a><a/>", "document type")],
)
def test_earlier_files_that_cannot_be_used(tmp_path: Path, content: str, words_of_it: str) -> None:
    (tmp_path / "earlier.xml").write_text(content, encoding="utf-8")
    with pytest.raises(Failure, match=words_of_it):
        compared(BEFORE, [tmp_path / "earlier.xml"])


@settings(max_examples=draws(15), deadline=None)
@given(data=st.data())
def test_every_row_is_exported_held_back_or_left_out(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("rows")
    file = sent(BEFORE, folder / "earlier.xml")
    ids = [f"CME-{n}" for n in range(1, 7)]
    rows: list[Row] = [
        {
            "provider_activity_id": own,
            "title": data.draw(st.sampled_from([f"Course {own[-1]}", "Other"])),
            "format": data.draw(st.sampled_from(["Live Course", "Enduring Material"])),
            "record_action": data.draw(st.sampled_from([None, "Add", "Update", "Delete"])),
        }
        for own in data.draw(st.lists(st.sampled_from(ids), min_size=1, unique=True))
    ]
    # one board twice on an activity is what the check refuses, so no export meets it
    owners = data.draw(st.lists(st.sampled_from(ids), max_size=3, unique=True))
    moc = [{**BOARD, "provider_activity_id": owner} for owner in owners]
    whole = batch(rows, moc)
    only = data.draw(st.lists(st.sampled_from([str(row["provider_activity_id"]) for row in rows]), max_size=3))
    found = [finding(Severity.INVALID, "Activities", data.draw(st.integers(2, 1 + len(rows))))]
    done = deliver(whole, found, folder / "out.xml", only=only, comparison=compared(whole, [file]))
    for sheet, counts in done.receipt["rows"].items():
        assert counts["read"] == counts["exported"] + counts["held_back"] + counts["left_out"]
        for kind in ("held_back", "left_out"):
            assert len({e["row"] for e in done.receipt[kind] if e["sheet"] == sheet}) == counts[kind]
    assert json.loads(json.dumps(done.receipt, default=list)) == done.receipt


def test_a_character_that_xml_cannot_carry_stops_no_comparison(tmp_path: Path) -> None:
    """Its activity is held back, as in any export; the others are compared and written."""
    before = sent(batch([{**RICH}, {**RICH, "provider_activity_id": "CME-2"}]), tmp_path / "a.xml")
    now = batch([{**RICH, "title": "Another\x0b Title"}, {**RICH, "provider_activity_id": "CME-2", "credits": 13.0}])
    assert words(now, before) == ["updates CME-1", "updates CME-2"]
    held = [finding(Severity.INVALID, "Activities", 2)]
    done = deliver(now, held, tmp_path / "b.xml", comparison=compared(now, [before]))
    assert [entry["activity_id"] for entry in done.receipt["exported"]] == ["CME-2"]

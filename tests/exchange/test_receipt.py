"""What is exported and what is held back, and that the receipt tells both."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from unittest.mock import create_autospec

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from generator.catalog import load, versions
from generator.exchange import delivery
from generator.exchange.delivery import Delivery, deliver
from generator.exchange.receipt import receipt_files
from generator.exchange.selection import select
from generator.failure import Failure
from generator.report.console import show_export
from generator.report.receipt_words import held_back_words, older_file_words
from generator.rules.findings import Finding, Severity
from generator.workbook.frames import Batch
from tests.bench.fuzzing import draws
from tests.exchange.batches import ABA, BOARD, MONEY, Row, batch, finding

INVALID, MISSING, ADVICE = Severity.INVALID, Severity.MISSING, Severity.ADVICE


def of(row: Row, activity: str) -> Row:
    return {**row, "provider_activity_id": activity}


ROWS = batch(
    [
        {"rems": "Yes", "close_record": "Yes", "fee": "no, it's free", "moc_attestation": None},
        {"provider_activity_id": "CME-2"},
        {"provider_activity_id": "CME-3", "country": None},
        {"provider_activity_id": "CME-4", "record_action": "delete"},
        {"provider_activity_id": "\u00a0", **dict.fromkeys(BOARD)},
    ],
    [
        ABA,
        BOARD,
        of(BOARD, "cme-2 "),
        {**of(BOARD, "CME-3"), "board": "abpath", "credit_type_1": "Lifelong Learning"},
        of(BOARD, "CME-4"),
        of(BOARD, "CME-9"),
        {"provider_activity_id": "\u00a0"},
    ],
    [{"provider_activity_id": "CME-1", "program": "Opioid Analgesic", "attestation": "Yes"}],
    [{"provider_activity_id": "CME-1", "supporter": "Lens", "kind": "In-kind"}],
)
FINDINGS = [
    finding(MISSING, "Activities", 2),
    finding(INVALID, "MOC", 4, "points-above-credits"),
    finding(INVALID, "MOC", 7, "unknown-activity"),
    finding(INVALID, "Activities", 6, "activity-id-missing"),
    finding(ADVICE, "Activities", 4),
    Finding("catalog-differs", ADVICE, (), None, None, None, None, None, "The catalog differs.", "Look.", None),
]


@pytest.mark.parametrize("version", versions())
def test_the_profile_is_named_by_its_version(version: str, tmp_path: Path) -> None:
    done = deliver(batch(catalog=load(version)), [], tmp_path / "out.xml")
    assert done.receipt["profile"]["name"] == f"PARS activity XML {version}"


def test_an_invalid_finding_on_any_of_its_rows_holds_an_activity_back() -> None:
    found = select(ROWS, FINDINGS)
    assert found.positions == (0, 2, 3)
    assert {p: [f.code for f in reasons] for p, reasons in found.held_back.items()} == {
        1: ["points-above-credits"],
        4: ["activity-id-missing"],
    }
    assert found.incomplete == {0}
    assert {sheet: list(rows) for sheet, rows in found.orphans.items()} == {"moc": [5], "rems": [], "support": []}


def test_complete_only_holds_incomplete_activities_back_too() -> None:
    found = select(ROWS, FINDINGS, complete_only=True)
    assert found.positions == (2, 3)
    assert [f.severity for f in found.held_back[0]] == [MISSING]


def test_the_receipt(tmp_path: Path) -> None:
    done = deliver(ROWS, FINDINGS, tmp_path / "out.xml")
    assert not done.clean
    assert done.receipt_path == tmp_path / "out.xml.receipt.json"
    read = json.loads(done.receipt_path.read_text(encoding="utf-8"))
    assert read == done.receipt
    assert read["input"] == {"name": "batch.xlsx", "sha256": "0" * 64}
    assert done.written
    assert read["output"] == {"name": "out.xml", "sha256": done.written.sha256, "activities": 3, "incomplete": 1}
    assert read["catalog"] == {"version": ROWS.catalog.version, "hash": ROWS.catalog.hash}
    assert read["profile"]["confirmed"] is False
    assert read["findings"] == {"invalid": 3, "missing": 1, "advice": 2}
    assert read["rows"] == {
        "Activities": {"read": 5, "exported": 3, "held_back": 2, "left_out": 0},
        "MOC": {"read": 6, "exported": 3, "held_back": 3, "left_out": 0},
        "REMS": {"read": 1, "exported": 1, "held_back": 0, "left_out": 0},
        "Support": {"read": 1, "exported": 0, "held_back": 1, "left_out": 0},
    }
    assert [(e["activity_id"], e["row"], e["incomplete"], e["rows"].get("MOC")) for e in read["exported"]] == [
        ("CME-1", 2, True, [2, 3]),
        ("CME-3", 4, False, [5]),
        ("CME-4", 5, False, None),
    ]
    held = {(e["sheet"], e["row"]): [r["code"] or r["message"] for r in e["reasons"]] for e in read["held_back"]}
    assert held == {
        ("Activities", 3): ["points-above-credits"],
        ("MOC", 4): ["Its activity is held back."],
        ("Activities", 6): ["activity-id-missing"],
        ("MOC", 7): ["unknown-activity"],
        ("MOC", 6): ["The activity is to be deleted, so its details are not sent."],
        ("Support", 2): ["A supporter is sent only when Commercial support is Yes."],
    }
    assert {n["cell"] for n in read["not_written"]} == {"Activities!K4", "Activities!L4"}
    assert {"cell": "Activities!U2", "from": "no, it's free", "to": "No, it’s free"} in read["written_differently"]
    assert {"cell": "Activities!D5", "from": "delete", "to": "Delete"} in read["written_differently"]
    assert read["receipt"] == 2
    assert read["before_upload"][0] == "This file is not ready for PARS yet: one one-time step is missing."
    assert "docs/first-upload.md" in read["before_upload"][1]
    assert read["after_upload"] == [
        {
            "activity_id": "CME-1",
            "row": 2,
            "title": "Pain Update",
            "do": [
                "Attest MOC/CC in PARS (ABA, ABIM). The workbook has no Yes for this attestation yet.",
                "Attest the Opioid Analgesic REMS in PARS.",
                "Check in PARS that the record is closed.",
            ],
        },
        {"activity_id": "CME-3", "row": 4, "title": "Pain Update", "do": ["Attest MOC/CC in PARS (ABPath)."]},
        {
            "activity_id": "CME-4",
            "row": 5,
            "title": "Pain Update",
            "do": ["Check in PARS that the record is gone; one with reported learners cannot be deleted."],
        },
    ]
    assert read["older_file"] is None
    assert held_back_words(read) == "2 activities (3 rows) and 3 other rows"


def test_the_same_workbook_gives_the_same_receipt_wherever_it_lies(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    deliver(ROWS, FINDINGS, tmp_path / "out.xml")
    deliver(ROWS, FINDINGS, tmp_path / "other" / "out.xml")
    for one, other in zip(receipt_files(tmp_path / "out.xml"), receipt_files(tmp_path / "other/out.xml"), strict=True):
        assert one.read_bytes() == other.read_bytes()


def test_all_held_back_gives_a_receipt_and_no_file(tmp_path: Path) -> None:
    done = deliver(batch(), [finding(INVALID, "Activities", 2)], tmp_path / "out.xml")
    assert done.written is None
    assert done.receipt["output"] is None
    assert done.receipt["after_upload"] == done.receipt["before_upload"] == []
    assert done.receipt["older_file"] is None
    assert held_back_words(done.receipt) == "1 activity (1 row)"
    assert {p.name for p in tmp_path.iterdir()} == {"out.xml.receipt.json", "out.xml.receipt.html"}


def test_a_complete_batch_is_clean(tmp_path: Path) -> None:
    assert deliver(batch(moc=[BOARD]), [finding(ADVICE, "MOC", 2)], tmp_path / "out.xml").clean


def test_an_orphan_alone_is_not_clean(tmp_path: Path) -> None:
    done = deliver(batch(moc=[of(BOARD, "CME-9")]), [], tmp_path / "out.xml")
    assert not done.clean
    assert held_back_words(done.receipt) == "1 row"
    assert (
        done.receipt["held_back"][0]["reasons"][0]["message"]
        == "No row on Activities has the provider activity ID of this row."
    )


def out_of_reach(sheet: str, row: int, cell: str, rows: str) -> Finding:
    said = f"The row {rows} lies far below."
    return Finding("row-out-of-reach", INVALID, ("Save",), sheet, cell, row, None, None, said, "Move it up.", None)


def test_rows_out_of_reach_are_read_and_held_back(tmp_path: Path) -> None:
    whole = replace(batch(moc=[BOARD]), out_of_reach={"activities": [1100, 1101, 1200], "moc": [5000]})
    findings = [
        out_of_reach("Activities", 1100, "B1100", "1100 to 1101"),
        out_of_reach("Activities", 1200, "B1200", "1200"),
        out_of_reach("MOC", 5000, "C5000", "5000"),
    ]
    done = deliver(whole, findings, tmp_path / "out.xml")
    assert not done.clean
    assert done.receipt["rows"]["Activities"] == {"read": 4, "exported": 1, "held_back": 3, "left_out": 0}
    assert done.receipt["rows"]["MOC"] == {"read": 2, "exported": 1, "held_back": 1, "left_out": 0}
    assert [
        (e["sheet"], e["row"], e["activity_id"], [r["cell"] for r in e["reasons"]]) for e in done.receipt["held_back"]
    ] == [
        ("Activities", 1100, None, ["Activities!B1100"]),
        ("Activities", 1101, None, ["Activities!B1101"]),
        ("Activities", 1200, None, ["Activities!B1200"]),
        ("MOC", 5000, None, ["MOC!C5000"]),
    ]
    assert [e["reasons"][0]["message"] for e in done.receipt["held_back"]][1:3] == [
        "The row 1100 to 1101 lies far below.",
        "The row 1200 lies far below.",
    ]


def test_nothing_but_rows_out_of_reach_gives_a_receipt_and_no_file(tmp_path: Path) -> None:
    whole = replace(batch([]), out_of_reach={"activities": [1100]})
    done = deliver(whole, [out_of_reach("Activities", 1100, "B1100", "1100")], tmp_path / "out.xml")
    assert (done.written, done.clean) == (None, False)
    assert done.receipt["rows"]["Activities"] == {"read": 1, "exported": 0, "held_back": 1, "left_out": 0}


def test_an_invalid_finding_of_the_file_is_not_clean(tmp_path: Path) -> None:
    anywhere = Finding(
        "merged-cells", INVALID, ("Save",), "Activities", "B1", 1, "title", "B1:C1", "Merged.", "Unmerge.", None
    )
    assert not deliver(batch(moc=[BOARD]), [anywhere], tmp_path / "out.xml").clean


def test_no_activities_is_a_failure(tmp_path: Path) -> None:
    with pytest.raises(Failure, match=r"batch\.xlsx holds no activities"):
        deliver(batch([], [BOARD]), [], tmp_path / "out.xml")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("ending", ["json", "html"])
def test_a_receipt_that_cannot_be_written_leaves_no_new_file(tmp_path: Path, ending: str) -> None:
    (tmp_path / f"out.xml.receipt.{ending}").mkdir()
    with pytest.raises(Failure, match="where the receipt should go"):
        deliver(batch(), [], tmp_path / "out.xml")
    assert not (tmp_path / "out.xml").exists()


def test_an_earlier_export_stays_unless_it_is_to_be_replaced(tmp_path: Path) -> None:
    deliver(batch(), [], tmp_path / "out.xml")
    before = files(tmp_path)
    with pytest.raises(Failure, match=r"out\.xml exists already; give another name, or add --replace\."):
        deliver(batch([{"title": "New"}]), [], tmp_path / "out.xml")
    assert files(tmp_path) == before
    deliver(batch([{"title": "New"}]), [], tmp_path / "out.xml", replace=True)
    assert set(files(tmp_path)) == set(before)
    assert b"New" in files(tmp_path)["out.xml"]


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("what", ["receipt", "upload file"])
def test_a_failure_in_writing_leaves_the_old_pair(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    deliver(batch(), [], tmp_path / "out.xml")
    before = files(tmp_path)
    name = "write_receipts" if what == "receipt" else "export"
    full_disk = create_autospec(getattr(delivery, name), side_effect=OSError(28, "No space left on device"))
    monkeypatch.setattr(delivery, name, full_disk)
    with pytest.raises(Failure, match=r"cannot be written \(No space left on device\)"):
        deliver(batch([{"title": "New"}]), [], tmp_path / "out.xml", replace=True)
    assert files(tmp_path) == before


def test_a_receipt_that_reads_otherwise_leaves_the_old_pair(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deliver(batch(), [], tmp_path / "out.xml")
    before = files(tmp_path)
    monkeypatch.setattr(
        delivery, "receipt", create_autospec(delivery.receipt, return_value={"a tuple": {"in it": (1, 2)}})
    )
    with pytest.raises(Failure, match="was not written as it should be"):
        deliver(batch([{"title": "New"}]), [], tmp_path / "out.xml", replace=True)
    assert files(tmp_path) == before


def test_all_held_back_beside_an_older_file_names_it(tmp_path: Path) -> None:
    deliver(batch(), [], tmp_path / "out.xml")
    old = (tmp_path / "out.xml").read_bytes()
    done = deliver(batch(), [finding(INVALID, "Activities", 2)], tmp_path / "out.xml", replace=True)
    assert done.receipt["older_file"] == "out.xml"
    assert older_file_words(done.receipt) == "out.xml exists already, from an earlier export: do not upload it."
    assert (tmp_path / "out.xml").read_bytes() == old


SETTINGS = Path(load().file("profile/profile.toml")).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({}, "not ready for PARS yet"),
        ({"confirmed = false": "confirmed = true"}, "not ready for PARS yet"),
        ({"urn:PLACEHOLDER:accme-root": "urn:real"}, "not ready for PARS yet"),
        ({"urn:PLACEHOLDER": "urn:real"}, "Upload one activity first"),
        ({"urn:PLACEHOLDER": "urn:real", "confirmed = false": "confirmed = true"}, None),
    ],
)
def test_what_comes_before_the_upload(tmp_path: Path, changes: dict[str, str], line: str | None) -> None:
    """What counts are the namespaces themselves; `confirmed` says whether somebody looked at the result."""
    text = SETTINGS
    for old, new in changes.items():
        text = text.replace(old, new)
    (tmp_path / "own" / "profile").mkdir(parents=True)
    (tmp_path / "own" / "profile" / "profile.toml").write_text(text, encoding="utf-8")
    done = deliver(batch(catalog=load(overlay=tmp_path / "own")), [], tmp_path / "out.xml")
    lines = done.receipt["before_upload"]
    assert line in lines[0] if line else lines == []


CELLS = st.sampled_from([None, "Yes", "No", "\u00a0", "CME-1", "cme-2"])


@settings(max_examples=draws(60), deadline=None)
@given(data=st.data())
def test_no_row_disappears(data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Rows read = exported + held back, on each sheet, whatever is filled in and found."""
    activities: list[Row] = [
        {
            "provider_activity_id": f"CME-{n}",
            "moc": data.draw(CELLS),
            "rems": data.draw(CELLS),
            "commercial_support": data.draw(st.sampled_from([None, "Yes"])),
        }
        for n in range(data.draw(st.integers(1, 3)))
    ]
    ids = st.sampled_from(["CME-0", "cme-1", "CME-2 ", "CME-9", None, "\u00a0"])

    def rows(columns: Mapping[str, st.SearchStrategy[object]]) -> list[Row]:
        return [
            {name: data.draw(s) for name, s in columns.items()} | {"provider_activity_id": data.draw(ids)}
            for _ in range(data.draw(st.integers(0, 3)))
        ]  # type: ignore[misc]

    boards = data.draw(st.permutations(["ABIM", "ABS", None]))
    moc = [{**row, "board": board} for row, board in zip(rows({}), boards, strict=False)]
    programs = ["Opioid Analgesic", "Mycophenolate", None]
    rems = [{**row, "program": p} for row, p in zip(rows({}), programs, strict=False)]
    support = rows(
        {
            "supporter": st.sampled_from([None, "Lens"]),
            "kind": st.sampled_from([None, "Monetary", "In-kind"]),
            "amount": st.sampled_from([None, 5.0]),
        }
    )
    whole: Batch = batch(activities, moc, rems, support)
    places = [(frame.sheet.title, row) for frame in whole.sheets.values() for row in frame.rows]
    findings = [
        finding(data.draw(st.sampled_from(list(Severity))), *place)
        for place in data.draw(st.lists(st.sampled_from(places), max_size=4))
    ]
    done = deliver(whole, findings, tmp_path_factory.mktemp("rows") / "out.xml", complete_only=data.draw(st.booleans()))
    for sheet, counts in done.receipt["rows"].items():
        listed = {(e["sheet"], e["row"]) for e in done.receipt["held_back"] if e["sheet"] == sheet}
        assert counts["read"] == counts["exported"] + counts["held_back"]
        assert len(listed) == counts["held_back"]


def shown(done: Delivery) -> str:
    out = io.StringIO()
    show_export(Console(file=out, width=400), done.receipt, done.page_path)
    return out.getvalue()


def test_rows_that_are_not_sent_are_named_each_with_its_cell_and_reason(tmp_path: Path) -> None:
    """A supporter without kind, and one without amount: the file has no place for them (F1), so it says so."""
    rows = [{**MONEY, "kind": None}, {**MONEY, "amount": None, "supporter": "Other, Inc."}]
    done = deliver(
        batch([{"commercial_support": "Yes"}, {"provider_activity_id": "CME-2"}], support=rows),
        [finding(INVALID, "Activities", 3)],
        tmp_path / "out.xml",
    )
    assert not done.clean
    text = shown(done)
    assert "Held back: 1 activity (1 row) and 2 other rows" in text
    assert "Support row 2  CME-1\n    Support!D2  A supporter is sent only as monetary or in-kind." in text
    assert "Support!E3  Monetary support is sent only with its amount." in text


def test_of_many_rows_twenty_are_printed(tmp_path: Path) -> None:
    done = deliver(batch(moc=[of(BOARD, f"X-{n}") for n in range(25)]), [], tmp_path / "out.xml")
    text = shown(done)
    assert text.count("MOC row ") == 20
    assert "MOC!B2  No row on Activities has the provider activity ID of this row." in text
    assert "… and 5 more rows: the receipt lists all." in text


def test_activities_that_pars_knows_and_that_are_added_again_are_told_first(tmp_path: Path) -> None:
    rows: list[Row] = [
        {"accme_activity_id": "210016901"},
        {"provider_activity_id": "CME-2", "accme_activity_id": "210016902", "record_action": "Add"},
        {"provider_activity_id": "CME-3", "accme_activity_id": "210016903", "record_action": "Update"},
        {"provider_activity_id": "CME-4"},
    ]
    done = deliver(batch(rows), [], tmp_path / "out.xml")
    line = done.receipt["before_upload"][-1]
    assert line.startswith("2 activities have an ACCME activity ID and are written as Add: PARS may make second ")
    assert "--changes-only --against" in line
    assert shown(done).index(line) < shown(done).index("Written")
    assert "written as Add" not in shown(deliver(batch(rows[2:]), [], tmp_path / "fine.xml"))


def test_plain_quotes_are_told(tmp_path: Path) -> None:
    done = deliver(batch([{"title": "What’s new"}]), [], tmp_path / "out.xml")
    assert "1 title or description is written with plain quotes and dashes (a setting of the profile: " in shown(done)


def test_an_activity_known_by_its_accme_number_alone_is_named_by_it(tmp_path: Path) -> None:
    known: Row = {
        "provider_activity_id": None,
        "accme_activity_id": "210016939",
        "record_action": "Delete",
        "moc": None,
    }
    read = deliver(batch([known]), [], tmp_path / "out.xml").receipt
    (entry,) = read["exported"]
    assert entry == {
        "activity_id": None, "accme_activity_id": "210016939", "row": 2, "title": "Pain Update", "action": "Delete",
        "incomplete": False, "rows": {},
    }  # fmt: skip
    (task,) = read["after_upload"]
    assert (task["activity_id"], task["row"], task["title"]) == ("210016939", 2, "Pain Update")


def test_each_row_held_back_is_named_by_its_activity(tmp_path: Path) -> None:
    data = batch([{"provider_activity_id": "007"}], [of(BOARD, "007"), of(BOARD, "008")])
    read = deliver(data, [finding(INVALID, "Activities", 2)], tmp_path / "out.xml").receipt
    named = [(entry["sheet"], entry["row"], entry["activity_id"]) for entry in read["held_back"]]
    assert named == [("Activities", 2, "007"), ("MOC", 2, "007"), ("MOC", 3, "008")]


def test_what_is_left_to_do_after_the_upload_goes_by_the_record_action(tmp_path: Path) -> None:
    rows: list[Row] = [
        {"moc": "No", "record_action": "Update", "accme_activity_id": "210016939"},
        {"provider_activity_id": "CME-2", "moc": "No", "record_action": "Delete"},
        {"provider_activity_id": "CME-3", "moc": "No", "mips": "Yes"},
        {"provider_activity_id": "CME-4", "moc": "No", "close_record": "Yes"},
    ]
    read = deliver(batch(rows), [], tmp_path / "out.xml").receipt
    assert [(task["activity_id"], task["do"]) for task in read["after_upload"]] == [
        ("CME-1", ["Check in PARS that the record was changed and no second one was made."]),
        ("CME-2", ["Check in PARS that the record is gone; one with reported learners cannot be deleted."]),
        ("CME-4", ["Check in PARS that the record is closed."]),
    ]

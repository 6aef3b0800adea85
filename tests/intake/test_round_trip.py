"""Workbook to upload file to workbook: the same values. Upload file to workbook to upload file: the same bytes."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from generator.catalog import ID, Catalog, load
from generator.exchange.export import export
from generator.intake.brought import Brought
from generator.intake.xml_activities import read_xml
from generator.run.bringing import imported
from generator.run.exporting import exported
from generator.sample.activities import rows as sample_rows
from generator.template.live import checked_marks
from generator.template.new import write_new
from generator.upkeep.upgraded import Fate
from generator.workbook.cells import Cell, text_of
from generator.workbook.frames import batch_in_memory
from generator.workbook.read import read
from tests.bench.fuzzing import draws
from tests.second_reading.valid import valid_batch
from tests.workbook.filled import catalog_of

CATALOG = load()
DAY = dt.date(2026, 7, 1)
DAY_FIRST = """
[prefixes]
mems = "m"
x = ""

[order]
MOCRegistration = ["CreditClaimDate", "MOCCreditType", "mocPoints", "boardName"]
XtensibleInfo = [
    "activityRecordAction", "closeActivityRecord", "StateContentTags", "HasStateContentTags", "REMS",
    "IsMeritBasedIncentivePaymentSystem", "ActivityRegistration", "FeeForParticipation", "ForPublicList",
    "ContentOutlines", "MOCRegistrations", "MeasuredOutcomes", "DeliveryMethods", "InKindSupports", "CommendationTags",
]

[forms]
CreditClaimDate = "DD/MM/YYYY"
closeActivityRecord = "Y/N"
IsMeritBasedIncentivePaymentSystem = "1/0"
ForPublicList = "Y/N"
HasStateContentTags = "Ja/Nein"
"""
BIG = settings(
    deadline=None,
    max_examples=draws(8),
    phases=(Phase.reuse, Phase.generate),  # an example is forty activities: a smaller one would not tell more
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
Rows = Mapping[str, Mapping[int, Mapping[str, Cell]]]
NOT_SENT = {"moc_attestation", "attestation"}
BLANK_MEANS = {"record_action": "Add", "mips": "No", "close_record": "No", "moc": "No", "rems": "No"}
"""What the upload file says of a blank cell."""
OF_A_DELETION = (ID, "accme_activity_id", "record_action", "start_date", "end_date")
PLAIN = str.maketrans("‘’“”–—−", "''\"\"---")


def numbered(rows: Mapping[str, Sequence[Mapping[str, Cell]]]) -> Rows:
    return {sheet: dict(enumerate(of_sheet, 2)) for sheet, of_sheet in rows.items()}


def sent(rows: Rows, target: Path, catalog: Catalog = CATALOG) -> Path:
    """The upload file of all rows."""
    batch = batch_in_memory("batch.xlsx", catalog, rows)
    export(batch, range(len(batch.sheets["activities"])), target)
    return target


def back(file: Path, overlay: Path | None = None) -> Brought:
    return read_xml(file, overlay)


def bytes_again(rows: Rows, folder: Path, overlay: Path | None = None) -> Brought:
    """Asserts that the upload file of the rows, brought in and exported, is the same."""
    catalog = load(None, overlay)
    first = sent(rows, folder / "first.xml", catalog)
    brought = back(first, overlay)
    second = sent(brought.rows, folder / "second.xml", brought.catalog)
    assert second.read_bytes() == first.read_bytes()
    assert [entry for entry in brought.entries if entry.fate is Fate.LEFT] == []
    return brought


@BIG
@given(st.integers(0, 10**6), st.booleans())
def test_the_file_is_the_same_again(tmp_path: Path, seed: int, gaps: bool) -> None:
    """Forty activities with every difficult sign, with gaps also records to be deleted and untidy cells."""
    bytes_again(valid_batch(seed, 40, DAY, gaps=gaps), tmp_path)


@pytest.mark.parametrize("outlines", ["extension", "both"])
def test_the_file_is_the_same_again_wherever_content_areas_go(tmp_path: Path, outlines: str) -> None:
    own = tmp_path / "own"
    (own / "profile").mkdir(parents=True)
    text = CATALOG.file("profile/profile.toml").read_text(encoding="utf-8")
    changed = text.replace('content_outlines = "keyword"', f'content_outlines = "{outlines}"')
    (own / "profile" / "profile.toml").write_text(changed, encoding="utf-8")
    for seed in range(3):
        brought = bytes_again(valid_batch(seed, 40, DAY, gaps=True), tmp_path, own)
        assert any("content_1" in cells for cells in brought.rows["moc"].values())


@pytest.fixture
def spelled_otherwise(tmp_path: Path) -> Path:
    """An organization's folder with a profile that was learned from a sample with other prefixes, order and forms."""
    own = tmp_path / "own"
    (own / "profile").mkdir(parents=True)
    text = CATALOG.file("profile/profile.toml").read_text(encoding="utf-8")
    (own / "profile" / "profile.toml").write_text(text + DAY_FIRST, encoding="utf-8")
    return own


@BIG
@given(st.integers(0, 10**6), st.booleans())
def test_the_file_is_the_same_again_in_a_learned_spelling(
    spelled_otherwise: Path, tmp_path: Path, seed: int, gaps: bool
) -> None:
    bytes_again(valid_batch(seed, 40, DAY, gaps=gaps), tmp_path, spelled_otherwise)


def test_the_values_are_the_same_again_in_a_learned_spelling(spelled_otherwise: Path, tmp_path: Path) -> None:
    """Days that could be read as two, and answers in words of the sample."""
    rows = numbered(sample_rows(CATALOG, 40, 1))
    row = next(row for row in rows["activities"].values() if row.get("moc_deadline"))
    assert isinstance(row, dict)
    row["moc_deadline"] = dt.date(2029, 3, 5)
    file = sent(rows, tmp_path / "out.xml", load(None, spelled_otherwise))
    text = file.read_text(encoding="utf-8")
    assert ">05/03/2029</CreditClaimDate>" in text
    assert ">Y</" in text
    assert ">N</" in text
    brought, plain = back(file, spelled_otherwise), back(sent(rows, tmp_path / "plain.xml"))
    assert brought.rows == plain.rows
    assert Counter(entry.fate for entry in brought.entries) == Counter(entry.fate for entry in plain.entries)
    assert dt.date(2029, 3, 5) in {cells.get("moc_deadline") for cells in brought.rows["activities"].values()}


def test_the_file_is_the_same_again_with_an_organizations_lists(tmp_path: Path) -> None:
    """A board more, another content outline, own codes in the file."""
    lists = tmp_path / "own" / "lists"
    lists.mkdir(parents=True)
    (lists / "boards.add.csv").write_text(
        "value,status,source,confidence,name,file_value,content_selections,outline,outline_code\n"
        "ABEM,offered,a letter,own,American Board of Emergency Medicine,EM-BOARD,0,,\n"
        "ABIM,offered,a letter,own,American Board of Internal Medicine,ABIM,2,Blueprint,ABIMBP\n",
        encoding="utf-8",
    )
    (lists / "credit_types.add.csv").write_text(
        "value,status,source,confidence,board\nLLSA,offered,a letter,own,ABEM\n", encoding="utf-8"
    )
    (lists / "practice_areas.add.csv").write_text(
        "value,status,source,confidence,board\nTrauma,offered,a letter,own,ABEM\n", encoding="utf-8"
    )
    rows = numbered({name: [dict(row) for row in of] for name, of in sample_rows(CATALOG, 30, 5).items()})
    for row in rows["moc"].values():
        assert isinstance(row, dict)
        if row["board"] == "ABIM":
            row |= {"content_1": "BP-1", "content_1_kind": "Free Text"}
        if row["board"] == "ABS":
            for name in [name for name in row if name.startswith(("credit_type", "practice_area"))]:
                row.pop(name)
            row |= {"board": "ABEM", "credit_type_1": "LLSA", "practice_area_1": "Trauma"}
    brought = bytes_again(rows, tmp_path, tmp_path / "own")
    boards = [row["board"] for row in brought.rows["moc"].values()]
    assert "ABEM" in boards
    assert b"EM-BOARD" in (tmp_path / "first.xml").read_bytes()


@BIG
@given(st.integers(0, 10**6))
def test_the_values_are_the_same_again(tmp_path: Path, seed: int) -> None:
    """Cell for cell, for all that is sent."""
    rows = numbered(sample_rows(CATALOG, 40, seed))
    brought = back(sent(rows, tmp_path / "out.xml"))
    deleted = {row.get("provider_activity_id") for row in rows["activities"].values() if "Delete" in row.values()}
    order = [row.get("provider_activity_id") for row in rows["activities"].values()]
    shared = shared_areas()
    for sheet in rows:
        of_sheet = [row for row in rows[sheet].values() if sheet == "activities" or row[ID] not in deleted]
        if sheet == "support":  # those who gave money come first
            of_sheet = sorted(of_sheet, key=lambda row: (order.index(row[ID]), row["kind"] != "Monetary"))
        was = [_said(sheet, row, shared) for row in of_sheet]
        now = [_said(sheet, row, shared) for row in brought.rows.get(sheet, {}).values()]
        assert now == was
    assert [entry for entry in brought.entries if entry.fate is Fate.LEFT] == []


def shared_areas() -> set[str]:
    """Practice areas that several boards have: the file does not say whose they are."""
    values = CATALOG.lists["practice_areas"]
    return {value.value for value in values.offered() if len(values.owners_of(value.value)) > 1}


def _said(sheet: str, row: Mapping[str, Cell], shared: set[str]) -> dict[str, object]:
    """What a row says: blank cells and what is not sent aside, practice areas as a set."""
    said: dict[str, object] = {}
    areas: set[object] = set()
    for name, cell in row.items():
        if name.startswith("practice_area"):
            areas.add(cell)
        elif name not in NOT_SENT and cell not in (None, ""):
            said[name] = text_of(cell) if not isinstance(cell, dt.date) else cell
            if name in {"title", "description"}:
                said[name] = str(said[name]).translate(PLAIN)
    if row.get("record_action") == "Delete":
        return {name: said[name] for name in OF_A_DELETION if name in said}
    if sheet == "activities":
        said = {**BLANK_MEANS, **said}
        if said["moc"] == "No":
            said.pop("moc_deadline", None)
    if sheet == "moc":
        every = {value.value for value in CATALOG.lists["practice_areas"].offered(str(row["board"]))}
        said["areas"] = (every if "All" in areas else areas) - shared
    return said


def test_by_the_commands_own_ways(tmp_path: Path) -> None:
    """Through files: workbook, export, import, export."""
    rows = numbered(sample_rows(CATALOG, 12, 3))
    write_new(CATALOG, tmp_path / "a.xlsx", checked_marks(CATALOG), rows=12, rows_of=rows, day=DAY)
    exported(tmp_path / "a.xlsx", tmp_path / "a.xml", DAY, None)
    brought = imported(tmp_path / "a.xml", tmp_path / "b.xlsx", DAY, None, rows=12)
    exported(tmp_path / "b.xlsx", tmp_path / "b.xml", DAY, None)
    assert (tmp_path / "b.xml").read_bytes() == (tmp_path / "a.xml").read_bytes()
    batch = read(tmp_path / "b.xlsx", catalog_of)
    for entry in brought.entries:
        for address in (entry.new_cell or "").split(", "):
            frame = next(f for f in batch.sheets.values() if f.sheet.title == entry.sheet)
            column = next(c for c in frame.sheet.columns if c.header == entry.column)
            position = frame.rows.index(int(address.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")))
            assert frame.cell(position, column.id) == address
            assert text_of(frame.raw(column.id)[position], breaks=column.kind == "long_text") in {
                entry.new,
                frame.text(column.id)[position],
            }

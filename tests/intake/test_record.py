"""IDs that PARS gave and the day of the upload come into a copy of the workbook; all else in it stays as it is."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path

import openpyxl
import pytest

from generator.catalog import load
from generator.cli.options import day_of
from generator.exchange.delivery import deliver
from generator.exchange.export import export
from generator.failure import Failure
from generator.intake.recording import Recording
from generator.report.recordings import recording_lines
from generator.run.checking import checked, read_batch
from generator.run.recording import recorded
from generator.template.live import live_marks
from generator.template.new import write_new
from generator.workbook.package import open_package
from tests.bench.libreoffice import Office
from tests.bench.markdown import rows as table_rows
from tests.bench.markdown import workbook
from tests.exchange.batches import batch
from tests.exchange.test_updates import foreign

CATALOG = load()
DAY, COMPUTER = dt.date(2026, 11, 20), dt.date(2026, 11, 26)
ROWS = """
    ## Activities
    | Provider activity ID | ACCME activity ID | Title | Uploaded |
    | CME-1 | | One | |
    | CME-2 | 210016902 | Two | 2026-10-01 |
    | cme-3 | | Three | |
    | 007 | | Four | |
"""
PLAIN = ROWS.replace(" Uploaded |", "").replace(" 2026-10-01 |", "").replace("One | |", "One |")
PLAIN = PLAIN.replace("Three | |", "Three |").replace("Four | |", "Four |")


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return workbook(CATALOG, ROWS, tmp_path / "book.xlsx", complete=True)


def done(book: Path, ids: str | bytes | Path, name: str = "ids.csv") -> Recording:
    path = ids if isinstance(ids, Path) else book.with_name(name)
    if isinstance(ids, str):
        path.write_text(ids, encoding="utf-8")
    elif isinstance(ids, bytes):
        path.write_bytes(ids)
    return recorded(book, path, book.with_name("copy.xlsx"), COMPUTER, None, day=DAY, replace=True)


def held(path: Path) -> list[tuple[str, str, str]]:
    """Provider activity ID, ACCME activity ID and day of each row, as the check reads them."""
    frame = read_batch(open_package(path), None).sheets["activities"]
    days = frame.text("uploaded") if frame.sheet.has("uploaded") else [""] * len(frame)
    return list(zip(frame.text("provider_activity_id"), frame.text("accme_activity_id"), days, strict=True))


BEFORE = [("CME-1", "", ""), ("CME-2", "210016902", "2026-10-01"), ("cme-3", "", ""), ("007", "", "")]
ALL = [
    ("CME-1", "210016901", "2026-11-20"),
    ("CME-2", "210016902", "2026-11-20"),
    ("cme-3", "210016903", "2026-11-20"),
    ("007", "", ""),
]


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("a.csv", "Provider activity ID,ACCME activity ID\nCME-1,210016901\nCME-2,210016902\nCME-3,210016903\n"),
        ("b.txt", "ACCME activity ID\tTitle\tProvider activity ID\n210016901\tx\tCME-1\n210016902\t\tCME-2\n"
                  "210016903\t\t CME-3\n"),
        ("c.csv", "CME-1;210016901\nCME-2;210016902\ncme-3;210016903\n"),
        ("d.csv", "what;it is\n210016901;CME-1\n210016902;CME-2\n210016903;CME-3\n"),
        ("f.csv", "Activity ID,Provider Activity ID\n210016901,CME-1\n210016902,CME-2\n210016903,CME-3\n"),
        ("g.csv", "Provider Activity ID,Activity ID\nCME-1,210016901\nCME-2,210016902\nCME-3,210016903\n"),
        ("h.csv", "Activity ID,ACCME ID\nCME-1,210016901\nCME-2,210016902\nCME-3,210016903\n"),
        ("e.csv", "Provider activity ID;ACCME activity ID\r\nCME-1;210016901\r\nCME-2;210016902\r\nCME-3;210016903"
                  .encode("utf-16")),
    ],
)  # fmt: skip
def test_tables_by_name_and_by_shape(book: Path, name: str, ids: str | bytes) -> None:
    before = book.read_bytes()
    result = done(book, ids, name)
    assert held(book.with_name("copy.xlsx")) == ALL
    assert [told.why for told in result.told] == []
    assert [one["activity_id"] for one in result.as_json()["not_in_list"]] == ["007"]
    assert book.read_bytes() == before
    assert held(book) == BEFORE


def test_a_workbook_as_list(book: Path) -> None:
    other = openpyxl.Workbook()
    sheet = other.active
    assert sheet is not None
    for line in (["Export of PARS"], [], ["Provider activity ID", "ACCME activity ID"], ["CME-1", 210016901.0],
                 ["CME-2", 210016902], ["CME-3", "210016903"]):  # fmt: skip
        sheet.append(line)
    other.save(book.with_name("ids.xlsx"))
    done(book, book.with_name("ids.xlsx"))
    assert held(book.with_name("copy.xlsx")) == ALL


def test_xml_that_pars_gives_out(book: Path) -> None:
    """Identifiers by their catalogs, whatever the prefixes."""
    data = batch(
        [{"provider_activity_id": f"CME-{n}", "accme_activity_id": f"21001690{n}", "moc": None} for n in (1, 2, 3)]
    )
    path = book.with_name("pars.xml")
    export(data, range(3), path)
    path.write_text(foreign(path.read_text(encoding="utf-8")), encoding="utf-8")
    done(book, path)
    assert held(book.with_name("copy.xlsx")) == ALL


def test_a_receipt_says_what_was_sent(book: Path) -> None:
    checked_book = checked(book, COMPUTER, None)
    delivery = deliver(checked_book.batch, [], book.with_name("out.xml"), only=["CME-1", "CME-2"])
    done(book, delivery.receipt_path)
    day = "2026-11-20"
    assert held(book.with_name("copy.xlsx")) == [
        ("CME-1", "", day), ("CME-2", "210016902", day), ("cme-3", "", ""), ("007", "", ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ("CME-1,210016901\nCME-9,210016909", [("row 3", "No activity of the workbook has this provider activity ID.")]),
        ("CME-1,21001690", [("row 2", "21001690 is no ACCME activity ID, which has 9 digits.")]),
        ("CME-1,", [("row 2", "The list has no ACCME activity ID for it.")]),
        ("CME-2,210016999",
         [("row 2", "The workbook has 210016902 there already, which is not replaced; look into PARS which one is "
                    "right.")]),
        ("CME-1,210016902", [("row 2", "Row 3 of the workbook has this ACCME activity ID already.")]),
        ("CME-1,210016901\nCME-1,210016904",
         [("row 2", "The list gives this activity more than one ACCME activity ID."),
          ("row 3", "The list gives this activity more than one ACCME activity ID.")]),
        ("CME-1,210016901\ncme-3,210016901",
         [("row 2", "The list gives this ACCME activity ID to more than one activity."),
          ("row 3", "The list gives this ACCME activity ID to more than one activity.")]),
        ("CME-1,210016901\n cme-1 ,210016901",
         [("row 3", "The list names this activity before; once is enough.")]),
        (",210016905", [("row 2", "It has no provider activity ID, by which its row could be found.")]),
    ],
)  # fmt: skip
def test_nothing_is_silent(book: Path, lines: str, told: list[tuple[str, str]]) -> None:
    result = done(book, f"Provider activity ID,ACCME activity ID\n{lines}\n")
    assert [(one.issued.where, one.why) for one in result.told] == told
    assert not result.clean
    copy = book.with_name("copy.xlsx")
    faulty = (
        {one.issued.provider_activity_id.strip().lower() for one in result.told} if "once" not in told[0][1] else ()
    )
    if copy.exists():
        after = {own.lower(): rest for own, *rest in held(copy)}
        assert all(after[own] == rest for own, *rest in map(list, BEFORE) if own in faulty)
    text = "\n".join(recording_lines(result.as_json(), copy, "Uploaded"))
    assert all(why in text for _, why in told)


def test_two_rows_with_one_id_are_left_alone(tmp_path: Path) -> None:
    twice = workbook(CATALOG, ROWS.replace("cme-3", "cme-1"), tmp_path / "book.xlsx", complete=True)
    result = done(twice, "CME-1,210016901\nCME-2,210016902\n")
    assert [one.why for one in result.told] == ["Several rows of the workbook have this provider activity ID: 2, 4."]


def test_a_formula_is_left_alone(book: Path) -> None:
    changed = openpyxl.load_workbook(book)
    frame = read_batch(open_package(book), None).sheets["activities"]
    changed["Activities"][f"{frame.letters['uploaded']}2"].value = "=DATE(2026,1,5)"
    changed.save(book)
    result = done(book, "CME-1,210016901\nCME-2,210016902\n")
    cell = f"Activities!{frame.letters['uploaded']}2"
    assert [one.why for one in result.told] == [f"A formula stands in {cell}; put a value there first."]


def test_again_writes_nothing(book: Path) -> None:
    table = "CME-1,210016901\nCME-2,210016902\n"
    done(book, table)
    first = book.with_name("first.xlsx")
    book.with_name("copy.xlsx").rename(first)
    result = done(first, table)
    assert not result.writes
    assert result.clean
    assert not book.with_name("copy.xlsx").exists()
    assert list(recording_lines(result.as_json(), first, "Uploaded"))[-1] == (
        "Nothing new to write, so no copy was made."
    )


@pytest.mark.parametrize(
    ("ids", "sentence"),
    [
        ("a,b\nc,d\n", "has no column with Provider activity ID and ACCME activity ID"),
        ("Provider activity ID,Title\nCME-1,x\n", "has no column with ACCME activity ID"),
        ('{"receipt": 1}', "is no receipt"),
        ("<a", "cannot be read as XML"),
    ],
)
def test_lists_that_cannot_be_used(book: Path, ids: str, sentence: str) -> None:
    with pytest.raises(Failure, match=sentence):
        done(book, ids)
    assert not book.with_name("copy.xlsx").exists()


def test_the_receipt_beside_a_json_upload_is_named(book: Path) -> None:
    (book.with_name("list.csv.receipt.json")).write_text("{}", encoding="utf-8")
    with pytest.raises(Failure, match=r"^list\.csv is an upload file in JSON.* list\.csv\.receipt\.json"):
        done(book, '{"ACCMEActivities": {}}', name="list.csv")


@pytest.mark.parametrize("day", [dt.date(1999, 12, 31), dt.date(2026, 11, 27)])
def test_a_day_on_which_nothing_was_uploaded_is_refused(book: Path, day: dt.date) -> None:
    book.with_name("list.csv").write_text("CME-1,210016901", encoding="utf-8")
    with pytest.raises(Failure, match=f"^--day is the day on which the file was uploaded, and {day} cannot be it"):
        recorded(book, book.with_name("list.csv"), book.with_name("copy.xlsx"), dt.date(2026, 11, 25), None, day=day)


def test_zeros_that_excel_took_from_the_front_are_told(book: Path) -> None:
    result = done(book, "Provider activity ID,ACCME activity ID\n7,210016907\nCME-1,210016901\n")
    assert result.told[0].why.startswith(
        "No activity of the workbook has this provider activity ID. Row 5 has 007: is it the same? Excel takes zeros"
    )


@pytest.mark.parametrize("text", ["11/20/2026", "2026-13-01", "today"])
def test_a_day_that_is_no_day_is_refused_in_plain_words(text: str) -> None:
    with pytest.raises(Failure, match=f"^--day takes a day as year-month-day, as in --day 2026-11-20; {text} is none"):
        day_of("--day")(text)


def test_a_workbook_of_an_older_version_gets_its_ids(tmp_path: Path) -> None:
    old = workbook(load("2025.1"), PLAIN, tmp_path / "book.xlsx", complete=True)
    result = done(old, "CME-1,210016901\nCME-2,210016902\n")
    assert [accme_id for _, accme_id, _ in held(tmp_path / "copy.xlsx")] == ["210016901", "210016902", "", ""]
    lines = list(recording_lines(result.as_json(), tmp_path / "copy.xlsx", "Uploaded"))
    assert any("pars upgrade brings the column" in line for line in lines)


def live(path: Path) -> Path:
    """The rows in a workbook with live marks, as `pars template` makes it."""
    rows_of = table_rows(CATALOG, ROWS, complete=True)
    numbered = {sheet: dict(enumerate(lines, 2)) for sheet, lines in rows_of.items()}
    write_new(CATALOG, path, live_marks(CATALOG), rows=6, rows_of=numbered, day=COMPUTER)
    return path


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_only_what_was_written_and_what_shows_it_changes(tmp_path: Path, office: Office) -> None:
    """Part by part and cell by cell; and the formulas show what LibreOffice works out."""
    book = live(tmp_path / "book.xlsx")
    done(book, "CME-1,210016901\nCME-2,210016902\n")
    copy = tmp_path / "copy.xlsx"
    old, new = parts(book), parts(copy)
    assert old.keys() == new.keys()
    changed = {name for name in old if old[name] != new[name]}
    assert {name for name in changed if "worksheets" not in name} <= {"docProps/custom.xml", "xl/workbook.xml"}
    before, after = (openpyxl.load_workbook(path) for path in (book, copy))
    frame = read_batch(open_package(book), None).sheets["activities"]
    accme, uploaded = frame.letters["accme_activity_id"], frame.letters["uploaded"]
    cells = {
        (sheet.title, cell.coordinate)
        for sheet in after
        for row in sheet.iter_rows()
        for cell in row
        if cell.value != before[sheet.title][cell.coordinate].value
    }
    assert cells == {("Activities", f"{accme}2"), ("Activities", f"{uploaded}2"), ("Activities", f"{uploaded}3")}
    for letter in (accme, uploaded):
        formats = {after["Activities"][f"{letter}{row}"].number_format for row in (2, 3)}
        assert formats == {before["Activities"][f"{letter}3"].number_format}
    assert after["Activities"][f"{uploaded}2"].is_date
    shown = openpyxl.load_workbook(copy, data_only=True)
    with office.open(copy) as document:
        sheet = document.sheet("Activities")
        statuses = [shown["Activities"][f"A{row}"].value for row in (2, 3, 4, 5)]
        assert [text for (text,) in sheet.texts("A2:A5")] == statuses
        assert sheet.texts(f"{accme}2")[0] == ["210016901"]

"""A workbook in several by a column: rows follow their activity, files are named safely, and a merge gives it back."""

from __future__ import annotations

import datetime as dt
import io
import random
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from generator.catalog import load
from generator.failure import Failure
from generator.report.joined import show_split
from generator.run.joining import merged, split_up
from generator.upkeep import split as splitting
from generator.upkeep.file_names import names_after
from generator.upkeep.parted import Split
from generator.upkeep.upgraded import Fate
from generator.workbook.cells import Uncalculated
from generator.workbook.read import read
from generator.workbook.settings import Settings
from tests.bench.random_rows import random_rows
from tests.upkeep.joined import DAY, book, book_of, contents
from tests.workbook.filled import catalog_of, column, filled

TABLES = """
## Activities
| Provider activity ID | Title | Format | Start date |
|---|---|---|---|
| CME-1 | Pain Update | Live Course | 2026-03-10 |
| CME-2 | Sleep | Enduring Material | '3/10/2026 |
| CME-3 | Opioids | Live Course | 2026-04-10 |
| CME-4 | Later | | |

## MOC
| Provider activity ID | Board | Points |
|---|---|---|
| CME-3 | ABA | 1 |
| cme-1 | ABIM | 3 |
| CME-9 | ABIM | 3 |
| CME-2 | ABIM | 2 |
"""
OWN = {"Activities": {"Department": ["Heart", "lung", "heart ", None]}, "MOC": {"Who": ["Jo", "Al", "Bo", "Cy"]}}


def parts(file: Path, by: str, folder: str = "parts") -> tuple[Split, dict[str | None, Path]]:
    target = file.parent / folder
    done = split_up(file, by, target, DAY, None)
    return done, {part.value: target / part.done.file for part in done.parts}


def ids(path: Path, sheet: str = "activities") -> list[Any]:
    return list(column(read(path, catalog_of), sheet, "provider_activity_id").values())


def test_rows_of_other_sheets_follow_their_activity(tmp_path: Path) -> None:
    done, files = parts(book(tmp_path / "batch.xlsx", TABLES), "Format")
    assert {value: path.name for value, path in files.items()} == {
        "Live Course": "batch-Live Course.xlsx",
        "Enduring Material": "batch-Enduring Material.xlsx",
        None: "batch-no value.xlsx",
    }
    assert {value: (ids(path), ids(path, "moc")) for value, path in files.items()} == {
        "Live Course": (["CME-1", "CME-3"], ["CME-3", "cme-1"]),
        "Enduring Material": (["CME-2"], ["CME-2"]),
        None: (["CME-4"], ["CME-9"]),
    }
    assert not done.clean  # activities without a value are there to look at
    assert all(count.read == count.written for count in done.whole.rows.values())


def test_by_a_column_of_my_own_whatever_its_case(tmp_path: Path) -> None:
    done, files = parts(book(tmp_path / "batch.xlsx", TABLES, own=OWN), "department")
    assert {value: ids(path) for value, path in files.items()} == {
        "Heart": ["CME-1", "CME-3"], "lung": ["CME-2"], None: ["CME-4"],
    }  # fmt: skip
    assert list(done.parts[0].spellings) == ["Heart", "heart"]
    sheet = openpyxl.load_workbook(files["Heart"])["MOC"]
    last = sheet.max_column
    assert [sheet.cell(row, last).value for row in (1, 2, 3, 4)] == ["Who", "Jo", "Al", None]


def test_one_day_is_one_value_however_it_was_typed(tmp_path: Path) -> None:
    _, files = parts(book(tmp_path / "batch.xlsx", TABLES), "Start date")
    assert {value: ids(path) for value, path in files.items()} == {
        "2026-03-10": ["CME-1", "CME-2"], "2026-04-10": ["CME-3"], None: ["CME-4"],
    }  # fmt: skip


def test_rows_of_an_id_in_two_parts_belong_to_neither(tmp_path: Path) -> None:
    tables = TABLES.replace("CME-2 | Sleep", "CME-1 | Sleep")
    _, files = parts(book(tmp_path / "batch.xlsx", tables), "Format")
    assert sorted(ids(files[None], "moc")) == ["CME-2", "CME-9", "cme-1"]


def test_every_activity_with_a_value_is_clean(tmp_path: Path) -> None:
    tables = TABLES.replace("| CME-4 | Later | | |\n", "").replace("| CME-9 | ABIM | 3 |\n", "")
    done, files = parts(book(tmp_path / "batch.xlsx", tables), "Format")
    assert set(files) == {"Live Course", "Enduring Material"}
    assert done.clean


@pytest.mark.parametrize("seed", range(3))
def test_merging_a_split_gives_the_same_rows_back(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    rows = random_rows(load(), chance, 12)
    departments = [chance.choice(["Heart", "=Lung", "..", "CON", None, 2.5, "a/b", "A:B"]) for _ in range(14)]
    own = {"Activities": {"Department": departments}, "Support": {"Seen": ["x", None, "y", "z"]}}
    settings = Settings(day_first=seed % 2 == 1)
    file = book_of(tmp_path / "batch.xlsx", rows, own=own, settings=settings)
    done, files = parts(file, chance.choice(["Department", "Format", "Country"]))
    assert contents(*files.values()) == contents(file)
    assert done.counts[Fate.LEFT] == done.counts[Fate.CHANGED] == 0
    assert all(count.read == count.written for count in done.whole.rows.values())
    if len(files) > 1:
        back = merged(sorted(files.values()), tmp_path / "back.xlsx", DAY, None)
        assert contents(tmp_path / "back.xlsx") == contents(file)
        assert back.counts[Fate.LEFT] == 0


def test_settings_and_what_no_part_holds(tmp_path: Path) -> None:
    def also(workbook: Any) -> None:
        workbook.security = None
        workbook.create_sheet("Ideas")["A1"] = "mine"
        workbook["Activities"]["B3000"] = "far"

    file = filled(tmp_path / "a.xlsx", {"Activities": {"B2": "CME-1", "F2": "Live Course", "E2": "=1+1"}}, also)
    assert isinstance(read(file, catalog_of).sheets["activities"].raw("title")[0], Uncalculated)
    done, _ = parts(file, "Format")
    assert [(e.sheet, e.old_cell) for e in done.whole.entries] == [("Ideas", None), ("Activities", "B3000")]
    assert [(e.sheet, e.old_cell) for e in done.parts[0].done.entries if e.fate is Fate.LEFT] == [("Activities", "E2")]
    assert done.whole.rows["Activities"].out_of_reach == 1
    typed = Settings(dt.date(2026, 2, 3), "C15", day_first=True)
    _, files = parts(book(tmp_path / "b.xlsx", TABLES, settings=typed), "Format", "other")
    for path in files.values():
        batch = read(path, catalog_of)
        assert (batch.today, batch.sheets["activities"].day_first) == (dt.date(2026, 2, 3), True)


# --- names of files -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("Heart & Lung", "b-Heart & Lung.xlsx"),
        ("a/b\\c:d*e?f\"g<h>i|j", "b-a_b_c_d_e_f_g_h_i_j.xlsx"),
        ("..", "b-_.xlsx"),
        ("../../etc/passwd", "b-_.._etc_passwd.xlsx"),
        ("   ", "b-_.xlsx"),
        ("CON", "b-CON.xlsx"),
        ("=SUM(A1)", "b-_SUM(A1).xlsx"),
        ("[x]", "b-_x_.xlsx"),
        ("tab\tnew\nline", "b-tab_new_line.xlsx"),
        ("end. ", "b-end.xlsx"),
        ("\u202egnp", "b-_gnp.xlsx"),
    ],
)  # fmt: skip
def test_names_after_values(value: str, name: str) -> None:
    assert names_after("b", [value], ".xlsx") == [name]


def test_names_that_any_system_takes_for_one_get_numbers() -> None:
    assert names_after("b", ["Heart", "HEART", "a/b", "a:b", "ﬁ", "fi"], ".xlsx") == [
        "b-Heart.xlsx", "b-HEART (2).xlsx", "b-a_b.xlsx", "b-a_b (2).xlsx", "b-ﬁ.xlsx", "b-fi (2).xlsx",
    ]  # fmt: skip


@given(st.text(max_size=20), st.lists(st.text(max_size=300), min_size=1, max_size=8))
def test_all_names_are_short_plain_and_different(stem: str, values: list[str]) -> None:
    names = names_after(stem, values, ".xlsx")
    assert len({name.casefold() for name in names}) == len(values)
    for name in names:
        assert len(name.encode()) <= 230
        assert not set(name) & set('<>:"/\\|?*[]=\0\n\r\t')
        assert name.endswith(".xlsx")
        assert Path(name).name == name
        assert name.split(".")[0].upper() not in {"CON", "PRN", "AUX", "NUL", "COM1", "LPT1"}


# --- what cannot be split -------------------------------------------------------------------------------------------


def test_no_such_column_no_value_and_too_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = book(tmp_path / "batch.xlsx", TABLES, own={**OWN, "Activities": {"Department": [], **OWN["MOC"]}})
    with pytest.raises(Failure, match=r"no column headed Formt; .* such as Format"):
        parts(file, "Formt")
    with pytest.raises(Failure, match=r"no column headed zzzz; .* such as Department, Who"):
        parts(file, "zzzz")
    with pytest.raises(Failure, match="No activity has a value in the column Department"):
        parts(file, "Department")
    monkeypatch.setattr(splitting, "MOST_FILES", 3)
    with pytest.raises(Failure, match=r"Title has 4 different values, more than the 3"):
        parts(file, "Title")
    twice = book(tmp_path / "twice.xlsx", TABLES, own={"Activities": {"Room": ["1"], "room": ["2"]}})
    with pytest.raises(Failure, match="Two columns of Activities are headed Room"):
        parts(twice, "Room")
    assert not (tmp_path / "parts").exists()


def test_no_file_of_the_folder_is_replaced_and_all_come_or_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = book(tmp_path / "batch.xlsx", TABLES)
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "mine.txt").write_text("mine")
    parts(file, "Format")
    before = {path.name: path.read_bytes() for path in (tmp_path / "parts").iterdir()}
    with pytest.raises(Failure, match=r"batch-Live Course\.xlsx exists already, and a split replaces no file"):
        parts(file, "Format")
    (tmp_path / "full").write_text("a file")
    with pytest.raises(Failure, match="is a file; give the name of a folder"):
        parts(file, "Format", "full")
    with pytest.raises(Failure, match="does not exist"):
        parts(file, "Format", "no/such")

    def fail(*args: object, **options: object) -> None:
        raise Failure("The disk is full.")

    monkeypatch.setattr(splitting, "write_report", fail)
    with pytest.raises(Failure, match="disk is full"):
        parts(file, "Format", "new")
    assert not (tmp_path / "new").exists()
    assert {path.name: path.read_bytes() for path in (tmp_path / "parts").iterdir()} == before


# --- the report -----------------------------------------------------------------------------------------------------


def test_the_report_on_sheet_console_and_as_json(tmp_path: Path) -> None:
    done, files = parts(book(tmp_path / "batch.xlsx", TABLES, own=OWN), "Department")
    told = done.as_json()
    assert sum(told["counts"].values()) == len(told["values"])
    assert [(file["file"], file["value"], file["rows"]["MOC"]) for file in told["files"]] == [
        ("batch-Heart.xlsx", "Heart", 2), ("batch-lung.xlsx", "lung", 1), ("batch-no value.xlsx", None, 1),
    ]  # fmt: skip
    out = io.StringIO()
    show_split(Console(file=out, width=200), told, tmp_path / "parts")
    text = out.getvalue()
    assert "batch-Heart.xlsx  Department: Heart (written Heart, heart)  Activities 2, MOC 2" in text
    assert "batch-no value.xlsx  Department: (no value, or no activity)  Activities 1, MOC 1" in text
    assert "Activities: 4 rows read, 4 written" in text
    sheet = openpyxl.load_workbook(files["Heart"])["Split"]
    assert str(sheet["A2"].value).startswith("From batch.xlsx (catalog 2026.1), Department is Heart: ")
    assert sheet.max_row == 4 + len(done.parts[0].done.entries)

"""A table from elsewhere: every usual delimiter and encoding, sheets of Excel, and files that are none of these."""

from __future__ import annotations

import datetime as dt
import io
import itertools
import zipfile
from collections.abc import Collection
from pathlib import Path

import openpyxl
import pytest

from generator.failure import Failure
from generator.intake.raw import MOST_CELLS, MOST_COLUMNS, MOST_ROWS
from generator.intake.tables import Table, name_key, read_rows, read_table
from generator.workbook.cells import CellError, Uncalculated

KNOWN = ["Course ID", "Course Name", "Credits"]
LINES = [
    ["Activities of the spring"],
    [],
    ["Course ID", "Course Name", "Credits"],
    ["007", "Café, and more; “Pain” | Update", "1.5"],
    [],
    ["008", "In two\nlines", ""],
]


def written(lines: list[list[str]], delimiter: str, end: str = "\r\n") -> str:
    def field(text: str) -> str:
        quoted = text.replace('"', '""')
        return f'"{quoted}"' if any(sign in text for sign in (delimiter, '"', "\n")) else text

    return end.join(delimiter.join(map(field, line)) for line in lines) + end


def table_in(path: Path, data: bytes, *, known: Collection[str] = ()) -> Table:
    path.write_bytes(data)
    return read_table(path, known=known)


@pytest.mark.parametrize(
    ("delimiter", "encoding"),
    list(itertools.product([",", ";", "\t", "|"], ["utf-8", "utf-8-sig", "utf-16", "cp1252"])),
)
def test_text_of_any_usual_delimiter_and_encoding_is_read(delimiter: str, encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_bytes(written(LINES, delimiter).encode(encoding))
    table = read_table(path, known=KNOWN)
    assert table.encoding == encoding
    assert table.headers == {1: "Course ID", 2: "Course Name", 3: "Credits"}
    cells = {table.place(row.number, n): cell for row in table.rows for n, cell in enumerate(row.cells, 1) if cell}
    assert cells == {
        "A4": "007", "B4": "Café, and more; “Pain” | Update", "C4": "1.5", "A6": "008", "B6": "In two\nlines",
    }  # fmt: skip
    assert [(row.number, row.cells[0]) for row in table.above] == [(1, "Activities of the spring")]


def test_utf_16_of_the_other_byte_order_is_read(tmp_path: Path) -> None:
    text = written(LINES, "\t")
    assert table_in(tmp_path / "a.txt", b"\xfe\xff" + text.encode("utf-16-be"), known=KNOWN).headers[2] == "Course Name"


def test_a_first_line_that_names_the_delimiter_decides(tmp_path: Path) -> None:
    table = table_in(tmp_path / "a.csv", b"sep=;\r\nA,B;C\r\n1,5;2\r\n")
    assert (table.headers, table.rows[0].cells) == ({1: "A,B", 2: "C"}, ("1,5", "2"))
    assert [row.cells[0] for row in table.above] == ["sep="]


def test_of_two_delimiters_the_one_by_which_headers_are_known_is_taken(tmp_path: Path) -> None:
    table = table_in(tmp_path / "a.csv", b"Course ID;Course Name\n1,2;a,b\n3,4;c,d\n", known=KNOWN)
    assert table.delimiter == "semicolon"


def test_a_list_of_one_column_is_a_list(tmp_path: Path) -> None:
    table = table_in(tmp_path / "a.csv", b"Course ID\n007\n", known=KNOWN)
    assert (table.headers, table.rows[0].cells) == ({1: "Course ID"}, ("007",))


def test_lines_may_end_as_on_any_system(tmp_path: Path) -> None:
    for end in ("\n", "\r\n", "\r"):
        text = written([["Course ID", "Credits"], ["1", "2"]], ",", end)
        table = table_in(tmp_path / "a.csv", text.encode(), known=KNOWN)
        assert [row.cells for row in table.rows] == [("1", "2")]


def test_without_known_names_the_first_row_with_two_texts_is_the_headers(tmp_path: Path) -> None:
    table = table_in(tmp_path / "a.csv", b"A title\n1,2\nFoo,Bar\n3,4\n")
    assert (table.headers, [row.number for row in table.above]) == ({1: "Foo", 2: "Bar"}, [1, 2])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Course  Name *", "course name"),
        ("AMA PRA Category 1 Credits™", "AMA PRA Category 1 credits"),
        ("[repeat] Monetary Amount Received", "Monetary Amount Received"),
        ("Close\nrecord?", "Close record"),
    ],
)
def test_names_that_look_alike_are_the_same(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


# --- Excel ----------------------------------------------------------------------------------------------------------


def test_cells_of_a_sheet_are_what_they_are(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Notes"
    book.active["A1"] = "Nothing of use"
    sheet = book.create_sheet("List")
    for row in (["Course ID", "Course Name", "Credits"], ["007", 12, 1.5], [dt.date(2026, 3, 15), "#N/A", True]):
        sheet.append(row)
    sheet["D2"] = "=1+1"
    sheet["B3"].data_type = "e"
    book.create_sheet("Empty")
    book.save(tmp_path / "a.xlsx")
    table = read_table(tmp_path / "a.xlsx", known=KNOWN)
    assert (table.sheet, list(table.others)) == ("List", ["Notes"])
    assert [row.cells for row in table.rows] == [
        ("007", 12.0, 1.5, Uncalculated()),
        (dt.date(2026, 3, 15), CellError("#N/A"), True, None),
    ]
    assert read_rows(tmp_path / "a.xlsx", sheet="notes").rows[0].cells == ("Nothing of use",)
    with pytest.raises(Failure, match=r"a\.xlsx has no sheet Lists; choose from Notes, List, Empty\."):
        read_rows(tmp_path / "a.xlsx", sheet="Lists")
    with pytest.raises(Failure, match=r"The sheet Empty of a\.xlsx is empty"):
        read_rows(tmp_path / "a.xlsx", sheet="Empty")


# --- what is no list ------------------------------------------------------------------------------------------------


def zipped(*parts: tuple[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts:
            archive.writestr(name, data)
    return stream.getvalue()


def far_cell() -> bytes:
    book = openpyxl.Workbook()
    book.active.cell(1, MOST_COLUMNS + 1, "here")
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


HOSTILE = {
    "empty.csv": (b"", "is empty"),
    "blanks.csv": (b"\r\n,,,\r\n", "is empty"),
    "nul.csv": (b"Course ID,Credits\n1,\0\n", "signs that no text file has"),
    "no-mark.csv": ("Course ID,Credits\n".encode("utf-16-le"), "signs that no text file has"),
    "odd.csv": (b"Course ID,Credits\n\x81\x8d,\x8f\n", "saved in a way not known here"),
    "cut.csv": ("Course ID,Credits".encode("utf-16")[:-1], "saved in a way not known here"),
    "binary.csv": (bytes(range(1, 256)) * 40, "neither a text file nor an Excel workbook"),
    "wide.csv": (b"a," * 999_998 + b"a\n", "Line 1 .* is longer than 1,000,000 characters"),
    "many-columns.csv": (b"," * 999_990 + b"a", f"beyond {MOST_COLUMNS:,} columns"),
    "endless.csv": (b"a,b\n" + b"x" * 2_000_000, "Line 2 .* is longer than 1,000,000 characters"),
    "open.csv": (b'Course ID,Credits\n1,"2\n3,4\n', "its quotation marks do not fit"),
    "endless-quote.csv": (b'Course ID,Credits\n1,"' + b"x\n" * 200_000, "its quotation marks do not fit"),
    "long.csv": (b"Course ID,Credits\n1," + b"x" * 40_000, "a text of more than 32,767 characters"),
    "rows.csv": (b"a,b\n" * (MOST_ROWS + 1), f"more than {MOST_ROWS:,} rows"),
    "cells.csv": ((b"a," * 1_000 + b"\n") * (MOST_CELLS // 1_000), f"{MOST_CELLS:,} cells"),
    "no-headers.csv": (b"1\n2\n", "no list with headers"),
    "bomb.xlsx": (zipped(("xl/worksheets/sheet1.xml", b"0" * 50_000_000)), "packed more tightly"),
    "zip.xlsx": (zipped(("a.txt", b"a")), "is a zip archive, not an Excel workbook"),
    "cut.xlsx": (zipped(("a.txt", b"a"))[:60], "is incomplete"),
    "far.xlsx": (far_cell(), rf"beyond {MOST_COLUMNS:,} columns \(cell BXY1\)"),
    "page.xls": (b"<html><table><tr><td>a</td></tr></table></html>", "is a web page"),
    "print.csv": (b"%PDF-1.7\n", "is a PDF"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_list_is_refused_in_one_sentence(name: str, tmp_path: Path) -> None:
    data, why = HOSTILE[name]
    (tmp_path / name).write_bytes(data)
    with pytest.raises(Failure, match=why) as caught:
        read_table(tmp_path / name)
    sentence = str(caught.value)
    assert name in sentence
    assert "\n" not in sentence
    assert sentence.endswith(".")


def test_a_sparse_file_beyond_the_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    with (tmp_path / "huge.csv").open("wb") as file:
        file.write(b"Course ID,Credits\n")
        file.truncate(1024**3)
    with pytest.raises(Failure, match=r"huge\.csv is larger than 50 MB; split the list"):
        read_table(tmp_path / "huge.csv")


def test_a_text_file_has_no_sheets(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a,b\n", encoding="utf-8")
    with pytest.raises(Failure, match="has no sheets; leave --sheet out"):
        read_table(tmp_path / "a.csv", sheet="List")

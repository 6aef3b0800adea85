"""Live workbooks for the tests of guard, repair and highlighting: filled, and damaged in the ways in which people
damage them."""

from __future__ import annotations

import functools
import re
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl
from openpyxl.workbook import Workbook

from generator.catalog import Catalog, load
from generator.template import build, save
from generator.template.live import live_marks
from generator.upkeep.notes import integrity_notes
from generator.workbook.cells import Cell
from generator.workbook.frames import Note
from generator.workbook.package import open_package

ROWS = 4
FILLED: Mapping[str, Mapping[int, Mapping[str, Cell]]] = {
    "activities": {
        2: {"provider_activity_id": "A-1", "title": "Pain & relief", "format": "Live Course", "moc": "Yes"},
        4: {"provider_activity_id": "007", "title": "  Sleep "},
    },
    "moc": {2: {"provider_activity_id": "A-1", "board": "ABIM", "points": 1.5}},
}


@functools.cache
def catalog() -> Catalog:
    return load()


@functools.cache
def _bytes() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        save(build(catalog(), rows=ROWS, rows_of=FILLED, marks=live_marks(catalog())), path := Path(folder) / "a.xlsx")
        return path.read_bytes()


def live(path: Path) -> Path:
    """A live workbook with `FILLED` in it."""
    path.write_bytes(_bytes())
    return path


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def write(path: Path, content: Mapping[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return path


def edited(path: Path, part: str, *changes: tuple[str, str]) -> Path:
    """The file with regular expressions replaced in one part; each has to be found."""
    content = parts(path)
    text = content[part].decode()
    for pattern, new in changes:
        text, count = re.subn(pattern, lambda _, new=new: new, text, flags=re.DOTALL)  # type: ignore[misc]
        assert count, pattern
    return write(path, content | {part: text.encode()})


@functools.cache
def _saved_by_openpyxl() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = live(Path(folder) / "a.xlsx")
        openpyxl.load_workbook(path).save(path)
        return path.read_bytes()


def by_openpyxl(path: Path, how: Callable[[Workbook], None] = lambda workbook: None) -> Path:
    if path.read_bytes() == _bytes():
        path.write_bytes(_saved_by_openpyxl())  # it reads its own files in half the time
    workbook = openpyxl.load_workbook(path)
    how(workbook)
    workbook.save(path)
    return path


def notes(path: Path) -> list[Note]:
    return integrity_notes(open_package(path), catalog())


def said(path: Path) -> list[tuple[str, str | None, str | None]]:
    """Code, sheet and the words of each note of a workbook."""
    return [(n.code, n.sheet, next(iter(n.slots.values()), None)) for n in notes(path)]


ACTIVITIES, MOC, READINESS, LISTS, META, BOOK = (
    *(f"xl/worksheets/sheet{n}.xml" for n in (2, 3, 6, 8, 9)),
    "xl/workbook.xml",
)


def _stamp(workbook: Workbook, key: str, value: str | None) -> None:
    meta = workbook["Meta"]
    meta.cell(next(n for n in range(2, 20) if meta.cell(n, 1).value == key), 2).value = value


Damage = Callable[[Path], Path]
DAMAGES: dict[str, tuple[Damage, tuple[str, str | None, str | None]]] = {
    "validations taken away by pasting": (
        lambda p: edited(p, MOC, (r'<dataValidation sqref="C2:C9"', '<dataValidation sqref="C2:C3 C6:C9"')),
        ("validation-removed", "MOC", "Board"),
    ),
    "a validation of another kind": (
        lambda p: edited(p, MOC, (r"<formula1>o_boards</formula1>", "<formula1>l_yes_no</formula1>")),
        ("validation-altered", "MOC", "Board"),
    ),
    "a validation that only warns": (
        lambda p: edited(
            p,
            MOC,
            (
                r'type="list" errorStyle="stop"><formula1>o_boards',
                'type="list" errorStyle="warning"><formula1>o_boards',
            ),
        ),
        ("validation-altered", "MOC", "Board"),
    ),
    "a validation with other bounds": (
        lambda p: edited(p, "xl/worksheets/sheet5.xml", (r"<formula1>1</formula1>", "<formula1>0</formula1>")),
        ("validation-altered", "Support", "Amount (USD)"),
    ),
    "all conditional formats of a sheet": (
        lambda p: edited(p, "xl/worksheets/sheet5.xml", (r"<conditionalFormatting.*</conditionalFormatting>", "")),
        ("marks-removed", "Support", "Status, Provider activity ID, Supporter, Monetary or in-kind, Amount (USD)"),
    ),
    "a conditional format of less cells": (
        lambda p: edited(p, MOC, (r'<conditionalFormatting sqref="D2:D9">', '<conditionalFormatting sqref="D2:D8">')),
        ("marks-removed", "MOC", "Points"),
    ),
    "a conditional format with another formula": (
        lambda p: edited(p, MOC, (r"FIND\(\"\|points=advice\|\"", 'FIND(1=2,"|points=advice|"')),
        ("marks-altered", "MOC", "Points"),
    ),
    "a defined name gone": (
        lambda p: edited(p, BOOK, (r'<definedName name="l_boards">[^<]*</definedName>', "")),
        ("names-broken", None, "l_boards"),
    ),
    "a defined name that lost its cells": (
        lambda p: edited(p, BOOK, (r"(?<=<definedName name=\"o_credit_types_start\">)[^<]*", "#REF!")),
        ("names-broken", None, "o_credit_types_start"),
    ),
    "a column's name bent by cut and paste": (
        lambda p: edited(p, BOOK, (r"(?<=<definedName name=\"c_act_title\">)[^<]*", "Activities!$E$2:$E$3")),
        ("names-broken", None, "c_act_title"),
    ),
    "the name of the date gone": (
        lambda p: edited(p, BOOK, (r'<definedName name="today">[^<]*</definedName>', "")),
        ("names-broken", None, "today"),
    ),
    "a value of Lists edited": (
        lambda p: by_openpyxl(p, lambda w: w["Lists"].__setitem__("B3", "ABXX")),
        ("lists-changed", None, "was edited (Certifying boards)"),
    ),
    "a value added to Lists": (
        lambda p: by_openpyxl(p, lambda w: w["Lists"].__setitem__("B11", "ABXX")),
        ("lists-changed", None, "was edited (Certifying boards)"),
    ),
    "Lists deleted": (
        lambda p: by_openpyxl(p, lambda w: w.remove(w["Lists"])),
        ("lists-changed", None, "is missing"),
    ),
    "Meta edited": (
        lambda p: by_openpyxl(p, lambda w: w["Meta"].__setitem__("B14", "titel")),
        ("meta-changed", None, "was edited"),
    ),
    "the stamp edited": (
        lambda p: by_openpyxl(p, lambda w: w["Meta"].__setitem__("B3", "2031.1")),
        ("meta-changed", None, "was edited"),
    ),
    "the boards of the stamp cleared": (
        lambda p: by_openpyxl(p, lambda w: _stamp(w, "boards", None)),
        ("meta-changed", None, "was edited"),
    ),
    "the digest of the stamp cleared": (
        lambda p: by_openpyxl(p, lambda w: _stamp(w, "marks_digest", None)),
        ("meta-changed", None, "was edited"),
    ),
    "the digest of the stamp edited": (
        lambda p: by_openpyxl(p, lambda w: _stamp(w, "marks_digest", "0123456789ab")),
        ("meta-changed", None, "was edited"),
    ),
    "Meta deleted": (
        lambda p: by_openpyxl(p, lambda w: w.remove(w["Meta"])),
        ("meta-changed", None, "is missing"),
    ),
    "a Status typed over": (
        lambda p: by_openpyxl(p, lambda w: w["Activities"].__setitem__("A3", "OK")),
        ("formulas-overwritten", "Activities", "Status"),
    ),
    "a hidden column emptied": (
        lambda p: by_openpyxl(
            p, lambda w: [w["MOC"].cell(r, 25).__setattr__("value", None) for r in range(2, 10)] and None
        ),
        ("formulas-overwritten", "MOC", "a hidden column of the live marks"),
    ),
    "Readiness typed over": (
        lambda p: by_openpyxl(p, lambda w: w["Readiness"].__setitem__("C6", "Active")),
        ("formulas-overwritten", "Readiness", "Record status"),
    ),
    "a total typed over": (
        lambda p: by_openpyxl(p, _type_over_a_total),
        ("formulas-overwritten", "Start", "Records: Draft"),
    ),
    "the header of a column of ours": (
        lambda p: by_openpyxl(p, lambda w: w["MOC"].__setitem__("A1", "State of things")),
        ("header-changed", "MOC", "Status"),
    ),
}
"""What was done to a live workbook, and the note that tells it."""


def _type_over_a_total(workbook: Workbook) -> None:
    sheet = workbook["Start"]
    row = next(r for r in range(1, sheet.max_row + 1) if sheet.cell(r, 2).value == "Records: Draft")
    sheet.cell(row, 3).value = 0

"""Which names a command may write to, and which existing files it may replace."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from generator import targets
from generator.catalog import load
from generator.exchange.receipt import receipt_files, receipt_path
from generator.failure import Failure
from generator.report import reports
from generator.report.pages.rule_book_page import rule_book_page
from generator.template import build, save
from generator.template.live import checked_marks
from generator.workbook.changes import Changes
from generator.workbook.package import open_package
from generator.workbook.seal import copy_of, seal_of, sealed
from tests.bench.commands import pars
from tests.upkeep.closed import by_openpyxl, live

CATALOG = load()


def template(path: Path) -> Path:
    save(build(CATALOG, rows=3, marks=checked_marks(CATALOG)), path)
    return path


def copied(original: Path, target: Path) -> Path:
    target.write_bytes(sealed(Changes(open_package(original)), copy_of(original)))
    return target


def upload(target: Path, *, replace: bool = False) -> None:
    targets.check_upload(target, replace=replace)
    for receipt in receipt_files(target):
        targets.check_receipt(receipt, replace=replace)


def workbook(target: Path, *, replace: bool = False) -> None:
    targets.check_workbook(target, "batch.xlsx", replace=replace)


@pytest.mark.parametrize("name", ["", ".", "/", "folder"])
@pytest.mark.parametrize("check", [upload, workbook])
def test_a_folder_is_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, check: object) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    assert callable(check)
    sentence = r"is a folder; give the name of a file in it, as in .*(upload\.xml|batch\.xlsx)\.$"
    with pytest.raises(Failure, match=sentence):
        check(Path(name), replace=True)


@pytest.mark.parametrize("kind", ["fifo", "link", "dangling link", "device"])
def test_what_is_no_ordinary_file(tmp_path: Path, kind: str) -> None:
    target = tmp_path / "out.xml"
    if kind == "fifo":
        os.mkfifo(target)
    elif kind == "device":
        target = Path("/dev/null")
    else:
        target.symlink_to(tmp_path / "other.xml")
        if kind == "link":
            (tmp_path / "other.xml").write_text("<?xml version='1.0'?>", encoding="utf-8")
    with pytest.raises(Failure, match=r"is not an ordinary file; give|is a link; give"):
        upload(target, replace=True)


@pytest.mark.parametrize("name", ["nul.xml", "CON.xml", "com1.xml", "LPT².xml", "con .xml", "CONIN$.xml"])
def test_a_name_that_windows_takes_for_a_device(tmp_path: Path, name: str) -> None:
    with pytest.raises(Failure, match="for a device"):
        upload(tmp_path / name)


@pytest.mark.parametrize("name", ["out", "out.xlsx", "out.txt", "out.xml.txt"])
def test_an_upload_file_ends_in_xml(tmp_path: Path, name: str) -> None:
    with pytest.raises(Failure, match=r"needs a name that ends in \.xml: write out(\.xml)*\.xml instead of out"):
        upload(tmp_path / name)
    upload(tmp_path / "out.XML")


@pytest.mark.parametrize("name", ["out", "out.xls", "out.xml", "out.xlsm"])
def test_a_workbook_ends_in_xlsx(tmp_path: Path, name: str) -> None:
    with pytest.raises(Failure, match=r"ends in \.xlsx: write out\.xlsx instead of out"):
        workbook(tmp_path / name)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(Failure, match="does not exist; create it"):
        upload(tmp_path / "no" / "out.xml")


def test_an_existing_file_is_refused_and_replaced_when_told(tmp_path: Path) -> None:
    target = template(tmp_path / "t.xlsx")
    with pytest.raises(Failure, match=r"t\.xlsx exists already; give another name, or add --replace\.$"):
        workbook(target)
    workbook(target, replace=True)
    openpyxl.Workbook().save(tmp_path / "own.xlsx")
    workbook(tmp_path / "own.xlsx", replace=True)
    (tmp_path / "text.xlsx").write_text("a,b", encoding="utf-8")
    workbook(tmp_path / "text.xlsx", replace=True)


def test_a_workbook_with_rows_is_never_replaced(tmp_path: Path) -> None:
    filled = live(tmp_path / "batch.xlsx")
    with pytest.raises(Failure, match=r"batch.xlsx is a PARS workbook with rows, which is never replaced; give"):
        workbook(filled, replace=True)
    as_xml, as_addin = filled.rename(tmp_path / "batch.xml"), tmp_path / "batch.xlam"
    as_addin.write_bytes(as_xml.read_bytes())
    with pytest.raises(Failure, match="is not an upload file"):
        upload(as_xml, replace=True)
    with pytest.raises(Failure, match="is a PARS workbook with rows"):
        targets.check_addin(as_addin, replace=True)


def test_a_row_far_below_the_table_is_a_row_too(tmp_path: Path) -> None:
    path = by_openpyxl(template(tmp_path / "t.xlsx"), lambda book: book["Activities"].__setitem__("E3000", "Pain"))
    with pytest.raises(Failure, match="with rows"):
        workbook(path, replace=True)


def of_another_version(book: openpyxl.Workbook) -> None:
    for entry in book.custom_doc_props.props:  # type: ignore[attr-defined]
        if entry.name == "pars_catalog_version":
            entry.value = "1999.1"


@pytest.mark.parametrize("kind", ["cut", "password", "another version", "without its sheet"])
def test_what_cannot_be_looked_into_stays(tmp_path: Path, kind: str) -> None:
    path = live(tmp_path / "batch.xlsx")
    if kind == "cut":
        path.write_bytes(path.read_bytes()[:4000])
    elif kind == "password":
        path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage\0".encode("utf-16-le") * 9)
    elif kind == "another version":
        by_openpyxl(path, of_another_version)
    else:
        by_openpyxl(path, lambda book: book.remove(book["MOC"]))
    with pytest.raises(Failure, match=r"cannot be looked into, so it is never replaced; give another name\.$"):
        workbook(path, replace=True)


def test_an_upload_file_replaces_one_of_an_earlier_export_only(tmp_path: Path) -> None:
    target = tmp_path / "out.xml"
    target.write_text('<?xml version="1.0" encoding="UTF-8"?>\n<ACCMEActivities>', encoding="utf-8")
    receipt_path(target).write_text('{\n  "receipt": 2,', encoding="utf-8")
    with pytest.raises(Failure, match=r"out\.xml exists already"):
        upload(target)
    upload(target, replace=True)
    page = target.with_name("out.xml.receipt.html")
    page.write_text("<!DOCTYPE html>\n<p>My notes", encoding="utf-8")
    with pytest.raises(Failure, match=r"out\.xml\.receipt\.html is not the receipt of an earlier export"):
        upload(target, replace=True)
    page.unlink()
    receipt_path(target).write_text("my notes", encoding="utf-8")
    with pytest.raises(Failure, match=r"out\.xml\.receipt\.json is not the receipt of an earlier export"):
        upload(target, replace=True)
    receipt_path(target).unlink()
    target.write_text("my notes", encoding="utf-8")
    with pytest.raises(Failure, match="is not an upload file that an earlier export wrote, so it is not replaced"):
        upload(target, replace=True)
    target.unlink()
    receipt_path(target).write_text('{"receipt": 2}', encoding="utf-8")
    with pytest.raises(Failure, match=r"out\.xml\.receipt\.json exists already"):
        upload(target)


def test_a_list_of_faults_replaces_an_earlier_one_only(tmp_path: Path) -> None:
    target = tmp_path / "s.xlsx.faults.json"
    for text in ("[]\n", '[\n  {\n    "sheet": "MOC"}]'):
        target.write_text(text, encoding="utf-8")
        targets.check_faults(target, replace=True)
        with pytest.raises(Failure, match="exists already"):
            targets.check_faults(target, replace=False)
    target.write_text("{}", encoding="utf-8")
    with pytest.raises(Failure, match="is not a list of faults"):
        targets.check_faults(target, replace=True)


def test_a_copy_replaces_an_earlier_copy_of_the_same_workbook_only(tmp_path: Path) -> None:
    original, other, copy = live(tmp_path / "april.xlsx"), live(tmp_path / "march.xlsx"), tmp_path / "copy.xlsx"
    copied(original, copy)
    with pytest.raises(Failure, match="exists already"):
        targets.check_copy(copy, original, replace=False)
    targets.check_copy(copy, original, replace=True)
    by_openpyxl(original, lambda book: book["Activities"].__setitem__("E2", "Another title"))
    targets.check_copy(copy, original, replace=True)
    with pytest.raises(Failure, match=r"and no untouched copy that was made of march\.xlsx, so"):
        targets.check_copy(copy, other, replace=True)
    with pytest.raises(Failure, match="is the workbook itself"):
        targets.check_copy(original, original, replace=True)


def test_a_copy_that_somebody_worked_in_stays(tmp_path: Path) -> None:
    original = live(tmp_path / "april.xlsx")
    copy = by_openpyxl(copied(original, tmp_path / "copy.xlsx"))
    with pytest.raises(Failure, match=r"no untouched copy .* of april\.xlsx, so it is never replaced"):
        targets.check_copy(copy, original, replace=True)


def test_a_copy_may_replace_a_template_without_rows(tmp_path: Path) -> None:
    targets.check_copy(template(tmp_path / "t.xlsx"), live(tmp_path / "april.xlsx"), replace=True)


def test_a_seal_holds_until_another_program_saves(tmp_path: Path) -> None:
    original = live(tmp_path / "a.xlsx")
    assert seal_of(open_package(original)) is None
    copy = copied(original, tmp_path / "b.xlsx")
    assert seal_of(open_package(copy)) == copy_of(original)
    assert openpyxl.load_workbook(copy)["Activities"]["E2"].value == "Pain & relief"
    copied(copy, tmp_path / "c.xlsx")
    assert seal_of(open_package(tmp_path / "c.xlsx")) == copy_of(copy) != copy_of(original)
    assert seal_of(open_package(by_openpyxl(copy))) is None


@pytest.fixture(scope="module")
def kinds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A file of each kind that ends in .html, .json or .sarif, made as users make it or as others do."""
    folder = tmp_path_factory.mktemp("kinds")
    made = (
        ("sample", "-o", "year.xlsx", "--activities", 3, "--no-live"),
        ("export", "year.xlsx"),
        ("export", "year.xlsx", "-o", "upload.json"),
        ("check", "year.xlsx", "--report", "check.html", "--report", "check.json", "--report", "check.sarif"),
    )
    for command in made:
        assert pars(*command, cwd=folder).returncode in {0, 1}, command
    catalog = load()
    (folder / "rules.html").write_text("".join(rule_book_page(catalog)), encoding="utf-8")
    (folder / "own.html").write_text('<!DOCTYPE html>\n<html><head><meta charset="utf-8">', encoding="utf-8")
    (folder / "own.json").write_text('{"file": "mine"}', encoding="utf-8")
    (folder / "own.sarif").write_text(
        '{\n  "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",\n'
        '  "version": "2.1.0",\n  "runs": [{"tool": {"driver": {"name": "Another linter"}}}]}', encoding="utf-8",
    )  # fmt: skip
    return {
        "report": folder / "check.html", "json report": folder / "check.json", "sarif": folder / "check.sarif",
        "receipt": folder / "year.xml.receipt.json", "receipt page": folder / "year.xml.receipt.html",
        "faults": folder / "year.xlsx.faults.json", "upload": folder / "upload.json", "rules": folder / "rules.html",
        "own page": folder / "own.html", "own json": folder / "own.json", "own sarif": folder / "own.sarif",
    }  # fmt: skip


REPLACES = {
    "report": (targets.check_report, ".html"),
    "json report": (targets.check_report, ".json"),
    "sarif": (targets.check_report, ".sarif"),
    "receipt": (targets.check_receipt, ".json"),
    "receipt page": (targets.check_receipt, ".html"),
    "faults": (targets.check_faults, ".json"),
    "upload": (lambda target, replace: targets.check_upload(target, replace=replace, format=targets.JSON), ".json"),
}
KINDS = [*REPLACES, "rules", "own page", "own json", "own sarif"]


@pytest.mark.parametrize("there", KINDS)
@pytest.mark.parametrize("kind", REPLACES)
def test_a_file_replaces_its_own_kind_only(kinds: dict[str, Path], tmp_path: Path, kind: str, there: str) -> None:
    check, ending = REPLACES[kind]
    target = tmp_path / f"there{ending}"
    target.write_bytes(kinds[there].read_bytes())
    assert callable(check)
    if kind == there:
        check(target, replace=True)
        return
    with pytest.raises(Failure, match=r"there\.\w+ is (not|no) .*, so it is not replaced; give another name\.$"):
        check(target, replace=True)


@pytest.mark.parametrize("last", ["r.sarif", "other/r.sarif"])
def test_reports_of_one_check_are_written_together(
    kinds: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, last: str
) -> None:
    """Where there is no room for the last one, none is there."""
    workbook = kinds["report"].with_name("year.xlsx")
    (tmp_path / "other").mkdir()
    wanted = ("check", workbook, "--report", "r.html", "--report", last)

    def no_room(*_report: object) -> Iterator[str]:
        yield "{"
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as full:
        full.setattr(reports, "sarif", no_room)
        done = pars(*wanted, cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert pars(*wanted, cwd=tmp_path).returncode in {0, 1}
    assert {path.name for path in tmp_path.rglob("*") if path.is_file()} == {"r.html", "r.sarif"}

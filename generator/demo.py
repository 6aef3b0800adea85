"""The whole way once, into a folder: template, sample, check and export."""

from __future__ import annotations

import datetime as dt
import io
import json
import os
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from generator.catalog import Catalog
from generator.exchange.receipt import receipt_files
from generator.failure import Failure
from generator.json_text import dump
from generator.report import as_json, console
from generator.report.receipt_words import activities
from generator.report.terminal import plain_console
from generator.rules.check import counts
from generator.rules.findings import Severity
from generator.run.checking import Checked, checked
from generator.run.exporting import exported
from generator.sample.write import FAULTS, write_office
from generator.targets import check_faults, check_receipt, check_upload, is_untouched_sample, rows_in
from generator.template.live import live_marks
from generator.template.new import write_new
from generator.whole_file import write_whole
from generator.workbook.book import open_book
from generator.workbook.own_sheets import CATALOG_VERSION
from generator.workbook.package import open_package

PLANTED = 6
_WIDTH = 140
_TEMPLATE, _FAULTY, _CLEAN, _UPLOAD = "template.xlsx", "sample-with-faults.xlsx", "sample.xlsx", "upload.xml"
_AS_TEXT, _FOR_PROGRAMS = "sample-with-faults.findings.txt", "sample-with-faults.findings.json"


def demo(folder: Path, today: dt.date, catalog: Catalog) -> list[str]:
    """Writes a template, a sample with faults, its findings, a sample without, and its upload file with the receipt.

    Args:
        folder: where to; made when it does not exist. What an earlier demo wrote there is replaced, and nothing else.
        today: the day that the office's year is of, and that rules about dates look from.
        catalog: what all is made from.

    Returns:
        A line for each step: what came of it, and where the files are.

    Raises:
        Failure: the folder or a file cannot be written, or holds a file that no demo wrote; then nothing is written.
    """
    if folder.is_file():
        raise Failure(f"{folder} is a file, and the demo writes a folder; give the name of a folder, or a new one.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Failure(f"The folder {folder} cannot be made ({error.strerror}); choose another place.") from error
    _refuse_others(folder)
    template, faulty, clean, upload = (folder / name for name in (_TEMPLATE, _FAULTY, _CLEAN, _UPLOAD))
    write_new(catalog, template, live_marks(catalog))
    write_office(catalog, faulty, PLANTED, today=today, replace=True)
    write_office(catalog, clean, today=today, replace=True)
    result = checked(faulty, today, catalog.overlay)
    as_text, for_programs = folder / _AS_TEXT, folder / _FOR_PROGRAMS
    _report(result, as_text, for_programs)
    delivery = exported(clean, upload, today, catalog.overlay, replace=True).delivery
    numbers, exported_activities = counts(result.findings), activities(len(delivery.selection.positions))
    checked_as = "{} will not save in PARS, {} missing, {} to check".format(*(numbers[level] for level in Severity))
    return [
        f"Template, ready to be filled in: {template}",
        f"A small office's year with {PLANTED} planted faults: {faulty} (listed in {faulty.name}{FAULTS})",
        f"Checked: {checked_as}: {as_text} and {for_programs.name}",
        f"The same year without faults: {clean}",
        f"Exported {exported_activities}: {upload}, with the receipt {delivery.page_path.name}",
    ]


def _report(result: Checked, as_text: Path, for_programs: Path) -> None:
    """The findings for people and for programs."""
    text = io.StringIO()
    console.show(plain_console(text, width=_WIDTH), result.batch, result.findings, result.readiness)
    write_whole(as_text, text.getvalue().encode(errors="backslashreplace"), replace=True)
    report = dump(as_json.check_result(result.batch, result.findings, result.readiness))
    write_whole(for_programs, f"{report}\n".encode(errors="backslashreplace"), replace=True)


def _refuse_others(folder: Path) -> None:
    """Raises Failure when a file of one of the demo's names was not written by a demo, or was worked in since."""
    for name, ours in _OURS.items():
        path = folder / name
        if os.path.lexists(path) and not (path.is_file() and not path.is_symlink() and _holds(ours, path)):
            raise Failure(
                f"{path} is no file that a demo wrote, or somebody has changed it since, so nothing was written; "
                "name another folder, as in pars demo NEW-FOLDER."
            )


def _holds(ours: Callable[[Path], bool | None], path: Path) -> bool:
    """Whether a demo wrote the file: then the test neither says no nor raises."""
    try:
        return ours(path) is not False
    except (Failure, OSError, ValueError, LookupError, TypeError):
        return False


def _empty_template(path: Path) -> bool:
    return rows_in(path) is None and CATALOG_VERSION in open_book(open_package(path)).properties


def _findings_as_text(path: Path) -> bool:
    return f"\n{_FAULTY}: " in path.read_text(encoding="utf-8")


def _findings_for_programs(path: Path) -> bool:
    return bool(json.loads(path.read_text(encoding="utf-8"))["file"] == _FAULTY)


_OURS: Mapping[str, Callable[[Path], bool | None]] = {
    _TEMPLATE: _empty_template,
    _FAULTY: is_untouched_sample,
    f"{_FAULTY}{FAULTS}": partial(check_faults, replace=True),
    _AS_TEXT: _findings_as_text,
    _FOR_PROGRAMS: _findings_for_programs,
    _CLEAN: is_untouched_sample,
    f"{_CLEAN}{FAULTS}": partial(check_faults, replace=True),
    _UPLOAD: partial(check_upload, replace=True),
    **{file.name: partial(check_receipt, replace=True) for file in receipt_files(Path(_UPLOAD))},
}
"""The files of a demo, each with what tells that an earlier demo wrote it."""

"""The whole way once, into a folder: template, sample, check and export."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from rich.console import Console

from generator.catalog import Catalog
from generator.failure import Failure
from generator.report import as_json, console
from generator.rules.check import counts
from generator.rules.findings import Severity
from generator.run import Checked, checked, exported
from generator.sample.write import FAULTS, write
from generator.template import build, save
from generator.template.live import live_marks

ACTIVITIES, PLANTED = 40, 6
_WIDTH = 140


def demo(folder: Path, today: dt.date, catalog: Catalog) -> list[str]:
    """Writes a template, a sample with faults, its findings, a sample without, and its upload file with the receipt.

    Args:
        folder: where to; made when it does not exist. Files of an earlier demo are replaced.
        today: the day that rules about dates look from.
        catalog: what all is made from.

    Returns:
        A line for each step: what came of it, and where the files are.

    Raises:
        Failure: the folder or a file cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Failure(f"The folder {folder} cannot be made ({error.strerror}); choose another place.") from error
    template, faulty, clean, upload = folder / "template.xlsx", folder / "sample-with-faults.xlsx", folder / "sample.xlsx", folder / "upload.xml"
    save(build(catalog, marks=live_marks(catalog)), template)
    write(catalog, faulty, ACTIVITIES, PLANTED, 1)
    write(catalog, clean, ACTIVITIES, 0, 2)
    result = checked(faulty, today, catalog.overlay)
    as_text, for_programs = _reports(result, faulty)
    delivery = exported(clean, upload, today, catalog.overlay).delivery
    found = counts(result.findings)
    return [
        f"Template, ready to be filled in: {template}",
        f"Sample of {ACTIVITIES} activities with {PLANTED} planted faults: {faulty} (listed in {faulty.name}{FAULTS})",
        f"Checked: {found[Severity.INVALID]} invalid, {found[Severity.MISSING]} missing, {found[Severity.ADVICE]} advice: {as_text} and {for_programs.name}",
        f"Sample of {ACTIVITIES} activities without faults: {clean}",
        f"Exported {len(delivery.selection.positions)} activities: {upload}, with the receipt {delivery.receipt_path.name}",
    ]


def _reports(result: Checked, workbook: Path) -> tuple[Path, Path]:
    """The findings for people and for programs, beside the workbook."""
    as_text, for_programs = workbook.with_suffix(".findings.txt"), workbook.with_suffix(".findings.json")
    try:
        with as_text.open("w", encoding="utf-8", newline="\n") as file:
            console.show(Console(file=file, width=_WIDTH), result.batch, result.findings, result.readiness)
        for_programs.write_text(as_json.dump(as_json.check_result(result.batch, result.findings, result.readiness)) + "\n", encoding="utf-8", newline="\n")
    except OSError as error:
        raise Failure(f"{error.filename} cannot be written ({error.strerror}); close it if another program has it open.") from error
    return as_text, for_programs

"""The report of a check as a file: which forms there are, by the ending of its name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from generator.failure import Failure
from generator.json_text import pieces
from generator.readiness.status import Readiness
from generator.report.as_json import check_result
from generator.report.pages.check_page import check_page
from generator.report.pages.filled import write_pieces
from generator.report.sarif import sarif
from generator.rules.findings import Finding
from generator.targets import check_report
from generator.whole_file import whole_files_of_folders
from generator.workbook.frames import Batch


@dataclass(frozen=True)
class Report:
    """What a report tells.

    Attributes:
        batch: the workbook.
        findings: all of its findings.
        readiness: of its activities, in order.
        day: the day that rules about dates looked from.
        updates: what an upload would do (`generator.exchange.effects.effects_json`); empty where nobody asked.
    """

    batch: Batch
    findings: Sequence[Finding]
    readiness: Sequence[Readiness]
    day: dt.date
    updates: Mapping[str, Any] = field(default_factory=dict)


Pieces = Callable[[Report], Iterable[str]]
"""The text of a report, piece by piece."""


def _page(report: Report) -> Iterable[str]:
    return check_page(report.batch, report.findings, report.readiness, report.day, report.updates)


def _sarif(report: Report) -> Iterable[str]:
    return sarif(report.batch, report.findings)


def _json(report: Report) -> Iterable[str]:
    """The same as `pars check --json` prints."""
    told = check_result(report.batch, report.findings, report.readiness)
    yield from (text for text, _ in pieces({**told, **report.updates}))
    yield "\n"


_FORMS: Mapping[str, Pieces] = {".html": _page, ".sarif": _sarif, ".json": _json}
"""Ending of the name to what is written."""


def check_reports(targets: Sequence[Path], *, replace: bool) -> None:
    """Raises Failure when a report may not be written to one of the targets."""
    for target in targets:
        if target.suffix.lower() not in _FORMS:
            endings = " or ".join(_FORMS)
            raise Failure(f"A report needs a name that ends in {endings}: {target.name} does not.")
        check_report(target, replace=replace)


def write_reports(report: Report, targets: Sequence[Path], *, replace: bool) -> None:
    """Writes a report in each of the forms that the names ask for: all or none.

    Raises:
        Failure: one cannot be written, or may not replace what is there.
    """
    with whole_files_of_folders(targets, replace=replace) as parts:
        for target, part in zip(targets, parts, strict=True):
            write_pieces(_FORMS[target.suffix.lower()](report), part)
